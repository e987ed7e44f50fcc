//! Jobs in PostgreSQL.

use parseltongue_store::Location;

use crate::cluster;
use crate::written::store;

store!(Books, Library: Location::postgres("DATABASE_URL"), holds);

/// One, where there is a PostgreSQL to test with.
fn directory() -> Option<tempfile::TempDir> {
    cluster::url().and_then(|_| tempfile::tempdir().ok())
}

#[path = "on_both.rs"]
mod on_both;
