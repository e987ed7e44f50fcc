//! Places in the source: from a first token to a last one.

use proc_macro2::{Span, TokenStream, TokenTree};

/// The stretch of source that a problem underlines.
///
/// Stable Rust cannot join two spans, so both ends are kept: rustc draws the whole stretch when the
/// path of `compile_error!` has the first one and its braces the last.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The span of the first token.
    pub first: Span,
    /// The span of the last token.
    pub last: Span,
}

impl Place {
    /// From the token at `first` to the token at `last`.
    #[must_use]
    pub fn between(first: impl Into<Place>, last: impl Into<Place>) -> Place {
        Place { first: first.into().first, last: last.into().last }
    }

    /// All of `tokens`, or `otherwise` when there are none.
    #[must_use]
    pub fn of_all(tokens: &TokenStream, otherwise: impl Into<Place>) -> Place {
        let mut iter = tokens.clone().into_iter();
        let Some(first) = iter.next() else { return otherwise.into() };
        let last = iter.last().unwrap_or_else(|| first.clone());
        Place::between(&first, &last)
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Place {
        Place { first: span, last: span }
    }
}

impl From<&Place> for Place {
    fn from(place: &Place) -> Place {
        *place
    }
}

impl From<&TokenTree> for Place {
    fn from(token: &TokenTree) -> Place {
        match token {
            TokenTree::Group(group) => group.into(),
            other => other.span().into(),
        }
    }
}

impl From<&proc_macro2::Group> for Place {
    fn from(group: &proc_macro2::Group) -> Place {
        Place { first: group.span_open(), last: group.span_close() }
    }
}

impl From<&proc_macro2::Ident> for Place {
    fn from(ident: &proc_macro2::Ident) -> Place {
        ident.span().into()
    }
}

impl From<&proc_macro2::Literal> for Place {
    fn from(literal: &proc_macro2::Literal) -> Place {
        literal.span().into()
    }
}

impl From<&proc_macro2::Punct> for Place {
    fn from(punct: &proc_macro2::Punct) -> Place {
        punct.span().into()
    }
}
