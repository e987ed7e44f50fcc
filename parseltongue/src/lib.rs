//! Parseltongue: services, streams and views declared in whole words, compiled into plain Rust.
//!
//! A user's `Cargo.toml` has one line, `parseltongue`, and a file begins with
//! `use parseltongue::prelude::*;`. The book explains the language; `parseltongue explain WORD`
//! explains a word of it; `parseltongue expand` shows the Rust that a block became.
//!
//! The modules are the runtime that the generated code calls, each behind the feature of the
//! dialect that needs it, so that a service without a window compiles no GPU code.

pub use parseltongue_cores as cores;
pub use parseltongue_records as records;
#[cfg(feature = "basilisk")]
pub use parseltongue_service as service;
#[cfg(feature = "store")]
pub use parseltongue_store as store;
#[cfg(feature = "slytherin")]
pub use parseltongue_streams as streams;
#[cfg(feature = "nagini")]
pub use parseltongue_view as view;
