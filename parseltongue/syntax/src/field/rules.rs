//! Which word fits which type, and which rules contradict each other, the type or the default.

use std::collections::BTreeMap;

use proc_macro2::Ident;

use super::check::Field;
use super::constant::{Constant, Number};
use super::pattern;
use super::words::{Bound, FieldWord, Length, Says};
use crate::problems::records as problem;
use crate::tokens::Text;
use crate::{Problem, Problems, Type, TypeKind};

/// What a value of a field must keep.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    Bound(Bound, Number),
    Length(Length),
    Matches(Text),
    OneOf(Vec<Constant>),
    Email,
    Url,
}

/// The word may be said of a field of that type.
pub(super) fn fits_the_type(word: &FieldWord, field: &Ident, kind: &Type, problems: &mut Problems) -> bool {
    let inner = kind.without_optional();
    let fitting = match &word.says {
        Says::Key if kind.is_optional() => {
            problems.push(problem::key_of_type(&word.word, field, kind));
            return false;
        }
        Says::Key => {
            let is_key = matches!(
                inner.kind,
                TypeKind::I64 | TypeKind::String | TypeKind::Uuid | TypeKind::Timestamp | TypeKind::Named(_)
            );
            if !is_key {
                problems.push(problem::key_of_type(&word.word, field, kind));
            }
            return is_key;
        }
        Says::Generated => {
            let is_made = matches!(kind.kind, TypeKind::Uuid | TypeKind::Timestamp);
            if !is_made {
                problems.push(problem::generated_of_type(&word.word, field, kind));
            }
            return is_made;
        }
        Says::Unique | Says::Indexed => {
            let is_whole = matches!(
                inner.kind,
                TypeKind::List(_) | TypeKind::Map(..) | TypeKind::Json | TypeKind::Bytes | TypeKind::Rust(_)
            );
            (!is_whole, "a number, a text, a uuid, a timestamp, a duration, a bool or a choice")
        }
        Says::References(_) => {
            let is_key = matches!(
                inner.kind,
                TypeKind::I64 | TypeKind::String | TypeKind::Uuid | TypeKind::Timestamp | TypeKind::Named(_)
            );
            (is_key, "of the other record's key: an `i64`, a `string`, a `uuid`, a `timestamp` or a choice")
        }
        Says::Bound(..) => (is_number(inner), "an `i64`, an `f64` or a `decimal`"),
        Says::Scale(_) => (matches!(inner.kind, TypeKind::Decimal), "a `decimal`"),
        Says::Length(_) => {
            let is_long = matches!(
                inner.kind,
                TypeKind::String | TypeKind::Bytes | TypeKind::List(_) | TypeKind::Map(..)
            );
            (is_long, "a `string`, `bytes`, a `list` or a `map`")
        }
        Says::Matches(_) | Says::Email | Says::Url => (matches!(inner.kind, TypeKind::String), "a `string`"),
        Says::OneOf(..) => (
            is_number(inner) || matches!(inner.kind, TypeKind::String),
            "an `i64`, an `f64`, a `decimal` or a `string`; of other values a choice is made",
        ),
        Says::Default(_) | Says::Renamed(_) | Says::Secret => return true,
    };
    let (fits, needed) = fitting;
    if !fits {
        problems.push(problem::word_of_another_type(&word.word, field, kind, needed));
    }
    fits
}

fn is_number(kind: &Type) -> bool {
    matches!(kind.kind, TypeKind::I64 | TypeKind::F64 | TypeKind::Decimal)
}

/// Checks the constants of a field against its type and its rules against each other.
pub(super) fn agree(field: &mut Field, words: &BTreeMap<String, Ident>, problems: &mut Problems) {
    let before = problems.count();
    for rule in &field.rules {
        constants_of(rule, field, problems);
    }
    if let Some(default) = &field.default
        && let Some(problem) = misfit(default, &field.kind)
    {
        problems.push(problem);
        field.default = None;
    }
    bounds(&field.rules, words, problems);
    // A default is held against rules that stand; wrong ones were told of.
    if problems.count() == before
        && let Some(default) = &field.default
        && let Some(rule) =
            field.rules.iter().find_map(|rule| broken(rule, default)).or(finer_than_scale(field, default))
    {
        problems.push(problem::default_breaks_a_rule(default.place(), &field.name, &rule));
    }
}

fn constants_of(rule: &Rule, field: &Field, problems: &mut Problems) {
    match rule {
        Rule::Bound(_, number) => {
            if let Some(problem) = misfit(&Constant::Number(number.clone()), &field.kind) {
                problems.push(problem);
            }
        }
        Rule::Matches(pattern) => {
            if let Err(wrong) = pattern::check(pattern) {
                problems.push(problem::bad_pattern(pattern, &wrong.part, &wrong.why));
            }
        }
        Rule::OneOf(constants) => {
            for (index, constant) in constants.iter().enumerate() {
                if let Some(problem) = misfit(constant, &field.kind) {
                    problems.push(problem);
                } else if constants[..index].iter().any(|other| other.is_same(constant)) {
                    problems.push(problem::one_of_twice(constant.place(), &constant.written()));
                }
            }
        }
        Rule::Length(length) => {
            if length.most.is_some_and(|most| most < length.least) {
                problems.push(problem::range_ends_before_it_begins(length.place, &length.written()));
            }
        }
        Rule::Email | Rule::Url => {}
    }
}

/// The problem of a constant that cannot be a value of that type.
fn misfit(constant: &Constant, kind: &Type) -> Option<Problem> {
    let inner = kind.without_optional();
    if let (TypeKind::Named(_), Constant::Case(case)) = (&inner.kind, constant)
        && !case.names_its_choice
    {
        return Some(problem::case_without_its_choice(&case.name, inner));
    }
    let fits = match (&inner.kind, constant) {
        (TypeKind::I64, Constant::Number(number)) => number.as_i64().is_some(),
        (TypeKind::Decimal, Constant::Number(number)) => number.units().is_some(),
        (TypeKind::F64, Constant::Number(_))
        | (TypeKind::String, Constant::Text(_))
        | (TypeKind::Bool, Constant::Truth(..))
        | (TypeKind::Named(_), Constant::Case(_))
        | (TypeKind::List(_), Constant::EmptyList(_))
        | (TypeKind::Map(..), Constant::EmptyMap(_)) => true,
        _ => false,
    };
    (!fits).then(|| problem::constant_of_another_type(constant.place(), &constant.written(), inner))
}

/// One lower and one upper bound at most, and something between them.
fn bounds(rules: &[Rule], words: &BTreeMap<String, Ident>, problems: &mut Problems) {
    let of = |is_lower: bool| -> Vec<(Bound, &Number)> {
        let bounds = rules.iter().filter_map(|rule| match rule {
            Rule::Bound(bound, number) => Some((*bound, number)),
            _ => None,
        });
        bounds.filter(|(bound, _)| bound.is_lower() == is_lower).collect()
    };
    let (lower, upper) = (of(true), of(false));
    for (first, second) in [(&lower, "lower"), (&upper, "upper")] {
        if let [(earlier, _), (later, _), ..] = first.as_slice()
            && let Some(word) = words.get(later.word())
        {
            problems.push(problem::bound_twice(word, earlier.word(), second));
        }
    }
    if let (Some((least, from)), Some((most, to))) = (lower.first(), upper.first()) {
        let is_open = *least == Bound::MoreThan || *most == Bound::LessThan;
        let order = from.compare(to);
        if order.is_gt() || (order.is_eq() && is_open) {
            let earlier = format!("{} {}", least.word(), from.text);
            problems.push(problem::nothing_is_left(
                to.place,
                &earlier,
                &format!("{} {}", most.word(), to.text),
            ));
        }
    }
}

/// The rule that the constant breaks, as the language writes it.
fn broken(rule: &Rule, constant: &Constant) -> Option<String> {
    let broken = match (rule, constant) {
        (Rule::Bound(bound, limit), Constant::Number(number)) => !bound.allows(number, limit),
        (Rule::Length(length), Constant::Text(text)) => !length.allows(text.value.chars().count()),
        (Rule::Length(length), Constant::EmptyList(_) | Constant::EmptyMap(_)) => !length.allows(0),
        (Rule::OneOf(constants), _) => !constants.iter().any(|other| other.is_same(constant)),
        (Rule::Matches(pattern), Constant::Text(text)) => !pattern::finds(pattern, &text.value),
        _ => false,
    };
    broken.then(|| format!("`{}`", written(rule)))
}

/// A decimal keeps so many digits after the point and no more.
fn finer_than_scale(field: &Field, constant: &Constant) -> Option<String> {
    /// What a decimal keeps unless `scale n` says otherwise.
    const SCALE: u32 = 4;
    match (&field.kind.without_optional().kind, constant) {
        (TypeKind::Decimal, Constant::Number(number)) => {
            let scale = field.scale.unwrap_or(SCALE);
            (number.digits_after_point > scale).then(|| format!("`scale {scale}`"))
        }
        _ => None,
    }
}

/// The rule as the language writes it.
pub(super) fn written(rule: &Rule) -> String {
    match rule {
        Rule::Bound(bound, number) => format!("{} {}", bound.word(), number.text),
        Rule::Length(length) => format!("length {}", length.written()),
        Rule::Matches(pattern) => format!("matches {}", pattern.literal),
        Rule::OneOf(constants) => {
            let listed: Vec<String> = constants.iter().map(Constant::written).collect();
            format!("one_of [{}]", listed.join(", "))
        }
        Rule::Email => "email".to_owned(),
        Rule::Url => "url".to_owned(),
    }
}
