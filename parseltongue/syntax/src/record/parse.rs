//! Grammar of `define_record Name { field: type words…, check condition otherwise "…", }`.

use proc_macro2::{Delimiter, Ident, TokenStream};

use super::version::{self, VersionTree};
use crate::attributes::{Carrier, carried};
use crate::field::{FieldTree, field};
use crate::items::Item;
use crate::problems::records as problem;
use crate::tokens::Text;
use crate::vocabulary::{LANGUAGE, nearest};
use crate::{Cursor, LineEnd, LineStart, Parsed, Place, Problems, lines, problems as shared};

/// A record as written.
#[derive(Debug)]
pub(super) struct RecordTree {
    pub(super) name: Ident,
    pub(super) attributes: TokenStream,
    pub(super) fields: Vec<FieldTree>,
    pub(super) checks: Vec<CheckTree>,
    pub(super) indexes: Vec<IndexTree>,
    pub(super) version: Option<VersionTree>,
    /// Its braces.
    pub(super) place: Place,
    /// Nothing stands between them.
    pub(super) is_empty: bool,
}

/// `check condition otherwise "message",`
#[derive(Debug)]
pub(super) struct CheckTree {
    pub(super) condition: TokenStream,
    pub(super) message: Text,
}

/// `unique .user, .article,` or `indexed .symbol, .placed_at,`
#[derive(Debug)]
pub(super) struct IndexTree {
    pub(super) word: Ident,
    pub(super) fields: Vec<Ident>,
}

/// Reads a record. A line that is wrong is told of and left out.
pub(super) fn record(item: &Item<'_>, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<RecordTree> {
    let name = cursor.expect_name("the record's name", problems)?;
    let braces = cursor.expect_group(Delimiter::Brace, "`{ field: type, … }`", problems)?;
    let mut tree = RecordTree {
        name,
        attributes: item.attributes.clone(),
        fields: Vec::new(),
        checks: Vec::new(),
        indexes: Vec::new(),
        version: None,
        place: Place::from(&braces),
        is_empty: braces.stream().is_empty(),
    };
    lines(&mut Cursor::inside(&braces), &begins_a_line, problems, |start, cursor, problems| {
        line(start, cursor, &mut tree, problems)
    });
    Ok(tree)
}

fn begins_a_line(word: &str) -> bool {
    matches!(word, "check" | "version" | "unique" | "indexed")
}

fn line(
    start: LineStart,
    cursor: &mut Cursor,
    tree: &mut RecordTree,
    problems: &mut Problems,
) -> Parsed<LineEnd> {
    if start.has_colon {
        tree.fields.push(field(start, cursor, problems)?);
        return Ok(LineEnd::Comma);
    }
    let name = start.word;
    if begins_a_line(&name.to_string()) {
        carried(&start.attributes, Carrier::Nothing, problems);
    }
    let slip = nearest(&name.to_string(), ["check"]).filter(|meant| meant.is_certain && cursor.is_sign("."));
    if name == "check" || slip.is_some() {
        if let Some(meant) = slip.filter(|_| name != "check") {
            problems.push(shared::misspelt(&name, meant));
        }
        problems.seen(LANGUAGE.room, &name);
        tree.checks.push(check(cursor, problems)?);
        return Ok(LineEnd::Comma);
    }
    if (name == "unique" || name == "indexed") && cursor.is_sign(".") {
        problems.seen(LANGUAGE.room, &name);
        tree.indexes.push(IndexTree { fields: fields(cursor, problems)?, word: name });
        return Ok(LineEnd::Comma);
    }
    let slip = nearest(&name.to_string(), ["version"])
        .filter(|meant| meant.is_certain && cursor.peek_literal().is_some() && cursor.is_word_at(1, "after"));
    if name == "version" || slip.is_some() {
        if let Some(meant) = slip.filter(|_| name != "version") {
            problems.push(shared::misspelt(&name, meant));
        }
        let version = version::read(name.clone(), cursor, problems)?;
        if tree.version.is_some() {
            return Err(problems.push(problem::second_version(&name)));
        }
        tree.version = Some(version);
        return Ok(LineEnd::Braces);
    }
    Err(problems.push(problem::field_without_type(&name)))
}

/// `.user, .article`
fn fields(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Vec<Ident>> {
    let mut fields = Vec::new();
    loop {
        fields.push(cursor.expect_field("a field such as `.article`", problems)?);
        if !(cursor.is_sign(",") && cursor.is_sign_at(1, ".")) {
            return Ok(fields);
        }
        cursor.next();
    }
}

fn check(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<CheckTree> {
    let place = cursor.place();
    let condition = cursor.take_until(|at| at.is_word("otherwise") || at.is_sign(","));
    if condition.is_empty() {
        return Err(problems.push(problem::check_without_condition(place)));
    }
    if !cursor.is_word("otherwise") {
        let last = cursor.previous_place();
        return Err(problems.push(problem::check_without_message(last)));
    }
    let otherwise = cursor.expect_word("otherwise", problems)?;
    problems.seen(LANGUAGE.room, &otherwise);
    let message = cursor.expect_text("what a client is told, in quotes", problems)?;
    Ok(CheckTree { condition, message })
}
