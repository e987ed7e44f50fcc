//! What a service says of itself.

use parseltongue_syntax::{Place, Problem};
use proc_macro2::Ident;

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

/// A path that every service has.
pub(crate) fn taken(place: impl Into<Place>, path: &str) -> Problem {
    Problem::new("PT2009", place, format!("every service has `{path}` without being asked"))
        .with_help("choose another path")
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
