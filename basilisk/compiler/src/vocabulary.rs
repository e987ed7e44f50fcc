//! The words of `basilisk!`.

use parseltongue_syntax::vocabulary::{later, word};
use parseltongue_syntax::{Role, Vocabulary, Word};

const SETTINGS: &[Word] = &[
    word(
        Role::Setting,
        "listen_on",
        "The address and port that the service listens on, HTTP/1.1 and HTTP/2 on one port. Port 0 is any free one.",
        "listen_on: \"address:port\",",
        "listen_on: \"127.0.0.1:8080\",",
    ),
    word(
        Role::Setting,
        "uses",
        "The store that resources and the query words in bodies speak to.",
        "uses: Store,",
        "uses: Books,",
    ),
    word(
        Role::Setting,
        "deadline",
        "How long a handler may take, reading the body included; then the client is answered 504. What was handed to the store by then is done all the same.",
        "deadline: time,",
        "deadline: 50 ms,",
    ),
    word(
        Role::Setting,
        "body_limit",
        "How large a request's body may be, 1 MiB unless said; a larger one is answered 413.",
        "body_limit: size,",
        "body_limit: 64 KiB,",
    ),
    word(
        Role::Setting,
        "allow_origins",
        "The origins whose pages a browser lets call the service (CORS); `\"*\"` is every one. Without it a page of another origin may not.",
        "allow_origins: \"origin\", \"origin\",",
        "allow_origins: \"https://desk.example\", \"http://localhost:5173\",",
    ),
    word(
        Role::Setting,
        "compress",
        "The codings of answers of 1 KiB and more, the preferred one first; the client's `Accept-Encoding` decides. Needs the feature `compression` of parseltongue.",
        "compress: gzip, brotli, zstd,",
        "compress: zstd, brotli, gzip,",
    ),
];

const DECLARATIONS: &[Word] = &[
    word(
        Role::Declaration,
        "resource",
        "REST over the records of the service's store: pages in the order of the keys, validation, problem documents.",
        "resource Record at \"/path\" { list, read, create, change, delete }",
        "resource Order at \"/orders\" { list, read, create, delete }",
    ),
    word(
        Role::Declaration,
        "events",
        "A stream's records as server-sent events, from now on or from behind `Last-Event-ID`. A client that is too slow is dropped, comes back and replays.",
        "events \"/path\" from Block::Stream,",
        "events \"/trades\" from Market::Trades,",
    ),
    word(
        Role::Handler,
        "get",
        "A route that reads. HEAD gets the same answer without its body.",
        "get \"/path/{a}\" (a: type, b: type = value) -> type fails_with Error { body }",
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
];

const INSIDE: &[Word] = &[
    word(
        Role::Inner,
        "at",
        "Where a resource stands.",
        "resource Record at \"/path\" { … }",
        "resource Order at \"/orders\" { list }",
    ),
    word(
        Role::Inner,
        "list",
        "`GET /path`: a page of records, `?limit=` and `?after=` a key; the next page is named by a `Link` header.",
        "list",
        "resource Order at \"/orders\" { list }",
    ),
    word(
        Role::Inner,
        "read",
        "`GET /path/key`: one record, or 404.",
        "read",
        "resource Order at \"/orders\" { read }",
    ),
    word(
        Role::Inner,
        "create",
        "`POST /path`: makes a record from its draft, 201 with its `Location`.",
        "create",
        "resource Order at \"/orders\" { create }",
    ),
    word(
        Role::Inner,
        "change",
        "`PATCH /path/key`: changes a record, by a JSON merge patch.",
        "change",
        "resource Order at \"/orders\" { change }",
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
        "requires",
        "Narrows an action of a resource: `requires if_match` lets only those change or delete a record who say which state of it they have read, by its `ETag`; others are answered 428.",
        "change requires if_match",
        "resource Order at \"/orders\" { read, change requires if_match, delete requires if_match }",
    ),
    word(
        Role::Inner,
        "if_match",
        "See `requires`.",
        "change requires if_match",
        "resource Order at \"/orders\" { read, change requires if_match }",
    ),
    word(
        Role::Inner,
        "gzip",
        "A coding of answers that every client reads.",
        "compress: gzip,",
        "compress: gzip,",
    ),
    word(
        Role::Inner,
        "brotli",
        "A coding of answers that browsers read; smaller than gzip.",
        "compress: brotli, gzip,",
        "compress: brotli, gzip,",
    ),
    word(
        Role::Inner,
        "zstd",
        "A coding of answers that newer clients read; the fastest.",
        "compress: zstd, gzip,",
        "compress: zstd, gzip,",
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
    word(
        Role::Inner,
        "from",
        "The stream that events come from.",
        "events \"/path\" from Block::Stream,",
        "events \"/trades\" from Market::Trades,",
    ),
];

/// Every word, and those that are still to come.
pub static WORDS: Vocabulary = Vocabulary {
    room: "basilisk",
    tables: &[SETTINGS, DECLARATIONS, INSIDE],
    later: &[
        later(Role::Setting, "in_flight", None),
        later(Role::Setting, "rate_limit", None),
        later(Role::Setting, "authenticate_with", None),
        later(Role::Setting, "tls", Some("a proxy in front of the service")),
        later(Role::Setting, "documentation", Some("any viewer of OpenAPI, pointed at `/openapi.json`,")),
        later(Role::Setting, "problems", None),
        later(Role::Declaration, "socket", Some("`events` for what the service sends")),
        later(Role::Declaration, "files", Some("a proxy in front of the service")),
        later(Role::Declaration, "job", None),
        later(Role::Declaration, "every", None),
        later(Role::Declaration, "before_each", None),
        later(Role::Declaration, "after_each", None),
        later(Role::Declaration, "on_start", None),
        later(Role::Declaration, "on_stop", None),
        later(Role::Inner, "caller", None),
        later(Role::Inner, "cookie", Some("`header \"cookie\"`")),
        later(Role::Inner, "in", None),
        later(Role::Inner, "where", None),
        later(Role::Inner, "role", None),
        later(Role::Inner, "filter", None),
        later(Role::Inner, "sort", None),
        later(Role::Inner, "page", None),
        later(Role::Inner, "allow", None),
    ],
};

/// The roles of words that begin a line.
pub(crate) const FIRST: &[Role] = &[Role::Setting, Role::Declaration, Role::Handler];
