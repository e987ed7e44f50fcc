//! Structs of fields in JSON, through serde.
//!
//! A body mostly has its fields in the order of their declaration, because the client's program
//! was made from the same description. So a struct is read in one pass that takes each field as
//! it comes, and what comes early is kept aside until its turn.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Error as _, SerializeStruct};
use serde::{Deserializer, Serializer};

use super::filling::{Ask, CaseBuilder, Slot, Stop, Want, build};
use super::looking::{Look, See, Shows, look};
use super::{FieldList, Fields, Part};
use crate::choice::CaseVisitor;
use crate::codec::Codec;
use crate::plain::misfit;
use crate::sent::{TakerSeed, hand_over_json, play};
use crate::{Choice, ColumnError, ColumnValue, Field, Json};

/// Writes the fields under their wire names. Secret fields are left out, but for a store.
///
/// This is for formats that a program chooses by itself: the text of [`write_json`] is played to them.
///
/// # Errors
/// The serializer's.
pub fn serialize<O: Fields, S: Serializer>(owner: &O, serializer: S) -> Result<S::Ok, S::Error> {
    let mut text = Vec::new();
    write_json(owner, &mut text).map_err(S::Error::custom)?;
    play(&text, serializer)
}

/// Appends the fields as JSON text under their wire names. Secret fields are left out, but for a store.
///
/// # Errors
/// When a value of a type of Rust has no form in JSON.
pub fn write_json<O: Fields>(owner: &O, out: &mut Vec<u8>) -> serde_json::Result<()> {
    write_fields(&O::LIST, owner, out)
}

fn write_fields(list: &FieldList, owner: &dyn Shows, out: &mut Vec<u8>) -> serde_json::Result<()> {
    out.push(b'{');
    let with_secrets = crate::json::secrets_are_written();
    let mut writer = JsonWriter { fields: list.fields, out, with_secrets, is_first: true, error: None };
    look(list, owner, &mut writer);
    writer.out.push(b'}');
    writer.error.map_or(Ok(()), Err)
}

/// The fields as a store keeps a record within a record: JSON text, secret fields included.
///
/// # Panics
/// When a value of a type of Rust has no form in JSON.
#[must_use]
pub fn to_column<O: Fields>(owner: &O) -> ColumnValue<'static> {
    column_of_fields(&O::LIST, owner)
}

fn column_of_fields(list: &FieldList, owner: &dyn Shows) -> ColumnValue<'static> {
    crate::json::column_of(|out| write_fields(list, owner, out))
}

/// The other direction.
///
/// # Errors
/// When the column holds something else.
pub fn from_column<O: Fields>(value: &ColumnValue<'_>, field: &Field) -> Result<O, ColumnError> {
    let mut made = None;
    Object::of(&O::LIST).read_column(value, field, &mut |ask| {
        made = Some(build(ask)?);
        Ok(())
    })?;
    match made {
        Some(made) => Ok(made),
        None => Err(misfit(field, O::LIST.name, value)),
    }
}

struct JsonWriter<'w> {
    fields: &'static [Field],
    out: &'w mut Vec<u8>,
    with_secrets: bool,
    is_first: bool,
    error: Option<serde_json::Error>,
}

impl<'a> See<'a> for JsonWriter<'_> {
    fn see(&mut self, index: usize, value: &dyn Look<'a>) {
        let field = &self.fields[index];
        if field.is_secret && !self.with_secrets {
            return;
        }
        if !std::mem::replace(&mut self.is_first, false) {
            self.out.push(b',');
        }
        match field.is_plain {
            true => crate::json::write_plain_name(field.wire, self.out),
            false => crate::json::write_name(field.wire, self.out),
        }
        if let Err(error) = value.write_json(self.out) {
            self.error = Some(error);
        }
    }
}

/// Reads the fields from a map of their wire names. A draft and changes refuse names that they do
/// not have; a record passes over them, so that an older program reads what a newer one sends.
///
/// # Errors
/// The deserializer's; the first that is found. [`explain`](super::explain) finds all of them.
pub fn deserialize<'de, O: Fields, D: Deserializer<'de>>(deserializer: D) -> Result<O, D::Error> {
    let mut made = None;
    Object::of(&O::LIST).read(deserializer, &mut |ask| {
        made = Some(build(ask)?);
        Ok(())
    })?;
    match made {
        Some(made) => Ok(made),
        None => Err(D::Error::custom("nothing was sent")),
    }
}

/// What the entries of an object must be.
#[derive(Clone, Copy)]
struct Object {
    fields: &'static [Field],
    has: fn(&Field) -> bool,
    is_strict: bool,
}

/// Makes something of the entries that it is given.
type Make<'m> = &'m mut dyn FnMut(&mut dyn Ask) -> Result<(), Stop>;

impl Object {
    fn of(list: &FieldList) -> Object {
        let FieldList { fields, part, .. } = *list;
        let has: fn(&Field) -> bool = match part {
            Part::Whole => |_| true,
            Part::Draft => |field| !field.is_generated,
            Part::Changes => |field| !field.is_generated && !field.is_key,
        };
        Object { fields, has, is_strict: part != Part::Whole }
    }

    /// From JSON text in a column.
    fn read_column(self, value: &ColumnValue<'_>, field: &Field, make: Make<'_>) -> Result<(), ColumnError> {
        let read = match value {
            ColumnValue::Text(text) => {
                let mut json = serde_json::Deserializer::from_slice(text.as_bytes());
                self.read(&mut json, make).and_then(|()| json.end()).is_ok()
            }
            _ => false,
        };
        if read { Ok(()) } else { Err(misfit(field, "JSON of the field's type", value)) }
    }

    /// Compiled once for each format.
    fn read<'de, D: Deserializer<'de>>(self, deserializer: D, make: Make<'_>) -> Result<(), D::Error> {
        deserializer.deserialize_map(ObjectVisitor { object: self, make })
    }
}

struct ObjectVisitor<'m> {
    object: Object,
    make: Make<'m>,
}

impl<'de> Visitor<'de> for ObjectVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let Object { fields, .. } = self.object;
        let mut reader = Reader {
            map,
            object: self.object,
            early: Vec::new(),
            is_at_end: false,
            error: None,
            of: PhantomData,
        };
        match (self.make)(&mut reader) {
            Ok(()) => reader.finish(fields.len()),
            Err(Stop) => Err(reader.error.unwrap_or_else(|| A::Error::custom("there is a value missing"))),
        }
    }
}

/// Takes fields out of a map in the order in which they are asked for.
struct Reader<'de, A: MapAccess<'de>> {
    map: A,
    object: Object,
    /// What came before its turn.
    early: Vec<(usize, Json)>,
    is_at_end: bool,
    /// Why it went no further.
    error: Option<A::Error>,
    of: PhantomData<&'de ()>,
}

impl<'de, A: MapAccess<'de>> Reader<'de, A> {
    /// Fills in the value of the field at `index`, if the map has one.
    fn take(&mut self, index: usize, slot: &mut dyn Slot) -> Result<(), A::Error> {
        let early =
            if self.early.is_empty() { None } else { self.early.iter().position(|(it, _)| *it == index) };
        if let Some(place) = early {
            let (_, json) = self.early.swap_remove(place);
            return hand_over_json(&json, slot).map_err(A::Error::custom);
        }
        while !self.is_at_end {
            match self.next_name(index)? {
                None => self.is_at_end = true,
                Some(Name::Field(found)) if found == index => {
                    return self.map.next_value_seed(TakerSeed(slot));
                }
                Some(Name::Field(found)) => {
                    // Those before `index` have had their turn.
                    if found < index || self.early.iter().any(|(early, _)| *early == found) {
                        return Err(self.twice(found));
                    }
                    let json = self.map.next_value()?;
                    self.early.push((found, json));
                }
                Some(Name::Unknown) => {
                    self.map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    /// Reads what stands behind the last field that was asked for.
    fn finish(&mut self, beyond: usize) -> Result<(), A::Error> {
        if let Some((index, _)) = self.early.first() {
            return Err(self.twice(*index));
        }
        while !self.is_at_end {
            match self.next_name(beyond)? {
                None => self.is_at_end = true,
                Some(Name::Field(found)) => return Err(self.twice(found)),
                Some(Name::Unknown) => {
                    self.map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn next_name(&mut self, expected: usize) -> Result<Option<Name>, A::Error> {
        self.map.next_key_seed(NameSeed { object: self.object, expected })
    }

    #[cold]
    fn twice(&self, index: usize) -> A::Error {
        A::Error::custom(format_args!("the field `{}` stands there twice", self.object.fields[index].wire))
    }
}

impl<'de, A: MapAccess<'de>> Ask for Reader<'de, A> {
    fn fill(&mut self, index: usize, _: Want, slot: &mut dyn Slot) -> Result<(), Stop> {
        self.take(index, slot).map_err(|error| {
            self.error = Some(error);
            Stop
        })
    }

    fn missing(&mut self, index: usize) {
        self.error = Some(A::Error::missing_field(self.object.fields[index].wire));
    }
}

enum Name {
    Field(usize),
    Unknown,
}

/// Finds a name among the fields without copying it.
struct NameSeed {
    object: Object,
    expected: usize,
}

impl<'de> DeserializeSeed<'de> for NameSeed {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for NameSeed {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name, E> {
        let Object { fields, has, is_strict } = self.object;
        let is_expected = fields.get(self.expected).is_some_and(|field| field.wire == name);
        let found = if is_expected {
            Some(self.expected)
        } else {
            fields.iter().position(|field| field.wire == name && has(field))
        };
        match found {
            Some(index) => Ok(Name::Field(index)),
            None if is_strict => Err(E::custom(format_args!("there is no field `{name}`"))),
            None => Ok(Name::Unknown),
        }
    }
}

/// Writes the fields of one case of a choice.
pub(crate) fn write_case<C: Choice, S: Serializer>(
    choice: &C,
    fields: &'static [Field],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut writer = CaseWriter { fields, into: serializer.serialize_struct(C::SHAPE.name, fields.len())? };
    choice.each(&mut writer)?;
    writer.into.end()
}

struct CaseWriter<S> {
    fields: &'static [Field],
    into: S,
}

impl<S: SerializeStruct> CaseVisitor for CaseWriter<S> {
    type Stop = S::Error;

    fn value<C: Codec>(&mut self, index: usize, value: &C::Of) -> Result<(), S::Error> {
        self.into.serialize_field(self.fields[index].wire, value)
    }
}

/// Reads the fields of the case with that number.
pub(crate) fn read_case<'de, C: Choice, D: Deserializer<'de>>(
    case: usize,
    deserializer: D,
) -> Result<C, D::Error> {
    let fields = C::SHAPE.cases[case].fields;
    let mut made = None;
    Object { fields, has: |_| true, is_strict: true }.read(deserializer, &mut |ask| {
        made = C::build(case, &mut CaseBuilder(ask))?;
        Ok(())
    })?;
    made.ok_or_else(|| D::Error::custom("the choice has no such case"))
}
