//! Grammar of `define_store Name { keep_in: sqlite "file", holds: Record, Record, migration "name" { "sql" } }`.

use proc_macro2::{Delimiter, Ident, TokenStream};

use crate::attributes::{Carrier, carried};
use crate::items::Item;
use crate::problems::{self, stores as problem};
use crate::tokens::Text;
use crate::vocabulary::{LANGUAGE, Role, STORE};
use crate::{Cursor, LineEnd, LineStart, Parsed, Place, Problems, Setting, lines, settings};

/// A store as written.
#[derive(Debug)]
pub(super) struct StoreTree {
    pub(super) name: Ident,
    pub(super) attributes: TokenStream,
    pub(super) keep_in: Setting<PlaceTree>,
    pub(super) holds: Setting<Vec<TokenStream>>,
    pub(super) migrations: Vec<MigrationTree>,
    /// Its braces.
    pub(super) place: Place,
    /// A line was wrong, so that what is missing may only have been misread.
    pub(super) has_wrong_lines: bool,
}

/// `migration "2026-11-30 rename note" { "sql" }`, as written.
#[derive(Clone, Debug)]
pub(super) struct MigrationTree {
    pub(super) name: Text,
    pub(super) sql: Text,
}

/// Where a store keeps its records, as written.
#[derive(Clone, Debug)]
pub(super) enum PlaceTree {
    /// `sqlite "file"`
    File(Text),
    /// `memory`
    Memory,
    /// `postgres env "DATABASE_URL"`
    Postgres { word: Ident, variable: Text },
}

/// Reads a store. A line that is wrong is told of and left out.
pub(super) fn store(item: &Item<'_>, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<StoreTree> {
    let name = cursor.expect_name("the store's name", problems)?;
    let braces = cursor.expect_group(Delimiter::Brace, "`{ keep_in: …, holds: … }`", problems)?;
    let mut tree = StoreTree {
        name,
        attributes: item.attributes.clone(),
        keep_in: Setting::default(),
        holds: Setting::default(),
        migrations: Vec::new(),
        place: Place::from(&braces),
        has_wrong_lines: false,
    };
    let before = problems.count();
    lines(&mut Cursor::inside(&braces), &begins_a_line, problems, |start, cursor, problems| {
        let end = line(&start, cursor, &mut tree, problems)?;
        problems.seen(LANGUAGE.room, &start.word);
        Ok(end)
    });
    tree.has_wrong_lines = problems.count() > before;
    Ok(tree)
}

fn begins_a_line(word: &str) -> bool {
    STORE.find(&[Role::Setting, Role::Declaration], word).is_some()
}

fn line(
    start: &LineStart,
    cursor: &mut Cursor,
    tree: &mut StoreTree,
    problems: &mut Problems,
) -> Parsed<LineEnd> {
    let word = &start.word;
    let name = word.to_string();
    if begins_a_line(&name) {
        carried(&start.attributes, Carrier::Nothing, problems);
    }
    if STORE.find(&[Role::Declaration], &name).is_some() {
        tree.migrations.push(migration(start, cursor, problems)?);
        return Ok(LineEnd::Braces);
    }
    if STORE.find(&[Role::Setting], &name).is_none() && !start.has_colon {
        const LINES: &[Role] = &[Role::Setting, Role::Declaration];
        return Err(problems.push(problems::unknown_word(word, "a store", &STORE, LINES)));
    }
    if STORE.find(&[Role::Setting], &name).is_none() {
        return Err(problems.push(problems::unknown_setting(word, "a store", &STORE)));
    }
    if !start.has_colon {
        problems.push(problems::setting_without_colon(word));
    }
    if name == "keep_in" {
        let place = keep_in(cursor, problems)?;
        tree.keep_in.set(word, place, problems);
    } else {
        let records = settings::paths(cursor, "a record's name", &begins_a_line, problems)?;
        tree.holds.set(word, records, problems);
    }
    Ok(LineEnd::Comma)
}

fn migration(start: &LineStart, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<MigrationTree> {
    if start.has_colon {
        problems.push(problem::migration_with_colon(cursor.previous_place(), &start.word));
    }
    let name = cursor.expect_text("the migration's name, such as `\"2026-11-30 rename note\"`", problems)?;
    let braces = cursor.expect_group(Delimiter::Brace, "`{ \"sql\" }`", problems)?;
    let mut inside = Cursor::inside(&braces);
    let sql = inside.expect_text("the SQL as a text: `{ \"ALTER TABLE …\" }`", problems)?;
    inside.expect_end(problems);
    Ok(MigrationTree { name, sql })
}

fn keep_in(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<PlaceTree> {
    if let Some(text) = cursor.take_text() {
        return Err(problems.push(problem::file_without_sqlite(&text)));
    }
    let (place, word) = settings::one_of(cursor, &["sqlite", "postgres", "memory"], problems)?;
    problems.seen(LANGUAGE.room, &word);
    if place == "memory" {
        return Ok(PlaceTree::Memory);
    }
    if place == "postgres" {
        if let Some(address) = cursor.take_text() {
            return Err(problems.push(problem::address_in_the_source(&address)));
        }
        let env = cursor.expect_word("env", problems)?;
        problems.seen(LANGUAGE.room, &env);
        let variable = cursor.expect_text("the variable's name, such as `env \"DATABASE_URL\"`", problems)?;
        return Ok(PlaceTree::Postgres { word, variable });
    }
    let file = cursor.expect_text("the file's path, such as `sqlite \"data/books.db\"`", problems)?;
    Ok(PlaceTree::File(file))
}
