//! The rows of the measured service that speak to a store, as a user of Parseltongue writes them: SQLite in a file, an insert
//! is on disk before it is acknowledged.

use parseltongue::prelude::*;

parseltongue! {
    define_record Row {
        id: i64 key,
        symbol: string,
        quantity: i64,
        text: string,
    }

    define_record Note {
        id: uuid key generated,
        symbol: string length 1..=8,
        quantity: i64 at_least 1,
        text: string,
    }

    define_store Books {
        keep_in: sqlite "generated.sqlite",
        holds: Row, Note,
    }

    define_function ten_thousand_rows() -> list<Row> {
        finish_with (0..10_000)
            .map(|id| new Row {
                id: id,
                symbol: "ACME".to_owned(),
                quantity: 100 + id,
                text: "placed by the measuring program".to_owned(),
            })
            .collect();
    }

    basilisk!<Rows> {
        listen_on: "127.0.0.1:8088",
        uses: Books,
        deadline: 50 ms,
        body_limit: 64 KiB,

        on_start {
            insert all ten_thousand_rows();
        }

        get "/plaintext" () -> string {
            finish_with "Hello, World!".to_owned();
        }

        resource Row at "/rows" { read }

        resource Note at "/notes" { create }
    }

    define_program Measured {
        housekeeping: 1 core,
        Rows: 1 core,
    }
}
