//! A table as a `resource` sees it.

use std::marker::PhantomData;

use parseltongue_records::{
    Changes, Condition, Keyed, Report, Repository, StoreError, Stored, Value, fields,
};

use crate::Store;
use crate::open::engine;
use crate::session::Session;
use crate::statement::Verb;
use crate::words::{check, key_field, owned_columns, remove_one, size_bytes, update};
use crate::write::{Extent, handed, handed_with};

/// The records `R` in the store `S`. Pages follow the keys, so that records which come and go
/// between two pages neither repeat others nor hide them.
#[derive(Debug)]
pub struct Table<S, R>(PhantomData<fn() -> (S, R)>);

impl<S: Store, R: Stored<S>> Repository for Table<S, R> {
    type Record = R;

    async fn read(key: &R::Key) -> Result<Option<R>, StoreError> {
        crate::find_or_none::<S, R>(key).await
    }

    async fn page(after: Option<&R::Key>, limit: usize) -> Result<Vec<R>, StoreError> {
        let after: Vec<_> = after.map(|key| key.to_column(key_field::<R>())).into_iter().collect();
        engine::<S>()?.read(&after, move |session, after| session.page(after.first().cloned(), limit)).await
    }

    async fn insert(record: R) -> Result<R, StoreError> {
        check(&record)?;
        let values = owned_columns(&record);
        let size_bytes = size_bytes(&values);
        let (write, answer) = handed(Extent::Statement, size_bytes, move |session: &Session| {
            session.execute::<R>(Verb::Insert, &values).map(drop)
        });
        engine::<S>()?.write(write)?;
        answer.wait().await.map(|()| record)
    }

    async fn change(key: &R::Key, changes: R::Changes, when: Condition<R>) -> Result<R, StoreError> {
        let bound = key.to_column(key_field::<R>()).into_owned();
        let mut encoded = Vec::new();
        fields::encode(&changes, &mut encoded);
        let (write, answer) = handed_with(
            Extent::Change,
            encoded.len(),
            move |session: &Session| {
                let Some(mut record) = session.find_to_change::<R>(&bound)? else { return Ok(None) };
                meet(&record, when)?;
                let mut report = Report::default();
                changes.apply(&mut record, &mut report);
                check(&record)?;
                // What a hand-written `apply` adds of its own.
                if !report.is_empty() {
                    return Err(StoreError::Invalid(report));
                }
                update(session, &record)?;
                Ok(Some(record))
            },
            None,
        );
        engine::<S>()?.write(write)?;
        let changed: Option<R> = answer.wait().await?;
        changed.ok_or_else(|| StoreError::NotFound { record: R::NAME, key: key.to_string() })
    }

    async fn remove(key: &R::Key, when: Condition<R>) -> Result<bool, StoreError> {
        let bound = key.to_column(key_field::<R>()).into_owned();
        let extent = if when.is_some() { Extent::Change } else { Extent::Statement };
        let (write, answer) = handed_with(
            extent,
            0,
            move |session: &Session| {
                if when.is_some() {
                    let Some(record) = session.find_to_change::<R>(&bound)? else { return Ok(false) };
                    meet(&record, when)?;
                }
                remove_one::<R>(session, &bound)
            },
            None,
        );
        engine::<S>()?.write(write)?;
        answer.wait().await
    }
}

/// Refuses a record of which the condition does not hold.
fn meet<R: Keyed>(record: &R, when: Condition<R>) -> Result<(), StoreError> {
    if when.is_none_or(|holds| holds(record)) {
        return Ok(());
    }
    Err(StoreError::Unmet { record: R::NAME, key: record.key().to_string() })
}
