//! `define_program`: which block runs on which cores.

mod check;
mod expand;
mod parse;
mod plan;

use proc_macro2::TokenStream;

use crate::items::Item;
use crate::{Cursor, Parsed, Problems};

/// Compiles one `define_program`.
///
/// # Errors
/// When not even a name and braces stand there.
pub(crate) fn compile(item: &Item<'_>, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<TokenStream> {
    let tree = parse::program(item, cursor, problems)?;
    let checked = check::program(tree, problems);
    let plan = plan::program(&checked);
    Ok(expand::program(&plan, &checked, item))
}
