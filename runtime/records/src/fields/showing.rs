//! Debug views of structs of fields.

use std::fmt;

use super::looking::{Look, See, Shows, look};
use super::{FieldList, Fields};
use crate::Field;

/// Writes the struct for a programmer; secret fields are left in the dark.
///
/// # Errors
/// The formatter's.
pub fn debug<O: Fields>(name: &str, owner: &O, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    debug_fields(name, &O::LIST, owner, f)
}

fn debug_fields(name: &str, list: &FieldList, owner: &dyn Shows, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = Shown { into: f.debug_struct(name), fields: list.fields };
    look(list, owner, &mut shown);
    shown.into.finish()
}

struct Shown<'a, 'f> {
    /// It keeps an error until the end.
    into: fmt::DebugStruct<'a, 'f>,
    fields: &'static [Field],
}

impl<'a> See<'a> for Shown<'_, '_> {
    fn see(&mut self, index: usize, value: &dyn Look<'a>) {
        let field = &self.fields[index];
        if field.is_secret {
            self.into.field(field.name, &format_args!("(secret)"));
        } else {
            self.into.field(field.name, &value);
        }
    }
}
