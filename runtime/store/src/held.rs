//! What a store is: where it keeps what.

use parseltongue_cores::Block;
use parseltongue_records::{Field, Index, Keyed, Stored};

/// A store of records. `define_store` writes it, as a [`Block`] whose `open` is
/// [`open`](crate::open) and whose `close` is [`close`](crate::close).
pub trait Store: Block {
    /// `keep_in`
    const LOCATION: Location;
    /// `holds`, in the order in which they were written.
    const HELD: &'static [Held];
    /// `migration` lines, in the order in which they were written.
    const MIGRATIONS: &'static [Migration] = &[];
}

/// Where a store keeps its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// A file; a relative path starts from the program's directory.
    File(&'static str),
    /// Memory: gone when the program ends.
    Memory,
    /// The PostgreSQL database whose URL stands in that variable of the environment.
    #[cfg(feature = "postgres")]
    Postgres {
        /// The variable's name.
        variable: &'static str,
    },
}

impl Location {
    /// `keep_in: postgres env "DATABASE_URL"`
    #[cfg(feature = "postgres")]
    #[must_use]
    pub const fn postgres(variable: &'static str) -> Location {
        Location::Postgres { variable }
    }

    /// Stops the build of a store in PostgreSQL without the feature that can.
    #[cfg(not(feature = "postgres"))]
    #[must_use]
    pub const fn postgres(_: &'static str) -> Location {
        panic!("`keep_in: postgres` needs the feature `postgres` of parseltongue: add it in Cargo.toml")
    }
}

/// A `migration` line: SQL that changes what cannot be derived.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
}

impl Migration {
    /// The migration of that name and text.
    #[must_use]
    pub const fn new(name: &'static str, sql: &'static str) -> Migration {
        Migration { name, sql }
    }
}

/// One record that a store holds.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    pub(crate) record: &'static str,
    pub(crate) table: &'static str,
    pub(crate) fields: &'static [Field],
    pub(crate) indexes: &'static [Index],
}

impl Held {
    /// The record `R`, which the store `S` holds.
    #[must_use]
    pub const fn in_store<S, R: Stored<S>>() -> Held {
        Held::of::<R>()
    }

    /// The record `R`.
    #[must_use]
    pub const fn of<R: Keyed>() -> Held {
        Held { record: R::NAME, table: R::TABLE, fields: R::FIELDS, indexes: R::INDEXES }
    }
}

/// The table of the record `R`, which the store `S` holds: how a query on another record speaks of it.
#[must_use]
pub const fn table<S: Store, R: Stored<S>>() -> &'static str {
    R::TABLE
}
