//! `define_error`: an enum whose cases each have a meaning in HTTP and a message.

mod check;
mod expand;
mod message;
mod parse;
mod plan;

use proc_macro2::TokenStream;

use crate::items::Item;
use crate::{Cursor, Parsed, Problems};

/// Compiles one `define_error`.
///
/// # Errors
/// When not even a name and braces stand there.
pub(crate) fn compile(item: &Item<'_>, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<TokenStream> {
    let tree = parse::error(item, cursor, problems)?;
    let checked = check::error(tree, problems);
    let plan = plan::error(&checked);
    Ok(expand::error(&plan, &checked, item))
}
