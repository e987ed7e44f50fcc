//! The head of a block: `#![crate(path)]`, doc comments and attributes, `<Name>`.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::attributes::{Carrier, carried};
use crate::tokens::located;
use crate::{Cursor, Parsed, Problems, problems};

/// Where generated code finds the runtime.
#[derive(Clone, Debug)]
pub struct Names {
    runtime: TokenStream,
    span: Span,
}

impl Default for Names {
    fn default() -> Names {
        Names { runtime: quote!(::parseltongue), span: Span::call_site() }
    }
}

impl Names {
    /// The runtime under `path`, as `#![crate(path)]` says.
    #[must_use]
    pub fn under(path: TokenStream) -> Names {
        Names { runtime: path, span: Span::call_site() }
    }

    /// The same paths, their tokens located where `span` is, so that rustc underlines that and not the whole
    /// macro when what they name does not fit.
    #[must_use]
    pub fn at(&self, span: Span) -> Names {
        Names { runtime: located(self.runtime.clone(), span), span: Span::call_site().located_at(span) }
    }

    /// `::parseltongue`, or what `#![crate(…)]` says.
    #[must_use]
    pub fn runtime(&self) -> &TokenStream {
        &self.runtime
    }

    /// `::parseltongue::records`.
    #[must_use]
    pub fn records(&self) -> TokenStream {
        self.room(quote!(records))
    }

    /// `::parseltongue::cores`.
    #[must_use]
    pub fn cores(&self) -> TokenStream {
        self.room(quote!(cores))
    }

    /// `::parseltongue::store`.
    #[must_use]
    pub fn store(&self) -> TokenStream {
        self.room(quote!(store))
    }

    /// `::parseltongue::service`.
    #[must_use]
    pub fn service(&self) -> TokenStream {
        self.room(quote!(service))
    }

    /// `::parseltongue::streams`.
    #[must_use]
    pub fn streams(&self) -> TokenStream {
        self.room(quote!(streams))
    }

    /// `::parseltongue::view`.
    #[must_use]
    pub fn view(&self) -> TokenStream {
        self.room(quote!(view))
    }

    fn room(&self, room: TokenStream) -> TokenStream {
        let (runtime, span) = (&self.runtime, self.span);
        let room = located(room, span);
        quote_spanned!(span=> #runtime::#room)
    }

    /// `#![crate(path)]` to put at the front of a nested block; nothing when it is the usual path.
    #[must_use]
    pub fn as_crate_line(&self) -> TokenStream {
        let runtime = &self.runtime;
        if runtime.to_string() == quote!(::parseltongue).to_string() {
            return TokenStream::new();
        }
        quote!(#![crate(#runtime)])
    }
}

/// The head of a dialect's block.
#[derive(Clone, Debug)]
pub struct Header {
    /// Where the runtime is.
    pub names: Names,
    /// Doc comments and attributes, as written.
    pub attributes: TokenStream,
    /// The block's name.
    pub name: Ident,
}

/// Reads the head of the block of `dialect` (`basilisk`); the cursor then stands at its first line.
///
/// # Errors
/// When the name is missing; the block cannot be expanded then.
pub fn header(cursor: &mut Cursor, dialect: &str, problems: &mut Problems) -> Parsed<Header> {
    let names = crate_line(cursor, problems);
    let attributes = carried(&attributes(cursor), Carrier::Item, problems);
    if cursor.is_sign("<")
        && let (Some(TokenTree::Ident(name)), true) = (cursor.peek_at(1).cloned(), cursor.is_sign_at(2, ">"))
    {
        for _ in 0..3 {
            cursor.next();
        }
        return Ok(Header { names, attributes, name });
    }
    Err(problems.push(problems::nameless_block(cursor.place(), dialect)))
}

/// Reads `#![crate(path)]` if it is next.
pub fn crate_line(cursor: &mut Cursor, problems: &mut Problems) -> Names {
    let names = path_of_the_crate(cursor, problems).map(Names::under).unwrap_or_default();
    problems.under(&names);
    names
}

fn path_of_the_crate(cursor: &mut Cursor, problems: &mut Problems) -> Option<TokenStream> {
    if !cursor.is_sign_at(0, "#") || !cursor.is_sign_at(1, "!") {
        return None;
    }
    let Some(TokenTree::Group(group)) = cursor.peek_at(2).cloned() else { return None };
    let mut inner = Cursor::inside(&group);
    if group.delimiter() != Delimiter::Bracket || inner.take_word("crate").is_none() {
        return None;
    }
    for _ in 0..3 {
        cursor.next();
    }
    let path = inner.take_group(Delimiter::Parenthesis).and_then(|path| {
        let mut path = Cursor::inside(&path);
        path.take_path().filter(|_| path.is_at_end() && !path.is_behind("::"))
    });
    let path = path.filter(|_| inner.is_at_end());
    if path.is_none() {
        problems.push(problems::crate_without_path(&group));
    }
    path
}

/// Reads doc comments and outer attributes, as written.
pub fn attributes(cursor: &mut Cursor) -> TokenStream {
    let start = cursor.position();
    while cursor.is_sign("#")
        && matches!(cursor.peek_at(1), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket)
    {
        cursor.next();
        cursor.next();
    }
    cursor.tokens_since(start)
}

/// The attributes of a generated item, with `otherwise` as its doc comment when the writer gave it none: everything
/// that a block becomes says what it is.
#[must_use]
pub fn documented(attributes: &TokenStream, otherwise: &str) -> TokenStream {
    if doc_text(attributes).is_empty() {
        let text = format!(" {otherwise}");
        return quote!(#[doc = #text] #attributes);
    }
    attributes.clone()
}

/// `#[allow(missing_docs)]` when one of the parts, each given by its attributes, has no doc comment: the writer's
/// fields and cases are named by the writer, and a made-up sentence would say nothing.
#[must_use]
pub fn quiet_about_docs<'a>(parts: impl IntoIterator<Item = &'a TokenStream>) -> TokenStream {
    if parts.into_iter().any(|attributes| doc_text(attributes).is_empty()) {
        return quote!(#[allow(missing_docs)]);
    }
    TokenStream::new()
}

/// The text of the doc comments among `attributes`, lines joined, without the space each begins with.
#[must_use]
pub fn doc_text(attributes: &TokenStream) -> String {
    let mut cursor = Cursor::new(attributes.clone(), proc_macro2::Span::call_site());
    let mut lines = Vec::new();
    while cursor.next().is_some() {
        let Some(group) = cursor.take_group(Delimiter::Bracket) else { continue };
        let mut inner = Cursor::inside(&group);
        if inner.take_word("doc").is_some()
            && inner.take_sign("=").is_some()
            && let Some(text) = inner.take_text()
        {
            lines.push(text.value.strip_prefix(' ').unwrap_or(&text.value).to_owned());
        }
    }
    lines.join("\n").trim().to_owned()
}
