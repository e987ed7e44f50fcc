//! Problems of `#[derive(parseltongue::Record)]`.

use proc_macro2::Ident;

use crate::tokens::Text;
use crate::vocabulary::Nearest;
use crate::{Edit, Place, Problem, Replacement};

/// Something else than a struct with named fields.
pub fn no_struct(place: impl Into<Place>, what: &str) -> Problem {
    Problem::new("PT1110", place, format!("a record is a struct with named fields, and {what} is none"))
        .with_help("an enum is a `define_choice`; a tuple's fields need names, for JSON, columns and queries")
}

/// Type parameters or lifetimes.
pub fn parameters(place: impl Into<Place>) -> Problem {
    Problem::new("PT1111", place, "a record has no parameters: its columns and its schema are fixed")
        .with_help("write the struct for the types that it is used with, each as a record of its own")
}

/// An attribute of another form.
pub fn form(place: impl Into<Place>, right: &str) -> Problem {
    Problem::new("PT1112", place, "the attribute `record` is not read like this")
        .expecting(format!("`{right}`"))
}

/// A word that says nothing of a struct.
pub fn unknown_word_of_a_struct(word: &Ident) -> Problem {
    Problem::new("PT1113", word, format!("`{word}` says nothing of a record"))
        .with_help("of the struct `#[record(…)]` says `key = \"field\"` and `crate = \"path\"`; the other words stand on the fields")
}

/// A word of a struct that stands there twice.
pub fn said_twice(word: &Ident) -> Problem {
    Problem::new("PT1114", word, format!("`{word}` is said a second time"))
        .with_help("a record has one key; say `unique` of another field that no two records may share")
}

/// The key is none of the fields.
pub fn key_of_no_field(key: &Text, name: &Ident, nearest: Option<Nearest<'_>>) -> Problem {
    let replacement = nearest.map(|nearest| Replacement {
        text: format!("\"{}\"", nearest.word),
        edit: Edit::Instead,
        is_certain: nearest.is_certain,
    });
    Problem::new("PT1115", key, format!("`{name}` has no field `{}`", key.value))
        .instead(replacement)
        .with_help("`key` names the field by which the record is found")
}

/// `#[record(key)]` on a field.
pub fn key_of_a_field(word: &Ident) -> Problem {
    Problem::new("PT1116", word, "the key is said of the struct, not of the field")
        .with_help("write `#[record(key = \"…\")]` with the field's name above the struct")
}

/// A field of a type that records do not have.
pub fn type_of_a_field(place: impl Into<Place>, written: &str, here: Option<&str>) -> Problem {
    let mut written = written.to_owned();
    for (spaced, close) in
        [(" :: ", "::"), (":: ", "::"), (" < ", "<"), (" >", ">"), (" ,", ","), ("& ", "&"), (" ;", ";")]
    {
        written = written.replace(spaced, close);
    }
    Problem::new("PT1117", place, format!("a field of a record cannot be `{written}`"))
        .instead(here.map(str::to_owned))
        .with_help("fields are i64, f64, bool, String, Bytes, Timestamp, Duration, Decimal, Uuid, Json, Vec<T>, BTreeMap<K, V>, Option<T>, records and choices; `#[record(rust)]` keeps any other type as JSON")
}
