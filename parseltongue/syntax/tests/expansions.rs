//! The Rust that each item becomes, formatted as `parseltongue expand` prints it.

use parseltongue_syntax::{Mode, compile};

fn expanded(source: &str) -> String {
    let expansion = compile(source.parse().expect("a row of tokens"), Mode::Rustc);
    assert!(expansion.problems.is_empty(), "{:?}", expansion.problems);
    let file = syn::parse2(expansion.tokens).expect("Rust");
    prettyplease::unparse(&file)
}

macro_rules! expands {
    ($name:ident, $source:expr) => {
        #[test]
        fn $name() {
            insta::assert_snapshot!(expanded($source));
        }
    };
}

expands!(
    a_record,
    r#"
    /// One order as a trader places it.
    define_record Order {
        id: uuid key generated,
        /// What is traded.
        symbol: string length 1..=8 matches "^[A-Z]+$" indexed,
        side: Side,
        quantity: i64 at_least 1 default 1,
        price: decimal more_than 0,
        account: uuid references Account,
        note: optional<string> length 0..=200,
        placed_at: timestamp generated,
        check .quantity < 10 || .price < 1000 otherwise "is too large an order",
    }
    "#
);

expands!(a_choice, "/// Buy or sell.\n define_choice Side { Buy, Sell }");

expands!(
    a_choice_whose_cases_carry_fields,
    "define_choice How { Market, Limit { price: decimal more_than 0 } }"
);

expands!(
    a_choice_whose_field_is_called_like_a_word_of_rust,
    "define_choice Kind { Plain, Other { r#type: i64, r#match: string } }"
);

expands!(
    an_error,
    r#"
    define_error ExchangeError {
        UnknownSymbol { symbol: string } is not_found "nobody trades {symbol} here",
        MarketClosed is conflict "the market is closed",
    }
    "#
);

expands!(
    an_error_made_from_another,
    r#"define_error DiskError { Disk from std::io::Error is internal "the disk: {cause}", Full is unavailable "full" }"#
);

expands!(a_store, "define_store Books { keep_in: sqlite \"data/books.db\", holds: Order, Account }");

expands!(
    functions,
    r#"
    define_function double(x: i64) -> i64 { finish_with x * 2; }
    define_function checked(x: i64) fails_with OddError { require x % 2 == 0 otherwise OddError::Odd; }
    define_async_function newest(symbol: string) -> list<Order> uses Books {
        finish_with find_all Order where .symbol == symbol order_by .placed_at descending limit 10;
    }
    "#
);

expands!(
    a_program,
    "define_program TradingDesk { housekeeping: 1 core, Market: 1 core, web::Exchange: 2 cores, Desk: main_thread }"
);
