//! `define_choice`: an enum whose cases are spelled on the wire as they are written.

mod check;
mod expand;
mod parse;
mod plan;

use proc_macro2::TokenStream;

use crate::items::Item;
use crate::{Cursor, Parsed, Problems};

/// Compiles one `define_choice`.
///
/// # Errors
/// When not even a name and braces stand there.
pub(crate) fn compile(item: &Item<'_>, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<TokenStream> {
    let tree = parse::choice(item, cursor, problems)?;
    let checked = check::choice(tree, problems);
    let plan = plan::choice(&checked);
    Ok(expand::choice(&plan, &checked, item))
}
