//! Programs that are killed while they write to PostgreSQL.

use parseltongue_store::Location;

use crate::written::store;
use crate::{Count, cluster};

store!(Books, Library: Location::postgres("DATABASE_URL"), holds Count);

fn directory() -> Option<tempfile::TempDir> {
    cluster::url().and_then(|_| tempfile::tempdir().ok())
}

#[path = "jobs.rs"]
mod jobs;
#[path = "writes.rs"]
mod writes;
