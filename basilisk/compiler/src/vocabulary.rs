//! The words of `basilisk!`: one table for each subject.

mod callers;
mod flows;
mod resources;
mod routes;
mod settings;
mod work;

use parseltongue_syntax::vocabulary::later;
use parseltongue_syntax::{Role, Vocabulary};

/// Every word, and those that are still to come.
pub static WORDS: Vocabulary = Vocabulary {
    room: "basilisk",
    tables: &[settings::WORDS, callers::WORDS, resources::WORDS, routes::WORDS, flows::WORDS, work::WORDS],
    later: &[
        later(Role::Setting, "in_flight", None),
        later(Role::Setting, "documentation", Some("any viewer of OpenAPI, pointed at `/openapi.json`,")),
        later(Role::Inner, "api_key", None),
        later(Role::Inner, "session", None),
        later(Role::Inner, "where", None),
        later(Role::Inner, "filter", None),
        later(Role::Inner, "sort", None),
    ],
};

/// The roles of words that begin a line.
pub(crate) const FIRST: &[Role] = &[Role::Setting, Role::Declaration, Role::Handler];
