//! Problems of types, numbers and units.

use proc_macro2::Ident;

use crate::vocabulary::Nearest;
use crate::{Place, Problem, Replacement};

/// A number stands where a quantity is due.
pub fn quantity_without_unit(place: impl Into<Place>, number: &str, units: &[&str]) -> Problem {
    let example = units.get(2).or(units.last()).copied().unwrap_or_default();
    Problem::new("PT0010", place, format!("`{number}` has no unit"))
        .expecting(listed(units))
        .instead(
            only_unit(number, units)
                .map(|unit| Replacement { is_certain: true, ..format!("{number} {unit}").into() }),
        )
        .with_help(format!("quantities are written with their unit: `{number} {example}`"))
}

/// The unit that must have been meant, because there is one alone, or one for `1` and one for the rest.
fn only_unit<'a>(number: &str, units: &[&'a str]) -> Option<&'a str> {
    match units {
        [only] => Some(only),
        [one, many] if many.strip_suffix('s') == Some(one) => Some(if number == "1" { one } else { many }),
        _ => None,
    }
}

/// A unit that is none, or one of something else.
pub fn quantity_of_unknown_unit(unit: &Ident, units: &[&str], nearest: Option<Nearest<'_>>) -> Problem {
    Problem::new("PT0011", unit, format!("`{unit}` is no unit that fits here"))
        .expecting(listed(units))
        .instead(nearest)
        .completing("language", unit)
}

/// `50ms`.
pub fn unit_glued_to_number(place: impl Into<Place>, number: &str, unit: &str) -> Problem {
    Problem::new("PT0017", place, "a space stands between a number and its unit")
        .instead_certainly(format!("{number} {unit}"))
}

/// A number that is not whole, or out of its range.
pub fn number_out_of_range(place: impl Into<Place>, number: &str, range: &str) -> Problem {
    Problem::new("PT0016", place, format!("`{number}` is out of range")).expecting(range)
}

fn listed(units: &[&str]) -> String {
    let quoted: Vec<String> = units.iter().map(|unit| format!("`{unit}`")).collect();
    format!("a number and one of {}", quoted.join(", "))
}

/// A word in lower case that names no type of the language.
pub fn unknown_type(word: &Ident, nearest: Option<Nearest<'_>>) -> Problem {
    Problem::new("PT0013", word, format!("`{word}` names no type"))
        .instead(nearest)
        .with_help("the types are i64, f64, bool, string, bytes, timestamp, duration, decimal, uuid, json, list<T>, map<K, V>, optional<T>, and the names of records and choices; any other type of Rust is `rust<path::Type>`")
        .completing("language", word)
}

/// A type of Rust, SQL or another language where the language has its own word.
pub fn foreign_type_used(place: impl Into<Place>, word: &str, here: &str, why: &str) -> Problem {
    let problem = Problem::new("PT0014", place, format!("`{word}` is not written here")).with_help(why);
    match here {
        "" => problem,
        _ if means_the_same(word, here) => problem.instead_certainly(here),
        _ => problem.instead(here),
    }
}

/// The two words differ in how they are written and not in what they hold: `Uuid`, `uuid`. A `u8` is no
/// `i64`: it needs a bound, which is the writer's to say.
fn means_the_same(foreign: &str, here: &str) -> bool {
    foreign.eq_ignore_ascii_case(here) || matches!((foreign, here), ("str", "string") | ("boolean", "bool"))
}

/// `list` without its type, `map` with one.
pub fn argument_count(place: impl Into<Place>, word: &str, form: &str) -> Problem {
    Problem::new("PT0021", place, format!("`{word}` names what it holds in angle brackets"))
        .instead(form.to_owned())
}

/// A map's key that cannot be compared or spelled as a JSON key.
pub fn map_key(place: impl Into<Place>) -> Problem {
    Problem::new("PT0022", place, "a map's key is `string`, `i64`, `uuid`, `bool`, `timestamp` or a choice")
        .with_help("keys are compared and spelled as text in JSON; keep a list of records in place of a map under anything else")
}
