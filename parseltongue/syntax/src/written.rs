//! What every item writes the same way: where its tokens are located, and the lines that do not depend on
//! what was declared.

use proc_macro2::{Delimiter, Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote;

use crate::{Cursor, Names};

/// The word that begins an item, as the first token of what is written: rustc's notes then underline the item's
/// own line, not the first line of the macro.
pub(crate) fn at_keyword(word: &str, keyword: &Ident) -> TokenTree {
    Ident::new(word, Span::call_site().located_at(keyword.span())).into()
}

/// The name where generated code only uses it: found by the same rules as the user's own, but located at the
/// macro, so that an editor's "go to definition" lists what the user wrote and nothing else.
pub(crate) fn quiet(name: &Ident) -> Ident {
    let mut name = name.clone();
    name.set_span(Span::call_site().resolved_at(name.span()));
    name
}

/// The name where generated code only uses it, located where the helper tokens around it stand.
pub(crate) fn named_at(span: Span, name: &Ident) -> Ident {
    let mut name = name.clone();
    name.set_span(span.resolved_at(name.span()));
    name
}

/// A number without its type: `3`.
pub(crate) fn number(number: usize) -> Literal {
    Literal::usize_unsuffixed(number)
}

/// A local variable of generated code, which no word of the user's can mean by chance.
pub(crate) fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// The attributes that are doc comments.
pub(crate) fn only_docs(attributes: &TokenStream) -> TokenStream {
    let mut cursor = Cursor::new(attributes.clone(), Span::call_site());
    let mut docs = Vec::new();
    while let Some(sign) = cursor.next() {
        let Some(group) = cursor.take_group(Delimiter::Bracket) else { continue };
        if Cursor::inside(&group).is_word("doc") {
            docs.push(sign);
            docs.push(TokenTree::Group(group));
        }
    }
    docs.into_iter().collect()
}

/// The serde implementations, which leave everything to a module of `records`: `fields` or `choice`.
pub(crate) fn serialize(name: &Ident, keyword: &Ident, names: &Names, module: &Ident) -> TokenStream {
    let records = names.records();
    let first = at_keyword("impl", keyword);
    quote! {
        #first #records::serde::Serialize for #name {
            fn serialize<S: #records::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                #records::#module::serialize(self, serializer)
            }
        }
    }
}

/// The other direction.
pub(crate) fn deserialize(name: &Ident, keyword: &Ident, names: &Names, module: &Ident) -> TokenStream {
    let records = names.records();
    let first = at_keyword("impl", keyword);
    quote! {
        #first<'de> #records::serde::Deserialize<'de> for #name {
            fn deserialize<D: #records::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                #records::#module::deserialize(deserializer)
            }
        }
    }
}

/// What differs between the `Value` of a record and of a choice.
pub(crate) struct ValueParts<'a> {
    /// The kind, as data.
    pub(crate) kind: TokenStream,
    /// The module of `records` that does the work: `fields`, `choice`.
    pub(crate) module: &'a Ident,
    /// `to_column` and `from_column`, with the value as their argument.
    pub(crate) columns: (TokenStream, TokenStream),
}

/// `impl Value`.
pub(crate) fn value(name: &Ident, keyword: &Ident, names: &Names, parts: &ValueParts<'_>) -> TokenStream {
    let records = names.records();
    let first = at_keyword("impl", keyword);
    let ValueParts { kind, module, columns: (to_column, from_column) } = parts;
    quote! {
        #first #records::Value for #name {
            const KIND: #records::Kind = #kind;

            fn empty() -> Self {
                #records::#module::empty()
            }

            fn write_json(&self, out: &mut ::std::vec::Vec<u8>) -> #records::json::Written {
                #records::#module::write_json(self, out)
            }

            fn encode(&self, out: &mut ::std::vec::Vec<u8>) {
                #records::#module::encode(self, out);
            }

            fn decode(input: &mut &[u8]) -> ::core::result::Result<Self, #records::DecodeError> {
                #records::#module::decode(input)
            }

            fn to_column(&self, _: &#records::Field) -> #records::ColumnValue<'_> {
                #to_column
            }

            fn from_column(
                value: #records::ColumnValue<'_>,
                field: &#records::Field,
            ) -> ::core::result::Result<Self, #records::ColumnError> {
                #from_column
            }

            fn check(&self, _: &#records::Field, at: &#records::At<'_>, report: &mut #records::Report) {
                #records::#module::check(self, at, report);
            }

            fn explain(
                json: &#records::Json,
                at: &#records::At<'_>,
                report: &mut #records::Report,
            ) -> ::core::option::Option<Self> {
                #records::#module::explain(json, at, report)
            }
        }
    }
}
