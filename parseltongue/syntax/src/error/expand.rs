//! The Rust of an error.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::check::{Error, ErrorCase};
use super::plan::{CasePlan, ErrorPlan, ShownPlan};
use crate::cases::{CAUSE, EnumWriter};
use crate::items::Item;
use crate::written::{at_keyword, local, quiet};

/// Everything that the functions of this file write from.
struct Writer<'a> {
    plan: &'a ErrorPlan,
    error: &'a Error,
    item: &'a Item<'a>,
    name: Ident,
}

/// Writes an error.
pub(super) fn error(plan: &ErrorPlan, error: &Error, item: &Item<'_>) -> TokenStream {
    let writer = Writer { plan, error, item, name: quiet(&error.name) };
    let as_enum = EnumWriter {
        name: &error.name,
        attributes: &error.attributes,
        cases: error.cases.iter().map(|case| &case.case).collect(),
        names: item.names,
        keyword: &item.keyword,
    };
    let parts = [
        as_enum.definition(),
        as_enum.debug(),
        if plan.is_plain { as_enum.clone() } else { quote!() },
        if plan.is_plain { as_enum.equal() } else { quote!() },
        writer.display(),
        writer.error_impl(),
        writer.meaning(),
        writer.conversions(),
    ];
    parts.into_iter().collect()
}

impl Writer<'_> {
    fn first(&self) -> proc_macro2::TokenTree {
        at_keyword("impl", &self.item.keyword)
    }

    fn cases(&self) -> impl Iterator<Item = (&ErrorCase, &CasePlan)> {
        self.error.cases.iter().zip(&self.plan.cases)
    }

    fn display(&self) -> TokenStream {
        let (name, first, formatter) = (&self.name, self.first(), local("formatter"));
        let arms = self.cases().map(|(case, plan)| match (&plan.shown, &case.message) {
            (ShownPlan::WithFields(shown), Some(message)) => {
                let (case_name, text) = (quiet(&case.case.name), &message.text.literal);
                // The names in the text are looked up where the text stands, so they are bound there.
                let shown = shown.iter().map(|field| {
                    let is_raw = case.case.fields.iter().any(|it| it.name == format!("r#{field}"));
                    let named = if is_raw { Ident::new_raw } else { Ident::new };
                    named(field, text.span())
                });
                quote! {
                    Self::#case_name { #(#shown,)* .. } => #formatter.write_fmt(::core::format_args!(#text)),
                }
            }
            (ShownPlan::Plain(text), _) => {
                let pattern = EnumWriter::bare_pattern(&case.case);
                quote!(#pattern => #formatter.write_str(#text),)
            }
            (ShownPlan::WithFields(_), None) => TokenStream::new(),
        });
        quote! {
            #first ::core::fmt::Display for #name {
                fn fmt(&self, #formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    match self { #(#arms)* }
                }
            }
        }
    }

    fn error_impl(&self) -> TokenStream {
        let (name, first) = (&self.name, self.first());
        if self.plan.is_plain {
            return quote!(#first ::core::error::Error for #name {});
        }
        // What is no error of Rust is told at the keyword.
        let cause = at_keyword(CAUSE, &self.item.keyword);
        let arms = self.cases().filter(|(_, plan)| plan.has_cause).map(|(case, _)| {
            let case = quiet(&case.case.name);
            quote!(Self::#case { #cause } => ::core::option::Option::Some(#cause),)
        });
        let otherwise =
            self.cases().any(|(_, plan)| !plan.has_cause).then(|| quote!(_ => ::core::option::Option::None,));
        quote! {
            #first ::core::error::Error for #name {
                fn source(&self) -> ::core::option::Option<&(dyn ::core::error::Error + 'static)> {
                    match self { #(#arms)* #otherwise }
                }
            }
        }
    }

    fn meaning(&self) -> TokenStream {
        let (name, first, records) = (&self.name, self.first(), self.item.names.records());
        let meanings = self.cases().map(|(case, plan)| {
            let (pattern, meaning) =
                (EnumWriter::bare_pattern(&case.case), Ident::new(plan.meaning, Span::call_site()));
            quote!(#pattern => #records::HttpMeaning::#meaning,)
        });
        let names = self.cases().map(|(case, plan)| {
            let (pattern, shown) = (EnumWriter::bare_pattern(&case.case), &plan.name);
            quote!(#pattern => #shown,)
        });
        let table = self.plan.cases.iter().map(|plan| {
            let CasePlan { name, message, .. } = plan;
            let meaning = Ident::new(plan.meaning, Span::call_site());
            quote!((#name, #records::HttpMeaning::#meaning, #message))
        });
        quote! {
            #first #records::Meaning for #name {
                fn meaning(&self) -> #records::HttpMeaning {
                    match self { #(#meanings)* }
                }

                fn case(&self) -> &'static str {
                    match self { #(#names)* }
                }

                fn cases() -> &'static [(&'static str, #records::HttpMeaning, &'static str)] {
                    &[#(#table),*]
                }
            }
        }
    }

    fn conversions(&self) -> TokenStream {
        let (name, first, records) = (&self.name, self.first(), self.item.names.records());
        let causes = self.cases().filter_map(|(case, _)| {
            let path = case.case.cause.as_ref()?;
            let case = quiet(&case.case.name);
            let cause = Ident::new(CAUSE, Span::call_site());
            Some(quote! {
                #first ::core::convert::From<#path> for #name {
                    fn from(#cause: #path) -> Self {
                        Self::#case { #cause }
                    }
                }
                #first #records::HasCaseFor<#path> for #name {
                    fn failure(#cause: #path) -> #records::Failure<Self> {
                        #records::Failure::Declared(Self::#case { #cause })
                    }
                }
            })
        });
        quote! {
            #(#causes)*
            #first ::core::convert::From<#name> for #records::Failure<#name> {
                fn from(error: #name) -> Self {
                    #records::Failure::Declared(error)
                }
            }
            #first #records::HasCaseFor<#name> for #name {
                fn failure(error: #name) -> #records::Failure<#name> {
                    #records::Failure::Declared(error)
                }
            }
        }
    }
}
