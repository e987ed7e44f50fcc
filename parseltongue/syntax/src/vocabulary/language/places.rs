//! The words of stores and programs.

use crate::vocabulary::{Later, Role, Vocabulary, Word};

/// The lines of a store.
pub(crate) static STORE: Vocabulary =
    Vocabulary { room: "language", tables: &[STORE_WORDS], later: STORE_LATER };

/// The lines of a program.
pub(crate) static PROGRAM: Vocabulary =
    Vocabulary { room: "language", tables: &[PROGRAM_WORDS], later: PROGRAM_LATER };

pub(super) static STORE_WORDS: &[Word] = &[
    Word {
        word: "keep_in",
        role: Role::Setting,
        meaning: "Where the records are kept: in a SQLite file, or in memory until the program ends.",
        grammar: "keep_in: sqlite \"file\", · keep_in: memory,",
        example: "define_store Books { keep_in: sqlite \"data/books.db\", holds: Order }",
    },
    Word {
        word: "holds",
        role: Role::Setting,
        meaning: "Which records the store has tables for; queries on others are refused.",
        grammar: "holds: Record, Record,",
        example: "define_store Books { keep_in: memory, holds: Order, Account }",
    },
    Word {
        word: "sqlite",
        role: Role::Inner,
        meaning: "A file that SQLite keeps; a relative path starts from the program's directory.",
        grammar: "keep_in: sqlite \"file\",",
        example: "define_store Books { keep_in: sqlite \"data/books.db\", holds: Order }",
    },
    Word {
        word: "memory",
        role: Role::Inner,
        meaning: "Memory: gone when the program ends.",
        grammar: "keep_in: memory,",
        example: "define_store Books { keep_in: memory, holds: Order }",
    },
];

static STORE_LATER: &[Later] = &[
    Later { word: "postgres", role: Role::Inner, today: Some("`sqlite \"file\"`") },
    Later {
        word: "migration",
        role: Role::Declaration,
        today: Some("adding a field that is optional or has a default"),
    },
];

pub(super) static PROGRAM_WORDS: &[Word] = &[
    Word {
        word: "housekeeping",
        role: Role::Setting,
        meaning: "Cores for everything that is no block's: writers, helpers, the operating system.",
        grammar: "housekeeping: n cores,",
        example: "define_program Desk { housekeeping: 1 core, Exchange: 2 cores }",
    },
    Word {
        word: "main_thread",
        role: Role::Inner,
        meaning: "The thread that a window needs: where a view runs.",
        grammar: "Block: main_thread,",
        example: "define_program Desk { Board: main_thread }",
    },
];

static PROGRAM_LATER: &[Later] = &[
    Later { word: "spinning", role: Role::Inner, today: None },
    Later { word: "realtime", role: Role::Inner, today: None },
    Later { word: "isolated", role: Role::Inner, today: None },
    Later { word: "memory", role: Role::Inner, today: None },
    Later { word: "restart", role: Role::Inner, today: Some("the service manager that starts the program") },
    Later { word: "priority", role: Role::Inner, today: None },
];
