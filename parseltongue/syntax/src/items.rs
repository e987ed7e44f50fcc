//! The items that `parseltongue!` compiles by itself, and who compiles each: the dispatcher's table.

#[cfg(test)]
pub(crate) mod testing;

use proc_macro2::{Ident, TokenStream};

use crate::{Cursor, Names, Parsed, Problems};

/// The front of an item: what was read before its own grammar begins.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// Where the runtime is.
    pub names: &'a Names,
    /// Doc comments and attributes, as written.
    pub attributes: TokenStream,
    /// The word that begins it: `define_record`. The first token of what is written carries its location.
    pub keyword: Ident,
}

/// Compiles one item: reads it from the cursor, which stands behind the keyword, up to its closing brace,
/// and gives Rust. When it gives up, the dispatcher goes on behind the next brace group or at the next item.
/// What has a name is emitted even when parts of it are wrong: its absence would flood the build.
pub type Compile = fn(&Item<'_>, &mut Cursor, &mut Problems) -> Parsed<TokenStream>;

/// An item of the language.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// The word that begins it.
    pub word: &'static str,
    /// Who compiles it.
    pub compile: Compile,
}

/// Every `define_…` item. A new kind of item is a line here, a room of its own, and its words in the vocabulary.
pub static DEFINITIONS: &[Definition] = &[
    Definition { word: "define_record", compile: crate::record::compile },
    Definition { word: "define_choice", compile: crate::choice::compile },
    Definition { word: "define_error", compile: crate::error::compile },
    Definition { word: "define_store", compile: crate::store::compile },
    Definition { word: "define_function", compile: crate::function::compile },
    Definition { word: "define_async_function", compile: crate::function::compile },
    Definition { word: "define_program", compile: crate::program::compile },
];

/// The dialects, which have macros of their own; `parseltongue!` hands their blocks on.
pub static DIALECTS: &[&str] = &["basilisk", "slytherin", "nagini"];
