//! The shared grammar by itself: its problems as caret comments, its catalogue, its behaviour on broken input.

mod clock;
mod dialects;
mod examples;
mod handler;
mod mutations;

use std::collections::BTreeSet;

use parseltongue_syntax::{Expansion, Leaving, Mode, catalogue, fixtures};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

const BLOCKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/base/blocks");
const BODIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/base/bodies");
const ITEMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mistakes/parseltongue");

#[test]
fn every_mistake_in_a_block_is_told_on_its_own_words() {
    fixtures::check(BLOCKS, |tokens| clock::compile(tokens, Mode::Rustc));
}

#[test]
fn every_mistake_in_a_body_is_told_on_its_own_words() {
    fixtures::check(BODIES, |tokens| handler::compile(tokens, Mode::Rustc));
}

#[test]
fn every_code_of_the_base_is_explained_and_shown_once_in_a_fixture() {
    let explained: BTreeSet<String> =
        catalogue::CODES.iter().flat_map(|table| table.iter()).map(|entry| entry.code.to_owned()).collect();
    let base: BTreeSet<String> = explained.iter().filter(|code| code.as_str() < "PT1000").cloned().collect();
    let mut shown = fixtures::codes_shown(BLOCKS);
    shown.extend(fixtures::codes_shown(BODIES));
    shown.extend(fixtures::codes_shown(ITEMS));
    // Told only of functions and views, whose own tests show them.
    shown.extend(["PT0036", "PT0037"].map(str::to_owned));
    assert_eq!(base, shown.into_iter().filter(|code| code.as_str() < "PT1000").collect());
}

#[test]
fn the_wrong_line_of_every_explanation_has_its_problem_and_the_right_one_has_none() {
    for entry in catalogue::CODES.iter().flat_map(|table| table.iter()).filter(|entry| entry.code < "PT1000")
    {
        let codes = |line: &str| -> Vec<&str> {
            let tokens = |source: String| source.parse::<TokenStream>().expect("a row of tokens");
            let expansion = match entry.code {
                "PT0037" => handler_without_error(tokens(line.to_owned())),
                "PT0003" | "PT0004" | "PT0045" => {
                    parseltongue_syntax::compile(tokens(line.to_owned()), Mode::Rustc)
                }
                "PT0020" => clock::compile(tokens(format!("{line} <Wall>")), Mode::Rustc),
                "PT0040" => handler::compile(tokens(line.to_owned()), Mode::Rustc),
                "PT0036" => view_action(tokens(line.to_owned())),
                code if code < "PT0030" && code != "PT0012" => {
                    let line = if line.starts_with('(') { format!("take {line}") } else { line.to_owned() };
                    clock::compile(tokens(format!("<Wall> {line}")), Mode::Rustc)
                }
                _ => handler::compile(tokens(format!("{line} finish_with nothing;")), Mode::Rustc),
            };
            expansion.problems.iter().map(|problem| problem.code).collect()
        };
        assert!(codes(entry.wrong).contains(&entry.code), "{}: {:?}", entry.code, codes(entry.wrong));
        assert_eq!(codes(entry.right), Vec::<&str>::new(), "{}: {}", entry.code, entry.right);
    }
}

/// The body in the braces, as that of a handler which declares an error only if the line does.
fn handler_without_error(tokens: TokenStream) -> Expansion {
    let error = tokens.to_string().contains("fails_with").then(|| quote::quote!(Empty));
    let body = tokens.into_iter().find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    });
    let leaving = Leaving::Result { error, wrap: None };
    handler::compile_in(body.unwrap_or_default(), Mode::Rustc, leaving, true)
}

fn view_action(tokens: TokenStream) -> Expansion {
    handler::compile_in(tokens, Mode::Rustc, Leaving::Nothing("an action of a view"), false)
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
