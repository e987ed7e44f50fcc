//! New records: `new Order { … }`, generated fields, changes carried over.

use std::convert::Infallible;

use super::{FieldSource, Fields};
use crate::codec::{self, Codec};
use crate::{Field, Keyed, Value};

/// The record that `new R { … }` starts from: generated and defaulted fields are filled,
/// optional ones are none, and the others hold nothing, because [`given`] demands them.
#[must_use]
pub fn template<O: Fields>() -> O {
    match O::build(&mut Template) {
        Ok(record) => record,
        Err(never) => match never {},
    }
}

struct Template;

impl<O: Fields> FieldSource<O> for Template {
    type Error = Infallible;

    fn value<C: Codec>(&mut self, index: usize, _: impl Fn(&O) -> &C::Of) -> Result<C::Of, Infallible> {
        let made = if O::LIST.fields[index].is_generated { C::generate() } else { None };
        Ok(made.or_else(C::empty).expect(codec::EMPTY))
    }

    fn value_or<C: Codec>(
        &mut self,
        _: usize,
        _: impl Fn(&O) -> &C::Of,
        default: impl FnOnce() -> C::Of,
    ) -> Result<C::Of, Infallible> {
        Ok(default())
    }
}

/// Refuses, while the program compiles, a `new R { … }` that leaves out a field which nothing
/// stands in for, and one of a record that has no template.
///
/// # Panics
/// Names that field.
pub const fn given(record: &str, fields: &[Field], names: &[&str]) {
    let mut index = 0;
    while index < fields.len() {
        let field = &fields[index];
        if !field.may_be_left_out() && !is_among(field.name, names) {
            refuse(&["`new ", record, "` does not say `", field.name, "`"]);
        }
        if !field.may_be_left_out() && !field.kind.can_be_empty() {
            refuse(&[
                "`new ",
                record,
                "` needs a type with a `Default` in `",
                field.name,
                "`: make the type `Default`, the field `optional<…>`, or write the record as Rust does, without `new`",
            ]);
        }
        index += 1;
    }
}

const fn refuse(parts: &[&str]) -> ! {
    const LENGTH_MAX: usize = 512;
    let length = crate::joining::length(parts);
    if length > LENGTH_MAX {
        panic!("a `new` does not say every field of its record");
    }
    let message = crate::joining::bytes::<LENGTH_MAX>(parts);
    panic!("{}", crate::joining::text(message.split_at(length).0));
}

const fn is_among(name: &str, names: &[&str]) -> bool {
    let mut index = 0;
    while index < names.len() {
        if is_same(name.as_bytes(), names[index].as_bytes()) {
            return true;
        }
        index += 1;
    }
    false
}

const fn is_same(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut index = 0;
    while index < left.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// The value of a generated field.
///
/// # Panics
/// When the type makes no values; the compilers refuse `generated` there.
#[must_use]
pub fn generated<T: Value>() -> T {
    T::generate().expect("a generated field is a uuid or a timestamp")
}

/// A record with nothing in it, for [`Value::empty`].
#[must_use]
pub fn empty<O: Fields>() -> O {
    match O::build(&mut Emptiness) {
        Ok(record) => record,
        Err(never) => match never {},
    }
}

struct Emptiness;

impl<O> FieldSource<O> for Emptiness {
    type Error = Infallible;

    fn value<C: Codec>(&mut self, _: usize, _: impl Fn(&O) -> &C::Of) -> Result<C::Of, Infallible> {
        Ok(C::empty().expect(codec::EMPTY))
    }
}

/// Refuses, while the program compiles, a field that `references` a record and is not of its key's type.
pub const fn holds_key_of<T, R: Keyed<Key = T>>() {}

/// Carries one change over, if it was sent.
pub fn change<T>(field: &mut T, change: Option<T>) {
    if let Some(value) = change {
        *field = value;
    }
}

#[cfg(test)]
mod tests {
    use super::given;
    use crate::{Default, Field, Kind};

    const FIELDS: &[Field] = &[
        Field::new("id", Kind::Uuid).key().generated(),
        Field::new("side", Kind::Text),
        Field::new("note", Kind::Optional(&Kind::Text)),
        Field::new("count", Kind::Integer).default(Default::Literal("1")),
    ];

    const _: () = given("Order", FIELDS, &["side"]);

    #[test]
    #[should_panic(expected = "`new Order` does not say `side`")]
    fn a_field_that_nothing_stands_in_for_must_be_given() {
        given("Order", FIELDS, &["note", "id"]);
    }
}
