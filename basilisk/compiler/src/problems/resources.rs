//! Resources and files.

use parseltongue_syntax::{Place, Problem};

/// A resource in a service that uses no store.
pub(crate) fn resource_without_store(place: impl Into<Place>) -> Problem {
    Problem::new("PT2010", place, "a resource needs a store, and the service uses none")
        .expecting("`uses: Books,` before it")
        .with_help("`uses` names a `define_store` block that holds the record")
}

/// A resource's path that has a parameter.
pub(crate) fn resource_below_parameter(place: impl Into<Place>, name: &str) -> Problem {
    Problem::new("PT2018", place, format!("`{{{name}}}` cannot stand in the path of a resource"))
        .with_help("a resource is all records of its table; write routes for those below another record")
}

/// `requires if_match` where nothing is changed.
pub(crate) fn if_match_of(place: impl Into<Place>, action: &str) -> Problem {
    Problem::new("PT2023", place, format!("`{action}` changes no record that was read before"))
        .with_help("`change` and `delete` can require `If-Match`")
}

/// `page` where no list is given.
pub(crate) fn pages_of(place: impl Into<Place>, action: &str) -> Problem {
    Problem::new("PT2033", place, format!("`{action}` gives no pages"))
        .expecting("`list page 50 up_to 500`")
        .with_help("take it out")
}

/// Files whose path has a parameter.
pub(crate) fn files_below_parameter(place: impl Into<Place>, name: &str) -> Problem {
    Problem::new("PT2035", place, format!("files cannot stand below the parameter `{{{name}}}`"))
        .with_help("what follows the path is the name of the file, so the path itself is plain")
}

/// A page that is larger than a client may ask for.
pub(crate) fn page_above_the_most(place: impl Into<Place>, size: u64, most: u64) -> Problem {
    Problem::new(
        "PT2034",
        place,
        format!("a page of {size} is more than the {most} that a client may ask for"),
    )
    .with_help("the size of a page comes first, then the most that `?limit=` may say")
}
