//! Grammar of `define_error Name { Case { field: type } is meaning "message", Case from path is meaning "message", }`.

use proc_macro2::{Delimiter, Ident, TokenStream};

use crate::cases::{CaseTree, begins_a_case, case};
use crate::items::Item;
use crate::problems::cases as problem;
use crate::tokens::Text;
use crate::vocabulary::{LANGUAGE, Nearest, foreign_meaning, meanings, nearest};
use crate::{Cursor, LineEnd, LineStart, Parsed, Place, Problems, lines};

/// An error as written.
#[derive(Debug)]
pub(super) struct ErrorTree {
    pub(super) name: Ident,
    pub(super) attributes: TokenStream,
    pub(super) cases: Vec<ErrorCaseTree>,
    /// Its braces.
    pub(super) place: Place,
    /// Nothing stands between them.
    pub(super) is_empty: bool,
}

/// A case as written.
#[derive(Debug)]
pub(super) struct ErrorCaseTree {
    pub(super) case: CaseTree,
    /// `from path::Error`
    pub(super) cause: Option<TokenStream>,
    /// The name of the runtime's meaning; that of a case whose meaning is wrong is `Internal`, so that the case
    /// still exists.
    pub(super) meaning: &'static str,
    pub(super) message: Option<Text>,
}

/// Reads an error. A case that is wrong is told of; what has a name is kept.
pub(super) fn error(item: &Item<'_>, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<ErrorTree> {
    let name = cursor.expect_name("the error's name", problems)?;
    let braces = cursor.expect_group(Delimiter::Brace, "`{ Case is meaning \"message\", … }`", problems)?;
    let mut cases = Vec::new();
    lines(&mut Cursor::inside(&braces), &begins_a_case, problems, |start, cursor, problems| {
        error_case(start, cursor, &mut cases, problems)?;
        Ok(LineEnd::Comma)
    });
    let is_empty = braces.stream().is_empty();
    Ok(ErrorTree { name, attributes: item.attributes.clone(), cases, place: Place::from(&braces), is_empty })
}

fn error_case(
    start: LineStart,
    cursor: &mut Cursor,
    cases: &mut Vec<ErrorCaseTree>,
    problems: &mut Problems,
) -> Parsed<()> {
    let case = case(start, cursor, problems)?;
    let cause = match cursor.take_word_or_slip("from", problems) {
        Some(word) => {
            problems.seen(LANGUAGE.room, &word);
            if cursor.is_word("is") {
                return Err(problems.push(problem::cause_missing(&word)));
            }
            let path = cursor.expect_path("an error's path, such as `std::io::Error`", problems)?;
            if !case.fields.is_empty() {
                problems.push(problem::fields_and_cause(Place::of_all(&path, &word), &case.name));
            }
            Some(path)
        }
        None => None,
    };
    let before = problems.count();
    let (meaning, message) = meaning_and_message(&case.name, cursor, problems);
    cases.push(ErrorCaseTree { case, cause, meaning, message });
    // The case is kept; what stands behind a wrong meaning is skipped up to the comma.
    if problems.count() > before {
        cursor.take_until(|at| at.is_sign(","));
    }
    Ok(())
}

fn meaning_and_message(
    name: &Ident,
    cursor: &mut Cursor,
    problems: &mut Problems,
) -> (&'static str, Option<Text>) {
    const WRONG: &str = "Internal";
    let Some(is) = cursor.take_word_or_slip("is", problems) else {
        problems.push(problem::case_without_meaning(cursor.previous_place(), name));
        return (WRONG, None);
    };
    problems.seen(LANGUAGE.room, &is);
    let meaning = meaning(cursor, problems).unwrap_or(WRONG);
    let message = cursor.expect_text("the message in quotes", problems).ok();
    (meaning, message)
}

fn meaning(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<&'static str> {
    if let Some(number) = cursor.take_literal() {
        let written = number.to_string();
        let meant = meanings().find(|(_, _, status)| status.to_string() == written).map(|(word, ..)| word);
        return Err(problems.push(problem::meaning_as_number(&number, &written, meant.map(Nearest::guess))));
    }
    let word = cursor.expect_name("a meaning, such as `not_found`", problems)?;
    let name = word.to_string();
    if let Some((_, meaning, _)) = meanings().find(|(known, ..)| *known == name) {
        problems.seen(LANGUAGE.room, &word);
        return Ok(meaning);
    }
    let meant = foreign_meaning(&name)
        .map(Nearest::guess)
        .or_else(|| nearest(&name, meanings().map(|(word, ..)| word)));
    Err(problems.push(problem::unknown_meaning(&word, meant)))
}
