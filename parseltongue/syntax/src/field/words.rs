//! The words that follow a field's type, read one after the other.

use proc_macro2::{Ident, TokenStream, TokenTree};

use super::constant::{Constant, Number, constants};
use crate::problems::records as problem;
use crate::settings::{Whole, whole_number};
use crate::tokens::Text;
use crate::vocabulary::{LANGUAGE, Nearest, Role, foreign_field_word};
use crate::{Cursor, Parsed, Place, Problems, problems};

/// One word of a field with what belongs to it.
#[derive(Clone, Debug)]
pub(crate) struct FieldWord {
    /// The word itself.
    pub(super) word: Ident,
    /// What it says.
    pub(super) says: Says,
}

/// What a word says of its field.
#[derive(Clone, Debug)]
pub(super) enum Says {
    Key,
    Generated,
    Unique,
    Indexed,
    Secret,
    Email,
    Url,
    Default(Constant),
    Renamed(Text),
    References(TokenStream),
    Scale(Whole),
    Bound(Bound, Number),
    Length(Length),
    Matches(Text),
    OneOf(Vec<Constant>, Place),
}

/// The four bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
}

/// `1..=8`, `3..`, `..=200`
#[derive(Clone, Copy, Debug)]
pub(super) struct Length {
    pub(super) least: u64,
    /// None when there is no upper end.
    pub(super) most: Option<u64>,
    pub(super) place: Place,
}

/// Digits of a scaled integer of 64 bits.
const SCALE_MAX: u64 = 18;
/// Characters or items that a `length` may speak of; more fit into no body.
const LENGTH_MAX: u64 = 1 << 32;

/// Reads the words of a field up to the comma. A wrong word is told of, and the others are still read.
pub(crate) fn words(cursor: &mut Cursor, problems: &mut Problems) -> Vec<FieldWord> {
    words_before(cursor, &|_| false, problems)
}

/// The same up to where `ends` says so.
pub(super) fn words_before(
    cursor: &mut Cursor,
    ends: &dyn Fn(&Cursor) -> bool,
    problems: &mut Problems,
) -> Vec<FieldWord> {
    let mut words = Vec::new();
    while !cursor.is_at_end() && !cursor.is_sign(",") && !begins_the_next_line(cursor) && !ends(cursor) {
        let start = cursor.position();
        match word(cursor, problems) {
            Ok(word) => words.push(word),
            Err(_) => skip_to_the_next_word(cursor, start),
        }
    }
    words
}

/// `name:` or `check`: a comma was forgotten, which the reader of lines tells.
fn begins_the_next_line(cursor: &Cursor) -> bool {
    cursor.is_sign("#")
        || cursor.is_word("check")
        || cursor.is_word("version")
        || (cursor.peek_word().is_some() && cursor.is_sign_at(1, ":") && !cursor.is_sign_at(1, "::"))
}

fn skip_to_the_next_word(cursor: &mut Cursor, start: usize) {
    if cursor.position() == start {
        cursor.next();
    }
    while !cursor.is_at_end()
        && !cursor.is_sign(",")
        && !begins_the_next_line(cursor)
        && !is_field_word(cursor)
    {
        cursor.next();
    }
}

fn is_field_word(cursor: &Cursor) -> bool {
    cursor.peek_word().is_some_and(|word| LANGUAGE.find(&[Role::FieldRule], &word.to_string()).is_some())
}

fn word(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<FieldWord> {
    let word = cursor.expect_name("a word for the field, or a comma", problems)?;
    let name = word.to_string();
    let says = match name.as_str() {
        "key" => Says::Key,
        "generated" => Says::Generated,
        "unique" => Says::Unique,
        "indexed" => Says::Indexed,
        "secret" => Says::Secret,
        "email" => Says::Email,
        "url" => Says::Url,
        "default" => {
            Says::Default(Constant::parse(cursor, "a constant, such as `0` or `\"EUR\"`", problems)?)
        }
        "renamed" => {
            Says::Renamed(cursor.expect_text("the name in JSON, such as `renamed \"type\"`", problems)?)
        }
        "references" => {
            Says::References(cursor.expect_path("a record, such as `references Account`", problems)?)
        }
        "scale" => Says::Scale(whole_number(cursor, "digits after the point", 0, SCALE_MAX, problems)?),
        "at_least" => bound(Bound::AtLeast, cursor, problems)?,
        "at_most" => bound(Bound::AtMost, cursor, problems)?,
        "more_than" => bound(Bound::MoreThan, cursor, problems)?,
        "less_than" => bound(Bound::LessThan, cursor, problems)?,
        "length" => Says::Length(length(cursor, problems)?),
        "matches" => Says::Matches(cursor.expect_text("a regular expression in quotes", problems)?),
        "one_of" => {
            let (list, place) = constants(cursor, problems)?;
            Says::OneOf(list, place)
        }
        _ => return Err(problems.push(unknown(&word, &name))),
    };
    problems.seen(LANGUAGE.room, &word);
    Ok(FieldWord { word, says })
}

fn unknown(word: &Ident, name: &str) -> crate::Problem {
    let meant =
        foreign_field_word(name).map(Nearest::guess).or_else(|| LANGUAGE.nearest(&[Role::FieldRule], name));
    problem::unknown_field_word(word, meant)
}

fn bound(bound: Bound, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Says> {
    Ok(Says::Bound(bound, Number::parse(cursor, "a number", problems)?))
}

fn length(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Length> {
    const WHAT: &str = "a length such as `1..=8`";
    let start = cursor.position();
    if cursor.peek_literal().is_none() && !cursor.is_sign("..") {
        return Err(problems.push(problems::expected(cursor, WHAT)));
    }
    let least = match cursor.peek_literal() {
        Some(_) => whole_number(cursor, WHAT, 0, LENGTH_MAX, problems)?.value,
        None => 0,
    };
    if cursor.take_sign("..=").is_some() {
        let most = whole_number(cursor, WHAT, 0, LENGTH_MAX, problems)?.value;
        return Ok(Length { least, most: Some(most), place: cursor.place_since(start) });
    }
    if cursor.take_sign("..").is_some() {
        if cursor.peek_literal().is_some() {
            let most = whole_number(cursor, WHAT, 0, LENGTH_MAX, problems)?.value;
            let place = cursor.place_since(start);
            return Err(problems.push(problem::length_without_its_end(place, least, most)));
        }
        return Ok(Length { least, most: None, place: cursor.place_since(start) });
    }
    // `1-8`, `1 to 8` and the like: two numbers, and something of another language between them.
    let mut ahead = cursor.clone();
    let is_between = match ahead.next() {
        Some(TokenTree::Ident(word)) => !LANGUAGE.of(&[Role::FieldRule]).any(|rule| word == rule.word),
        Some(TokenTree::Punct(sign)) => sign.as_char() != ',',
        _ => false,
    };
    let most = ahead.peek_literal().and_then(|literal| literal.to_string().replace('_', "").parse().ok());
    if let Some(most) = most.filter(|_| is_between) {
        ahead.next();
        *cursor = ahead;
        return Err(problems.push(problem::length_without_its_end(cursor.place_since(start), least, most)));
    }
    Err(problems.push(problem::length_of_one_number(cursor.place_since(start), least)))
}

impl Bound {
    /// The language's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Bound::AtLeast => "at_least",
            Bound::AtMost => "at_most",
            Bound::MoreThan => "more_than",
            Bound::LessThan => "less_than",
        }
    }

    /// It says how little is allowed, not how much.
    pub(super) fn is_lower(self) -> bool {
        matches!(self, Bound::AtLeast | Bound::MoreThan)
    }

    /// `value` keeps within the bound at `limit`.
    pub(super) fn allows(self, value: &Number, limit: &Number) -> bool {
        let order = value.compare(limit);
        match self {
            Bound::AtLeast => order.is_ge(),
            Bound::AtMost => order.is_le(),
            Bound::MoreThan => order.is_gt(),
            Bound::LessThan => order.is_lt(),
        }
    }
}

impl Length {
    /// The range as the language writes it.
    pub(super) fn written(&self) -> String {
        match self.most {
            Some(most) => format!("{}..={most}", self.least),
            None => format!("{}..", self.least),
        }
    }

    /// So many keep within it.
    pub(super) fn allows(&self, count: usize) -> bool {
        let count = count as u64;
        count >= self.least && self.most.is_none_or(|most| count <= most)
    }
}
