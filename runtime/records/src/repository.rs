//! A table as a `resource` sees it.

use std::future::Future;

use crate::{Keyed, StoreError};

/// The records of one type in one store, for `resource`. Implemented by the store, used by services.
///
/// Futures find the store in the world of the thread that polls them, and stay on that thread.
pub trait Repository: 'static {
    /// What the table holds.
    type Record: Keyed;

    /// The record with that key, or none.
    fn read(
        key: &<Self::Record as Keyed>::Key,
    ) -> impl Future<Output = Result<Option<Self::Record>, StoreError>>;

    /// At most `limit` records whose keys come after `after`, in the order of their keys.
    fn page(
        after: Option<&<Self::Record as Keyed>::Key>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Self::Record>, StoreError>>;

    /// Adds a record; it is on disk when this is answered.
    fn insert(record: Self::Record) -> impl Future<Output = Result<Self::Record, StoreError>>;

    /// Reads, changes and writes the record with that key in one transaction.
    fn change(
        key: &<Self::Record as Keyed>::Key,
        changes: <Self::Record as crate::Record>::Changes,
    ) -> impl Future<Output = Result<Self::Record, StoreError>>;

    /// Takes the record with that key out; says whether there was one.
    fn remove(key: &<Self::Record as Keyed>::Key) -> impl Future<Output = Result<bool, StoreError>>;
}
