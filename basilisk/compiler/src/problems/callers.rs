//! Who calls, what they may, and how often.

use parseltongue_syntax::{Place, Problem};

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
