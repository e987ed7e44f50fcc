//! A store of a record from another crate.

use parseltongue::prelude::*;

parseltongue! {
    define_store Readings { keep_in: memory, holds: spread_record::Reading }
}
