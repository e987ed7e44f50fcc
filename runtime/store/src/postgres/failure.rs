//! PostgreSQL's errors in our words.

use std::error::Error as _;

use parseltongue_records::{Field, Report, StoreError};
use tokio_postgres::error::{DbError, SqlState};

use super::values::HasNul;
use crate::migration::unique_fields;

/// What went wrong at PostgreSQL.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// The server refused, and the connection is as good as before.
    Refused { code: SqlState, message: String, constraint: Option<String> },
    /// There is no connection, or it is of no use any more: why.
    Lost(String),
    /// A text holds what PostgreSQL cannot keep.
    Nul,
    /// The client refused: a value of the wrong type, say.
    Other(String),
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Fault {
        if let Some(told) = error.as_db_error() {
            return Fault::of_server(told);
        }
        if error.source().is_some_and(|source| source.is::<HasNul>()) {
            return Fault::Nul;
        }
        let is_lost = error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>());
        let said = match error.source() {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        };
        if is_lost { Fault::Lost(said) } else { Fault::Other(said) }
    }
}

impl Fault {
    fn of_server(told: &DbError) -> Fault {
        let code = told.code().clone();
        // The server goes, or this connection does; a server that only reads is one that was replaced.
        let ends = [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::READ_ONLY_SQL_TRANSACTION,
            SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        ];
        if ends.contains(&code) || code.code().starts_with("08") {
            return Fault::Lost(told.message().to_owned());
        }
        // In JSON it is written in another way, and only the server finds it.
        if code == SqlState::UNTRANSLATABLE_CHARACTER {
            return Fault::Nul;
        }
        // Never the detail: it quotes values.
        let constraint = told.constraint().map(str::to_owned);
        Fault::Refused { code, message: told.message().to_owned(), constraint }
    }

    /// Others were in the way: the same may succeed when it is done again.
    pub(super) fn is_conflict(&self) -> bool {
        let conflicts = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
        matches!(self, Fault::Refused { code, .. } if conflicts.contains(code))
    }

    /// What was prepared is of no use any more: a column has another type, say.
    pub(super) fn is_of_old_plan(&self) -> bool {
        matches!(self, Fault::Refused { code, .. } if *code == SqlState::FEATURE_NOT_SUPPORTED)
    }

    /// About a record with that name, table and fields.
    pub(crate) fn of_record(&self, record: &'static str, table: &str, fields: &[Field]) -> StoreError {
        match self {
            Fault::Refused { code, constraint, .. } if *code == SqlState::UNIQUE_VIOLATION => {
                let named = constraint.as_deref().and_then(|index| unique_fields(table, index));
                let is_taken = |field: &&Field| match &named {
                    Some(names) => names.contains(&field.name),
                    // The key's own index has a name that PostgreSQL gave.
                    None => field.is_key,
                };
                let taken: Vec<&str> = fields.iter().filter(is_taken).map(|field| field.wire).collect();
                let field = if taken.is_empty() { "value".to_owned() } else { taken.join(" and ") };
                StoreError::Taken { record, field }
            }
            Fault::Refused { code, .. } if *code == SqlState::FOREIGN_KEY_VIOLATION => {
                StoreError::Dangling { record }
            }
            _ => self.of_store(),
        }
    }

    /// What it means, and what to do about it.
    pub(crate) fn of_store(&self) -> StoreError {
        let (code, message) = match self {
            Fault::Refused { code, message, .. } => (code, message),
            Fault::Lost(reason) => {
                return StoreError::Unavailable(format!("the database cannot be reached: {reason}"));
            }
            Fault::Nul => {
                let mut report = Report::default();
                report.add("", "text", HasNul.to_string());
                return StoreError::Invalid(report);
            }
            Fault::Other(said) => return StoreError::Unavailable(format!("the store failed: {said}")),
        };
        let advice = match *code {
            SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => {
                "others wrote the same records at the same time, again and again: try again"
            }
            SqlState::QUERY_CANCELED => "it took too long and was stopped: look at the query and its indexes",
            SqlState::LOCK_NOT_AVAILABLE => "another program holds a lock: end it, or try again",
            SqlState::DISK_FULL => "the database's disk is full: free space, then try again",
            SqlState::TOO_MANY_CONNECTIONS => "the database has no connection left: raise max_connections",
            SqlState::INSUFFICIENT_PRIVILEGE => "the database's user may not do that: look at its rights",
            _ => return StoreError::Unavailable(format!("the store failed: {message} ({})", code.code())),
        };
        StoreError::Unavailable(format!("{advice} ({message})"))
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> StoreError {
        fault.of_store()
    }
}

impl From<Fault> for crate::failure::Fault {
    fn from(fault: Fault) -> Self {
        crate::failure::Fault::Postgres(fault)
    }
}
