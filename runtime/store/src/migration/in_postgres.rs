//! What stands in a database of PostgreSQL, in the schema that new tables go to.

use std::collections::BTreeMap;

use super::database::{Database, FoundColumn, FoundTable};
use super::shape::type_of_kind;
use super::{COLUMNS_TABLE, FORMAT_TABLE};
use crate::failure::Fault;
use crate::session::Session;
use crate::statement::Dialect;

const COLUMNS: &str = "\
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, EXISTS (SELECT 1 FROM pg_index i WHERE \
i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)), (SELECT t.relname FROM pg_class t WHERE t.oid = \
k.confrelid), (SELECT f.attname FROM pg_attribute f WHERE f.attrelid = k.confrelid AND f.attnum = k.confkey[1]) FROM \
pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 \
AND NOT a.attisdropped LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f' AND k.conkey = \
ARRAY[a.attnum] WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') ORDER BY c.relname, a.attnum";

const INDEXES: &str = "\
SELECT t.relname, c.relname, i.indisunique FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON \
t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = current_schema() AND NOT \
i.indisprimary";

pub(super) fn read(session: &Session) -> Result<Database, Fault> {
    let texts = |sql: &str| session.texts(sql);
    let mut tables: BTreeMap<String, FoundTable> = BTreeMap::new();
    for row in texts(COLUMNS)? {
        let [Some(table), name, column_type, is_required, is_key, target, target_key] = &row[..] else {
            continue;
        };
        let table = tables.entry(table.clone()).or_default();
        // A table may have no column at all.
        let (Some(name), Some(column_type)) = (name, column_type) else { continue };
        table.columns.push(FoundColumn {
            name: name.clone(),
            column_type: column_type.clone(),
            is_required: is_true(is_required),
            is_key: is_true(is_key),
            references: target.clone().zip(target_key.clone()),
            kind: None,
        });
    }
    for row in texts(INDEXES)? {
        let [Some(table), Some(name), is_unique] = &row[..] else { continue };
        tables.entry(table.clone()).or_default().indexes.insert(name.clone(), is_true(is_unique));
    }
    if tables.contains_key(COLUMNS_TABLE) {
        let sql = format!("SELECT \"table_name\", \"column_name\", \"kind\" FROM \"{COLUMNS_TABLE}\"");
        for row in texts(&sql)? {
            let [Some(table), Some(column), Some(kind)] = &row[..] else { continue };
            let columns = tables.get_mut(table).map(|table| &mut table.columns);
            let column = columns.and_then(|columns| columns.iter_mut().find(|it| it.name == *column));
            // Of a column that somebody made anew with another type, the note says nothing any more.
            if let Some(column) = column.filter(|it| it.column_type == type_of_kind(kind, Dialect::Postgres))
            {
                column.kind = Some(kind.clone());
            }
        }
    }
    let mut format = 0;
    if tables.contains_key(FORMAT_TABLE) {
        let rows = texts(&format!("SELECT \"format\" FROM \"{FORMAT_TABLE}\""))?;
        let found = rows.first().and_then(|row| row.first().cloned().flatten());
        format = found.and_then(|found| found.parse().ok()).unwrap_or_default();
    }
    Ok(Database { dialect: Dialect::Postgres, format, tables })
}

fn is_true(text: &Option<String>) -> bool {
    text.as_deref() == Some("t")
}
