//! A service's routes as data: what `/openapi.json` is made from.

use std::time::Duration;

use parseltongue_records::codec::Codec;
use parseltongue_records::json::{Body, Form};
use parseltongue_records::{
    Default, Feed, Field, HttpMeaning, Keyed, Kind, Meaning, NoError, Record, Rule, Value,
};

use crate::Verb;
use crate::limits::{PAGE_SIZE, PAGE_SIZE_MAX};

/// One declaration of a service.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Entry {
    /// `get "/p" … -> T { … }`
    Route(Route),
    /// `resource R at "/path" { … }`
    Resource(Resource),
    /// `events "/p" from Stream,`
    Events(Events),
    /// `files "/p" from "directory",`
    Files(Files),
}

/// A route.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// What is wanted of it.
    pub verb: Verb,
    /// The path with its parameters in braces.
    pub path: &'static str,
    /// Its name for clients, once in a service.
    pub name: &'static str,
    /// The doc comment.
    pub doc: &'static str,
    /// Parameters of the path, the query and the headers.
    pub parameters: &'static [Parameter],
    /// What is sent in the body.
    pub body: Option<Form>,
    /// The member of an object that the body is.
    pub body_within: Option<&'static str>,
    /// Whether whoever calls must say who that is.
    pub caller: CallerIs,
    /// The roles of which its caller must have one; none asks for no role.
    pub roles: &'static [&'static str],
    /// Whether it has a rate limit of its own.
    pub is_limited: bool,
    /// What is answered when it goes well.
    pub reply: Reply,
    /// What it fails with: name, meaning and message of each case.
    pub failures: fn() -> &'static [(&'static str, HttpMeaning, &'static str)],
}

impl Route {
    /// A route with nothing but its place; the compiler writes what differs.
    #[must_use]
    pub const fn new(verb: Verb, path: &'static str, name: &'static str) -> Route {
        Route {
            verb,
            path,
            name,
            doc: "",
            parameters: &[],
            body: None,
            body_within: None,
            caller: CallerIs::Anybody,
            roles: &[],
            is_limited: false,
            reply: Reply::nothing(),
            failures: <NoError as Meaning>::cases,
        }
    }
}

/// Whether whoever calls a route must say who that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerIs {
    /// Nobody is asked.
    Anybody,
    /// Whoever says it is known.
    KnownIfSaid,
    /// Only who says it may call.
    Known,
}

/// Where a parameter is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// in the path
    Path,
    /// in the query
    Query,
    /// in a header
    Header,
    /// in a cookie
    Cookie,
}

/// A parameter.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// The name that a client uses.
    pub name: &'static str,
    /// Where it is given.
    pub place: Place,
    /// Its type.
    pub kind: Kind,
    /// What stands in for it.
    pub default: Default,
    /// Digits after the point that a `decimal` may have; none are counted of one without rules.
    pub scale: Option<u32>,
    /// What its value must keep.
    pub rules: &'static [Rule],
}

impl Parameter {
    /// A parameter of the path.
    #[must_use]
    pub const fn path<T: Value>(name: &'static str) -> Parameter {
        Parameter::at(name, Place::Path, T::KIND)
    }

    /// A parameter of the query.
    #[must_use]
    pub const fn query<T: Value>(name: &'static str) -> Parameter {
        Parameter::at(name, Place::Query, T::KIND)
    }

    /// A header.
    #[must_use]
    pub const fn header<T: Value>(name: &'static str) -> Parameter {
        Parameter::at(name, Place::Header, T::KIND)
    }

    /// A cookie.
    #[must_use]
    pub const fn cookie<T: Value>(name: &'static str) -> Parameter {
        Parameter::at(name, Place::Cookie, T::KIND)
    }

    const fn at(name: &'static str, place: Place, kind: Kind) -> Parameter {
        Parameter { name, place, kind, default: Default::Required, scale: None, rules: &[] }
    }

    /// The same of decimals with so many digits after the point.
    #[must_use]
    pub const fn scale(self, scale: u32) -> Parameter {
        Parameter { scale: Some(scale), ..self }
    }

    /// The same with rules that its value keeps.
    #[must_use]
    pub const fn rules(self, rules: &'static [Rule]) -> Parameter {
        Parameter { rules, ..self }
    }

    /// The field whose rules its value keeps; none when it has no rules.
    pub(crate) fn field(&self) -> Option<Field> {
        let field = Field::new(self.name, *self.kind.required()).rules(self.rules);
        let scaled = self.scale.map(|scale| field.scale(scale));
        scaled.or((!self.rules.is_empty()).then_some(field))
    }

    /// The same with a JSON literal that stands in for it.
    #[must_use]
    pub const fn or(self, literal: &'static str) -> Parameter {
        Parameter { default: Default::Literal(literal), ..self }
    }

    /// The same with a value that only the program knows how to make.
    #[must_use]
    pub const fn or_computed(self) -> Parameter {
        Parameter { default: Default::Computed, ..self }
    }
}

/// What is answered when all goes well.
#[derive(Clone, Copy, Debug)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The type of the JSON body.
    pub kind: Kind,
    /// The member of an object that it is.
    pub within: Option<&'static str>,
}

impl Reply {
    /// 200 with a value.
    #[must_use]
    pub const fn json<C: Codec>() -> Reply {
        Reply { status: 200, kind: C::KIND, within: None }
    }

    /// 201 with a value.
    #[must_use]
    pub const fn created<C: Codec>() -> Reply {
        Reply { status: 201, kind: C::KIND, within: None }
    }

    /// 204.
    #[must_use]
    pub const fn nothing() -> Reply {
        Reply { status: 204, kind: Kind::Nothing, within: None }
    }

    /// 101: messages both ways.
    #[cfg(feature = "sockets")]
    #[must_use]
    pub const fn socket<A: Codec, B: Body>() -> Reply {
        Reply { status: 101, kind: Kind::Nothing, within: None }
    }

    /// Stops the build of a service with a socket without the feature that can.
    #[cfg(not(feature = "sockets"))]
    #[must_use]
    pub const fn socket<A: Codec, B: Body>() -> Reply {
        panic!("`socket` needs the feature `sockets` of parseltongue: add it in Cargo.toml")
    }

    /// The same in an envelope: `{"user": …}`.
    #[must_use]
    pub const fn within(self, envelope: &'static str) -> Reply {
        Reply { within: Some(envelope), ..self }
    }
}

/// What may be done with the records of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// `list`
    List,
    /// `read`
    Read,
    /// `create`
    Create,
    /// `change`
    Change,
    /// `delete`
    Delete,
}

/// How many records a page of a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pages {
    /// Unless the client says another number.
    pub size: i64,
    /// The most that a client may say.
    pub most: i64,
}

impl Pages {
    /// Of a resource that says nothing of them.
    pub const USUAL: Pages = Pages::of(PAGE_SIZE, PAGE_SIZE_MAX);

    /// Pages of `size`, or of up to `most`.
    #[must_use]
    pub const fn of(size: i64, most: i64) -> Pages {
        Pages { size, most }
    }
}

/// Who may do something with the records of a resource.
#[derive(Clone, Copy, Debug)]
pub struct Guard {
    /// What it is about.
    pub action: Action,
    /// Whether whoever calls must say who that is.
    pub caller: CallerIs,
    /// The roles of which the caller must have one; none asks for no role.
    pub roles: &'static [&'static str],
    /// Whether it is asked of the record, too: `allow when`.
    pub is_of_record: bool,
}

/// A resource.
#[derive(Clone, Copy, Debug)]
pub struct Resource {
    /// The path of the list; a record is one segment below.
    pub path: &'static str,
    /// The doc comment.
    pub doc: &'static str,
    /// What may be done.
    pub actions: &'static [Action],
    /// What only those may do who say which state of the record they have read.
    pub if_match: &'static [Action],
    /// What not everybody may do.
    pub guards: &'static [Guard],
    /// How many records a page of its list has.
    pub pages: Pages,
    /// The record's name.
    pub record: &'static str,
    /// The record's type.
    pub kind: Kind,
    /// The key's type.
    pub key: Kind,
    /// What makes one.
    pub draft: Form,
    /// What changes one.
    pub changes: Form,
}

impl Resource {
    /// The resource of those records. That a store holds them is asked where they are served.
    #[must_use]
    pub const fn of<R: Keyed>(path: &'static str, actions: &'static [Action]) -> Resource {
        Resource {
            path,
            doc: "",
            actions,
            if_match: &[],
            guards: &[],
            pages: Pages::USUAL,
            record: <R as Record>::NAME,
            kind: <R as Value>::KIND,
            key: <R::Key as Value>::KIND,
            draft: <R::Draft as Body>::FORM,
            changes: <R::Changes as Body>::FORM,
        }
    }
}

/// A stream of events.
#[derive(Clone, Copy, Debug)]
pub struct Events {
    /// The path.
    pub path: &'static str,
    /// The doc comment.
    pub doc: &'static str,
    /// The type of each event's data.
    pub kind: Kind,
}

impl Events {
    /// The events of the feed.
    #[must_use]
    pub const fn of<F: Feed>(path: &'static str, _: &F) -> Events {
        Events { path, doc: "", kind: <F::Record as Value>::KIND }
    }
}

/// The files of a directory.
#[derive(Clone, Copy, Debug)]
pub struct Files {
    /// The path that they stand below.
    pub path: &'static str,
    /// The directory; a relative one is below that in which the program starts.
    pub from: &'static str,
    /// The doc comment.
    pub doc: &'static str,
    /// How long a client may keep one without asking whether it has changed.
    pub kept_for: Option<Duration>,
    /// The file that is shown where there is none.
    pub otherwise: Option<&'static str>,
}

impl Files {
    /// The files of that directory, asked for anew each time.
    #[must_use]
    pub const fn of(path: &'static str, from: &'static str) -> Files {
        Files { path, from, doc: "", kept_for: None, otherwise: None }
    }
}
