//! The words on PostgreSQL.

use parseltongue_store::Location;

use crate::written::store;
use crate::{Account, Order, cluster};

store!(Books, Library: Location::postgres("DATABASE_URL"), holds Account, Order);

/// One, where there is a PostgreSQL to test with.
fn directory() -> Option<tempfile::TempDir> {
    cluster::url().map(|_| crate::directory())
}

/// The character U+0000 among them.
const KEEPS_ALL_TEXTS: bool = false;

#[path = "many.rs"]
mod many;
#[path = "on_both.rs"]
mod on_both;
