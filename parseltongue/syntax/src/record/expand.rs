//! The Rust of a record: four structs, the table of fields, and the lines that hand them to the runtime.

mod fields;
mod fixed;
mod structs;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::Origin;
use super::check::Record;
use super::plan::RecordPlan;
use crate::items::Item;
use crate::written::{at_keyword, local, number, quiet};
use crate::{Names, TypeKind};

/// Everything that the files of this room write from.
struct Writer<'a> {
    plan: &'a RecordPlan,
    record: &'a Record,
    origin: Origin<'a>,
    names: &'a Names,
    keyword: &'a Ident,
    /// The record's name and those of the structs beside it, where they are only used.
    name: Ident,
    draft: Ident,
    changes: Ident,
    columns: Ident,
}

/// Writes a record.
pub(super) fn record(plan: &RecordPlan, record: &Record, origin: Origin<'_>, item: &Item<'_>) -> TokenStream {
    let name = quiet(&record.name);
    let writer = Writer {
        plan,
        record,
        origin,
        names: item.names,
        keyword: &item.keyword,
        draft: format_ident!("{name}Draft", span = name.span()),
        changes: format_ident!("{name}Changes", span = name.span()),
        columns: format_ident!("{name}Columns", span = name.span()),
        name,
    };
    let parts = [
        structs::all(&writer),
        writer.record_impl(),
        writer.keyed_impl(),
        writer.references_impls(),
        fields::whole(&writer),
        fields::draft(&writer),
        fields::changes(&writer),
        fixed::all(&writer),
    ];
    parts.into_iter().collect()
}

impl Writer<'_> {
    fn record_impl(&self) -> TokenStream {
        let Writer { plan, name, draft, changes, columns, .. } = self;
        let records = self.names.records();
        let first = at_keyword("impl", self.keyword);
        let (table, select) = (&plan.table, &plan.select);
        let entries =
            self.record.fields.iter().zip(&plan.fields).enumerate().map(|(index, (field, plan))| {
                let (field, column, index) = (quiet(&field.name), &plan.name, number(index));
                quote!(#field: #records::Column::new(#index, #column))
            });
        let (indexes, check_whole) = (self.indexes(), self.check_whole());
        let version =
            self.record.version.as_ref().map(|version| version.items(self.record, name, self.names));
        quote! {
            #first #records::Record for #name {
                type Draft = #draft;
                type Changes = #changes;
                type Columns = #columns;

                const TABLE: &'static str = #table;
                const SELECT: &'static str = #select;
                const COLUMNS: #columns = #columns { #(#entries,)* };

                #indexes
                #check_whole
                #version
            }
        }
    }

    /// The `unique .a, .b` and `indexed .a, .b` lines; nothing where there are none.
    fn indexes(&self) -> TokenStream {
        let records = self.names.records();
        let lines = self.record.indexes.iter().map(|index| {
            let is_unique = index.is_unique;
            let fields = index.fields.iter().map(quiet);
            quote!(#records::Index { fields: &[#(#records::asked::named(Self::COLUMNS.#fields)),*], is_unique: #is_unique })
        });
        let lines: Vec<TokenStream> = lines.collect();
        if lines.is_empty() {
            return TokenStream::new();
        }
        quote!(const INDEXES: &'static [#records::Index] = &[#(#lines),*];)
    }

    /// The `check … otherwise "…"` lines; nothing where there are none.
    fn check_whole(&self) -> TokenStream {
        if self.record.checks.is_empty() {
            return TokenStream::new();
        }
        let records = self.names.records();
        let report = local("report");
        let lines = self.record.checks.iter().zip(&self.plan.checks).map(|(check, message)| {
            let condition = &check.condition.rust;
            quote!(#records::rules::require(#condition, #message, #report);)
        });
        quote! {
            fn check_whole(&self, #report: &mut #records::Report) {
                #(#lines)*
            }
        }
    }

    /// What each field with `references` names.
    fn references_impls(&self) -> TokenStream {
        let (records, name) = (self.names.records(), &self.name);
        let first = at_keyword("impl", self.keyword);
        let fields = self.record.fields.iter().enumerate();
        let impls = fields.filter_map(|(index, field)| {
            let (other, index) = (field.references.as_ref()?, number(index));
            let is_optional = matches!(field.kind.kind, TypeKind::Optional(_));
            let included = if is_optional { quote!(::core::option::Option<#other>) } else { quote!(#other) };
            Some(quote! {
                #first #records::References<#index> for #name {
                    type Other = #other;
                    type Included = #included;
                }
            })
        });
        impls.collect()
    }

    fn keyed_impl(&self) -> TokenStream {
        let Some(key) = self.plan.key else { return TokenStream::new() };
        let (records, name) = (self.names.records(), &self.name);
        let first = at_keyword("impl", self.keyword);
        let (index, field) = (number(key), &self.record.fields[key]);
        let (key_name, kind, field) =
            (&self.plan.fields[key].name, field.kind.tokens(self.names), quiet(&field.name));
        quote! {
            #first #records::Keyed for #name {
                type Key = #kind;

                const KEY: usize = #index;
                const KEY_NAME: &'static str = #key_name;

                fn key(&self) -> &Self::Key {
                    &self.#field
                }
            }
        }
    }
}
