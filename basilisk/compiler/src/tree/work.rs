//! What a service does beside requests, as it is written.

use parseltongue_syntax::settings::Whole;
use parseltongue_syntax::units::Time;
use parseltongue_syntax::{Setting, Text};
use proc_macro2::{Group, Ident, TokenStream};

/// `job SendReceipt (order: uuid) retries 5 backoff 1 s { … }`
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) attributes: TokenStream,
    pub(crate) keyword: Ident,
    pub(crate) name: Ident,
    /// Fields of a record, in parentheses.
    pub(crate) parameters: Group,
    pub(crate) retries: Setting<Whole>,
    pub(crate) backoff: Setting<Time>,
    pub(crate) deadline: Setting<Time>,
    pub(crate) at_once: Setting<Whole>,
    pub(crate) error: Setting<TokenStream>,
    pub(crate) body: Group,
}

/// `every 1 s within 10 ms { … }`, `every "0 3 * * *" in "Europe/Berlin" { … }`
#[derive(Debug)]
pub(crate) struct Every {
    pub(crate) keyword: Ident,
    pub(crate) rhythm: Rhythm,
    pub(crate) error: Option<TokenStream>,
    pub(crate) body: Group,
}

/// When periodic work is due.
#[derive(Debug)]
pub(crate) enum Rhythm {
    Interval { period: Time, within: Option<Time> },
    Timetable { text: Text, zone: Option<Text> },
}

/// `on_start { … }`, `before_each (request) { … }`
#[derive(Debug)]
pub(crate) struct Hook {
    pub(crate) keyword: Ident,
    /// What the body calls what it gets.
    pub(crate) names: Vec<Ident>,
    pub(crate) error: Option<TokenStream>,
    pub(crate) body: Group,
}

/// All of it, in the order in which it stands.
#[derive(Debug, Default)]
pub(crate) struct Work {
    pub(crate) jobs: Vec<Job>,
    pub(crate) periodic: Vec<Every>,
    /// `on_start`, `on_stop`, `before_each` and `after_each`.
    pub(crate) hooks: Vec<Hook>,
}
