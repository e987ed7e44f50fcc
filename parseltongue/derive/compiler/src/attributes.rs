//! The attribute `#[record(…)]`, read by darling.

use darling::FromMeta;
use darling::ast::NestedMeta;
use parseltongue_syntax::derived::problems as problem;
use parseltongue_syntax::{Names, Place, Problems, Text};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, Meta};

/// What is said of a struct.
pub(crate) struct OfStruct {
    /// `key = "id"`
    pub(crate) key: Option<Text>,
    /// `crate = "path"`
    pub(crate) names: Names,
}

/// Reads what is said of a struct. A word that is wrong is told of and left out.
pub(crate) fn of_the_struct(attributes: &[Attribute], problems: &mut Problems) -> OfStruct {
    let mut said = OfStruct { key: None, names: Names::default() };
    for meta in said_by(attributes, problems) {
        let (word, place) = (word_of(&meta), Place::of_all(&meta.to_token_stream(), meta.path_span()));
        match word.to_string().as_str() {
            "key" => match text(&meta) {
                Some(_) if said.key.is_some() => drop(problems.push(problem::said_twice(&word))),
                Some(key) => said.key = Some(key),
                None => drop(problems.push(problem::form(place, "key = \"id\""))),
            },
            "crate" => match text(&meta).and_then(|path| syn::Path::from_string(&path.value).ok()) {
                Some(path) => said.names = Names::under(path.to_token_stream()),
                None => drop(problems.push(problem::form(place, "crate = \"my::path\""))),
            },
            _ => drop(problems.push(problem::unknown_word_of_a_struct(&word))),
        }
    }
    said
}

/// What is said of a field: each word of the language with its value, as the language writes it, and `rust`.
pub(crate) struct OfField {
    /// `length 1..=8`
    pub(crate) words: Vec<TokenStream>,
    /// `rust`
    pub(crate) is_rust: bool,
}

/// Reads what is said of a field.
pub(crate) fn of_a_field(attributes: &[Attribute], problems: &mut Problems) -> OfField {
    let mut said = OfField { words: Vec::new(), is_rust: false };
    for meta in said_by(attributes, problems) {
        let (word, place) = (word_of(&meta), Place::of_all(&meta.to_token_stream(), meta.path_span()));
        match meta {
            Meta::Path(_) if word == "key" => drop(problems.push(problem::key_of_a_field(&word))),
            Meta::Path(_) if word == "rust" => said.is_rust = true,
            Meta::Path(_) => said.words.push(quote!(#word)),
            Meta::NameValue(pair) => {
                let value = pair.value;
                said.words.push(quote!(#word #value));
            }
            Meta::List(_) => drop(problems.push(problem::form(place, &format!("{word} = …")))),
        }
    }
    said
}

/// Doc comments, as written.
pub(crate) fn docs(attributes: &[Attribute]) -> TokenStream {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .map(ToTokens::to_token_stream)
        .collect()
}

/// Everything between the parentheses of the `#[record(…)]` among the attributes.
fn said_by(attributes: &[Attribute], problems: &mut Problems) -> Vec<Meta> {
    let mut said = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("record")) {
        let place = Place::of_all(&attribute.meta.to_token_stream(), attribute.pound_token.span);
        let Meta::List(list) = &attribute.meta else {
            problems.push(problem::form(place, "record(…)"));
            continue;
        };
        let Ok(parts) = NestedMeta::parse_meta_list(list.tokens.clone()) else {
            problems.push(problem::form(Place::of_all(&list.tokens, place), "word, word = value"));
            continue;
        };
        for part in parts {
            match part {
                NestedMeta::Meta(meta) if meta.path().get_ident().is_some() => said.push(meta),
                other => {
                    let place = Place::of_all(&other.to_token_stream(), place);
                    problems.push(problem::form(place, "word, word = value"));
                }
            }
        }
    }
    said
}

trait PathSpan {
    /// Where the word stands.
    fn path_span(&self) -> proc_macro2::Span;
}

impl PathSpan for Meta {
    fn path_span(&self) -> proc_macro2::Span {
        word_of(self).span()
    }
}

fn word_of(meta: &Meta) -> Ident {
    // Only words of one part were let in.
    meta.path().get_ident().cloned().unwrap_or_else(|| Ident::new("record", proc_macro2::Span::call_site()))
}

/// The value of `word = "text"`.
fn text(meta: &Meta) -> Option<Text> {
    let value = String::from_meta(meta).ok()?;
    let Meta::NameValue(pair) = meta else { return None };
    match pair.value.to_token_stream().into_iter().next()? {
        TokenTree::Literal(literal) => Some(Text { value, literal }),
        _ => None,
    }
}
