//! Every `let_` word in every place: taken where the language says so, told of with its own code elsewhere.

use parseltongue_syntax::{Expansion, LetWord, Mode, compile_let};
use proc_macro2::TokenStream;

/// Each word, a line of it without its end, and the places that take it.
const WORDS: &[(&str, &str, &[&str])] = &[
    ("let_var", "let_var x: i64 = 1", BODIES_AND_COMPONENTS),
    ("let_mut_var", "let_mut_var x: i64 = 1", BODIES),
    ("let_cow_var", "let_cow_var x: string = \"a\"", BODIES),
    ("let_lazy_var", "let_lazy_var x: i64 = 1", BODIES_AND_COMPONENTS),
    ("let_constant_var", "let_constant_var x: i64 = 1", BODIES_AND_COMPONENTS),
    ("let_shared_var", "let_shared_var x: i64 = 1", EVERYWHERE),
    ("let_mut_shared_var", "let_mut_shared_var x: i64 = 1", EVERYWHERE),
    ("let_local_shared_var", "let_local_shared_var x: i64 = 1", EVERYWHERE),
    ("let_mut_local_shared_var", "let_mut_local_shared_var x: i64 = 1", EVERYWHERE),
    ("let_signal_var", "let_signal_var x: i64 = 1", &["component"]),
    ("let_derived_var", "let_derived_var x: i64 = 1", &["component"]),
    ("let_stream_var", "let_stream_var x: list<Trade> = newest 10 of Market::Trades", &["component"]),
];

const BODIES: &[&str] = &["function", "async function", "handler", "consumer", "action", "macro"];
const BODIES_AND_COMPONENTS: &[&str] =
    &["function", "async function", "handler", "consumer", "action", "macro", "component"];
const EVERYWHERE: &[&str] = &[
    "function",
    "async function",
    "handler",
    "consumer",
    "action",
    "macro",
    "component",
    "service",
    "streams",
];

type Compile = fn(TokenStream, Mode) -> Expansion;

/// Each place, its compiler, and what stands around the line.
const PLACES: &[(&str, Compile, &str)] = &[
    ("function", parseltongue_syntax::compile, "define_function f() { LINE; }"),
    (
        "async function",
        parseltongue_syntax::compile,
        "define_async_function f() { LINE; finish_with nothing; }",
    ),
    (
        "handler",
        basilisk_compiler::compile,
        "<Exchange> listen_on: \"127.0.0.1:0\", get \"/\" () -> i64 { LINE; finish_with 1; }",
    ),
    ("service", basilisk_compiler::compile, "<Exchange> listen_on: \"127.0.0.1:0\", LINE,"),
    (
        "consumer",
        slytherin_compiler::compile,
        "<Market> keep_in: memory, stream Trades of Trade, consume Trades as \"it\" (trade) { LINE; }",
    ),
    ("streams", slytherin_compiler::compile, "<Market> keep_in: memory, LINE, stream Trades of Trade,"),
    (
        "component",
        nagini_compiler::compile,
        "<Desk> window: \"Desk\" sized 640 by 480, shows: Board, component Board() { LINE; text(\"a\") }",
    ),
    (
        "action",
        nagini_compiler::compile,
        "<Desk> window: \"Desk\" sized 640 by 480, shows: Board, component Board() { button(\"a\", pressed: { LINE; }) }",
    ),
];

#[test]
fn a_let_word_is_taken_in_its_places_and_told_of_in_the_others() {
    for (word, line, taken) in WORDS {
        for (place, compile, around) in PLACES {
            let source = around.replace("LINE", line);
            let expansion = compile(source.parse().expect("a row of tokens"), Mode::Rustc);
            let codes: Vec<&str> = expansion.problems.iter().map(|problem| problem.code).collect();
            let expected: &[&str] = match (*word, *place) {
                _ if taken.contains(place) => &[],
                // Told at more length: a writer of Rust reaches for these.
                ("let_mut_var", "component") => &["PT4033"],
                ("let_cow_var", "component") => &["PT4034"],
                _ => &["PT0031"],
            };
            assert_eq!(codes, expected, "`{word}` in a {place}");
        }
    }
}

#[test]
fn a_let_word_of_bodies_is_a_macro_of_rust() {
    for (word, line, taken) in WORDS.iter().filter(|(_, _, taken)| taken.contains(&"macro")) {
        let word = LetWord::of(word).expect("a word of the language");
        let line = line.split_once(' ').expect("a word and its line").1;
        let expansion = compile_let(word, line.parse().expect("a row of tokens"), Mode::Rustc);
        assert!(expansion.problems.is_empty() && !expansion.tokens.is_empty(), "{word:?} {taken:?}");
    }
}

#[test]
fn every_let_word_of_the_language_is_among_them() {
    let words = parseltongue_syntax::vocabulary::LANGUAGE.words();
    for word in words.filter(|word| word.word.starts_with("let_")) {
        assert!(WORDS.iter().any(|(known, ..)| *known == word.word), "`{}` stands nowhere", word.word);
    }
}
