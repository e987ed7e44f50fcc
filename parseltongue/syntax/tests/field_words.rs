//! Every word of a field on every type: taken where it means something, refused with a code where it does not.

use parseltongue_syntax::{Mode, compile};

/// Every type, by a name for the table below.
const TYPES: &[(&str, &str)] = &[
    ("i64", "i64"),
    ("f64", "f64"),
    ("bool", "bool"),
    ("string", "string"),
    ("bytes", "bytes"),
    ("timestamp", "timestamp"),
    ("duration", "duration"),
    ("decimal", "decimal"),
    ("uuid", "uuid"),
    ("json", "json"),
    ("Side", "Side"),
    ("list", "list<string>"),
    ("map", "map<string, i64>"),
    ("rust", "rust<std::net::IpAddr>"),
];

/// Each word as it is written, and the types that take it; `*` is every type.
const WORDS: &[(&str, &str)] = &[
    ("key", "i64 string timestamp uuid Side"),
    ("generated", "timestamp uuid"),
    ("unique", "i64 f64 bool string timestamp duration decimal uuid Side"),
    ("indexed", "i64 f64 bool string timestamp duration decimal uuid Side"),
    ("secret", "*"),
    ("renamed \"other\"", "*"),
    ("references Account", "i64 string timestamp uuid Side"),
    ("scale 2", "decimal"),
    ("at_least 1", "i64 f64 decimal"),
    ("at_most 1", "i64 f64 decimal"),
    ("more_than 1", "i64 f64 decimal"),
    ("less_than 1", "i64 f64 decimal"),
    ("length 1..=8", "string bytes list map"),
    ("matches \"^a$\"", "string"),
    ("email", "string"),
    ("url", "string"),
    ("default 1", "i64 f64 decimal"),
    ("default 0.5", "f64 decimal"),
    ("default true", "bool"),
    ("default \"a\"", "string"),
    ("default Side::Buy", "Side"),
    ("default []", "list"),
    ("default {}", "map"),
    ("one_of [1, 2]", "i64 f64 decimal"),
    ("one_of [0.5]", "f64 decimal"),
    ("one_of [\"a\"]", "string"),
    ("one_of [Side::Buy]", ""),
];

/// What says nothing of a value that may be missing.
const NOT_OPTIONAL: &[&str] = &["key", "generated"];

#[test]
fn a_word_is_taken_on_the_types_that_it_means_something_for() {
    for (word, taken) in WORDS {
        for (name, kind) in TYPES {
            let codes = codes(&format!("define_record Order {{ it: {kind} {word} }}"));
            let is_taken = *taken == "*" || taken.split(' ').any(|it| it == *name);
            assert_eq!(codes.is_empty(), is_taken, "`{kind} {word}`: {codes:?}");
            let is_optional = is_taken && !NOT_OPTIONAL.contains(word);
            let codes = self::codes(&format!("define_record Order {{ it: optional<{kind}> {word} }}"));
            assert_eq!(codes.is_empty(), is_optional, "`optional<{kind}> {word}`: {codes:?}");
        }
    }
}

#[test]
fn every_word_of_a_field_is_among_them() {
    let words = parseltongue_syntax::vocabulary::LANGUAGE.of(&[parseltongue_syntax::Role::FieldRule]);
    for word in words {
        let is_there = WORDS.iter().any(|(written, _)| written.split(' ').next() == Some(word.word));
        assert!(is_there, "`{}` is on no type", word.word);
    }
}

#[test]
fn a_case_takes_what_speaks_of_the_value_and_an_error_nothing() {
    const OF_A_RECORD: &[&str] =
        &["key", "generated", "unique", "indexed", "secret", "references", "default"];
    for (word, taken) in WORDS {
        let Some(kind) =
            TYPES.iter().find(|(name, _)| *taken == "*" || taken.split(' ').any(|it| it == *name))
        else {
            continue;
        };
        let first = word.split(' ').next().expect("a word");
        let in_a_case = codes(&format!("define_choice How {{ Limit {{ it: {} {word} }} }}", kind.1));
        assert_eq!(in_a_case.is_empty(), !OF_A_RECORD.contains(&first), "`{word}` in a case: {in_a_case:?}");
        let source =
            format!("define_error Refusal {{ Late {{ it: {} {word} }} is conflict \"late\" }}", kind.1);
        assert!(!codes(&source).is_empty(), "`{word}` in an error");
    }
}

fn codes(source: &str) -> Vec<&'static str> {
    let expansion = compile(source.parse().expect("a row of tokens"), Mode::Rustc);
    expansion.problems.iter().map(|problem| problem.code).collect()
}
