//! The text of a query for each database, put together while the program compiles.
//!
//! A query is written once, as a list of parts ([`sql!`](crate::sql!)). Most are texts that both databases read the
//! same; where they differ, a [`Part`] has one text for each. Values stand in a text as places, `?1`, `?2` and so on,
//! which PostgreSQL writes `$1`, `$2`: never as themselves.
//!
//! The two differ in what they keep, too. SQLite has one integer for moments, truth and decimals (scaled: `1.5` of
//! scale 2 is 150), and PostgreSQL a type for each; so a decimal that is bound to a place is still the scaled integer,
//! and the text moves its point. A missing value comes before all others, and equals another missing one, in both.

use crate::column::Comparable;
use crate::joining;
#[doc(hidden)]
pub use crate::joining::text;
use crate::{Column, Field, Keyed, Kind, Record};

/// A query's text for each database. Both are constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sql {
    /// For SQLite.
    pub sqlite: &'static str,
    /// For PostgreSQL.
    pub postgres: &'static str,
}

/// Joins constant texts and [`Part`]s into the [`Sql`] of a query.
///
/// ```
/// # use parseltongue_records::sql::{Part, Sql};
/// const TABLE: &str = "order";
/// const IS: Part = Part::new(" IS ", " IS NOT DISTINCT FROM ");
/// const QUERY: Sql = parseltongue_records::sql!["SELECT \"id\" FROM \"", TABLE, "\" WHERE \"note\"", IS, "?1"];
/// assert_eq!(QUERY.sqlite, r#"SELECT "id" FROM "order" WHERE "note" IS ?1"#);
/// assert_eq!(QUERY.postgres, r#"SELECT "id" FROM "order" WHERE "note" IS NOT DISTINCT FROM $1"#);
/// ```
#[macro_export]
macro_rules! sql {
    ($($part:expr),* $(,)?) => {{
        const PARTS: &[$crate::sql::Part] = &[$($crate::sql::Of($part).part()),*];
        const SQLITE: [u8; $crate::sql::length(PARTS, false)] = $crate::sql::bytes(PARTS, false);
        const POSTGRES: [u8; $crate::sql::length(PARTS, true)] = $crate::sql::bytes(PARTS, true);
        $crate::sql::Sql {
            sqlite: $crate::sql::text(&SQLITE),
            postgres: $crate::sql::text(&POSTGRES),
        }
    }};
}

/// The most texts that one part is made of.
const TEXTS_MAX: usize = 12;

type Texts = [&'static str; TEXTS_MAX];

/// A piece of a query, as each database spells it.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    sqlite: Texts,
    postgres: Texts,
}

/// Equality of two columns, for which a missing value equals a missing value, as in Rust. Of a column and a value it
/// is [`Column::is`], which PostgreSQL can answer by an index.
pub const IS: Part = Part::new(" IS ", " IS NOT DISTINCT FROM ");

/// The opposite of [`IS`].
pub const IS_NOT: Part = Part::new(" IS NOT ", " IS DISTINCT FROM ");

impl Part {
    /// A text for each database. A place is written `?1` in both.
    #[must_use]
    pub const fn new(sqlite: &'static str, postgres: &'static str) -> Part {
        Part { sqlite: texts(&[sqlite]), postgres: texts(&[postgres]) }
    }

    /// A text of several pieces for each database.
    pub(crate) const fn of(sqlite: &[&'static str], postgres: &[&'static str]) -> Part {
        Part { sqlite: texts(sqlite), postgres: texts(postgres) }
    }

    const fn both(parts: &[&'static str]) -> Part {
        Part { sqlite: texts(parts), postgres: texts(parts) }
    }
}

const fn texts(parts: &[&'static str]) -> Texts {
    let mut texts = [""; TEXTS_MAX];
    let mut index = 0;
    while index < parts.len() {
        texts[index] = parts[index];
        index += 1;
    }
    texts
}

/// What a text asks of a column. `place` is where the value is bound, such as `?1`.
impl<R: Record, T> Column<R, T> {
    /// `"symbol"`
    #[must_use]
    pub const fn quoted(&self) -> Part {
        Part::both(&["\"", self.name, "\""])
    }

    /// The column equals a value, or both are missing.
    #[must_use]
    pub const fn is(&self, place: &'static str) -> Part {
        let (name, point) = (self.name, point(&R::FIELDS[self.index]));
        let postgres = match R::FIELDS[self.index].kind.is_optional() {
            // `IS NOT DISTINCT FROM` says it as well, and is answered by no index.
            true => texts(&[
                "(\"",
                name,
                "\" = ",
                place,
                point,
                " OR \"",
                name,
                "\" IS NULL AND ",
                place,
                " IS NULL)",
            ]),
            false => texts(&["\"", name, "\" = ", place, point]),
        };
        Part { sqlite: texts(&["\"", name, "\" IS ", place]), postgres }
    }

    /// The opposite of [`Column::is`].
    #[must_use]
    pub const fn is_not(&self, place: &'static str) -> Part {
        let (name, point) = (self.name, point(&R::FIELDS[self.index]));
        Part {
            sqlite: texts(&["\"", name, "\" IS NOT ", place]),
            postgres: texts(&["\"", name, "\" IS DISTINCT FROM ", place, point]),
        }
    }

    /// The column against a value: `sign` is ` < ` or its like.
    #[must_use]
    pub const fn against(&self, sign: &'static str, place: &'static str) -> Part {
        let (name, point) = (self.name, point(&R::FIELDS[self.index]));
        Part {
            sqlite: texts(&["\"", name, "\"", sign, place]),
            postgres: texts(&["\"", name, "\"", sign, place, point]),
        }
    }

    /// A value that was bound as this column keeps it.
    #[must_use]
    pub const fn place(&self, place: &'static str) -> Part {
        value_of(&R::FIELDS[self.index], place)
    }

    /// The column's value is in a list, which is bound as [`Column::bind_all`] makes it.
    #[must_use]
    pub const fn is_in(&self, place: &'static str) -> Part {
        in_list(self.name, &R::FIELDS[self.index], place)
    }

    /// The column's text contains another, which is bound.
    #[must_use]
    pub const fn contains(&self, place: &'static str) -> Part {
        Part {
            sqlite: texts(&["instr(\"", self.name, "\", ", place, ") > 0"]),
            postgres: texts(&["strpos(\"", self.name, "\", ", place, ") > 0"]),
        }
    }

    /// The column's text starts with another, which is bound. A range, which an index answers, up to the last
    /// character that there is.
    #[must_use]
    pub const fn starts_with(&self, place: &'static str) -> Part {
        let name = self.name;
        Part {
            sqlite: texts(&[
                "\"",
                name,
                "\" >= ",
                place,
                " AND \"",
                name,
                "\" < ",
                place,
                " || char(1114111)",
            ]),
            postgres: texts(&[
                "\"",
                name,
                "\" >= ",
                place,
                " AND \"",
                name,
                "\" < ",
                place,
                " || chr(1114111)",
            ]),
        }
    }
}

/// An order. Missing values come first, and last when it descends.
impl<R: Record, T: Comparable> Column<R, T> {
    /// The column in a comparison with another one.
    #[must_use]
    pub const fn compared(&self) -> Part {
        self.quoted()
    }

    /// Behind `ORDER BY`.
    #[must_use]
    pub const fn ascending(&self) -> Part {
        let first = if R::FIELDS[self.index].kind.is_optional() { " NULLS FIRST" } else { "" };
        Part { sqlite: texts(&["\"", self.name, "\""]), postgres: texts(&["\"", self.name, "\"", first]) }
    }

    /// Behind `ORDER BY`, from the greatest to the least.
    #[must_use]
    pub const fn descending(&self) -> Part {
        let last = if R::FIELDS[self.index].kind.is_optional() { " NULLS LAST" } else { "" };
        Part {
            sqlite: texts(&["\"", self.name, "\" DESC"]),
            postgres: texts(&["\"", self.name, "\" DESC", last]),
        }
    }
}

/// A column's value is in a list of that field's.
const fn in_list(name: &'static str, field: &Field, place: &'static str) -> Part {
    Part {
        sqlite: texts(&[
            "\"",
            name,
            "\" IN (SELECT ",
            item_in_sqlite(field),
            " FROM json_each(",
            place,
            "))",
        ]),
        // An array, because a query in its place is not looked up in an index.
        postgres: texts(&[
            "\"",
            name,
            "\" = ANY (ARRAY(SELECT ",
            item_in_postgres(field),
            point(field),
            " FROM json_array_elements_text(",
            place,
            "::text::json)))",
        ]),
    }
}

/// The key of a record is in a list, which is bound.
#[must_use]
pub const fn key_in<R: Keyed>(place: &'static str) -> Part {
    in_list(R::KEY_NAME, &R::FIELDS[R::KEY], place)
}

/// The key of a record, bound to a place.
#[must_use]
pub const fn key_place<R: Keyed>(place: &'static str) -> Part {
    value_of(&R::FIELDS[R::KEY], place)
}

/// A value that was bound as a field's column keeps it.
#[must_use]
pub const fn value_of(field: &Field, place: &'static str) -> Part {
    Part { sqlite: texts(&[place]), postgres: texts(&[place, point(field)]) }
}

/// SQL that makes a decimal of a scaled integer in PostgreSQL; nothing for other kinds.
#[must_use]
pub const fn point(field: &Field) -> &'static str {
    const POINTS: &[&str] = &[
        "", " * 1e-1", " * 1e-2", " * 1e-3", " * 1e-4", " * 1e-5", " * 1e-6", " * 1e-7", " * 1e-8",
        " * 1e-9", " * 1e-10", " * 1e-11", " * 1e-12", " * 1e-13", " * 1e-14", " * 1e-15", " * 1e-16",
        " * 1e-17", " * 1e-18", " * 1e-19", " * 1e-20", " * 1e-21", " * 1e-22", " * 1e-23", " * 1e-24",
        " * 1e-25", " * 1e-26", " * 1e-27", " * 1e-28",
    ];
    match field.kind.required() {
        Kind::Decimal => POINTS[field.scale as usize],
        _ => "",
    }
}

/// An item of a list that was bound as JSON, which has no bytes: those are hexadecimal digits in it.
const fn item_in_sqlite(field: &Field) -> &'static str {
    match field.kind.required() {
        Kind::Bytes | Kind::Uuid => "unhex(\"value\")",
        _ => "\"value\"",
    }
}

/// The same, as the column's type.
const fn item_in_postgres(field: &Field) -> &'static str {
    match field.kind.required() {
        Kind::Integer | Kind::Duration => "\"value\"::bigint",
        Kind::Float => "\"value\"::float8",
        Kind::Boolean => "\"value\"::integer::boolean",
        Kind::Decimal => "\"value\"::numeric",
        Kind::Bytes => "decode(\"value\", 'hex')",
        Kind::Uuid => "\"value\"::uuid",
        // Whole seconds and the rest of them, because an interval is multiplied by a float.
        Kind::Timestamp => {
            "TIMESTAMPTZ '1970-01-01 00:00:00+00' + \"value\"::bigint / 1000000 * INTERVAL '1 second' + \
             \"value\"::bigint % 1000000 * INTERVAL '1 microsecond'"
        }
        _ => "\"value\"",
    }
}

/// What [`sql!`](crate::sql!) calls. Not for use by hand.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Of<P>(pub P);

impl Of<&'static str> {
    /// A text that both databases read the same.
    #[must_use]
    pub const fn part(self) -> Part {
        Part::both(&[self.0])
    }
}

impl Of<Part> {
    /// Itself.
    #[must_use]
    pub const fn part(self) -> Part {
        self.0
    }
}

const fn spelled(part: &Part, is_postgres: bool) -> &Texts {
    if is_postgres { &part.postgres } else { &part.sqlite }
}

/// Bytes of all parts.
#[doc(hidden)]
#[must_use]
pub const fn length(parts: &[Part], is_postgres: bool) -> usize {
    let (mut length, mut index) = (0, 0);
    while index < parts.len() {
        length += joining::length(spelled(&parts[index], is_postgres));
        index += 1;
    }
    length
}

/// The parts one after the other, their places as the database writes them. A name holds no `?`.
#[doc(hidden)]
#[must_use]
pub const fn bytes<const LENGTH: usize>(parts: &[Part], is_postgres: bool) -> [u8; LENGTH] {
    let mut joined = [0; LENGTH];
    let (mut at, mut index) = (0, 0);
    while index < parts.len() {
        let texts = spelled(&parts[index], is_postgres);
        let mut text = 0;
        while text < texts.len() {
            let bytes = texts[text].as_bytes();
            let mut byte = 0;
            while byte < bytes.len() {
                joined[at] = if is_postgres && bytes[byte] == b'?' { b'$' } else { bytes[byte] };
                at += 1;
                byte += 1;
            }
            text += 1;
        }
        index += 1;
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_moves_its_point_and_a_list_has_the_types_of_its_column() {
        const PRICE: Field = Field::new("price", Kind::Decimal).scale(2);
        const SQL: Sql = crate::sql!["\"price\" > ", value_of(&PRICE, "?12")];
        assert_eq!(SQL.sqlite, "\"price\" > ?12");
        assert_eq!(SQL.postgres, "\"price\" > $12 * 1e-2");
        assert_eq!(item_in_postgres(&Field::new("id", Kind::Optional(&Kind::Uuid))), "\"value\"::uuid");
    }
}
