//! A stream of a record from another crate.

use parseltongue::prelude::*;

parseltongue! {
    slytherin!<Arrivals> {
        keep_in: memory,

        stream Fresh of spread_record::Reading { key: .sensor, partitions: 2 }
    }
}
