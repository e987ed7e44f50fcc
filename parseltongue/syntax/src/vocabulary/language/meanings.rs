//! What the cases of an error mean to a client.

use crate::vocabulary::{Word, inner};

/// Each meaning: its word, the name of the runtime's case, its status code.
const MEANINGS: &[(&str, &str, u16)] = &[
    ("bad_request", "BadRequest", 400),
    ("unauthenticated", "Unauthenticated", 401),
    ("forbidden", "Forbidden", 403),
    ("not_found", "NotFound", 404),
    ("method_not_allowed", "MethodNotAllowed", 405),
    ("request_timeout", "RequestTimeout", 408),
    ("conflict", "Conflict", 409),
    ("gone", "Gone", 410),
    ("precondition_failed", "PreconditionFailed", 412),
    ("too_large", "TooLarge", 413),
    ("unsupported_media_type", "UnsupportedMediaType", 415),
    ("invalid", "Invalid", 422),
    ("too_many_requests", "TooManyRequests", 429),
    ("headers_too_large", "HeadersTooLarge", 431),
    ("internal", "Internal", 500),
    ("unavailable", "Unavailable", 503),
    ("deadline_passed", "DeadlinePassed", 504),
];

/// Each meaning: its word, the name of the runtime's case, its status code.
pub(crate) fn meanings() -> impl Iterator<Item = (&'static str, &'static str, u16)> {
    MEANINGS.iter().copied()
}

const fn meaning(name: &'static str, meaning: &'static str, example: &'static str) -> Word {
    inner(name, meaning, "Case is meaning \"message\",", example)
}

pub(super) static WORDS: &[Word] = &[
    meaning(
        "is",
        "Says what the case means to a client, and what the client is told.",
        "define_error E { Closed is conflict \"the market is closed\" }",
    ),
    inner(
        "from",
        "The case is made from another error, so that `?` converts; the message may show it as `{cause}`.",
        "Case from path::Error is meaning \"message\",",
        "define_error E { Disk from std::io::Error is internal \"the disk: {cause}\" }",
    ),
    meaning("bad_request", "400: the request cannot be read.", "define_error E { C is bad_request \"…\" }"),
    meaning(
        "unauthenticated",
        "401: it is not known who asks.",
        "define_error E { C is unauthenticated \"…\" }",
    ),
    meaning("forbidden", "403: who asks may not.", "define_error E { C is forbidden \"…\" }"),
    meaning("not_found", "404: there is no such thing.", "define_error E { C is not_found \"…\" }"),
    meaning(
        "method_not_allowed",
        "405: not with this method.",
        "define_error E { C is method_not_allowed \"…\" }",
    ),
    meaning(
        "request_timeout",
        "408: the request did not come in time.",
        "define_error E { C is request_timeout \"…\" }",
    ),
    meaning("conflict", "409: it contradicts what is there.", "define_error E { C is conflict \"…\" }"),
    meaning("gone", "410: it was there and will not be again.", "define_error E { C is gone \"…\" }"),
    meaning(
        "precondition_failed",
        "412: it changed in the meantime.",
        "define_error E { C is precondition_failed \"…\" }",
    ),
    meaning("too_large", "413: the body is too large.", "define_error E { C is too_large \"…\" }"),
    meaning(
        "unsupported_media_type",
        "415: the body is of another kind.",
        "define_error E { C is unsupported_media_type \"…\" }",
    ),
    meaning("invalid", "422: what was sent breaks a rule.", "define_error E { C is invalid \"…\" }"),
    meaning("too_many_requests", "429: not so often.", "define_error E { C is too_many_requests \"…\" }"),
    meaning(
        "headers_too_large",
        "431: the header is too large.",
        "define_error E { C is headers_too_large \"…\" }",
    ),
    meaning(
        "internal",
        "500: the program is wrong, not the request.",
        "define_error E { C is internal \"…\" }",
    ),
    meaning("unavailable", "503: not now, perhaps later.", "define_error E { C is unavailable \"…\" }"),
    meaning("deadline_passed", "504: it took too long.", "define_error E { C is deadline_passed \"…\" }"),
];
