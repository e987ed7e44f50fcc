//! One request as the generated match and the handlers see it.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use http::header::{ETAG, IF_MATCH, LOCATION};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode};
use parseltongue_records::{Keyed, Value, json};

use crate::answer::Answer;
use crate::core::Core;
use crate::incoming::Incoming;
use crate::meters::Metered;
use crate::pulse::Pulse;
use crate::rate::Left;
use crate::tag::Tag;
use crate::{Given, Outcome, Refusal, Segments, Service, answer, body, segments, tag};

/// What a request wants done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verb {
    /// GET, and HEAD, which gets the same answer without its body
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
    /// OPTIONS
    Options,
    /// anything else
    Other,
}

impl Verb {
    /// As HTTP writes it.
    pub(crate) fn method(self) -> &'static str {
        match self {
            Verb::Get => "GET",
            Verb::Post => "POST",
            Verb::Put => "PUT",
            Verb::Patch => "PATCH",
            Verb::Delete => "DELETE",
            Verb::Options => "OPTIONS",
            Verb::Other => "",
        }
    }

    fn of(method: &Method) -> Verb {
        match *method {
            Method::GET | Method::HEAD => Verb::Get,
            Method::POST => Verb::Post,
            Method::PUT => Verb::Put,
            Method::PATCH => Verb::Patch,
            Method::DELETE => Verb::Delete,
            Method::OPTIONS => Verb::Options,
            _ => Verb::Other,
        }
    }
}

/// A request on its way through its service.
pub struct Call<'a, S: Service> {
    pub(crate) core: &'a Rc<Core<S>>,
    pub(crate) pulse: &'a Rc<Pulse>,
    pub(crate) head: &'a Parts,
    /// Taken by whoever reads it.
    pub(crate) incoming: &'a Cell<Option<Incoming>>,
    /// The body is on its way.
    pub(crate) is_reading: Cell<bool>,
    pub(crate) metered: Metered<'a>,
    /// What is left of the limit that was asked last.
    pub(crate) rate: Cell<Option<Left>>,
    /// Whom the caller's token names, once it is known.
    pub(crate) subject: Cell<Option<Box<str>>>,
    verb: Verb,
}

impl<S: Service> fmt::Debug for Call<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("method", &self.head.method).field("uri", &self.head.uri).finish()
    }
}

impl<'a, S: Service> Call<'a, S> {
    pub(crate) fn new(
        core: &'a Rc<Core<S>>,
        pulse: &'a Rc<Pulse>,
        head: &'a Parts,
        incoming: &'a Cell<Option<Incoming>>,
    ) -> Call<'a, S> {
        let verb = Verb::of(&head.method);
        Call {
            core,
            pulse,
            head,
            incoming,
            is_reading: Cell::new(false),
            metered: Metered::new(&core.meters),
            rate: Cell::new(None),
            subject: Cell::new(None),
            verb,
        }
    }

    /// Says which route of the service it is, by its number: the compiler counts the entries of
    /// [`Service::TABLE`], each action of a resource as one.
    #[must_use]
    pub fn at(&self, route: usize) -> &Self {
        self.metered.at(route);
        self
    }

    /// What is wanted.
    #[must_use]
    pub fn verb(&self) -> Verb {
        self.verb
    }

    /// Where, cut into segments that are still percent-encoded.
    #[must_use]
    pub fn segments<const N: usize>(&self) -> Segments<'_, N> {
        Segments::of(self.head.uri.path())
    }

    /// The parameters that were given.
    #[must_use]
    pub fn given(&self) -> Given<'_> {
        Given::new(self.head)
    }

    /// The service's shared lines.
    #[must_use]
    pub fn shared(&self) -> &'a S::Shared {
        &self.core.common.shared
    }

    /// This core's local lines.
    #[must_use]
    pub fn local(&self) -> &'a S::Local {
        &self.core.local
    }

    /// 404: nothing stands at the path.
    ///
    /// # Errors
    /// Always, which is the answer.
    pub fn not_found(&self) -> Outcome {
        Err(Refusal::not_found(self.head.uri.path()))
    }

    /// What remains when no method of the place was wanted: OPTIONS is told which there are, and
    /// so is everything else, as a problem.
    ///
    /// # Errors
    /// 405, unless it was OPTIONS.
    pub fn not_allowed(&self, allow: &'static str) -> Outcome {
        match self.verb {
            Verb::Options => Ok(answer::options(allow)),
            _ => Err(Refusal::not_allowed(self.head.method.as_str(), allow)),
        }
    }

    /// 200 with the value.
    ///
    /// # Errors
    /// 500 when the value cannot be written as JSON.
    pub fn json<T: Value>(&self, value: T) -> Outcome {
        self.write(StatusCode::OK, |out| value.write_json(out))
    }

    /// 201 with the value.
    ///
    /// # Errors
    /// 500 when the value cannot be written as JSON.
    pub fn created<T: Value>(&self, value: T) -> Outcome {
        self.write(StatusCode::CREATED, |out| value.write_json(out))
    }

    /// 200 with the value in its envelope: `{"user": …}`.
    ///
    /// # Errors
    /// 500 when the value cannot be written as JSON.
    pub fn json_within<T: Value>(&self, envelope: &'static str, value: T) -> Outcome {
        self.write(StatusCode::OK, |out| write_within(envelope, &value, out))
    }

    /// 201 with the value in its envelope.
    ///
    /// # Errors
    /// 500 when the value cannot be written as JSON.
    pub fn created_within<T: Value>(&self, envelope: &'static str, value: T) -> Outcome {
        self.write(StatusCode::CREATED, |out| write_within(envelope, &value, out))
    }

    /// This call, if it says which state of the record it has read.
    ///
    /// # Errors
    /// 428 when it has no `If-Match`.
    pub fn with_if_match(&self) -> Result<&Self, Refusal> {
        if self.head.headers.contains_key(IF_MATCH) { Ok(self) } else { Err(tag::required()) }
    }

    /// 201 with the record, and where it can be read: `path` and its key.
    ///
    /// # Errors
    /// 500 when the record cannot be written as JSON.
    pub fn created_at<R: Keyed>(&self, path: &str, record: R) -> Outcome {
        let mut answer = self.write(StatusCode::CREATED, |out| record.write_json(out))?;
        place(&mut answer, path, &record);
        Ok(answer)
    }

    /// 204.
    ///
    /// # Errors
    /// None; it has the form of the others.
    pub fn nothing(&self, (): ()) -> Outcome {
        Ok(answer::nothing())
    }

    /// Reads the JSON body of the request and checks it against its rules.
    ///
    /// # Errors
    /// 415 when it is not JSON by its content type, 413 when it is larger than the service takes,
    /// 408 when it comes too slowly, 400 when it is broken, 422 when fields break rules.
    pub async fn body<B: json::Body>(&self) -> Result<B, Refusal> {
        body::read(self, body::JSON).await
    }

    /// The same, when the body is one member of an object: `{"user": …}`.
    ///
    /// # Errors
    /// Those of [`Call::body`]; 422 when the envelope is missing.
    pub async fn body_within<B: json::Body>(&self, envelope: &'static str) -> Result<B, Refusal> {
        body::read_within(self, body::JSON, envelope).await
    }

    /// An answer with the JSON that `write` appends.
    pub(crate) fn write(
        &self,
        status: StatusCode,
        write: impl FnOnce(&mut Vec<u8>) -> serde_json::Result<()>,
    ) -> Outcome {
        let bytes = answer::json_bytes(&mut self.core.scratch.borrow_mut(), write)?;
        Ok(answer::json(status, bytes))
    }

    /// The record, with the tag of its state.
    pub(crate) fn tagged<R: Keyed>(&self, status: StatusCode, record: &R) -> Result<(Answer, Tag), Refusal> {
        let bytes = answer::json_bytes(&mut self.core.scratch.borrow_mut(), |out| record.write_json(out))?;
        let tag = Tag::of(&bytes);
        let mut answer = answer::json(status, bytes);
        answer.headers_mut().insert(ETAG, tag.header());
        Ok((answer, tag))
    }

    /// A parameter of the path by itself, for `resource`.
    pub(crate) fn key<T: Value>(&self, raw: &str) -> Result<T, Refusal> {
        let mut given = self.given();
        let key = given.path("key", raw);
        given.take(key)
    }
}

/// Says where a record can be read: below `path`.
pub(crate) fn place<R: Keyed>(answer: &mut Answer, path: &str, record: &R) {
    let place = format!("{path}/{}", segments::encode(&record.key().to_string()));
    if let Ok(place) = HeaderValue::try_from(place) {
        answer.headers_mut().insert(LOCATION, place);
    }
}

fn write_within<T: Value>(envelope: &str, value: &T, out: &mut Vec<u8>) -> serde_json::Result<()> {
    out.push(b'{');
    serde_json::to_writer(&mut *out, envelope)?;
    out.push(b':');
    value.write_json(out)?;
    out.push(b'}');
    Ok(())
}
