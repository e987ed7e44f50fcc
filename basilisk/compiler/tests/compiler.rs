//! The compiler by itself: its plan and its Rust as snapshots, its problems as caret comments, its
//! behaviour on broken input.

use std::collections::BTreeSet;

use basilisk_compiler::{catalogue, compile, describe, vocabulary};
use parseltongue_syntax::{Mode, fixtures};
use proc_macro2::TokenStream;

const EXCHANGE: &str = include_str!("exchange.ptg");
const MISTAKES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mistakes");

fn tokens(source: &str) -> TokenStream {
    source.parse().unwrap_or_else(|error| panic!("no row of tokens: {error}\n{source}"))
}

fn formatted(source: &str) -> String {
    let expansion = compile(tokens(source), Mode::Rustc);
    assert!(expansion.problems.is_empty(), "{:?}", expansion.problems);
    prettyplease::unparse(&syn::parse2(expansion.tokens).expect("Rust"))
}

#[test]
fn a_service_becomes_functions_a_table_and_a_match() {
    insta::assert_snapshot!(formatted(EXCHANGE));
}

#[test]
fn the_smallest_service_becomes_little() {
    insta::assert_snapshot!(formatted(
        "#![crate(my::path)] <Clock> listen_on: \"127.0.0.1:0\", get \"/time\" () -> i64 { finish_with 1; }"
    ));
}

#[test]
fn the_plan_says_what_will_exist() {
    insta::assert_snapshot!(describe(tokens(EXCHANGE)));
}

#[test]
fn literals_stand_before_parameters_whatever_their_order() {
    let text = formatted(
        "<Shop> listen_on: \"[::1]:0\",
         get \"/a/{x}\" (x: i64) -> i64 { finish_with x; }
         get \"/a/b\" () -> i64 { finish_with 1; }
         delete \"/a/{y}\" (y: i64) -> nothing { let _ = y; }",
    );
    let at = |pattern: &str| text.find(pattern).unwrap_or_else(|| panic!("{pattern} in {text}"));
    assert!(at("[\"a\", \"b\"] =>") < at("[\"a\", x] =>"));
    assert!(text.contains("given.path::<i64>(\"y\", x)"), "{text}");
    assert!(text.contains("not_allowed(\"DELETE, GET, HEAD, OPTIONS\")"), "{text}");
}

#[test]
fn routes_whose_paths_differ_in_signs_only_get_functions_of_their_own() {
    let text = formatted(
        "<Shop> listen_on: \"127.0.0.1:0\",
         get \"/a-b\" () -> i64 { finish_with 1; } get \"/a.b\" () -> i64 { finish_with 2; }",
    );
    assert!(text.contains("fn get_a_b(") && text.contains("fn get_a_b_2("), "{text}");
}

#[test]
fn a_parameter_may_have_the_names_of_generated_variables() {
    let text = formatted(
        "<Shop> listen_on: \"127.0.0.1:0\",
         get \"/{call}\" (call: i64, given: i64) -> i64 { finish_with call + given; }",
    );
    assert!(text.contains("given.path::<i64>(\"call\", call_)"), "{text}");
}

#[test]
fn a_parameter_may_have_a_word_of_rust_as_its_name() {
    let text = formatted(
        "<Shop> listen_on: \"127.0.0.1:0\",
         get \"/{type}\" (r#type: i64, r#match: i64, r#for: i64 = 3) -> i64 { finish_with r#type + r#match; }",
    );
    for part in
        ["[type_] =>", "path::<i64>(\"type\", type_)", "query::<i64>(\"match\")", "query_or::<i64>(\"for\""]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("\"r#"), "{text}");
}

#[test]
fn a_wrong_route_is_written_all_the_same() {
    let expansion = compile(
        tokens("<Shop> listen_on: \"127.0.0.1:0\", get \"nowhere\" () -> i64 { finish_with 1; }"),
        Mode::Rustc,
    );
    assert_eq!(expansion.problems.len(), 1);
    assert!(expansion.tokens.to_string().contains("fn get_misplaced"));
}

#[test]
fn every_mistake_is_told_on_its_own_words() {
    fixtures::check(MISTAKES, |tokens| compile(tokens, Mode::Rustc));
}

#[test]
fn every_code_is_explained_and_shown_in_a_fixture() {
    let explained: BTreeSet<String> = catalogue::SUBJECTS
        .iter()
        .flat_map(|subject| subject.codes)
        .map(|entry| entry.code.to_owned())
        .collect();
    let shown = fixtures::codes_shown(MISTAKES);
    let own: BTreeSet<String> = shown.into_iter().filter(|code| code.starts_with("PT2")).collect();
    assert_eq!(explained, own);
}

#[test]
fn every_example_of_the_vocabulary_compiles() {
    for word in vocabulary::WORDS.words() {
        let listen_on = if word.word == "listen_on" { "" } else { "listen_on: \"127.0.0.1:0\"," };
        let uses = if word.word == "uses" { "" } else { "uses: Books," };
        let source = format!("<Exchange> {listen_on} {uses} {}", word.example);
        let problems = compile(tokens(&source), Mode::Rustc).problems;
        assert!(problems.is_empty(), "{}: {problems:?}", word.word);
    }
}

#[test]
fn every_word_that_is_still_to_come_is_refused_in_one_sentence() {
    for (word, line) in [
        ("in_flight", "in_flight: 100,"),
        ("session", "authenticate_with: session,"),
        ("where", "events \"/t\" from Market::Trades where .price > 1,"),
    ] {
        let source = format!("<Exchange> listen_on: \"127.0.0.1:0\", uses: Books, {line}");
        let problems = compile(tokens(&source), Mode::Rustc).problems;
        let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(messages, [format!("`{word}` is not part of this version of basilisk")]);
    }
}

#[test]
fn every_mutation_of_an_example_is_survived() {
    fixtures::survives_every_mutation(EXCHANGE, |tokens| compile(tokens, Mode::Rustc));
}

#[test]
fn editors_get_the_words_that_were_read() {
    let text = compile(tokens(EXCHANGE), Mode::Editor).tokens.to_string();
    for word in ["resource", "events", "listen_on", "post", "created"] {
        assert!(text.contains(&format!("__words :: basilisk :: {word} as _")), "{word}");
    }
}
