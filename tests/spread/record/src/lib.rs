//! A record that other crates keep, stream and serve.

use parseltongue::prelude::*;

parseltongue! {
    /// What a sensor measured.
    define_record Reading {
        id: uuid key generated,
        sensor: string length 1..=16,
        level: i64 at_least 0,
    }
}
