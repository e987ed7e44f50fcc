//! A grammar of whole programs in GBNF, the notation in which llama.cpp and what follows it is told what a model may
//! write. What stands between `{` and `}` of a body is Rust and only has to be balanced.
//!
//! The words come from the tables; a word of a later table that has no rule of its own gets that of its role.

use std::fmt::Write as _;

use parseltongue_syntax::vocabulary::LANGUAGE;
use parseltongue_syntax::{Role, Vocabulary, Word, units};

use crate::rooms::ROOMS;

/// The rules that hold no words: white space, names, numbers, texts, Rust in balance; and the shapes of lines.
const FRAME: &str = include_str!("grammar/frame.gbnf");

/// The grammar, as a file.
#[must_use]
pub fn grammar() -> String {
    let mut grammar = FRAME.to_owned();
    let mut rule = |name: &str, alternatives: Vec<String>| {
        // Writing into a string cannot fail.
        let _ = writeln!(grammar, "{name} ::= {}", alternatives.join(" | "));
    };
    let language = |role: Role| LANGUAGE.words().filter(move |word| word.role == role);
    rule("time-unit", units::of_time().map(quoted).collect());
    rule("size-unit", units::of_size().map(quoted).collect());
    rule(
        "simple-type",
        language(Role::Type).filter(|word| word.word == word.grammar).map(|word| quoted(word.word)).collect(),
    );
    rule(
        "let-word",
        language(Role::Statement)
            .map(|word| word.word)
            .filter(|word| word.starts_with("let_"))
            .map(quoted)
            .collect(),
    );
    rule("field-word", language(Role::FieldRule).map(field_word).collect());
    let meanings =
        language(Role::Inner).filter(|word| word.grammar.starts_with("Case is") && word.word != "is");
    rule("meaning", meanings.map(|word| quoted(word.word)).collect());
    let of_store = |word: &&Word| word.example.starts_with("define_store");
    rule("store-line", lines(language(Role::Setting).filter(of_store)));
    rule("store-block", or_nothing(declarations(language(Role::Declaration).filter(of_store))));
    let of_record = |word: &&Word| word.example.starts_with("define_record");
    rule("record-word", declared(language(Role::Declaration).filter(of_record)));
    for dialect in ROOMS.iter().map(|room| room.vocabulary).filter(|room| room.room != LANGUAGE.room) {
        let is_of_block = |word: &&Word| !(dialect.room == "slytherin" && is_of_stream(word));
        rule(&format!("{}-line", dialect.room), lines(dialect.of(&[Role::Setting]).filter(is_of_block)));
        let shaped = declarations(dialect.of(&[Role::Declaration, Role::Handler]));
        rule(&format!("{}-block", dialect.room), shaped);
    }
    let streams = ROOMS.iter().map(|room| room.vocabulary).find(|room| room.room == "slytherin");
    let of_streams = |room: &Vocabulary| {
        lines(room.of(&[Role::Setting]).filter(|word| is_of_stream(word) || word.word == "durability"))
    };
    rule("stream-line", streams.map(of_streams).unwrap_or_default());
    let service = ROOMS.iter().map(|room| room.vocabulary).find(|room| room.room == "basilisk");
    let marks = service
        .into_iter()
        .flat_map(|room| room.of(&[Role::Inner]))
        .filter(|word| word.grammar.starts_with('('));
    rule("mark", marks.map(mark).collect());
    let view = ROOMS.iter().map(|room| room.vocabulary).find(|room| room.room == "nagini");
    let elements = view.into_iter().flat_map(|room| room.of(&[Role::Element]));
    let called = elements.map(|word| word.word).filter(|word| !["if", "match", "for_each"].contains(word));
    rule("element-word", called.map(quoted).collect());
    grammar
}

/// A stream's own setting, not the block's.
fn is_of_stream(word: &Word) -> bool {
    matches!(word.word, "key" | "partitions" | "retain" | "compact")
}

fn quoted(word: &str) -> String {
    format!("\"{word}\"")
}

/// No word at all, where a table has none of that kind.
fn or_nothing(rules: Vec<String>) -> Vec<String> {
    if rules.is_empty() { vec!["\"\"".to_owned()] } else { rules }
}

/// `word: value`, by what the table's grammar says that the value is.
fn lines<'a>(words: impl Iterator<Item = &'a Word>) -> Vec<String> {
    words
        .map(|word| {
            let value = match word.word {
                "window" => "string sp \"sized\" sp integer sp \"by\" sp integer".to_owned(),
                "holds" => "typename (ws \",\" ws typename)*".to_owned(),
                "retain" => "(time (sp \"up_to\" sp size)? | \"up_to\" sp size)".to_owned(),
                _ => value_of(word),
            };
            format!("\"{}\" ws \":\" ws {value}", word.word)
        })
        .collect()
}

/// What stands behind a setting's colon: one of several forms, each of words and operands. What says more than that in
/// its grammar takes any value.
fn value_of(word: &Word) -> String {
    let front = format!("{}: ", word.word);
    if let Some(rule) = some_of(word.grammar.trim_start_matches(&front).trim_end_matches(',')) {
        return rule;
    }
    let forms = word
        .grammar
        .split(" · ")
        .flat_map(|form| form.trim_start_matches(&front).trim_end_matches(',').split(" | "));
    let forms: Vec<Option<String>> = forms.map(form).collect();
    match forms.into_iter().collect::<Option<Vec<String>>>() {
        Some(forms) if forms.len() == 1 => forms.concat(),
        Some(forms) => format!("({})", forms.join(" | ")),
        None => "value".to_owned(),
    }
}

/// `gzip, brotli, zstd`: one or more of these words.
fn some_of(words: &str) -> Option<String> {
    let words: Vec<&str> = words.split(", ").collect();
    if words.len() < 2 || !words.iter().all(|part| is_word(part) && is_known(part)) {
        return None;
    }
    let one = words.iter().map(|part| quoted(part)).collect::<Vec<_>>().join(" | ");
    Some(format!("({one}) (ws \",\" ws ({one}))*"))
}

fn is_word(part: &str) -> bool {
    part.chars().all(|sign| sign.is_ascii_lowercase() || sign == '_')
}

/// `directory "path"`, `every time`
fn form(form: &str) -> Option<String> {
    let whole = operand(form);
    if whole != "value" {
        return Some(whole.to_owned());
    }
    let parts = form.split(' ').map(|part| match operand(part) {
        "value" if is_word(part) && is_known(part) => Some(quoted(part)),
        "value" => None,
        operand => Some(operand.to_owned()),
    });
    parts.collect::<Option<Vec<String>>>().map(|parts| parts.join(" sp "))
}

fn is_known(word: &str) -> bool {
    ROOMS.iter().flat_map(|room| room.vocabulary.words()).any(|known| known.word == word)
}

/// The rule of what a grammar calls `time`, `n`, `"text"`, `.field`, `Store`.
fn operand(value: &str) -> &'static str {
    match value {
        "time" => "time",
        "size" => "size",
        "n" => "number",
        "n cores" => "cores",
        ".field" => "field-name",
        "constant" => "constant",
        "[constant, …]" => "\"[\" ws constant (ws \",\" ws constant)* ws \"]\"",
        "type" => "type",
        _ if value.starts_with('"') && value.matches('"').count() == 2 && value.ends_with('"') => "string",
        _ if value.contains("..=") => "range",
        _ if value.starts_with(char::is_uppercase) && value.chars().all(char::is_alphanumeric) => "typename",
        _ => "value",
    }
}

/// `key`, `at_least n`, by what the table's grammar says behind the word.
fn field_word(word: &Word) -> String {
    let first = word.grammar.split(" · ").next().unwrap_or_default();
    let behind = first.rsplit_once(word.word).map(|(_, behind)| behind.trim()).unwrap_or_default();
    if behind.is_empty() { quoted(word.word) } else { format!("\"{}\" sp {}", word.word, operand(behind)) }
}

/// `body name: Draft` and `header "name" name: type`, up to the name.
fn mark(word: &Word) -> String {
    let has_text = word.grammar.contains('"');
    format!("\"{}\" sp{}", word.word, if has_text { " string sp" } else { "" })
}

/// The lines that begin with a noun or a verb, each with its end.
fn declarations<'a>(words: impl Iterator<Item = &'a Word>) -> Vec<String> {
    words
        .map(|word| match word.word {
            "resource" => "resource".to_owned(),
            "events" => "events".to_owned(),
            "stream" => "stream".to_owned(),
            "consume" => "consumer".to_owned(),
            "component" => "component".to_owned(),
            verb if word.role == Role::Handler && word.grammar.starts_with(&format!("{verb} \"/path")) => {
                format!("\"{verb}\" route")
            }
            other => format!("\"{other}\" other"),
        })
        .collect()
}

/// `check condition otherwise "text"`, and what else stands among the fields of a record.
fn declared<'a>(words: impl Iterator<Item = &'a Word>) -> Vec<String> {
    words
        .map(|word| match word.word {
            "check" => "\"check\" sp value \"otherwise\" sp string".to_owned(),
            other => format!("\"{other}\" sp value body?"),
        })
        .collect()
}
