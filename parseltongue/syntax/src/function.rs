//! `define_function` and `define_async_function`: functions whose bodies read the language's words.

mod check;
mod expand;
mod parse;
mod plan;

use proc_macro2::TokenStream;

use crate::items::Item;
use crate::{Cursor, Parsed, Problems};

/// Compiles one function.
///
/// # Errors
/// When not even a name, parentheses and braces stand there.
pub(crate) fn compile(item: &Item<'_>, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<TokenStream> {
    let tree = parse::function(item, cursor, problems)?;
    let checked = check::function(tree, problems);
    let plan = plan::function(&checked);
    let body = expand::body(&plan, &checked, item.names, problems);
    Ok(expand::function(&plan, &checked, &body, item))
}
