//! Migrations that somebody wrote: in their order, each once, before what is derived.
//!
//! A database keeps the name and the text of each. What it has and what the program says must
//! agree from the first on: a difference means that one of the two is not what it seems.

use parseltongue_records::sql::{Part, Sql};
use parseltongue_records::{ColumnValue, Row, StoreError, sql};
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, Connection};

use super::database::Database;
use super::in_words;
use crate::Migration;
use crate::session::Session;
use crate::statement::Dialect;

/// Where applied migrations stand, in their order. Those of a database that was made with the shape
/// already are noted without having been run.
pub(super) fn create(dialect: Dialect) -> String {
    let (number, truth, options) = match dialect {
        Dialect::Sqlite => ("INTEGER", "INTEGER", " STRICT"),
        Dialect::Postgres => ("bigint GENERATED ALWAYS AS IDENTITY", "boolean", ""),
    };
    format!(
        "CREATE TABLE IF NOT EXISTS \"parseltongue_migrations\" (\"number\" {number} PRIMARY KEY NOT NULL, \"name\" TEXT \
         NOT NULL UNIQUE, \"sql\" TEXT NOT NULL, \"was_run\" {truth} NOT NULL, \"noted_at\" TEXT NOT NULL){options};"
    )
}

/// Statements that would end the transaction that a migration runs in, or leave the database.
const REFUSED: &[&str] = &[
    "BEGIN",
    "START",
    "COMMIT",
    "END",
    "ROLLBACK",
    "ABORT",
    "PREPARE",
    "SAVEPOINT",
    "RELEASE",
    "ATTACH",
    "DETACH",
    "VACUUM",
    "PRAGMA",
];

/// Those that the database lacks. Refuses when the two disagree about what was applied.
pub(super) fn pending<'m>(
    session: &Session,
    found: &Database,
    store: &str,
    migrations: &'m [Migration],
) -> Result<&'m [Migration], String> {
    let applied = applied(session, found).map_err(|error| error.to_string())?;
    for (position, (name, sql)) in applied.iter().enumerate() {
        let Some(migration) = migrations.get(position).filter(|it| it.name == name) else {
            return Err(match migrations.iter().any(|it| it.name == name) {
                true => format!(
                    "the migration \"{}\" of {store} stands before \"{name}\", which was applied without it: put \
                     it behind those that were applied",
                    migrations[position].name
                ),
                false => format!(
                    "the migration \"{name}\" was applied and {store} does not have it in its place: a newer program \
                     did it, or the line was taken out or renamed; give it back"
                ),
            });
        };
        if migration.sql != sql {
            return Err(format!(
                "the migration \"{name}\" was applied with another text: it was `{}`, the program says `{}`; put the \
                 text back, and write what is to change in a migration behind it",
                one_line(sql),
                one_line(migration.sql)
            ));
        }
    }
    Ok(&migrations[applied.len()..])
}

fn applied(session: &Session, found: &Database) -> Result<Vec<(String, String)>, StoreError> {
    const APPLIED: Sql =
        sql!["SELECT \"name\", \"sql\" FROM \"parseltongue_migrations\" ORDER BY \"number\""];
    let mut applied = Vec::new();
    if found.tables.contains_key("parseltongue_migrations") {
        session.each_own(APPLIED, &[], |row| {
            applied.push((text_of(row, 0), text_of(row, 1)));
            true
        })?;
    }
    Ok(applied)
}

fn text_of(row: &dyn Row, index: usize) -> String {
    match row.column(index) {
        ColumnValue::Text(text) => text.into_owned(),
        _ => String::new(),
    }
}

/// Runs migrations and notes them; of a database that is only now made, they are noted alone.
pub(super) fn apply(session: &Session, pending: &[Migration], is_new: bool) -> Result<(), String> {
    const NOTE: Sql = sql![
        "INSERT INTO \"parseltongue_migrations\" (\"name\", \"sql\", \"was_run\", \"noted_at\") VALUES (?1, ?2, ?3, ",
        Part::new(
            "strftime('%Y-%m-%dT%H:%M:%SZ')",
            "to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
        ),
        ")"
    ];
    for migration in pending {
        if !is_new {
            match session.dialect() {
                Dialect::Sqlite => run(session.connection(), migration)?,
                Dialect::Postgres => run_in_postgres(session, migration)?,
            }
        }
        let text = |text: &'static str| ColumnValue::Text(text.into());
        let binds = [text(migration.name), text(migration.sql), ColumnValue::Integer((!is_new).into())];
        session.execute_own(NOTE, &binds).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Refuses a statement that would end the transaction.
fn check(migration: &Migration, statement: &str, dialect: Dialect) -> Result<(), String> {
    let word = first_word(statement, dialect);
    if REFUSED.contains(&&*word) {
        return Err(format!(
            "the migration \"{}\" says {word}: it runs in a transaction with everything else that a start changes; \
             take that statement out",
            migration.name
        ));
    }
    Ok(())
}

fn run_in_postgres(session: &Session, migration: &Migration) -> Result<(), String> {
    for statement in statements(migration.sql) {
        check(migration, statement, Dialect::Postgres)?;
        let ran = session.batch(statement);
        ran.map_err(|error| format!("the migration \"{}\" failed: {error}", migration.name))?;
    }
    Ok(())
}

fn run(connection: &Connection, migration: &Migration) -> Result<(), String> {
    let failed = |error: rusqlite::Error| format!("the migration \"{}\" failed: {error}", migration.name);
    let mut statements = Batch::new(connection, migration.sql);
    while let Some(mut statement) = statements.next().map_err(failed)? {
        let text = statement.expanded_sql().unwrap_or_default();
        check(migration, &text, Dialect::Sqlite)?;
        if statement.parameter_count() > 0 {
            return Err(format!(
                "the migration \"{}\" has a place for a value, and no value",
                migration.name
            ));
        }
        let mut rows = statement.raw_query();
        while rows.next().map_err(failed)?.is_some() {}
    }
    Ok(())
}

/// The statements of a text, as PostgreSQL separates them: by semicolons outside of texts, names and comments.
fn statements(sql: &str) -> Vec<&str> {
    let mut statements = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < sql.len() {
        let rest = &sql[at..];
        let within = match rest.as_bytes()[0] {
            b';' => {
                statements.push(&sql[start..at]);
                start = at + 1;
                1
            }
            quote @ (b'\'' | b'"') => {
                // After `E'`, a backslash hides the quote behind it.
                let is_escaped = quote == b'\'' && sql[..at].ends_with(['e', 'E']);
                quoted_length(rest, quote, is_escaped)
            }
            b'-' if rest.starts_with("--") => rest.find('\n').map_or(rest.len(), |end| end + 1),
            b'/' if rest.starts_with("/*") => comment_length(rest),
            b'$' => dollar_length(rest),
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
        at += within;
    }
    statements.push(&sql[start..]);
    statements.retain(|statement| !statement.trim().is_empty());
    statements
}

fn quoted_length(text: &str, quote: u8, is_escaped: bool) -> usize {
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((index, byte)) = bytes.next() {
        if byte == quote {
            return index + 1;
        }
        if is_escaped && byte == b'\\' {
            bytes.next();
        }
    }
    text.len()
}

/// Comments stand in each other.
fn comment_length(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

/// `$$ … $$` and `$name$ … $name$`; a dollar alone is itself.
fn dollar_length(text: &str) -> usize {
    let end = text[1..].find(|it: char| !it.is_alphanumeric() && it != '_').map(|end| end + 1);
    let Some(tag) = end.filter(|end| text[*end..].starts_with('$')).map(|end| &text[..=end]) else {
        return 1;
    };
    text[tag.len()..].find(tag).map_or(text.len(), |end| end + 2 * tag.len())
}

/// The word that a statement begins with, behind its comments, in capitals.
fn first_word(statement: &str, dialect: Dialect) -> String {
    // To SQLite a semicolon with nothing before it belongs to what follows.
    let is_nothing = |it: char| it.is_whitespace() || matches!(it, ';' | '\u{feff}');
    let mut rest = statement.trim_start_matches(is_nothing);
    loop {
        let behind = match rest.get(..2) {
            Some("--") => rest.split_once('\n'),
            Some("/*") if dialect == Dialect::Postgres => Some(rest.split_at(comment_length(rest))),
            Some("/*") => rest.split_once("*/"),
            _ => break,
        };
        rest = behind.map_or("", |(_, behind)| behind).trim_start_matches(is_nothing);
    }
    let end = rest.find(|it: char| !it.is_ascii_alphabetic()).unwrap_or(rest.len());
    rest[..end].to_ascii_uppercase()
}

fn one_line(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// References that point at nothing after tables were made anew.
pub(super) fn check_references(connection: &Connection) -> Result<(), String> {
    let broken = connection
        .prepare("PRAGMA foreign_key_check")
        .and_then(|mut it| it.query_map([], |row| row.get::<_, String>(0))?.next().transpose())
        .map_err(in_words)?;
    match broken {
        None => Ok(()),
        Some(table) => Err(format!("the migrations would leave {table} with a reference to nothing")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semicolons_within_texts_and_comments_separate_nothing() {
        let sql = "UPDATE t SET a = 'x;''y', b = E'\\';', \"c;\" = 1; -- no; no\n/* ; /* ; */ ; */ COMMIT;; DO $a$ x; $$ ; $a$";
        let found = statements(sql);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(
            found.iter().map(|it| first_word(it, Dialect::Postgres)).collect::<Vec<_>>(),
            ["UPDATE", "COMMIT", "DO"]
        );
        assert_eq!(statements("SELECT $1; SELECT 'ende"), ["SELECT $1", " SELECT 'ende"]);
    }

    #[test]
    fn the_first_word_stands_behind_comments() {
        assert_eq!(first_word("  -- why\n/* and\n how */ Commit;", Dialect::Sqlite), "COMMIT");
        assert_eq!(first_word("CREATE TRIGGER x BEGIN SELECT 1; END", Dialect::Sqlite), "CREATE");
        assert_eq!(first_word("-- nothing", Dialect::Sqlite), "");
    }
}
