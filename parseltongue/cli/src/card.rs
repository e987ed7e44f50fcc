//! The language on one page: how to read it, three whole programs, every word. What a person pins to the wall and
//! a model is given.

use std::fmt::Write as _;

use parseltongue_syntax::vocabulary::LANGUAGE;
use parseltongue_syntax::{Role, Word};

use crate::rooms::{ROOMS, Room};

/// What has to be known before the words.
const READING: &str = include_str!("card/reading.md");

/// A whole program for each dialect.
const PROGRAMS: &[(&str, &str)] = &[
    ("basilisk", include_str!("card/service.rs")),
    ("slytherin", include_str!("card/streams.rs")),
    ("nagini", include_str!("card/view.rs")),
];

/// A line of the card is no longer than this, where words are listed.
const COLUMNS: usize = 210;

/// The names that [`card`] takes: the dialects.
pub fn dialects() -> impl Iterator<Item = &'static str> {
    PROGRAMS.iter().map(|(dialect, _)| *dialect)
}

/// The card of everything, or of the language and one dialect; none if there is no such dialect.
#[must_use]
pub fn card(dialect: Option<&str>) -> Option<String> {
    if dialect.is_some_and(|dialect| !dialects().any(|known| known == dialect)) {
        return None;
    }
    let is_shown = |room: &str| room == LANGUAGE.room || dialect.is_none_or(|dialect| dialect == room);
    let mut card = READING.to_owned();
    for (room, program) in PROGRAMS.iter().filter(|(room, _)| is_shown(room)) {
        let _ = write!(card, "\n## A program with {room}\n\n```rust,no_run\n{}\n```\n", program.trim_end());
    }
    for room in ROOMS.iter().filter(|room| is_shown(room.vocabulary.room)) {
        card.push_str(&words(room));
    }
    Some(card)
}

/// All words of a room, those that begin something first.
fn words(room: &Room) -> String {
    let title = if room.vocabulary.room == LANGUAGE.room { "every program" } else { room.vocabulary.room };
    let mut text = format!("\n## The words of {title}\n\n");
    for role in ROLES {
        let words: Vec<&Word> = room.vocabulary.of(&[*role]).collect();
        if words.is_empty() {
            continue;
        }
        match role {
            Role::Type | Role::Unit => {
                let listed: Vec<String> = words.iter().map(|word| format!("`{}`", word.grammar)).collect();
                wrapped(&mut text, &format!("{}: {}.", plural(*role), listed.join(", ")));
            }
            Role::Item | Role::Expression => {
                let _ = writeln!(text, "- {}", plural(*role));
                for word in words {
                    let _ = writeln!(text, "  - `{}` {}", word.grammar, word.meaning);
                }
            }
            // The many small words are told in running text.
            _ => {
                let words: Vec<&Word> =
                    words.into_iter().filter(|word| !is_shown_elsewhere(word, room)).collect();
                let listed: Vec<String> = by_grammar(&words).iter().map(|words| inside(words)).collect();
                wrapped(&mut text, &format!("{}: {}.", plural(*role), listed.join("; ")));
            }
        }
    }
    let later: Vec<String> = room.vocabulary.later.iter().map(|later| format!("`{}`", later.word)).collect();
    if !later.is_empty() {
        wrapped(&mut text, &format!("Not in this version: {}.", later.join(", ")));
    }
    text
}

/// A word inside of lines that another one shows already: it points there, or its grammar is a part of that one's.
fn is_shown_elsewhere(word: &Word, room: &Room) -> bool {
    if word.role == Role::Inner && word.meaning.starts_with("See `") {
        return true;
    }
    let own = word.grammar.trim_end_matches(',');
    let mut others =
        room.vocabulary.words().filter(|other| other.role != Role::Inner && other.word != word.word);
    word.role == Role::Inner && others.any(|other| other.grammar.contains(own))
}

/// In the order in which a writer needs them.
const ROLES: &[Role] = &[
    Role::Item,
    Role::Setting,
    Role::Declaration,
    Role::Handler,
    Role::Type,
    Role::Unit,
    Role::FieldRule,
    Role::Statement,
    Role::Expression,
    Role::Element,
    Role::Inner,
];

fn plural(role: Role) -> &'static str {
    match role {
        Role::Item => "Items",
        Role::Setting => "Settings",
        Role::Declaration => "Declarations",
        Role::Handler => "Handlers",
        Role::Type => "Types",
        Role::Unit => "Units",
        Role::FieldRule => "Behind a field's type",
        Role::Statement => "Statements of bodies",
        Role::Expression => "Expressions of bodies; they wait, `new` does not",
        Role::Inner => "Inside of lines",
        Role::Element => "Elements",
    }
}

/// The words of each grammar, in their order.
fn by_grammar<'a>(words: &[&'a Word]) -> Vec<Vec<&'a Word>> {
    let mut grammars: Vec<Vec<&Word>> = Vec::new();
    for word in words {
        match grammars.iter_mut().find(|others| others[0].grammar == word.grammar) {
            Some(others) => others.push(word),
            None => grammars.push(vec![word]),
        }
    }
    grammars
}

fn inside(words: &[&Word]) -> String {
    match words {
        [word] => format!("`{}` {}", grammar(word), word.meaning.trim_end_matches('.')),
        // What has one grammar differs in a word: it is enough to name what each stands for.
        words => {
            let listed = words.iter().map(|word| {
                let meaning = word.meaning.split_once(':').map_or(word.meaning, |(front, _)| front);
                format!("`{}` {}", word.word, meaning.trim_end_matches('.'))
            });
            format!("`{}`: {}", grammar(words[0]), listed.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Behind a field's type the field need not be said again.
fn grammar(word: &Word) -> String {
    let grammar = word.grammar.trim_end_matches(',');
    match word.role {
        Role::FieldRule => grammar.split(" · ").map(behind_the_type).collect::<Vec<_>>().join(" · "),
        _ => grammar.to_owned(),
    }
}

fn behind_the_type(rule: &str) -> &str {
    let without_field = rule.strip_prefix("field: ").and_then(|rest| rest.split_once(' '));
    without_field.map_or(rule, |(_, behind)| behind)
}

/// One item of a list, in lines of [`COLUMNS`]; what stands between backquotes is not broken.
fn wrapped(text: &mut String, item: &str) {
    let mut column = 1;
    let mut is_code = false;
    text.push('-');
    for part in item.split(' ') {
        if column + 1 + part.chars().count() > COLUMNS && !is_code {
            text.push_str("\n ");
            column = 1;
        }
        text.push(' ');
        text.push_str(part);
        column += 1 + part.chars().count();
        is_code ^= part.matches('`').count() % 2 == 1;
    }
    text.push('\n');
}
