//! Problems of `define_record`.

use proc_macro2::Ident;

use super::lines::inside_of_something;
use crate::tokens::Text;
use crate::vocabulary::{LANGUAGE, Nearest, without_counterpart};
use crate::{Place, Problem, Type};

/// A second field says `key`.
pub(crate) fn second_key(word: &Ident, first: &str) -> Problem {
    Problem::new("PT1001", word, format!("`{first}` is the key already"))
        .with_help("a record has one key; say `unique` of another field that no two records may share")
}

/// A type that cannot be a key.
pub(crate) fn key_of_type(word: &Ident, field: &Ident, kind: &Type) -> Problem {
    let why = if kind.is_optional() {
        "a record without a key could not be found again".to_owned()
    } else {
        "a key is compared, stands in an address and orders the table".to_owned()
    };
    Problem::new("PT1002", word, format!("`{field}` cannot be the key: it is `{}`", kind.written()))
        .expecting("an `i64`, a `string`, a `uuid`, a `timestamp` or a choice")
        .with_help(why)
}

/// A word that says nothing of a field.
pub(crate) fn unknown_field_word(word: &Ident, meant: Option<Nearest<'_>>) -> Problem {
    let why = without_counterpart(&word.to_string()).map(|why| format!("{why}; ")).unwrap_or_default();
    Problem::new("PT1003", word, format!("`{word}` is no word for a field"))
        .instead(meant)
        .with_help(format!("{why}the words are key, generated, unique, indexed, default, secret, renamed, references, scale, at_least, at_most, more_than, less_than, length, matches, one_of, email, url"))
        .completing(LANGUAGE.room, word)
}

/// A word on a field of a type that it says nothing of.
pub(crate) fn word_of_another_type(word: &Ident, field: &Ident, kind: &Type, needed: &str) -> Problem {
    Problem::new("PT1004", word, format!("`{word}` says nothing of `{field}`, which is `{}`", kind.written()))
        .expecting(needed)
}

/// Two rules that no value keeps.
pub(crate) fn nothing_is_left(place: impl Into<Place>, first: &str, second: &str) -> Problem {
    Problem::new("PT1005", place, format!("no value is both `{first}` and `{second}`"))
        .with_help("the lower end comes first, and the upper end is no less")
}

/// The same for a range that ends before it begins.
pub(crate) fn range_ends_before_it_begins(place: impl Into<Place>, range: &str) -> Problem {
    Problem::new("PT1080", place, format!("`{range}` ends before it begins"))
        .with_help("the lower end comes first, and the upper end is no less")
}

/// Two lower bounds, or two upper ones.
pub(crate) fn bound_twice(word: &Ident, first: &str, which: &str) -> Problem {
    Problem::new("PT1006", word, format!("`{first}` is the {which} bound already"))
        .with_help("one of the two says nothing that the other does not: take it out")
}

/// A default that breaks a rule of its own field.
pub(crate) fn default_breaks_a_rule(place: impl Into<Place>, field: &Ident, rule: &str) -> Problem {
    Problem::new("PT1007", place, format!("the default of `{field}` breaks its own rule {rule}"))
        .with_help("whoever leaves it out would be refused")
}

/// A constant that is no value of the field's type.
pub(crate) fn constant_of_another_type(place: impl Into<Place>, constant: &str, kind: &Type) -> Problem {
    use crate::TypeKind::{Bool, Decimal, F64, I64, List, Map, Named, String};
    let written = kind.written();
    let problem = Problem::new("PT1008", place, format!("`{constant}` is no `{written}`"));
    match &kind.kind {
        I64 => problem.expecting("a whole number of 64 bits, such as `5` or `-1`"),
        F64 | Decimal => problem.expecting("a number, such as `0.5`"),
        String => problem.expecting("a text, such as `\"EUR\"`"),
        Bool => problem.expecting("`true` or `false`"),
        Named(_) => problem.expecting(format!("one of its cases, such as `{written}::Case`")),
        List(_) => problem.expecting("`[]`"),
        Map(..) => problem.expecting("`{}`"),
        _ => problem.with_help(format!(
            "a `{written}` has no constant; make the field `optional<{written}>`, or give it in `new`"
        )),
    }
}

/// A regular expression that is none.
pub(crate) fn bad_pattern(pattern: &Text, part: &str, why: &str) -> Problem {
    let message = if part.is_empty() {
        format!("the regular expression is wrong: {why}")
    } else {
        format!("the regular expression is wrong at `{part}`: {why}")
    };
    Problem::new("PT1009", pattern, message).with_help(
        "a backslash is written twice in quotes, or once in `r\"…\"`; the syntax is that of the regex crate",
    )
}

/// A name that Rust keeps for itself.
pub(crate) fn field_named_as_a_keyword(name: &Ident) -> Problem {
    Problem::new("PT1010", name, format!("no field can be called `{name}`: the word belongs to Rust"))
        .with_help(format!("call it otherwise and keep the name in JSON: `{name}_: … renamed \"{name}\"`"))
}

/// A name that would read as a type of the language.
pub(crate) fn name_in_lower_case(name: &Ident) -> Problem {
    let text = name.to_string();
    let mut capital = String::new();
    for part in text.split('_') {
        let mut letters = part.chars();
        capital.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        capital.push_str(letters.as_str());
    }
    Problem::new("PT1081", name, format!("`{text}` begins in lower case, as the language's own types do"))
        .instead(capital)
        .with_help("records, choices and errors begin with a capital letter")
}

/// A name that a type position reads as a type of another language.
pub(crate) fn name_of_a_type(name: &Ident, here: &str) -> Problem {
    let counterpart = if here.is_empty() { String::new() } else { format!(", which is `{here}` here") };
    Problem::new(
        "PT1082",
        name,
        format!("nothing can be called `{name}`: it reads as a type of Rust{counterpart}"),
    )
    .with_help("choose a name that says what it is in your program")
}

/// A field without `: type`.
pub(crate) fn field_without_type(name: &Ident) -> Problem {
    let problem = Problem::new("PT1011", name, format!("`{name}` has no type")).expecting("`: type`");
    match inside_of_something(&name.to_string()) {
        Some(why) => problem.with_help(why),
        None => problem.with_help(format!(
            "a field is written `{name}: string`, a check `check .field > 0 otherwise \"…\"`"
        )),
    }
}

/// A word stands twice on one field.
pub(crate) fn word_twice(word: &Ident, field: &Ident) -> Problem {
    Problem::new("PT1012", word, format!("`{word}` is said of `{field}` a second time"))
        .with_help("take it out")
}

/// A word that another one says already.
pub(crate) fn word_implied(word: &Ident, by: &str, why: &str) -> Problem {
    Problem::new("PT1083", word, format!("`{by}` says `{word}` already"))
        .with_help(format!("take it out: {why}"))
}

/// Two words that contradict each other.
pub(crate) fn words_opposed(word: &Ident, other: &str, why: &str) -> Problem {
    Problem::new("PT1013", word, format!("`{word}` contradicts `{other}`"))
        .with_help(format!("take one of the two out: {why}"))
}

/// A type that the program cannot make values of.
pub(crate) fn generated_of_type(word: &Ident, field: &Ident, kind: &Type) -> Problem {
    Problem::new("PT1014", word, format!("`{field}` cannot be generated: it is `{}`", kind.written()))
        .expecting("a `uuid` or a `timestamp`")
        .with_help("a key that counts up would need the store to know it: use a `uuid`, whose version 7 is ordered by time")
}

/// A second `version … after …`.
pub(crate) fn second_version(word: &Ident) -> Problem {
    Problem::new("PT1120", word, "the record says already which one it comes after").with_help(
        "a record comes after one other: that one says in its own `version … after …` what came before it",
    )
}

/// A field without what it is made of, in `version … after …`.
pub(crate) fn field_not_made(field: &Ident) -> Problem {
    Problem::new("PT1121", field, format!("`{field}` does not say what it is made of"))
        .add_behind(&format!(": old.{field}"))
        .with_help("`old` is the older record; a field that is not said is taken from its field of that name")
}

/// A line of `version … after …` that makes no field of the record.
pub(crate) fn version_makes_no_field(field: &Ident, record: &Ident, nearest: Option<Nearest<'_>>) -> Problem {
    Problem::new("PT1122", field, format!("`{record}` has no field `{field}`")).instead(nearest).with_help(
        "the lines make the fields of this record, `field: old.other,`; what is not taken over is left out",
    )
}

/// `.field` in `version … after …`.
pub(crate) fn field_of_neither_record(field: &Ident) -> Problem {
    Problem::new("PT1123", field, "a dot alone does not say which of the two records is meant").with_help(
        format!("write `old.{field}`: `old` is the older record, and the newer one is only being made"),
    )
}

/// `check` without anything to check.
pub(crate) fn check_without_condition(place: impl Into<Place>) -> Problem {
    Problem::new("PT1015", place, "the check has no condition")
        .expecting("a condition on fields, such as `.end > .start`")
}

/// `check` without `otherwise "…"`.
pub(crate) fn check_without_message(place: impl Into<Place>) -> Problem {
    Problem::new("PT1084", place, "the check does not say what a client is told")
        .expecting("`otherwise \"…\"`")
        .with_help("`check .end > .start otherwise \"ends before it starts\",`")
}

/// A check names a field that the record does not have.
pub(crate) fn check_of_no_field(field: &Ident, nearest: Option<Nearest<'_>>) -> Problem {
    Problem::new("PT1016", field, format!("the record has no field `{field}`")).instead(nearest)
}

/// `and`, `or`, `not` in a check.
pub(crate) fn query_word_in_a_check(word: &Ident) -> Problem {
    let rust = match word.to_string().as_str() {
        "and" => "&&",
        "or" => "||",
        _ => "!",
    };
    Problem::new("PT1017", word, format!("`{word}` belongs to queries; a check is Rust"))
        .instead(rust.to_owned())
}

/// A record with no fields at all.
pub(crate) fn record_without_fields(place: impl Into<Place>, name: &Ident) -> Problem {
    Problem::new("PT1018", place, format!("`{name}` has no fields")).expecting("at least one `field: type`")
}

/// A record that holds itself.
pub(crate) fn record_in_itself(place: impl Into<Place>, name: &Ident) -> Problem {
    Problem::new("PT1019", place, format!("`{name}` cannot hold itself"))
        .with_help(format!("hold the key of the other one: `parent: optional<uuid> references {name}`"))
}

/// `length 1..8`, and in other words `1-8`, `1 to 8`.
pub(crate) fn length_without_its_end(place: impl Into<Place>, least: u64, most: u64) -> Problem {
    Problem::new("PT1020", place, format!("this leaves open whether {most} is allowed"))
        .instead(format!("{least}..={most}"))
}

/// `length 8`
pub(crate) fn length_of_one_number(place: impl Into<Place>, number: u64) -> Problem {
    Problem::new("PT1085", place, format!("`{number}` does not say from where to where"))
        .instead(format!("{number}..={number}"))
        .with_help("`1..=8` from one to eight, `3..` three or more, `..=200` up to two hundred")
}

/// `0x10`, `1e6`, `5i64`, or more digits than are kept.
pub(crate) fn number_form(place: impl Into<Place>, number: &str) -> Problem {
    Problem::new("PT1021", place, format!("`{number}` is no number as the language writes one"))
        .with_help("digits with or without a point and a sign, at most 28 of them: `1_000`, `-0.25`")
}

/// `[1, 2]` as a constant.
pub(crate) fn filled_constant(place: impl Into<Place>) -> Problem {
    Problem::new("PT1022", place, "only an empty list or map is a constant")
        .expecting("`[]` or `{}`")
        .with_help("what it holds can be given where the record is made, in `new`")
}

/// `Buy` in place of `Side::Buy`.
pub(crate) fn case_without_its_choice(case: &Ident, kind: &Type) -> Problem {
    let choice = kind.written();
    Problem::new("PT1023", case, format!("`{case}` does not say of which choice it is a case"))
        .instead(format!("{choice}::{case}"))
}

/// Two fields have one name in JSON.
pub(crate) fn one_name_in_json(field: &Ident, other: &Ident, name: &str) -> Problem {
    Problem::new("PT1024", field, format!("`{field}` and `{other}` are both `{name}` in JSON"))
        .with_help("say `renamed \"…\"` with another name of one of the two")
}

/// `renamed ""`
pub(crate) fn renamed_to_nothing(text: &Text) -> Problem {
    Problem::new("PT1086", text, "a name in JSON cannot be empty")
}

/// `one_of []`
pub(crate) fn one_of_nothing(place: impl Into<Place>) -> Problem {
    Problem::new("PT1025", place, "no value is one of nothing").expecting("`[constant, …]`")
}

/// A constant stands twice in `one_of`.
pub(crate) fn one_of_twice(place: impl Into<Place>, constant: &str) -> Problem {
    Problem::new("PT1087", place, format!("`{constant}` stands in the list a second time"))
        .with_help("take it out")
}

/// A word that only a record's fields take, on a field of a case.
pub(crate) fn word_of_a_record(word: &Ident, instead: &str) -> Problem {
    Problem::new("PT1026", word, format!("`{word}` is said of a record's fields only")).with_help(instead)
}

/// `#[serde(…)]` and the like on a field.
pub(crate) fn attribute_of_rust(place: impl Into<Place>, word: &Ident) -> Problem {
    let name = word.to_string();
    let help = match name.as_str() {
        "serde" | "serde_as" => {
            "`renamed \"…\"` gives the name in JSON, `default …` what stands in for a missing field"
        }
        "validate" | "garde" => {
            "rules stand behind the type: `at_least 1`, `length 1..=8`, `matches \"…\"`, `email`"
        }
        "sqlx" | "diesel" | "column" | "sea_orm" => {
            "the column has the field's name; `unique`, `indexed` and `references` say more"
        }
        "cfg" | "cfg_attr" => {
            "what clients send and stores keep cannot differ from build to build; put it on the whole record"
        }
        _ => "what is to be said of a field is said in words behind its type",
    };
    Problem::new("PT1027", place, format!("`#[{name}]` says nothing of a field here")).with_help(help)
}

/// `unique .user` as a line.
pub(crate) fn index_of_one(field: &Ident, word: &Ident) -> Problem {
    Problem::new("PT1028", field, format!("`{word}` of one field is said of the field itself"))
        .expecting(format!("`{field}: … {word}`"))
        .with_help(format!("a line says it of several together: `{word} .user, .article`"))
}

/// `unique .user, .user`
pub(crate) fn index_says_it_twice(field: &Ident) -> Problem {
    Problem::new("PT1029", field, format!("`.{field}` stands there already"))
}
