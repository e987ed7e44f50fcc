//! What is made from the tables of words stands up to date beside the book. `UPDATE_BOOK=1 cargo test -p parseltongue-cli
//! --test pages` writes it anew.

use std::path::{Path, PathBuf};

use parseltongue_cli::rooms::ROOMS;
use parseltongue_cli::{card, grammar, highlight, llms, reference};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The file says that; or it is written so, when that is asked for.
fn is_up_to_date(path: &str, text: &str) {
    let path = root().join(path);
    if std::env::var_os("UPDATE_BOOK").is_some() {
        std::fs::create_dir_all(path.parent().expect("it is below the book")).expect("it is made");
        std::fs::write(&path, text).expect("it is written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text, "{} is not up to date: UPDATE_BOOK=1 writes it anew", path.display());
}

/// A page of a card has at most so many lines.
const LINES_OF_A_CARD: usize = 300;

/// One test: the pages have to be written before the files for models, which hold them.
#[test]
fn what_is_made_from_the_tables_stands_up_to_date_beside_the_book() {
    the_card_is_one_page();
    the_reference_lists_every_word();
    models_find_every_page();
}

fn the_card_is_one_page() {
    let whole = card::card(None).expect("it has no name");
    is_up_to_date("book/src/card.md", &whole);
    let lines = whole.lines().count();
    assert!(lines <= LINES_OF_A_CARD, "{lines} lines");
    for dialect in card::dialects() {
        let card = card::card(Some(dialect)).expect("it is a dialect");
        assert!(card.lines().count() < lines, "{dialect}");
        assert!(card.contains(&format!("The words of {dialect}")));
    }
    assert_eq!(card::card(Some("gryffindor")), None);
}

fn the_reference_lists_every_word() {
    let summary = text("SUMMARY.md");
    for page in reference::pages() {
        is_up_to_date(&format!("book/src/{}", page.path), &page.text);
        assert!(summary.contains(&format!("({})", page.path)), "{} is not linked", page.path);
    }
}

fn models_find_every_page() {
    let chapters = llms::chapters(&text("SUMMARY.md"));
    assert!(chapters.len() > 20, "only {} chapters", chapters.len());
    let index = llms::index(&chapters, &text);
    assert!(index.starts_with("# Parseltongue\n\n> "));
    is_up_to_date("book/src/llms.txt", &index);
    is_up_to_date("book/src/llms-full.txt", &llms::full(&chapters, &text));
}

#[test]
fn the_grammar_for_models_stands_beside_the_book() {
    is_up_to_date("book/src/parseltongue.gbnf", &grammar::grammar());
}

#[test]
fn the_highlighting_knows_the_words_of_the_tables() {
    is_up_to_date("editors/vscode/syntaxes/parseltongue.tmLanguage.json", &highlight::grammar());
    let grammar: serde_json::Value = serde_json::from_str(&highlight::grammar()).expect("it is JSON");
    let mut patterns = Vec::new();
    collect(&grammar, &mut patterns);
    let all = patterns.join("\n");
    for word in ROOMS.iter().flat_map(|room| room.vocabulary.words()) {
        let is_there =
            all.split(|sign: char| !sign.is_alphanumeric() && sign != '_').any(|part| part == word.word);
        assert!(is_there, "{} is not coloured", word.word);
    }
}

/// Every pattern of the grammar.
fn collect(rule: &serde_json::Value, patterns: &mut Vec<String>) {
    match rule {
        serde_json::Value::Object(entries) => {
            for (name, value) in entries {
                match value.as_str() {
                    Some(pattern) if matches!(name.as_str(), "match" | "begin" | "end") => {
                        patterns.push(pattern.to_owned())
                    }
                    _ => collect(value, patterns),
                }
            }
        }
        serde_json::Value::Array(rules) => rules.iter().for_each(|rule| collect(rule, patterns)),
        _ => {}
    }
}

/// The text of a page of the book.
fn text(path: &str) -> String {
    let path = root().join("book/src").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
