//! The statements that every table has, and the key under which a session keeps a prepared one.

use std::any::TypeId;

use parseltongue_records::Keyed;

/// What is asked of a table besides a query of the program's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Verb {
    Find,
    FirstPage,
    NextPage,
    /// By other columns than the key.
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
pub(crate) fn sql<R: Keyed>(verb: Verb) -> String {
    let (table, key, select) = (quoted(R::TABLE), quoted(R::KEY_NAME), R::SELECT);
    match verb {
        Verb::Find => format!("SELECT {select} FROM {table} WHERE {key} = ?1"),
        Verb::FirstPage => format!("SELECT {select} FROM {table} ORDER BY {key} LIMIT ?1"),
        Verb::NextPage => format!("SELECT {select} FROM {table} WHERE {key} > ?1 ORDER BY {key} LIMIT ?2"),
        Verb::FindBy(columns) => {
            let columns = R::FIELDS.iter().enumerate().filter(|(place, _)| columns.has(*place));
            let compared: Vec<String> = columns
                .enumerate()
                .map(|(number, (_, field))| format!("{} = ?{}", quoted(field.name), number + 1))
                .collect();
            format!("SELECT {select} FROM {table} WHERE {}", compared.join(" AND "))
        }
        Verb::Insert | Verb::InsertOrIgnore => {
            let places: Vec<String> = (1..=R::FIELDS.len()).map(|place| format!("?{place}")).collect();
            let conflict = if verb == Verb::InsertOrIgnore { " ON CONFLICT DO NOTHING" } else { "" };
            format!("INSERT INTO {table} ({select}) VALUES ({}){conflict}", places.join(", "))
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
