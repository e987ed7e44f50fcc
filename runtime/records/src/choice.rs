//! Choices: enums whose cases are spelled on the wire as they are written.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::codec::Codec;
use crate::encoding as wire;
use crate::plain::misfit;
use crate::{
    At, Case, ChoiceShape, ColumnError, ColumnValue, DecodeError, Field, Json, Report, Value, fields, json,
};

/// A choice between cases. `define_choice` writes it; the functions of this module do the rest.
///
/// In JSON, and in a column, a case without fields is its name, `"Buy"`; a case with fields is an
/// object of one entry, `{"Limit": {"price": "12.5"}}`.
pub trait Choice: Value {
    /// The cases, as data.
    const SHAPE: ChoiceShape;

    /// Which case it is.
    fn case(&self) -> usize;

    /// Shows each field of the case that it is. Nothing to show unless cases carry fields.
    ///
    /// # Errors
    /// The visitor's.
    fn each<V: CaseVisitor>(&self, visitor: &mut V) -> Result<(), V::Stop> {
        let _ = visitor;
        Ok(())
    }

    /// The case with that number, made of what `source` has for its fields; none beyond the last.
    ///
    /// # Errors
    /// The source's.
    fn build<S: CaseSource>(case: usize, source: &mut S) -> Result<Option<Self>, S::Error>;
}

/// Looks at the fields of a case one after the other.
pub trait CaseVisitor {
    /// Why it goes no further.
    type Stop;

    /// The field at `index` of the case, which `C` reads and writes.
    ///
    /// # Errors
    /// To go no further.
    fn value<C: Codec>(&mut self, index: usize, value: &C::Of) -> Result<(), Self::Stop>;

    /// A field of a type of the language: [`CaseVisitor::value`].
    ///
    /// # Errors
    /// To go no further.
    fn field<T: Value>(&mut self, index: usize, value: &T) -> Result<(), Self::Stop> {
        self.value::<T>(index, value)
    }
}

/// Has a value for every field of a case.
pub trait CaseSource {
    /// Why it has none.
    type Error;

    /// The value for the field at `index` of the case, which `C` reads and writes.
    ///
    /// # Errors
    /// When there is none.
    fn value<C: Codec>(&mut self, index: usize) -> Result<C::Of, Self::Error>;

    /// A field of a type of the language: [`CaseSource::value`].
    ///
    /// # Errors
    /// When there is no value.
    fn field<T: Value>(&mut self, index: usize) -> Result<T, Self::Error> {
        self.value::<T>(index)
    }
}

/// The name of the case, as declared.
#[must_use]
pub fn name<C: Choice>(choice: &C) -> &'static str {
    case_of(choice).name
}

fn case_of<C: Choice>(choice: &C) -> &'static Case {
    &C::SHAPE.cases[choice.case()]
}

/// A text that names no case without fields.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoSuchCase(String);

/// The case of that name, if it carries no fields: what `FromStr` does.
///
/// # Errors
/// Lists the names there are.
pub fn parse<C: Choice>(text: &str) -> Result<C, NoSuchCase> {
    plain_case(text).ok_or_else(|| NoSuchCase(C::KIND.expectation()))
}

fn plain_case<C: Choice>(text: &str) -> Option<C> {
    let index = C::SHAPE.cases.iter().position(|case| case.name == text && case.fields.is_empty())?;
    C::build(index, &mut Nothing).ok().flatten()
}

/// The source of cases without fields.
struct Nothing;

impl CaseSource for Nothing {
    type Error = ();

    fn value<C: Codec>(&mut self, _: usize) -> Result<C::Of, ()> {
        Err(())
    }
}

/// Writes the choice as JSON.
///
/// # Errors
/// The serializer's.
pub fn serialize<C: Choice, S: Serializer>(choice: &C, serializer: S) -> Result<S::Ok, S::Error> {
    let case = case_of(choice);
    if case.fields.is_empty() {
        return serializer.serialize_str(case.name);
    }
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(case.name, &FieldsOf(choice))?;
    map.end()
}

struct FieldsOf<'a, C>(&'a C);

impl<C: Choice> Serialize for FieldsOf<'_, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fields::write_case(self.0, case_of(self.0).fields, serializer)
    }
}

/// Appends the choice as JSON text: what [`serialize`] writes.
///
/// # Errors
/// When a value of a type of Rust has no form in JSON.
pub fn write_json<C: Choice>(choice: &C, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let case = case_of(choice);
    if case.fields.is_empty() {
        // The name of a case is a Rust name: nothing in it is to be escaped.
        out.push(b'"');
        out.extend_from_slice(case.name.as_bytes());
        out.push(b'"');
        return Ok(());
    }
    serde_json::to_writer(out, choice)
}

/// Reads the choice from JSON.
///
/// # Errors
/// When it is no case, or the case's fields are wrong.
pub fn deserialize<'de, C: Choice, D: Deserializer<'de>>(deserializer: D) -> Result<C, D::Error> {
    deserializer.deserialize_any(ChoiceVisitor(PhantomData))
}

struct ChoiceVisitor<C>(PhantomData<C>);

impl<'de, C: Choice> Visitor<'de> for ChoiceVisitor<C> {
    type Value = C;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a case of {}", C::SHAPE.name)
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<C, E> {
        parse(name).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<C, A::Error> {
        let name: Cow<'_, str> = map.next_key()?.ok_or_else(|| A::Error::custom(C::KIND.expectation()))?;
        let case = C::SHAPE.cases.iter().position(|case| case.name == name);
        let case = case.ok_or_else(|| A::Error::custom(C::KIND.expectation()))?;
        let choice = map.next_value_seed(CaseSeed { case, of: PhantomData })?;
        if map.next_key::<Cow<'_, str>>()?.is_some() {
            return Err(A::Error::custom("a choice is one case, not several"));
        }
        Ok(choice)
    }
}

struct CaseSeed<C> {
    case: usize,
    of: PhantomData<C>,
}

impl<'de, C: Choice> DeserializeSeed<'de> for CaseSeed<C> {
    type Value = C;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<C, D::Error> {
        fields::read_case(self.case, deserializer)
    }
}

/// Appends the number of the case and its fields.
pub fn encode<C: Choice>(choice: &C, out: &mut Vec<u8>) {
    wire::put_count(out, choice.case() as u64);
    match choice.each(&mut Encoder(out)) {
        Ok(()) => {}
        Err(never) => match never {},
    }
}

struct Encoder<'a>(&'a mut Vec<u8>);

impl CaseVisitor for Encoder<'_> {
    type Stop = Infallible;

    fn value<C: Codec>(&mut self, _: usize, value: &C::Of) -> Result<(), Infallible> {
        C::encode(value, self.0);
        Ok(())
    }
}

/// Reads the number of a case and its fields.
///
/// # Errors
/// When the bytes end early or hold something else.
pub fn decode<C: Choice>(input: &mut &[u8]) -> Result<C, DecodeError> {
    let case = usize::try_from(wire::take_count(input, C::SHAPE.name)?);
    let case = case.map_err(|_| DecodeError::Malformed(C::SHAPE.name))?;
    C::build(case, &mut Decoder(input))?.ok_or(DecodeError::Malformed(C::SHAPE.name))
}

struct Decoder<'a, 'b>(&'a mut &'b [u8]);

impl CaseSource for Decoder<'_, '_> {
    type Error = DecodeError;

    fn value<C: Codec>(&mut self, _: usize) -> Result<C::Of, DecodeError> {
        C::decode(self.0)
    }
}

/// The choice as a store keeps it: the name of a case without fields, JSON otherwise.
#[must_use]
pub fn to_column<C: Choice>(choice: &C) -> ColumnValue<'_> {
    let case = case_of(choice);
    if case.fields.is_empty() { ColumnValue::Text(Cow::Borrowed(case.name)) } else { json::to_column(choice) }
}

/// The choice back from a store.
///
/// # Errors
/// When what is stored is no case.
pub fn from_column<C: Choice>(value: ColumnValue<'_>, field: &Field) -> Result<C, ColumnError> {
    match &value {
        // The name of a case is a Rust name, so no case begins as JSON does.
        ColumnValue::Text(text) if text.starts_with('{') => json::from_column(&value, field),
        ColumnValue::Text(text) => plain_case(text).ok_or_else(|| misfit(field, C::SHAPE.name, &value)),
        _ => Err(misfit(field, C::SHAPE.name, &value)),
    }
}

/// Reports each rule that a field of the case breaks.
pub fn check<C: Choice>(choice: &C, at: &At<'_>, report: &mut Report) {
    let case = case_of(choice);
    let at = At::Field(at, case.name);
    match choice.each(&mut Checker { fields: case.fields, at: &at, report }) {
        Ok(()) => {}
        Err(never) => match never {},
    }
}

struct Checker<'a> {
    fields: &'static [Field],
    at: &'a At<'a>,
    report: &'a mut Report,
}

impl CaseVisitor for Checker<'_> {
    type Stop = Infallible;

    fn value<C: Codec>(&mut self, index: usize, value: &C::Of) -> Result<(), Infallible> {
        let field = &self.fields[index];
        C::check(value, field, &At::Field(self.at, field.wire), self.report);
        Ok(())
    }
}

/// Reports everything that is wrong with `json` as a `C`, and gives the choice when nothing is.
pub fn explain<C: Choice>(json: &Json, at: &At<'_>, report: &mut Report) -> Option<C> {
    let named = match json {
        Json::Object(entries) if entries.len() == 1 => entries.iter().next(),
        _ => None,
    };
    let case = named.and_then(|(name, _)| {
        C::SHAPE.cases.iter().position(|case| case.name == name && !case.fields.is_empty())
    });
    let (Some((name, sent)), Some(case)) = (named, case) else {
        let choice = C::deserialize(json).ok();
        if choice.is_none() {
            report.add(at.to_string(), "type", C::KIND.expectation());
        }
        return choice;
    };
    let at = At::Field(at, name);
    if !sent.is_object() {
        report.add(at.to_string(), "type", "must be an object");
        return None;
    }
    let before = report.fields.len();
    let mut explainer = Explainer { fields: C::SHAPE.cases[case].fields, sent, at: &at, report };
    let choice = C::build(case, &mut explainer).ok().flatten();
    if report.fields.len() > before { None } else { choice }
}

/// A source that reports what is missing, wrong or against a rule, and goes on with an empty value, so that
/// every field is told of: up to one whose type (`rust<…>`) has no empty value.
struct Explainer<'a> {
    fields: &'static [Field],
    sent: &'a Json,
    at: &'a At<'a>,
    report: &'a mut Report,
}

impl CaseSource for Explainer<'_> {
    type Error = ();

    fn value<C: Codec>(&mut self, index: usize) -> Result<C::Of, ()> {
        let field = &self.fields[index];
        let at = At::Field(self.at, field.wire);
        match self.sent.get(field.wire) {
            Some(json) => {
                let Some(value) = C::explain(json, &at, self.report) else { return C::empty().ok_or(()) };
                C::check(&value, field, &at, self.report);
                Ok(value)
            }
            None if C::KIND.is_optional() => C::Of::deserialize(Json::Null).map_err(|_| ()),
            None => {
                self.report.add(at.to_string(), "required", "is required");
                C::empty().ok_or(())
            }
        }
    }
}

/// The first case, with nothing in its fields: for [`Value::empty`].
///
/// # Panics
/// When the choice has no cases; the compilers refuse that. When its first case holds a type of Rust without
/// a `Default`; [`Kind::can_be_empty`](crate::Kind::can_be_empty) is asked first.
#[must_use]
pub fn empty<C: Choice>() -> C {
    match C::build(0, &mut Emptiness) {
        Ok(choice) => choice.expect("a choice has a case"),
        Err(never) => match never {},
    }
}

struct Emptiness;

impl CaseSource for Emptiness {
    type Error = Infallible;

    fn value<C: Codec>(&mut self, _: usize) -> Result<C::Of, Infallible> {
        Ok(C::empty().expect(crate::codec::EMPTY))
    }
}
