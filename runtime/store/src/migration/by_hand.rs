//! Migrations that somebody wrote: in their order, each once, before what is derived.
//!
//! A database keeps the name and the text of each. What it has and what the program says must
//! agree from the first on: a difference means that one of the two is not what it seems.

use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, Connection, params};

use super::in_words;
use crate::Migration;

/// Where applied migrations stand, in their order. Those of a database that was made with the shape
/// already are noted without having been run.
pub(super) const CREATE: &str = "CREATE TABLE IF NOT EXISTS \"parseltongue_migrations\" (\"number\" INTEGER PRIMARY KEY \
                                 NOT NULL, \"name\" TEXT NOT NULL UNIQUE, \"sql\" TEXT NOT NULL, \"was_run\" INTEGER NOT \
                                 NULL, \"noted_at\" TEXT NOT NULL) STRICT;";

/// Statements that would end the transaction that a migration runs in, or leave the database.
const REFUSED: &[&str] =
    &["BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "ATTACH", "DETACH", "VACUUM", "PRAGMA"];

/// Those that the database lacks. Refuses when the two disagree about what was applied.
pub(super) fn pending<'m>(
    connection: &Connection,
    store: &str,
    migrations: &'m [Migration],
) -> Result<&'m [Migration], String> {
    let applied = applied(connection).map_err(in_words)?;
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

fn applied(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    if !connection.table_exists(None, "parseltongue_migrations")? {
        return Ok(Vec::new());
    }
    let sql = "SELECT \"name\", \"sql\" FROM \"parseltongue_migrations\" ORDER BY \"number\"";
    connection.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Runs migrations and notes them; of a database that is only now made, they are noted alone.
pub(super) fn apply(connection: &Connection, pending: &[Migration], is_new: bool) -> Result<(), String> {
    for migration in pending {
        if !is_new {
            run(connection, migration)?;
        }
        let sql = "INSERT INTO \"parseltongue_migrations\" (\"name\", \"sql\", \"was_run\", \"noted_at\") VALUES (?1, ?2, \
                   ?3, strftime('%Y-%m-%dT%H:%M:%SZ'))";
        connection.execute(sql, params![migration.name, migration.sql, !is_new]).map_err(in_words)?;
    }
    Ok(())
}

fn run(connection: &Connection, migration: &Migration) -> Result<(), String> {
    let failed = |error: rusqlite::Error| format!("the migration \"{}\" failed: {error}", migration.name);
    let mut statements = Batch::new(connection, migration.sql);
    while let Some(mut statement) = statements.next().map_err(failed)? {
        let text = statement.expanded_sql().unwrap_or_default();
        let word = first_word(&text);
        if REFUSED.contains(&&*word) {
            return Err(format!(
                "the migration \"{}\" says {word}: it runs in a transaction with everything else that a start changes; \
                 take that statement out",
                migration.name
            ));
        }
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

/// The word that a statement begins with, behind its comments, in capitals.
fn first_word(statement: &str) -> String {
    // To SQLite a semicolon with nothing before it belongs to what follows.
    let is_nothing = |it: char| it.is_whitespace() || matches!(it, ';' | '\u{feff}');
    let mut rest = statement.trim_start_matches(is_nothing);
    loop {
        let behind = match rest.get(..2) {
            Some("--") => rest.split_once('\n'),
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
    fn the_first_word_stands_behind_comments() {
        assert_eq!(first_word("  -- why\n/* and\n how */ Commit;"), "COMMIT");
        assert_eq!(first_word("CREATE TRIGGER x BEGIN SELECT 1; END"), "CREATE");
        assert_eq!(first_word("-- nothing"), "");
    }
}
