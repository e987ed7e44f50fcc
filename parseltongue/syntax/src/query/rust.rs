//! A condition as Rust over a record at hand.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Comparison, Condition, Operand};

impl Condition {
    /// The condition in Rust; `record` is an expression for the record at hand (`record`, `self`).
    #[must_use]
    pub fn rust(&self, record: &TokenStream) -> TokenStream {
        match self {
            Condition::Or(parts) => {
                let parts = parts.iter().map(|part| part.rust(record));
                quote!((#(#parts)||*))
            }
            Condition::And(parts) => {
                let parts = parts.iter().map(|part| part.rust(record));
                quote!((#(#parts)&&*))
            }
            Condition::Not(inner) => {
                let inner = inner.rust(record);
                quote!(!#inner)
            }
            Condition::Holds(field) => quote!(#record.#field),
            Condition::IsMissing(field) => quote!(#record.#field.is_none()),
            Condition::IsIn(field, values) => quote!((#values).contains(&#record.#field)),
            Condition::Contains(field, part) => quote!(#record.#field.contains(&*(#part))),
            Condition::StartsWith(field, part) => quote!(#record.#field.starts_with(&*(#part))),
            // Outside of a query it was refused: there is no store to ask.
            Condition::Exists(_) => quote!(false),
            Condition::IfGiven(inner, name) => {
                let inner = inner.rust(record);
                quote!(#name.as_ref().is_none_or(|#name| #inner))
            }
            Condition::Compare(left, comparison, right) => {
                let (left, sign, right) = (left.rust(record), comparison.rust(), right.rust(record));
                quote!((#left #sign #right))
            }
        }
    }
}

impl Operand {
    /// The operand in Rust.
    #[must_use]
    pub fn rust(&self, record: &TokenStream) -> TokenStream {
        match self {
            Operand::Field(field) => quote!(#record.#field),
            Operand::Value(value) => value.clone(),
        }
    }
}

impl Comparison {
    /// In Rust.
    #[must_use]
    pub fn rust(self) -> TokenStream {
        match self {
            Comparison::Equal => quote!(==),
            Comparison::NotEqual => quote!(!=),
            Comparison::Less => quote!(<),
            Comparison::LessOrEqual => quote!(<=),
            Comparison::Greater => quote!(>),
            Comparison::GreaterOrEqual => quote!(>=),
        }
    }
}
