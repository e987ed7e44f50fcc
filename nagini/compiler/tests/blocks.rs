//! Whole blocks: what is planned and what is written, and that no row of tokens makes the compiler panic.

use std::path::Path;

use parseltongue_syntax::Mode;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

fn block(name: &str) -> TokenStream {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/blocks").join(name).with_extension("ptg");
    let source = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    source.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn written(tokens: TokenStream) -> String {
    let expansion = nagini_compiler::compile(tokens, Mode::Rustc);
    let problems: Vec<_> = expansion.problems.iter().map(|problem| problem.text()).collect();
    assert!(problems.is_empty(), "{problems:#?}");
    let file = syn::parse2(expansion.tokens.clone())
        .unwrap_or_else(|error| panic!("the expansion is no Rust: {error}\n{}", expansion.tokens));
    prettyplease::unparse(&file)
}

#[test]
fn the_desk() {
    insta::assert_snapshot!("desk_plan", nagini_compiler::printed_plan(block("desk")));
    insta::assert_snapshot!("desk", written(block("desk")));
}

#[test]
fn everything() {
    insta::assert_snapshot!("everything_plan", nagini_compiler::printed_plan(block("everything")));
    insta::assert_snapshot!("everything", written(block("everything")));
}

#[test]
fn an_editor_gets_the_meaning_of_every_word() {
    let expansion = nagini_compiler::compile(block("desk"), Mode::Editor);
    let text = expansion.into_tokens().to_string();
    for word in [
        "window",
        "component",
        "column",
        "heading",
        "for_each",
        "keyed_by",
        "newest",
        "gap",
        "let_stream_var",
    ] {
        assert!(text.contains(&format!(":: {word} as _")), "{word}");
    }
}

#[test]
fn no_row_of_tokens_makes_it_panic_and_the_same_gives_the_same() {
    for (number, changed) in mutations(block("everything")).into_iter().enumerate() {
        let first = nagini_compiler::compile(changed.clone(), Mode::Rustc);
        // Comparing texts takes longer than compiling, so it is done for some.
        if number % 16 == 0 {
            let second = nagini_compiler::compile(changed, Mode::Rustc).into_tokens();
            assert_eq!(first.into_tokens().to_string(), second.to_string());
        }
    }
}

/// Every prefix, deletion, duplication and swap of neighbours, at every depth.
fn mutations(tokens: TokenStream) -> Vec<TokenStream> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut all = Vec::new();
    for place in 0..tokens.len() {
        let (before, after) = (&tokens[..place], &tokens[place + 1..]);
        let joined = |middle: &[TokenTree]| -> TokenStream {
            before.iter().chain(middle).chain(after).cloned().collect()
        };
        let token = &tokens[place];
        all.push(before.iter().cloned().collect());
        all.push(joined(&[]));
        all.push(joined(&[token.clone(), token.clone()]));
        if let [next, rest @ ..] = after {
            all.push(before.iter().chain([next, token]).chain(rest).cloned().collect());
        }
        if let TokenTree::Group(group) = token {
            for inner in mutations(group.stream()) {
                all.push(joined(&[Group::new(group.delimiter(), inner).into()]));
            }
            all.push(joined(&[Group::new(Delimiter::Bracket, group.stream()).into()]));
        }
    }
    all
}
