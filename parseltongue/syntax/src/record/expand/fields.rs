//! How the runtime comes by the fields: `at` shows one, `build` makes the struct.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::Writer;
use crate::field::{Constant, Field, FieldPlan, table_line};
use crate::written::{at_keyword, named_at, number, quiet};
use crate::{Names, TypeKind};

/// Of the record itself, with the table of its fields.
pub(super) fn whole(writer: &Writer<'_>) -> TokenStream {
    let records = writer.names.records();
    let name = &writer.plan.name;
    let lines = numbered(writer, |_| true).map(|(_, field, plan)| table_line(field, plan, writer.names));
    let list = quote!(#records::FieldList::whole(#name, FIELDS));
    let fields = fields(writer, &writer.name, &list, "field", |_| true);
    // The table stands beside the implementation: inside of it, rustc would tell of an unknown type a second
    // time, and advise to make it a parameter.
    quote! {
        const _: () = {
            const FIELDS: &[#records::Field] = &[#(#lines),*];
            #fields
        };
    }
}

/// Of the draft.
pub(super) fn draft(writer: &Writer<'_>) -> TokenStream {
    let records = writer.names.records();
    let (name, draft) = (&writer.name, &writer.draft);
    let first = at_keyword("impl", writer.keyword);
    let list = quote!(#records::FieldList::draft(<#name as #records::Fields>::LIST));
    let fields = fields(writer, draft, &list, "field", FieldPlan::is_in_draft);
    let lines = numbered(writer, |_| true).map(|(_, field, plan)| {
        let field = quiet(&field.name);
        if plan.is_in_draft() {
            quote!(#field: self.#field)
        } else {
            quote!(#field: #records::fields::generated())
        }
    });
    quote! {
        #fields
        #first #records::Draft for #draft {
            type Record = #name;

            fn into_record(self) -> #name {
                #name { #(#lines,)* }
            }
        }
    }
}

/// Of the changes.
pub(super) fn changes(writer: &Writer<'_>) -> TokenStream {
    let records = writer.names.records();
    let (name, changes) = (&writer.name, &writer.changes);
    let first = at_keyword("impl", writer.keyword);
    let list = quote!(#records::FieldList::changes(<#name as #records::Fields>::LIST));
    let fields = fields(writer, changes, &list, "change", FieldPlan::is_in_changes);
    let lines = numbered(writer, FieldPlan::is_in_changes).map(|(_, field, _)| {
        let field = quiet(&field.name);
        quote!(#records::fields::change(&mut record.#field, self.#field);)
    });
    quote! {
        #fields
        #first #records::Changes for #changes {
            type Record = #name;

            fn apply(self, record: &mut #name, report: &mut #records::Report) {
                #(#lines)*
                #records::Record::check_whole(record, report);
            }
        }
    }
}

/// The fields of which `is_in` says yes, with their numbers in the record.
fn numbered<'a>(
    writer: &'a Writer<'_>,
    is_in: impl Fn(&FieldPlan) -> bool + 'a,
) -> impl Iterator<Item = (usize, &'a Field, &'a FieldPlan)> {
    let fields = writer.record.fields.iter().zip(&writer.plan.fields).enumerate();
    fields.map(|(index, (field, plan))| (index, field, plan)).filter(move |(_, _, plan)| is_in(plan))
}

/// `impl Fields`. `method` is what shows a field of this struct and asks for it: `field` or `change`.
fn fields(
    writer: &Writer<'_>,
    owner: &Ident,
    list: &TokenStream,
    method: &str,
    is_in: impl Fn(&FieldPlan) -> bool,
) -> TokenStream {
    let records = writer.names.records();
    let first = at_keyword("impl", writer.keyword);
    let at = numbered(writer, &is_in).map(|(index, field, _)| {
        let (index, call, span) = (number(index), call(writer, field, method), field.span_of_calls());
        let name = named_at(span, &field.name);
        quote_spanned!(span=> #index => show.#call(&self.#name),)
    });
    // A draft or a change set may have no field at all; nothing looks at the arguments then.
    let has_fields = numbered(writer, &is_in).next().is_some();
    let [index, show, source] = ["index", "show", "source"]
        .map(|name| if has_fields { format_ident!("{name}") } else { format_ident!("_{name}") });
    let at = if has_fields { quote!(match index { #(#at)* _ => {} }) } else { TokenStream::new() };
    let build = numbered(writer, &is_in).map(|(index, field, _)| {
        let (index, span) = (number(index), field.span_of_calls());
        let name = named_at(span, &field.name);
        match &field.default {
            Some(default) if method == "field" => {
                let default = default_value(default, field, writer.names);
                let call = call(writer, field, "field_or");
                quote_spanned!(span=> #name: source.#call(#index, || #default)?)
            }
            _ => {
                let call = call(writer, field, method);
                quote_spanned!(span=> #name: source.#call(#index)?)
            }
        }
    });
    let ask = ask(writer, method, &is_in);
    quote! {
        #first #records::Fields for #owner {
            const LIST: #records::FieldList = #list;

            fn at<'a>(&'a self, #index: usize, #show: &mut #records::Show<'_, 'a>) {
                #at
            }

            fn build(#source: &mut #records::Source<'_>) -> ::core::result::Result<Self, #records::Stop> {
                ::core::result::Result::Ok(Self { #(#build,)* })
            }

            #ask
        }
    }
}

/// Only where a type of Rust is among the fields: it may have no empty value for `build` to go on with.
fn ask(writer: &Writer<'_>, method: &str, is_in: impl Fn(&FieldPlan) -> bool) -> TokenStream {
    if !numbered(writer, &is_in).any(|(_, field, _)| field.kind.holds_rust()) {
        return TokenStream::new();
    }
    let records = writer.names.records();
    let lines = numbered(writer, &is_in).map(|(index, field, _)| {
        let (index, span) = (number(index), field.span_of_calls());
        let has_default = field.default.is_some() && method == "field";
        let call = call(writer, field, if has_default { "field_or" } else { method });
        let kind = (!field.kind.holds_rust()).then(|| {
            let kind = field.kind.tokens(writer.names);
            quote!(::<#kind>)
        });
        let default = has_default.then(|| {
            let default = field.default.as_ref().map(|default| default_value(default, field, writer.names));
            quote!(, || #default)
        });
        quote_spanned!(span=> let _ = source.#call #kind(#index #default);)
    });
    quote! {
        fn ask(source: &mut #records::Source<'_>) {
            #(#lines)*
        }
    }
}

/// What shows a field and asks for it: `method` where the type finds its codec by itself, otherwise the
/// method that is told the codec.
fn call(writer: &Writer<'_>, field: &Field, method: &str) -> TokenStream {
    // What is no value of the language was told of in the table; what follows from it is told at the keyword.
    if !field.kind.holds_rust() {
        return at_keyword(method, writer.keyword).into();
    }
    let told = match method {
        "change" => "changed",
        "field_or" => "value_or",
        _ => "value",
    };
    field.kind.called_with_codec(told, writer.names)
}

/// The default as a value of the field's type.
fn default_value(default: &Constant, field: &Field, names: &Names) -> TokenStream {
    let inner = field.kind.without_optional();
    let value = match (default, &inner.kind) {
        (Constant::Number(number), TypeKind::Decimal) => {
            let records = names.records();
            let (units, scale) = (number.units().map_or(0, |units| units), number.digits_after_point);
            let units = Literal::i64_unsuffixed(units);
            let scale = Literal::u32_unsuffixed(scale);
            quote!(#records::Decimal::new(#units, #scale))
        }
        (Constant::Number(number), TypeKind::F64) => {
            let literal = Literal::f64_unsuffixed(number.text.parse().unwrap_or_default());
            quote!(#literal)
        }
        (Constant::Number(number), _) => {
            let literal = Literal::i64_unsuffixed(number.as_i64().unwrap_or_default());
            quote!(#literal)
        }
        (Constant::Text(text), _) => {
            let literal = &text.literal;
            quote!(::std::borrow::ToOwned::to_owned(#literal))
        }
        (Constant::Truth(_, word), _) => quote!(#word),
        (Constant::Case(case), _) => case.path.clone(),
        (Constant::EmptyList(_), _) => quote!(::std::vec::Vec::new()),
        (Constant::EmptyMap(_), _) => quote!(::std::collections::BTreeMap::new()),
    };
    if field.kind.is_optional() { quote!(::core::option::Option::Some(#value)) } else { value }
}
