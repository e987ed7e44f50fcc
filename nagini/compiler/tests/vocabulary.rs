//! Every example in the table of words is read without a problem in a place where the word may stand.

use nagini_compiler::vocabulary::WORDS;
use parseltongue_syntax::{Mode, Role, Word};

/// Blocks in one of which the example must fit.
fn places(word: &Word) -> Vec<String> {
    let example = word.example;
    let block = |window: &str, lines: &str, lets: &str, shows: &str| {
        format!(
            "<Desk> window: \"Desk\" {window}, shows: Root, component Root() {{ \
             let_signal_var count: i64 = 0; let_signal_var filter: string = \"\"; {lets} {shows} }} {lines}"
        )
    };
    let sized = "sized 800 by 600";
    let shows = |shows: &str| block(sized, "", "", shows);
    match word.role {
        Role::Setting if word.word == "window" => {
            vec![format!("<Desk> {example} shows: Root, component Root() {{ }}")]
        }
        Role::Setting => vec![format!("<Desk> window: \"Desk\" {sized}, {example} component Board() {{ }}")],
        Role::Declaration => vec![block(sized, example, "", "")],
        Role::Element if example.starts_with("component") => vec![block(sized, example, "", "")],
        Role::Element => vec![shows(example)],
        _ => vec![
            shows(&format!("row({example}) {{ }}")),
            shows(&format!("text(\"a\", {example})")),
            shows(&format!("button(\"a\", {example})")),
            shows(&format!("button(\"a\", pressed: {{ }}, {example})")),
            shows(&format!("text_input(label: \"a\", {example})")),
            shows(&format!("text_input(value: bind filter, {example})")),
            shows(&format!("text_input(label: \"a\", value: bind filter, {example})")),
            shows(&format!("for_each trade in trades.get() {example} {{ }}")),
            block(sized, "", &format!("let_stream_var trades: list<Trade> = {example};"), ""),
            block(example, "", "", ""),
        ],
    }
}

#[test]
fn every_example_fits_where_its_word_stands() {
    for word in WORDS.words() {
        let fits = places(word).iter().any(|block| {
            let tokens = block.parse().unwrap_or_else(|error| panic!("{}: {error}", word.word));
            nagini_compiler::compile(tokens, Mode::Rustc).problems.is_empty()
        });
        assert!(fits, "`{}`: {}", word.word, word.example);
    }
}

#[test]
fn no_word_stands_twice_and_none_is_both_here_and_later() {
    let mut seen = std::collections::BTreeSet::new();
    for word in WORDS.words() {
        assert!(seen.insert((word.role, word.word)), "{}", word.word);
        assert!(WORDS.find_later(&[word.role], word.word).is_none(), "{}", word.word);
    }
}
