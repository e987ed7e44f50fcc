//! What a service does beside requests, as it is written.

use parseltongue_syntax::Setting;
use parseltongue_syntax::settings::Whole;
use parseltongue_syntax::units::Time;
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
