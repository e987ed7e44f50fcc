//! The statements that every table has, and the key under which a session keeps a prepared one.

use std::any::TypeId;

use parseltongue_records::Keyed;

/// What is asked of a table besides a query of the program's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Verb {
    Find,
    FirstPage,
    NextPage,
    Insert,
    Update,
    Remove,
}

/// Which statement: a text of the program, known by its address, or a verb on a record.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum StatementKey {
    Text(usize, usize),
    Verb(TypeId, Verb),
}

impl StatementKey {
    /// Two constants of one address and length are one text.
    pub(crate) fn of_text(sql: &'static str) -> StatementKey {
        StatementKey::Text(sql.as_ptr().addr(), sql.len())
    }

    pub(crate) fn of_verb<R: Keyed>(verb: Verb) -> StatementKey {
        StatementKey::Verb(TypeId::of::<R>(), verb)
    }
}

/// A name as SQL quotes it.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The SQL of a verb.
pub(crate) fn sql<R: Keyed>(verb: Verb) -> String {
    let (table, key, select) = (quoted(R::TABLE), quoted(R::KEY_NAME), R::SELECT);
    match verb {
        Verb::Find => format!("SELECT {select} FROM {table} WHERE {key} = ?1"),
        Verb::FirstPage => format!("SELECT {select} FROM {table} ORDER BY {key} LIMIT ?1"),
        Verb::NextPage => format!("SELECT {select} FROM {table} WHERE {key} > ?1 ORDER BY {key} LIMIT ?2"),
        Verb::Insert => {
            let places: Vec<String> = (1..=R::FIELDS.len()).map(|place| format!("?{place}")).collect();
            format!("INSERT INTO {table} ({select}) VALUES ({})", places.join(", "))
        }
        // Every column but the key; each has its own place, the key its usual one.
        Verb::Update => {
            let others = R::FIELDS.iter().enumerate().filter(|(index, _)| *index != R::KEY);
            let changes: Vec<String> =
                others.map(|(index, field)| format!("{} = ?{}", quoted(field.name), index + 1)).collect();
            format!("UPDATE {table} SET {} WHERE {key} = ?{}", changes.join(", "), R::KEY + 1)
        }
        Verb::Remove => format!("DELETE FROM {table} WHERE {key} = ?1"),
    }
}
