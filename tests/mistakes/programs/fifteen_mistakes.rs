//! Twelve mistakes that the compilers find and three that only rustc can: one build tells all.

use parseltongue::prelude::*;

parseltongue! {
    define_record Order {
        id: uuid key generated,
        number: i64 key,
//                  ^^^ PT1001: `id` is the key already
        symbol: string length 1..=8 matches "^[A-Z+$",
//                                          ^^^^^^^^^ PT1009: the regular expression is wrong at `[`: unclosed character class
        quantity: u8 at_least 1,
//                ^^ PT0014: `u8` is not written here
        note: string lenght 0..=200,
//                   ^^^^^^ PT1003: `lenght` is no word for a field
        owner: Acount,
//             ^^^^^^ E0425: cannot find type `Acount` in this scope (not found in this scope)
    }

    define_record Account {
        id: uuid key generated,
        name: string,
    }

    define_store Books { keep_in: memory, holds: Order }

    slytherin!<Market> {
        keep_in: memory,

        strem Orders of Order { key: .id }
//      ^^^^^ PT0005: a block of streams has no line that begins with `strem`
        stream Accounts of Account { key: .id, retain: 7 }
//                                                     ^ PT0010: `7` has no unit
    }

    basilisk!<Exchange> {
        listen_on: "127.0.0.1:0",
        uses: Books,
        deadlin: 50 ms,
//      ^^^^^^^ PT0006: a service has no setting `deadlin`

        get "/orders/{id}" (number: i64) -> i64 {
//          ^^^^^^^^^^^^^^ PT2006: `{id}` stands in the path, but no parameter is called `id`
            finish_with number;
        }

        get "/time" () -> i64 {
            finish_with 1;
        }

        get "/time" () -> i64 {
//          ^^^^^^^ PT2007: `GET /time` is declared here a second time
            let_var numbers: list<i64> = (0..3).map(|number| { finish_with number; }).collect();
//                                                             ^^^^^^^^^^^ PT0033: `finish_with` stands inside a closure and would leave only that
            finish_with numbers.len() as i64;
        }

        get "/named/{symbol}" (symbol: string) -> i64 {
            let_var found: list<Order> = find_all Order where .symbl == symbol limit 5;
//                                                             ^^^^^ E0609: no field `symbl` on type `OrderColumns` (unknown field)
            finish_with found.len() as i64;
        }

        get "/accounts/{id}" (id: uuid) -> Account {
            finish_with find Account with id;
//                           ^^^^^^^ E0277: the store `Books` does not hold `Account` (`Books` does not hold this record)
        }
    }

    nagini!<Desk> {
        window: "Desk" sized 640 by 480,
        shows: Board,

        component Board() {
            let_signal_var filter: string = String::new();

            column(gap: 8) {
                text_input(value: bind filter)
//              ^^^^^^^^^^ PT4007: this `text_input` has no label
                colunm() { }
//              ^^^^^^ PT4005: `colunm` is neither an element nor a component of this view
            }
        }
    }
}

fn main() {}
