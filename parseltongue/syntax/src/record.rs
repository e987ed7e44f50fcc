//! `define_record`: a struct, its draft, its change set, its columns, and what the runtime asks of them.

mod check;
mod condition;
mod expand;
mod parse;
mod plan;
mod version;

use proc_macro2::{Ident, TokenStream};

use parse::RecordTree;

use crate::field::FieldTree;
use crate::items::Item;
use crate::{Cursor, Parsed, Place, Problems};

/// Compiles one `define_record`.
///
/// # Errors
/// When not even a name and braces stand there.
pub(crate) fn compile(item: &Item<'_>, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<TokenStream> {
    let tree = parse::record(item, cursor, problems)?;
    let checked = check::record(tree, problems);
    let plan = plan::record(&checked);
    Ok(expand::record(&plan, &checked, Origin::Declared, item))
}

/// Compiles a struct that was written by hand: everything but the struct.
pub(crate) fn of_a_struct(
    name: Ident,
    visibility: TokenStream,
    fields: Vec<FieldTree>,
    place: Place,
    item: &Item<'_>,
    problems: &mut Problems,
) -> TokenStream {
    let attributes = item.attributes.clone();
    // Of fields that could not be read was told; that there are none is told where the braces are read.
    let tree = RecordTree {
        name,
        attributes,
        fields,
        checks: Vec::new(),
        indexes: Vec::new(),
        version: None,
        place,
        is_empty: false,
    };
    let checked = check::record(tree, problems);
    let plan = plan::record(&checked);
    expand::record(&plan, &checked, Origin::ByHand(&visibility), item)
}

/// Who writes the struct itself.
#[derive(Clone, Copy, Debug)]
enum Origin<'a> {
    /// The compiler.
    Declared,
    /// The user, with that visibility, and `Clone` and `PartialEq` as well.
    ByHand(&'a TokenStream),
}
