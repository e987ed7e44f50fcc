//! What stands in a block, as it was written.

use parseltongue_syntax::settings::Whole;
use parseltongue_syntax::units::{Size, Time};
use parseltongue_syntax::{Header, LetLine, Place, Setting, Text};
use proc_macro2::{Group, Ident, TokenStream};

/// A `slytherin!` block.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) header: Header,
    pub(crate) keep_in: Setting<KeepIn>,
    /// The word `keep_in` stands there, whatever was wrong behind it.
    pub(crate) says_keep_in: bool,
    pub(crate) durability: Setting<Durability>,
    pub(crate) uses: Setting<TokenStream>,
    pub(crate) streams: Vec<Stream>,
    /// The names of streams whose lines could not be read: they are wrong, not absent.
    pub(crate) unread: Vec<String>,
    pub(crate) consumers: Vec<Consumer>,
    /// The variables that the bodies of consumers share.
    pub(crate) lets: Vec<LetLine>,
}

/// `keep_in: …`
#[derive(Debug)]
pub(crate) enum KeepIn {
    /// `memory`
    Memory,
    /// `directory "…"`
    Directory(Text),
}

/// `durability: …`
#[derive(Clone, Copy, Debug)]
pub(crate) struct Durability {
    pub(crate) kind: DurabilityKind,
    pub(crate) place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DurabilityKind {
    /// `every_message`
    EveryMessage,
    /// `every 5 ms`, in nanoseconds
    Every(u64),
    /// `page_cache`
    PageCache,
}

/// `stream S of R { … }`
#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) attributes: TokenStream,
    pub(crate) name: Ident,
    pub(crate) record: TokenStream,
    pub(crate) key: Setting<Ident>,
    pub(crate) partitions: Setting<Whole>,
    pub(crate) retain: Setting<Retain>,
    pub(crate) durability: Setting<Durability>,
}

/// `retain: 7 days up_to 10 GiB`
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Retain {
    pub(crate) age: Option<Time>,
    pub(crate) size: Option<Size>,
}

/// `consume S as "group" (record) … { … }`
#[derive(Debug)]
pub(crate) struct Consumer {
    pub(crate) attributes: TokenStream,
    pub(crate) keyword: Ident,
    pub(crate) stream: Ident,
    pub(crate) group: Text,
    pub(crate) record: Option<Ident>,
    pub(crate) batches: Setting<(Whole, Time)>,
    pub(crate) retries: Setting<Whole>,
    pub(crate) then_to: Setting<Ident>,
    pub(crate) fails_with: Setting<TokenStream>,
    pub(crate) body: Group,
}
