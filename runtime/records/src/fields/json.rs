//! Structs of fields in JSON, through serde.
//!
//! A body mostly has its fields in the order of their declaration, because the client's program
//! was made from the same description. So a struct is read in one pass that takes each field as
//! it comes, and what comes early is kept aside until its turn.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::UnitDeserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serializer};

use super::{FieldSource, FieldVisitor, Fields, Part};
use crate::choice::{CaseSource, CaseVisitor};
use crate::codec::Codec;
use crate::{Choice, Field, Json};

/// Writes the fields under their wire names. Secret fields are left out, but for a store.
///
/// # Errors
/// The serializer's.
pub fn serialize<O: Fields, S: Serializer>(owner: &O, serializer: S) -> Result<S::Ok, S::Error> {
    let list = O::LIST;
    let with_secrets = crate::json::secrets_are_written();
    let shown = list.fields.iter().filter(|field| with_secrets || !field.is_secret).count();
    let mut writer = Writer { owner, into: serializer.serialize_struct(list.name, shown)?, with_secrets };
    O::each(&mut writer)?;
    writer.into.end()
}

struct Writer<'a, O, S> {
    owner: &'a O,
    into: S,
    with_secrets: bool,
}

impl<O: Fields, S: SerializeStruct> FieldVisitor<O> for Writer<'_, O, S> {
    type Stop = S::Error;

    fn value<C: Codec>(&mut self, index: usize, of: impl Fn(&O) -> &C::Of) -> Result<(), S::Error> {
        let field = &O::LIST.fields[index];
        if field.is_secret && !self.with_secrets {
            return self.into.skip_field(field.wire);
        }
        self.into.serialize_field(field.wire, of(self.owner))
    }
}

/// Reads the fields from a map of their wire names. A draft and changes refuse names that they do
/// not have; a record passes over them, so that an older program reads what a newer one sends.
///
/// # Errors
/// The deserializer's; the first that is found. [`explain`](super::explain) finds all of them.
pub fn deserialize<'de, O: Fields, D: Deserializer<'de>>(deserializer: D) -> Result<O, D::Error> {
    // Only formats that are told the names of a struct use them; JSON is not.
    deserializer.deserialize_struct(O::LIST.name, &[], StructVisitor(PhantomData))
}

struct StructVisitor<O>(PhantomData<O>);

impl<'de, O: Fields> Visitor<'de> for StructVisitor<O> {
    type Value = O;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<O, A::Error> {
        let list = O::LIST;
        let has: fn(&Field) -> bool = match list.part {
            Part::Whole => |_| true,
            Part::Draft => |field| !field.is_generated,
            Part::Changes => |field| !field.is_generated && !field.is_key,
        };
        let is_strict = list.part != Part::Whole;
        let mut reader = Reader::new(map, list.fields, has, is_strict);
        let read = O::build(&mut reader)?;
        reader.finish(O::LIST.fields.len())?;
        Ok(read)
    }
}

/// Takes fields out of a map in the order in which they are asked for.
struct Reader<'de, A> {
    map: A,
    of: PhantomData<&'de ()>,
    fields: &'static [Field],
    has: fn(&Field) -> bool,
    is_strict: bool,
    /// What came before its turn.
    early: Vec<(usize, Json)>,
    is_at_end: bool,
}

impl<'de, A: MapAccess<'de>> Reader<'de, A> {
    fn new(map: A, fields: &'static [Field], has: fn(&Field) -> bool, is_strict: bool) -> Self {
        Reader { map, of: PhantomData, fields, has, is_strict, early: Vec::new(), is_at_end: false }
    }

    /// The value of the field at `index`, or none when the map has none.
    fn take<C: Codec>(&mut self, index: usize) -> Result<Option<C::Of>, A::Error> {
        let early =
            if self.early.is_empty() { None } else { self.early.iter().position(|(it, _)| *it == index) };
        if let Some(place) = early {
            let (_, json) = self.early.swap_remove(place);
            return C::Of::deserialize(json).map(Some).map_err(A::Error::custom);
        }
        while !self.is_at_end {
            match self.next_name(index)? {
                None => self.is_at_end = true,
                Some(Name::Field(found)) if found == index => return self.map.next_value().map(Some),
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
        Ok(None)
    }

    /// The value of a field that must be there, unless it is optional.
    fn require<C: Codec>(&mut self, index: usize) -> Result<C::Of, A::Error> {
        match self.take::<C>(index)? {
            Some(value) => Ok(value),
            None if C::KIND.is_optional() => C::Of::deserialize(UnitDeserializer::new()),
            None => Err(A::Error::missing_field(self.fields[index].wire)),
        }
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
        let Reader { fields, has, is_strict, .. } = *self;
        self.map.next_key_seed(NameSeed { fields, has, is_strict, expected })
    }

    #[cold]
    fn twice(&self, index: usize) -> A::Error {
        A::Error::custom(format_args!("the field `{}` stands there twice", self.fields[index].wire))
    }
}

impl<'de, O, A: MapAccess<'de>> FieldSource<O> for Reader<'de, A> {
    type Error = A::Error;

    fn value<C: Codec>(&mut self, index: usize, _: impl Fn(&O) -> &C::Of) -> Result<C::Of, A::Error> {
        self.require::<C>(index)
    }

    fn value_or<C: Codec>(
        &mut self,
        index: usize,
        _: impl Fn(&O) -> &C::Of,
        default: impl FnOnce() -> C::Of,
    ) -> Result<C::Of, A::Error> {
        Ok(self.take::<C>(index)?.unwrap_or_else(default))
    }

    fn changed<C: Codec>(
        &mut self,
        index: usize,
        _: impl Fn(&O) -> &Option<C::Of>,
    ) -> Result<Option<C::Of>, A::Error> {
        self.take::<C>(index)
    }
}

impl<'de, A: MapAccess<'de>> CaseSource for Reader<'de, A> {
    type Error = A::Error;

    fn value<C: Codec>(&mut self, index: usize) -> Result<C::Of, A::Error> {
        self.require::<C>(index)
    }
}

enum Name {
    Field(usize),
    Unknown,
}

/// Finds a name among the fields without copying it.
struct NameSeed {
    fields: &'static [Field],
    has: fn(&Field) -> bool,
    is_strict: bool,
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
        let is_expected = self.fields.get(self.expected).is_some_and(|field| field.wire == name);
        let found = if is_expected {
            Some(self.expected)
        } else {
            self.fields.iter().position(|field| field.wire == name && (self.has)(field))
        };
        match found {
            Some(index) => Ok(Name::Field(index)),
            None if self.is_strict => Err(E::custom(format_args!("there is no field `{name}`"))),
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
    deserializer.deserialize_struct(C::SHAPE.name, &[], CaseFields::<C> { case, of: PhantomData })
}

struct CaseFields<C> {
    case: usize,
    of: PhantomData<C>,
}

impl<'de, C: Choice> Visitor<'de> for CaseFields<C> {
    type Value = C;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<C, A::Error> {
        let fields = C::SHAPE.cases[self.case].fields;
        let mut reader = Reader::new(map, fields, |_| true, true);
        let read = C::build(self.case, &mut reader)?
            .ok_or_else(|| A::Error::custom("the choice has no such case"))?;
        reader.finish(fields.len())?;
        Ok(read)
    }
}
