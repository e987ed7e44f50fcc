//! PostgreSQL: connections that find their way back, each with its own thread.
//!
//! What a store does is handed to a queue ([`pool`]), from which a bounded number of threads take it, each with one
//! connection ([`link`]) and the statements that were prepared on it. Where SQLite has one writer, here many write
//! beside each other: a change locks its record between looking and writing, the body of a transaction runs
//! serialisable, and what met others is done again.

mod failure;
mod link;
mod number;
mod open;
mod pool;
mod target;
mod values;

pub(crate) use failure::Fault;
pub(crate) use link::Postgres;
pub(crate) use open::open;
pub(crate) use pool::Pool;
pub(crate) use target::Target;
