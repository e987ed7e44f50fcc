//! Jobs, what is due every so often, hooks.

use parseltongue_syntax::catalogue::{ITEM, Subject, code};

pub(super) const SUBJECT: Subject = Subject {
page: "work",
title: "Work beside requests",
introduction: "What can be wrong with jobs, periodic work and hooks. The lines stand in a `basilisk!` block with `listen_on` and `uses`.",
frame: super::IN_A_SERVICE,
codes: &[
    code(
        "PT2060",
        "A job without a store",
        "A job outlives the request that enqueued it and the program that did, so it is kept in the service's store.",
        "basilisk!<Exchange> { listen_on: \"127.0.0.1:8080\", job SendReceipt (order: i64) { let _ = order; } }",
        "basilisk!<Exchange> { listen_on: \"127.0.0.1:8080\", uses: Books, job SendReceipt (order: i64) { let _ = order; } }",
    ).within(ITEM),
    code(
        "PT2061",
        "A word that says nothing about a job",
        "Between what a job is given and its body stands how it is done: `retries` and `backoff`, the `deadline` of one attempt, how many are done `at_once` in one program, and with what the body `fails_with`.",
        "job SendReceipt (order: i64) timeout 30 s { let _ = order; }",
        "job SendReceipt (order: i64) deadline 30 s { let _ = order; }",
    ),
    code(
        "PT2062",
        "Periodic work that is due too often",
        "The bodies of `every` run on the service's cores between requests, whose event loops keep time to a millisecond.",
        "every 1 ms { let _ = Timestamp::now(); }",
        "every 10 ms { let _ = Timestamp::now(); }",
    ),
    code(
        "PT2063",
        "A timetable that is none",
        "Five fields with spaces between them: minute (0 to 59), hour (0 to 23), day (1 to 31), month (1 to 12, or `jan`), weekday (0 to 7, both of which are Sunday, or `sun`). Each is `*`, a value, a range `1-5`, a step `*/15`, or several with commas. Where day and weekday are both restricted, one of the two has to fit.",
        "every \"3 * * *\" { let _ = Timestamp::now(); }",
        "every \"0 3 * * *\" { let _ = Timestamp::now(); }",
    ),
    code(
        "PT2064",
        "A time zone that is none",
        "Time zones have the names of the IANA database. Whether the machine knows the zone is seen when the program starts.",
        "every \"0 3 * * *\" in \"+01:00\" { let _ = Timestamp::now(); }",
        "every \"0 3 * * *\" in \"Europe/Berlin\" { let _ = Timestamp::now(); }",
    ),
    code(
        "PT2065",
        "A hook that does not name what it gets",
        "`before_each` gets the request, `after_each` the request and its answer; the names are the body's own.",
        "before_each () { let _ = Timestamp::now(); }",
        "before_each (request) { let _ = request.path(); }",
    ),
],
};
