//! The compiler by itself: its plan and its Rust as snapshots, its problems as caret comments, its
//! behaviour on broken input.

use std::collections::BTreeSet;

use parseltongue_syntax::{Mode, fixtures};
use proc_macro2::TokenStream;
use slytherin_compiler::{catalogue, compile, describe, vocabulary};

const MARKET: &str = include_str!("market.ptg");
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
fn a_block_becomes_constants_tables_and_functions() {
    insta::assert_snapshot!(formatted(MARKET));
}

#[test]
fn the_smallest_block_becomes_little() {
    insta::assert_snapshot!(formatted(
        "#![crate(my::path)] <Market> keep_in: memory, stream Trades of Trade"
    ));
}

#[test]
fn the_plan_says_what_will_exist() {
    insta::assert_snapshot!(describe(tokens(MARKET)));
}

#[test]
fn groups_that_differ_in_signs_only_get_functions_of_their_own() {
    let text = formatted(
        "<Market> keep_in: memory, stream Trades of Trade,
         consume Trades as \"a b\" (trade) { } consume Trades as \"a-b\" (trade) { }",
    );
    assert!(
        text.contains("fn consume_trades_as_a_b(") && text.contains("fn consume_trades_as_a_b_2("),
        "{text}"
    );
}

#[test]
fn a_block_may_have_a_word_of_rust_as_its_name() {
    let text =
        formatted("<r#type> keep_in: memory, stream Trades of Trade, consume Trades as \"a\" (trade) { }");
    assert!(text.contains("r#type::Trades") && text.contains("r#type::consume_trades_as_a"), "{text}");
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
    let own: BTreeSet<String> = shown.into_iter().filter(|code| code.starts_with("PT3")).collect();
    assert_eq!(explained, own);
}

#[test]
fn every_example_of_the_vocabulary_compiles() {
    for word in vocabulary::WORDS.words() {
        let line = match word.grammar {
            grammar if grammar.starts_with("keep_in") || grammar.starts_with("uses") => {
                word.example.to_owned()
            }
            grammar if grammar.starts_with("consume") => word.example.to_owned(),
            grammar if grammar.starts_with("stream") => word.example.replace("Trades", "Other") + ",",
            grammar if grammar.starts_with("durability") => {
                format!("stream Other of Trade {{ {} }}", word.example)
            }
            grammar
                if grammar.starts_with("key")
                    || grammar.starts_with("partitions")
                    || grammar.starts_with("retain") =>
            {
                format!("stream Other of Trade {{ {} }}", word.example)
            }
            _ => format!("consume Trades as \"billing\" (trade) {} {{ }}", word.example),
        };
        let line = line.replace("},", "}");
        let keep_in = if line.starts_with("keep_in") { "" } else { "keep_in: directory \"data\"," };
        let source = format!("<Market> {keep_in} stream Trades of Trade, stream Dead of Trade, {line}");
        let problems = compile(tokens(&source), Mode::Rustc).problems;
        assert!(
            problems.is_empty(),
            "{source}: {:?}",
            problems.iter().map(|it| it.text()).collect::<Vec<_>>()
        );
    }
}

#[test]
fn what_is_wrong_leaves_the_rest_as_it_is() {
    let source = "<Market> keep_in: memory, stream Trades of Trade { partitions: 0 } strem Dead of Trade, stream Quotes of Quote,";
    let expansion = compile(tokens(source), Mode::Rustc);
    assert_eq!(expansion.problems.len(), 2);
    let text = expansion.tokens.to_string();
    assert!(text.contains("Trades") && text.contains("Quotes"), "{text}");
}

#[test]
fn no_mutation_makes_the_compiler_panic() {
    for mode in [Mode::Rustc, Mode::Editor] {
        fixtures::survives_every_mutation(MARKET, |tokens| compile(tokens, mode));
    }
}

#[test]
fn words_have_a_meaning_for_editors() {
    let text = vocabulary::WORDS.hover_module().to_string();
    assert!(syn::parse_str::<syn::File>(&text).is_ok(), "{text}");
}
