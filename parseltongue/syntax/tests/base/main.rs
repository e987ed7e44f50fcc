//! The shared grammar by itself: its problems as caret comments, its behaviour on broken input.

mod clock;
mod dialects;
mod examples;
mod handler;
mod mutations;

use parseltongue_syntax::{Mode, fixtures};

const BLOCKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/base/blocks");
const BODIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/base/bodies");

#[test]
fn every_mistake_in_a_block_is_told_on_its_own_words() {
    fixtures::check(BLOCKS, |tokens| clock::compile(tokens, Mode::Rustc));
}

#[test]
fn every_mistake_in_a_body_is_told_on_its_own_words() {
    fixtures::check(BODIES, |tokens| handler::compile(tokens, Mode::Rustc));
}

#[test]
fn types_and_parameters_become_rust() {
    let source = "<Wall> take (
        /// which
        id: uuid, limit: i64 = 50, body draft: OrderDraft in \"order\", header \"x-y\" x: optional<string>,
        body: map<string, list<timestamp>>, pressed: action<Order>, other: rust<&'static [u8]> = b\"x\", path: a::b::C, children
    ), let_mut_shared_var hits: i64 = [1, 2].iter().map(|a, b| a + b).collect::<Map<i64, i64>>(),";
    let expansion = clock::compile(source.parse().expect("a row of tokens"), Mode::Rustc);
    insta::assert_snapshot!(expansion.tokens.to_string().replace("\", \"", "\n").replace("\" , \"", "\n"));
    assert!(expansion.problems.is_empty(), "{:?}", expansion.problems);
}

#[test]
fn an_editor_gets_the_unfinished_word_and_the_meaning_of_the_others() {
    let expansion = clock::compile("<Wall> limi: 3,".parse().expect("a row of tokens"), Mode::Editor);
    let text = expansion.into_tokens().to_string();
    assert!(!text.contains("compile_error"), "{text}");
    assert!(text.contains("__words :: clock :: limi as _"), "{text}");
    let body = "let_var order: Order = find Order with id; finish_with order;";
    let text =
        handler::compile(body.parse().expect("a row of tokens"), Mode::Editor).into_tokens().to_string();
    for word in ["let_var", "find", "with", "finish_with"] {
        assert!(text.contains(&format!("__words :: language :: {word} as _")), "{word}: {text}");
    }
}

#[test]
fn an_editor_finds_the_words_where_the_crate_is() {
    let block = "#![crate(my::path)] <Wall> limi: 3, every: 50 ms,";
    let expansion = clock::compile(block.parse().expect("a row of tokens"), Mode::Editor);
    let text = expansion.into_tokens().to_string();
    for word in ["clock :: limi", "language :: ms"] {
        assert!(text.contains(&format!("use my :: path :: __words :: {word} as _")), "{word}: {text}");
    }
}
