//! What each code of `basilisk!` means at length: what `parseltongue explain PT2007` shows. One file for each subject.

mod callers;
mod resources;
mod routes;
mod services;
mod work;

use parseltongue_syntax::catalogue::Subject;

/// What stands around the lines of most codes.
const IN_A_SERVICE: &str = "basilisk!<Exchange> { listen_on: \"127.0.0.1:8080\", uses: Books, {line} }";

/// The codes PT2001 to PT2999.
pub static SUBJECTS: &[Subject] =
    &[services::SUBJECT, routes::SUBJECT, resources::SUBJECT, callers::SUBJECT, work::SUBJECT];
