//! A record's fields as columns of a table.

use parseltongue_records::{
    Bytes, ColumnValue, Decimal, Default, Duration, Field, Json, Kind, Timestamp, Uuid, Value,
};

use crate::Held;
use crate::statement::quoted;

/// The type of a column in a STRICT table.
pub(crate) fn column_type(kind: &Kind) -> &'static str {
    match kind.required() {
        Kind::Integer | Kind::Boolean | Kind::Timestamp | Kind::Duration | Kind::Decimal => "INTEGER",
        Kind::Float => "REAL",
        Kind::Bytes | Kind::Uuid => "BLOB",
        _ => "TEXT",
    }
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
pub(crate) fn type_of_kind(kind: &str) -> &'static str {
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

/// How the column is declared in a new table.
pub(crate) fn definition(field: &Field) -> String {
    let mut sql = format!("{} {}", quoted(field.name), column_type(&field.kind));
    if is_required(field) {
        sql += " NOT NULL";
    }
    if field.is_key {
        sql += " PRIMARY KEY";
    }
    sql + &reference(field)
}

/// How the column is declared when it is added to a table that may have rows; none when nothing
/// could stand in those.
pub(crate) fn added_definition(field: &Field) -> Option<String> {
    let name = quoted(field.name);
    let kind = column_type(&field.kind);
    let sql = match field.default {
        _ if !is_required(field) => format!("{name} {kind}"),
        Default::Literal(literal) => {
            let literal = sql_literal(field, literal)?;
            format!("{name} {kind} NOT NULL DEFAULT {literal}")
        }
        // Only the program can make it: rows from before hold nothing, and it stands in when they are read.
        Default::Computed => format!("{name} {kind}"),
        _ => return None,
    };
    Some(sql + &reference(field))
}

fn reference(field: &Field) -> String {
    let references =
        field.references.map(|(table, key)| format!(" REFERENCES {} ({})", quoted(table), quoted(key)));
    references.unwrap_or_default()
}

/// A default, a JSON literal, as SQL writes the column's value.
fn sql_literal(field: &Field, literal: &str) -> Option<String> {
    let json: Json = literal.parse().or_else(|_| literal.replace('_', "").parse()).ok()?;
    fn column<T: Value>(json: &Json, field: &Field) -> Option<String> {
        Some(match T::deserialize(json).ok()?.to_column(field) {
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
        Kind::Integer => column::<i64>(&json, field),
        Kind::Float => column::<f64>(&json, field),
        Kind::Boolean => column::<bool>(&json, field),
        Kind::Text => column::<String>(&json, field),
        Kind::Bytes => column::<Bytes>(&json, field),
        Kind::Timestamp => column::<Timestamp>(&json, field),
        Kind::Duration => column::<Duration>(&json, field),
        Kind::Decimal => column::<Decimal>(&json, field),
        Kind::Uuid => column::<Uuid>(&json, field),
        // The name of a case stands in its column as it is.
        Kind::Choice(_) if json.is_string() => column::<String>(&json, field),
        _ => column::<Json>(&json, field),
    }
}

/// An index that a table is to have.
#[derive(Debug, PartialEq)]
pub(crate) struct WantedIndex {
    pub(crate) name: String,
    pub(crate) columns: Vec<&'static str>,
    pub(crate) is_unique: bool,
}

impl WantedIndex {
    fn new(table: &str, columns: Vec<&'static str>, is_unique: bool) -> WantedIndex {
        // A name that no other index of any table has: names of records and fields hold no point.
        let suffix = if is_unique { UNIQUE } else { NOT_UNIQUE };
        WantedIndex { name: format!("{table}.{}{suffix}", columns.join(".")), columns, is_unique }
    }
}

const UNIQUE: &str = " unique";
const NOT_UNIQUE: &str = " index";

/// The indexes that a record asks for. A reference is indexed so that removing what it points at need not read the
/// whole table.
pub(crate) fn indexes(held: &Held) -> Vec<WantedIndex> {
    let of_fields = held.fields.iter().filter(|field| !field.is_key).filter_map(|field| {
        let is_wanted = field.is_unique || field.is_indexed || field.references.is_some();
        is_wanted.then(|| WantedIndex::new(held.table, vec![field.name], field.is_unique))
    });
    let of_lines =
        held.indexes.iter().map(|index| WantedIndex::new(held.table, index.fields.to_vec(), index.is_unique));
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
                assert_eq!(type_of_kind(&kind_label(&field)), column_type(&field.kind), "{kind:?}");
            }
        }
    }

    #[test]
    fn a_default_is_written_as_its_column_keeps_it() {
        const SIDE: ChoiceShape =
            ChoiceShape { name: "Side", doc: "", cases: &[Case { name: "Buy", doc: "", fields: &[] }] };
        let added = |kind, literal| {
            let field = Field::new("it", kind).scale(2).default(Default::Literal(literal));
            added_definition(&field)
        };
        let sql = |text: &str| Some(text.to_owned());
        assert_eq!(added(Kind::Decimal, "1.5"), sql("\"it\" INTEGER NOT NULL DEFAULT 150"));
        assert_eq!(added(Kind::Integer, "1_000"), sql("\"it\" INTEGER NOT NULL DEFAULT 1000"));
        assert_eq!(added(Kind::Text, "\"it's\""), sql("\"it\" TEXT NOT NULL DEFAULT 'it''s'"));
        assert_eq!(added(Kind::Boolean, "true"), sql("\"it\" INTEGER NOT NULL DEFAULT 1"));
        assert_eq!(added(Kind::Float, "2"), sql("\"it\" REAL NOT NULL DEFAULT 2.0"));
        assert_eq!(added(Kind::Choice(&SIDE), "\"Buy\""), sql("\"it\" TEXT NOT NULL DEFAULT 'Buy'"));
        assert_eq!(added(Kind::Integer, "\"one\""), None);
        assert_eq!(added_definition(&Field::new("it", Kind::Text)), None);
        assert_eq!(
            added_definition(&Field::new("it", Kind::Optional(&Kind::Text)).references("A", "id")),
            sql("\"it\" TEXT REFERENCES \"A\" (\"id\")")
        );
    }
}
