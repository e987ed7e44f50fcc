//! `resource`: REST over the records of one table.
//!
//! | request | answer |
//! | --- | --- |
//! | `GET /orders?limit=50&after=KEY` | 200 `{"items":[…],"next":"KEY"}`; `next` is `null` on the last page, else `Link: <…>; rel="next"` names the page after |
//! | `GET /orders/KEY` | 200, 304 when `If-None-Match` names its state, or 404 |
//! | `POST /orders` | 201 with `Location`, 409 when a unique value is taken, 422 naming every wrong field |
//! | `PATCH /orders/KEY` | 200 with the changed record; the body is a JSON merge patch (RFC 7396) |
//! | `DELETE /orders/KEY` | 204, or 404 |
//!
//! One record has an `ETag`, the tag of its state. `If-Match` lets PATCH and DELETE go on only while the
//! record is still in that state, 412 otherwise; it is asked in the transaction that writes.
//!
//! Pages follow the order of the keys, so a record that comes or goes meanwhile moves nothing.

use std::fmt::Write as _;

use http::header::{ETAG, LINK};
use http::{HeaderValue, StatusCode};
use parseltongue_records::{Condition, Draft, HttpMeaning, Keyed, Problem, Record, Repository, Value};

use crate::tag::Read;
use crate::{Call, Outcome, Pages, Refusal, Service, answer, body, call, segments, tag};

pub(crate) type KeyOf<R> = <<R as Repository>::Record as Keyed>::Key;

/// One page of a list.
struct Page<R> {
    items: Vec<R>,
    /// What `after` must be for the next page.
    next: Option<String>,
}

impl<R: Value> Page<R> {
    fn write_json(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        out.extend_from_slice(b"{\"items\":");
        self.items.write_json(out)?;
        out.extend_from_slice(b",\"next\":");
        self.next.write_json(out)?;
        out.push(b'}');
        Ok(())
    }
}

/// A page of the records.
///
/// # Errors
/// 400 when a parameter is wrong, 503 when the store cannot be read.
pub async fn list<R: Repository, S: Service>(call: &Call<'_, S>) -> Outcome {
    list_in_pages::<R, S>(call, Pages::USUAL).await
}

/// A page of the records, of another size than the usual one.
///
/// # Errors
/// Those of [`list`].
pub async fn list_in_pages<R: Repository, S: Service>(call: &Call<'_, S>, pages: Pages) -> Outcome {
    let mut given = call.given();
    let limit = given.query_within("limit", pages.size, 1, pages.most);
    let after = given.query_or::<Option<KeyOf<R>>>("after", || None);
    given.only(&["limit", "after"]);
    let (limit, after) = (given.take(limit)?, given.take(after)?);
    let limit = usize::try_from(limit).unwrap_or(1);
    // One more than is shown says whether there is a next page.
    let mut records = R::page(after.as_ref(), limit + 1).await?;
    let has_next = records.len() > limit;
    records.truncate(limit);
    let next = records.last().filter(|_| has_next).map(|record| record.key().to_string());
    let page = Page { items: records, next };
    let mut answer = call.write(StatusCode::OK, |out| page.write_json(out))?;
    if let Some(next) = &page.next {
        let mut link = String::new();
        let (path, after) = (call.head.uri.path(), segments::encode(next));
        // Writing to memory does not fail.
        let _ = write!(link, "<{path}?limit={limit}&after={after}>; rel=\"next\"");
        if let Ok(link) = HeaderValue::try_from(link) {
            answer.headers_mut().insert(LINK, link);
        }
    }
    Ok(answer)
}

/// One record.
///
/// # Errors
/// 400 when the key is none, 404 when nothing has it, 412 when it is not in the state that `If-Match`
/// names, 503 when the store cannot be read.
pub async fn read<R: Repository, S: Service>(call: &Call<'_, S>, key: &str) -> Outcome {
    read_when::<R, S>(call, key, |_| true).await
}

/// One record, as if there were none unless `is_seen`.
pub(crate) async fn read_when<R: Repository, S: Service>(
    call: &Call<'_, S>,
    key: &str,
    is_seen: impl FnOnce(&R::Record) -> bool,
) -> Outcome {
    let key: KeyOf<R> = call.key(key)?;
    let record = R::read(&key).await?.filter(is_seen).ok_or_else(|| missing::<R>(&key))?;
    let (answer, tag) = call.tagged(StatusCode::OK, &record)?;
    match tag::read(&call.head.headers, &tag) {
        Read::Whole => Ok(answer),
        Read::Unchanged(tag) => {
            let mut unchanged = answer::unchanged();
            unchanged.headers_mut().insert(ETAG, tag.header());
            Ok(unchanged)
        }
        Read::Other => Err(tag::other_state()),
    }
}

/// Makes a record.
///
/// # Errors
/// Those of [`Call::body`], 409 when a unique value is taken, 503 when the store cannot be written.
pub async fn create<R: Repository, S: Service>(call: &Call<'_, S>) -> Outcome {
    let draft: <R::Record as Record>::Draft = call.body().await?;
    let record = R::insert(draft.into_record()).await?;
    let (mut answer, _) = call.tagged(StatusCode::CREATED, &record)?;
    call::place(&mut answer, call.head.uri.path(), &record);
    Ok(answer)
}

/// Changes a record.
///
/// # Errors
/// Those of [`read`] and of [`create`].
pub async fn change<R: Repository, S: Service>(call: &Call<'_, S>, key: &str) -> Outcome {
    change_when::<R, S>(call, key, tag::condition(&call.head.headers)).await
}

/// Changes a record of which the condition holds.
pub(crate) async fn change_when<R: Repository, S: Service>(
    call: &Call<'_, S>,
    key: &str,
    when: Condition<R::Record>,
) -> Outcome {
    let key: KeyOf<R> = call.key(key)?;
    let changes: <R::Record as Record>::Changes = body::read(call, body::MERGE_PATCH).await?;
    let record = R::change(&key, changes, when).await?;
    Ok(call.tagged(StatusCode::OK, &record)?.0)
}

/// Takes a record out.
///
/// # Errors
/// Those of [`read`]; 409 when another record still refers to it.
pub async fn delete<R: Repository, S: Service>(call: &Call<'_, S>, key: &str) -> Outcome {
    delete_when::<R, S>(call, key, tag::condition(&call.head.headers)).await
}

/// Takes a record out of which the condition holds.
pub(crate) async fn delete_when<R: Repository, S: Service>(
    call: &Call<'_, S>,
    key: &str,
    when: Condition<R::Record>,
) -> Outcome {
    let key: KeyOf<R> = call.key(key)?;
    if R::remove(&key, when).await? { call.nothing(()) } else { Err(missing::<R>(&key)) }
}

pub(crate) fn missing<R: Repository>(key: &KeyOf<R>) -> Refusal {
    let detail = format!("no {} has the key {key}", <R::Record as Record>::NAME);
    Refusal::new(Problem::new(HttpMeaning::NotFound, "NotFound").with_detail(detail))
}
