//! The Rust of a store.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::check::{Location, Store};
use super::plan::{LocationPlan, StorePlan};
use crate::items::Item;
use crate::written::{at_keyword, quiet};
use crate::{Place, documented};

/// Writes a store.
pub(super) fn store(plan: &StorePlan, store: &Store, item: &Item<'_>) -> TokenStream {
    let (records, cores, runtime) = (item.names.records(), item.names.cores(), item.names.store());
    let (declared, attributes, name) = (&store.name, &store.attributes, quiet(&store.name));
    let first = at_keyword("impl", &item.keyword);
    let visible = at_keyword("pub", &item.keyword);
    let shown = &plan.name;
    let location = match &plan.location {
        LocationPlan::File(file) => quote!(#runtime::Location::File(#file)),
        LocationPlan::Memory => quote!(#runtime::Location::Memory),
        LocationPlan::Postgres(variable) => {
            // Located at the word: without the feature, rustc tells there what is missing.
            let span = match &store.location {
                Location::Postgres { word, .. } => Span::call_site().located_at(word.span()),
                Location::File(_) | Location::Memory => Span::call_site(),
            };
            let runtime = item.names.at(span).store();
            quote_spanned!(span=> #runtime::Location::postgres(#variable))
        }
    };
    // Worked out by `cargo check` already, which leaves constants of implementations alone.
    let is_there = matches!(plan.location, LocationPlan::Postgres(_))
        .then(|| quote!(const _: #runtime::Location = #location;));
    // Located at the record's name. What is no record with a key is told at `Stored`, and only there.
    let held = store.holds.iter().map(|record| {
        let place = Place::of_all(record, declared).first;
        let (span, runtime) = (Span::call_site().located_at(place), item.names.at(place).store());
        quote_spanned!(span=> #runtime::Held::in_store::<#name, #record>())
    });
    let migrations = plan.migrations.iter().map(|(name, sql)| quote!(#runtime::Migration::new(#name, #sql)));
    let migrations = (!plan.migrations.is_empty())
        .then(|| quote!(const MIGRATIONS: &'static [#runtime::Migration] = &[#(#migrations),*];));
    let stored = store.holds.iter().map(|record| quote!(impl #records::Stored<#name> for #record {}));
    let documented = documented(attributes, "Where records are kept.");
    quote! {
        #documented
        #visible struct #declared;

        #first #runtime::Store for #name {
            const LOCATION: #runtime::Location = #location;
            const HELD: &'static [#runtime::Held] = &[#(#held),*];
            #migrations
        }
        #is_there

        #(#stored)*

        #first #cores::Block for #name {
            const NAME: &'static str = #shown;
            const KIND: #cores::BlockKind = #cores::BlockKind::Store;

            fn open(opening: &mut #cores::Opening) -> ::core::result::Result<(), #cores::StartError> {
                #runtime::open::<Self>(opening)
            }

            fn close() {
                #runtime::close::<Self>();
            }
        }

        #first<P> #cores::FitsIn<P> for #name {}
    }
}
