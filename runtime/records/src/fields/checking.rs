//! Checks of what a client sent: the rules of a struct of fields, and everything that is wrong
//! with a body.

use std::convert::Infallible;

use super::{FieldVisitor, Fields, Part};
use crate::{At, Default, Field, Json, Report, Value};

/// Reports every field that breaks one of its rules. `at` is where the struct stands in the body.
pub fn check<O: Fields>(owner: &O, at: &At<'_>, report: &mut Report) {
    match O::each(&mut Checker { owner, at, report }) {
        Ok(()) => {}
        Err(never) => match never {},
    }
}

struct Checker<'a, O> {
    owner: &'a O,
    at: &'a At<'a>,
    report: &'a mut Report,
}

impl<O: Fields> FieldVisitor<O> for Checker<'_, O> {
    type Stop = Infallible;

    fn field<T: Value>(&mut self, index: usize, of: impl Fn(&O) -> &T) -> Result<(), Infallible> {
        let field = &O::LIST.fields[index];
        of(self.owner).check(field, &At::Field(self.at, field.wire), self.report);
        Ok(())
    }
}

/// Reports everything that is wrong with `json` as an `O`, and gives the `O` when nothing is.
/// Only used once a body is known to be wrong.
pub fn explain<O: Fields + serde::de::DeserializeOwned>(
    json: &Json,
    at: &At<'_>,
    report: &mut Report,
) -> Option<O> {
    let Json::Object(sent) = json else {
        report.add(at.to_string(), "type", "must be an object");
        return None;
    };
    let before = report.fields.len();
    match O::each(&mut Explainer { sent, at, report }) {
        Ok(()) => {}
        Err(never) => match never {},
    }
    if O::LIST.part != Part::Whole {
        for name in sent.keys() {
            refuse_unknown::<O>(name, at, report);
        }
    }
    if report.fields.len() > before {
        return None;
    }
    O::deserialize(json).ok()
}

struct Explainer<'a> {
    sent: &'a serde_json::Map<String, Json>,
    at: &'a At<'a>,
    report: &'a mut Report,
}

impl Explainer<'_> {
    fn read<T: Value>(&mut self, field: &Field, json: &Json) {
        let at = At::Field(self.at, field.wire);
        if let Some(value) = T::explain(json, &at, self.report) {
            value.check(field, &at, self.report);
        }
    }
}

impl<O: Fields> FieldVisitor<O> for Explainer<'_> {
    type Stop = Infallible;

    fn field<T: Value>(&mut self, index: usize, _: impl Fn(&O) -> &T) -> Result<(), Infallible> {
        let field = &O::LIST.fields[index];
        match self.sent.get(field.wire) {
            Some(json) => self.read::<T>(field, json),
            None if T::KIND.is_optional() || field.default != Default::Required => {}
            None => self.report.add(At::Field(self.at, field.wire).to_string(), "required", "is required"),
        }
        Ok(())
    }

    fn change<T: Value>(&mut self, index: usize, _: impl Fn(&O) -> &Option<T>) -> Result<(), Infallible> {
        let field = &O::LIST.fields[index];
        match self.sent.get(field.wire) {
            None => {}
            Some(Json::Null) if !T::KIND.is_optional() => {
                let at = At::Field(self.at, field.wire).to_string();
                self.report.add(at, "required", "is required and cannot be taken away");
            }
            Some(json) => self.read::<T>(field, json),
        }
        Ok(())
    }
}

fn refuse_unknown<O: Fields>(name: &str, at: &At<'_>, report: &mut Report) {
    let list = O::LIST;
    let at = At::Field(at, name);
    match list.fields.iter().find(|field| field.wire == name) {
        Some(field) if list.has(field) => {}
        Some(field) if field.is_generated => {
            report.add(at.to_string(), "generated", "is generated and cannot be sent");
        }
        Some(_) => report.add(at.to_string(), "key", "is the key and cannot be changed"),
        None => {
            let message = match nearest(name, list.present().map(|field| field.wire)) {
                Some(field) => format!("is not a field of {}; did you mean `{field}`?", list.name),
                None => format!("is not a field of {}", list.name),
            };
            report.add(at.to_string(), "unknown", message);
        }
    }
}

/// The name that is at most a third of its letters away.
fn nearest(name: &str, names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    // A name that is far too long is nobody's slip, and would cost its square to compare.
    const LETTERS_MAX: usize = 64;
    if name.len() > LETTERS_MAX {
        return None;
    }
    let near = |known: &'static str| {
        let distance = distance(name, known);
        (distance * 3 <= known.len().max(3)).then_some((distance, known))
    };
    names.filter_map(near).min().map(|(_, known)| known)
}

/// How many letters must be put in, taken out or exchanged (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (column, b) in right.iter().enumerate() {
            let exchanged = diagonal + usize::from(a != *b);
            diagonal = row[column + 1];
            row[column + 1] = exchanged.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested_and_a_far_one_is_not() {
        let names = ["symbol", "quantity", "price"];
        assert_eq!(nearest("simbol", names.into_iter()), Some("symbol"));
        assert_eq!(nearest("Price", names.into_iter()), Some("price"));
        assert_eq!(nearest("colour", names.into_iter()), None);
    }
}
