//! Texts that mix: `"{trade.symbol} at {trade.price:.2}"`.

use parseltongue_syntax::{Problems, Text};
use proc_macro2::{Group, Span, TokenStream, TokenTree};

use super::Code;
use crate::problems as ours;

/// A text with values in it.
#[derive(Debug)]
pub(crate) struct Mix {
    /// The text, each value as `{}` or `{:spec}`.
    pub(crate) format: String,
    pub(crate) values: Vec<Code>,
}

/// A piece of a text.
enum Piece<'a> {
    Plain(String),
    /// What stands between braces.
    Value(&'a str),
}

/// Reads a text. One without values comes back as `Err`, its doubled braces undone.
pub(super) fn mix(text: &Text, problems: &mut Problems) -> Result<Mix, String> {
    let mut mix = Mix { format: String::new(), values: Vec::new() };
    let mut plain = String::new();
    for piece in pieces(&text.value) {
        match piece {
            Piece::Plain(part) => {
                mix.format.push_str(&part.replace('{', "{{").replace('}', "}}"));
                plain.push_str(&part);
            }
            Piece::Value(part) => {
                let (value, how) = split(part);
                match value.parse::<TokenStream>() {
                    Ok(tokens) if !tokens.is_empty() && is_plain(how) => {
                        mix.format.push_str(&if how.is_empty() {
                            "{}".to_owned()
                        } else {
                            format!("{{:{how}}}")
                        });
                        mix.values.push(Code(at(tokens, text.literal.span())));
                    }
                    _ => drop(problems.push(ours::unreadable_mix(&text.literal, part))),
                }
            }
        }
    }
    if mix.values.is_empty() { Err(plain) } else { Ok(mix) }
}

/// The first word of each value in a text: what it may read.
pub(super) fn names_in(text: &str) -> Vec<String> {
    let first_word = |piece| match piece {
        Piece::Value(part) => {
            let end = part.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
            Some(part[..end.unwrap_or(part.len())].to_owned())
        }
        Piece::Plain(_) => None,
    };
    pieces(text).into_iter().filter_map(first_word).collect()
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(place) = rest.find(['{', '}']) {
        plain.push_str(&rest[..place]);
        let brace = &rest[place..=place];
        rest = &rest[place + 1..];
        if let Some(behind) = rest.strip_prefix(brace) {
            plain.push_str(brace);
            rest = behind;
        } else if brace == "{" {
            let end = rest.find('}').unwrap_or(rest.len());
            pieces.push(Piece::Plain(std::mem::take(&mut plain)));
            pieces.push(Piece::Value(&rest[..end]));
            rest = rest.get(end + 1..).unwrap_or_default();
        } else {
            // A closing brace alone stands for itself.
            plain.push_str(brace);
        }
    }
    plain.push_str(rest);
    pieces.push(Piece::Plain(plain));
    pieces
}

/// A value and how it is shown: at the last single colon.
fn split(part: &str) -> (&str, &str) {
    let bytes = part.as_bytes();
    let is_single = |place: usize| {
        bytes[place] == b':'
            && bytes.get(place + 1) != Some(&b':')
            && (place == 0 || bytes[place - 1] != b':')
    };
    match (0..bytes.len()).rev().find(|place| is_single(*place)) {
        Some(place) => (part[..place].trim(), part[place + 1..].trim()),
        None => (part.trim(), ""),
    }
}

/// How a value is shown names no variable of its own (`{:>width$}`), and is one that Rust knows.
fn is_plain(how: &str) -> bool {
    how.chars().all(|letter| {
        letter.is_ascii_alphanumeric() || matches!(letter, '.' | '<' | '>' | '^' | '+' | '-' | '#' | '?')
    })
}

/// The tokens, all of them at the text: a literal has no spans of its own inside.
fn at(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            if let TokenTree::Group(group) = &token {
                token = Group::new(group.delimiter(), at(group.stream(), span)).into();
            }
            token.set_span(span);
            token
        })
        .collect()
}
