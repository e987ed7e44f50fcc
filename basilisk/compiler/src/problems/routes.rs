//! Routes, their paths and their parameters.

use parseltongue_syntax::vocabulary::Nearest;
use parseltongue_syntax::{Place, Problem};
use proc_macro2::Literal;

/// A path that does not begin with a slash.
pub(crate) fn path_without_slash(place: impl Into<Place>, path: &str) -> Problem {
    Problem::new("PT2003", place, format!("the path `{path}` does not begin with `/`"))
        .instead(format!("\"/{path}\""))
}

/// A segment that is neither a plain text nor a parameter.
pub(crate) fn malformed_segment(place: impl Into<Place>, segment: &str, reason: &str) -> Problem {
    let message = if segment.is_empty() {
        reason.to_owned()
    } else {
        format!("`{segment}` is no segment of a path: {reason}")
    };
    Problem::new("PT2004", place, message)
        .with_help("a path is `/` and segments with `/` between them, such as `/orders/{id}/fill`")
}

/// A path that names a parameter twice.
pub(crate) fn parameter_twice_in_path(place: impl Into<Place>, name: &str) -> Problem {
    Problem::new("PT2005", place, format!("`{{{name}}}` stands twice in the path"))
        .with_help("give the two different names")
}

/// A parameter of the path that is not in the list.
pub(crate) fn path_parameter_without_type(
    place: impl Into<Place>,
    name: &str,
    nearest: Option<Nearest<'_>>,
) -> Problem {
    let problem = Problem::new(
        "PT2006",
        place,
        format!("`{{{name}}}` stands in the path, but no parameter is called `{name}`"),
    );
    match nearest {
        Some(Nearest { word, .. }) => {
            problem.with_help(format!("there is a parameter `{word}`; both must have one name"))
        }
        None => problem.with_help(format!("add it to the parameters with its type: `({name}: uuid)`")),
    }
}

/// Two declarations for one method of one place.
pub(crate) fn duplicate_route(place: impl Into<Place>, method: &str, path: &str) -> Problem {
    Problem::new("PT2007", place, format!("`{method} {path}` is declared here a second time")).with_help(
        "parameters of different names do not make two paths: take one out, or give it another path",
    )
}

/// Two paths of which neither says more than the other.
pub(crate) fn ambiguous(place: impl Into<Place>, path: &str, other: &str) -> Problem {
    Problem::new("PT2008", place, format!("a request could mean `{path}` as well as `{other}`"))
        .with_help("a literal beats a parameter, but here each path has a literal where the other has none")
}

/// A second body.
pub(crate) fn second_body(place: impl Into<Place>) -> Problem {
    Problem::new("PT2011", place, "a request has one body, and this is a second one")
        .with_help("make a record of the two, and take its draft")
}

/// A body where requests have none.
pub(crate) fn body_of(place: impl Into<Place>, method: &str) -> Problem {
    Problem::new("PT2012", place, format!("a {method} request has no body"))
        .with_help("take what is needed from the query, or make it a `post`")
}

/// A header parameter without a name, or with one that is none.
pub(crate) fn header_name(place: impl Into<Place>, name: Option<&str>) -> Problem {
    let message = match name {
        Some(name) => format!("`{name}` is no name of a header"),
        None => "the header has no name".to_owned(),
    };
    Problem::new("PT2013", place, message)
        .expecting("`header \"x-request-id\" request: string`")
        .with_help("a header's name is lower-case letters, digits and `-`")
}

/// A type that cannot be read from a text.
pub(crate) fn not_from_text(place: impl Into<Place>, whence: &str) -> Problem {
    Problem::new("PT2014", place, format!("a value of this type cannot stand in {whence}"))
        .with_help("numbers, texts, truth values, times, UUIDs and choices can; send the rest in a body")
}

/// A parameter of the path that may be left out.
pub(crate) fn path_parameter_left_out(place: impl Into<Place>, name: &str) -> Problem {
    Problem::new("PT2015", place, format!("`{name}` stands in the path, so it is always there"))
        .with_help("take the `optional` or the default away, or take it from the query")
}

/// A body that may be left out.
pub(crate) fn body_left_out(place: impl Into<Place>) -> Problem {
    Problem::new("PT2016", place, "a body has no default")
        .with_help("give defaults to the fields of its record")
}

/// A parameter has the name of a line of the service.
pub(crate) fn parameter_hides_line(place: impl Into<Place>, name: &str) -> Problem {
    Problem::new("PT2017", place, format!("`{name}` is a variable of the service already"))
        .with_help("the body could mean either: rename one of the two")
}

/// A text behind `body`.
pub(crate) fn text_of_body(place: impl Into<Place>) -> Problem {
    Problem::new("PT2020", place, "a body has no name of its own")
        .expecting("`body draft: OrderDraft`")
        .with_help("take the text out")
}

/// A cookie parameter without a name, or with one that is none.
pub(crate) fn cookie_name(place: impl Into<Place>, name: Option<&str>) -> Problem {
    let message = match name {
        Some(name) => format!("`{name}` is no name of a cookie"),
        None => "the cookie has no name".to_owned(),
    };
    Problem::new("PT2024", place, message)
        .expecting("`cookie \"theme\" theme: optional<string>`")
        .with_help("a cookie's name is letters, digits, `-` and `_`")
}

/// An envelope around what is no body.
pub(crate) fn envelope_of_no_body(place: impl Into<Place>) -> Problem {
    Problem::new("PT2025", place, "only a body has an envelope")
        .expecting("`body draft: OrderDraft in \"order\"`")
        .with_help("take the `in` out")
}

/// An envelope around nothing.
pub(crate) fn envelope_of_nothing(place: impl Into<Place>) -> Problem {
    Problem::new("PT2026", place, "an answer without a body has no envelope")
        .with_help("take the `in` out, or give a value: `-> Order in \"order\"`")
}

/// Rules of a body or a caller.
pub(crate) fn rules_of_a_record(place: impl Into<Place>, whose: &str) -> Problem {
    Problem::new("PT2032", place, format!("the rules of a {whose} stand in its record"))
        .with_help("say it there, behind the type of the field that it speaks of")
}

/// `get "/time" -> timestamp { … }`
pub(crate) fn parentheses_missing(path: &Literal) -> Problem {
    Problem::new("PT2090", path, "a route says its parameters, even when it has none")
        .expecting("`()` behind the path")
        .add_behind(" ()")
}

/// `body text: string`
pub(crate) fn not_a_body(place: impl Into<Place>, kind: &str) -> Problem {
    let problem = Problem::new("PT2091", place, format!("`{kind}` cannot be the body of a request"))
        .expecting("a record, its draft or its changes, a list, a map or `json`");
    problem.with_help(if kind.starts_with("rust<") {
        "`#[derive(parseltongue::Record)]` makes a record of a struct, with rules that are checked; `json` takes anything"
    } else {
        "one value is a parameter of the path or the query, or the one field of a record"
    })
}
