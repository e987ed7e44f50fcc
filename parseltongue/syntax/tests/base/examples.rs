//! Every example in the vocabulary is one that compiles in its place.

use parseltongue_syntax::vocabulary::LANGUAGE;
use parseltongue_syntax::{LetWord, Mode, Role, Word, compile};
use proc_macro2::TokenStream;

use crate::handler;

#[test]
fn every_example_of_a_word_holds_the_word_and_has_no_problem() {
    let mut wrong = Vec::new();
    for word in LANGUAGE.words() {
        if !mentions(word) {
            wrong.push(format!("{}: the example does not show it: {}", word.word, word.example));
        }
        wrong.extend(problems_of(word).iter().map(|problem| format!("{}: {problem}", word.word)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_program_of_the_tour_has_no_problem() {
    let expansion = compile(tokens(include_str!("trading_desk.ptg")), Mode::Rustc);
    assert!(expansion.problems.is_empty(), "{:?}", expansion.problems);
}

fn mentions(word: &Word) -> bool {
    word.example
        .split(|character: char| !character.is_alphanumeric() && character != '_')
        .any(|part| part == word.word)
}

fn problems_of(word: &Word) -> Vec<String> {
    let in_record = |field: &str| {
        let key = if field.split(' ').any(|part| part == "key") { "" } else { "key_of_it: i64 key," };
        compile(tokens(&format!("define_record It {{ {key} {field} }}")), Mode::Rustc)
    };
    let in_body = |body: &str| {
        let semicolon = if body.ends_with([';', '}']) { "" } else { ";" };
        handler::compile(tokens(&format!("{body}{semicolon} finish_with nothing;")), Mode::Rustc)
    };
    let expansion = match word.role {
        Role::Item => compile(tokens(word.example), Mode::Rustc),
        Role::Type if word.example.starts_with("let_") => in_body(word.example),
        Role::Type | Role::FieldRule => in_record(word.example),
        Role::Statement if LetWord::of(word.word).is_some_and(LetWord::is_of_views) => return Vec::new(),
        Role::Statement | Role::Expression => in_body(word.example),
        Role::Inner if word.example.starts_with("define_") => compile(tokens(word.example), Mode::Rustc),
        Role::Inner => in_body(word.example),
        _ => return Vec::new(),
    };
    expansion.problems.iter().map(|problem| format!("{}: {}", word.example, problem.message)).collect()
}

fn tokens(source: &str) -> TokenStream {
    source.parse().unwrap_or_else(|error| panic!("{error}: {source}"))
}
