//! The trading desk without each of its declarations, and without all of them, under the tests of the trading desk.

#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    unused_imports,
    reason = "a program in a module has a main that nobody calls, and its prelude"
)]
#![allow(
    clippy::clone_on_copy,
    clippy::nonminimal_bool,
    clippy::redundant_closure,
    clippy::single_match,
    reason = "what wrote it does not know which types are Copy, or how much one would have said"
)]

include!(concat!(env!("OUT_DIR"), "/desk.rs"));
