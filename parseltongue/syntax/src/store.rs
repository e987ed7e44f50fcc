//! `define_store`: where records are kept, and which ones.

mod check;
mod expand;
mod parse;
mod plan;

use proc_macro2::TokenStream;

use crate::items::Item;
use crate::{Cursor, Parsed, Problems};

/// Compiles one `define_store`.
///
/// # Errors
/// When not even a name and braces stand there.
pub(crate) fn compile(item: &Item<'_>, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<TokenStream> {
    let tree = parse::store(item, cursor, problems)?;
    let checked = check::store(tree, problems);
    let plan = plan::store(&checked);
    Ok(expand::store(&plan, &checked, item))
}
