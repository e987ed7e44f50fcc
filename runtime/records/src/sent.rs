//! A value as it was sent, whatever the format and whoever reads it.
//!
//! serde compiles the reader of a struct once for each format and each struct. Here the reading of a
//! format is compiled once and hands each value over as a [`Sent`]; the reading of a type is
//! compiled once and takes it. What is between them are two calls through a table of functions.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer, forward_to_deserialize_any};

use crate::Json;

/// A value that was sent. What is read of a list or an object is read where it stands.
pub(crate) enum Sent<'a> {
    Null,
    Truth(bool),
    Integer(i64),
    Natural(u64),
    Number(f64),
    Text(&'a str),
    /// The name of an entry: a text in which a number may stand.
    Name(&'a str),
    List(&'a mut dyn Items),
    Object(&'a mut dyn Entries),
}

/// Takes one value.
pub(crate) trait Taker {
    /// Takes what was sent.
    fn take(&mut self, sent: Sent<'_>) -> Result<(), SentError>;
}

/// The items of a list.
pub(crate) trait Items {
    /// Hands the next one over; says whether there was one.
    fn next(&mut self, taker: &mut dyn Taker) -> Result<bool, SentError>;
}

/// The entries of an object: a name, then its value.
pub(crate) trait Entries {
    /// Hands the next name over; says whether there was one.
    fn next_name(&mut self, taker: &mut dyn Taker) -> Result<bool, SentError>;

    /// Hands the value over that belongs to the name.
    fn value(&mut self, taker: &mut dyn Taker) -> Result<(), SentError>;
}

/// What was sent is not what is due.
#[derive(Debug)]
pub(crate) struct SentError(String);

impl fmt::Display for SentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SentError {}

impl serde::de::Error for SentError {
    fn custom<T: fmt::Display>(message: T) -> SentError {
        SentError(message.to_string())
    }
}

/// Reads one value of a format and hands it over.
pub(crate) fn hand_over<'de, D: Deserializer<'de>>(from: D, to: &mut dyn Taker) -> Result<(), D::Error> {
    from.deserialize_any(Giver(to))
}

/// Hands JSON over that was read before.
pub(crate) fn hand_over_json(json: &Json, to: &mut dyn Taker) -> Result<(), SentError> {
    match json {
        Json::Null => to.take(Sent::Null),
        Json::Bool(truth) => to.take(Sent::Truth(*truth)),
        Json::String(text) => to.take(Sent::Text(text)),
        Json::Number(number) => to.take(match (number.as_i64(), number.as_u64()) {
            (Some(integer), _) => Sent::Integer(integer),
            (None, Some(natural)) => Sent::Natural(natural),
            (None, None) => Sent::Number(number.as_f64().unwrap_or(f64::NAN)),
        }),
        Json::Array(items) => to.take(Sent::List(&mut items.iter())),
        Json::Object(entries) => {
            to.take(Sent::Object(&mut JsonEntries { rest: entries.iter(), value: None }))
        }
    }
}

impl Items for std::slice::Iter<'_, Json> {
    fn next(&mut self, taker: &mut dyn Taker) -> Result<bool, SentError> {
        let Some(item) = Iterator::next(self) else { return Ok(false) };
        hand_over_json(item, taker).map(|()| true)
    }
}

struct JsonEntries<'a> {
    rest: serde_json::map::Iter<'a>,
    value: Option<&'a Json>,
}

impl Entries for JsonEntries<'_> {
    fn next_name(&mut self, taker: &mut dyn Taker) -> Result<bool, SentError> {
        let Some((name, value)) = self.rest.next() else { return Ok(false) };
        self.value = Some(value);
        taker.take(Sent::Name(name)).map(|()| true)
    }

    fn value(&mut self, taker: &mut dyn Taker) -> Result<(), SentError> {
        hand_over_json(self.value.unwrap_or(&Json::Null), taker)
    }
}

/// Gives what serde found to a taker.
struct Giver<'t>(&'t mut dyn Taker);

impl Giver<'_> {
    fn give<E: serde::de::Error>(self, sent: Sent<'_>) -> Result<(), E> {
        self.0.take(sent).map_err(E::custom)
    }
}

impl<'de> Visitor<'de> for Giver<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.give(Sent::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<(), E> {
        self.give(Sent::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: serde::de::Error>(self, truth: bool) -> Result<(), E> {
        self.give(Sent::Truth(truth))
    }

    fn visit_i64<E: serde::de::Error>(self, integer: i64) -> Result<(), E> {
        self.give(Sent::Integer(integer))
    }

    fn visit_u64<E: serde::de::Error>(self, natural: u64) -> Result<(), E> {
        self.give(match i64::try_from(natural) {
            Ok(integer) => Sent::Integer(integer),
            Err(_) => Sent::Natural(natural),
        })
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<(), E> {
        self.give(Sent::Number(number))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.give(Sent::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        self.give(Sent::List(&mut SerdeItems { seq, of: PhantomData }))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.give(Sent::Object(&mut SerdeEntries { map, of: PhantomData }))
    }
}

struct SerdeItems<'de, A> {
    seq: A,
    of: PhantomData<&'de ()>,
}

impl<'de, A: SeqAccess<'de>> Items for SerdeItems<'de, A> {
    fn next(&mut self, taker: &mut dyn Taker) -> Result<bool, SentError> {
        let given = self.seq.next_element_seed(TakerSeed(taker)).map_err(SentError::custom)?;
        Ok(given.is_some())
    }
}

struct SerdeEntries<'de, A> {
    map: A,
    of: PhantomData<&'de ()>,
}

impl<'de, A: MapAccess<'de>> Entries for SerdeEntries<'de, A> {
    fn next_name(&mut self, taker: &mut dyn Taker) -> Result<bool, SentError> {
        let given = self.map.next_key_seed(NameSeed(taker)).map_err(SentError::custom)?;
        Ok(given.is_some())
    }

    fn value(&mut self, taker: &mut dyn Taker) -> Result<(), SentError> {
        self.map.next_value_seed(TakerSeed(taker)).map_err(SentError::custom)
    }
}

/// Hands over what stands where serde wants a seed.
pub(crate) struct TakerSeed<'t>(pub(crate) &'t mut dyn Taker);

impl<'de> DeserializeSeed<'de> for TakerSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        hand_over(deserializer, self.0)
    }
}

struct NameSeed<'t>(&'t mut dyn Taker);

impl<'de> DeserializeSeed<'de> for NameSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for NameSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<(), E> {
        self.0.take(Sent::Name(name)).map_err(E::custom)
    }
}

/// Takes what a seed of serde makes of it.
struct SeedTaker<S, T> {
    seed: Option<S>,
    value: Option<T>,
}

impl<'de, S: DeserializeSeed<'de>> Taker for SeedTaker<S, S::Value> {
    fn take(&mut self, sent: Sent<'_>) -> Result<(), SentError> {
        if let Some(seed) = self.seed.take() {
            self.value = Some(seed.deserialize(sent)?);
        }
        Ok(())
    }
}

struct ItemsAccess<'a>(&'a mut dyn Items);

impl<'de> SeqAccess<'de> for ItemsAccess<'_> {
    type Error = SentError;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, SentError> {
        let mut taker = SeedTaker { seed: Some(seed), value: None };
        self.0.next(&mut taker)?;
        Ok(taker.value)
    }
}

pub(crate) struct EntriesAccess<'a>(&'a mut dyn Entries);

impl<'de> MapAccess<'de> for EntriesAccess<'_> {
    type Error = SentError;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, SentError> {
        let mut taker = SeedTaker { seed: Some(seed), value: None };
        self.0.next_name(&mut taker)?;
        Ok(taker.value)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, SentError> {
        let mut taker = SeedTaker { seed: Some(seed), value: None };
        self.0.value(&mut taker)?;
        taker.value.ok_or_else(|| SentError::custom("nothing was sent"))
    }
}

/// A name in which a number stands, as the keys of a `map<i64, …>` do.
macro_rules! number_in_a_name {
    ($($method:ident $visit:ident $number:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, SentError> {
            match self {
                Sent::Name(name) => match name.parse::<$number>() {
                    Ok(number) => visitor.$visit(number),
                    Err(_) => visitor.visit_str(name),
                },
                other => other.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Sent<'_> {
    type Error = SentError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, SentError> {
        match self {
            Sent::Null => visitor.visit_unit(),
            Sent::Truth(truth) => visitor.visit_bool(truth),
            Sent::Integer(integer) => visitor.visit_i64(integer),
            Sent::Natural(natural) => visitor.visit_u64(natural),
            Sent::Number(number) => visitor.visit_f64(number),
            Sent::Text(text) | Sent::Name(text) => visitor.visit_str(text),
            Sent::List(items) => visitor.visit_seq(ItemsAccess(items)),
            Sent::Object(entries) => visitor.visit_map(EntriesAccess(entries)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, SentError> {
        match self {
            Sent::Null => visitor.visit_none(),
            other => visitor.visit_some(other),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, SentError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, SentError> {
        match self {
            Sent::Text(text) | Sent::Name(text) => visitor.visit_enum(StrDeserializer::new(text)),
            Sent::Object(entries) => visitor.visit_enum(MapAccessDeserializer::new(EntriesAccess(entries))),
            other => other.deserialize_any(visitor),
        }
    }

    number_in_a_name! {
        deserialize_bool visit_bool bool;
        deserialize_i8 visit_i64 i64;
        deserialize_i16 visit_i64 i64;
        deserialize_i32 visit_i64 i64;
        deserialize_i64 visit_i64 i64;
        deserialize_u8 visit_u64 u64;
        deserialize_u16 visit_u64 u64;
        deserialize_u32 visit_u64 u64;
        deserialize_u64 visit_u64 u64;
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map
        struct identifier ignored_any
    }
}

/// Writes JSON text to another format.
pub(crate) fn play<S: Serializer>(text: &[u8], to: S) -> Result<S::Ok, S::Error> {
    let mut player = Player { to: Some(to), done: None };
    let mut json = serde_json::Deserializer::from_slice(text);
    hand_over(&mut json, &mut player).map_err(S::Error::custom)?;
    player.done.unwrap_or_else(|| Err(S::Error::custom("nothing was written")))
}

struct Player<S: Serializer> {
    to: Option<S>,
    done: Option<Result<S::Ok, S::Error>>,
}

impl<S: Serializer> Taker for Player<S> {
    fn take(&mut self, sent: Sent<'_>) -> Result<(), SentError> {
        self.done = self.to.take().map(|to| played(sent, to));
        Ok(())
    }
}

fn played<S: Serializer>(sent: Sent<'_>, to: S) -> Result<S::Ok, S::Error> {
    match sent {
        Sent::Null => to.serialize_none(),
        Sent::Truth(truth) => to.serialize_bool(truth),
        Sent::Integer(integer) => to.serialize_i64(integer),
        Sent::Natural(natural) => to.serialize_u64(natural),
        Sent::Number(number) => to.serialize_f64(number),
        Sent::Text(text) | Sent::Name(text) => to.serialize_str(text),
        Sent::List(items) => {
            let mut player = ItemPlayer { to: to.serialize_seq(None)?, error: None };
            loop {
                let next = items.next(&mut player);
                // The format's own error says more than that of the list.
                player.error.take().map_or(Ok(()), Err)?;
                if !next.map_err(S::Error::custom)? {
                    return player.to.end();
                }
            }
        }
        Sent::Object(entries) => {
            let mut player = EntryPlayer { to: to.serialize_map(None)?, is_name: true, error: None };
            loop {
                let next = entries.next_name(&mut player).and_then(|is_there| {
                    if is_there { entries.value(&mut player).map(|()| true) } else { Ok(false) }
                });
                player.error.take().map_or(Ok(()), Err)?;
                if !next.map_err(S::Error::custom)? {
                    return player.to.end();
                }
            }
        }
    }
}

/// One value, for serde to write where it wants it.
struct Once<'a>(Cell<Option<Sent<'a>>>);

impl Serialize for Once<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        played(self.0.take().unwrap_or(Sent::Null), to)
    }
}

struct ItemPlayer<S: SerializeSeq> {
    to: S,
    error: Option<S::Error>,
}

impl<S: SerializeSeq> Taker for ItemPlayer<S> {
    fn take(&mut self, sent: Sent<'_>) -> Result<(), SentError> {
        self.to.serialize_element(&Once(Cell::new(Some(sent)))).map_err(|error| {
            self.error = Some(error);
            SentError::custom("it could not be written")
        })
    }
}

struct EntryPlayer<S: SerializeMap> {
    to: S,
    /// Names and values come in turn.
    is_name: bool,
    error: Option<S::Error>,
}

impl<S: SerializeMap> Taker for EntryPlayer<S> {
    fn take(&mut self, sent: Sent<'_>) -> Result<(), SentError> {
        let once = Once(Cell::new(Some(sent)));
        let is_name = self.is_name;
        self.is_name = !is_name;
        let written = if is_name { self.to.serialize_key(&once) } else { self.to.serialize_value(&once) };
        written.map_err(|error| {
            self.error = Some(error);
            SentError::custom("it could not be written")
        })
    }
}
