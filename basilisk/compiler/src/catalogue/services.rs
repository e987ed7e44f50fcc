//! What a service says of itself.

use parseltongue_syntax::catalogue::{ITEM, Subject, code};

pub(super) const SUBJECT: Subject = Subject {
page: "services",
title: "Services",
introduction: "What can be wrong with the settings of a `basilisk!` block. The lines stand in one with `listen_on` and `uses`.",
frame: super::IN_A_SERVICE,
codes: &[
    code(
        "PT2001",
        "A service that does not say where it listens",
        "Which address and port a service takes is not a thing to guess: `listen_on: \"127.0.0.1:8080\"`. Port 0 is any free one; tests can ask for free ports without changing the file.",
        "basilisk!<Exchange> { deadline: 50 ms }",
        "basilisk!<Exchange> { listen_on: \"127.0.0.1:8080\", deadline: 50 ms }",
    ).within(ITEM),
    code(
        "PT2002",
        "An address that is none",
        "`listen_on` holds an address and a port with a colon between them. An IPv6 address stands in brackets: `[::1]:8080`.",
        "basilisk!<Exchange> { listen_on: \"8080\" }",
        "basilisk!<Exchange> { listen_on: \"127.0.0.1:8080\" }",
    ).within(ITEM),
    code(
        "PT2009",
        "A path that is taken",
        "`/health/live`, `/health/ready`, `/metrics` and `/openapi.json` are there in every service.",
        "get \"/health/live\" () -> i64 { finish_with 1; }",
        "get \"/health/deep\" () -> i64 { finish_with 1; }",
    ),
    code(
        "PT2019",
        "A limit of nothing",
        "A deadline or a body limit of 0 would refuse every request.",
        "deadline: 0 ms,",
        "deadline: 50 ms,",
    ),
    code(
        "PT2021",
        "An origin as no browser sends it",
        "The origin of a page is its scheme, its host and, unless it is the scheme's usual one, its port: `https://desk.example`, `http://localhost:5173`. It is compared byte by byte with what the browser sends, so a path or a slash at its end would match nothing.",
        "allow_origins: \"https://desk.example/\",",
        "allow_origins: \"https://desk.example\", \"http://localhost:5173\",",
    ),
    code(
        "PT2022",
        "Every origin and others",
        "`allow_origins: \"*\"` lets the pages of every origin call the service. Either that is meant, or the named ones are.",
        "allow_origins: \"*\", \"https://desk.example\",",
        "allow_origins: \"*\",",
    ),
],
};
