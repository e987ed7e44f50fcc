//! New records: `new Order { … }`, generated fields, changes carried over.

use super::Fields;
use super::filling::{Ask, Slot, Stop, Want, build};
use crate::codec;
use crate::{Field, Value};

/// The record that `new R { … }` starts from: generated and defaulted fields are filled,
/// optional ones are none, and the others hold nothing, because [`given`] demands them.
///
/// # Panics
/// When a type of Rust without a `Default` is in it; [`given`] asks first.
#[must_use]
pub fn template<O: Fields>() -> O {
    built(&mut Template { fields: O::LIST.fields, has_defaults: true })
}

/// A record with nothing in it, for [`Value::empty`].
///
/// # Panics
/// When a type of Rust without a `Default` is in it;
/// [`Kind::can_be_empty`](crate::Kind::can_be_empty) is asked first.
#[must_use]
pub fn empty<O: Fields>() -> O {
    built(&mut Template { fields: &[], has_defaults: false })
}

fn built<O: Fields>(template: &mut Template) -> O {
    match build(template) {
        Ok(made) => made,
        Err(Stop) => panic!("{}", codec::EMPTY),
    }
}

struct Template {
    /// Those of which some are generated; none where nothing is.
    fields: &'static [Field],
    has_defaults: bool,
}

impl Ask for Template {
    fn fill(&mut self, index: usize, want: Want, slot: &mut dyn Slot) -> Result<(), Stop> {
        match want {
            Want::Change => {}
            Want::ValueOr if self.has_defaults => {}
            _ if self.fields.get(index).is_some_and(|field| field.is_generated) => slot.generate(),
            _ => slot.empty(),
        }
        Ok(())
    }

    fn missing(&mut self, _: usize) {}
}

/// Refuses, while the program compiles, a `new R { … }` that leaves out a field which nothing
/// stands in for, and one of a record that has no template.
///
/// # Panics
/// Names that field.
pub const fn given(record: &str, fields: &[Field], names: &[&str]) {
    let mut index = 0;
    while index < names.len() {
        // A misspelt name is rustc's to tell, and the field that it was meant for is not left out.
        if !is_field(names[index], fields) {
            return;
        }
        index += 1;
    }
    index = 0;
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

const fn is_field(name: &str, fields: &[Field]) -> bool {
    let mut index = 0;
    while index < fields.len() {
        if is_same(name.as_bytes(), fields[index].name.as_bytes()) {
            return true;
        }
        index += 1;
    }
    false
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
