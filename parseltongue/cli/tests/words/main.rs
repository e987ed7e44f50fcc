//! The tables of words are the only place that knows words: none is accepted that is not in a table, and
//! none is in a table that is not accepted.

mod places;
mod sources;

use std::collections::BTreeSet;

use parseltongue_cli::rooms::{ROOMS, Room};
use parseltongue_syntax::tokens::is_name;
use parseltongue_syntax::vocabulary::{LANGUAGE, RUST, RUST_MACROS, foreign_words};
use parseltongue_syntax::{Problem, Word};
use places::Place;

/// Texts in readers that are no words of a program, with what they are.
const NO_WORDS: &[(&str, &[&str])] = &[
    ("names in messages", &["Parseltongue", "parseltongue"]),
    (
        "names that the compilers give",
        &["cause", "formatter", "left_", "right_", "lower", "upper", "root", "misplaced"],
    ),
    ("attributes of Rust", &["deny", "cfg", "deprecated", "doc", "expect", "forbid", "warn"]),
    ("units of rates", &["per", "second"]),
    ("schemes of addresses", &["http", "https"]),
    ("methods of HTTP", &["GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "DELETE"]),
    (
        "what stands in the text of a timetable, as cron has it",
        &[
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "sun", "mon",
            "tue", "wed", "thu", "fri", "sat",
        ],
    ),
    ("fields of a timetable in messages", &["month", "weekday"]),
    ("what a body of Rust is left with", &["Ok", "Err"]),
    ("functions of the runtime", &["insert_or_change", "insert_or_ignore", "insert_or_replace"]),
    (
        "the runtime's functions of what belongs to records",
        &["belonging", "belongs", "counted", "referenced"],
    ),
    (
        "methods of columns",
        &[
            "averaged",
            "average_in",
            "compared",
            "extreme_in",
            "greatest",
            "least",
            "summed",
            "sum_in",
            "value_in",
        ],
    ),
    ("types and cases of the runtime", &["Align", "Button", "Internal", "TextInput", "Weight"]),
];

/// A place in which the example is read without a problem and as the word that it is an example of: an editor
/// is told of it. Rust's own words cannot be told of.
fn place_of(room: &Room, word: &Word) -> Option<Place> {
    let can_be_told = is_name(word.word);
    places::places(room.vocabulary.room, word).into_iter().find(|place| {
        place.problems(word.example).is_empty()
            && (!can_be_told || place.is_seen(word.example, room.vocabulary.room, word.word))
    })
}

#[test]
fn every_word_of_a_table_is_read_as_that_word_in_its_example() {
    let mut wrong = Vec::new();
    for (room, word) in all_words() {
        if place_of(room, word).is_none() {
            let places = places::places(room.vocabulary.room, word);
            let told = places
                .iter()
                .map(|place| format!("  {}: {:?}", place.name, messages(&place.problems(word.example))));
            let told: Vec<String> = told.collect();
            wrong.push(format!(
                "{} `{}`: {}\n{}",
                room.vocabulary.room,
                word.word,
                word.example,
                told.join("\n")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} words:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_slip_of_the_finger_in_a_word_is_told_and_the_word_is_named() {
    let mut wrong = Vec::new();
    for (room, word) in all_words() {
        // The test above tells of words without a place.
        let Some(place) = place_of(room, word) else { continue };
        let slips = misspelt_examples(word);
        let told: Vec<Problem> = slips.iter().flat_map(|example| place.problems(example)).collect();
        if !told.iter().any(|problem| names(problem, word.word)) {
            wrong.push(format!("{} `{}`: {slips:?}: {:?}", room.vocabulary.room, word.word, messages(&told)));
        }
    }
    assert!(wrong.is_empty(), "{} words:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_reader_knows_a_word_that_is_in_no_table() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut unknown = Vec::new();
    for room in ROOMS {
        let name = room.vocabulary.room;
        let source = if name == LANGUAGE.room {
            "parseltongue/syntax/src".to_owned()
        } else {
            format!("{name}/compiler/src")
        };
        let mut known: BTreeSet<&str> =
            RUST.iter().chain(RUST_MACROS).copied().chain(foreign_words()).collect();
        known.extend(NO_WORDS.iter().flat_map(|(_, texts)| *texts));
        // The shared readers read words of dialects, too: `action` in a type, `events … where`.
        let rooms = ROOMS
            .iter()
            .filter(|other| name == LANGUAGE.room || [name, LANGUAGE.room].contains(&other.vocabulary.room));
        for room in rooms {
            known.insert(room.vocabulary.room);
            known.extend(room.vocabulary.words().map(|word| word.word));
            known.extend(room.vocabulary.later.iter().map(|later| later.word));
        }
        let compared = sources::compared(&root.join(&source));
        assert!(compared.len() > 20, "only {} texts were found in {source}", compared.len());
        let is_known = |text: &str| {
            known.contains(text) || (text.ends_with('_') && known.iter().any(|word| word.starts_with(text)))
        };
        unknown.extend(
            compared
                .into_iter()
                .filter(|text| !is_known(&text.word))
                .map(|text| format!("{source}/{}: {}", text.file, text.word)),
        );
    }
    assert!(unknown.is_empty(), "{} words stand in no table:\n{}", unknown.len(), unknown.join("\n"));
}

#[test]
fn every_word_of_a_later_version_is_refused_in_one_sentence() {
    let mut wrong = Vec::new();
    for room in ROOMS {
        for later in room.vocabulary.later {
            let told = places::later_lines(later.word).into_iter().any(|line| {
                let mut problems = places::all().into_iter().flat_map(|place| place.problems(&line));
                problems.any(|problem| {
                    problem.code == "PT0012" && problem.message.contains(&format!("`{}", later.word))
                })
            });
            if !told {
                wrong.push(format!("{} `{}`", room.vocabulary.room, later.word));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_word_stands_twice_and_none_is_both_here_and_later() {
    for room in ROOMS {
        let mut seen = BTreeSet::new();
        for word in room.vocabulary.words() {
            assert!(seen.insert((word.role, word.word)), "{} stands twice", word.word);
            assert!(
                room.vocabulary.find_later(&[word.role], word.word).is_none(),
                "{} is later, too",
                word.word
            );
        }
    }
}

fn all_words() -> impl Iterator<Item = (&'static Room, &'static Word)> {
    ROOMS.iter().flat_map(|room| room.vocabulary.words().map(move |word| (room, word)))
}

/// A tool could put the word right.
fn names(problem: &Problem, word: &str) -> bool {
    problem.replacement.as_ref().is_some_and(|replacement| replacement.text == word)
}

fn messages(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|p| format!("{} {}", p.code, p.message)).collect()
}

/// The example with one occurrence of the word misspelt, for each occurrence.
fn misspelt_examples(word: &Word) -> Vec<String> {
    let is_of_a_word = |character: char| character.is_alphanumeric() || character == '_';
    let example = word.example;
    let slip = misspelt(word.word);
    example
        .match_indices(word.word)
        .filter(|(at, found)| {
            !example[..*at].ends_with(is_of_a_word) && !example[at + found.len()..].starts_with(is_of_a_word)
        })
        .map(|(at, found)| format!("{}{slip}{}", &example[..at], &example[at + found.len()..]))
        .collect()
}

/// Two neighbouring letters of a long word change places, a short word gets one more.
fn misspelt(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() > 4 {
        for at in 1..letters.len() - 1 {
            if letters[at] != letters[at + 1] && letters[at] != '_' && letters[at + 1] != '_' {
                letters.swap(at, at + 1);
                return letters.into_iter().collect();
            }
        }
    }
    format!("{word}x")
}
