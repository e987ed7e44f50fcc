//! The four structs of a record.

use proc_macro2::{Ident, Spacing, Span, TokenStream};
use quote::{format_ident, quote};

use super::{Origin, Writer};
use crate::field::{Field, FieldPlan};
use crate::tokens::sign;
use crate::written::{at_keyword, only_docs};
use crate::{documented, quiet_about_docs};

/// The record, its draft, its changes, its columns.
pub(super) fn all(writer: &Writer<'_>) -> TokenStream {
    let shown = &writer.record.name;
    // At the record's own name, so that "go to definition" of `OrderDraft` leads there.
    let beside = |suffix: &str| format_ident!("{shown}{suffix}", span = shown.span());
    let records = writer.names.records();
    let name = &writer.name;
    let whole = match writer.origin {
        Origin::Declared => {
            let attributes = documented(&writer.record.attributes, &format!("The record `{shown}`."));
            a_struct(writer, shown, &attributes, |field, _| {
                let kind = field.kind.tokens(writer.names);
                Some((field.attributes.clone(), kind))
            })
        }
        Origin::ByHand(_) => TokenStream::new(),
    };
    let draft =
        a_struct(writer, &beside("Draft"), &told("What a client may send for a new", name), |field, plan| {
            let kind = field.kind.tokens(writer.names);
            plan.is_in_draft().then(|| (only_docs(&field.attributes), kind))
        });
    let changes = a_struct(
        writer,
        &beside("Changes"),
        &told("What a client may send to change an existing", name),
        |field, plan| {
            let kind = field.kind.tokens(writer.names);
            let kind = quote!(::core::option::Option<#kind>);
            plan.is_in_changes().then(|| (only_docs(&field.attributes), kind))
        },
    );
    let columns = a_struct(writer, &beside("Columns"), &told("The columns of", name), |field, _| {
        let kind = field.kind.codec(writer.names);
        Some((only_docs(&field.attributes), quote!(#records::Column<#name, #kind>)))
    });
    quote!(#whole #draft #changes #columns)
}

fn told(what: &str, name: &Ident) -> TokenStream {
    let text = format!(" {what} [`{name}`].");
    quote!(#[doc = #text])
}

/// A struct with those fields for which `of` gives attributes and a type.
fn a_struct(
    writer: &Writer<'_>,
    name: &Ident,
    attributes: &TokenStream,
    of: impl Fn(&Field, &FieldPlan) -> Option<(TokenStream, TokenStream)>,
) -> TokenStream {
    let first = match writer.origin {
        Origin::Declared => at_keyword("pub", writer.keyword).into(),
        Origin::ByHand(visibility) => visibility.clone(),
    };
    let word = at_keyword("struct", writer.keyword);
    let lines = writer.record.fields.iter().zip(&writer.plan.fields).filter_map(|(field, plan)| {
        let (attributes, kind) = of(field, plan)?;
        let (visibility, name) = (&field.visibility, &field.name);
        Some(quote!(#attributes #visibility #name: #kind,))
    });
    let quiet = quiet_about_docs(writer.record.fields.iter().map(|field| &field.attributes));
    // Angle brackets around nothing, from one brace of the record to the other: rustc advises to make an unknown
    // type a parameter, and so tells of it twice, unless the type stands where parameters do.
    let generics = [('<', writer.record.place.first), ('>', writer.record.place.last)]
        .map(|(character, at)| sign(character, Spacing::Alone, Span::call_site().located_at(at)));
    quote!(#attributes #quiet #first #word #name #(#generics)* { #(#lines)* })
}
