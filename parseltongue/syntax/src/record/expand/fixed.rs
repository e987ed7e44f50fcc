//! The lines that are the same for every record, its draft and its changes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::{Origin, Writer};
use crate::written::{ValueParts, at_keyword, deserialize, named_at, serialize, value};

/// `Value`, `Clone`, `PartialEq`, `Debug` and serde, written out: a derive on a struct whose field types are
/// being typed would take away their completion.
pub(super) fn all(writer: &Writer<'_>) -> TokenStream {
    let Writer { plan, name, draft, changes, columns, names, keyword, .. } = writer;
    let records = names.records();
    let first = at_keyword("impl", keyword);
    let module = Ident::new("fields", Span::call_site());
    let is_by_hand = matches!(writer.origin, Origin::ByHand(_));
    let (shown, text, columns_shown) = (&plan.name, &plan.doc, columns.to_string());
    let parts = ValueParts {
        kind: quote! {
            #records::Kind::Record(&#records::Shape {
                name: #shown,
                doc: #text,
                fields: <#name as #records::Fields>::LIST.fields,
            })
        },
        module: &module,
        columns: (
            quote!(#records::fields::to_column(self)),
            quote!(#records::fields::from_column(&value, field)),
        ),
    };
    let value = value(name, keyword, names, &parts);
    let beside = [name, draft, changes].into_iter().map(|owner| {
        let shown = owner.to_string();
        let deserialize = deserialize(owner, keyword, names, &module);
        let clone = (!is_by_hand || owner != name).then(|| {
            // Programs copy records all the time, the other two hardly ever: those go through the table.
            let copy = if owner == name { copy_of(writer) } else { quote!(#records::fields::clone(self)) };
            quote! {
                #first ::core::clone::Clone for #owner {
                    fn clone(&self) -> Self {
                        #copy
                    }
                }
            }
        });
        quote! {
            #clone
            #first ::core::fmt::Debug for #owner {
                fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    #records::fields::debug(#shown, self, formatter)
                }
            }
            #deserialize
        }
    });
    let serialize = serialize(name, keyword, names, &module);
    let equal = (!is_by_hand).then(|| {
        quote! {
            #first ::core::cmp::PartialEq for #name {
                fn eq(&self, other: &Self) -> bool {
                    #records::fields::equal(self, other)
                }
            }
        }
    });
    quote! {
        #equal
        #[allow(clippy::expl_impl_clone_on_copy)]
        #first ::core::clone::Clone for #columns {
            fn clone(&self) -> Self {
                *self
            }
        }
        #first ::core::marker::Copy for #columns {}
        #first ::core::fmt::Debug for #columns {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.write_str(#columns_shown)
            }
        }
        #value
        #serialize
        #(#beside)*
    }
}

fn copy_of(writer: &Writer<'_>) -> TokenStream {
    let lines = writer.record.fields.iter().map(|field| {
        let name = named_at(field.span_of_calls(), &field.name);
        quote!(#name: ::core::clone::Clone::clone(&self.#name))
    });
    quote!(Self { #(#lines,)* })
}
