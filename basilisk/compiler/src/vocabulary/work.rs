//! Work beside requests: jobs, what is due every so often, hooks.

use parseltongue_syntax::vocabulary::word;
use parseltongue_syntax::{Role, Word};

pub(super) const WORDS: &[Word] = &[
    word(
        Role::Handler,
        "job",
        "Work that bodies `enqueue`: kept in the store, done at least once, tried again when it fails.",
        "job Name (a: type, b: type = value) retries n backoff time deadline time at_once n fails_with Error { body }",
        "job SendReceipt (order: uuid) retries 5 backoff 1 s { let _ = order; }",
    ),
    word(
        Role::Handler,
        "every",
        "Work that is due every so often, or by a timetable; one program does it.",
        "every time within time { body } · every \"minute hour day month weekday\" in \"zone\" { body }",
        "every 1 s within 10 ms { let _ = Timestamp::now(); } every \"0 3 * * *\" in \"Europe/Berlin\" { let _ = Timestamp::now(); }",
    ),
    word(
        Role::Handler,
        "on_start",
        "Before the first request.",
        "on_start fails_with Error { body }",
        "on_start { let _ = Timestamp::now(); }",
    ),
    word(
        Role::Handler,
        "on_stop",
        "Behind the last request.",
        "on_stop fails_with Error { body }",
        "on_stop { let _ = Timestamp::now(); }",
    ),
    word(
        Role::Handler,
        "before_each",
        "Before every request; an error is the answer, as is `request.answer_with(status, &value)`.",
        "before_each (request) fails_with Error { body }",
        "before_each (request) { if request.header(\"x-maintenance\").is_some() { request.answer_with(503, &true); } }",
    ),
    word(
        Role::Handler,
        "after_each",
        "Before every answer is sent: `answer.set_header(name, value)`.",
        "after_each (request, answer) { body }",
        "after_each (request, answer) { if request.method() == \"GET\" { answer.set_header(\"x-took\", \"short\"); } }",
    ),
    word(
        Role::Inner,
        "retries",
        "How often a failed job is tried again, 10 unless said; then it is dead.",
        "retries n",
        "job SendReceipt (order: uuid) retries 5 { let _ = order; }",
    ),
    word(
        Role::Inner,
        "backoff",
        "How long a failed job waits, 5 s unless said; each time twice as long.",
        "backoff time",
        "job SendReceipt (order: uuid) backoff 1 s { let _ = order; }",
    ),
    word(
        Role::Inner,
        "at_once",
        "How many of a job a program does at one time, 16 unless said.",
        "at_once n",
        "job SendReceipt (order: uuid) at_once 4 deadline 30 s { let _ = order; }",
    ),
    word(
        Role::Inner,
        "within",
        "So long after it was due it is done; later is a miss, which is counted.",
        "every time within time { body }",
        "every 1 s within 10 ms { let _ = Timestamp::now(); }",
    ),
];
