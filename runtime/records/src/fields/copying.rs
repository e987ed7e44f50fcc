//! Clones, comparisons and debug views of structs of fields.

use std::convert::Infallible;
use std::fmt;

use super::{FieldSource, FieldVisitor, Fields};
use crate::Field;
use crate::codec::{self, Codec};

/// A copy, field by field.
#[must_use]
pub fn clone<O: Fields>(original: &O) -> O {
    match O::build(&mut Copier(original)) {
        Ok(copy) => copy,
        Err(never) => match never {},
    }
}

struct Copier<'a, O>(&'a O);

impl<O> FieldSource<O> for Copier<'_, O> {
    type Error = Infallible;

    fn value<C: Codec>(&mut self, _: usize, of: impl Fn(&O) -> &C::Of) -> Result<C::Of, Infallible> {
        Ok(of(self.0).clone())
    }
}

/// All fields are equal.
#[must_use]
pub fn equal<O: Fields>(left: &O, right: &O) -> bool {
    O::each(&mut Comparer(left, right)).is_ok()
}

struct Comparer<'a, O>(&'a O, &'a O);
struct Unequal;

impl<O> FieldVisitor<O> for Comparer<'_, O> {
    type Stop = Unequal;

    fn value<C: Codec>(&mut self, _: usize, of: impl Fn(&O) -> &C::Of) -> Result<(), Unequal> {
        if of(self.0) == of(self.1) { Ok(()) } else { Err(Unequal) }
    }
}

/// Writes the struct for a programmer; secret fields are left in the dark.
///
/// # Errors
/// The formatter's.
pub fn debug<O: Fields>(name: &str, owner: &O, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut writer =
        DebugWriter { owner, shown: Shown { into: f.debug_struct(name), fields: O::LIST.fields } };
    // The visitor never stops: `DebugStruct` keeps an error until the end.
    let _ = O::each(&mut writer);
    writer.shown.into.finish()
}

struct DebugWriter<'a, 'f, 'o, O> {
    owner: &'o O,
    shown: Shown<'a, 'f>,
}

/// The part that is the same for fields of every type, so that it is compiled once.
struct Shown<'a, 'f> {
    into: fmt::DebugStruct<'a, 'f>,
    fields: &'static [Field],
}

impl Shown<'_, '_> {
    fn field(&mut self, index: usize, value: &dyn fmt::Debug) {
        let field = &self.fields[index];
        if field.is_secret {
            self.into.field(field.name, &format_args!("(secret)"));
        } else {
            self.into.field(field.name, value);
        }
    }
}

impl<O: Fields> FieldVisitor<O> for DebugWriter<'_, '_, '_, O> {
    type Stop = Infallible;

    fn value<C: Codec>(&mut self, index: usize, of: impl Fn(&O) -> &C::Of) -> Result<(), Infallible> {
        self.shown.field(index, &codec::Shown::<C>(of(self.owner)));
        Ok(())
    }
}
