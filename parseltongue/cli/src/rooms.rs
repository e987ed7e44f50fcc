//! The rooms of the language, each with its words and its codes.

use parseltongue_syntax::Vocabulary;
use parseltongue_syntax::catalogue::{self, Explanation, Subject};
use parseltongue_syntax::vocabulary::LANGUAGE;

/// The language itself or one of its dialects.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Its words.
    pub vocabulary: &'static Vocabulary,
    /// The codes of its problems, by subject.
    pub subjects: &'static [Subject],
}

/// Every room, the language first.
pub static ROOMS: &[Room] = &[
    Room { vocabulary: &LANGUAGE, subjects: catalogue::SUBJECTS },
    Room {
        vocabulary: &basilisk_compiler::vocabulary::WORDS,
        subjects: basilisk_compiler::catalogue::SUBJECTS,
    },
    Room {
        vocabulary: &slytherin_compiler::vocabulary::WORDS,
        subjects: slytherin_compiler::catalogue::SUBJECTS,
    },
    Room { vocabulary: &nagini_compiler::vocabulary::WORDS, subjects: nagini_compiler::catalogue::SUBJECTS },
];

impl Room {
    /// What the room is called in a sentence: `the language`, `basilisk`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        if self.vocabulary.room == LANGUAGE.room { "the language" } else { self.vocabulary.room }
    }
}

/// The page of the book's problems on which a code stands.
#[must_use]
pub fn page(code: &str) -> Option<&'static str> {
    let mut subjects = ROOMS.iter().flat_map(|room| room.subjects);
    subjects.find(|subject| subject.codes.iter().any(|entry| entry.code == code)).map(|subject| subject.page)
}

/// The explanation of a code of any room.
#[must_use]
pub fn explain(code: &str) -> Option<&'static Explanation> {
    ROOMS.iter().find_map(|room| catalogue::explain(room.subjects, code))
}
