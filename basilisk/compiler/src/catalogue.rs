//! What each code of `basilisk!` means at length: what `parseltongue explain PT2007` shows.

use parseltongue_syntax::catalogue::Explanation;

const fn code(
    code: &'static str,
    title: &'static str,
    explanation: &'static str,
    wrong: &'static str,
    right: &'static str,
) -> Explanation {
    Explanation { code, title, explanation, wrong, right }
}

/// The code's explanation, if it is one of this crate's.
#[must_use]
pub fn explain(code: &str) -> Option<&'static Explanation> {
    CODES.iter().find(|explanation| explanation.code.eq_ignore_ascii_case(code))
}

/// The codes PT2001 to PT2999. The lines stand in a block with `listen_on` and, but for PT2010, `uses`.
pub static CODES: &[Explanation] = &[
    code(
        "PT2001",
        "A service that does not say where it listens",
        "Which address and port a service takes is not a thing to guess: `listen_on: \"127.0.0.1:8080\"`. Port 0 is any free one; tests can ask for free ports without changing the file.",
        "",
        "listen_on: \"127.0.0.1:0\",",
    ),
    code(
        "PT2002",
        "An address that is none",
        "`listen_on` holds an address and a port with a colon between them. An IPv6 address stands in brackets: `[::1]:8080`.",
        "listen_on: \"8080\",",
        "listen_on: \"127.0.0.1:8080\",",
    ),
    code(
        "PT2003",
        "A path without its slash",
        "A path begins with `/`, as it does in a request.",
        "get \"time\" () -> i64 { finish_with 1; }",
        "get \"/time\" () -> i64 { finish_with 1; }",
    ),
    code(
        "PT2004",
        "A segment that is none",
        "Between two slashes stands a plain text or one parameter in braces. Paths are compared as they are sent, so a character that a client would have to escape cannot stand in a literal; `/orders` and `/orders/` are two places, and the second cannot be declared.",
        "get \"/orders/\" () -> i64 { finish_with 1; }",
        "get \"/orders\" () -> i64 { finish_with 1; }",
    ),
    code(
        "PT2005",
        "A parameter that stands twice in a path",
        "Each parameter of a path has one value.",
        "get \"/{a}/{a}\" (a: i64) -> i64 { finish_with a; }",
        "get \"/{a}/{b}\" (a: i64, b: i64) -> i64 { finish_with a + b; }",
    ),
    code(
        "PT2006",
        "A path parameter without a type",
        "What stands in braces in the path must be in the list of parameters, with its type. What is in the list and not in the path comes from the query.",
        "get \"/{id}\" () -> i64 { finish_with 1; }",
        "get \"/{id}\" (id: i64) -> i64 { finish_with id; }",
    ),
    code(
        "PT2007",
        "One route, two declarations",
        "A method of a path has one body. Parameters of different names do not make two paths, and the actions of a resource are routes, too.",
        "get \"/{a}\" (a: i64) -> i64 { finish_with a; } get \"/{b}\" (b: i64) -> i64 { finish_with b; }",
        "get \"/{a}\" (a: i64) -> i64 { finish_with a; } put \"/{b}\" (b: i64) -> i64 { finish_with b; }",
    ),
    code(
        "PT2008",
        "Two paths for one request",
        "A literal beats a parameter, so `/orders/new` and `/orders/{id}` stand well beside each other. Of `/a/{x}/c` and `/a/b/{y}` neither says more: `/a/b/c` could mean both.",
        "get \"/a/{x}/c\" (x: i64) -> i64 { finish_with x; } get \"/a/b/{y}\" (y: i64) -> i64 { finish_with y; }",
        "get \"/a/{x}/c\" (x: i64) -> i64 { finish_with x; } get \"/a/{x}/{y}\" (x: i64, y: i64) -> i64 { finish_with x + y; }",
    ),
    code(
        "PT2009",
        "A path that is taken",
        "`/health/live`, `/health/ready` and `/openapi.json` are there in every service.",
        "get \"/health/live\" () -> i64 { finish_with 1; }",
        "get \"/health/deep\" () -> i64 { finish_with 1; }",
    ),
    code(
        "PT2010",
        "A resource without a store",
        "A resource is the records of a table; `uses` says in which store.",
        "resource Order at \"/orders\" { list }",
        "uses: Books, resource Order at \"/orders\" { list }",
    ),
    code(
        "PT2011",
        "A second body",
        "A request has one body, so at most one parameter is marked `body`.",
        "post \"/a\" (body a: A, body b: B) -> nothing { finish_with nothing; }",
        "post \"/a\" (body a: A) -> nothing { finish_with nothing; }",
    ),
    code(
        "PT2012",
        "A body where requests have none",
        "What a body of a GET or a DELETE means is not defined; many clients and proxies drop it.",
        "get \"/a\" (body a: A) -> nothing { finish_with nothing; }",
        "post \"/a\" (body a: A) -> nothing { finish_with nothing; }",
    ),
    code(
        "PT2013",
        "A header's name that is none",
        "`header` is followed by the header's name as HTTP/2 writes it, in lower case, and then by the parameter.",
        "get \"/a\" (header \"X Tag\" tag: string) -> string { finish_with tag; }",
        "get \"/a\" (header \"x-tag\" tag: string) -> string { finish_with tag; }",
    ),
    code(
        "PT2014",
        "A type that cannot be read from a text",
        "Paths, queries and headers hold texts. Lists, maps, JSON and Rust's own types have no single spelling there; a body has one for them.",
        "get \"/a\" (b: list<i64>) -> i64 { finish_with 1; }",
        "get \"/a\" (b: optional<i64>) -> i64 { finish_with 1; }",
    ),
    code(
        "PT2015",
        "A path parameter that may be left out",
        "A request without the segment is a request for another path, so the parameter is never missing.",
        "get \"/{a}\" (a: i64 = 1) -> i64 { finish_with a; }",
        "get \"/a\" (a: i64 = 1) -> i64 { finish_with a; }",
    ),
    code(
        "PT2016",
        "A body with a default",
        "A body is there or the request is wrong. Its fields may have defaults.",
        "post \"/a\" (body a: A = A) -> nothing { finish_with nothing; }",
        "post \"/a\" (body a: A) -> nothing { finish_with nothing; }",
    ),
    code(
        "PT2017",
        "A parameter that hides a variable of the service",
        "The service's lines are known in every body by their names. A parameter of the same name would hide one.",
        "let_mut_shared_var a: i64 = 0, get \"/\" (a: i64) -> i64 { finish_with a; }",
        "let_mut_shared_var a: i64 = 0, get \"/\" (b: i64) -> i64 { finish_with b; }",
    ),
    code(
        "PT2018",
        "A resource below a parameter",
        "A resource is every record of its table. Those that belong to another record are given by a route with `find_all … where`.",
        "resource Order at \"/traders/{id}/orders\" { list }",
        "resource Order at \"/orders\" { list }",
    ),
    code(
        "PT2019",
        "A limit of nothing",
        "A deadline or a body limit of 0 would refuse every request.",
        "deadline: 0 ms,",
        "deadline: 50 ms,",
    ),
    code(
        "PT2020",
        "A body with a text",
        "`header` has the header's name behind it; `body` has nothing.",
        "post \"/a\" (body \"a\" a: A) -> nothing { finish_with nothing; }",
        "post \"/a\" (body a: A) -> nothing { finish_with nothing; }",
    ),
];
