//! Looking at the fields of a struct, whatever their types: who looks and what is looked at meet in a table of
//! functions, so that neither is compiled for the other.

use std::any::Any;
use std::fmt;

use super::filling::{Ask, Slot, Stop, Want, build};
use super::{FieldList, Fields};
use crate::codec::{Codec, Optional, Shown};
use crate::{At, ColumnValue, Field, Report, Value};

/// Is shown one field of a struct: [`Fields::at`].
pub struct Show<'s, 'a> {
    to: &'s mut dyn See<'a>,
    index: usize,
}

impl<'a> Show<'_, 'a> {
    /// A field of a type of the language.
    pub fn field<T: Value>(&mut self, value: &'a T) {
        self.value::<T>(value);
    }

    /// The same of changes, which may not have been sent.
    pub fn change<T: Value>(&mut self, value: &'a Option<T>) {
        self.changed::<T>(value);
    }

    /// A field that `C` reads and writes.
    pub fn value<C: Codec>(&mut self, value: &'a C::Of) {
        self.to.see(self.index, &Shown::<C>(value));
    }

    /// The same of changes.
    pub fn changed<C: Codec>(&mut self, value: &'a Option<C::Of>) {
        self.value::<Optional<C>>(value);
    }
}

impl fmt::Debug for Show<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Show({})", self.index)
    }
}

/// The value of a field.
pub(crate) trait Look<'a>: fmt::Debug {
    fn encode(&self, out: &mut Vec<u8>);
    fn to_column(&self, field: &Field) -> ColumnValue<'a>;
    fn check(&self, field: &Field, at: &At<'_>, report: &mut Report);
    fn write_json(&self, out: &mut Vec<u8>) -> serde_json::Result<()>;
    fn as_any(&self) -> &'a dyn Any;
    fn is(&self, other: &dyn Any) -> bool;
}

impl<'a, C: Codec> Look<'a> for Shown<'a, C> {
    fn encode(&self, out: &mut Vec<u8>) {
        C::encode(self.0, out);
    }

    fn to_column(&self, field: &Field) -> ColumnValue<'a> {
        C::to_column(self.0, field)
    }

    fn check(&self, field: &Field, at: &At<'_>, report: &mut Report) {
        C::check(self.0, field, at, report);
    }

    fn write_json(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        C::write_json(self.0, out)
    }

    fn as_any(&self) -> &'a dyn Any {
        self.0
    }

    fn is(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<C::Of>() == Some(self.0)
    }
}

/// Looks at fields.
pub(crate) trait See<'a> {
    /// The field at `index` of its record.
    fn see(&mut self, index: usize, value: &dyn Look<'a>);
}

/// A struct of fields of which only that is known.
pub(crate) trait Shows: Send + Sync {
    /// [`Fields::at`].
    fn show<'a>(&'a self, index: usize, show: &mut Show<'_, 'a>);
}

impl<O: Fields> Shows for O {
    fn show<'a>(&'a self, index: usize, show: &mut Show<'_, 'a>) {
        self.at(index, show);
    }
}

/// Shows every field of `owner` that is on the list, in order.
pub(crate) fn look<'a>(list: &FieldList, owner: &'a dyn Shows, see: &mut dyn See<'a>) {
    for (index, field) in list.fields.iter().enumerate() {
        if list.has(field) {
            owner.show(index, &mut Show { to: see, index });
        }
    }
}

/// Shows the field at `index`.
pub(crate) fn look_once<'a>(owner: &'a dyn Shows, index: usize, see: &mut dyn See<'a>) {
    owner.show(index, &mut Show { to: see, index });
}

/// All fields are equal.
#[must_use]
pub fn equal<O: Fields>(left: &O, right: &O) -> bool {
    are_equal(&O::LIST, left, right)
}

fn are_equal(list: &FieldList, left: &dyn Shows, right: &dyn Shows) -> bool {
    list.fields.iter().enumerate().filter(|(_, field)| list.has(field)).all(|(index, _)| {
        let mut comparer = Comparer { other: None, is_equal: false };
        look_once(left, index, &mut comparer);
        look_once(right, index, &mut comparer);
        comparer.is_equal
    })
}

/// Sees one value, then the other.
struct Comparer<'a> {
    other: Option<&'a dyn Any>,
    is_equal: bool,
}

impl<'a> See<'a> for Comparer<'a> {
    fn see(&mut self, _: usize, value: &dyn Look<'a>) {
        match self.other {
            None => self.other = Some(value.as_any()),
            Some(other) => self.is_equal = value.is(other),
        }
    }
}

/// A copy, field by field.
#[must_use]
pub fn clone<O: Fields>(original: &O) -> O {
    match build(&mut Copier(original)) {
        Ok(copy) => copy,
        Err(Stop) => unreachable!("every field of a struct can be looked at"),
    }
}

struct Copier<'a>(&'a dyn Shows);

impl Ask for Copier<'_> {
    fn fill(&mut self, index: usize, _: Want, slot: &mut dyn Slot) -> Result<(), Stop> {
        look_once(self.0, index, &mut CopyInto(slot));
        Ok(())
    }

    fn missing(&mut self, _: usize) {}
}

struct CopyInto<'s>(&'s mut dyn Slot);

impl<'a> See<'a> for CopyInto<'_> {
    fn see(&mut self, _: usize, value: &dyn Look<'a>) {
        self.0.copy(value.as_any());
    }
}
