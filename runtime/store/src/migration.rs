//! Tables made and adapted from what a store holds.
//!
//! What only adds is done: a new table, a new column that is optional or has a default, a new
//! index. Indexes that nothing asks for any more are dropped, because they hold no data. Anything
//! else is refused, in one sentence for each, before anything has been written.

mod database;
mod plan;
mod shape;

use rusqlite::Connection;

use crate::Held;

pub(crate) use plan::Plan;

/// The version of what this crate writes besides the records' own tables; SQLite's `user_version`.
pub(crate) const FORMAT: i64 = 2;

/// Where the kind of each column stands, because SQLite knows only five.
pub(crate) const COLUMNS_TABLE: &str = "parseltongue_columns";

/// What there is to do in a database so that it fits. Reads only.
pub(crate) fn plan(connection: &Connection, store: &str, held: &[Held]) -> Result<Plan, String> {
    let found = database::Database::read(connection).map_err(in_words)?;
    plan::plan(&found, store, held)
}

/// Plans, and does it.
pub(crate) fn migrate(connection: &Connection, store: &str, held: &[Held]) -> Result<(), String> {
    plan(connection, store, held)?.apply(connection)
}

pub(crate) fn in_words(error: rusqlite::Error) -> String {
    crate::failure::of_store(&error).to_string()
}
