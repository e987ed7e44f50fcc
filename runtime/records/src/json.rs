//! Bodies: JSON that a client sent, and everything that is wrong with it.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::fields;
use crate::plain::misfit;
use crate::{
    At, ColumnError, ColumnValue, Field, FieldList, Fields, HttpMeaning, Json, Key, Kind, Problem, Report,
    Value,
};

/// How deep lists and objects may stand in each other in a body; it is serde_json's own limit.
pub const NESTING_MAX: usize = 127;

/// What a body can be: a record, a draft, changes, or a list or map of values.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the body of a request",
    label = "a body is a record, its draft or changes, a list, a map or json"
)]
pub trait Body: DeserializeOwned {
    /// What it is, as data.
    const FORM: Form;

    /// Reports every rule that the body breaks.
    fn check(&self, report: &mut Report);

    /// Reads a body that has its usual form; of any other, and of one that is wrong, nothing is said.
    fn read_usual(body: &[u8]) -> Option<Self> {
        let _ = body;
        None
    }

    /// Reports everything that is wrong with `json`, and gives the body when nothing is.
    fn explain(json: &Json, report: &mut Report) -> Option<Self>;
}

/// Whether a value could be written as JSON.
pub type Written = serde_json::Result<()>;

/// What a body is, as data: from it come the schemas of requests.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// A record, its draft or its changes.
    Fields(FieldList),
    /// A type that is no record.
    Value(Kind),
}

#[diagnostic::do_not_recommend]
impl<O: Fields + DeserializeOwned> Body for O {
    const FORM: Form = Form::Fields(O::LIST);

    fn check(&self, report: &mut Report) {
        fields::check(self, &At::Body, report);
    }

    fn read_usual(body: &[u8]) -> Option<Self> {
        fields::read_usual(body)
    }

    fn explain(json: &Json, report: &mut Report) -> Option<Self> {
        fields::explain(json, &At::Body, report)
    }
}

/// A type that is no record stands in a body without rules of its own.
macro_rules! body_of_values {
    ($(($($of:tt)*) $body:ty;)*) => {$(
        impl<$($of)*> Body for $body {
            const FORM: Form = Form::Value(<$body as Value>::KIND);

            fn check(&self, report: &mut Report) {
                Value::check(self, &Field::new("body", <$body as Value>::KIND), &At::Body, report);
            }

            fn explain(json: &Json, report: &mut Report) -> Option<Self> {
                <$body as Value>::explain(json, &At::Body, report)
            }
        }
    )*};
}

body_of_values! {
    (T: Value) Vec<T>;
    (K: Key, V: Value) BTreeMap<K, V>;
    () Json;
    () String;
}

/// Why a body was not taken.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BodyProblem {
    /// It is not JSON.
    #[error("line {line}, column {column}: {message}")]
    Syntax {
        /// Counted from 1.
        line: usize,
        /// Counted from 1, in bytes.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// It is JSON, and these are all the fields that are wrong with it.
    #[error("{0}")]
    Invalid(Report),
}

impl BodyProblem {
    /// The problem document that tells a client: 400 for what is not JSON, 422 for wrong fields.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match self {
            BodyProblem::Syntax { .. } => {
                Problem::new(HttpMeaning::BadRequest, "BrokenJson").with_detail(self.to_string())
            }
            BodyProblem::Invalid(report) => Problem::invalid(report),
        }
    }
}

/// Reads a body and checks its rules.
///
/// A good body is read in one pass, straight into its type. A bad one is read again, slowly, to
/// say everything that is wrong with it at once.
///
/// # Errors
/// Where it is not JSON, or every wrong field. The rules that a `check … otherwise` line says of
/// a record as a whole are [`Draft::check`](crate::Draft::check)'s to report.
pub fn read<T: Body>(body: &[u8]) -> Result<T, BodyProblem> {
    let read: T = match T::read_usual(body).map_or_else(|| serde_json::from_slice(body), Ok) {
        Ok(read) => read,
        Err(first) => return Err(why_not::<T>(body, &first)),
    };
    let mut report = Report::default();
    read.check(&mut report);
    if report.is_empty() { Ok(read) } else { Err(BodyProblem::Invalid(report)) }
}

#[cold]
fn why_not<T: Body>(body: &[u8], first: &serde_json::Error) -> BodyProblem {
    if body.iter().all(u8::is_ascii_whitespace) {
        return BodyProblem::Syntax { line: 1, column: 1, message: "the body is empty".to_owned() };
    }
    let json: Json = match serde_json::from_slice(body) {
        Ok(json) => json,
        Err(error) => return broken(&error),
    };
    let mut report = Report::default();
    T::explain(&json, &mut report);
    // What a map of names cannot show, such as a name that stands twice.
    if report.is_empty() { broken(first) } else { BodyProblem::Invalid(report) }
}

pub(crate) fn broken(error: &serde_json::Error) -> BodyProblem {
    let text = error.to_string();
    let message = match text.split(" at line ").next().unwrap_or(&text) {
        "recursion limit exceeded" => {
            format!("lists and objects stand more than {NESTING_MAX} deep in each other")
        }
        message => message.to_owned(),
    };
    BodyProblem::Syntax { line: error.line().max(1), column: error.column().max(1), message }
}

thread_local! {
    static WRITES_SECRETS: Cell<bool> = const { Cell::new(false) };
}

/// JSON that is being written now is for a store, which keeps secret fields.
pub(crate) fn secrets_are_written() -> bool {
    WRITES_SECRETS.get()
}

/// Puts the setting back, also when writing panics.
struct SecretsAgain(bool);

impl Drop for SecretsAgain {
    fn drop(&mut self) {
        WRITES_SECRETS.set(self.0);
    }
}

/// A value that has no column type of its own: JSON text, secret fields included.
///
/// # Panics
/// When the value writes itself as something that JSON has no form for: no type of the language does, but a
/// type of Rust may (a map whose keys are no texts).
#[must_use]
pub fn to_column<T: Serialize>(value: &T) -> ColumnValue<'static> {
    ColumnValue::Text(Cow::Owned(text(value)))
}

/// A value as JSON text, secret fields included.
///
/// # Panics
/// When the value has no form in JSON.
pub(crate) fn text<T: Serialize>(value: &T) -> String {
    match try_text(value) {
        Ok(text) => text,
        Err(error) => panic!("a value of `{}` has no form in JSON: {error}", std::any::type_name::<T>()),
    }
}

/// The same of a value that may have no form in JSON.
///
/// # Errors
/// When it has none.
pub(crate) fn try_text<T: Serialize>(value: &T) -> serde_json::Result<String> {
    let _again = SecretsAgain(WRITES_SECRETS.replace(true));
    serde_json::to_string(value)
}

/// What is written as JSON text, secret fields included, as a column.
///
/// # Panics
/// When it has no form in JSON, as a map of a type of Rust whose keys are no texts.
pub(crate) fn column_of(write: impl FnOnce(&mut Vec<u8>) -> serde_json::Result<()>) -> ColumnValue<'static> {
    let _again = SecretsAgain(WRITES_SECRETS.replace(true));
    let mut text = Vec::new();
    if let Err(error) = write(&mut text) {
        panic!("a value has no form in JSON: {error}");
    }
    ColumnValue::Text(Cow::Owned(String::from_utf8(text).expect("JSON is UTF-8")))
}

/// Appends the name of an entry and its colon.
pub(crate) fn write_name(name: &str, out: &mut Vec<u8>) {
    // Writing a text into memory cannot fail.
    let _ = serde_json::to_writer(&mut *out, name);
    out.push(b':');
}

/// The same of a name in which nothing is to be escaped.
pub(crate) fn write_plain_name(name: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

/// The value back from JSON text.
///
/// # Errors
/// When the column holds something else.
pub fn from_column<T: DeserializeOwned>(value: &ColumnValue<'_>, field: &Field) -> Result<T, ColumnError> {
    let read = match value {
        // As the bodies of requests are read, so that a type's reader is compiled once.
        ColumnValue::Text(text) => serde_json::from_slice(text.as_bytes()).ok(),
        _ => None,
    };
    read.ok_or_else(|| misfit(field, "JSON of the field's type", value))
}

/// A key of a map as JSON names it.
pub(crate) fn map_key<K: Value>(key: &K) -> String {
    match serde_json::to_value(key) {
        Ok(Json::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}
