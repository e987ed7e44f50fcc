//! What there is to do, or why it is not done.

use parseltongue_records::{Default, Field};

use super::database::{Database, FoundColumn, FoundTable};
use super::shape::{
    NAME_BYTES_MAX, WantedIndex, added_definition, column_type, definition, indexes, is_ours, is_required,
    kind_label, reference,
};
use super::{COLUMNS_TABLE, FORMAT, FORMAT_TABLE, by_hand};
use crate::Held;
use crate::session::Session;
use crate::statement::{Dialect, quoted};

/// SQL that makes a database fit, in its order.
pub(crate) type Plan = Vec<Step>;

#[derive(Debug, PartialEq)]
pub(crate) struct Step {
    sql: String,
    /// What it does, behind "to": `add Order.note`.
    what: String,
    /// What is wrong when SQLite refuses it, if that is known beforehand.
    reason: Option<String>,
}

impl Step {
    fn new(sql: String, what: String) -> Step {
        Step { sql, what, reason: None }
    }

    /// Does it, inside of a transaction, and says what it did.
    pub(crate) fn run(self, session: &Session) -> Result<String, String> {
        session.batch(&self.sql).map_err(|error| match &self.reason {
            Some(reason) => format!("{reason}: {error}"),
            None => format!("cannot {}: {error}", self.what),
        })?;
        Ok(self.what)
    }
}

/// Refuses a database that a later version of this crate has written.
pub(crate) fn check_format(found: &Database) -> Result<(), String> {
    if found.format <= FORMAT {
        return Ok(());
    }
    Err(format!(
        "it was written by a newer Parseltongue (format {}; this program knows {FORMAT}): build the program \
         with that version",
        found.format
    ))
}

/// Makes the tables of this crate's own, if they are not there.
pub(crate) fn own_tables(found: &Database) -> Option<Step> {
    let options = if found.dialect == Dialect::Sqlite { " STRICT, WITHOUT ROWID" } else { "" };
    let columns = format!(
        "CREATE TABLE IF NOT EXISTS \"{COLUMNS_TABLE}\" (\"table_name\" TEXT NOT NULL, \"column_name\" TEXT NOT \
         NULL, \"kind\" TEXT NOT NULL, PRIMARY KEY (\"table_name\", \"column_name\")){options};"
    );
    let (outbox, migrations) = (crate::outbox::create(found.dialect), by_hand::create(found.dialect));
    let format = match found.dialect {
        Dialect::Sqlite => format!("PRAGMA user_version = {FORMAT};"),
        Dialect::Postgres => format!(
            "CREATE TABLE IF NOT EXISTS \"{FORMAT_TABLE}\" (\"format\" bigint NOT NULL); DELETE FROM \
             \"{FORMAT_TABLE}\"; INSERT INTO \"{FORMAT_TABLE}\" VALUES ({FORMAT});"
        ),
    };
    let jobs = crate::jobs::create(found.dialect);
    let sql = format!("{columns} {outbox} {jobs} {migrations} {format}");
    (found.format < FORMAT).then(|| Step::new(sql, "write the version of the format".to_owned()))
}

/// Compares a database with what a store holds.
pub(crate) fn plan(found: &Database, store: &str, held: &[Held]) -> Result<Plan, String> {
    let mut plan = Plan::new();
    let mut refused = Vec::new();
    let dialect = found.dialect;
    for (position, one) in held.iter().enumerate() {
        if held[..position].iter().any(|other| other.table == one.table) {
            refused.push(format!(
                "{store} holds two records named {}: give one of them another name",
                one.record
            ));
            continue;
        }
        refused.extend(dangling(store, held, one));
        if dialect == Dialect::Postgres {
            refused.extend(too_long(one));
        }
        match found.tables.get(one.table) {
            None => create(&mut plan, one, dialect),
            Some(table) => adapt(&mut plan, one, table, dialect, &mut refused),
        }
    }
    if dialect == Dialect::Postgres {
        add_references(&mut plan, found, held);
    }
    if refused.is_empty() { Ok(plan) } else { Err(refused.join("; ")) }
}

/// References to what the store does not hold.
fn dangling(store: &str, held: &[Held], one: &Held) -> Vec<String> {
    let targets = one.fields.iter().filter_map(|field| Some((field.name, field.references?.0)));
    let missing = targets.filter(|(_, table)| !held.iter().any(|other| other.table == *table));
    missing
        .map(|(field, table)| {
            format!(
                "{}.{field} references {table}, which {store} does not hold: add it to `holds`",
                one.record
            )
        })
        .collect()
}

/// Names that PostgreSQL would cut.
fn too_long(held: &Held) -> impl Iterator<Item = String> {
    let names = std::iter::once(held.table).chain(held.fields.iter().map(|field| field.name));
    names.filter(|name| name.len() > NAME_BYTES_MAX).map(|name| {
        format!("the name {name} is longer than the {NAME_BYTES_MAX} bytes that PostgreSQL keeps: shorten it")
    })
}

/// References of columns that are new, now that all tables are there.
fn add_references(plan: &mut Plan, found: &Database, held: &[Held]) {
    for one in held {
        let columns = found.tables.get(one.table).map_or(&[][..], |table| &table.columns);
        for field in one.fields {
            let is_new = !columns.iter().any(|column| column.name == field.name);
            if let Some((table, key)) = field.references.filter(|_| is_new) {
                let (own, column) = (quoted(one.table), quoted(field.name));
                let sql = format!("ALTER TABLE {own} ADD FOREIGN KEY ({column}){};", reference(table, key));
                plan.push(Step::new(sql, format!("let {}.{} reference {table}", one.record, field.name)));
            }
        }
    }
}

fn create(plan: &mut Plan, held: &Held, dialect: Dialect) {
    let columns: Vec<String> = held.fields.iter().map(|field| definition(field, dialect)).collect();
    // A table whose key is no integer is kept in the order of its key, without a second tree.
    let has_row_id = held.fields.iter().any(|field| field.is_key && column_type(field, dialect) == "INTEGER");
    let options = match dialect {
        Dialect::Sqlite if has_row_id => " STRICT",
        Dialect::Sqlite => " STRICT, WITHOUT ROWID",
        Dialect::Postgres => "",
    };
    let table = quoted(held.table);
    let kinds: String = held.fields.iter().map(|field| note_kind(held, field)).collect();
    let sql = format!("CREATE TABLE {table} ({}){options}; {kinds}", columns.join(", "));
    plan.push(Step::new(sql, format!("make the table of {}", held.record)));
    for index in indexes(held, dialect) {
        create_index(plan, held, dialect, &index);
    }
}

/// SQL that keeps the kind of a column beside it.
fn note_kind(held: &Held, field: &Field) -> String {
    let text = |text: &str| format!("'{}'", text.replace('\'', "''"));
    format!(
        "INSERT INTO \"{COLUMNS_TABLE}\" VALUES ({}, {}, {}) ON CONFLICT (\"table_name\", \"column_name\") DO UPDATE SET \
         \"kind\" = excluded.\"kind\";",
        text(held.table),
        text(field.name),
        text(&kind_label(field)),
    )
}

fn create_index(plan: &mut Plan, held: &Held, dialect: Dialect, index: &WantedIndex) {
    let WantedIndex { name, columns, is_unique } = index;
    let unique = if *is_unique { "UNIQUE " } else { "" };
    // As queries order: what is missing comes first.
    let is_last = |column: &str| {
        let field = held.fields.iter().find(|field| field.name == column);
        dialect == Dialect::Postgres && field.is_some_and(|field| !is_required(field))
    };
    let listed: Vec<String> = columns
        .iter()
        .map(|column| format!("{}{}", quoted(column), if is_last(column) { " NULLS FIRST" } else { "" }))
        .collect();
    let sql =
        format!("CREATE {unique}INDEX {} ON {} ({});", quoted(name), quoted(held.table), listed.join(", "));
    let said = format!("{}.{}", held.record, columns.join(" and ."));
    let what = format!("index {said}");
    let reason = is_unique.then(|| match columns.len() {
        1 => format!("{said} is to be unique, but several records have the same value"),
        _ => format!("{said} are to be unique, but several records have the same values"),
    });
    plan.push(Step { sql, what, reason });
}

fn adapt(plan: &mut Plan, held: &Held, table: &FoundTable, dialect: Dialect, refused: &mut Vec<String>) {
    let record = held.record;
    for column in &table.columns {
        if !held.fields.iter().any(|field| field.name == column.name) {
            refused.push(format!(
                "the table {} has a column {} that {record} does not: a newer program wrote it, or the field was \
                 taken out; give the field back, or drop the column by hand",
                held.table, column.name
            ));
        }
    }
    for field in held.fields {
        match table.columns.iter().find(|column| column.name == field.name) {
            Some(column) => {
                refused.extend(difference(record, field, column, dialect));
                if column.kind.is_none() {
                    plan.push(Step::new(note_kind(held, field), format!("note the kind of {record}.{}", field.name)));
                }
            }
            None if field.is_key => {
                refused.push(format!("{record}.{} is a new key: a table cannot be given another", field.name));
            }
            None => match added_definition(field, dialect) {
                Some(definition) => {
                    let kind = note_kind(held, field);
                    let sql = format!("ALTER TABLE {} ADD COLUMN {definition}; {kind}", quoted(held.table));
                    plan.push(Step::new(sql, format!("add {record}.{}", field.name)));
                }
                None => refused.push(format!(
                    "the new field {record}.{} is required and has no default, so the records that are there would \
                     hold nothing: make it optional, or give it a default",
                    field.name
                )),
            },
        }
    }
    adapt_indexes(plan, held, table, dialect);
}

/// Why a column does not fit its field.
fn difference(record: &str, field: &Field, column: &FoundColumn, dialect: Dialect) -> Option<String> {
    let name = format!("{record}.{}", field.name);
    let wanted = kind_label(field);
    if column.kind.as_ref().is_some_and(|kind| *kind != wanted) {
        let kind = column.kind.as_deref().unwrap_or_default();
        return Some(format!(
            "{name} is {wanted}, and {kind} in the database: give it its old type or another name, or convert it in a \
             migration that takes its row out of {COLUMNS_TABLE}"
        ));
    }
    let wanted = column_type(field, dialect);
    if column.column_type != wanted {
        return Some(format!(
            "{name} is kept as {wanted}, and stands as {} in the database",
            column.column_type
        ));
    }
    if column.is_key != field.is_key {
        let (program, database) = if field.is_key { ("is", "is not") } else { ("is not", "is") };
        return Some(format!("{name} {program} the key in the program, and {database} in the database"));
    }
    if is_required(field) && !column.is_required && field.default != Default::Computed {
        return Some(format!("{name} is required, and may be missing in the database: keep it optional"));
    }
    if !is_required(field) && column.is_required {
        return Some(format!("{name} is optional, and required in the database: keep it required"));
    }
    let wanted = field.references;
    let found = column.references.as_ref().map(|(table, key)| (table.as_str(), key.as_str()));
    if found != wanted {
        let shown = |it: Option<(&str, &str)>| it.map_or("nothing", |(table, _)| table).to_owned();
        return Some(format!("{name} references {}, and {} in the database", shown(wanted), shown(found)));
    }
    None
}

/// Makes the indexes that are missing, and drops those that this crate made and nothing asks for.
fn adapt_indexes(plan: &mut Plan, held: &Held, table: &FoundTable, dialect: Dialect) {
    let wanted = indexes(held, dialect);
    for name in table.indexes.keys() {
        if is_ours(held, name) && !wanted.iter().any(|wanted| wanted.name == *name) {
            plan.push(Step::new(
                format!("DROP INDEX {};", quoted(name)),
                format!("drop the index {name}, which nothing asks for any more"),
            ));
        }
    }
    for index in wanted.iter().filter(|index| !table.indexes.contains_key(&index.name)) {
        create_index(plan, held, dialect, index);
    }
}

#[cfg(test)]
mod tests {
    use parseltongue_records::Kind;

    use super::*;
    use crate::migration::{self, Wanted};

    const ID: Field = Field::new("id", Kind::Integer).key();
    const MADE: Field = Field::new("made", Kind::Timestamp).default(Default::Computed);

    fn held(fields: &'static [Field]) -> [Held; 1] {
        [Held { record: "Item", table: "Item", fields, indexes: &[] }]
    }

    fn migrate(session: &Session, fields: &'static [Field]) -> Result<Option<String>, String> {
        let wanted = Wanted { store: "Books", held: &held(fields), migrations: &[] };
        migration::check(session, wanted)?;
        migration::migrate(session, wanted)
    }

    #[test]
    fn what_only_the_program_can_make_is_nothing_in_rows_from_before() {
        let session = Session::in_memory().unwrap();
        let connection = session.connection();
        migrate(&session, &[ID]).unwrap();
        connection.execute_batch("INSERT INTO \"Item\" VALUES (1)").unwrap();
        migrate(&session, &[ID, MADE]).unwrap();
        let made: Option<i64> =
            connection.query_row("SELECT \"made\" FROM \"Item\"", [], |row| row.get(0)).unwrap();
        assert_eq!(made, None);
        assert_eq!(migrate(&session, &[ID, MADE]), Ok(None));
    }

    #[test]
    fn a_step_that_fails_undoes_those_before_it() {
        let session = Session::in_memory().unwrap();
        let connection = session.connection();
        const FIRST: &[Field] = &[ID, Field::new("name", Kind::Text)];
        migrate(&session, FIRST).unwrap();
        connection.execute_batch("INSERT INTO \"Item\" VALUES (1, 'a'), (2, 'a')").unwrap();
        const GROWN: &[Field] =
            &[ID, Field::new("name", Kind::Text).unique(), Field::new("note", Kind::Optional(&Kind::Text))];
        let refused = migrate(&session, GROWN).unwrap_err();
        assert!(refused.starts_with("Item.name is to be unique, but several records"), "{refused}");
        let columns = Database::read(&session).unwrap().tables["Item"].columns.len();
        assert_eq!((columns, connection.is_autocommit()), (2, true));
    }

    #[test]
    fn tables_that_nobody_speaks_of_are_left_alone() {
        let session = Session::in_memory().unwrap();
        let connection = session.connection();
        connection.execute_batch("CREATE TABLE notes (text); CREATE TABLE \"Other\" (id, id_2)").unwrap();
        migrate(&session, &[ID]).unwrap();
        let tables = Database::read(&session).unwrap().tables;
        assert!(tables.contains_key("notes") && tables["Other"].columns.len() == 2);
    }

    #[test]
    fn a_table_made_by_somebody_else_is_taken_if_it_fits() {
        let session = Session::in_memory().unwrap();
        let connection = session.connection();
        connection.execute_batch("CREATE TABLE \"Item\" (\"id\" INTEGER PRIMARY KEY NOT NULL)").unwrap();
        migrate(&session, &[ID]).unwrap();
        assert_eq!(migrate(&session, &[ID]), Ok(None));
        const OTHER: &[Field] = &[Field::new("id", Kind::Uuid).key()];
        let refused = migrate(&session, OTHER).unwrap_err();
        assert_eq!(
            refused,
            "Item.id is uuid, and i64 in the database: give it its old type or another name, or convert it in a migration \
             that takes its row out of parseltongue_columns"
        );
    }
}
