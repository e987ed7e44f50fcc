//! What stands in a database.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::COLUMNS_TABLE;
use super::shape::type_of_kind;
use crate::failure::Fault;
use crate::session::Session;
use crate::statement::Dialect;

/// The tables of a database, as far as a plan depends on them.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) dialect: Dialect,
    pub(crate) format: i64,
    pub(crate) tables: BTreeMap<String, FoundTable>,
}

/// A table.
#[derive(Debug, Default)]
pub(crate) struct FoundTable {
    pub(crate) columns: Vec<FoundColumn>,
    /// Indexes that were made by name: whether they are unique.
    pub(crate) indexes: BTreeMap<String, bool>,
}

/// A column.
#[derive(Debug)]
pub(crate) struct FoundColumn {
    pub(crate) name: String,
    pub(crate) column_type: String,
    pub(crate) is_required: bool,
    pub(crate) is_key: bool,
    /// What it references: a table and its column.
    pub(crate) references: Option<(String, String)>,
    /// Its kind in the language's words, if this crate made it.
    pub(crate) kind: Option<String>,
}

impl Database {
    pub(crate) fn read(session: &Session) -> Result<Database, Fault> {
        match session.dialect() {
            Dialect::Sqlite => Ok(Database::in_sqlite(session.connection())?),
            #[cfg(feature = "postgres")]
            Dialect::Postgres => super::in_postgres::read(session),
            #[cfg(not(feature = "postgres"))]
            Dialect::Postgres => unreachable!("this build has no connections to PostgreSQL"),
        }
    }

    fn in_sqlite(connection: &Connection) -> rusqlite::Result<Database> {
        let format = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let names =
            texts(connection, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", [])?;
        let kinds = kinds(connection, &names)?;
        let mut tables = BTreeMap::new();
        for name in names {
            tables.insert(name.clone(), FoundTable::read(connection, &name, &kinds)?);
        }
        Ok(Database { dialect: Dialect::Sqlite, format, tables })
    }
}

type Kinds = BTreeMap<(String, String), String>;

fn kinds(connection: &Connection, tables: &[String]) -> rusqlite::Result<Kinds> {
    if !tables.iter().any(|table| table == COLUMNS_TABLE) {
        return Ok(Kinds::new());
    }
    let mut statement = connection
        .prepare(&format!("SELECT \"table_name\", \"column_name\", \"kind\" FROM \"{COLUMNS_TABLE}\""))?;
    let rows = statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    rows.collect()
}

fn texts(connection: &Connection, sql: &str, binds: impl rusqlite::Params) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(sql)?;
    statement.query_map(binds, |row| row.get(0))?.collect()
}

impl FoundTable {
    fn read(connection: &Connection, table: &str, kinds: &Kinds) -> rusqlite::Result<FoundTable> {
        let mut references = BTreeMap::new();
        let mut statement =
            connection.prepare("SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(?1)")?;
        let mut rows = statement.query([table])?;
        while let Some(row) = rows.next()? {
            // No column is named when it is the key of the other table.
            let to: Option<String> = row.get(2)?;
            references.insert(row.get::<_, String>(0)?, (row.get(1)?, to.unwrap_or_default()));
        }
        let mut statement = connection
            .prepare("SELECT name, type, \"notnull\", pk FROM pragma_table_info(?1) ORDER BY cid")?;
        let columns = statement.query_map([table], |row| {
            let (name, column_type): (String, String) = (row.get(0)?, row.get(1)?);
            let kind = kinds.get(&(table.to_owned(), name.clone()));
            Ok(FoundColumn {
                is_required: row.get(2)?,
                is_key: row.get::<_, i64>(3)? > 0,
                references: references.get(&name).cloned(),
                // Of a column that somebody made anew with another type, the note says nothing any more.
                kind: kind.filter(|kind| type_of_kind(kind, Dialect::Sqlite) == column_type).cloned(),
                column_type,
                name,
            })
        })?;
        let columns = columns.collect::<rusqlite::Result<_>>()?;
        let mut statement = connection
            .prepare("SELECT name, \"unique\" FROM pragma_index_list(?1) WHERE origin = 'c' ORDER BY name")?;
        let indexes = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(FoundTable { columns, indexes: indexes.collect::<rusqlite::Result<_>>()? })
    }
}
