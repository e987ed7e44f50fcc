//! What databases say, in our words.

use parseltongue_records::{ColumnError, Field, StoreError};
use rusqlite::ffi;

/// What a database said.
#[derive(Debug)]
pub(crate) enum Fault {
    Sqlite(rusqlite::Error),
    #[cfg(feature = "postgres")]
    Postgres(crate::postgres::Fault),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Sqlite(error) => error.fmt(f),
            #[cfg(feature = "postgres")]
            Fault::Postgres(fault) => fault.of_store().fmt(f),
        }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        Fault::Sqlite(error)
    }
}

/// The same about a record with that name, table and fields.
pub(crate) fn of_record(
    fault: &Fault,
    record: &'static str,
    #[cfg_attr(not(feature = "postgres"), allow(unused_variables, reason = "SQLite names no constraint"))]
    table: &'static str,
    fields: &[Field],
) -> StoreError {
    match fault {
        Fault::Sqlite(error) => of_sqlite_record(error, record, fields),
        #[cfg(feature = "postgres")]
        Fault::Postgres(fault) => fault.of_record(record, table, fields),
    }
}

/// The same, and what to do about it.
pub(crate) fn of_store(fault: &Fault) -> StoreError {
    match fault {
        Fault::Sqlite(error) => of_sqlite(error),
        #[cfg(feature = "postgres")]
        Fault::Postgres(fault) => fault.of_store(),
    }
}

fn of_sqlite_record(error: &rusqlite::Error, record: &'static str, fields: &[Field]) -> StoreError {
    let rusqlite::Error::SqliteFailure(code, message) = error else { return of_sqlite(error) };
    match code.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            let field = taken_field(message.as_deref().unwrap_or_default(), fields);
            StoreError::Taken { record, field }
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => StoreError::Dangling { record },
        _ => of_sqlite(error),
    }
}

/// The wire names of the columns in `UNIQUE constraint failed: Order.symbol, Order.side`.
fn taken_field(message: &str, fields: &[Field]) -> String {
    let columns = message.rsplit(": ").next().unwrap_or_default().split(", ");
    let known: Vec<&str> = columns
        .filter_map(|column| {
            let column = column.rsplit('.').next().unwrap_or_default();
            fields.iter().find(|field| field.name == column || message.is_empty() && field.is_key)
        })
        .map(|field| field.wire)
        .collect();
    if known.is_empty() { "value".to_owned() } else { known.join(" and ") }
}

/// What SQLite said, and what to do about it.
pub(crate) fn of_sqlite(error: &rusqlite::Error) -> StoreError {
    let advice = match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => "the disk is full: free space, then try again",
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
            "another program holds the database: end it, or try again"
        }
        Some(rusqlite::ErrorCode::SystemIoFailure) => "the disk failed: look at the system's log",
        Some(rusqlite::ErrorCode::ReadOnly) => "the database may not be written: look at its permissions",
        Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
            "the file is damaged or no database: restore it from a copy"
        }
        Some(rusqlite::ErrorCode::CannotOpen) => {
            "the file cannot be opened: look at its path and permissions"
        }
        _ => return StoreError::Unavailable(format!("the store failed: {error}")),
    };
    StoreError::Unavailable(format!("{advice} ({error})"))
}

/// A stored value that does not fit the program.
pub(crate) fn of_column(error: &ColumnError, record: &'static str) -> StoreError {
    StoreError::Unavailable(format!("a stored {record} does not fit this program: {error}"))
}

#[cfg(test)]
mod tests {
    use parseltongue_records::Kind;

    use super::*;

    fn failure(extended_code: i32, message: &str) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(ffi::Error::new(extended_code), Some(message.to_owned()))
    }

    #[test]
    fn a_taken_value_names_the_field_as_clients_know_it() {
        const FIELDS: &[Field] = &[Field::new("mail", Kind::Text).renamed("e-mail").unique()];
        let error = failure(ffi::SQLITE_CONSTRAINT_UNIQUE, "UNIQUE constraint failed: Account.mail");
        assert_eq!(
            of_sqlite_record(&error, "Account", FIELDS).to_string(),
            "another Account has this e-mail already"
        );
        const PAIR: &[Field] = &[Field::new("user", Kind::Uuid), Field::new("article", Kind::Uuid)];
        let error = failure(
            ffi::SQLITE_CONSTRAINT_UNIQUE,
            "UNIQUE constraint failed: Favourite.user, Favourite.article",
        );
        assert_eq!(
            of_sqlite_record(&error, "Favourite", PAIR).to_string(),
            "another Favourite has this user and article already"
        );
        let error = failure(ffi::SQLITE_CONSTRAINT_FOREIGNKEY, "FOREIGN KEY constraint failed");
        assert!(matches!(
            of_sqlite_record(&error, "Account", FIELDS),
            StoreError::Dangling { record: "Account" }
        ));
    }

    #[test]
    fn a_full_disk_says_what_to_do() {
        let said = of_sqlite(&failure(ffi::SQLITE_FULL, "database or disk is full")).to_string();
        assert!(said.starts_with("the disk is full: free space"), "{said}");
        let said = of_sqlite(&failure(ffi::SQLITE_BUSY, "database is locked")).to_string();
        assert!(said.starts_with("another program holds the database"), "{said}");
    }
}
