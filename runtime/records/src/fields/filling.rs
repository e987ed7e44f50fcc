//! Making a struct of fields, whatever their types: each struct is put together by one piece of code, compiled
//! once, and whoever has the values is asked through a table of functions.

use std::any::Any;
use std::fmt;

use serde::Deserialize;

use super::Fields;
use crate::choice::CaseSource;
use crate::codec::{self, Codec};
use crate::sent::{Sent, SentError, Taker};
use crate::{At, ColumnError, ColumnValue, DecodeError, Field, Json, Report, Value};

/// There is no value for a field; who was asked knows why.
#[derive(Debug)]
pub struct Stop;

/// The place of a value that is still to come.
pub(crate) trait Slot: Taker {
    fn decode(&mut self, input: &mut &[u8]) -> Result<(), DecodeError>;
    #[expect(clippy::wrong_self_convention, reason = "it fills the slot from a column")]
    fn from_column(&mut self, value: ColumnValue<'_>, field: &Field) -> Result<(), ColumnError>;
    /// Fills in a copy of a value of the type, or of an optional of it.
    fn copy(&mut self, value: &dyn Any);
    /// Fills in the value that stands in `json`, or reports all that is wrong with it.
    fn explain(&mut self, json: &Json, field: &Field, at: &At<'_>, report: &mut Report);
    /// Fills in what the program makes of it: a new uuid, the time.
    fn generate(&mut self);
    /// Fills in a value with nothing in it.
    fn empty(&mut self);
    fn is_optional(&self) -> bool;
}

/// The place of a value that `C` reads.
pub(crate) struct Place<C: Codec>(pub(crate) Option<C::Of>);

impl<C: Codec> Taker for Place<C> {
    fn take(&mut self, sent: Sent<'_>) -> Result<(), SentError> {
        self.0 = Some(C::Of::deserialize(sent)?);
        Ok(())
    }
}

impl<C: Codec> Slot for Place<C> {
    fn decode(&mut self, input: &mut &[u8]) -> Result<(), DecodeError> {
        self.0 = Some(C::decode(input)?);
        Ok(())
    }

    fn from_column(&mut self, value: ColumnValue<'_>, field: &Field) -> Result<(), ColumnError> {
        self.0 = Some(C::from_column(value, field)?);
        Ok(())
    }

    fn copy(&mut self, value: &dyn Any) {
        match value.downcast_ref::<C::Of>() {
            Some(value) => self.0 = Some(value.clone()),
            None => self.0 = value.downcast_ref::<Option<C::Of>>().cloned().flatten(),
        }
    }

    fn explain(&mut self, json: &Json, field: &Field, at: &At<'_>, report: &mut Report) {
        self.0 = C::explain(json, at, report);
        if let Some(value) = &self.0 {
            C::check(value, field, at, report);
        }
    }

    fn generate(&mut self) {
        self.0 = C::generate();
    }

    fn empty(&mut self) {
        self.0 = C::empty();
    }

    fn is_optional(&self) -> bool {
        C::KIND.is_optional()
    }
}

/// What is to be done when a field has no value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    /// It must have one.
    Value,
    /// A default stands in.
    ValueOr,
    /// Nothing: it is one of changes.
    Change,
}

/// Has values for fields.
pub(crate) trait Ask {
    /// Fills `slot` with the value of the field at `index`, or leaves it as it is when there is none.
    /// Who stops keeps the reason.
    fn fill(&mut self, index: usize, want: Want, slot: &mut dyn Slot) -> Result<(), Stop>;

    /// There was no value for a field that must have one.
    fn missing(&mut self, index: usize);
}

/// Makes an `O` of what `ask` has.
pub(crate) fn build<O: Fields>(ask: &mut dyn Ask) -> Result<O, Stop> {
    O::build(&mut Source(ask))
}

/// Asks for every field of an `O`, whatever the answers.
pub(crate) fn ask_all<O: Fields>(ask: &mut dyn Ask) {
    O::ask(&mut Source(ask));
}

/// Has a value for each field of a struct: [`Fields::build`].
pub struct Source<'s>(&'s mut dyn Ask);

impl Source<'_> {
    /// The value of the field at `index`, of a type of the language.
    ///
    /// # Errors
    /// When there is none; the source knows why.
    pub fn field<T: Value>(&mut self, index: usize) -> Result<T, Stop> {
        value::<T>(self.0, index)
    }

    /// The same for a field with a default, which stands in where there is no value.
    ///
    /// # Errors
    /// When there is something else than a value.
    pub fn field_or<T: Value>(&mut self, index: usize, default: fn() -> T) -> Result<T, Stop> {
        self.value_or::<T>(index, default)
    }

    /// The same for a field of changes.
    ///
    /// # Errors
    /// When there is something else than a value.
    pub fn change<T: Value>(&mut self, index: usize) -> Result<Option<T>, Stop> {
        asked::<T>(self.0, index, Want::Change)
    }

    /// The value of the field at `index`, which `C` reads and writes: [`Source::field`].
    ///
    /// # Errors
    /// When there is none.
    pub fn value<C: Codec>(&mut self, index: usize) -> Result<C::Of, Stop> {
        value::<C>(self.0, index)
    }

    /// The same with a default: [`Source::field_or`].
    ///
    /// # Errors
    /// When there is something else than a value.
    pub fn value_or<C: Codec>(&mut self, index: usize, default: fn() -> C::Of) -> Result<C::Of, Stop> {
        Ok(asked::<C>(self.0, index, Want::ValueOr)?.unwrap_or_else(default))
    }

    /// The same of changes: [`Source::change`].
    ///
    /// # Errors
    /// When there is something else than a value.
    pub fn changed<C: Codec>(&mut self, index: usize) -> Result<Option<C::Of>, Stop> {
        asked::<C>(self.0, index, Want::Change)
    }
}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source")
    }
}

/// The source of a choice's cases.
pub(crate) struct CaseBuilder<'b>(pub(crate) &'b mut dyn Ask);

impl CaseSource for CaseBuilder<'_> {
    type Error = Stop;

    fn value<C: Codec>(&mut self, index: usize) -> Result<C::Of, Stop> {
        value::<C>(self.0, index)
    }
}

/// Compiled once for each type, not for each field.
fn asked<C: Codec>(ask: &mut dyn Ask, index: usize, want: Want) -> Result<Option<C::Of>, Stop> {
    let mut place = Place::<C>(None);
    ask.fill(index, want, &mut place)?;
    Ok(place.0)
}

fn value<C: Codec>(ask: &mut dyn Ask, index: usize) -> Result<C::Of, Stop> {
    match asked::<C>(ask, index, Want::Value)? {
        Some(value) => Ok(value),
        None if C::KIND.is_optional() => Ok(C::empty().expect(codec::EMPTY)),
        None => {
            ask.missing(index);
            Err(Stop)
        }
    }
}
