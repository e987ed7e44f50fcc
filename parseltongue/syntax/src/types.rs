//! The language's types: read in type positions, written as Rust through the runtime's path.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::quote_spanned;

use crate::vocabulary::{LANGUAGE, Role, foreign_type};
use crate::{Cursor, Names, Parsed, Place, Problems, problems};

/// A type as written.
#[derive(Clone, Debug)]
pub struct Type {
    /// Which one.
    pub kind: TypeKind,
    /// Where it stands.
    pub place: Place,
    /// How a struct that was written by hand writes it.
    in_rust: Option<TokenStream>,
}

/// The types of the language.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// `i64`
    I64,
    /// `f64`
    F64,
    /// `bool`
    Bool,
    /// `string`
    String,
    /// `bytes`
    Bytes,
    /// `timestamp`
    Timestamp,
    /// `duration`
    Duration,
    /// `decimal`
    Decimal,
    /// `uuid`
    Uuid,
    /// `json`
    Json,
    /// `list<T>`
    List(Box<Type>),
    /// `map<K, V>`
    Map(Box<Type>, Box<Type>),
    /// `optional<T>`
    Optional(Box<Type>),
    /// the path of a record, a choice, or what the dialect makes of it (`action<Order>`)
    Named(Named),
    /// `rust<path::Type>`: what stands between the angle brackets
    Rust(TokenStream),
}

/// A type that is named by a path.
#[derive(Clone, Debug)]
pub struct Named {
    /// The path as written; it may end in `::` while it is being typed.
    pub path: TokenStream,
    /// The path's only word, when it has one.
    pub word: Option<Ident>,
    /// What stands between angle brackets after it, as Rust.
    pub arguments: Option<TokenStream>,
}

impl Type {
    /// Reads a type.
    ///
    /// # Errors
    /// When none is next, or one that the language does not have. A type of Rust with a counterpart here
    /// is told of and read as its counterpart, so that the rest still expands.
    pub fn parse(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Type> {
        // What a `macro_rules!` captured as a type.
        if let Some(captured) = cursor.take_group(Delimiter::None) {
            let mut inside = Cursor::inside(&captured);
            let kind = Type::parse(&mut inside, problems)?;
            inside.expect_end(problems);
            return Ok(kind);
        }
        let start = cursor.position();
        let Some(path) = cursor.take_path() else {
            return Err(problems.push(problems::expected(cursor, "a type")));
        };
        let word = only_word(&path);
        let kind = match &word {
            Some(word) => Type::parse_word(word, path, cursor, problems)?,
            None => named(path, None, cursor),
        };
        Ok(Type { kind, place: cursor.place_since(start), in_rust: None })
    }

    /// A type that stands in Rust as `tokens`.
    #[must_use]
    pub fn written_in_rust(kind: TypeKind, tokens: TokenStream) -> Type {
        Type { kind, place: Place::of_all(&tokens, Span::call_site()), in_rust: Some(tokens) }
    }

    /// A record or a choice that stands in Rust as `path`.
    #[must_use]
    pub fn named_in_rust(path: &TokenStream) -> TypeKind {
        TypeKind::Named(Named { path: path.clone(), word: only_word(path), arguments: None })
    }

    fn parse_word(
        word: &Ident,
        path: TokenStream,
        cursor: &mut Cursor,
        problems: &mut Problems,
    ) -> Parsed<TypeKind> {
        let name = word.to_string();
        if LANGUAGE.find(&[Role::Type], &name).is_some() {
            problems.seen(LANGUAGE.room, word);
        }
        Ok(match name.as_str() {
            "i64" => TypeKind::I64,
            "f64" => TypeKind::F64,
            "bool" => TypeKind::Bool,
            "string" => TypeKind::String,
            "bytes" => TypeKind::Bytes,
            "timestamp" => TypeKind::Timestamp,
            "duration" => TypeKind::Duration,
            "decimal" => TypeKind::Decimal,
            "uuid" => TypeKind::Uuid,
            "json" => TypeKind::Json,
            "list" => {
                let [item] = arguments(word, "list<T>", cursor, problems)?;
                TypeKind::List(Box::new(item))
            }
            "optional" => {
                let [item] = arguments(word, "optional<T>", cursor, problems)?;
                TypeKind::Optional(Box::new(item))
            }
            "map" => {
                let [key, value] = arguments(word, "map<K, V>", cursor, problems)?;
                if !key.can_be_a_map_key() {
                    problems.push(problems::map_key(key.place));
                }
                TypeKind::Map(Box::new(key), Box::new(value))
            }
            "rust" if cursor.is_sign("<") => {
                let start = cursor.position();
                cursor.skip_angles();
                TypeKind::Rust(between_angles(cursor.tokens_since(start)))
            }
            "action" | "children" => named(path, Some(word.clone()), cursor),
            _ => return Type::foreign_or_named(word, &name, path, cursor, problems),
        })
    }

    fn foreign_or_named(
        word: &Ident,
        name: &str,
        path: TokenStream,
        cursor: &mut Cursor,
        problems: &mut Problems,
    ) -> Parsed<TypeKind> {
        if let Some((here, why)) = foreign_type(name) {
            let problem = problems::foreign_type_used(word, name, here, why);
            let has_arguments = cursor.is_sign("<");
            if has_arguments != here.ends_with('>') {
                cursor.skip_angles();
                return Err(problems.push(problem));
            }
            problems.push(problem);
            let front = here.split('<').next().unwrap_or(here);
            let counterpart = Ident::new(front, word.span());
            return Type::parse_word(&counterpart, path, cursor, problems);
        }
        let is_lower_case = name.starts_with(|first: char| first.is_ascii_lowercase());
        if is_lower_case && !name.starts_with("r#") && name != "crate" && name != "self" && name != "super" {
            let nearest = LANGUAGE.nearest(&[Role::Type], name);
            cursor.skip_angles();
            return Err(problems.push(problems::unknown_type(word, nearest)));
        }
        Ok(named(path, Some(word.clone()), cursor))
    }

    fn can_be_a_map_key(&self) -> bool {
        matches!(
            self.kind,
            TypeKind::String
                | TypeKind::I64
                | TypeKind::Uuid
                | TypeKind::Bool
                | TypeKind::Timestamp
                | TypeKind::Named(_)
                | TypeKind::Rust(_)
        )
    }

    /// The type in Rust. Its tokens are located at the word, so that rustc's complaints underline it.
    #[must_use]
    pub fn tokens(&self, names: &Names) -> TokenStream {
        if let Some(tokens) = &self.in_rust {
            return tokens.clone();
        }
        let span = Span::call_site().located_at(self.place.first);
        let records = names.at(span).records();
        match &self.kind {
            TypeKind::I64 => quote_spanned!(span=> i64),
            TypeKind::F64 => quote_spanned!(span=> f64),
            TypeKind::Bool => quote_spanned!(span=> bool),
            TypeKind::String => quote_spanned!(span=> ::std::string::String),
            TypeKind::Bytes => quote_spanned!(span=> #records::Bytes),
            TypeKind::Timestamp => quote_spanned!(span=> #records::Timestamp),
            TypeKind::Duration => quote_spanned!(span=> #records::Duration),
            TypeKind::Decimal => quote_spanned!(span=> #records::Decimal),
            TypeKind::Uuid => quote_spanned!(span=> #records::Uuid),
            TypeKind::Json => quote_spanned!(span=> #records::Json),
            TypeKind::List(item) => {
                let item = item.tokens(names);
                quote_spanned!(span=> ::std::vec::Vec<#item>)
            }
            TypeKind::Map(key, value) => {
                let (key, value) = (key.tokens(names), value.tokens(names));
                quote_spanned!(span=> ::std::collections::BTreeMap<#key, #value>)
            }
            TypeKind::Optional(item) => {
                let item = item.tokens(names);
                quote_spanned!(span=> ::core::option::Option<#item>)
            }
            TypeKind::Named(named) => named.tokens(),
            TypeKind::Rust(tokens) => tokens.clone(),
        }
    }

    /// A type of Rust is it, or in it.
    #[must_use]
    pub fn holds_rust(&self) -> bool {
        match &self.kind {
            TypeKind::Rust(_) => true,
            TypeKind::List(item) | TypeKind::Optional(item) | TypeKind::Map(_, item) => item.holds_rust(),
            _ => false,
        }
    }

    /// Helper tokens that speak of the type of Rust in it stand there.
    pub(crate) fn span_of_rust(&self) -> Span {
        match &self.kind {
            TypeKind::Rust(tokens) => {
                let place = Place::of_all(tokens, self.place.first);
                Span::call_site().located_at(place.first)
            }
            TypeKind::List(item) | TypeKind::Optional(item) | TypeKind::Map(_, item) => item.span_of_rust(),
            _ => Span::call_site().located_at(self.place.first),
        }
    }

    /// What reads and writes a field of the type: the type itself where it is the language's, a codec of the
    /// runtime where a type of Rust is in it.
    #[must_use]
    pub fn codec(&self, names: &Names) -> TokenStream {
        if !self.holds_rust() {
            return self.tokens(names);
        }
        let span = self.span_of_rust();
        let records = names.at(span).records();
        match &self.kind {
            TypeKind::Rust(tokens) => quote_spanned!(span=> #records::foreign!(#tokens)),
            TypeKind::List(item) => {
                let item = item.codec(names);
                quote_spanned!(span=> #records::codec::List<#item>)
            }
            TypeKind::Optional(item) => {
                let item = item.codec(names);
                quote_spanned!(span=> #records::codec::Optional<#item>)
            }
            TypeKind::Map(key, value) => {
                let (key, value) = (key.tokens(names), value.codec(names));
                quote_spanned!(span=> #records::codec::Map<#key, #value>)
            }
            _ => self.tokens(names),
        }
    }

    /// A method that is told the codec, all of it located at the type: what rustc finds missing in a type of Rust
    /// it then tells once, there.
    pub(crate) fn called_with_codec(&self, method: &str, names: &Names) -> TokenStream {
        let span = self.span_of_rust();
        let (method, codec) = (Ident::new(method, span), self.codec(names));
        quote_spanned!(span=> #method::<#codec>)
    }

    /// The type inside an `optional<…>`, or the type itself.
    #[must_use]
    pub fn without_optional(&self) -> &Type {
        match &self.kind {
            TypeKind::Optional(item) => item,
            _ => self,
        }
    }

    /// `optional<…>`
    #[must_use]
    pub fn is_optional(&self) -> bool {
        matches!(self.kind, TypeKind::Optional(_))
    }

    /// The type as the language writes it.
    #[must_use]
    pub fn written(&self) -> String {
        if let Some(tokens) = &self.in_rust {
            return tokens.to_string().replace(' ', "");
        }
        match &self.kind {
            TypeKind::I64 => "i64".to_owned(),
            TypeKind::F64 => "f64".to_owned(),
            TypeKind::Bool => "bool".to_owned(),
            TypeKind::String => "string".to_owned(),
            TypeKind::Bytes => "bytes".to_owned(),
            TypeKind::Timestamp => "timestamp".to_owned(),
            TypeKind::Duration => "duration".to_owned(),
            TypeKind::Decimal => "decimal".to_owned(),
            TypeKind::Uuid => "uuid".to_owned(),
            TypeKind::Json => "json".to_owned(),
            TypeKind::List(item) => format!("list<{}>", item.written()),
            TypeKind::Map(key, value) => format!("map<{}, {}>", key.written(), value.written()),
            TypeKind::Optional(item) => format!("optional<{}>", item.written()),
            TypeKind::Named(named) => named.tokens().to_string().replace(' ', ""),
            TypeKind::Rust(tokens) => format!("rust<{}>", tokens.to_string().replace(' ', "")),
        }
    }
}

impl Named {
    /// The path with its arguments.
    #[must_use]
    pub fn tokens(&self) -> TokenStream {
        let mut tokens = self.path.clone();
        if let Some(arguments) = &self.arguments {
            let span = Place::of_all(&self.path, Span::call_site()).last;
            tokens.extend(quote_spanned!(span=> <#arguments>));
        }
        tokens
    }
}

fn named(path: TokenStream, word: Option<Ident>, cursor: &mut Cursor) -> TypeKind {
    let arguments = cursor.is_sign("<").then(|| {
        let start = cursor.position();
        cursor.skip_angles();
        between_angles(cursor.tokens_since(start))
    });
    TypeKind::Named(Named { path, word, arguments })
}

fn only_word(path: &TokenStream) -> Option<Ident> {
    let mut tokens = path.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(word)), None) => Some(word),
        _ => None,
    }
}

/// Reads `<T, …>` with as many types as the array is long.
fn arguments<const N: usize>(
    word: &Ident,
    form: &str,
    cursor: &mut Cursor,
    problems: &mut Problems,
) -> Parsed<[Type; N]> {
    let start = cursor.position();
    if !cursor.is_sign("<") {
        return Err(problems.push(problems::argument_count(word, &word.to_string(), form)));
    }
    cursor.skip_angles();
    let inside = between_angles(cursor.tokens_since(start));
    let end = cursor.previous_place().last;
    let mut inside = Cursor::new(inside, end);
    let mut types = Vec::new();
    while !inside.is_at_end() {
        types.push(Type::parse(&mut inside, problems)?);
        if inside.take_sign(",").is_none() {
            break;
        }
    }
    inside.expect_end(problems);
    types.try_into().map_err(|_| {
        let place = Place::between(word, cursor.previous_place());
        problems.push(problems::argument_count(place, &word.to_string(), form))
    })
}

fn between_angles(tokens: TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().skip(1).collect();
    if matches!(tokens.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == '>') {
        tokens.pop();
    }
    tokens.into_iter().collect()
}
