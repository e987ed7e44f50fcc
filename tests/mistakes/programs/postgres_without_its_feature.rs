//! A store in PostgreSQL, in a program that is built without the feature for it: `cargo check` says so.

use parseltongue::prelude::*;

parseltongue! {
    define_record Order {
        id: uuid key generated,
        symbol: string,
    }

    define_store Books { keep_in: postgres env "DATABASE_URL", holds: Order }
//                                ^^^^^^^^ E0080: evaluation panicked: `keep_in: postgres` needs the feature `postgres` of parseltongue: add it in Cargo.toml (evaluation of `_` failed inside this call)
}

fn main() {}
