//! The compiler of `#[derive(parseltongue::Record)]`: reads a struct, its types and its attributes, and leaves the
//! rest to who writes every record, `parseltongue_syntax::derived`.

mod attributes;
mod fields;
mod types;

use parseltongue_syntax::attributes::OfAll;
use parseltongue_syntax::derived::{self, Struct, problems as problem};
use parseltongue_syntax::{Expansion, Mode, Parsed, Place, Problems};
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{Data, DeriveInput, Fields};

/// Compiles one item that stands under `#[derive(parseltongue::Record)]` into what makes a record of it.
///
/// Never panics and always returns tokens: what could not be understood is reported in [`Expansion::problems`],
/// what could be is expanded all the same.
pub fn compile(tokens: TokenStream, mode: Mode) -> Expansion {
    let mut problems = Problems::new(mode);
    let of_all = OfAll::default().noting(&tokens);
    let written = read(tokens, &mut problems).map(|it| derived::record(it, &mut problems));
    Expansion::new(of_all.on(written.unwrap_or_default()), problems)
}

fn read(tokens: TokenStream, problems: &mut Problems) -> Parsed<Struct> {
    let whole = Place::of_all(&tokens, Span::call_site());
    let item: DeriveInput =
        syn::parse2(tokens).map_err(|_| problems.push(problem::no_struct(whole, "this")))?;
    let of_struct = attributes::of_the_struct(&item.attrs, problems);
    let (keyword, fields) = match item.data {
        Data::Struct(data) => (data.struct_token.span, data.fields),
        Data::Enum(data) => return Err(problems.push(problem::no_struct(data.enum_token.span, "an enum"))),
        Data::Union(data) => return Err(problems.push(problem::no_struct(data.union_token.span, "a union"))),
    };
    let fields = match fields {
        Fields::Named(fields) if !fields.named.is_empty() => fields,
        Fields::Named(_) => {
            return Err(problems.push(problem::no_struct(&item.ident, "a struct without fields")));
        }
        Fields::Unnamed(fields) => {
            let place = Place::of_all(&fields.to_token_stream(), &item.ident);
            return Err(problems.push(problem::no_struct(place, "a tuple")));
        }
        Fields::Unit => return Err(problems.push(problem::no_struct(&item.ident, "a struct without fields"))),
    };
    if !item.generics.params.is_empty() {
        let place = Place::of_all(&item.generics.to_token_stream(), &item.ident);
        return Err(problems.push(problem::parameters(place)));
    }
    let braces = fields.brace_token.span;
    let mut written = Struct {
        names: of_struct.names,
        keyword: syn::Ident::new("struct", keyword),
        attributes: attributes::docs(&item.attrs),
        visibility: item.vis.to_token_stream(),
        name: item.ident,
        fields: fields.named.into_iter().filter_map(|field| fields::read(field, problems)).collect(),
        place: Place::between(braces.open(), braces.close()),
    };
    if let Some(key) = of_struct.key {
        derived::set_key(&mut written, &key, problems);
    }
    Ok(written)
}
