//! Jobs, what is due every so often, hooks.

use parseltongue_syntax::vocabulary::nearest;
use parseltongue_syntax::{Place, Problem};
use proc_macro2::Ident;

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
