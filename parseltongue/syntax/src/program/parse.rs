//! Grammar of `define_program Name { housekeeping: 1 core, Block: 2 cores, Block: main_thread, }`.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::quote;

use crate::attributes::{Carrier, carried};
use crate::items::Item;
use crate::problems::{self, programs as problem};
use crate::units::{Count, count};
use crate::vocabulary::{LANGUAGE, PROGRAM, Role, nearest};
use crate::{Cursor, LineEnd, LineStart, Parsed, Place, Problems, Setting, lines};

/// A program as written.
#[derive(Debug)]
pub(super) struct ProgramTree {
    pub(super) name: Ident,
    pub(super) attributes: TokenStream,
    pub(super) housekeeping: Setting<Count>,
    pub(super) blocks: Vec<BlockTree>,
    /// Its braces.
    pub(super) place: Place,
    /// A line was wrong, so that what is missing may only have been misread.
    pub(super) has_wrong_lines: bool,
}

/// A line that says where a block runs.
#[derive(Debug)]
pub(super) struct BlockTree {
    /// The block's path.
    pub(super) path: TokenStream,
    pub(super) place: Place,
    pub(super) runs: RunsTree,
}

/// Where a block runs, as written.
#[derive(Clone, Debug)]
pub(super) enum RunsTree {
    /// `2 cores`
    Cores(Count),
    /// `main_thread`
    MainThread(Ident),
}

/// Reads a program. A line that is wrong is told of and left out.
pub(super) fn program(item: &Item<'_>, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<ProgramTree> {
    let name = cursor.expect_name("the program's name", problems)?;
    let braces = cursor.expect_group(Delimiter::Brace, "`{ Block: 1 core, … }`", problems)?;
    let mut tree = ProgramTree {
        name,
        attributes: item.attributes.clone(),
        housekeeping: Setting::default(),
        blocks: Vec::new(),
        place: Place::from(&braces),
        has_wrong_lines: false,
    };
    let before = problems.count();
    lines(&mut Cursor::inside(&braces), &|_| false, problems, |start, cursor, problems| {
        line(start, cursor, &mut tree, problems)?;
        nothing_further(cursor, problems);
        Ok(LineEnd::Comma)
    });
    tree.has_wrong_lines = problems.count() > before;
    Ok(tree)
}

fn line(
    start: LineStart,
    cursor: &mut Cursor,
    tree: &mut ProgramTree,
    problems: &mut Problems,
) -> Parsed<()> {
    let LineStart { attributes, word, has_colon } = start;
    carried(&attributes, Carrier::Nothing, problems);
    let name = word.to_string();
    if name == "housekeeping" {
        problems.seen(LANGUAGE.room, &word);
        if !has_colon {
            problems.push(problems::setting_without_colon(&word));
        }
        let cores = count(cursor, "core", "cores", problems)?;
        tree.housekeeping.set(&word, cores, problems);
        return Ok(());
    }
    let (path, place) = path(&word, has_colon, cursor, problems)?;
    if let Some(meant) = nearest(&name, ["housekeeping"]) {
        return Err(problems.push(problem::unknown_program_line(&word, Some(meant))));
    }
    if name.starts_with(|first: char| first.is_ascii_lowercase()) && path.clone().into_iter().count() == 1 {
        return Err(problems.push(problem::unknown_program_line(&word, None)));
    }
    let runs = runs(cursor, problems)?;
    tree.blocks.push(BlockTree { path, place, runs });
    Ok(())
}

/// The block's path, whose first word was read; then its colon, if that was not read as well.
fn path(
    word: &Ident,
    has_colon: bool,
    cursor: &mut Cursor,
    problems: &mut Problems,
) -> Parsed<(TokenStream, Place)> {
    if has_colon {
        return Ok((quote!(#word), Place::from(word)));
    }
    let mut path = vec![TokenTree::from(word.clone())];
    while cursor.is_sign("::") && matches!(cursor.peek_at(2), Some(TokenTree::Ident(_))) {
        path.extend([cursor.next(), cursor.next(), cursor.next()].into_iter().flatten());
    }
    let place = Place::between(word, cursor.previous_place());
    if cursor.take_sign(":").is_none() {
        problems.push(problem::block_without_colon(place));
    }
    Ok((path.into_iter().collect(), place))
}

fn runs(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<RunsTree> {
    let Some(word) = cursor.peek_word().cloned() else {
        return count(cursor, "core", "cores", problems).map(RunsTree::Cores);
    };
    let name = word.to_string();
    if name == "main_thread" {
        cursor.next();
        problems.seen(LANGUAGE.room, &word);
        return Ok(RunsTree::MainThread(word));
    }
    if let Some(later) = PROGRAM.find_later(&[Role::Inner], &name) {
        return Err(problems.push(problems::not_in_this_version(&word, later, "Parseltongue")));
    }
    Err(problems.push(problem::unknown_runs(&word, nearest(&name, ["main_thread"]))))
}

/// Words such as `isolated`, which say more of a line than this version can do: each is told of.
fn nothing_further(cursor: &mut Cursor, problems: &mut Problems) {
    while let Some(word) = cursor.peek_word().cloned() {
        let Some(later) = PROGRAM.find_later(&[Role::Inner], &word.to_string()) else { return };
        problems.push(problems::not_in_this_version(&word, later, "Parseltongue"));
        cursor.next();
        // What belongs to the word: `memory 256 MiB`, `restart always`, `priority 80`.
        let is_of_it = |at: &Cursor| {
            let is_later = at
                .peek_word()
                .is_some_and(|word| PROGRAM.find_later(&[Role::Inner], &word.to_string()).is_some());
            at.is_sign(",") || is_later || at.is_sign_at(1, ":")
        };
        cursor.take_until(is_of_it);
    }
}
