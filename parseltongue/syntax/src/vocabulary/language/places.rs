//! The words of stores and programs.

use crate::vocabulary::{Later, Role, Vocabulary, Word, inner, later, setting, word};

/// The lines of a store.
pub(crate) static STORE: Vocabulary =
    Vocabulary { room: "language", tables: &[STORE_WORDS], later: STORE_LATER };

/// The lines of a program.
pub(crate) static PROGRAM: Vocabulary =
    Vocabulary { room: "language", tables: &[PROGRAM_WORDS], later: PROGRAM_LATER };

pub(super) static STORE_WORDS: &[Word] = &[
    setting(
        "keep_in",
        "Where the records are kept: in a SQLite file, in PostgreSQL, or in memory until the program ends.",
        "keep_in: sqlite \"file\", · keep_in: postgres env \"VARIABLE\", · keep_in: memory,",
        "define_store Books { keep_in: sqlite \"data/books.db\", holds: Order }",
    ),
    setting(
        "holds",
        "Which records the store has tables for; queries on others are refused.",
        "holds: Record, Record,",
        "define_store Books { keep_in: memory, holds: Order, Account }",
    ),
    word(
        Role::Declaration,
        "migration",
        "SQL that changes what cannot be derived: a name, a type, what records hold. Each runs once, in their order, before what is derived; a database that is made new has the shape already.",
        "migration \"name\" { \"sql\" }",
        "define_store Books { keep_in: sqlite \"data/books.db\", holds: Order, migration \"2026-11-30 rename note\" { \"ALTER TABLE \\\"Order\\\" RENAME COLUMN note TO remark\" } }",
    ),
    inner(
        "sqlite",
        "A file that SQLite keeps; a relative path starts from the program's directory.",
        "keep_in: sqlite \"file\",",
        "define_store Books { keep_in: sqlite \"data/books.db\", holds: Order }",
    ),
    inner(
        "postgres",
        "PostgreSQL, whose address (`postgres://user:password@host:5432/database`) stands in a variable of the environment. Needs the feature `postgres` of parseltongue.",
        "keep_in: postgres env \"VARIABLE\",",
        "define_store Books { keep_in: postgres env \"DATABASE_URL\", holds: Order }",
    ),
    inner(
        "env",
        "A variable of the environment, which is read when the program starts.",
        "keep_in: postgres env \"VARIABLE\",",
        "define_store Books { keep_in: postgres env \"DATABASE_URL\", holds: Order }",
    ),
    inner(
        "memory",
        "Memory: gone when the program ends.",
        "keep_in: memory,",
        "define_store Books { keep_in: memory, holds: Order }",
    ),
];

static STORE_LATER: &[Later] = &[];

pub(super) static PROGRAM_WORDS: &[Word] = &[
    setting(
        "housekeeping",
        "Cores for everything that is no block's: writers, helpers, the operating system.",
        "housekeeping: n cores,",
        "define_program Desk { housekeeping: 1 core, Exchange: 2 cores }",
    ),
    inner(
        "main_thread",
        "The thread that a window needs: where a view runs.",
        "Block: main_thread,",
        "define_program Desk { Board: main_thread }",
    ),
];

static PROGRAM_LATER: &[Later] = &[
    later(Role::Inner, "spinning", None),
    later(Role::Inner, "realtime", None),
    later(Role::Inner, "isolated", None),
    later(Role::Inner, "memory", None),
    later(Role::Inner, "restart", Some("the service manager that starts the program")),
    later(Role::Inner, "priority", None),
];
