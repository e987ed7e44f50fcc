//! The `let_…` words: as statements of bodies, as lines of blocks, as macros of plain Rust.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::vocabulary::{LANGUAGE, Nearest, nearest};
use crate::{Cursor, Names, Parsed, Problems, Type, TypeKind, problems};

/// One of the `let_…` words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetWord {
    /// `let_var`
    Plain,
    /// `let_mut_var`
    Mut,
    /// `let_cow_var`
    Cow,
    /// `let_shared_var`
    Shared,
    /// `let_mut_shared_var`
    MutShared,
    /// `let_local_shared_var`
    LocalShared,
    /// `let_mut_local_shared_var`
    MutLocalShared,
    /// `let_lazy_var`
    Lazy,
    /// `let_constant_var`
    Constant,
    /// `let_signal_var`
    Signal,
    /// `let_derived_var`
    Derived,
    /// `let_stream_var`
    Stream,
}

const WORDS: &[(&str, LetWord)] = &[
    ("let_var", LetWord::Plain),
    ("let_mut_var", LetWord::Mut),
    ("let_cow_var", LetWord::Cow),
    ("let_shared_var", LetWord::Shared),
    ("let_mut_shared_var", LetWord::MutShared),
    ("let_local_shared_var", LetWord::LocalShared),
    ("let_mut_local_shared_var", LetWord::MutLocalShared),
    ("let_lazy_var", LetWord::Lazy),
    ("let_constant_var", LetWord::Constant),
    ("let_signal_var", LetWord::Signal),
    ("let_derived_var", LetWord::Derived),
    ("let_stream_var", LetWord::Stream),
];

/// Where a `let_…` line stands, and so how it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetEnd {
    /// A line of a service or consumer: up to the comma, which is left for [`crate::lines()`].
    Comma,
    /// A statement of a body, a line of a component: up to the semicolon, which is read.
    Semicolon,
}

/// `let_mut_shared_var hits: i64 = 0`, read but not yet written.
#[derive(Clone, Debug)]
pub struct LetLine {
    /// Which word.
    pub word: LetWord,
    /// The word as written.
    pub keyword: Ident,
    /// The variable's name.
    pub name: Ident,
    /// Its type; none when it was forgotten, which was told.
    pub kind: Option<Type>,
    /// What stands after `=`, as Rust.
    pub value: TokenStream,
}

impl LetWord {
    /// The word, if it is one.
    #[must_use]
    pub fn of(word: &str) -> Option<LetWord> {
        WORDS.iter().find(|(name, _)| *name == word).map(|(_, word)| *word)
    }

    /// The word as written.
    #[must_use]
    pub fn written(self) -> &'static str {
        WORDS.iter().find(|(_, word)| *word == self).map_or("let_var", |(name, _)| name)
    }

    /// Only a component of a view has it.
    #[must_use]
    pub fn is_of_views(self) -> bool {
        matches!(self, LetWord::Signal | LetWord::Derived | LetWord::Stream)
    }

    /// The type behind a word of sharing, of a `kind` in Rust: `Shared<i64>`.
    #[must_use]
    pub fn shared_type(self, kind: &TokenStream, names: &Names) -> TokenStream {
        self.shared(kind, &names.records())
    }

    fn shared(self, kind: &TokenStream, records: &TokenStream) -> TokenStream {
        match self {
            LetWord::Shared => quote!(#records::SharedValue<#kind>),
            LetWord::LocalShared => quote!(#records::LocalSharedValue<#kind>),
            LetWord::MutLocalShared => quote!(#records::LocalShared<#kind>),
            _ => quote!(#records::Shared<#kind>),
        }
    }

    /// A slip of the finger in one of the words is next, with a name and a colon behind it: no Rust.
    #[must_use]
    pub fn is_misspelt(cursor: &Cursor) -> bool {
        let Some(word) = cursor.peek_word() else { return false };
        let is_line = matches!(cursor.peek_at(1), Some(TokenTree::Ident(_))) && cursor.is_sign_at(2, ":");
        is_line && LetWord::nearest(&word.to_string()).is_some_and(|meant| meant.is_certain)
    }

    /// Begins with `let_` but is none of the words: the one that was probably meant.
    #[must_use]
    pub fn nearest(word: &str) -> Option<Nearest<'static>> {
        nearest(word, WORDS.iter().map(|(name, _)| *name))
    }
}

impl LetLine {
    /// Reads the rest of a line whose first word was read: `hits: i64 = 0`. The value stays raw Rust.
    ///
    /// # Errors
    /// When the name or the value is missing, or when the word is not among `allowed`.
    pub fn parse(
        keyword: &Ident,
        allowed: &[LetWord],
        end: LetEnd,
        cursor: &mut Cursor,
        problems: &mut Problems,
    ) -> Parsed<LetLine> {
        let Some(word) = LetWord::of(&keyword.to_string()) else {
            return Err(problems.push(problems::unknown_let_word(keyword)));
        };
        if !allowed.contains(&word) {
            let listed: Vec<&str> = allowed.iter().map(|word| word.written()).collect();
            return Err(problems.push(problems::let_word_elsewhere(keyword, &listed)));
        }
        problems.seen(LANGUAGE.room, keyword);
        let (name, kind) = front(keyword, cursor, problems)?;
        let value = match end {
            LetEnd::Comma => cursor.take_value(),
            LetEnd::Semicolon => cursor.take_until(|cursor| cursor.is_sign(";")),
        };
        if value.is_empty() {
            return Err(problems.push(problems::expected(cursor, "a value")));
        }
        if end == LetEnd::Semicolon && cursor.take_sign(";").is_none() {
            problems.push(problems::semicolon_missing(cursor.previous_place()));
        }
        Ok(LetLine { word, keyword: keyword.clone(), name, kind, value })
    }

    /// One for each core, not one for all.
    #[must_use]
    pub fn is_local(&self) -> bool {
        matches!(self.word, LetWord::LocalShared | LetWord::MutLocalShared)
    }

    /// The type of a line of a block, which bodies share: `Shared<i64>`.
    #[must_use]
    pub fn shared_type(&self, names: &Names) -> TokenStream {
        let records = names.at(self.keyword.span()).records();
        let kind = self.kind.as_ref().map_or_else(|| quote!(()), |kind| kind.tokens(names));
        self.word.shared(&kind, &records)
    }

    /// The statement in Rust, with its semicolon. Nothing for the words of views, which only nagini writes.
    #[must_use]
    pub fn statement(&self, names: &Names) -> TokenStream {
        let span = Span::call_site().located_at(self.keyword.span());
        let (name, value, records) = (&self.name, &self.value, names.at(span).records());
        let inferred = || quote_spanned!(span=> _);
        let kind = self.kind.as_ref().map_or_else(inferred, |kind| kind.tokens(names));
        match self.word {
            LetWord::Plain => quote_spanned!(span=> let #name: #kind = #value;),
            LetWord::Mut => quote_spanned!(span=> let mut #name: #kind = #value;),
            LetWord::Constant => quote_spanned!(span=> let #name: #kind = const { #value };),
            LetWord::Cow => {
                let borrowed = self.kind.as_ref().map_or_else(inferred, |kind| borrowed(kind, names));
                quote_spanned!(span=>
                    #[allow(unused_mut)]
                    let mut #name: ::std::borrow::Cow<'_, #borrowed> = ::core::convert::Into::into(#value);
                )
            }
            LetWord::Shared => {
                quote_spanned!(span=> let #name = #records::SharedValue::<#kind>::new(#value);)
            }
            LetWord::MutShared => quote_spanned!(span=> let #name = #records::Shared::<#kind>::new(#value);),
            LetWord::LocalShared => {
                quote_spanned!(span=> let #name = #records::LocalSharedValue::<#kind>::new(#value);)
            }
            LetWord::MutLocalShared => {
                quote_spanned!(span=> let #name = #records::LocalShared::<#kind>::new(#value);)
            }
            LetWord::Lazy => quote_spanned!(span=> let #name = #records::Lazy::<#kind, _>::new(|| #value);),
            LetWord::Signal | LetWord::Derived | LetWord::Stream => TokenStream::new(),
        }
    }
}

/// Which of a block's lines, given by their names, a body speaks of, by their places.
pub fn spoken_of(names: impl IntoIterator<Item = String>, body: TokenStream) -> Vec<usize> {
    let mut words = BTreeSet::new();
    gather(body, &mut words);
    let named = names.into_iter().enumerate().filter(|(_, name)| words.contains(name));
    named.map(|(at, _)| at).collect()
}

fn gather(tokens: TokenStream, words: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(word) => {
                words.insert(word.to_string());
            }
            TokenTree::Group(group) => gather(group.stream(), words),
            // `"{hits}"` names a variable, too.
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                if text.contains('{') {
                    let names = text.split(|it: char| !it.is_ascii_alphanumeric() && it != '_');
                    words.extend(names.map(str::to_owned));
                }
            }
            TokenTree::Punct(_) => {}
        }
    }
}

/// Reads `name: type =`. A type that is missing or wrong is told of and left to Rust.
pub(crate) fn front(
    keyword: &Ident,
    cursor: &mut Cursor,
    problems: &mut Problems,
) -> Parsed<(Ident, Option<Type>)> {
    if let Some(word) = cursor.take_word("mut") {
        problems.push(problems::mut_in_let(&word, &keyword.to_string()));
    }
    let name = cursor.expect_name("the variable's name", problems)?;
    let before = problems.count();
    if cursor.is_sign("=") {
        problems.push(problems::let_without_type(&name, &keyword.to_string()));
    } else if cursor.take_sign(":").is_none() {
        problems.push(problems::expected(cursor, "`:`"));
    }
    let kind = if cursor.is_sign("=") && before < problems.count() {
        None
    } else {
        Type::parse(cursor, problems).ok()
    };
    let kind = kind.filter(|_| before == problems.count());
    if kind.is_none() {
        cursor.take_until(|cursor| cursor.is_sign("=") || cursor.is_sign(";") || cursor.is_sign(","));
    }
    cursor.expect_sign("=", problems)?;
    Ok((name, kind))
}

/// What a `Cow` of that type borrows: `str` for `string`, `[T]` for `list<T>`.
fn borrowed(kind: &Type, names: &Names) -> TokenStream {
    let span = Span::call_site().located_at(kind.place.first);
    match &kind.kind {
        TypeKind::String => quote_spanned!(span=> str),
        TypeKind::List(item) => {
            let item = item.tokens(names);
            quote_spanned!(span=> [#item])
        }
        _ => kind.tokens(names),
    }
}
