//! `before_each` and `after_each`: what a service does around every request but those that are built in.

use std::cell::RefCell;
use std::fmt;
use std::pin::pin;
use std::time::Duration;

use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode};
use parseltongue_records::Value;
use tokio::time::Instant;

use crate::answer::{self, Answer};
use crate::core::count;
use crate::deadline::{Guarded, guard};
use crate::limits::AFTER_EACH_LIMIT;
use crate::{Call, Refusal, Service};

/// A request as hooks see it: its head, not its body.
pub struct Request<'a> {
    head: &'a Parts,
    early: RefCell<Option<Answer>>,
}

impl<'a> Request<'a> {
    fn new(head: &'a Parts) -> Request<'a> {
        Request { head, early: RefCell::default() }
    }

    /// `GET`, `POST` …
    #[must_use]
    pub fn method(&self) -> &'a str {
        self.head.method.as_str()
    }

    /// The path as it was sent, percent-encoded.
    #[must_use]
    pub fn path(&self) -> &'a str {
        self.head.uri.path()
    }

    /// What stands behind `?`, percent-encoded.
    #[must_use]
    pub fn query(&self) -> Option<&'a str> {
        self.head.uri.query()
    }

    /// The header of that name, if it is there and a text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    /// In `before_each`: answers the request with that status and value as JSON, and no route sees it. The last
    /// one counts.
    ///
    /// # Panics
    /// When the number is no status of HTTP.
    pub fn answer_with(&self, status: u16, value: &impl Value) {
        let status = StatusCode::from_u16(status).expect("a status is a number from 100 to 999");
        let mut json = Vec::new();
        value.write_json(&mut json).expect("a value of the language is JSON");
        *self.early.borrow_mut() = Some(answer::json(status, json.into()));
    }

    /// The answer that a hook has given.
    #[must_use]
    pub fn into_early(self) -> Option<Answer> {
        self.early.into_inner()
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A query and headers may hold secrets.
        f.debug_struct("Request")
            .field("method", &self.method())
            .field("path", &self.path())
            .finish_non_exhaustive()
    }
}

/// An answer as `after_each` sees it: its head, not its body.
pub struct Answered<'a> {
    answer: RefCell<&'a mut Answer>,
    took: Duration,
}

impl Answered<'_> {
    /// Its status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.answer.borrow().status().as_u16()
    }

    /// From the end of the request's headers to the answer.
    #[must_use]
    pub fn took(&self) -> Duration {
        self.took
    }

    /// The header of that name, if it is there and a text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.answer.borrow().headers().get(name)?.to_str().ok().map(str::to_owned)
    }

    /// Sets a header, in place of one that is there.
    ///
    /// # Panics
    /// When the name or the value is none of a header.
    pub fn set_header(&self, name: &str, value: &str) {
        let name = HeaderName::try_from(name).expect("a header's name is letters, digits and `-`");
        let value = HeaderValue::try_from(value).expect("a header's value is visible text");
        self.answer.borrow_mut().headers_mut().insert(name, value);
    }
}

impl fmt::Debug for Answered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answered").field("status", &self.status()).field("took", &self.took).finish()
    }
}

impl<'a, S: Service> Call<'a, S> {
    /// The request for `before_each`; none for what every service answers by itself.
    #[must_use]
    pub fn request(&self) -> Option<Request<'a>> {
        let is_built_in =
            matches!(self.head.uri.path(), "/health/live" | "/health/ready" | "/metrics" | "/openapi.json");
        (!is_built_in).then(|| Request::new(self.head))
    }

    /// The answer that `before_each` has given.
    ///
    /// # Errors
    /// None; it has the form of the others.
    pub fn early(&self, answer: Answer) -> Result<Answer, Refusal> {
        Ok(answer)
    }
}

/// Has `after_each` see an answer. When it fails the answer goes out as it is.
pub(crate) async fn after<S: Service>(call: &Call<'_, S>, answer: &mut Answer, begun: Instant) {
    let Some(request) = call.request() else { return };
    let answered = Answered { answer: RefCell::new(answer), took: begun.elapsed() };
    let work = S::after(call, &request, &answered);
    let reason = match guard(pin!(work), Instant::now(), Some(AFTER_EACH_LIMIT)).await {
        Guarded::Done(Ok(())) => return,
        Guarded::Done(Err(setback)) => setback.reason,
        Guarded::Late => format!("took longer than {AFTER_EACH_LIMIT:?}"),
        Guarded::Panicked => "the body panicked".to_owned(),
    };
    let failures = count(&call.core.common.counters.after_each);
    if failures.is_power_of_two() {
        log::error!(target: S::NAME, "after_each: {reason} (failure {failures})");
    }
}
