//! Attributes of Rust on a field: doc comments and lints pass, what belongs to a derive says nothing here.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};

use crate::attributes::LINTS;
use crate::problems::records as problem;
use crate::{Cursor, Place, Problems};

/// What may stand on a field: rustc reads it wherever the field is written.
fn passes(word: &Ident) -> bool {
    word == "doc" || LINTS.iter().any(|lint| word == lint)
}

/// The attributes that may stand on a field; the others are told of.
pub(super) fn passing(attributes: &TokenStream, problems: &mut Problems) -> TokenStream {
    let mut cursor = Cursor::new(attributes.clone(), Span::call_site());
    let mut kept: Vec<TokenTree> = Vec::new();
    while let Some(sign) = cursor.next() {
        let Some(group) = cursor.take_group(Delimiter::Bracket) else { continue };
        let word = Cursor::inside(&group).take_ident();
        match word {
            Some(word) if !passes(&word) => {
                problems.push(problem::attribute_of_rust(Place::between(&sign, &group), &word));
            }
            _ => kept.extend([sign, group.into()]),
        }
    }
    kept.into_iter().collect()
}
