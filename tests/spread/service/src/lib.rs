//! A service whose record, store and stream stand in three other crates.

use parseltongue::prelude::*;
use spread_record::Reading;

parseltongue! {
    basilisk!<Api> {
        listen_on: "127.0.0.1:0",
        uses: spread_store::Readings,

        resource Reading at "/readings" { list, read, create }

        post "/readings/{id}/announce" (id: uuid) -> created Reading {
            let_var reading: Reading = find Reading with id;
            publish reading to spread_stream::Arrivals::Fresh;
            finish_with reading;
        }

        events "/arrivals" from spread_stream::Arrivals::Fresh,
    }

    define_program Spread {
        housekeeping: 1 core,
        spread_stream::Arrivals: 1 core,
        Api: 1 core,
    }
}
