//! What a record is to the rest of the house. `define_record` writes these implementations.

use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::str::FromStr;

use crate::versions::{self, NotReadable, Reader};
use crate::{
    At, ColumnError, ColumnValue, Field, Fields, Index, Report, Row, Timestamp, Uuid, Value, fields,
    fingerprint,
};

/// A record: named fields, each of a type of the language.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a record",
    label = "a record is needed here",
    note = "declare it with `define_record {Self} {{ … }}`, or put `#[derive(parseltongue::Record)]` on the struct"
)]
pub trait Record: Value + Fields {
    /// What a client may send to make one: every field that is not generated.
    type Draft: Draft<Record = Self>;
    /// What a client may send to change one: every field but the key and generated ones, each optional.
    type Changes: Changes<Record = Self>;
    /// A struct with one typed [`crate::Column`] for each field.
    type Columns: Copy + 'static;

    /// The name as declared.
    const NAME: &'static str = <Self as Fields>::LIST.name;
    /// The name of the table, not quoted.
    const TABLE: &'static str;
    /// The fields in the order of their declaration.
    const FIELDS: &'static [Field] = <Self as Fields>::LIST.fields;
    /// The typed columns.
    const COLUMNS: Self::Columns;
    /// The quoted column names, separated by commas, in the order of [`Record::FIELDS`].
    const SELECT: &'static str;
    /// The lines `unique .a, .b` and `indexed .a, .b`.
    const INDEXES: &'static [Index] = &[];
    /// A hash of the fields' names and types: equal only if the encodings are.
    const FINGERPRINT: u64 = fingerprint(<Self as Fields>::LIST.fields);

    /// The number in its `version … after …` line.
    const VERSION: u32 = 1;

    /// The schema of that fingerprint is the record's, or that of a version before it.
    #[must_use]
    fn is_version(fingerprint: u64) -> bool {
        fingerprint == Self::FINGERPRINT
    }

    /// What reads an encoding that was written with the schema of that fingerprint and that text
    /// ([`versions::schema`]; empty where none was kept).
    ///
    /// # Errors
    /// Names the field that stands in the way.
    fn reader(fingerprint: u64, schema: &str) -> Result<Reader<Self>, NotReadable> {
        versions::additive(fingerprint, schema)
    }

    /// Reports what the record as a whole breaks: its `check … otherwise "…"` lines.
    fn check_whole(&self, report: &mut Report) {
        let _ = report;
    }

    /// Reports every field that breaks one of its rules, and then what the record as a whole breaks.
    fn check_all(&self, report: &mut Report) {
        fields::check(self, &At::Body, report);
        self.check_whole(report);
    }

    /// The field at `index` as a store keeps it.
    fn column(&self, index: usize) -> ColumnValue<'_> {
        fields::column_of(self, index)
    }

    /// The record back from a row that was selected with [`Record::SELECT`].
    ///
    /// # Errors
    /// Names the column whose value does not fit.
    fn from_row(row: &dyn Row) -> Result<Self, ColumnError> {
        fields::from_row(row)
    }
}

/// A record with a key.
#[diagnostic::on_unimplemented(
    message = "the record `{Self}` has no key",
    label = "a record with a key is needed here",
    note = "say `key` of one of its fields, as in `id: uuid key generated`"
)]
pub trait Keyed: Record {
    /// The key's type.
    type Key: Key;
    /// Where the key stands in [`Record::FIELDS`].
    const KEY: usize;
    /// The key's column, not quoted: known without the fields, so that a record may reference itself.
    const KEY_NAME: &'static str;

    /// This record's key.
    fn key(&self) -> &Self::Key;
}

/// A type that can be a key: it can stand in a path and be compared. `define_choice` writes it for a choice
/// whose cases carry no fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key",
    label = "a key is compared and stands in an address",
    note = "a key is an `i64`, a `string`, a `uuid`, a `timestamp`, or a choice whose cases carry no fields"
)]
pub trait Key: Value + Display + FromStr + Eq + Ord + Hash + Send + Sync {}
impl Key for i64 {}
impl Key for String {}
impl Key for Uuid {}
impl Key for Timestamp {}

/// What a client may send to make a record.
pub trait Draft: Fields + Debug + serde::de::DeserializeOwned {
    /// The record that it becomes.
    type Record: Record;

    /// Reports every field that breaks one of its rules. What breaks a `check … otherwise` line is
    /// reported by [`Record::check_whole`], which a store asks before it keeps a record.
    fn check(&self, report: &mut Report) {
        fields::check(self, &At::Body, report);
    }

    /// The record, its generated fields filled.
    fn into_record(self) -> Self::Record;
}

/// What a client may send to change a record (a JSON merge patch, RFC 7396).
pub trait Changes: Fields + Debug + serde::de::DeserializeOwned {
    /// The record that it changes.
    type Record: Record;

    /// Reports every sent field that breaks one of its rules.
    fn check(&self, report: &mut Report) {
        fields::check(self, &At::Body, report);
    }

    /// Carries the changes over, then reports what the changed record as a whole breaks.
    fn apply(self, record: &mut Self::Record, report: &mut Report);
}

/// The record is one that the store `S` holds. The store's `holds` line writes it.
#[diagnostic::on_unimplemented(
    message = "the store `{S}` does not hold `{Self}`",
    label = "`{S}` does not hold this record",
    note = "add it to the store: `holds: {Self}`"
)]
pub trait Stored<S>: Keyed {}
