//! What `parseltongue expand` makes of the trading desk, pasted into a crate: it is plain Rust.
//!
//! `desk.rs` is written by a test of the command, with `UPDATE_EXPANDED=1`; do not edit it.

#[allow(missing_docs, reason = "the desk documents what its readers would ask about")]
#[allow(clippy::clone_on_copy, reason = "what wrote it does not know which types are Copy")]
#[rustfmt::skip]
pub mod desk;
