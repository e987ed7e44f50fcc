//! Every problem of `basilisk!`, as named constructors: code, message, help.

use parseltongue_syntax::vocabulary::{Nearest, nearest};
use parseltongue_syntax::{Place, Problem};
use proc_macro2::{Ident, Literal};

/// A service that does not say where it listens.
pub(crate) fn without_listen_on(service: &Ident) -> Problem {
    Problem::new("PT2001", service, format!("the service `{service}` does not say where it listens"))
        .expecting("`listen_on: \"127.0.0.1:8080\",`")
        .with_help("`127.0.0.1` is reached from this machine only, `0.0.0.0` from everywhere")
}

/// `listen_on` holds something else than an address and a port.
pub(crate) fn not_an_address(place: impl Into<Place>, text: &str, instead: Option<String>) -> Problem {
    Problem::new("PT2002", place, format!("`{text}` is no address with a port"))
        .expecting("`address:port`, such as `127.0.0.1:8080`")
        .instead(instead)
}

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

/// A path that every service has.
pub(crate) fn taken(place: impl Into<Place>, path: &str) -> Problem {
    Problem::new("PT2009", place, format!("every service has `{path}` without being asked"))
        .with_help("choose another path")
}

/// A resource in a service that uses no store.
pub(crate) fn resource_without_store(place: impl Into<Place>) -> Problem {
    Problem::new("PT2010", place, "a resource needs a store, and the service uses none")
        .expecting("`uses: Books,` before it")
        .with_help("`uses` names a `define_store` block that holds the record")
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

/// A resource's path that has a parameter.
pub(crate) fn resource_below_parameter(place: impl Into<Place>, name: &str) -> Problem {
    Problem::new("PT2018", place, format!("`{{{name}}}` cannot stand in the path of a resource"))
        .with_help("a resource is all records of its table; write routes for those below another record")
}

/// What a limit of nothing refuses.
#[derive(Clone, Copy)]
pub(crate) enum Refused {
    Request,
    Attempt,
    Run,
}

/// A limit that nothing keeps.
pub(crate) fn nothing_allowed(place: impl Into<Place>, setting: &str, refused: Refused) -> Problem {
    let refused = match refused {
        Refused::Request => "request",
        Refused::Attempt => "attempt",
        Refused::Run => "run",
    };
    Problem::new("PT2019", place, format!("`{setting}` of nothing refuses every {refused}"))
        .with_help("leave the setting out if there is to be no limit of yours")
}

/// A text behind `body`.
pub(crate) fn text_of_body(place: impl Into<Place>) -> Problem {
    Problem::new("PT2020", place, "a body has no name of its own")
        .expecting("`body draft: OrderDraft`")
        .with_help("take the text out")
}

/// An origin as no browser sends it.
pub(crate) fn not_an_origin(place: impl Into<Place>, text: &str, instead: Option<String>) -> Problem {
    Problem::new("PT2021", place, format!("`{text}` is no origin"))
        .expecting("a scheme and a host in lower case, such as `https://desk.example`")
        .instead(instead.map(|origin| format!("\"{origin}\"")))
        .with_help("browsers send an origin without a path and without the usual port")
}

/// `*` beside named origins.
pub(crate) fn every_origin_and_others(place: impl Into<Place>) -> Problem {
    Problem::new("PT2022", place, "`*` allows every origin, so those beside it say nothing")
        .with_help("take the `*` out, or leave it alone")
}

/// `requires if_match` where nothing is changed.
pub(crate) fn if_match_of(place: impl Into<Place>, action: &str) -> Problem {
    Problem::new("PT2023", place, format!("`{action}` changes no record that was read before"))
        .with_help("`change` and `delete` can require `If-Match`")
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

/// The word before a token that is none.
pub(crate) fn scheme_name(place: impl Into<Place>, name: &str) -> Problem {
    Problem::new("PT2027", place, format!("`{name}` cannot stand before a token"))
        .expecting("one word, such as `scheme \"Token\"`")
        .with_help("without `scheme` it is `Bearer`")
}

/// A caller in a service that knows none.
pub(crate) fn caller_of_nobody(place: impl Into<Place>) -> Problem {
    Problem::new("PT2028", place, "the service does not say by what it knows its callers")
        .expecting("`authenticate_with: bearer_jwt env \"SECRET\",` among its settings")
}

/// A caller in a service that uses no store.
pub(crate) fn caller_without_store(place: impl Into<Place>) -> Problem {
    Problem::new("PT2029", place, "a caller is a record of the store, and the service uses none")
        .expecting("`uses: Books,` before it")
}

/// A second caller.
pub(crate) fn second_caller(place: impl Into<Place>) -> Problem {
    Problem::new("PT2030", place, "a request has one caller, and this is a second one")
        .with_help("take one out")
}

/// A caller that is no record.
pub(crate) fn not_a_caller(place: impl Into<Place>) -> Problem {
    Problem::new("PT2031", place, "a caller is the record that the token names")
        .expecting("`caller trader: Account` or `caller trader: optional<Account>`")
        .with_help("with `optional<…>` whoever sends no token may call, too")
}

/// Rules of a body or a caller.
pub(crate) fn rules_of_a_record(place: impl Into<Place>, whose: &str) -> Problem {
    Problem::new("PT2032", place, format!("the rules of a {whose} stand in its record"))
        .with_help("say it there, behind the type of the field that it speaks of")
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

/// A job in a service that uses no store.
pub(crate) fn job_without_store(place: impl Into<Place>) -> Problem {
    Problem::new("PT2060", place, "a job is kept in a store, and the service uses none")
        .expecting("`uses: Books,` among its settings")
}

/// A word behind a job's parameters that says nothing about it.
pub(crate) fn unknown_word_of_a_job(word: &Ident) -> Problem {
    let name = word.to_string();
    let words = ["retries", "backoff", "deadline", "at_once", "fails_with"];
    Problem::new("PT2061", word, format!("`{name}` says nothing about a job"))
        .instead(nearest(&name, words))
        .with_help("before its body may stand `retries 5`, `backoff 1 s`, `deadline 30 s`, `at_once 4`, `fails_with Error`")
}

/// Work that is due more often than an event loop can keep.
pub(crate) fn too_often(place: impl Into<Place>) -> Problem {
    Problem::new(
        "PT2062",
        place,
        "periodic work is done on the service's cores, and not more often than every 10 ms",
    )
    .expecting("at least `10 ms`")
}

/// A timetable that is none.
pub(crate) fn not_a_timetable(place: impl Into<Place>, text: &str, reason: &str) -> Problem {
    Problem::new("PT2063", place, format!("`{text}` is no timetable: {reason}"))
        .expecting("minute, hour, day, month and weekday, such as `\"0 3 * * *\"`")
        .with_help("each is `*`, a number, a range `1-5`, a step `*/15`, or several with commas; months and weekdays have names: `mon-fri`")
}

/// A time zone that is none.
pub(crate) fn not_a_time_zone(place: impl Into<Place>, name: &str) -> Problem {
    Problem::new("PT2064", place, format!("`{name}` is no time zone"))
        .expecting("a name such as `\"Europe/Berlin\"`")
        .with_help("without `in` a timetable is in UTC")
}

/// A hook that does not name what it gets.
pub(crate) fn names_of_a_hook(place: impl Into<Place>, what: &str) -> Problem {
    Problem::new("PT2065", place, "a hook names what it gets").expecting(what)
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

/// A rule or a role where nobody says what record a caller is.
pub(crate) fn callers_unknown(place: impl Into<Place>, what: &str) -> Problem {
    Problem::new(
        "PT2040",
        place,
        format!("`{what}` asks who calls, and the service does not say what a caller is"),
    )
    .expecting("`callers: Account role .role,` among the settings")
}

/// A role where callers have none.
pub(crate) fn callers_without_role(place: impl Into<Place>) -> Problem {
    Problem::new("PT2041", place, "the service does not say which field of its callers is their role")
        .expecting("`role .field` behind the record: `callers: Account role .role,`")
}

/// A rule of a list.
pub(crate) fn rule_of_a_list(place: impl Into<Place>) -> Problem {
    Problem::new("PT2042", place, "a list is read in pages, and a rule on each record cannot cut them")
        .with_help("write a route: `get \"/orders\" (caller me: Account) -> list<Order> { finish_with find_all Order where .owner == me.id limit 50; }`")
}

/// A list beside records that not everybody may read.
pub(crate) fn list_shows_all(place: impl Into<Place>) -> Problem {
    Problem::new("PT2043", place, "`list` shows everybody the records that `read` keeps from them").with_help(
        "say who may see all, `list requires role \"clerk\"`, or write a route with `find_all … where`",
    )
}

/// A role asked of a caller who need not be known.
pub(crate) fn role_of_nobody(place: impl Into<Place>) -> Problem {
    Problem::new("PT2044", place, "a role is asked of a caller who may be nobody")
        .with_help("take `optional<…>` from the caller's type, or ask for the role in the body")
}

/// A limit by caller at a route that does not ask who calls.
pub(crate) fn limit_of_nobody(place: impl Into<Place>) -> Problem {
    Problem::new("PT2045", place, "this route does not ask who calls, so there is no caller to count")
        .expecting("`by address`, or a parameter such as `caller me: Account`")
}
