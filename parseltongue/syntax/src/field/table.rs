//! The table of fields, as data that the program keeps.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::check::Field;
use super::plan::{FieldPlan, RulePlan};
use crate::{Names, Place};

/// `Field::new("symbol", KIND).indexed().rules(&[…])`.
pub(crate) fn table_line(field: &Field, plan: &FieldPlan, names: &Names) -> TokenStream {
    let records = names.records();
    let name = &plan.name;
    let kind = if field.kind.holds_rust() {
        let codec = field.kind.codec(names);
        let records = names.at(field.kind.span_of_rust()).records();
        quote_spanned!(field.kind.span_of_rust()=> <#codec as #records::codec::Codec>::KIND)
    } else {
        let kind = field.kind.tokens(names);
        quote!(<#kind as #records::Value>::KIND)
    };
    let mut line = quote!(#records::Field::new(#name, #kind));
    let flags = [
        (plan.is_key, quote!(.key())),
        (plan.is_generated, quote!(.generated())),
        (plan.is_unique, quote!(.unique())),
        (plan.is_indexed, quote!(.indexed())),
        (plan.is_secret, quote!(.secret())),
    ];
    line.extend(flags.into_iter().filter(|(is_said, _)| *is_said).map(|(_, call)| call));
    if let Some(wire) = &plan.wire {
        line.extend(quote!(.renamed(#wire)));
    }
    if !plan.doc.is_empty() {
        let doc = &plan.doc;
        line.extend(quote!(.doc(#doc)));
    }
    if let Some(scale) = plan.scale {
        let scale = Literal::u32_unsuffixed(scale);
        line.extend(quote!(.scale(#scale)));
    }
    if let Some(default) = &plan.default {
        line.extend(quote!(.default(#records::Default::Literal(#default))));
    }
    if let Some(other) = &field.references {
        // Located at the record's name: what is no record with a key of this type is told there.
        let at = Span::call_site().located_at(Place::of_all(other, Span::call_site()).first);
        let kind = field.kind.without_optional().tokens(names);
        line.extend(quote_spanned!(at=> .references_key_of::<#kind, #other>()));
    }
    if !plan.rules.is_empty() {
        let rules = plan.rules.iter().map(|plan| rule(plan, &records));
        line.extend(quote!(.rules(&[#(#rules),*])));
    }
    line
}

pub(super) fn rule(plan: &RulePlan, records: &TokenStream) -> TokenStream {
    match plan {
        RulePlan::AtLeast(bound) => quote!(#records::Rule::AtLeast(#bound)),
        RulePlan::AtMost(bound) => quote!(#records::Rule::AtMost(#bound)),
        RulePlan::MoreThan(bound) => quote!(#records::Rule::MoreThan(#bound)),
        RulePlan::LessThan(bound) => quote!(#records::Rule::LessThan(#bound)),
        RulePlan::Length(least, u64::MAX) => {
            let least = Literal::u64_unsuffixed(*least);
            quote!(#records::Rule::Length(#least, ::core::primitive::u64::MAX))
        }
        RulePlan::Length(least, most) => {
            let (least, most) = (Literal::u64_unsuffixed(*least), Literal::u64_unsuffixed(*most));
            quote!(#records::Rule::Length(#least, #most))
        }
        RulePlan::Matches(pattern) => quote!(#records::Rule::Matches(#pattern)),
        RulePlan::OneOf(constants) => quote!(#records::Rule::OneOf(&[#(#constants),*])),
        RulePlan::Email => quote!(#records::Rule::Email),
        RulePlan::Url => quote!(#records::Rule::Url),
    }
}
