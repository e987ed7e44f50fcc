//! What will exist for a store, as plain data. The records' paths stand in the checked store.

use super::check::Store;

/// What is written for a store.
#[derive(Debug)]
pub(super) struct StorePlan {
    pub(super) name: String,
    pub(super) location: LocationPlan,
}

/// Where it keeps its records.
#[derive(Debug)]
pub(super) enum LocationPlan {
    File(String),
    Memory,
}

/// Plans a store.
pub(super) fn store(store: &Store) -> StorePlan {
    let location = store.file.clone().map_or(LocationPlan::Memory, LocationPlan::File);
    StorePlan { name: store.name.to_string(), location }
}
