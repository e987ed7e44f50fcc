//! Grammar of a field.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::words::{FieldWord, words};
use crate::problems::records as problem;
use crate::{Cursor, LineStart, Parsed, Problems, Type};

/// A field as written.
#[derive(Debug)]
pub(crate) struct FieldTree {
    pub(crate) attributes: TokenStream,
    /// `pub`, or what stands before a field of a struct that was written by hand.
    pub(crate) visibility: TokenStream,
    pub(crate) name: Ident,
    pub(crate) kind: Type,
    pub(crate) words: Vec<FieldWord>,
}

/// Reads a field; the cursor stands behind its name and colon.
///
/// # Errors
/// When it has no type that could be read.
pub(crate) fn field(start: LineStart, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<FieldTree> {
    let LineStart { attributes, word: name, has_colon } = start;
    if !has_colon {
        return Err(problems.push(problem::field_without_type(&name)));
    }
    let kind = Type::parse(cursor, problems);
    // The words are read even when the type is wrong: each mistake is told in one build.
    let words = words(cursor, problems);
    Ok(FieldTree { attributes, visibility: quote!(pub), name, kind: kind?, words })
}
