//! Records, drafts and changes as lists of fields.
//!
//! `define_record` lists the fields of a struct twice: once to look at them ([`Fields::each`]) and
//! once to make the struct ([`Fields::build`]). Everything else that happens to fields (JSON,
//! encodings, columns, equality, checks) is written once, here, against those two.

mod checking;
mod columns;
mod copying;
mod json;
mod making;
mod streams;

pub use checking::{check, explain};
pub use columns::{column_of, from_row};
pub use copying::{clone, debug, equal};
pub use json::{deserialize, serialize};
pub use making::{change, empty, generated, given, holds_key_of, template};
pub use streams::{decode, encode};

pub(crate) use json::{read_case, write_case};

use crate::codec::{Codec, Optional};
use crate::{Field, Value};

/// A struct of fields: a record, its draft or its changes.
pub trait Fields: Sized + Send + Sync + 'static {
    /// The record's fields, and what this struct is to them.
    const LIST: FieldList;

    /// Shows every field of this struct to `visitor`, in order, with its index in
    /// [`FieldList::fields`], until the visitor stops.
    ///
    /// # Errors
    /// The visitor's.
    fn each<V: FieldVisitor<Self>>(visitor: &mut V) -> Result<(), V::Stop>;

    /// Makes the struct of what `source` has for each of its fields.
    ///
    /// # Errors
    /// The source's.
    fn build<S: FieldSource<Self>>(source: &mut S) -> Result<Self, S::Error>;
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

/// Looks at the fields of an `O` one after the other.
pub trait FieldVisitor<O> {
    /// Why it goes no further.
    type Stop;

    /// The field at `index`, which `C` reads and writes and which is reached through `of`.
    ///
    /// # Errors
    /// To go no further.
    fn value<C: Codec>(&mut self, index: usize, of: impl Fn(&O) -> &C::Of) -> Result<(), Self::Stop>;

    /// A field of changes, which may not have been sent.
    ///
    /// # Errors
    /// To go no further.
    fn changed<C: Codec>(
        &mut self,
        index: usize,
        of: impl Fn(&O) -> &Option<C::Of>,
    ) -> Result<(), Self::Stop> {
        self.value::<Optional<C>>(index, of)
    }

    /// A field of a type of the language: [`FieldVisitor::value`].
    ///
    /// # Errors
    /// To go no further.
    fn field<T: Value>(&mut self, index: usize, of: impl Fn(&O) -> &T) -> Result<(), Self::Stop> {
        self.value::<T>(index, of)
    }

    /// The same of changes: [`FieldVisitor::changed`].
    ///
    /// # Errors
    /// To go no further.
    fn change<T: Value>(&mut self, index: usize, of: impl Fn(&O) -> &Option<T>) -> Result<(), Self::Stop> {
        self.changed::<T>(index, of)
    }
}

/// Has a value for every field of an `O`.
pub trait FieldSource<O> {
    /// Why it has none.
    type Error;

    /// The value for the field at `index`, which `C` reads and writes. `of` reaches the field in an `O` that is
    /// there already.
    ///
    /// # Errors
    /// When there is none.
    fn value<C: Codec>(&mut self, index: usize, of: impl Fn(&O) -> &C::Of) -> Result<C::Of, Self::Error>;

    /// The same for a field with a default, which stands in where there is no value.
    ///
    /// # Errors
    /// When there is something else than a value.
    fn value_or<C: Codec>(
        &mut self,
        index: usize,
        of: impl Fn(&O) -> &C::Of,
        default: impl FnOnce() -> C::Of,
    ) -> Result<C::Of, Self::Error> {
        let _ = default;
        self.value::<C>(index, of)
    }

    /// The same for a field of changes.
    ///
    /// # Errors
    /// When there is something else than a value.
    fn changed<C: Codec>(
        &mut self,
        index: usize,
        of: impl Fn(&O) -> &Option<C::Of>,
    ) -> Result<Option<C::Of>, Self::Error> {
        self.value::<Optional<C>>(index, of)
    }

    /// A field of a type of the language: [`FieldSource::value`].
    ///
    /// # Errors
    /// When there is no value.
    fn field<T: Value>(&mut self, index: usize, of: impl Fn(&O) -> &T) -> Result<T, Self::Error> {
        self.value::<T>(index, of)
    }

    /// The same with a default: [`FieldSource::value_or`].
    ///
    /// # Errors
    /// When there is something else than a value.
    fn field_or<T: Value>(
        &mut self,
        index: usize,
        of: impl Fn(&O) -> &T,
        default: impl FnOnce() -> T,
    ) -> Result<T, Self::Error> {
        self.value_or::<T>(index, of, default)
    }

    /// The same of changes: [`FieldSource::changed`].
    ///
    /// # Errors
    /// When there is something else than a value.
    fn change<T: Value>(
        &mut self,
        index: usize,
        of: impl Fn(&O) -> &Option<T>,
    ) -> Result<Option<T>, Self::Error> {
        self.changed::<T>(index, of)
    }
}
