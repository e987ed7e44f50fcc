//! Records, drafts and changes as lists of fields.
//!
//! `define_record` lists the fields of a struct twice: once to look at them ([`Fields::at`]) and
//! once to make the struct ([`Fields::build`]). Everything else that happens to fields (JSON,
//! encodings, columns, equality, checks) is written once, here, against those two.
//!
//! A program has many structs of fields, and many things happen to each. So nothing here is compiled for a
//! struct and a thing at once: a [`Show`] hands values to a table of functions (`looking`), a [`Source`] asks
//! one for them (`filling`).

mod checking;
mod columns;
mod filling;
mod json;
mod looking;
mod making;
mod showing;
mod streams;
mod usual;

pub use checking::{check, explain, nearest};
pub use columns::{column_of, columns, from_row};
pub use filling::{Source, Stop};
pub use json::{deserialize, from_column, serialize, to_column, write_json};
pub use looking::{Show, clone, equal};
pub use making::{change, empty, generated, given, template};
pub use showing::debug;
pub use streams::{decode, encode};
pub use usual::read_usual;

pub(crate) use json::{read_case, write_case};
pub(crate) use streams::decode_those;

use crate::Field;

/// A struct of fields: a record, its draft or its changes.
pub trait Fields: Sized + Send + Sync + 'static {
    /// The record's fields, and what this struct is to them.
    const LIST: FieldList;

    /// Shows the field with that number in [`FieldList::fields`]; nothing when this struct has it not.
    fn at<'a>(&'a self, index: usize, show: &mut Show<'_, 'a>);

    /// Makes the struct of what `source` has for each of its fields.
    ///
    /// # Errors
    /// The source's.
    fn build(source: &mut Source<'_>) -> Result<Self, Stop>;

    /// Asks `source` for every field, whatever the answers. Written out where a field is of a type of Rust:
    /// [`Fields::build`] cannot go on behind one that has no value.
    fn ask(source: &mut Source<'_>) {
        let _ = Self::build(source);
    }
}

/// The fields of a record, and which of them a struct has.
#[derive(Clone, Copy, Debug)]
pub struct FieldList {
    /// The record's name.
    pub name: &'static str,
    /// All fields of the record.
    pub fields: &'static [Field],
    /// What the struct is.
    pub part: Part,
}

/// What a struct of fields is to its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The record itself.
    Whole,
    /// What a client may send to make one.
    Draft,
    /// What a client may send to change one.
    Changes,
}

impl FieldList {
    /// Of the record itself.
    #[must_use]
    pub const fn whole(name: &'static str, fields: &'static [Field]) -> FieldList {
        FieldList { name, fields, part: Part::Whole }
    }

    /// Of its draft: all but generated fields.
    #[must_use]
    pub const fn draft(of: FieldList) -> FieldList {
        FieldList { part: Part::Draft, ..of }
    }

    /// Of its changes: all but the key and generated fields.
    #[must_use]
    pub const fn changes(of: FieldList) -> FieldList {
        FieldList { part: Part::Changes, ..of }
    }

    /// The struct has that field.
    #[must_use]
    pub const fn has(&self, field: &Field) -> bool {
        match self.part {
            Part::Whole => true,
            Part::Draft => !field.is_generated,
            Part::Changes => !field.is_generated && !field.is_key,
        }
    }

    /// The fields that the struct has.
    pub fn present(&self) -> impl Iterator<Item = &'static Field> + use<> {
        let list = *self;
        list.fields.iter().filter(move |field| list.has(field))
    }
}
