//! Resources and files.

use parseltongue_syntax::catalogue::{ITEM, Subject, code};

pub(super) const SUBJECT: Subject = Subject {
page: "resources",
title: "Resources and files",
introduction: "What can be wrong with a resource or with files. The lines stand in a `basilisk!` block with `listen_on` and `uses`.",
frame: super::IN_A_SERVICE,
codes: &[
    code(
        "PT2010",
        "A resource without a store",
        "A resource is the records of a table; `uses` says in which store.",
        "basilisk!<Exchange> { listen_on: \"127.0.0.1:8080\", resource Order at \"/orders\" { list } }",
        "basilisk!<Exchange> { listen_on: \"127.0.0.1:8080\", uses: Books, resource Order at \"/orders\" { list } }",
    ).within(ITEM),
    code(
        "PT2018",
        "A resource below a parameter",
        "A resource is every record of its table. Those that belong to another record are given by a route with `find_all … where`.",
        "resource Order at \"/traders/{id}/orders\" { list }",
        "resource Order at \"/orders\" { list }",
    ),
    code(
        "PT2023",
        "`requires if_match` where nothing is changed",
        "Whoever changes or deletes a record can be asked to say which state of it was read, so that nobody's change is lost. Lists, reads and new records have no such state.",
        "resource Order at \"/orders\" { read requires if_match }",
        "resource Order at \"/orders\" { read, change requires if_match }",
    ),
    code(
        "PT2033",
        "Pages of what is no list",
        "`list` gives its records in pages; every other action speaks of one record.",
        "resource Order at \"/orders\" { list, read page 50 up_to 500 }",
        "resource Order at \"/orders\" { list page 50 up_to 500, read }",
    ),
    code(
        "PT2034",
        "A page above its own bound",
        "`page 50 up_to 500`: a page has 50 records unless the client says another number by `?limit=`, which may be 500 at most.",
        "resource Order at \"/orders\" { list page 500 up_to 50 }",
        "resource Order at \"/orders\" { list page 50 up_to 500 }",
    ),
    code(
        "PT2035",
        "Files below a parameter",
        "What follows the path of `files` is the name of a file. Files that depend on who asks, or on a record, are not a directory's.",
        "files \"/{shop}/assets\" from \"public\",",
        "files \"/assets\" from \"public\",",
    ),
],
};
