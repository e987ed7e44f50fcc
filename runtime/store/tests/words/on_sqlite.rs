//! The words on SQLite, in a file.

use parseltongue_store::Location;

use crate::written::store;
use crate::{Account, Order};

store!(Books, Library: Location::File("data/deep/books.db"), holds Account, Order);

fn directory() -> Option<tempfile::TempDir> {
    Some(crate::directory())
}

/// The character U+0000 among them.
const KEEPS_ALL_TEXTS: bool = true;

#[path = "many.rs"]
mod many;
#[path = "on_both.rs"]
mod on_both;
