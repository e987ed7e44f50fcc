//! Routes: their methods, their parameters, what they give.

use parseltongue_syntax::vocabulary::word;
use parseltongue_syntax::{Role, Word};

pub(super) const WORDS: &[Word] = &[
    word(
        Role::Handler,
        "get",
        "A route that reads. HEAD gets the same answer without its body. Parameters take the rules that fields take.",
        "get \"/path/{a}\" (a: type, b: type = value at_least 1) -> type fails_with Error { body }",
        "get \"/time\" () -> timestamp { finish_with Timestamp::now(); }",
    ),
    word(
        Role::Handler,
        "post",
        "A route that makes something or has it done.",
        "post \"/path\" (body a: Draft) -> created type fails_with Error { body }",
        "post \"/notes\" (body note: NoteDraft) -> created Note { finish_with note.into_record(); }",
    ),
    word(
        Role::Handler,
        "put",
        "A route that puts a whole thing in its place.",
        "put \"/path/{a}\" (a: type, body b: Draft) -> nothing { body }",
        "put \"/limit/{size}\" (size: i64) -> i64 { finish_with size; }",
    ),
    word(
        Role::Handler,
        "patch",
        "A route that changes a part of something.",
        "patch \"/path/{a}\" (a: type, body b: Changes) -> type { body }",
        "patch \"/limit/{size}\" (size: i64) -> i64 { finish_with size; }",
    ),
    word(
        Role::Handler,
        "delete",
        "A route that takes something away.",
        "delete \"/path/{a}\" (a: type) -> nothing { body }",
        "delete \"/limit/{size}\" (size: i64) -> nothing { let _ = size; finish_with nothing; }",
    ),
    word(
        Role::Inner,
        "body",
        "A parameter that is the request's JSON body, checked against its rules.",
        "(body name: Draft)",
        "post \"/notes\" (body note: NoteDraft) -> created Note { finish_with note.into_record(); }",
    ),
    word(
        Role::Inner,
        "header",
        "A parameter that comes from a header.",
        "(header \"name\" name: type)",
        "get \"/tag\" (header \"x-tag\" tag: optional<string>) -> optional<string> { finish_with tag; }",
    ),
    word(
        Role::Inner,
        "cookie",
        "A parameter that comes from a cookie.",
        "(cookie \"name\" name: type)",
        "get \"/theme\" (cookie \"theme\" theme: optional<string>) -> optional<string> { finish_with theme; }",
    ),
    word(
        Role::Inner,
        "in",
        "The envelope of a body or of a result: the member of an object that it is. Behind a timetable: its time zone, UTC unless said.",
        "body name: Draft in \"order\" · -> type in \"order\"",
        "post \"/notes\" (body note: NoteDraft in \"note\") -> created Note in \"note\" { finish_with note.into_record(); }",
    ),
    word(
        Role::Inner,
        "created",
        "The answer is 201 with the value.",
        "-> created type",
        "post \"/notes\" (body note: NoteDraft) -> created Note { finish_with note.into_record(); }",
    ),
    word(
        Role::Inner,
        "nothing",
        "The answer is 204, or the value of a body that gives none.",
        "-> nothing",
        "delete \"/all\" () -> nothing { finish_with nothing; }",
    ),
    word(
        Role::Inner,
        "fails_with",
        "The errors that a body may leave with, as `define_error` declares them.",
        "-> type fails_with Error { body }",
        "get \"/open\" () -> bool fails_with MarketError { finish_with true; }",
    ),
];
