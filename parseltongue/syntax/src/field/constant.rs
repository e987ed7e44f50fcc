//! Constants of the language: what stands after `default`, in `one_of […]`, and as a bound.

use proc_macro2::{Delimiter, Ident, Literal, TokenStream, TokenTree};

use crate::problems::records as problem;
use crate::tokens::Text;
use crate::{Cursor, Parsed, Place, Problems, problems};

/// A constant as written.
#[derive(Clone, Debug)]
pub(crate) enum Constant {
    /// `5`, `-0.25`, `10_000`
    Number(Number),
    /// `"EUR"`
    Text(Text),
    /// `true`, `false`
    Truth(bool, Ident),
    /// `Side::Buy`: a case of a choice
    Case(Case),
    /// `[]`
    EmptyList(Place),
    /// `{}`
    EmptyMap(Place),
}

/// A case of a choice, by its path.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// `Side::Buy`
    pub(crate) path: TokenStream,
    /// `Buy`
    pub(crate) name: Ident,
    /// The choice is named in front of it.
    pub(crate) names_its_choice: bool,
    place: Place,
}

/// A number with its digits as written, but for `_`.
#[derive(Clone, Debug)]
pub(crate) struct Number {
    /// `-0.25`
    pub(crate) text: String,
    /// All digits as one whole number.
    mantissa: i128,
    /// How many of them stand after the point.
    pub(crate) digits_after_point: u32,
    /// Where it stands.
    pub(crate) place: Place,
}

/// More digits than any type of the language keeps.
const DIGITS_MAX: usize = 28;

impl Constant {
    /// Reads a constant.
    ///
    /// # Errors
    /// When none is next; `what` says for what it is needed.
    pub(crate) fn parse(cursor: &mut Cursor, what: &str, problems: &mut Problems) -> Parsed<Constant> {
        if let Some(text) = cursor.take_text() {
            return Ok(Constant::Text(text));
        }
        if let Some(group) = cursor.peek_group(Delimiter::Bracket).or(cursor.peek_group(Delimiter::Brace)) {
            let group = group.clone();
            if !group.stream().is_empty() {
                return Err(problems.push(problem::filled_constant(&group)));
            }
            cursor.next();
            let place = Place::from(&group);
            let is_list = group.delimiter() == Delimiter::Bracket;
            return Ok(if is_list { Constant::EmptyList(place) } else { Constant::EmptyMap(place) });
        }
        match cursor.peek_word().cloned() {
            Some(word) if word == "true" || word == "false" => {
                cursor.next();
                Ok(Constant::Truth(word == "true", word))
            }
            Some(word) if word.to_string().starts_with(char::is_uppercase) || cursor.is_sign_at(1, "::") => {
                case(cursor, problems).map(Constant::Case)
            }
            Some(_) => Err(problems.push(problems::expected(cursor, what))),
            None => Number::parse(cursor, what, problems).map(Constant::Number),
        }
    }

    /// Where it stands.
    pub(crate) fn place(&self) -> Place {
        match self {
            Constant::Number(number) => number.place,
            Constant::Text(text) => text.into(),
            Constant::Truth(_, word) => word.into(),
            Constant::Case(case) => case.place,
            Constant::EmptyList(place) | Constant::EmptyMap(place) => *place,
        }
    }

    /// The constant as the language writes it.
    pub(crate) fn written(&self) -> String {
        match self {
            Constant::Number(number) => number.text.clone(),
            Constant::Text(text) => text.literal.to_string(),
            Constant::Truth(truth, _) => truth.to_string(),
            Constant::Case(case) => case.path.to_string().replace(' ', ""),
            Constant::EmptyList(_) => "[]".to_owned(),
            Constant::EmptyMap(_) => "{}".to_owned(),
        }
    }

    /// The constant as JSON; a decimal number is a text there, so that no digit is lost.
    pub(crate) fn json(&self, is_decimal: bool) -> String {
        match self {
            Constant::Number(number) if is_decimal => format!("\"{}\"", number.text),
            Constant::Text(text) => json_text(&text.value),
            Constant::Case(case) => json_text(&case.name.to_string()),
            other => other.written(),
        }
    }

    /// Both say the same.
    pub(crate) fn is_same(&self, other: &Constant) -> bool {
        match (self, other) {
            (Constant::Number(left), Constant::Number(right)) => left.compare(right).is_eq(),
            (Constant::Text(left), Constant::Text(right)) => left.value == right.value,
            (left, right) => left.written() == right.written(),
        }
    }
}

/// Reads `Side::Buy`.
fn case(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Case> {
    let start = cursor.position();
    let path = cursor.expect_path("a case", problems)?;
    let place = cursor.place_since(start);
    let words: Vec<TokenTree> = path.clone().into_iter().collect();
    match words.last() {
        Some(TokenTree::Ident(name)) => {
            Ok(Case { name: name.clone(), names_its_choice: words.len() > 1, path, place })
        }
        _ => Err(problems.push(problems::expected(cursor, "a case"))),
    }
}

impl Number {
    /// Reads a number, which may have a sign and a point.
    ///
    /// # Errors
    /// When none is next.
    pub(crate) fn parse(cursor: &mut Cursor, what: &str, problems: &mut Problems) -> Parsed<Number> {
        let start = cursor.position();
        let is_negative = cursor.take_sign("-").is_some();
        let Some(literal) = cursor.peek_literal().cloned() else {
            return Err(problems.push(problems::expected(cursor, what)));
        };
        let Some(digits) = digits(&literal) else {
            return Err(problems.push(problems::expected(cursor, what)));
        };
        cursor.next();
        let place = cursor.place_since(start);
        match Number::from_digits(&digits, is_negative, place) {
            Some(number) => Ok(number),
            None => Err(problems.push(problem::number_form(place, &literal.to_string()))),
        }
    }

    fn from_digits(digits: &str, is_negative: bool, place: Place) -> Option<Number> {
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{fraction}");
        let is_plain = all.bytes().all(|byte| byte.is_ascii_digit());
        if !is_plain || all.trim_start_matches('0').len() > DIGITS_MAX {
            return None;
        }
        let magnitude: i128 = all.parse().ok()?;
        let fraction = fraction.trim_end_matches('0');
        let shown = if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") };
        let sign = if is_negative && magnitude != 0 { "-" } else { "" };
        let dropped =
            u32::try_from(digits.split_once('.').map_or(0, |(_, all)| all.len() - fraction.len())).ok()?;
        let mantissa = magnitude / 10_i128.pow(dropped);
        Some(Number {
            text: format!("{sign}{shown}"),
            mantissa: if is_negative { -mantissa } else { mantissa },
            digits_after_point: u32::try_from(fraction.len()).ok()?,
            place,
        })
    }

    /// The whole number that it is, if it is one of 64 bits.
    pub(crate) fn as_i64(&self) -> Option<i64> {
        if self.digits_after_point > 0 { None } else { i64::try_from(self.mantissa).ok() }
    }

    /// All its digits as one whole number of 64 bits, the point left out.
    pub(crate) fn units(&self) -> Option<i64> {
        i64::try_from(self.mantissa).ok()
    }

    /// Which of the two is more.
    pub(crate) fn compare(&self, other: &Number) -> std::cmp::Ordering {
        let wide = |number: &Number, digits: u32| {
            // 28 digits and 28 more do not fit an i128; the whole parts decide then.
            number.mantissa.checked_mul(10_i128.checked_pow(digits - number.digits_after_point)?)
        };
        let digits = self.digits_after_point.max(other.digits_after_point);
        match (wide(self, digits), wide(other, digits)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => self.whole_part().cmp(&other.whole_part()),
        }
    }

    fn whole_part(&self) -> i128 {
        self.mantissa.div_euclid(10_i128.pow(self.digits_after_point))
    }
}

/// The digits of a decimal literal without `_`; none for texts, suffixes and other bases.
fn digits(literal: &Literal) -> Option<String> {
    let text = literal.to_string();
    text.starts_with(|first: char| first.is_ascii_digit()).then(|| text.replace('_', ""))
}

/// A text as JSON writes it.
fn json_text(text: &str) -> String {
    let mut json = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            control if (control as u32) < 0x20 => json.push_str(&format!("\\u{:04x}", control as u32)),
            other => json.push(other),
        }
    }
    json.push('"');
    json
}

/// Reads `[constant, …]`.
///
/// # Errors
/// When no brackets are next.
pub(super) fn constants(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<(Vec<Constant>, Place)> {
    let group = cursor.expect_group(Delimiter::Bracket, "`[constant, …]`", problems)?;
    let mut inside = Cursor::inside(&group);
    let mut list = Vec::new();
    while !inside.is_at_end() {
        list.push(Constant::parse(&mut inside, "a constant", problems)?);
        if inside.take_sign(",").is_none() {
            inside.expect_end(problems);
            break;
        }
    }
    Ok((list, Place::from(&group)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        let mut problems = Problems::new(crate::Mode::Rustc);
        let tokens: TokenStream = text.parse().expect("tokens");
        let mut cursor = Cursor::new(tokens, proc_macro2::Span::call_site());
        Number::parse(&mut cursor, "a number", &mut problems).expect("a number")
    }

    #[test]
    fn numbers_compare_by_value_and_not_by_spelling() {
        assert!(number("0.5").compare(&number("0.50")).is_eq());
        assert!(number("-1").compare(&number("0.1")).is_lt());
        assert!(number("10_000").compare(&number("9_999.999")).is_gt());
        assert_eq!(number("-0.250").text, "-0.25");
        assert_eq!(number("1_000").as_i64(), Some(1000));
        assert_eq!(number("1.5").as_i64(), None);
        assert!(
            number("0.0000000000000000000000000001").compare(&number("9999999999999999999999999999")).is_lt()
        );
    }

    #[test]
    fn texts_are_escaped_as_json() {
        assert_eq!(json_text("a\"b\\c\nd"), "\"a\\\"b\\\\c\\u000ad\"");
    }
}
