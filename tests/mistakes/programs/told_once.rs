//! What a compiler of ours has said, rustc does not say again.

use parseltongue::prelude::*;

pub struct Plain;

parseltongue! {
    define_record Order {
        id: uuid key generated,
        symbol: string,
    }

    define_store Books { keep_in: memory, holds: Order }

    basilisk!<Exchange> {
        listen_on: "127.0.0.1:0",
        uses: Books,

        post "/orders" (body order: rust<Plain>) -> nothing { let _ = order; }
//                                  ^^^^^^^^^^^ PT2091: `rust<Plain>` cannot be the body of a request

        post "/copies/{id}" (id: uuid) -> nothing {
            let_var found: Order = find Order with id
//                                                 ^^ PT0035: a semicolon is due after this
            insert found;
        }

        post "/news" () -> nothing {
            insert new Order { symbl: "ACME".to_owned() };
//                             ^^^^^ E0560: struct `Order` has no field named `symbl` (unknown field)
        }

        get "/orders/{id}" (id: uuid) -> Order {
            let_var found: Order = find Order with id;
            finish_with found;
        }
    }

    define_program Desk { housekeeping: 1 core, Exchange: 1 core, Nowhere: 1 core }
//                                                                ^^^^^^^ E0425: cannot find type `Nowhere` in this scope (not found in this scope)
}
