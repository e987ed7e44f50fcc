//! Records of structs that were written by hand: what `#[derive(parseltongue::Record)]` leaves to who writes every
//! record. Reading the struct and its attributes is the derive's.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

pub use crate::problems::derived as problems;

use crate::field::FieldTree;
use crate::items::Item;
use crate::{Cursor, Names, Place, Problems, Text, Type, record};

/// A struct of Rust that shall be a record.
#[derive(Debug)]
pub struct Struct {
    /// Where the runtime is.
    pub names: Names,
    /// The word `struct`.
    pub keyword: Ident,
    /// Its doc comments.
    pub attributes: TokenStream,
    /// `pub`, or nothing.
    pub visibility: TokenStream,
    /// Its name.
    pub name: Ident,
    /// Its fields.
    pub fields: Vec<StructField>,
    /// Its braces.
    pub place: Place,
}

/// A field of such a struct.
#[derive(Debug)]
pub struct StructField {
    /// Its doc comments, and attributes that may contradict what is said of it.
    pub attributes: TokenStream,
    /// `pub`, or nothing.
    pub visibility: TokenStream,
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub kind: Type,
    /// What is said of it, each word with its value as the language writes it: `length 1..=8`.
    pub words: Vec<TokenStream>,
}

/// Says `key` of the field that the text names.
pub fn set_key(of: &mut Struct, key: &Text, problems: &mut Problems) {
    match of.fields.iter_mut().find(|field| crate::field::plain_name(&field.name) == key.value) {
        Some(field) => {
            let word = Ident::new("key", Span::call_site().located_at(key.literal.span()));
            field.words.insert(0, quote!(#word));
        }
        None => {
            let names: Vec<String> =
                of.fields.iter().map(|field| crate::field::plain_name(&field.name)).collect();
            let nearest = crate::vocabulary::nearest(&key.value, names.iter().map(String::as_str));
            problems.push(problems::key_of_no_field(key, &of.name, nearest));
        }
    }
}

/// Writes everything that makes the struct a record: all that `define_record` writes but the struct itself.
pub fn record(of: Struct, problems: &mut Problems) -> TokenStream {
    let Struct { names, keyword, attributes, visibility, name, fields, place } = of;
    let fields = fields.into_iter().map(|field| tree(field, problems)).collect();
    let item = Item { names: &names, attributes, keyword };
    record::of_a_struct(name, visibility, fields, place, &item, problems)
}

fn tree(field: StructField, problems: &mut Problems) -> FieldTree {
    let mut words = Vec::new();
    for said in field.words {
        let end = Place::of_all(&said, &field.name).last;
        let mut cursor = Cursor::new(said, end);
        let before = problems.count();
        words.extend(crate::field::words(&mut cursor, problems));
        if problems.count() == before
            && let Some(word) = cursor.peek_word()
        {
            problems.push(crate::problems::records::unknown_field_word(word, None));
        }
    }
    FieldTree {
        attributes: field.attributes,
        visibility: field.visibility,
        name: field.name,
        kind: field.kind,
        words,
    }
}
