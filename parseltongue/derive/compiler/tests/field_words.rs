//! Every field word of `define_record` is an attribute of a hand-written struct.

use parseltongue_derive_compiler::compile;
use parseltongue_syntax::vocabulary::LANGUAGE;
use parseltongue_syntax::{Mode, Role};

/// Each word as an attribute, and a type that takes it. The key of a struct is said above it.
const WORDS: &[(&str, &str)] = &[
    ("generated", "Timestamp"),
    ("unique", "String"),
    ("indexed", "i64"),
    ("secret", "String"),
    ("renamed = \"other\"", "String"),
    ("references = Account", "Uuid"),
    ("references = crate::people::Account", "Uuid"),
    ("scale = 2", "Decimal"),
    ("at_least = -1", "i64"),
    ("at_most = 0.5", "Decimal"),
    ("more_than = 0", "f64"),
    ("less_than = 1_000", "i64"),
    ("length = 1..=8", "String"),
    ("length = ..=8", "Vec<i64>"),
    ("length = 2..", "Bytes"),
    ("matches = \"^[A-Z]+$\"", "String"),
    ("email", "String"),
    ("url", "String"),
    ("default = 5", "i64"),
    ("default = true", "bool"),
    ("default = \"a\"", "String"),
    ("default = Side::Buy", "Side"),
    ("one_of = [\"a\", \"b\"]", "String"),
    ("one_of = [1, 2]", "i64"),
];

#[test]
fn a_word_of_a_field_is_an_attribute() {
    for (attribute, kind) in WORDS {
        let source = format!(
            "#[record(key = \"id\")] struct Order {{ id: i64, #[record({attribute})] field: {kind} }}"
        );
        let expansion = compile(source.parse().expect("a row of tokens"), Mode::Rustc);
        let told: Vec<String> = expansion.problems.iter().map(|problem| problem.text()).collect();
        assert!(told.is_empty(), "{attribute} on a {kind}: {told:#?}");
    }
}

#[test]
fn every_word_of_the_language_is_among_them() {
    for word in LANGUAGE.of(&[Role::FieldRule]) {
        let is_there = word.word == "key" || WORDS.iter().any(|(tried, _)| tried.starts_with(word.word));
        assert!(is_there, "`{}` is not tried", word.word);
    }
}
