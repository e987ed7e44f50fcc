//! Quantities: a number and its unit, always both.

use proc_macro2::Ident;

use crate::settings::split_number;
use crate::vocabulary::{LANGUAGE, nearest};
use crate::{Cursor, Parsed, Place, Problems, problems};

/// A length of time.
#[derive(Clone, Copy, Debug)]
pub struct Time {
    /// In nanoseconds; at most 584 years.
    pub nanoseconds: u64,
    /// Where it stands.
    pub place: Place,
}

/// An amount of memory or disk.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// In bytes.
    pub bytes: u64,
    /// Where it stands.
    pub place: Place,
}

/// So many of something: `2 cores`.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    /// How many.
    pub count: u64,
    /// Where it stands.
    pub place: Place,
}

/// So many in each length of time: `100 per second`.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// How many.
    pub count: u64,
    /// In each so many nanoseconds.
    pub nanoseconds: u64,
    /// Where it stands.
    pub place: Place,
}

const TIMES: &[(&str, u64)] = &[
    ("ns", 1),
    ("us", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("minute", 60_000_000_000),
    ("minutes", 60_000_000_000),
    ("hour", 3_600_000_000_000),
    ("hours", 3_600_000_000_000),
    ("day", 86_400_000_000_000),
    ("days", 86_400_000_000_000),
];

const SIZES: &[(&str, u64)] =
    &[("bytes", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40)];

const SPANS_OF_RATES: &[(&str, u64)] =
    &[("second", 1_000_000_000), ("minute", 60_000_000_000), ("hour", 3_600_000_000_000)];

/// The units of time, as they are written.
pub fn of_time() -> impl Iterator<Item = &'static str> {
    TIMES.iter().map(|(unit, _)| *unit)
}

/// The units of memory and disk, as they are written.
pub fn of_size() -> impl Iterator<Item = &'static str> {
    SIZES.iter().map(|(unit, _)| *unit)
}

/// Reads a length of time: `50 ms`.
///
/// # Errors
/// When there is none, or its unit is missing or unknown.
pub fn time(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Time> {
    let (nanoseconds, place) = quantity(cursor, "a length of time such as `50 ms`", TIMES, problems)?;
    Ok(Time { nanoseconds, place })
}

/// Reads an amount of bytes: `64 KiB`.
///
/// # Errors
/// When there is none, or its unit is missing or unknown.
pub fn size(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Size> {
    let (bytes, place) = quantity(cursor, "a size such as `64 KiB`", SIZES, problems)?;
    Ok(Size { bytes, place })
}

/// Reads so many of something: `2 cores` with `one` = `core`, `many` = `cores`.
///
/// # Errors
/// When there is none, or its unit is missing or unknown.
pub fn count(
    cursor: &mut Cursor,
    one: &'static str,
    many: &'static str,
    problems: &mut Problems,
) -> Parsed<Count> {
    let (count, place) = quantity(cursor, &format!("a number of {many}"), &[(one, 1), (many, 1)], problems)?;
    Ok(Count { count, place })
}

/// Reads a rate: `100 per second`.
///
/// # Errors
/// When there is none, or its unit is missing or unknown.
pub fn rate(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Rate> {
    let start = cursor.position();
    let (count, _) = quantity(cursor, "a rate such as `100 per second`", &[("per", 1)], problems)?;
    let words: Vec<&'static str> = SPANS_OF_RATES.iter().map(|(word, _)| *word).collect();
    let (word, _) = crate::settings::one_of(cursor, &words, problems)?;
    let nanoseconds = SPANS_OF_RATES.iter().find(|(span, _)| *span == word).map_or(0, |(_, length)| *length);
    Ok(Rate { count, nanoseconds, place: cursor.place_since(start) })
}

/// Reads a number and one of `units`; gives the product.
fn quantity(
    cursor: &mut Cursor,
    what: &str,
    units: &[(&'static str, u64)],
    problems: &mut Problems,
) -> Parsed<(u64, Place)> {
    let start = cursor.position();
    let names: Vec<&str> = units.iter().map(|(name, _)| *name).collect();
    let Some(literal) = cursor.peek_literal().cloned() else {
        return Err(problems.push(problems::expected(cursor, what)));
    };
    let text = literal.to_string();
    let Some((digits, glued)) = split_number(&text) else {
        return Err(problems.push(problems::expected(cursor, what)));
    };
    cursor.next();
    let out_of_range =
        || problems::number_out_of_range(&literal, &text, &format!("{what}, in whole numbers"));
    let Ok(number) = digits.parse::<u64>() else { return Err(problems.push(out_of_range())) };
    let factor = if glued.is_empty() {
        let unit = next_unit(cursor, &text, (&literal).into(), &names, problems)?;
        match factor(&unit.to_string(), units) {
            Some(factor) => {
                problems.seen(LANGUAGE.room, &unit);
                factor
            }
            None => {
                let meant = nearest(&unit.to_string(), names.iter().copied());
                return Err(problems.push(problems::quantity_of_unknown_unit(&unit, &names, meant)));
            }
        }
    } else {
        let Some(factor) = factor(glued, units) else {
            // `10MB`: letters are a unit, if none that fits; `1.5` is no whole number.
            if !glued.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                return Err(problems.push(out_of_range()));
            }
            let (unit, meant) = (Ident::new(glued, literal.span()), nearest(glued, names.iter().copied()));
            return Err(problems.push(problems::quantity_of_unknown_unit(&unit, &names, meant)));
        };
        problems.push(problems::unit_glued_to_number(&literal, &text[..text.len() - glued.len()], glued));
        factor
    };
    match number.checked_mul(factor) {
        Some(product) => Ok((product, cursor.place_since(start))),
        None => Err(problems.push(out_of_range())),
    }
}

fn factor(unit: &str, units: &[(&'static str, u64)]) -> Option<u64> {
    units.iter().find(|(name, _)| *name == unit).map(|(_, factor)| *factor)
}

fn next_unit(
    cursor: &mut Cursor,
    number: &str,
    place: Place,
    names: &[&str],
    problems: &mut Problems,
) -> Parsed<Ident> {
    match cursor.peek_word() {
        // `deadline: 50` followed by a line whose comma was forgotten as well is a missing unit, too.
        Some(_) if !cursor.is_label() => cursor.expect_name("a unit", problems),
        _ => Err(problems.push(problems::quantity_without_unit(place, number, names))),
    }
}
