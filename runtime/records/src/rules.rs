//! Rules: the bounds that were said of a field, checked on a value.
//!
//! Bounds stand in the [`Field`] as they were written; reading a number of a few digits again for
//! each check costs less than the JSON around it, and one table serves checks, messages and schemas.

use std::cell::RefCell;
use std::fmt::Display;
use std::str::FromStr;

use regex::Regex;

use crate::{At, Decimal, Field, Report, Rule};

/// Most characters before the `@` of an address (RFC 5321).
const EMAIL_LOCAL_CHARACTERS_MAX: usize = 64;
/// Most characters of an address (RFC 5321).
const EMAIL_CHARACTERS_MAX: usize = 254;

/// Reports `message` unless the record as a whole keeps a rule: a `check … otherwise "…"` line.
pub fn require(holds: bool, message: &str, report: &mut Report) {
    if !holds {
        report.add("", "check", message);
    }
}

/// Bounds of anything that has an order.
pub(crate) fn check_ordered<T>(value: &T, rules: &[Rule], at: &At<'_>, report: &mut Report)
where
    T: FromStr + PartialOrd + Display,
{
    for rule in rules {
        let (keeps, word, said, bound) = match rule {
            Rule::AtLeast(bound) => {
                (read::<T>(bound).is_none_or(|it| *value >= it), "at_least", "at least", bound)
            }
            Rule::AtMost(bound) => {
                (read::<T>(bound).is_none_or(|it| *value <= it), "at_most", "at most", bound)
            }
            Rule::MoreThan(bound) => {
                (read::<T>(bound).is_none_or(|it| *value > it), "more_than", "more than", bound)
            }
            Rule::LessThan(bound) => {
                (read::<T>(bound).is_none_or(|it| *value < it), "less_than", "less than", bound)
            }
            Rule::OneOf(literals) => {
                if !literals.iter().any(|literal| read::<T>(unquoted(literal)).is_some_and(|it| *value == it))
                {
                    report.add(at.to_string(), "one_of", one_of_message(literals));
                }
                continue;
            }
            _ => continue,
        };
        if !keeps {
            report.add(at.to_string(), word, format!("must be {said} {bound}"));
        }
    }
}

/// The rules of a decimal: its bounds, and the digits that its column has room for.
pub(crate) fn check_decimal(value: Decimal, field: &Field, at: &At<'_>, report: &mut Report) {
    let fits = value.to_units(field.scale).is_some();
    if !fits && value.parts().1 > field.scale {
        let message = match field.scale {
            0 => "must be a whole number".to_owned(),
            1 => "must have at most 1 digit after the point".to_owned(),
            places => format!("must have at most {places} digits after the point"),
        };
        report.add(at.to_string(), "scale", message);
    } else if !fits {
        let most = Decimal::from_parts(i64::MAX.into(), field.scale).unwrap_or(Decimal::ZERO);
        report.add(at.to_string(), "scale", format!("must be between -{most} and {most}"));
    }
    check_ordered(&value, field.rules, at, report);
}

/// The rules of a text.
pub(crate) fn check_text(text: &str, rules: &[Rule], at: &At<'_>, report: &mut Report) {
    for rule in rules {
        let (keeps, word, message) = match rule {
            Rule::Length(..) => {
                check_length(text.chars().count(), "characters", std::slice::from_ref(rule), at, report);
                continue;
            }
            Rule::Matches(pattern) if !matches(pattern, text) => {
                (false, "matches", format!("must match {pattern}"))
            }
            Rule::OneOf(literals) if !literals.iter().any(|literal| is_literal(text, literal)) => {
                (false, "one_of", one_of_message(literals))
            }
            Rule::Email if !is_email(text) => (false, "email", "must be an email address".to_owned()),
            Rule::Url if !is_url(text) => {
                (false, "url", "must be an address that begins with https:// or http://".to_owned())
            }
            _ => continue,
        };
        if !keeps {
            report.add(at.to_string(), word, message);
        }
    }
}

/// The rule of a length, counted in `unit`s.
pub(crate) fn check_length(length: usize, unit: &str, rules: &[Rule], at: &At<'_>, report: &mut Report) {
    for rule in rules {
        let Rule::Length(least, most) = *rule else { continue };
        if (least..=most).contains(&(length as u64)) {
            continue;
        }
        let one_or_many = |count: u64| match (count, unit) {
            (1, "entries") => "1 entry".to_owned(),
            (1, unit) => format!("1 {}", unit.trim_end_matches('s')),
            (count, unit) => format!("{count} {unit}"),
        };
        let message = match (least, most) {
            (least, u64::MAX) => format!("must have at least {}", one_or_many(least)),
            (0, most) => format!("must have at most {}", one_or_many(most)),
            (least, most) if least == most => format!("must have exactly {}", one_or_many(most)),
            (least, most) => format!("must have {least} to {}", one_or_many(most)),
        };
        report.add(at.to_string(), "length", message);
    }
}

/// A bound as it was written, `1_000` included. One that cannot be read holds for every value: the
/// compilers refuse it before.
fn read<T: FromStr>(bound: &str) -> Option<T> {
    if bound.contains('_') { bound.replace('_', "").parse().ok() } else { bound.parse().ok() }
}

fn unquoted(literal: &str) -> &str {
    literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(literal)
}

fn is_literal(text: &str, literal: &str) -> bool {
    if literal.contains('\\') {
        return serde_json::from_str::<String>(literal).is_ok_and(|it| it == text);
    }
    unquoted(literal) == text
}

fn one_of_message(literals: &[&str]) -> String {
    format!("must be one of {}", literals.join(", "))
}

/// Whether `text` matches. Each thread compiles a pattern once, and keeps it by its address:
/// threads that share one regex would contend for its scratch memory.
fn matches(pattern: &'static str, text: &str) -> bool {
    thread_local! {
        static COMPILED: RefCell<Vec<(&'static str, Option<Regex>)>> = const { RefCell::new(Vec::new()) };
    }
    COMPILED.with_borrow_mut(|compiled| {
        let known = compiled.iter().position(|(known, _)| std::ptr::eq(*known, pattern));
        let index = known.unwrap_or_else(|| {
            compiled.push((pattern, Regex::new(pattern).ok()));
            compiled.len() - 1
        });
        // The compilers refuse a pattern that is none; a hand-written one is refused here by
        // refusing every text.
        compiled[index].1.as_ref().is_some_and(|regex| regex.is_match(text))
    })
}

/// A plain look at an address: whether mail arrives only mail can tell.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_local = |c: char| !c.is_whitespace() && !c.is_control() && !"@<>()[]\\,;:\"".contains(c);
    !local.is_empty()
        && local.len() <= EMAIL_LOCAL_CHARACTERS_MAX
        && text.len() <= EMAIL_CHARACTERS_MAX
        && local.chars().all(is_local)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && domain.contains('.')
        && is_host(domain)
}

fn is_url(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else {
        return false;
    };
    if rest.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c)) {
        return false;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if let Some(v6) = host_and_port.strip_prefix('[') {
        return v6.split_once(']').is_some_and(|(address, port)| {
            address.parse::<std::net::Ipv6Addr>().is_ok()
                && (port.is_empty() || is_port(port.trim_start_matches(':')))
        });
    }
    match host_and_port.split_once(':') {
        Some((host, port)) => is_host(host) && is_port(port),
        None => is_host(host_and_port),
    }
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok()
}

fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    !text.is_empty() && text.len() <= 253 && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, Value};

    fn broken<T: Value>(value: T, rules: &'static [Rule]) -> Vec<String> {
        let field = Field { rules, scale: 2, ..Field::new("it", T::KIND) };
        let mut report = Report::default();
        value.check(&field, &At::Field(&At::Body, "it"), &mut report);
        report.fields.into_iter().map(|it| format!("{} {}: {}", it.field, it.rule, it.message)).collect()
    }

    #[test]
    fn bounds_are_said_as_they_were_written() {
        const RULES: &[Rule] = &[Rule::AtLeast("1"), Rule::LessThan("1_000")];
        assert_eq!(broken(0_i64, RULES), ["/it at_least: must be at least 1"]);
        assert_eq!(broken(1000_i64, RULES), ["/it less_than: must be less than 1_000"]);
        assert_eq!(broken(999_i64, RULES), [""; 0]);
        assert_eq!(broken(Decimal::ZERO, &[Rule::MoreThan("0")]), ["/it more_than: must be more than 0"]);
        assert_eq!(broken(f64::NAN, &[]), ["/it finite: must be a finite number"]);
        assert_eq!(broken(Some(3_i64), &[Rule::AtMost("2")]), ["/it at_most: must be at most 2"]);
        assert_eq!(broken(None::<i64>, &[Rule::AtMost("2")]), [""; 0]);
        assert_eq!(broken(3_i64, &[Rule::OneOf(&["1", "2"])]), ["/it one_of: must be one of 1, 2"]);
    }

    #[test]
    fn texts_are_counted_in_characters() {
        assert_eq!(broken("äöü".to_owned(), &[Rule::Length(1, 3)]), [""; 0]);
        assert_eq!(broken(String::new(), &[Rule::Length(1, 3)]), ["/it length: must have 1 to 3 characters"]);
        assert_eq!(
            broken(String::new(), &[Rule::Length(1, u64::MAX)]),
            ["/it length: must have at least 1 character"]
        );
        assert_eq!(broken(vec![1_i64, 2], &[Rule::Length(0, 1)]), ["/it length: must have at most 1 item"]);
        assert_eq!(
            broken("abc".to_owned(), &[Rule::Matches("^[A-Z]+$")]),
            ["/it matches: must match ^[A-Z]+$"]
        );
        assert_eq!(broken("ABC".to_owned(), &[Rule::Matches("^[A-Z]+$")]), [""; 0]);
        assert_eq!(broken("EUR".to_owned(), &[Rule::OneOf(&["\"EUR\"", "\"a\\\"b\""])]), [""; 0]);
        assert_eq!(broken("a\"b".to_owned(), &[Rule::OneOf(&["\"EUR\"", "\"a\\\"b\""])]), [""; 0]);
    }

    #[test]
    fn a_decimal_must_fit_its_column() {
        assert_eq!(
            broken(Decimal::new(1234, 3), &[]),
            ["/it scale: must have at most 2 digits after the point"]
        );
        assert_eq!(broken(Decimal::new(1230, 3), &[]), [""; 0]);
        assert_eq!(
            broken(Decimal::from(i64::MAX), &[]),
            ["/it scale: must be between -92233720368547758.07 and 92233720368547758.07"]
        );
    }

    #[test]
    fn addresses_are_looked_at_plainly() {
        for good in ["a@b.example", "first.last+tag@mail.example.com", "ö@example.org"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "@b.c", "a@b", "a b@c.d", "a@b..c", ".a@b.c", "a@-b.c", "a@b.c\n"] {
            assert!(!is_email(bad), "{bad}");
        }
        for good in
            ["https://a", "http://a.b:80/c?d#e", "https://u@h/x", "http://[::1]:8080/", "http://127.0.0.1"]
        {
            assert!(is_url(good), "{good}");
        }
        for bad in
            ["", "ftp://a", "https://", "https://a b", "http://a:b", "javascript:alert(1)", "http://[zz]/"]
        {
            assert!(!is_url(bad), "{bad}");
        }
        assert_eq!(Kind::Text.expectation(), "must be a text");
    }
}
