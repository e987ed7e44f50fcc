//! The `let_…` lines of a component: all are small handles, so that whatever it shows can hold them.

use parseltongue_syntax::Place;
use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Writer;
use crate::plan::{Code, Let, LetKind, OnceKind};

impl Writer<'_> {
    pub(super) fn let_line(&self, line: &Let) -> TokenStream {
        let Writer { view, ui, .. } = self;
        let (name, spelled) = (&line.name, line.name.to_string());
        let of = line.of.as_ref().map_or_else(|| quote!(_), |of| self.of(&of.0));
        match &line.is {
            LetKind::Signal(first) => {
                let first = self.value(first);
                quote!(let #name: #view::Signal<#of> = #ui.signal(#spelled, #first);)
            }
            LetKind::Once(first, kept) => {
                let first = self.value(first);
                let (of, first) = match kept {
                    OnceKind::Value => (of, first),
                    OnceKind::Constant => (of, quote!(const { #first })),
                    OnceKind::Shared(word) => {
                        let of = word.shared_type(&of, self.names);
                        (of.clone(), quote!(<#of>::new(#first)))
                    }
                };
                quote!(let #name: #view::Signal<#of> = #ui.signal(#spelled, #first);)
            }
            LetKind::Lazy(make) => {
                let make = self.closure(make);
                quote!(let #name: #view::Derived<#of> = #ui.lazy(#spelled, #make);)
            }
            LetKind::Derived(from) => {
                let from = self.closure(from);
                quote!(let #name: #view::Derived<#of> = #ui.derived(#spelled, #from);)
            }
            LetKind::Newest(count, Code(stream)) => {
                let count = Literal::u64_unsuffixed(*count);
                let of = line.of.as_ref().and_then(|of| self.item_of(&of.0)).unwrap_or_else(|| quote!(_));
                // A stream of other records is told at its name.
                let (ui, span) = self.ui_at(Place::of_all(stream, Span::call_site()).first);
                let newest = quote_spanned!(span=> #ui.newest(#spelled, #count, #stream));
                quote!(let #name: #view::StreamSignal<#of> = #newest;)
            }
        }
    }

    /// The `T` of a `list<T>`.
    fn item_of(&self, of: &parseltongue_syntax::Type) -> Option<TokenStream> {
        match &of.kind {
            parseltongue_syntax::TypeKind::List(item) => Some(self.of(item)),
            _ => None,
        }
    }
}
