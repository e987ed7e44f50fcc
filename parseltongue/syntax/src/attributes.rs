//! Attributes of Rust: what becomes of a line or of an item carries them, and what cannot is told.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::quote;

use crate::{Cursor, Place, Problems, problems as shared};

/// What a line becomes, and so which attributes may stand on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// An item of its own, such as a function or a constant: all that Rust has but `cfg`, because tables of the
    /// block name the item in every build.
    Item,
    /// A part of an item, such as a case or a parameter: doc comments and lints.
    Part,
    /// A part of a function's head, where rustc takes no doc comment: lints.
    Lints,
    /// Text that clients read: doc comments.
    Docs,
    /// Nothing that could carry any.
    Nothing,
}

/// What rustc reads wherever it stands.
pub(crate) const LINTS: &[&str] = &["allow", "expect", "warn", "deny", "forbid", "deprecated"];

impl Carrier {
    fn takes(self, word: &str) -> bool {
        match self {
            Carrier::Item => word != "cfg",
            Carrier::Part => word == "doc" || LINTS.contains(&word),
            Carrier::Lints => LINTS.contains(&word),
            Carrier::Docs => word == "doc",
            Carrier::Nothing => false,
        }
    }
}

/// The attributes that what the line becomes can carry; the others are told of.
pub fn carried(attributes: &TokenStream, carrier: Carrier, problems: &mut Problems) -> TokenStream {
    let mut is_told = false;
    split(attributes, |word, place| {
        let takes = carrier.takes(&word.to_string());
        // Each line of a doc comment is an attribute; the comment is one mistake.
        if !(takes || is_told && word == "doc") {
            is_told |= word == "doc";
            problems.push(shared::attribute_here(place, word, carrier));
        }
        takes
    })
    .0
}

/// An item's attributes without those that speak of all that it becomes.
#[derive(Clone, Debug, Default)]
pub struct OfAll {
    /// `#[cfg(…)]`
    conditions: TokenStream,
    /// Something of it is `#[deprecated]`: what is generated uses it all the same.
    is_deprecated: bool,
}

impl OfAll {
    /// Takes the conditions out of an item's attributes.
    #[must_use]
    pub fn taken_from(attributes: &TokenStream) -> (OfAll, TokenStream) {
        let (rest, conditions) = split(attributes, |word, _| word != "cfg");
        (OfAll { conditions, is_deprecated: false }, rest)
    }

    /// Notes whether `#[deprecated]` stands among the tokens of the item.
    #[must_use]
    pub fn noting(self, written: &TokenStream) -> OfAll {
        OfAll { is_deprecated: self.is_deprecated || says_deprecated(written), ..self }
    }

    /// Puts them on each item.
    #[must_use]
    pub fn on(&self, items: TokenStream) -> TokenStream {
        if self.conditions.is_empty() && !self.is_deprecated {
            return items;
        }
        let conditions = &self.conditions;
        let mut cursor = Cursor::new(items, Span::call_site());
        let mut output = TokenStream::new();
        while !cursor.is_at_end() {
            let attributes = crate::header::attributes(&mut cursor);
            let is_declared = cursor.is_word("pub");
            let item = crate::compile::rust_item(attributes, &mut cursor);
            // What the writer marks is not made quiet itself: of other deprecated things in it rustc tells.
            let is_marked = is_declared && says_deprecated(&item);
            let quiet = (self.is_deprecated && !is_marked).then(|| quote!(#[allow(deprecated)]));
            output.extend(quote!(#conditions #quiet #item));
        }
        output
    }
}

fn says_deprecated(tokens: &TokenStream) -> bool {
    let mut cursor = Cursor::new(tokens.clone(), Span::call_site());
    while let Some(token) = cursor.next() {
        if let TokenTree::Group(group) = token
            && (says_deprecated(&group.stream())
                || group.delimiter() == Delimiter::Bracket && Cursor::inside(&group).is_word("deprecated"))
        {
            return true;
        }
    }
    false
}

/// The attributes of which `is_kept` says yes, and the others.
fn split(
    attributes: &TokenStream,
    mut is_kept: impl FnMut(&Ident, Place) -> bool,
) -> (TokenStream, TokenStream) {
    let mut cursor = Cursor::new(attributes.clone(), Span::call_site());
    let (mut kept, mut others) = (TokenStream::new(), TokenStream::new());
    while let Some(sign) = cursor.next() {
        let Some(group) = cursor.take_group(Delimiter::Bracket) else { continue };
        let word = Cursor::inside(&group).take_ident();
        let place = Place::between(&sign, &group);
        let side = if word.is_none_or(|word| is_kept(&word, place)) { &mut kept } else { &mut others };
        side.extend([sign, group.into()]);
    }
    (kept, others)
}
