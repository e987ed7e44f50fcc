//! A record's fields as columns of a table.

use parseltongue_records::{
    Bytes, ColumnValue, Decimal, Default, Duration, Field, Json, Kind, Timestamp, Uuid, Value, sql::point,
};

use crate::Held;
use crate::statement::{Dialect, quoted};

/// The type of a field's column: in a STRICT table of SQLite, or as PostgreSQL says it.
pub(crate) fn column_type(field: &Field, dialect: Dialect) -> String {
    type_of_kind(&kind_label(field), dialect)
}

/// The kind of a column in the language's words, kept beside it: two kinds of one column type
/// must not be taken for each other.
pub(crate) fn kind_label(field: &Field) -> String {
    match field.kind.required() {
        Kind::Decimal => format!("decimal scale {}", field.scale),
        kind => label(kind),
    }
}

fn label(kind: &Kind) -> String {
    match kind {
        Kind::Integer => "i64".to_owned(),
        Kind::Float => "f64".to_owned(),
        Kind::Boolean => "bool".to_owned(),
        Kind::Text => "string".to_owned(),
        Kind::Bytes => "bytes".to_owned(),
        Kind::Timestamp => "timestamp".to_owned(),
        Kind::Duration => "duration".to_owned(),
        Kind::Decimal => "decimal".to_owned(),
        Kind::Uuid => "uuid".to_owned(),
        Kind::List(item) => format!("list<{}>", label(item)),
        Kind::Map(key, value) => format!("map<{}, {}>", label(key), label(value)),
        Kind::Optional(kind) => format!("optional<{}>", label(kind)),
        Kind::Record(shape) => shape.name.to_owned(),
        Kind::Choice(shape) => shape.name.to_owned(),
        Kind::Rust { .. } => "rust".to_owned(),
        // `json`, and what a later version of the language adds as JSON.
        _ => "json".to_owned(),
    }
}

/// The type of a column of that kind, as [`kind_label`] says it.
pub(crate) fn type_of_kind(kind: &str, dialect: Dialect) -> String {
    let named = match dialect {
        Dialect::Sqlite => type_in_sqlite(kind),
        Dialect::Postgres => match kind.strip_prefix("decimal scale ").and_then(|scale| scale.parse().ok()) {
            // Room for what 64 bits hold.
            Some(scale) => return format!("numeric({},{scale})", DIGITS_MAX.max(scale)),
            None => type_in_postgres(kind),
        },
    };
    named.to_owned()
}

/// Digits of the largest number in 64 bits.
const DIGITS_MAX: u32 = 19;

fn type_in_postgres(kind: &str) -> &'static str {
    match kind {
        "i64" | "duration" => "bigint",
        "bool" => "boolean",
        "timestamp" => "timestamp with time zone",
        "f64" => "double precision",
        "bytes" => "bytea",
        "uuid" => "uuid",
        _ => "text",
    }
}

fn type_in_sqlite(kind: &str) -> &'static str {
    match kind {
        "i64" | "bool" | "timestamp" | "duration" => "INTEGER",
        kind if kind.starts_with("decimal scale ") => "INTEGER",
        "f64" => "REAL",
        "bytes" | "uuid" => "BLOB",
        _ => "TEXT",
    }
}

/// A value must stand in every row.
pub(crate) fn is_required(field: &Field) -> bool {
    !field.kind.is_optional()
}

/// The column's name and type, and in which order PostgreSQL keeps texts: that of their bytes, as SQLite does.
fn declared(field: &Field, dialect: Dialect) -> String {
    let column_type = column_type(field, dialect);
    let order = if column_type == "text" { " COLLATE \"C\"" } else { "" };
    format!("{} {column_type}{order}", quoted(field.name))
}

/// How the column is declared in a new table.
pub(crate) fn definition(field: &Field, dialect: Dialect) -> String {
    let mut sql = declared(field, dialect);
    if is_required(field) {
        sql += " NOT NULL";
    }
    if field.is_key {
        sql += " PRIMARY KEY";
    }
    sql + &inline_reference(field, dialect)
}

/// How the column is declared when it is added to a table that may have rows; none when nothing
/// could stand in those.
pub(crate) fn added_definition(field: &Field, dialect: Dialect) -> Option<String> {
    let declared = declared(field, dialect);
    let sql = match field.default {
        _ if !is_required(field) => declared,
        Default::Literal(literal) => {
            let literal = sql_literal(field, literal, dialect)?;
            format!("{declared} NOT NULL DEFAULT {literal}")
        }
        // Only the program can make it: rows from before hold nothing, and it stands in when they are read.
        Default::Computed => declared,
        _ => return None,
    };
    Some(sql + &inline_reference(field, dialect))
}

/// What the column points at, as SQLite has it declared. In PostgreSQL that table has to stand there first, so
/// references are added when all do.
fn inline_reference(field: &Field, dialect: Dialect) -> String {
    let references = field.references.filter(|_| dialect == Dialect::Sqlite);
    references.map(|(table, key)| reference(table, key)).unwrap_or_default()
}

/// ` REFERENCES "Account" ("id")`
pub(crate) fn reference(table: &str, key: &str) -> String {
    format!(" REFERENCES {} ({})", quoted(table), quoted(key))
}

/// A default, a JSON literal, as SQL writes the column's value.
fn sql_literal(field: &Field, literal: &str, dialect: Dialect) -> Option<String> {
    let json: Json = literal.parse().or_else(|_| literal.replace('_', "").parse()).ok()?;
    fn column<T: Value>(json: &Json, field: &Field, dialect: Dialect) -> Option<String> {
        let value = T::deserialize(json).ok()?;
        let value = value.to_column(field);
        if dialect == Dialect::Postgres
            && let Some(literal) = postgres_literal(&value, field)
        {
            return Some(literal);
        }
        Some(match value {
            ColumnValue::Null => "NULL".to_owned(),
            ColumnValue::Integer(integer) => integer.to_string(),
            ColumnValue::Real(real) => format!("{real:?}"),
            ColumnValue::Text(text) => format!("'{}'", text.replace('\'', "''")),
            ColumnValue::Blob(bytes) => {
                let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                format!("x'{digits}'")
            }
        })
    }
    match field.kind.required() {
        Kind::Integer => column::<i64>(&json, field, dialect),
        Kind::Float => column::<f64>(&json, field, dialect),
        Kind::Boolean => column::<bool>(&json, field, dialect),
        Kind::Text => column::<String>(&json, field, dialect),
        Kind::Bytes => column::<Bytes>(&json, field, dialect),
        Kind::Timestamp => column::<Timestamp>(&json, field, dialect),
        Kind::Duration => column::<Duration>(&json, field, dialect),
        Kind::Decimal => column::<Decimal>(&json, field, dialect),
        Kind::Uuid => column::<Uuid>(&json, field, dialect),
        // The name of a case stands in its column as it is.
        Kind::Choice(_) if json.is_string() => column::<String>(&json, field, dialect),
        _ => column::<Json>(&json, field, dialect),
    }
}

/// What PostgreSQL keeps as a type of its own, and SQLite as a number or bytes.
fn postgres_literal(value: &ColumnValue<'_>, field: &Field) -> Option<String> {
    Some(match (field.kind.required(), value) {
        (Kind::Boolean, ColumnValue::Integer(value)) => (*value != 0).to_string(),
        (Kind::Decimal, ColumnValue::Integer(units)) => format!("({units}{})", point(field)),
        (Kind::Timestamp, ColumnValue::Integer(microseconds)) => {
            let (seconds, rest) = (microseconds.div_euclid(1_000_000), microseconds.rem_euclid(1_000_000));
            format!(
                "(TIMESTAMPTZ '1970-01-01 00:00:00+00' + {seconds} * INTERVAL '1 second' + {rest} * INTERVAL '1 \
                 microsecond')"
            )
        }
        (Kind::Uuid | Kind::Bytes, ColumnValue::Blob(bytes)) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            if matches!(field.kind.required(), Kind::Uuid) {
                format!("'{digits}'")
            } else {
                format!("'\\x{digits}'")
            }
        }
        _ => return None,
    })
}

/// An index that a table is to have.
#[derive(Debug, PartialEq)]
pub(crate) struct WantedIndex {
    pub(crate) name: String,
    pub(crate) columns: Vec<&'static str>,
    pub(crate) is_unique: bool,
}

impl WantedIndex {
    fn new(table: &str, columns: Vec<&'static str>, is_unique: bool, dialect: Dialect) -> WantedIndex {
        // A name that no other index of any table has: names of records and fields hold no point.
        let suffix = if is_unique { UNIQUE } else { NOT_UNIQUE };
        let name = fitting(format!("{table}.{}{suffix}", columns.join(".")), dialect);
        WantedIndex { name, columns, is_unique }
    }
}

const UNIQUE: &str = " unique";
const NOT_UNIQUE: &str = " index";

/// The indexes that a record asks for. A reference is indexed so that removing what it points at need not read the
/// whole table.
pub(crate) fn indexes(held: &Held, dialect: Dialect) -> Vec<WantedIndex> {
    let of_fields = held.fields.iter().filter(|field| !field.is_key).filter_map(|field| {
        let is_wanted = field.is_unique || field.is_indexed || field.references.is_some();
        is_wanted.then(|| WantedIndex::new(held.table, vec![field.name], field.is_unique, dialect))
    });
    let of_lines = held
        .indexes
        .iter()
        .map(|index| WantedIndex::new(held.table, index.fields.to_vec(), index.is_unique, dialect));
    of_fields.chain(of_lines).collect()
}

/// The index was made for fields of the record.
pub(crate) fn is_ours(held: &Held, index: &str) -> bool {
    let fields = index.strip_prefix(held.table).and_then(|rest| rest.strip_prefix('.'));
    let fields = fields.and_then(|rest| rest.strip_suffix(UNIQUE).or_else(|| rest.strip_suffix(NOT_UNIQUE)));
    fields.is_some_and(|fields| {
        fields.split('.').all(|name| held.fields.iter().any(|field| field.name == name))
    })
}

/// The fields that an index keeps unique, by its name.
#[cfg(feature = "postgres")]
pub(crate) fn unique_fields<'n>(table: &str, index: &'n str) -> Option<Vec<&'n str>> {
    let fields = index.strip_prefix(table)?.strip_prefix('.')?.strip_suffix(UNIQUE)?;
    Some(fields.split('.').collect())
}

/// The most bytes of a name in PostgreSQL, which cuts longer ones.
pub(crate) const NAME_BYTES_MAX: usize = 63;

/// A name that is too long ends in a number that is made of all of it.
fn fitting(name: String, dialect: Dialect) -> String {
    if dialect == Dialect::Sqlite || name.len() <= NAME_BYTES_MAX {
        return name;
    }
    // FNV-1a: the same in every program, of whatever version.
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{} {hash:016x}", &name[..name.floor_char_boundary(NAME_BYTES_MAX - 17)])
}

#[cfg(test)]
mod tests {
    use parseltongue_records::{Case, ChoiceShape};

    use super::*;

    #[test]
    fn a_kind_that_was_noted_says_the_type_of_its_column() {
        const KINDS: &[Kind] = &[
            Kind::Integer,
            Kind::Float,
            Kind::Boolean,
            Kind::Text,
            Kind::Bytes,
            Kind::Timestamp,
            Kind::Duration,
            Kind::Decimal,
            Kind::Uuid,
            Kind::Json,
            Kind::List(&Kind::Integer),
            Kind::Map(&Kind::Text, &Kind::Float),
        ];
        for kind in KINDS {
            for field in [Field::new("it", *kind), Field::new("it", Kind::Optional(kind))] {
                let known = ["INTEGER", "REAL", "TEXT", "BLOB"];
                assert!(known.contains(&&*column_type(&field, Dialect::Sqlite)), "{kind:?}");
            }
        }
    }

    #[test]
    fn a_default_is_written_as_its_column_keeps_it() {
        const SIDE: ChoiceShape =
            ChoiceShape { name: "Side", doc: "", cases: &[Case { name: "Buy", doc: "", fields: &[] }] };
        let added = |kind, literal| {
            let field = Field::new("it", kind).scale(2).default(Default::Literal(literal));
            added_definition(&field, Dialect::Sqlite)
        };
        let sql = |text: &str| Some(text.to_owned());
        assert_eq!(added(Kind::Decimal, "1.5"), sql("\"it\" INTEGER NOT NULL DEFAULT 150"));
        assert_eq!(added(Kind::Integer, "1_000"), sql("\"it\" INTEGER NOT NULL DEFAULT 1000"));
        assert_eq!(added(Kind::Text, "\"it's\""), sql("\"it\" TEXT NOT NULL DEFAULT 'it''s'"));
        assert_eq!(added(Kind::Boolean, "true"), sql("\"it\" INTEGER NOT NULL DEFAULT 1"));
        assert_eq!(added(Kind::Float, "2"), sql("\"it\" REAL NOT NULL DEFAULT 2.0"));
        assert_eq!(added(Kind::Choice(&SIDE), "\"Buy\""), sql("\"it\" TEXT NOT NULL DEFAULT 'Buy'"));
        assert_eq!(added(Kind::Integer, "\"one\""), None);
        assert_eq!(added_definition(&Field::new("it", Kind::Text), Dialect::Sqlite), None);
        assert_eq!(
            added_definition(
                &Field::new("it", Kind::Optional(&Kind::Text)).references("A", "id"),
                Dialect::Sqlite
            ),
            sql("\"it\" TEXT REFERENCES \"A\" (\"id\")")
        );
    }
}
