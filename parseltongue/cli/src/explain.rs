//! `parseltongue explain`, `card` and `grammar`: what a word means, what the code of a problem means, the language on
//! one page.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use crate::rooms::{self, ROOMS, Room};
use crate::{card, grammar};
use parseltongue_syntax::Word;
use parseltongue_syntax::catalogue::Explanation;
use parseltongue_syntax::vocabulary::{Later, Nearest, foreign_type, foreign_word, nearest};

/// Explains one word or code, or lists all words.
pub(crate) fn explain(word: Option<&str>) -> Result<ExitCode, String> {
    let text = match word {
        None => list(),
        Some(word) => explanation(word).ok_or_else(|| unknown(word))?,
    };
    // A reader that has closed the pipe has read enough.
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(ExitCode::SUCCESS)
}

/// Prints the card of everything, or of one dialect.
pub(crate) fn card(dialect: Option<&str>) -> Result<ExitCode, String> {
    let known: Vec<&str> = card::dialects().collect();
    let card = card::card(dialect).ok_or_else(|| {
        format!("there is no dialect `{}`; there is {}", dialect.unwrap_or_default(), known.join(", "))
    })?;
    let _ = std::io::stdout().write_all(card.as_bytes());
    Ok(ExitCode::SUCCESS)
}

/// Prints the grammar of whole programs.
pub(crate) fn grammar() -> Result<ExitCode, String> {
    let _ = std::io::stdout().write_all(grammar::grammar().as_bytes());
    Ok(ExitCode::SUCCESS)
}

fn explanation(word: &str) -> Option<String> {
    let word = word.trim_end_matches('!');
    if let Some(code) = rooms::explain(word) {
        return Some(of_code(code));
    }
    let found: Vec<String> = ROOMS
        .iter()
        .flat_map(|room| {
            let words = room.vocabulary.words().filter(|entry| entry.word == word);
            let later = room.vocabulary.later.iter().filter(|entry| entry.word == word);
            words.map(|entry| of_word(room, entry)).chain(later.map(|entry| of_later(room, entry)))
        })
        .collect();
    if !found.is_empty() {
        return Some(found.join("\n"));
    }
    of_foreign_word(word)
}

fn of_code(code: &Explanation) -> String {
    let mut text = format!("{}: {}\n\n  {}\n", code.code, code.title, under(code.explanation, "  "));
    for (name, example) in [("wrong", code.wrong), ("right", code.right)] {
        // What is wrong may be that a line is missing.
        if !example.is_empty() {
            text.push_str(&format!("\n  {name}: {}", under(example, "         ")));
        }
    }
    text + "\n"
}

/// Further lines stand under the first.
fn under(text: &str, indent: &str) -> String {
    text.replace('\n', &format!("\n{indent}"))
}

fn of_word(room: &Room, word: &Word) -> String {
    format!(
        "{}: {} of {}\n\n  {}\n\n  grammar: {}\n  example: {}\n",
        word.word,
        word.role.named(),
        room.name(),
        word.meaning,
        under(word.grammar, "           "),
        under(word.example, "           ")
    )
}

fn of_later(room: &Room, later: &Later) -> String {
    let today = later.today.map(|today| format!("\n  today: {today}\n")).unwrap_or_default();
    format!("{}: not part of this version of {}\n{today}", later.word, room.name())
}

/// What another language says, and what is said here.
fn of_foreign_word(word: &str) -> Option<String> {
    if let Some((here, reason)) = foreign_type(word) {
        let instead = if here.is_empty() { String::new() } else { format!("here it is `{here}`: ") };
        return Some(format!("{word}: no type of Parseltongue\n\n  {instead}{reason}\n"));
    }
    let here = foreign_word(word)?;
    Some(format!("{word}: no word of Parseltongue\n\n  here it is `{here}`\n"))
}

fn unknown(word: &str) -> String {
    let words = ROOMS.iter().flat_map(|room| room.vocabulary.words()).map(|entry| entry.word);
    match nearest(word, words) {
        Some(Nearest { word: meant, .. }) => {
            format!("there is no word `{word}`; `parseltongue explain {meant}` explains `{meant}`")
        }
        None => format!("there is no word `{word}`; `parseltongue explain` lists all"),
    }
}

fn list() -> String {
    let mut text = String::new();
    for room in ROOMS {
        let mut roles: Vec<_> = room.vocabulary.words().map(|word| word.role).collect();
        roles.sort_unstable();
        roles.dedup();
        for role in roles {
            let words: Vec<&str> = room.vocabulary.of(&[role]).map(|word| word.word).collect();
            // Writing into a string cannot fail.
            let _ = writeln!(text, "{} of {}: {}", role.named(), room.name(), words.join(", "));
        }
    }
    text
}
