//! Resources: their actions and what narrows them.

use parseltongue_syntax::vocabulary::word;
use parseltongue_syntax::{Role, Word};

pub(super) const WORDS: &[Word] = &[
    word(
        Role::Declaration,
        "resource",
        "REST over the records of the service's store: pages in the order of the keys, validation, problem documents.",
        "resource Record at \"/path\" { list, read, create, change, delete }",
        "resource Order at \"/orders\" { list, read, create, delete }",
    ),
    word(
        Role::Inner,
        "at",
        "Where a resource stands.",
        "resource Record at \"/path\"",
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
        "requires",
        "Lets only those in who say which state of the record they have read, by its `ETag`, or else 428; or who have one of the roles, or else 403. `role` stands behind the result of a route, too.",
        "change requires if_match · list requires role \"name\" or \"name\"",
        "resource Order at \"/orders\" { read, change requires if_match, delete requires if_match }",
    ),
    word(
        Role::Inner,
        "page",
        "How many records a page of a list has, 50 unless said, and the most that a client may ask for by `?limit=`, 500 unless said.",
        "list page number up_to number",
        "resource Order at \"/orders\" { list page 20 up_to 100, read }",
    ),
    word(
        Role::Inner,
        "up_to",
        "See `page`.",
        "list page number up_to number",
        "resource Order at \"/orders\" { list page 20 up_to 100 }",
    ),
    word(
        Role::Inner,
        "if_match",
        "See `requires`.",
        "change requires if_match",
        "resource Order at \"/orders\" { read, change requires if_match }",
    ),
];
