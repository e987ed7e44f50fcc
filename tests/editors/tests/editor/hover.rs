//! What is shown over a word.

use editors::Editor;
use parseltongue_syntax::Vocabulary;
use parseltongue_syntax::vocabulary::LANGUAGE;

use crate::{DESK, MAIN, Test};

pub(crate) const TESTS: &[Test] = &[
    ("a_word_of_the_language_shows_what_it_means_and_nothing_else", words),
    ("what_was_declared_shows_its_own_words", declarations),
];

/// The text of a word in its vocabulary.
fn meaning(vocabulary: &Vocabulary, word: &str) -> &'static str {
    vocabulary.words().find(|entry| entry.word == word).expect("a word of the language").meaning
}

fn words(editor: &mut Editor) {
    let language = [
        "define_re$0cord Order",
        "len$0gth 1..=8",
        "inde$0xed,",
        "let_v$0ar order",
        "fi$0nd Order with id",
        "ne$0w Trade {",
        "publ$0ish trade",
        "finis$0h_with trade;",
        "define_pro$0gram",
        "main_th$0read",
    ];
    let basilisk = ["reso$0urce Order", "dead$0line: 50", "po$0st \"/orders", "eve$0nts \"/trades\""];
    let slytherin = ["stre$0am Trades", "cons$0ume Trades", "ke$0y: .symbol"];
    let nagini = ["ro$0w(gap: 4)", "ga$0p: 4", "for_ea$0ch", "comp$0onent Board"];
    let tables: [(&Vocabulary, &str, &[&str]); 4] = [
        (&LANGUAGE, MAIN, &language),
        (&basilisk_compiler::vocabulary::WORDS, MAIN, &basilisk),
        (&slytherin_compiler::vocabulary::WORDS, MAIN, &slytherin),
        (&nagini_compiler::vocabulary::WORDS, DESK, &nagini),
    ];
    for (vocabulary, file, places) in tables {
        for place in places {
            let word = word_at(place);
            let text = editor.hover(&editor.at(file, place));
            assert!(text.contains(meaning(vocabulary, &word)), "{place}: {text}");
            // One heading with the word's table, one with the word, one rule: nothing of what was generated.
            assert_eq!(text.matches("\n---\n").count(), 1, "{place}: {text}");
        }
    }
}

/// The word in which the `$0` stands.
fn word_at(place: &str) -> String {
    let (before, after) = place.split_once("$0").expect("a cursor");
    let is_part = |character: &char| character.is_alphanumeric() || *character == '_';
    let before: String = before.chars().rev().take_while(is_part).collect();
    before.chars().rev().chain(after.chars().take_while(is_part)).collect()
}

fn declarations(editor: &mut Editor) {
    let shows = [
        (MAIN, "find Or$0der with id", "One order as a trader places it."),
        (MAIN, "publish trade to Market::Tra$0des", "What was traded."),
        (MAIN, "side: Si$0de", "To buy or to sell."),
        (DESK, "Li$0ne(trade: trade", "One trade."),
    ];
    for (file, place, text) in shows {
        let shown = editor.hover(&editor.at(file, place));
        assert!(shown.contains(text), "{place}: {shown}");
    }
    let field = editor.hover(&editor.at(MAIN, "symbol: order.sym$0bol"));
    assert!(field.contains("pub symbol: String"), "{field}");
}
