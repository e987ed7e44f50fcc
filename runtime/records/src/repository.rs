//! A table as a `resource` sees it.

use std::future::Future;

use crate::{Keyed, StoreError};

/// What must hold of a record for it to be changed or taken out; none asks nothing. It is asked in
/// the transaction that writes, so nobody changes the record in between.
pub type Condition<R> = Option<Box<dyn FnOnce(&R) -> bool + Send>>;

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

    /// Reads, changes and writes the record with that key in one transaction. When the condition
    /// does not hold it is [`StoreError::Unmet`], and nothing is written; so it is in `remove`.
    fn change(
        key: &<Self::Record as Keyed>::Key,
        changes: <Self::Record as crate::Record>::Changes,
        when: Condition<Self::Record>,
    ) -> impl Future<Output = Result<Self::Record, StoreError>>;

    /// Takes the record with that key out; says whether there was one.
    fn remove(
        key: &<Self::Record as Keyed>::Key,
        when: Condition<Self::Record>,
    ) -> impl Future<Output = Result<bool, StoreError>>;
}
