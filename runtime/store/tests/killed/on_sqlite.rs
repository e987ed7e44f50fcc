//! Programs that are killed while they write to a file.

use parseltongue_store::Location;

use crate::Count;
use crate::written::store;

store!(Books, Library: Location::File("books.db"), holds Count);

fn directory() -> Option<tempfile::TempDir> {
    tempfile::tempdir().ok()
}

#[path = "jobs.rs"]
mod jobs;
#[path = "writes.rs"]
mod writes;
