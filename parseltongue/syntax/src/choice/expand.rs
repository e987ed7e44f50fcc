//! The Rust of a choice.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::check::Choice;
use super::plan::ChoicePlan;
use crate::cases::{EnumWriter, names_of};
use crate::field::{Field, table_line};
use crate::items::Item;
use crate::written::{ValueParts, at_keyword, deserialize, named_at, number, quiet, serialize, value};

/// Writes a choice.
pub(super) fn choice(plan: &ChoicePlan, choice: &Choice, item: &Item<'_>) -> TokenStream {
    let writer = EnumWriter {
        name: &choice.name,
        attributes: &choice.attributes,
        cases: choice.cases.iter().collect(),
        names: item.names,
        keyword: &item.keyword,
    };
    let (definition, choice_impl, fixed) =
        (writer.definition(), choice_impl(plan, choice, item), fixed(choice, item));
    match plan.is_plain {
        true => {
            let (derived, plain) = (derived(), plain(choice, item));
            quote!(#derived #definition #plain #choice_impl #fixed)
        }
        false => {
            let (debug, clone, equal) = (writer.debug(), writer.clone(), writer.equal());
            quote!(#definition #debug #clone #equal #choice_impl #fixed)
        }
    }
}

/// What rustc derives for a choice without fields; of one with fields a derive would take away the completion.
fn derived() -> TokenStream {
    quote! {
        #[::core::prelude::v1::derive(
            ::core::prelude::v1::Debug,
            ::core::clone::Clone,
            ::core::marker::Copy,
            ::core::cmp::PartialEq,
            ::core::cmp::Eq,
            ::core::cmp::PartialOrd,
            ::core::cmp::Ord,
            ::core::prelude::v1::Hash
        )]
    }
}

/// What only a choice without fields can do.
fn plain(choice: &Choice, item: &Item<'_>) -> TokenStream {
    let records = item.names.records();
    let name = quiet(&choice.name);
    let first = at_keyword("impl", &item.keyword);
    quote! {
        #first #records::Key for #name {}
        #first ::core::fmt::Display for #name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.pad(#records::choice::name(self))
            }
        }
        #first ::core::str::FromStr for #name {
            type Err = #records::choice::NoSuchCase;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                #records::choice::parse(text)
            }
        }
    }
}

fn choice_impl(plan: &ChoicePlan, choice: &Choice, item: &Item<'_>) -> TokenStream {
    let records = item.names.records();
    let name = quiet(&choice.name);
    let first = at_keyword("impl", &item.keyword);
    let (shown, doc) = (&plan.name, &plan.doc);
    let table = choice.cases.iter().zip(&plan.cases).map(|(case, plan)| {
        let (name, doc) = (&plan.name, &plan.doc);
        let fields =
            case.fields.iter().zip(&plan.fields).map(|(field, plan)| table_line(field, plan, item.names));
        quote!(#records::Case { name: #name, doc: #doc, fields: &[#(#fields),*] })
    });
    let numbers = choice.cases.iter().enumerate().map(|(index, case)| {
        let (pattern, index) = (EnumWriter::bare_pattern(case), number(index));
        quote!(#pattern => #index,)
    });
    let build = choice.cases.iter().enumerate().map(|(index, case)| {
        let (name, fields) = (quiet(&case.name), names_of(case));
        let numbers = (0..fields.len()).map(number);
        let calls = case.fields.iter().map(|field| call(field, item));
        let made = match fields.is_empty() {
            true => quote!(Self::#name),
            false => {
                let read = calls.zip(numbers).zip(&case.fields).map(|((call, number), field)| {
                    let span = field.span_of_calls();
                    let name = named_at(span, &field.name);
                    quote_spanned!(span=> #name: source.#call(#number)?)
                });
                quote!(Self::#name { #(#read),* })
            }
        };
        let index = number(index);
        quote!(#index => ::core::option::Option::Some(#made),)
    });
    let source = if plan.is_plain { quote!(_) } else { quote!(source) };
    let each = each(plan, choice, item);
    // The table stands beside the implementation: inside of it, rustc would tell of an unknown type a second
    // time, and advise to make it a parameter.
    let implementation = quote! {
        #first #records::Choice for #name {
            const SHAPE: #records::ChoiceShape =
                #records::ChoiceShape { name: #shown, doc: #doc, cases: CASES };

            fn case(&self) -> usize {
                match self { #(#numbers)* }
            }

            #each

            fn build<S: #records::CaseSource>(
                case: usize,
                #source: &mut S,
            ) -> ::core::result::Result<::core::option::Option<Self>, S::Error> {
                ::core::result::Result::Ok(match case {
                    #(#build)*
                    _ => ::core::option::Option::None,
                })
            }
        }
    };
    quote! {
        const _: () = {
            const CASES: &[#records::Case] = &[#(#table),*];
            #implementation
        };
    }
}

/// How the runtime comes by the fields of the case at hand; nothing where no case carries any.
fn each(plan: &ChoicePlan, choice: &Choice, item: &Item<'_>) -> TokenStream {
    if plan.is_plain {
        return TokenStream::new();
    }
    let records = item.names.records();
    let arms = choice.cases.iter().map(|case| {
        let (name, fields) = (quiet(&case.name), names_of(case));
        let numbers = (0..fields.len()).map(number);
        let calls = case.fields.iter().map(|field| call(field, item));
        match fields.is_empty() {
            true => quote!(Self::#name => {}),
            false => {
                let shown = calls.zip(numbers).zip(&case.fields).map(|((call, number), field)| {
                    let span = field.span_of_calls();
                    let name = named_at(span, &field.name);
                    quote_spanned!(span=> visitor.#call(#number, #name)?;)
                });
                quote!(Self::#name { #(#fields),* } => { #(#shown)* })
            }
        }
    });
    quote! {
        fn each<V: #records::CaseVisitor>(&self, visitor: &mut V) -> ::core::result::Result<(), V::Stop> {
            match self { #(#arms)* }
            ::core::result::Result::Ok(())
        }
    }
}

/// What visitors and sources call the field: by its type, or by the codec of a type of Rust.
fn call(field: &Field, item: &Item<'_>) -> TokenStream {
    // What is no value of the language was told of in the table; what follows from it is told at the keyword.
    if !field.kind.holds_rust() {
        return at_keyword("field", &item.keyword).into();
    }
    field.kind.called_with_codec("value", item.names)
}

/// The lines that are the same for every choice.
fn fixed(choice: &Choice, item: &Item<'_>) -> TokenStream {
    let records = item.names.records();
    let name = quiet(&choice.name);
    let module = Ident::new("choice", Span::call_site());
    let parts = ValueParts {
        kind: quote!(#records::Kind::Choice(&<#name as #records::Choice>::SHAPE)),
        module: &module,
        columns: (
            quote!(#records::choice::to_column(self)),
            quote!(#records::choice::from_column(value, field)),
        ),
    };
    let value = value(&name, &item.keyword, item.names, &parts);
    let serialize = serialize(&name, &item.keyword, item.names, &module);
    let deserialize = deserialize(&name, &item.keyword, item.names, &module);
    quote!(#value #serialize #deserialize)
}
