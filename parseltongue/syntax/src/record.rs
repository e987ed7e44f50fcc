//! `define_record`: a struct, its draft, its change set, its columns, and what the runtime asks of them.

mod check;
mod condition;
mod expand;
mod parse;
mod plan;

use proc_macro2::TokenStream;

use crate::items::Item;
use crate::{Cursor, Parsed, Problems};

/// Compiles one `define_record`.
///
/// # Errors
/// When not even a name and braces stand there.
pub(crate) fn compile(item: &Item<'_>, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<TokenStream> {
    let tree = parse::record(item, cursor, problems)?;
    let checked = check::record(tree, problems);
    let plan = plan::record(&checked);
    Ok(expand::record(&plan, &checked, item))
}
