//! Checks of what a client sent: the rules of a struct of fields, and everything that is wrong
//! with a body.

use super::filling::{Ask, Slot, Stop, Want, ask_all, build};
use super::looking::{Look, See, Shows, look_once};
use super::{FieldList, Fields, Part};
use crate::{At, Field, Json, Report};

/// Reports every field that breaks one of its rules. `at` is where the struct stands in the body.
pub fn check<O: Fields>(owner: &O, at: &At<'_>, report: &mut Report) {
    check_fields(&O::LIST, owner, at, report);
}

fn check_fields(list: &FieldList, owner: &dyn Shows, at: &At<'_>, report: &mut Report) {
    let mut checker = Checker { fields: list.fields, at, report };
    for (index, field) in list.fields.iter().enumerate() {
        if field.is_checked() && list.has(field) {
            look_once(owner, index, &mut checker);
        }
    }
}

struct Checker<'c> {
    fields: &'static [Field],
    at: &'c At<'c>,
    report: &'c mut Report,
}

impl<'a> See<'a> for Checker<'_> {
    fn see(&mut self, index: usize, value: &dyn Look<'a>) {
        let field = &self.fields[index];
        value.check(field, &At::Field(self.at, field.wire), self.report);
    }
}

/// Reports everything that is wrong with `json` as an `O`, and gives the `O` when nothing is.
/// Only used once a body is known to be wrong.
pub fn explain<O: Fields>(json: &Json, at: &At<'_>, report: &mut Report) -> Option<O> {
    let mut explainer = Explainer::new(&O::LIST, json, at, report)?;
    ask_all::<O>(&mut explainer);
    if !explainer.finish(&O::LIST) {
        return None;
    }
    // Nothing is wrong, so nothing is reported a second time.
    build(&mut Explainer::new(&O::LIST, json, at, report)?).ok()
}

/// Has an empty value for a field that is wrong, so that the next ones are asked for.
struct Explainer<'a> {
    fields: &'static [Field],
    sent: &'a serde_json::Map<String, Json>,
    at: &'a At<'a>,
    report: &'a mut Report,
    /// How much was wrong before.
    before: usize,
}

impl<'a> Explainer<'a> {
    fn new(
        list: &FieldList,
        json: &'a Json,
        at: &'a At<'a>,
        report: &'a mut Report,
    ) -> Option<Explainer<'a>> {
        let Json::Object(sent) = json else {
            report.add(at.to_string(), "type", "must be an object");
            return None;
        };
        let before = report.fields.len();
        Some(Explainer { fields: list.fields, sent, at, report, before })
    }

    /// Says whether nothing was wrong.
    fn finish(self, list: &FieldList) -> bool {
        refuse_unknown(list, self.sent, self.at, self.report);
        self.report.fields.len() == self.before
    }
}

impl Ask for Explainer<'_> {
    fn fill(&mut self, index: usize, want: Want, slot: &mut dyn Slot) -> Result<(), Stop> {
        let field = &self.fields[index];
        let at = At::Field(self.at, field.wire);
        let before = self.report.fields.len();
        match self.sent.get(field.wire) {
            None if want != Want::Value || slot.is_optional() => {}
            None => self.report.add(at.to_string(), "required", "is required"),
            // Of changes nothing is missing, but a null may take away what is required.
            Some(Json::Null) if want == Want::Change && !slot.is_optional() => {
                self.report.add(at.to_string(), "required", "is required and cannot be taken away");
            }
            Some(json) => slot.explain(json, field, &at, self.report),
        }
        if self.report.fields.len() > before && want == Want::Value {
            slot.empty();
        }
        Ok(())
    }

    fn missing(&mut self, _: usize) {}
}

/// Reports the names that a draft or changes do not have; a record passes over them.
fn refuse_unknown(list: &FieldList, sent: &serde_json::Map<String, Json>, at: &At<'_>, report: &mut Report) {
    if list.part != Part::Whole {
        for name in sent.keys() {
            refuse_name(list, name, at, report);
        }
    }
}

fn refuse_name(list: &FieldList, name: &str, at: &At<'_>, report: &mut Report) {
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
pub fn nearest(name: &str, names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
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
