//! Blocks of the dialects inside `parseltongue!`: handed on to their macros, tokens and spans untouched.

use std::collections::BTreeSet;

use parseltongue_syntax::{Mode, compile};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::handler;

#[test]
fn a_block_is_handed_on_in_both_spellings() {
    let cases = [
        (
            "basilisk!<Exchange> { deadline: 50 ms }",
            ":: parseltongue :: basilisk ! { < Exchange > deadline : 50 ms }",
        ),
        ("nagini! { <Desk> shows: Board }", ":: parseltongue :: nagini ! { < Desk > shows : Board }"),
        (
            "/// Trades.\n slytherin!<Market> { keep_in: memory }",
            ":: parseltongue :: slytherin ! { # [doc = \" Trades.\"] < Market > keep_in : memory }",
        ),
        (
            "#![crate(my::pt)] basilisk!<Exchange> { }",
            "my :: pt :: basilisk ! { # ! [crate (my :: pt)] < Exchange > }",
        ),
        (
            "use a::{b, c}; const X: i64 = { 3 }; fn f() {}",
            "use a :: { b , c } ; const X : i64 = { 3 } ; fn f () { }",
        ),
    ];
    for (source, expected) in cases {
        let expansion = compile(source.parse().expect("a row of tokens"), Mode::Rustc);
        assert!(expansion.problems.is_empty(), "{:?}", expansion.problems);
        assert_eq!(expansion.tokens.to_string(), expected);
    }
}

#[test]
fn every_token_of_a_block_keeps_its_place() {
    let source = "basilisk!<Exchange> { get \"/x\" (id: uuid) -> i64 { a.b.c(|x| x + 1) } }";
    let written = places(compile(source.parse().expect("a row of tokens"), Mode::Rustc).tokens);
    for place in places(source.parse().expect("a row of tokens")) {
        assert!(written.contains(&place) || place.1 == "!", "{place:?} is lost");
    }
}

#[test]
fn what_is_rust_in_a_body_keeps_its_place() {
    let source =
        "let x = a.b(|c| c + 1); for d in e { f!(g, h::<I>()); } let_var j: Order = k.l(); finish_with m.n;";
    let rewritten = places(handler::compile(source.parse().expect("a row of tokens"), Mode::Rustc).tokens);
    for place in places(source.parse().expect("a row of tokens")) {
        assert!(rewritten.contains(&place) || is_word(&place.1), "{place:?} is lost");
    }
}

fn is_word(text: &str) -> bool {
    matches!(text, "let_var" | "finish_with" | ":" | ";" | "=")
}

/// Every token that is no bracket, with the line and column where it begins.
fn places(tokens: TokenStream) -> BTreeSet<((usize, usize), String)> {
    let places = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => places(group.stream()),
        other => {
            let start = other.span().start();
            BTreeSet::from([((start.line, start.column), other.to_string())])
        }
    });
    places.collect()
}

#[test]
fn what_a_macro_captured_is_read_like_what_it_captured() {
    let kind = captured("optional<list<i64>>");
    let name = captured("Order");
    let source = quote::quote!(define_record #name { id: i64 key, held: #kind });
    let written = compile(source, Mode::Rustc);
    assert!(written.problems.is_empty(), "{:?}", written.problems);
    let plain = compile(
        "define_record Order { id: i64 key, held: optional<list<i64>> }".parse().expect("tokens"),
        Mode::Rustc,
    );
    assert_eq!(written.tokens.to_string(), plain.tokens.to_string());
}

fn captured(source: &str) -> TokenTree {
    Group::new(Delimiter::None, source.parse().expect("a row of tokens")).into()
}
