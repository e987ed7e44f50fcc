//! Jobs in a file.

use parseltongue_store::Location;

use crate::written::store;

store!(Books, Library: Location::File("books.db"), holds);

fn directory() -> Option<tempfile::TempDir> {
    tempfile::tempdir().ok()
}

#[path = "on_both.rs"]
mod on_both;
