//! Reading encodings that were written with another schema.
//!
//! Who keeps encodings keeps the [`schema`] that they were written with beside them. From the two schemas follows a
//! [`Reader`], once, before any record is read: fields that were added since and are optional or have a default are
//! filled, and a `version … after …` line makes what is new out of what was there.

use crate::{DecodeError, Field, Kind, Record, fields, fingerprint};

/// Reads the encodings of one older schema.
pub struct Reader<R>(Box<Read<R>>);

type Read<R> = dyn Fn(&mut &[u8]) -> Result<R, DecodeError> + Send + Sync;

impl<R> Reader<R> {
    /// Reads one record from the front of `input`.
    ///
    /// # Errors
    /// When the bytes end early or hold something else.
    pub fn read(&self, input: &mut &[u8]) -> Result<R, DecodeError> {
        (self.0)(input)
    }
}

impl<R> std::fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reader")
    }
}

/// Why an older record cannot be read. It names the field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotReadable(String);

/// The schema of a record as text: a line for each field, of its fingerprint, its name and its type.
#[must_use]
pub fn schema(of: &[Field]) -> String {
    let line = |field: &Field| {
        format!("{:016x} {} {}\n", fingerprint(std::slice::from_ref(field)), field.name, label(&field.kind))
    };
    of.iter().map(line).collect()
}

/// The type in the language's words.
fn label(kind: &Kind) -> String {
    match kind {
        Kind::Integer => "i64".to_owned(),
        Kind::Float => "f64".to_owned(),
        Kind::Boolean => "bool".to_owned(),
        Kind::Text => "string".to_owned(),
        Kind::Bytes => "bytes".to_owned(),
        Kind::Timestamp => "timestamp".to_owned(),
        Kind::Duration => "duration".to_owned(),
        Kind::Decimal => "decimal".to_owned(),
        Kind::Uuid => "uuid".to_owned(),
        Kind::Json => "json".to_owned(),
        Kind::Nothing => "nothing".to_owned(),
        Kind::Rust { .. } => "rust".to_owned(),
        Kind::List(item) => format!("list<{}>", label(item)),
        Kind::Map(key, value) => format!("map<{}, {}>", label(key), label(value)),
        Kind::Optional(kind) => format!("optional<{}>", label(kind)),
        Kind::Record(shape) => shape.name.to_owned(),
        Kind::Choice(shape) => shape.name.to_owned(),
    }
}

/// The reader of an `R` that was written with the schema of that fingerprint and that text (empty where none was
/// kept): its own, or one with fewer fields. What `Record::reader` does where there is no `version … after …` line.
///
/// # Errors
/// Names the first field that stands in the way.
pub fn additive<R: Record>(written_with: u64, schema: &str) -> Result<Reader<R>, NotReadable> {
    if written_with == R::FINGERPRINT {
        return Ok(Reader(Box::new(R::decode)));
    }
    if schema.is_empty() {
        let reason = "its fields were changed since, and nothing says what they were";
        return Err(NotReadable(reason.to_owned()));
    }
    let mut is_there = vec![false; R::FIELDS.len()];
    let mut next = 0;
    for line in schema.lines() {
        let mut parts = line.splitn(3, ' ');
        let (hash, name, kind) =
            (parts.next(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let hash = hash.and_then(|hash| u64::from_str_radix(hash, 16).ok());
        let same = |field: &Field| Some(fingerprint(std::slice::from_ref(field))) == hash;
        match R::FIELDS.iter().position(same) {
            Some(index) if index >= next => {
                is_there[index] = true;
                next = index + 1;
            }
            Some(_) => return Err(NotReadable(format!("its field `{name}` stood at another place"))),
            None => return Err(NotReadable(gone::<R>(name, kind))),
        }
    }
    for (field, is_there) in R::FIELDS.iter().zip(&is_there) {
        let may_be_new = field.kind.is_optional() || !matches!(field.default, crate::Default::Required);
        if !is_there && !may_be_new {
            let name = field.name;
            return Err(NotReadable(format!(
                "its field `{name}` is new, and neither optional nor with a default"
            )));
        }
    }
    Ok(Reader(Box::new(move |input| fields::decode_those(&is_there, input))))
}

fn gone<R: Record>(name: &str, kind: &str) -> String {
    match R::FIELDS.iter().find(|field| field.name == name) {
        Some(field) if label(&field.kind) == kind => {
            format!("`{kind}`, the type of its field `{name}`, was changed")
        }
        Some(field) => format!("its field `{name}` was `{kind}` and is `{}` now", label(&field.kind)),
        None => format!("its field `{name}: {kind}` is no longer there"),
    }
}

/// The reader of an `R` that comes after `O`: what was written as an `O`, or as what `O` reads, goes through
/// `convert`. What a `version … after …` line makes of `Record::reader`.
///
/// # Errors
/// As [`additive`].
pub fn after<O: Record, R: Record>(
    written_with: u64,
    schema: &str,
    convert: fn(O) -> R,
) -> Result<Reader<R>, NotReadable> {
    let through =
        |older: Reader<O>| Reader(Box::new(move |input: &mut &[u8]| older.read(input).map(convert)));
    if written_with != R::FINGERPRINT && O::is_version(written_with) {
        return O::reader(written_with, schema).map(through);
    }
    match additive(written_with, schema) {
        Ok(reader) => Ok(reader),
        // As an older record with fewer fields than it has now, perhaps; otherwise what is said of the newer one.
        Err(reason) => O::reader(written_with, schema).map(through).map_err(|_| reason),
    }
}

/// Refuses, while the program compiles, a version that does not come next.
///
/// # Panics
/// Names the version that does.
pub const fn follows(older: u32, version: u32) {
    if older + 1 != version {
        panic!(
            "a version follows the one that it is `after`: the number is one more than the older record's"
        );
    }
}
