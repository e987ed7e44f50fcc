//! Mistakes that only rustc can find, each on the writer's own word and in words of the language.

use parseltongue::prelude::*;

parseltongue! {
    define_record Order {
        id: uuid key generated,
        symbol: string,
        side: Side,
        quantity: i64,
        owner: Acount,
//             ^^^^^^ E0425: cannot find type `Acount` in this scope (not found in this scope)
        account: uuid references Side,
//                               ^^^^ E0277: the record `Side` has no key (a record with a key is needed here)
        kind: Kind default Kind::Limited,
//                               ^^^^^^^ E0599: no variant or associated item named `Limited` found for enum `Kind` in the current scope (variant or associated item not found in `Kind`)
    }

    define_record Trade {
        id: uuid key generated,
        symbol: string,
    }

    define_record Loose {
        symbol: string,
    }

    define_choice Side { Buy, Sell }

    define_choice Kind { Limit, Market }

    define_error Wrong {
        Closed is conflict "the market is closed",
    }

    define_error Other {
        Broken is internal "broken",
    }

    define_store Books { keep_in: memory, holds: Order, Side, Loose }
//                                                      ^^^^ E0277: the record `Side` has no key (a record with a key is needed here)
//                                                            ^^^^^ E0277: the record `Loose` has no key (a record with a key is needed here)

    define_function half(x: i64) -> i64 {
        finish_with "half";
//                  ^^^^^^ E0308: mismatched types (expected `i64`, found `&str`)
    }

    define_async_function touch(id: uuid) -> Order fails_with Wrong {
        let_var order: Order = find Order with id;
        finish_with order.id;
//                  ^^^^^^^^ E0308: mismatched types (expected `Order`, found `Uuid`)
    }

    slytherin!<Market> {
        keep_in: memory,

        stream Trades of Trade { key: .symbl }
//                                     ^^^^^ E0609: no field `symbl` on type `TradeColumns` (unknown field)
        stream Sides of Side,
//                      ^^^^ E0277: `Side` is not a record (a record is needed here)

        consume Trades as "count" (trade) {
            let_var n: i64 = trade.symbol;
//                           ^^^^^^^^^^^^ E0308: mismatched types (expected `i64`, found `String`)
        }
    }

    basilisk!<Exchange> {
        listen_on: "127.0.0.1:0",
        uses: Books,

        resource Trade at "/trades" { list }
//               ^^^^^ E0277: the store `Books` does not hold `Trade` (`Books` does not hold this record)
        resource Side at "/sides" { list }
//               ^^^^ E0277: the record `Side` has no key (a record with a key is needed here)

        get "/a/{symbol}" (symbol: string) -> i64 {
            let_var found: list<Order> = find_all Order where .symbl == symbol limit 5;
//                                                             ^^^^^ E0609: no field `symbl` on type `OrderColumns` (unknown field)
            let_var numbers: list<Order> = find_all Order where .quantity == symbol limit 5;
//                                                                           ^^^^^^ E0277: `std::string::String` does not fit a field of type `i64` (the field is `i64`, this is `std::string::String`)
            let_var sorted: list<Order> = find_all Order where .symbol == symbol order_by .quantty limit 3;
//                                                                                         ^^^^^^^ E0609: no field `quantty` on type `OrderColumns` (unknown field)
            finish_with found.len();
//                      ^^^^^^^^^^^ E0308: mismatched types (expected `i64`, found `usize`)
        }

        get "/b" () -> Order fails_with Wrong {
            require 1 otherwise Wrong::Closed;
//                  ^ E0308: mismatched types (expected `bool`, found integer)
            require true otherwise Other::Broken;
//                                 ^^^^^^^^^^^^^ E0277: this body does not fail with `Other` (`Wrong` has no case for it)
            let_var number: i64 = "7".parse::<i64>()?;
//                                                  ^ E0277: this body does not fail with `ParseIntError` (`Wrong` has no case for it)
            let_var first: i64 = [number].iter().max()?;
//                                                    ^ E0277: this is no `Result`, so `?` cannot end the body with its error (stands behind a `std::option::Option<&i64>`)
            fail_with Wrong::Opened;
//                           ^^^^^^ E0599: no variant or associated item named `Opened` found for enum `Wrong` in the current scope (variant or associated item not found in `Wrong`)
        }

        get "/c" (id: uuid) -> Trade {
            let_var order: Order = find Order with 3;
//                                                 ^ E0277: `{integer}` does not fit a field of type `parseltongue::prelude::Uuid` (the field is `parseltongue::prelude::Uuid`, this is `{integer}`)
            let_var trade: Trade = find Trade with id;
//                                      ^^^^^ E0277: the store `Books` does not hold `Trade` (`Books` does not hold this record)
            let_var some: Ordr = find Ordr with id;
//                        ^^^^ E0425: cannot find type `Ordr` in this scope
//                                    ^^^^ E0425: cannot find type `Ordr` in this scope
            finish_with trade;
        }

        post "/d" (body draft: OrderDraft) -> created Trade {
            let_var trade: Trade = new Trade { };
//                                     ^^^^^ E0080: evaluation panicked: `new Trade` does not say `symbol` (evaluation of `Exchange::post_d::{closure#0}::_` failed inside this call)
            let_var other: Trade = new Trade { symbl: "x" };
//                                             ^^^^^ E0560: struct `Trade` has no field named `symbl` (unknown field)
            let_var third: Trade = new Trade { symbol: 3 };
//                                                     ^ E0308: mismatched types (expected `String`, found integer)
            publish other to Market::Trads;
//                                   ^^^^^ E0599: no associated item named `Trads` found for struct `Market` in the current scope (associated item not found in `Market`)
            publish draft to Market::Trades;
//                  ^^^^^ E0308: mismatched types (expected `&Trade`, found `&OrderDraft`)
            insert trade;
//                 ^^^^^ E0277: the store `Books` does not hold `Trade` (`Books` does not hold this record)
            change Order with other.id set .quantity = "x";
//                                                     ^^^ E0277: `&str` does not fit a field of type `i64` (the field is `i64`, this is `&str`)
            change Order with other.id set .quantty = 3;
//                                          ^^^^^^^ E0609: no field `quantty` on type `OrderColumns` (unknown field)
            finish_with third;
        }

        get "/e" () -> nothing fails_with Side {
//                                        ^^^^ E0277: `Side` is not an error of the language (says nothing to a client)
//                                           ^ E0277: `?` couldn't convert the error: `Side: Meaning` is not satisfied (says nothing to a client)
            finish_with nothing;
        }

        post "/f" (body draft: Exchange) -> nothing {
//                             ^^^^^^^^ E0277: `Exchange` cannot be the body of a request (a body is a record, its draft or changes, a list, a map or json)
//                             ^^^^^^^^ E0277: `Exchange` cannot be the body of a request (a body is a record, its draft or changes, a list, a map or json)
//                             ^^^^^^^^ E0277: the trait bound `Exchange: serde::de::DeserializeOwned` is not satisfied (unsatisfied trait bound)
            finish_with nothing;
        }

        get "/g" () -> Exchange {
//                     ^^^^^^^^ E0277: `Exchange` is not a type of the language (neither a plain type, a record nor a choice)
//                     ^^^^^^^^ E0277: `Exchange` is not a type of the language (neither a plain type, a record nor a choice)
            finish_with Exchange;
        }

        events "/h" from Market::Trads,
//                               ^^^^^ E0599: no associated item named `Trads` found for struct `Market` in the current scope (associated item not found in `Market`)
        events "/i" from Books,
//                       ^^^^^ E0277: `Books` is not a stream (a stream is needed here)
//                       ^^^^^ E0277: `Books` is not a stream (a stream is needed here)
//                       ^^^^^ E0277: `Books` is not a stream (a stream is needed here)
    }

    nagini!<Desk> {
        window: "Desk" sized 640 by 480,
        shows: Board,

        component Board() {
            let_signal_var count: i64 = "none";
//                                      ^^^^^^ E0308: mismatched types (expected `i64`, found `&str`)
            let_derived_var twice: i64 = count.get() + "x";
//                                                   ^ E0277: cannot add `&str` to `i64` (no implementation for `i64 + &str`)
            let_stream_var trades: list<Order> = newest 10 of Market::Trades;
//                                                            ^^^^^^ E0308: mismatched types (expected `StreamSignal<Order>`, found `StreamSignal<Trade>`)

            column(gap: "wide") {
//                      ^^^^^^ E0277: `&str` is not a value for this argument (expected parseltongue::parseltongue_view::element::Length)
                text(Side::Buy)
                Line(size: "x")
//                         ^^^ E0308: mismatched types (expected `Derived<i64>`, found `Derived<&str>`)
                for_each trade in trades.get() keyed_by trade.key {
//                                                            ^^^ E0615: attempted to take value of method `key` on type `&Order` (method, not a field)
                    text(trade.symbl)
//                             ^^^^^ E0609: no field `symbl` on type `Order` (unknown field)
                }
                button("Add", pressed: { count.add("x"); })
//                                                 ^^^ E0308: mismatched types (expected `i64`, found `&str`)
            }
        }

        component Line(size: i64) {
            text(size, color: 3)
//                            ^ E0277: `{integer}` is not a value for this argument (expected Color)
        }
    }

    define_program Desktop {
        Exchange: 2 cores,
//      ^^^^^^^^ E0277: the program `Desktop` does not name `Market`, which another of its blocks needs (add a line for it: `Market: 1 core`)
        Desk: main_thread,
//      ^^^^ E0277: the program `Desktop` does not name `Market`, which another of its blocks needs (add a line for it: `Market: 1 core`)
        Order: 1 core,
//      ^^^^^ E0277: `Order` is not a block (a store, streams, a service or a view is needed here)
    }
}
