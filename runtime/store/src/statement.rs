//! The statements that every table has, and the key under which a session keeps a prepared one.

use std::any::TypeId;

use parseltongue_records::{Keyed, sql::point};

/// Which SQL a database reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    #[cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "of PostgreSQL alone"))]
    Postgres,
}

/// What is asked of a table besides a query of the program's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Verb {
    Find,
    /// Nobody else changes it until the transaction ends: in SQLite nobody could.
    FindToChange,
    FirstPage,
    NextPage,
    /// By other columns than the key; to change it, as [`Verb::FindToChange`].
    FindBy(Columns),
    Insert,
    /// Nothing is added when the key or another unique value is taken.
    InsertOrIgnore,
    Update,
    Remove,
}

/// Some columns of a record, by their places: bit `n` stands for the `n`th.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Columns(u128);

impl Columns {
    /// Those columns; a record of more fields than there are bits finds no one by the rest.
    pub(crate) fn of(places: &[usize]) -> Columns {
        let bit = |place: &usize| u32::try_from(*place).ok().and_then(|place| 1_u128.checked_shl(place));
        Columns(places.iter().filter_map(bit).fold(0, |all, bit| all | bit))
    }

    fn has(self, place: usize) -> bool {
        place < 128 && self.0 >> place & 1 == 1
    }
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
pub(crate) fn sql<R: Keyed>(verb: Verb, dialect: Dialect) -> String {
    let (table, key, select) = (quoted(R::TABLE), quoted(R::KEY_NAME), R::SELECT);
    // A place for a value of that field's column, and one for a number.
    let place = |index: usize, number: usize| match dialect {
        Dialect::Sqlite => format!("?{number}"),
        Dialect::Postgres => format!("${number}{}", point(&R::FIELDS[index])),
    };
    let number = |number: usize| match dialect {
        Dialect::Sqlite => format!("?{number}"),
        Dialect::Postgres => format!("${number}"),
    };
    let of_key = place(R::KEY, 1);
    let locked = if dialect == Dialect::Postgres { " FOR UPDATE" } else { "" };
    match verb {
        Verb::Find => format!("SELECT {select} FROM {table} WHERE {key} = {of_key}"),
        Verb::FindToChange => {
            format!("SELECT {select} FROM {table} WHERE {key} = {of_key}{locked}")
        }
        Verb::FirstPage => format!("SELECT {select} FROM {table} ORDER BY {key} LIMIT {}", number(1)),
        Verb::NextPage => {
            format!("SELECT {select} FROM {table} WHERE {key} > {of_key} ORDER BY {key} LIMIT {}", number(2))
        }
        Verb::FindBy(columns) => {
            let columns = (0..R::FIELDS.len()).filter(|index| columns.has(*index));
            let compared: Vec<String> = columns
                .enumerate()
                .map(|(bound, index)| {
                    format!("{} = {}", quoted(R::FIELDS[index].name), place(index, bound + 1))
                })
                .collect();
            format!("SELECT {select} FROM {table} WHERE {}{locked}", compared.join(" AND "))
        }
        Verb::Insert | Verb::InsertOrIgnore => {
            let places: Vec<String> = (0..R::FIELDS.len()).map(|index| place(index, index + 1)).collect();
            let conflict = if verb == Verb::InsertOrIgnore { " ON CONFLICT DO NOTHING" } else { "" };
            format!("INSERT INTO {table} ({select}) VALUES ({}){conflict}", places.join(", "))
        }
        // Every column but the key; each has its own place, the key its usual one.
        Verb::Update => {
            let others = R::FIELDS.iter().enumerate().filter(|(index, _)| *index != R::KEY);
            let changes: Vec<String> = others
                .map(|(index, field)| format!("{} = {}", quoted(field.name), place(index, index + 1)))
                .collect();
            format!("UPDATE {table} SET {} WHERE {key} = {}", changes.join(", "), place(R::KEY, R::KEY + 1))
        }
        Verb::Remove => format!("DELETE FROM {table} WHERE {key} = {of_key}"),
    }
}
