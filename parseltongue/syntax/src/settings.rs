//! Settings: `word: value,`. A slot for each, and readers for the values that many of them take.

use proc_macro2::{Ident, TokenStream, TokenTree};

use crate::{Cursor, Parsed, Place, Problems, problems};

/// A setting that may stand once.
#[derive(Clone, Debug)]
pub struct Setting<T> {
    found: Option<(Ident, T)>,
}

impl<T> Default for Setting<T> {
    fn default() -> Setting<T> {
        Setting { found: None }
    }
}

impl<T> Setting<T> {
    /// Keeps the value; tells when the setting stands a second time, and keeps the first one then.
    pub fn set(&mut self, word: &Ident, value: T, problems: &mut Problems) {
        if self.found.is_some() {
            problems.push(problems::duplicate_setting(word));
        } else {
            self.found = Some((word.clone(), value));
        }
    }

    /// The value, if the setting stands.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        self.found.as_ref().map(|(_, value)| value)
    }

    /// The value by itself, if the setting stands.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        self.found.map(|(_, value)| value)
    }

    /// The setting's own word, if it stands.
    #[must_use]
    pub fn word(&self) -> Option<&Ident> {
        self.found.as_ref().map(|(word, _)| word)
    }
}

/// A whole number with where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Whole {
    /// The number.
    pub value: u64,
    /// Where it stands.
    pub place: Place,
}

/// Reads a whole number without a unit (`1_000`), within `least..=most`.
///
/// # Errors
/// When there is none, or it is out of range.
pub fn whole_number(
    cursor: &mut Cursor,
    what: &str,
    least: u64,
    most: u64,
    problems: &mut Problems,
) -> Parsed<Whole> {
    let Some(literal) = cursor.peek_literal().cloned() else {
        return Err(problems.push(problems::expected(cursor, what)));
    };
    let text = literal.to_string();
    let Some((digits, suffix)) = split_number(&text) else {
        return Err(problems.push(problems::expected(cursor, what)));
    };
    cursor.next();
    let value = if suffix.is_empty() { digits.parse().ok() } else { None };
    match value {
        Some(value) if (least..=most).contains(&value) => Ok(Whole { value, place: (&literal).into() }),
        _ => {
            let range = format!("{what}, a whole number from {least} to {most}");
            Err(problems.push(problems::number_out_of_range(&literal, &text, &range)))
        }
    }
}

/// A decimal literal's digits without `_`, and what is glued to them; none if it is no such number.
pub(crate) fn split_number(literal: &str) -> Option<(String, &str)> {
    if !literal.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let end = literal
        .find(|character: char| !character.is_ascii_digit() && character != '_')
        .unwrap_or(literal.len());
    let (digits, suffix) = literal.split_at(end);
    Some((digits.replace('_', ""), suffix))
}

/// Reads `true` or `false`.
///
/// # Errors
/// When there is neither.
pub fn flag(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<(bool, Ident)> {
    match cursor.peek_word() {
        Some(word) if word == "true" || word == "false" => {
            let word = word.clone();
            cursor.next();
            Ok((word == "true", word))
        }
        _ => Err(problems.push(problems::expected(cursor, "`true` or `false`"))),
    }
}

/// Reads one of `words`.
///
/// # Errors
/// When there is none of them; the nearest is suggested.
pub fn one_of(
    cursor: &mut Cursor,
    words: &[&'static str],
    problems: &mut Problems,
) -> Parsed<(&'static str, Ident)> {
    let listed = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ");
    let Some(word) = cursor.peek_word().cloned() else {
        return Err(problems.push(problems::expected(cursor, &listed)));
    };
    let name = word.to_string();
    match words.iter().find(|candidate| **candidate == name) {
        Some(found) => {
            cursor.next();
            Ok((found, word))
        }
        None => {
            let nearest = crate::vocabulary::nearest(&name, words.iter().copied());
            Err(problems.push(problems::expected(cursor, &listed).instead(nearest)))
        }
    }
}

/// Reads `value, value, value` of paths, up to where the next line begins: `holds: Order, Account`.
/// A comma before a word for which `begins_a_line` says yes, or before `word:`, ends the list and is left unread.
///
/// # Errors
/// When not even one path stands there.
pub fn paths(
    cursor: &mut Cursor,
    what: &str,
    begins_a_line: &dyn Fn(&str) -> bool,
    problems: &mut Problems,
) -> Parsed<Vec<TokenStream>> {
    let mut paths = vec![cursor.expect_path(what, problems)?];
    while cursor.is_sign(",") {
        let mut ahead = cursor.clone();
        ahead.next();
        let ends = match ahead.peek() {
            Some(TokenTree::Ident(word)) => {
                // A text behind a word: a line whose first word may have a slip in it.
                let is_line = matches!(ahead.peek_at(1), Some(TokenTree::Literal(_)));
                is_line || ahead.is_label() || begins_a_line(&word.to_string())
            }
            _ => !ahead.is_sign("::"),
        };
        if ends {
            break;
        }
        *cursor = ahead;
        paths.push(cursor.expect_path(what, problems)?);
    }
    Ok(paths)
}
