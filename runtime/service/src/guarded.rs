//! `requires role` and `allow when`: who may do what with which record.
//!
//! Whoever may not read a record is answered 404, as if there were none: that it exists is part of what is
//! hidden. Whoever may read it and not do what was asked is answered 403. Both are asked of the record in the
//! transaction that writes, so nobody changes it in between.

use std::sync::{Arc, OnceLock};

use http::StatusCode;
use parseltongue_records::{Condition, Draft, HttpMeaning, Keyed, Problem, Record, Repository, Role};

use crate::resource::{KeyOf, change_when, delete_when, missing, read_when};
use crate::{Call, Outcome, Refusal, Service, call, tag};

/// What somebody may do with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// Not know of it.
    NotSee,
    /// Read it, and no more.
    NotDo,
    /// What was asked for.
    Do,
}

/// What follows from the rule for reading, and from that for what was asked for.
#[must_use]
pub const fn may(sees: bool, does: bool) -> May {
    match (sees, does) {
        (false, _) => May::NotSee,
        (true, false) => May::NotDo,
        (true, true) => May::Do,
    }
}

impl<S: Service> Call<'_, S> {
    /// Goes on only for a caller that has one of the roles.
    ///
    /// # Errors
    /// 403.
    pub fn requires_role(&self, has: &(impl Role + ?Sized), roles: &[&'static str]) -> Result<(), Refusal> {
        if roles.iter().any(|role| has.is(role)) {
            return Ok(());
        }
        Err(forbidden(&format!("only who has the role {} may do this", roles.join(" or "))))
    }
}

/// One record, if it may be seen.
///
/// # Errors
/// Those of [`read`](crate::resource::read); 404 when the record may not be seen.
pub async fn read_if<R: Repository, S: Service>(
    call: &Call<'_, S>,
    key: &str,
    rule: impl FnOnce(&R::Record) -> May,
) -> Outcome {
    read_when::<R, S>(call, key, |record| rule(record) != May::NotSee).await
}

/// Makes a record, if this one may be made.
///
/// # Errors
/// Those of [`create`](crate::resource::create); 403 when it may not.
pub async fn create_if<R: Repository, S: Service>(
    call: &Call<'_, S>,
    rule: impl FnOnce(&R::Record) -> May,
) -> Outcome {
    let draft: <R::Record as Record>::Draft = call.body().await?;
    let record = draft.into_record();
    if rule(&record) != May::Do {
        return Err(forbidden("this record may not be made by you"));
    }
    let record = R::insert(record).await?;
    let (mut answer, _) = call.tagged(StatusCode::CREATED, &record)?;
    call::place(&mut answer, call.head.uri.path(), &record);
    Ok(answer)
}

/// Changes a record, if this one may be changed.
///
/// # Errors
/// Those of [`change`](crate::resource::change); 404 when the record may not be seen, 403 when it may not be
/// changed.
pub async fn change_if<R: Repository, S: Service>(
    call: &Call<'_, S>,
    key: &str,
    rule: impl Fn(&R::Record) -> May + Send + 'static,
) -> Outcome {
    let (when, told) = asked(rule, tag::condition(&call.head.headers));
    let changed = change_when::<R, S>(call, key, when).await;
    told_of::<R, S>(call, key, &told)?;
    changed
}

/// Takes a record out, if this one may be.
///
/// # Errors
/// Those of [`change_if`].
pub async fn delete_if<R: Repository, S: Service>(
    call: &Call<'_, S>,
    key: &str,
    rule: impl Fn(&R::Record) -> May + Send + 'static,
) -> Outcome {
    let (when, told) = asked(rule, tag::condition(&call.head.headers));
    let deleted = delete_when::<R, S>(call, key, when).await;
    told_of::<R, S>(call, key, &told)?;
    deleted
}

/// The rule and the condition as one condition, and what the rule will have said.
fn asked<R: Keyed>(
    rule: impl Fn(&R) -> May + Send + 'static,
    when: Condition<R>,
) -> (Condition<R>, Arc<OnceLock<May>>) {
    let told = Arc::new(OnceLock::new());
    let tells = Arc::clone(&told);
    let both: Condition<R> = Some(Box::new(move |record| {
        let may = *tells.get_or_init(|| rule(record));
        may == May::Do && when.is_none_or(|holds| holds(record))
    }));
    (both, told)
}

/// Refuses what the rule has refused.
fn told_of<R: Repository, S: Service>(
    call: &Call<'_, S>,
    key: &str,
    told: &OnceLock<May>,
) -> Result<(), Refusal> {
    match told.get() {
        Some(May::NotSee) => Err(missing::<R>(&call.key::<KeyOf<R>>(key)?)),
        Some(May::NotDo) => Err(forbidden("this record is not yours to change")),
        Some(May::Do) | None => Ok(()),
    }
}

fn forbidden(detail: &str) -> Refusal {
    Refusal::new(Problem::new(HttpMeaning::Forbidden, "Forbidden").with_detail(detail))
}
