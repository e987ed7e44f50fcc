//! Thirty different mistakes across the language and its three dialects: one build tells all of them, and the rest of
//! the file has its types.

use parseltongue::prelude::*;

parseltongue! {
    define_record Order {
        id: uuid key generated,
        symbol: String length 1..=8,
//              ^^^^^^ PT0014: `String` is not written here
        side: Side default Sell,
//                         ^^^^ PT1023: `Sell` does not say of which choice it is a case
        quantity: i64 at_leats 1,
//                    ^^^^^^^^ PT1003: `at_leats` is no word for a field
        price: decimal more_than 10 at_most 1,
//                                          ^ PT1005: no value is both `more_than 10` and `at_most 1`
        placed_at: timestamp generated,
        account: uuid references Acount,
//                               ^^^^^^ E0425: cannot find type `Acount` in this scope (not found in this scope)
        check .quantty > 0 otherwise "too little",
//             ^^^^^^^ PT1016: the record has no field `quantty`
    }

    define_record Account {
        id: uuid key generated,
        name: string,
    }

    define_choice Side { Buy, Sell }

    define_error ExchangeError {
        UnknownSymbol { symbol: string } is not_found "nobody trades {symbl} here",
//                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ PT1042: the message names `{symbl}`, which the case does not have
        MarketClosed is conflicted "the market is closed",
//                      ^^^^^^^^^^ PT1041: `conflicted` is no meaning
    }

    define_store Books { keep_in: sqlite3 "data/books.db", holds: Order }
//                                ^^^^^^^ PT0001: expected `sqlite` or `postgres` or `memory`, found `sqlite3`

    define_function half(x: i64) -> i64 {
        finish_with "half";
//                  ^^^^^^ E0308: mismatched types (expected `i64`, found `&str`)
    }

    slytherin!<Market> {
        keep_in: memory,

        stream Orders of Order { key: .symbl, partitions: 4 }
//                                     ^^^^^ E0609: no field `symbl` on type `OrderColumns` (unknown field)
        topic Accounts of Account,
//      ^^^^^ PT0005: a block of streams has no line that begins with `topic`

        consume Order as "billing" (order) {
//              ^^^^^ PT3001: `Market` has no stream `Order`
            log(order);
        }
    }

    basilisk!<Exchange> {
        listen_on: "127.0.0.1:0",
        uses: Books,
        deadline: 50,
//                ^^ PT0010: `50` has no unit

        resource Account at "/accounts" { list, read }
//               ^^^^^^^ E0277: the store `Books` does not hold `Account` (`Books` does not hold this record)

        get "/orders/{id}" (id: uuid) -> Order fails_with ExchangeError {
            let_var order: Order = find Order with id;
            require order.quantity > 0 else ExchangeError::MarketClosed;
//                                     ^^^^ PT0001: expected `otherwise`, found `else`
            finish_with order;
        }

        get "/symbols/{symbol}" (symbol: string) -> list<Order> {
            finish_with find_all Order where .side == symbol limit 5;
//                                                    ^^^^^^ E0277: `std::string::String` does not fit a field of type `Side` (the field is `Side`, this is `std::string::String`)
        }

        get "/newest" () -> list<Order> {
            finish_with find_all Order sorted_by .placed_at limit 10;
//                                     ^^^^^^^^^ PT0050: `sorted_by` is no word of a query
        }

        post "/orders" (body draft: OrderDraft) -> created Order {
            let_var order: Order = new Order { symbol: draft.symbol, side: draft.side, quantity: draft.quantity, price: draft.price };
            publish order to Market::Order;
//                                   ^^^^^ E0599: no associated item named `Order` found for struct `Market` in the current scope (associated item not found in `Market`)
            publish draft to Market::Orders;
//                  ^^^^^ E0308: mismatched types (expected `&Order`, found `&OrderDraft`)
            finish_with order;
        }

        get "/count" () -> i64 {
            let count = (find_all Order limit 5).len();
            return count;
//          ^^^^^^ PT0046: a body is left with a word that says how it ends
//                 ^^^^^ E0308: mismatched types (expected `i64`, found `usize`)
        }

        get "/side" () -> Side {
            finish_with Side::Hold;
//                            ^^^^ E0599: no variant or associated item named `Hold` found for enum `Side` in the current scope (variant or associated item not found in `Side`)
        }
    }

    nagini!<Desk> {
        window: "Desk" sized 640 by 480,
        shows: Board,

        component Board() {
            let_signal_var count: i64 = 0;
            let_stream_var orders: list<Account> = newest 10 of Market::Orders;
//                                                              ^^^^^^ E0308: mismatched types (expected `StreamSignal<Account>`, found `StreamSignal<Order>`)

            column(gap: 8, className: "board") {
//                         ^^^^^^^^^ PT4006: `column` takes no argument `className`
                button("Add", onClick: { count.add(1); })
//                            ^^^^^^^ PT4006: `button` takes no argument `onClick`
                Line(symbol: 3)
//                           ^ E0308: mismatched types (expected `Derived<String>`, found `Derived<{integer}>`)
                for_each order in orders.get() {
//                                             ^ PT4019: what each item is known by is missing here
                    text(order.name)
                }
            }
        }

        component Line(symbol: string) {
            text(symbol, color: "red")
//                              ^^^^^ E0277: `&str` is not a value for this argument (expected Color)
        }
    }

    define_program Desktop {
        Exchange: 2 kernels,
//                  ^^^^^^^ PT0011: `kernels` is no unit that fits here
        Market: 1 core,
        Desk: main_thread,
    }
}

fn log(_: Order) {}
