//! The words of the language: one table per crate, from which readers, suggestions, hover texts, the
//! card, `explain` and the book's reference are made.

mod foreign;
mod language;
mod nearest;
mod row;
mod rust;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::tokens::is_name;

use crate::Names;

pub use foreign::{
    foreign_argument, foreign_element, foreign_line, foreign_statement, foreign_type, foreign_word,
    foreign_words, without_counterpart,
};
pub(crate) use foreign::{foreign_field_word, foreign_meaning, foreign_query_word};
pub use language::LANGUAGE;
pub(crate) use language::{PROGRAM, STORE, meanings};

pub use nearest::{Nearest, nearest};
pub use row::{element, expression, inner, later, rule, setting, statement, word};
pub use rust::{RUST, RUST_MACROS};

/// Where a word may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// begins an item of `parseltongue!`: `define_record`, `basilisk`
    Item,
    /// `word: value,`
    Setting,
    /// `noun … ,` or `noun … { … }`
    Declaration,
    /// `verb where (parameters) -> result { body }`
    Handler,
    /// names a type
    Type,
    /// names a unit: `ms`, `KiB`, `cores`
    Unit,
    /// follows a field's type
    FieldRule,
    /// begins a statement of a body
    Statement,
    /// begins an expression of a body
    Expression,
    /// stands in a query, or in another line after its first word
    Inner,
    /// shows something in a view
    Element,
}

impl Role {
    /// What such a word is called in a message: `a setting`.
    #[must_use]
    pub fn named(self) -> &'static str {
        match self {
            Role::Item => "an item",
            Role::Setting => "a setting",
            Role::Declaration => "a declaration",
            Role::Handler => "a handler",
            Role::Type => "a type",
            Role::Unit => "a unit",
            Role::FieldRule => "a word for a field",
            Role::Statement => "a statement",
            Role::Expression => "an expression",
            Role::Inner => "a word inside a line",
            Role::Element => "an element",
        }
    }
}

/// One word of the language.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// The word.
    pub word: &'static str,
    /// Where it may stand.
    pub role: Role,
    /// What it means, in one sentence.
    pub meaning: &'static str,
    /// Its grammar: `publish v to Stream;`.
    pub grammar: &'static str,
    /// An example that compiles in its place.
    pub example: &'static str,
}

/// A word that the language will have and this version has not.
#[derive(Clone, Copy, Debug)]
pub struct Later {
    /// The word.
    pub word: &'static str,
    /// Where it will stand.
    pub role: Role,
    /// What does the job today, if anything: `publish the trade after the transaction`.
    pub today: Option<&'static str>,
}

/// The words of one room.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary {
    /// The room: `basilisk`, or `language` for what all share. Also the module of `__words`.
    pub room: &'static str,
    /// Its words, in tables of one subject each.
    pub tables: &'static [&'static [Word]],
    /// The words that are not part of this version.
    pub later: &'static [Later],
}

impl Vocabulary {
    /// Every word.
    pub fn words(&self) -> impl Iterator<Item = &'static Word> + use<> {
        self.tables.iter().flat_map(|table| table.iter())
    }

    /// The words that may stand where a word of one of `roles` may.
    pub fn of(&self, roles: &[Role]) -> impl Iterator<Item = &'static Word> {
        self.words().filter(move |word| roles.contains(&word.role))
    }

    /// The word, if it is one and may stand there.
    #[must_use]
    pub fn find(&self, roles: &[Role], word: &str) -> Option<&'static Word> {
        self.of(roles).find(|entry| entry.word == word)
    }

    /// The word, if it is one that this version does not have.
    #[must_use]
    pub fn find_later(&self, roles: &[Role], word: &str) -> Option<&'static Later> {
        self.later.iter().find(|later| roles.contains(&later.role) && later.word == word)
    }

    /// The word of one of `roles` that was probably meant.
    #[must_use]
    pub fn nearest(&self, roles: &[Role], word: &str) -> Option<Nearest<'static>> {
        nearest(word, self.of(roles).map(|entry| entry.word))
    }

    /// `pub struct word;` for each word, its meaning as doc comment: what hover texts are read from.
    /// The facade keeps it as `__words::ROOM`.
    #[must_use]
    pub fn hover_module(&self) -> TokenStream {
        let mut seen = std::collections::BTreeSet::new();
        let words = self.words().filter(|word| seen.insert(word.word) && is_name(word.word)).map(|word| {
            let name = format_ident!("{}", word.word);
            let text = format!(
                "{}\n\n```text\n{}\n```\n\n```text\n{}\n```",
                word.meaning, word.grammar, word.example
            );
            quote!(#[doc = #text] #[allow(non_camel_case_types)] pub struct #name;)
        });
        quote!(#(#words)*)
    }
}

/// The module of `__words` that holds the words of every room, for completion where it is not known which are due.
pub const ANY_ROOM: &str = "any";

/// The words that a user wrote, so that an editor shows their meaning: one `use` of `__words` for each.
/// The last identifier has the user's span. Rust's own keywords cannot be imported. Only [`crate::Mode::Editor`] needs it.
#[must_use]
pub fn hover(words: impl IntoIterator<Item = (&'static str, Ident)>, names: &Names) -> TokenStream {
    let runtime = names.runtime();
    let uses = words.into_iter().filter(|(_, word)| is_name(&word.to_string())).map(|(room, word)| {
        let room = format_ident!("{room}");
        quote!(use #runtime::__words::#room::#word as _;)
    });
    let uses: TokenStream = uses.collect();
    if uses.is_empty() { uses } else { quote!(const _: () = { #uses };) }
}
