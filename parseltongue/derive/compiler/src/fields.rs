//! One field of a struct.

use parseltongue_syntax::Problems;
use parseltongue_syntax::derived::StructField;
use quote::ToTokens;
use syn::Field;

use crate::{attributes, types};

/// Reads a field; none when its type cannot be one of a record.
pub(crate) fn read(field: Field, problems: &mut Problems) -> Option<StructField> {
    let said = attributes::of_a_field(&field.attrs, problems);
    let kind = types::read(&field.ty, said.is_rust, problems).ok()?;
    // Of other attributes only those that contradict are told of; the struct they stand on is the writer's.
    let attributes = field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc") || attribute.path().is_ident("serde"))
        .map(ToTokens::to_token_stream)
        .collect();
    Some(StructField {
        attributes,
        visibility: field.vis.to_token_stream(),
        name: field.ident?,
        kind,
        words: said.words,
    })
}
