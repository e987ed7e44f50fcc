//! Types of Rust as the language knows them.

use parseltongue_syntax::derived::problems as problem;
use parseltongue_syntax::{Parsed, Place, Problems, Type, TypeKind};
use quote::ToTokens;
use syn::{GenericArgument, PathArguments, PathSegment};

/// Reads the type of a field. `is_rust`: what the language does not have is a type of Rust, as in `rust<…>`.
pub(crate) fn read(kind: &syn::Type, is_rust: bool, problems: &mut Problems) -> Parsed<Type> {
    let tokens = kind.to_token_stream();
    let place = Place::of_all(&tokens, proc_macro2::Span::call_site());
    let path = match kind {
        // What a `macro_rules!` captured as a type.
        syn::Type::Group(group) => return read(&group.elem, is_rust, problems),
        syn::Type::Path(path) if path.qself.is_none() => Some(&path.path),
        _ => None,
    };
    let Some(last) = path.and_then(|path| path.segments.last()) else {
        return match is_rust {
            true => Ok(Type::written_in_rust(TypeKind::Rust(tokens.clone()), tokens)),
            false => Err(problems.push(problem::type_of_a_field(place, &tokens.to_string(), None))),
        };
    };
    let mut inner =
        |index: usize| argument(last, index).map(|inner| read(inner, is_rust, problems).map(Box::new));
    let kind = match last.ident.to_string().as_str() {
        // `std::time::Duration` is called like ours, and is another.
        "Bytes" | "Timestamp" | "Duration" | "Decimal" | "Uuid" | "Json" if is_rust && is_elsewhere(path) => {
            TypeKind::Rust(tokens.clone())
        }
        "i64" => TypeKind::I64,
        "f64" => TypeKind::F64,
        "bool" => TypeKind::Bool,
        "String" => TypeKind::String,
        "Bytes" => TypeKind::Bytes,
        "Timestamp" => TypeKind::Timestamp,
        "Duration" => TypeKind::Duration,
        "Decimal" => TypeKind::Decimal,
        "Uuid" => TypeKind::Uuid,
        "Json" => TypeKind::Json,
        "Vec" if let Some(item) = inner(0) => TypeKind::List(item?),
        "Option" if let Some(item) = inner(0) => TypeKind::Optional(item?),
        "BTreeMap" if let (Some(key), Some(value)) = (inner(0), inner(1)) => TypeKind::Map(key?, value?),
        _ if is_rust => TypeKind::Rust(tokens.clone()),
        name => match instead_of(name) {
            Some(here) => {
                // Of a container the name alone is exchanged.
                let place =
                    if here == "Vec" || here == "BTreeMap" { Place::from(&last.ident) } else { place };
                return Err(problems.push(problem::type_of_a_field(place, &tokens.to_string(), Some(here))));
            }
            None => Type::named_in_rust(&tokens),
        },
    };
    Ok(Type::written_in_rust(kind, tokens))
}

/// The path begins in a crate that is neither ours nor the writer's own.
fn is_elsewhere(path: Option<&syn::Path>) -> bool {
    const HERE: &[&str] = &["parseltongue", "crate", "self", "super"];
    path.is_some_and(|path| path.segments.len() > 1 && !HERE.iter().any(|it| path.segments[0].ident == it))
}

/// The type that stands between the angle brackets, counted from 0.
fn argument(segment: &PathSegment, index: usize) -> Option<&syn::Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.iter().nth(index)? {
        GenericArgument::Type(kind) => Some(kind),
        _ => None,
    }
}

/// The type that records have in place of one of Rust's own.
fn instead_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i128" | "isize" => "i64",
        "f32" => "f64",
        "char" | "str" | "Cow" | "OsString" => "String",
        "VecDeque" | "HashSet" | "BTreeSet" => "Vec",
        "HashMap" => "BTreeMap",
        "SystemTime" | "Instant" | "DateTime" => "Timestamp",
        _ => return None,
    })
}
