//! Conditions and queries: `where .symbol == symbol and .quantity > 10 order_by .placed_at descending limit 50`.
//!
//! A condition is read once and written either as SQL, its fields as columns, or as Rust over a record at hand.
//! A field keeps the user's span in both, so that a misspelt one is rustc's own error on that word.

mod condition;
mod including;
mod keyset;
mod measure;
mod rust;
mod sql;
mod whole;

use proc_macro2::{Ident, TokenStream};

use crate::body::Stops;
use crate::vocabulary::{LANGUAGE, Nearest, Role, foreign_query_word, nearest};
use crate::{Cursor, Mode, Parsed, Place, Problems, problems, tokens};

pub use condition::{Comparison, Condition, Operand};
pub(crate) use including::{Beside, Part, flattened};
pub(crate) use measure::{Cell, Into, MEASURES};
pub(crate) use whole::Site;

/// Reads the values of a condition: raw Rust, or Rust in which words of a body are read.
pub(crate) trait ValueReader {
    /// Reads up to one of `ends`.
    fn value(&mut self, cursor: &mut Cursor, ends: Stops) -> TokenStream;
    /// Where problems go.
    fn problems(&mut self) -> &mut Problems;
}

/// Reads values as raw Rust.
struct RawValues<'p>(&'p mut Problems);

impl ValueReader for RawValues<'_> {
    fn value(&mut self, cursor: &mut Cursor, ends: Stops) -> TokenStream {
        let start = cursor.position();
        cursor.take_until(|cursor| ends.at(cursor, start))
    }

    fn problems(&mut self) -> &mut Problems {
        self.0
    }
}

impl Condition {
    /// Reads a condition outside of a body: behind `events … where`, `check`, `allow when`. It ends at a comma, a
    /// semicolon, `otherwise`, or the end.
    ///
    /// # Errors
    /// When none is next or it is broken.
    pub fn parse(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Condition> {
        let start = cursor.clone();
        let condition = condition::read(cursor, Stops::OTHERWISE, &mut RawValues(problems))?;
        // There is no store that could say what else there is.
        if condition.asks_others() {
            return Err(problems.push(problems::condition_expected(&start)));
        }
        Ok(condition)
    }
}

/// What stands behind `find_all R`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clauses {
    condition: Option<Condition>,
    order: Vec<Order>,
    limit: Option<TokenStream>,
    skip: Option<TokenStream>,
    after: Option<TokenStream>,
    /// `group_by .symbol`
    groups: Vec<Ident>,
    /// `into Position { … }`
    pub(crate) into: Option<Into>,
    /// What a measure is of: `sum_of .quantity`.
    pub(crate) cell: Option<Cell>,
    /// `including .author`
    pub(crate) including: Vec<Beside>,
}

/// What a query is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// `find_one`
    One,
    /// `find_all`
    All,
    /// `count_of`
    Count,
    /// `exists`
    Exists,
    /// `sum_of` and its like
    Measure,
    /// `change all`: each that fits
    Each,
    /// `remove all`
    Remove,
}

impl Asked {
    /// What the word asks for.
    pub(crate) fn by(word: &Ident) -> Asked {
        match word.to_string().as_str() {
            "find_one" => Asked::One,
            "count_of" => Asked::Count,
            "exists" => Asked::Exists,
            _ => Asked::All,
        }
    }

    /// The words that it has.
    fn words(self) -> &'static [&'static str] {
        match self {
            Asked::One | Asked::All => WORDS,
            Asked::Count | Asked::Exists | Asked::Measure => WORDS_OF_CONDITIONS,
            Asked::Each | Asked::Remove => WORDS_OF_WRITES,
        }
    }
}

/// The most optional values that one query may depend on: each doubles how many texts it has.
const GIVENS_MAX: usize = 4;

/// The most records that one query gives, as the runtime has it (`records::asked::LIMIT_MAX`).
const LIMIT_MAX: u64 = 100_000;

/// A number as it stands in a program: `1_000`.
fn whole_number(tokens: &TokenStream) -> Option<u64> {
    let written = tokens.to_string();
    let digits = written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    digits.then(|| written.replace('_', "").parse().unwrap_or(u64::MAX))
}

/// `.field descending`
#[derive(Clone, Debug)]
pub(crate) struct Order {
    field: Ident,
    descending: bool,
    /// It is ordered by what is made of the field of a group.
    measure: Option<Cell>,
}

/// Reads `where … order_by … limit n after key`, each once and in this order. `word` asks, of what ends at the cursor.
pub(crate) fn read(
    cursor: &mut Cursor,
    word: &Ident,
    asked: Asked,
    values: &mut dyn ValueReader,
) -> Parsed<Clauses> {
    let record = Place::between(word, cursor.previous_place());
    let mut clauses = Clauses::default();
    if take(cursor, "where", values).is_some() {
        let start = cursor.position();
        let ends = if asked == Asked::Each { Stops::SET } else { Stops::NONE };
        let condition = condition::read(cursor, ends, values)?;
        let mut givens = Vec::new();
        condition.givens(&mut givens);
        if givens.len() > GIVENS_MAX {
            let place = cursor.place_since(start);
            return Err(values.problems().push(problems::too_many_givens(place, givens.len(), GIVENS_MAX)));
        }
        clauses.condition = Some(condition);
    }
    if matches!(asked, Asked::Count | Asked::Exists | Asked::Measure) {
        no_other_word(cursor, asked, values)?;
        return Ok(clauses);
    }
    if matches!(asked, Asked::Each | Asked::Remove) {
        let mut givens = Vec::new();
        match &clauses.condition {
            Some(condition) => condition.givens(&mut givens),
            None => {
                values.problems().push(problems::all_without_condition(record, word));
            }
        }
        if let Some(name) = givens.first() {
            values.problems().push(problems::write_if_given(name, word));
        }
        if take(cursor, "limit", values).is_some() {
            clauses.limit = Some(number(cursor, values)?);
        }
        if asked == Asked::Remove {
            no_other_word(cursor, asked, values)?;
        }
        return Ok(clauses);
    }
    if take(cursor, "group_by", values).is_some() {
        clauses.groups = fields(cursor, values)?;
    }
    if take(cursor, "into", values).is_some() {
        clauses.into = Some(measure::into(cursor, values)?);
    } else if let Some(field) = clauses.groups.first() {
        return Err(values.problems().push(problems::groups_into_nothing(field)));
    }
    if take(cursor, "order_by", values).is_some() {
        clauses.order = order(cursor, values)?;
    }
    if let Some(word) = take(cursor, "limit", values) {
        if asked == Asked::One {
            return Err(values.problems().push(problems::limit_of_one(&word)));
        }
        let limit = number(cursor, values)?;
        if whole_number(&limit).is_some_and(|number| number > LIMIT_MAX) {
            let place = Place::of_all(&limit, &word);
            values.problems().push(problems::limit_too_large(place, LIMIT_MAX));
        }
        clauses.limit = Some(limit);
    }
    if let Some(word) = take(cursor, "skip", values) {
        if asked == Asked::One {
            return Err(values.problems().push(problems::skip_of_one(&word)));
        }
        clauses.skip = Some(number(cursor, values)?);
    }
    if let Some(word) = take(cursor, "after", values) {
        if asked == Asked::One {
            return Err(values.problems().push(problems::after_of_one(&word)));
        }
        if clauses.skip.is_some() {
            return Err(values.problems().push(problems::skip_and_after(&word)));
        }
        if clauses.into.is_some() {
            return Err(values.problems().push(problems::after_rows(&word)));
        }
        let key = values.value(cursor, Stops::VALUE.or(Stops::CLAUSE));
        if key.is_empty() {
            return Err(values.problems().push(problems::expected(cursor, "a key")));
        }
        clauses.after = Some(key);
    }
    if let Some(word) = take(cursor, "including", values) {
        if clauses.into.is_some() {
            return Err(values.problems().push(problems::including_rows(&word)));
        }
        clauses.including = including::read(cursor, values)?;
    }
    no_other_word(cursor, asked, values)?;
    if asked == Asked::All && clauses.limit.is_none() {
        values.problems().push(problems::find_all_without_limit(record));
    }
    Ok(clauses)
}

fn number(cursor: &mut Cursor, values: &mut dyn ValueReader) -> Parsed<TokenStream> {
    let number = values.value(cursor, Stops::VALUE.or(Stops::CLAUSE).or(Stops::SET));
    if number.is_empty() {
        return Err(values.problems().push(problems::expected(cursor, "a number")));
    }
    Ok(number)
}

/// The path of a record. For rustc it is located, like the helper tokens around it, at its last word, so that
/// one mistake about it is told once; an editor needs the tokens themselves to complete them.
pub(crate) fn record(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<TokenStream> {
    let record = cursor.expect_path("a record", problems)?;
    let place = Place::of_all(&record, cursor.previous_place()).last;
    Ok(match problems.mode() {
        Mode::Rustc => tokens::located(record, place),
        Mode::Editor => record,
    })
}

fn take(cursor: &mut Cursor, word: &str, values: &mut dyn ValueReader) -> Option<Ident> {
    let word = cursor.take_word(word)?;
    values.problems().seen(LANGUAGE.room, &word);
    Some(word)
}

fn order(cursor: &mut Cursor, values: &mut dyn ValueReader) -> Parsed<Vec<Order>> {
    let mut order = Vec::new();
    loop {
        order.push(order_of_one(cursor, values)?);
        let goes_on = cursor.is_sign(",") && (cursor.is_sign_at(1, ".") || is_measure(cursor, 1));
        if !goes_on {
            return Ok(order);
        }
        cursor.next();
    }
}

/// `.placed_at descending`, `sum_of .quantity descending`
fn order_of_one(cursor: &mut Cursor, values: &mut dyn ValueReader) -> Parsed<Order> {
    let place = MEASURES.iter().position(|(word, ..)| is_measure(cursor, 0) && cursor.is_word(word));
    if place.is_some()
        && let Some(word) = cursor.take_ident()
    {
        values.problems().seen(LANGUAGE.room, &word);
    }
    let field = cursor.expect_field("a field such as `.placed_at`", values.problems())?;
    let descending = take(cursor, "descending", values).is_some();
    if !descending {
        take(cursor, "ascending", values);
    }
    let measure = place.map(|place| Cell::Measure(place, field.clone()));
    Ok(Order { field, descending, measure })
}

/// A word of a measure and a field stand there.
fn is_measure(cursor: &Cursor, ahead: usize) -> bool {
    MEASURES.iter().any(|(word, ..)| cursor.is_word_at(ahead, word)) && cursor.is_sign_at(ahead + 1, ".")
}

/// `.symbol, .side`
fn fields(cursor: &mut Cursor, values: &mut dyn ValueReader) -> Parsed<Vec<Ident>> {
    let mut fields = Vec::new();
    loop {
        fields.push(cursor.expect_field("a field such as `.symbol`", values.problems())?);
        if !(cursor.is_sign(",") && cursor.is_sign_at(1, ".")) {
            return Ok(fields);
        }
        cursor.next();
    }
}

/// The words of a query.
const WORDS: &[&str] = &[
    "where",
    "group_by",
    "into",
    "order_by",
    "limit",
    "skip",
    "after",
    "including",
    "ascending",
    "descending",
    "and",
    "or",
    "is_in",
    "contains",
    "starts_with",
    "is_missing",
    "if_given",
];

/// The words of a query that gives no records.
const WORDS_OF_CONDITIONS: &[&str] =
    &["where", "and", "or", "is_in", "contains", "starts_with", "is_missing", "if_given"];

/// The words of a query whose records are changed or taken out.
const WORDS_OF_WRITES: &[&str] =
    &["where", "limit", "set", "and", "or", "is_in", "contains", "starts_with", "is_missing"];

/// The word of a query that was probably meant, also by people who come from SQL.
fn meant(word: &str) -> Option<Nearest<'static>> {
    foreign_query_word(word).map(Nearest::guess).or_else(|| nearest(word, WORDS.iter().copied()))
}

/// A word with which something else goes on behind a query.
fn goes_on(word: &str) -> bool {
    matches!(word, "else" | "as" | "finish_with" | "fail_with") || word.starts_with("let_")
}

/// A word that follows a query and is none of its words: misspelt, of SQL, in the wrong order, or not built yet.
fn no_other_word(cursor: &mut Cursor, asked: Asked, values: &mut dyn ValueReader) -> Parsed<()> {
    let Some(word) = cursor.peek_word().cloned() else { return Ok(()) };
    let name = word.to_string();
    if goes_on(&name) {
        return Ok(());
    }
    if let Some(later) = LANGUAGE.find_later(&[Role::Inner], &name) {
        return Err(values.problems().push(problems::not_in_this_version(&word, later, "the language")));
    }
    Err(values.problems().push(problems::unknown_query_word(&word, asked.words(), meant(&name))))
}

/// A field stands alone, and behind it something that is no word of a query: its comparison was forgotten.
fn lacks_comparison(cursor: &Cursor) -> bool {
    match cursor.peek() {
        Some(proc_macro2::TokenTree::Literal(_)) => true,
        Some(proc_macro2::TokenTree::Ident(word)) => {
            let name = word.to_string();
            !goes_on(&name) && LANGUAGE.find(&[Role::Inner], &name).is_none() && meant(&name).is_none()
        }
        _ => false,
    }
}
