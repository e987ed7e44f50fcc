//! Checks of what a client sent: the rules of a struct of fields, and everything that is wrong
//! with a body.

use std::convert::Infallible;

use super::{FieldVisitor, Fields, Part};
use crate::codec::Codec;
use crate::{At, Default, Field, Json, Report};

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

    fn value<C: Codec>(&mut self, index: usize, of: impl Fn(&O) -> &C::Of) -> Result<(), Infallible> {
        let field = &O::LIST.fields[index];
        C::check(of(self.owner), field, &At::Field(self.at, field.wire), self.report);
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
    match O::each(&mut Explainer { fields: O::LIST.fields, sent, at, report }) {
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
    fields: &'static [Field],
    sent: &'a serde_json::Map<String, Json>,
    at: &'a At<'a>,
    report: &'a mut Report,
}

impl<'a> Explainer<'a> {
    fn read<C: Codec>(&mut self, sent: Option<(&'static Field, &'a Json)>) {
        let Some((field, json)) = sent else { return };
        let at = At::Field(self.at, field.wire);
        if let Some(value) = C::explain(json, &at, self.report) {
            C::check(&value, field, &at, self.report);
        }
    }

    // These two are the same for fields of every type, and compiled once.

    /// What was sent for the field; that it is missing is reported.
    fn sent(&mut self, index: usize, is_optional: bool) -> Option<(&'static Field, &'a Json)> {
        let field = &self.fields[index];
        let json = self.sent.get(field.wire);
        if json.is_none() && !is_optional && field.default == Default::Required {
            self.report.add(At::Field(self.at, field.wire).to_string(), "required", "is required");
        }
        Some((field, json?))
    }

    /// The same of changes, where nothing is missing, but a null may take away what is required.
    fn changed(&mut self, index: usize, is_optional: bool) -> Option<(&'static Field, &'a Json)> {
        let field = &self.fields[index];
        let json = self.sent.get(field.wire)?;
        if *json == Json::Null && !is_optional {
            let at = At::Field(self.at, field.wire).to_string();
            self.report.add(at, "required", "is required and cannot be taken away");
            return None;
        }
        Some((field, json))
    }
}

impl<O: Fields> FieldVisitor<O> for Explainer<'_> {
    type Stop = Infallible;

    fn value<C: Codec>(&mut self, index: usize, _: impl Fn(&O) -> &C::Of) -> Result<(), Infallible> {
        let sent = self.sent(index, const { C::KIND.is_optional() });
        self.read::<C>(sent);
        Ok(())
    }

    fn changed<C: Codec>(
        &mut self,
        index: usize,
        _: impl Fn(&O) -> &Option<C::Of>,
    ) -> Result<(), Infallible> {
        let sent = self.changed(index, const { C::KIND.is_optional() });
        self.read::<C>(sent);
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
