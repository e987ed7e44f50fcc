//! Envelopes: a body that is one member of an object, `{"user": …}`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};

use crate::json::{self, Body, BodyProblem};
use crate::{At, Json, Report};

/// Reads a body out of its envelope and checks its rules, as [`crate::json::read`] does. Members
/// beside it are refused like fields that a record does not have.
///
/// # Errors
/// Those of [`crate::json::read`]; each wrong field is named from the envelope on.
pub fn read_within<T: Body>(body: &[u8], envelope: &'static str) -> Result<T, BodyProblem> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let seed = Seed::<T> { envelope, of: PhantomData };
    let read = match seed.deserialize(&mut json).and_then(|read| json.end().map(|()| read)) {
        Ok(read) => read,
        Err(first) => return Err(why_not::<T>(body, envelope, &first)),
    };
    let mut report = Report::default();
    read.check(&mut report);
    if report.is_empty() { Ok(read) } else { Err(BodyProblem::Invalid(below(envelope, report))) }
}

#[cold]
fn why_not<T: Body>(body: &[u8], envelope: &'static str, first: &serde_json::Error) -> BodyProblem {
    let json: Json = match json::read(body) {
        Ok(json) => json,
        Err(problem) => return problem,
    };
    let mut report = Report::default();
    let mut inside = Report::default();
    match json.as_object() {
        None => report.add("", "type", format!("must be an object that holds `{envelope}`")),
        Some(members) => {
            for name in members.keys().filter(|name| *name != envelope) {
                let message = format!("is not known here; the body is `{envelope}`");
                report.add(At::Field(&At::Body, name).to_string(), "unknown", message);
            }
            match members.get(envelope) {
                None => inside.add("", "required", "is required"),
                Some(inner) => drop(T::explain(inner, &mut inside)),
            }
        }
    }
    report.fields.extend(below(envelope, inside).fields);
    // What a map of names cannot show, such as a name that stands twice.
    if report.is_empty() { json::broken(first) } else { BodyProblem::Invalid(report) }
}

/// The same, each place counted from the envelope on.
fn below(envelope: &str, mut report: Report) -> Report {
    let place = At::Field(&At::Body, envelope).to_string();
    for field in &mut report.fields {
        field.field.insert_str(0, &place);
    }
    report
}

struct Seed<T> {
    envelope: &'static str,
    of: PhantomData<T>,
}

impl<'de, T: Body> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Body> Visitor<'de> for Seed<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with `{}`", self.envelope)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut found = None;
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            if name != self.envelope || found.is_some() {
                return Err(A::Error::custom("a member that is not known, or stands twice"));
            }
            found = Some(map.next_value::<T>()?);
        }
        found.ok_or_else(|| A::Error::custom("the envelope is missing"))
    }
}
