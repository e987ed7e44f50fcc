//! `parseltongue! { … }`: items of the language, blocks of the dialects, and any Rust between them.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;

use crate::attributes::OfAll;
use crate::header::{attributes, crate_line};
use crate::items::{DEFINITIONS, DIALECTS, Item};
use crate::vocabulary::{LANGUAGE, Role, nearest};
use crate::{Cursor, Expansion, Mode, Names, Parsed, Place, Problems, problems};

/// Compiles what stands between the braces of one `parseltongue!`.
///
/// Never panics and always returns tokens: what could not be understood is reported in
/// [`Expansion::problems`], what could be is expanded all the same. Dialect blocks become calls of their own
/// macros, their tokens and spans untouched.
pub fn compile(tokens: TokenStream, mode: Mode) -> Expansion {
    let mut problems = Problems::new(mode);
    let mut cursor = Cursor::new(tokens, Span::call_site());
    let names = crate_line(&mut cursor, &mut problems);
    let mut output = TokenStream::new();
    while !cursor.is_at_end() {
        let start = cursor.position();
        let attributes = attributes(&mut cursor);
        match item(attributes, &names, &mut cursor, &mut problems) {
            Ok(tokens) => output.extend(tokens),
            Err(_) => recover(&mut cursor, start),
        }
    }
    Expansion::new(output, problems)
}

fn item(
    attributes: TokenStream,
    names: &Names,
    cursor: &mut Cursor,
    problems: &mut Problems,
) -> Parsed<TokenStream> {
    let Some(word) = cursor.peek_word().cloned() else {
        if cursor.is_sign("::") || cursor.is_sign(";") {
            return Ok(rust_item(attributes, cursor));
        }
        return Err(problems.push(problems::expected(cursor, "an item")));
    };
    let name = word.to_string();
    if let Some(definition) = DEFINITIONS.iter().find(|definition| definition.word == name) {
        cursor.next();
        problems.seen(LANGUAGE.room, &word);
        let (of_all, attributes) = OfAll::taken_from(&attributes);
        let written = attributes.clone();
        let item = Item { names, attributes, keyword: word };
        let start = cursor.position();
        let items = (definition.compile)(&item, cursor, problems)?;
        let of_all = of_all.noting(&written).noting(&cursor.tokens_since(start));
        return Ok(of_all.on(items));
    }
    if cursor.is_sign_at(1, "!") && (cursor.is_sign_at(2, "<") || DIALECTS.contains(&name.as_str())) {
        return block(attributes, names, cursor, problems);
    }
    if DIALECTS.contains(&name.as_str()) {
        cursor.next();
        return Err(problems.push(problems::expected(cursor, "`!`")));
    }
    if begins_an_unknown_item(&name, cursor) {
        let nearest = LANGUAGE.nearest(&[Role::Item], &name);
        return Err(problems.push(problems::unknown_item(&word, nearest)));
    }
    Ok(rust_item(attributes, cursor))
}

/// `basilisk!<Name> { … }`, or Rust's own spelling of it.
fn block(
    attributes: TokenStream,
    names: &Names,
    cursor: &mut Cursor,
    problems: &mut Problems,
) -> Parsed<TokenStream> {
    let dialect = cursor.expect_name("the name of a dialect", problems)?;
    let name = dialect.to_string();
    cursor.expect_sign("!", problems)?;
    let start = cursor.position();
    cursor.skip_angles();
    let angles = cursor.tokens_since(start);
    let is_named = !angles.is_empty();
    let place = Place::between(&dialect, cursor.previous_place());
    if !DIALECTS.contains(&name.as_str()) {
        let meant = nearest(&name, DIALECTS.iter().copied());
        return Err(problems.push(problems::unknown_item(&dialect, meant)));
    }
    problems.seen(LANGUAGE.room, &dialect);
    let Some(braces) = cursor.take_group(Delimiter::Brace) else {
        return Err(problems.push(problems::expected(cursor, "`{ … }`, the lines of the block")));
    };
    if !is_named && !is_head(Cursor::inside(&braces).take_until(|inside| inside.is_sign("<"))) {
        return Err(problems.push(problems::nameless_block(place, &name)));
    }
    let (of_all, attributes) = OfAll::taken_from(&attributes);
    Ok(of_all.on(call(&dialect, names, &quote!(#attributes #angles), &braces)))
}

/// The call of the dialect's macro; the block's own tokens keep their spans.
fn call(dialect: &Ident, names: &Names, front: &TokenStream, braces: &Group) -> TokenStream {
    let (runtime, crate_line, lines) = (names.runtime(), names.as_crate_line(), braces.stream());
    let mut inside = Group::new(Delimiter::Brace, quote!(#crate_line #front #lines));
    inside.set_span(braces.span());
    quote!(#runtime::#dialect! #inside)
}

/// Nothing, doc comments, attributes, `#![crate(…)]`.
fn is_head(tokens: TokenStream) -> bool {
    tokens.into_iter().all(|token| match token {
        TokenTree::Punct(punct) => matches!(punct.as_char(), '#' | '!'),
        TokenTree::Group(group) => group.delimiter() == Delimiter::Bracket,
        _ => false,
    })
}

/// `define_rekord Order {`, `record Order {`: a word that is neither the language's nor one of Rust's.
fn begins_an_unknown_item(name: &str, cursor: &Cursor) -> bool {
    const RUST: &[&str] = &[
        "pub",
        "use",
        "mod",
        "struct",
        "enum",
        "union",
        "fn",
        "const",
        "static",
        "type",
        "trait",
        "impl",
        "unsafe",
        "extern",
        "async",
        "macro_rules",
        "auto",
        "default",
        "safe",
        "crate",
        "self",
        "super",
    ];
    if RUST.contains(&name) {
        return false;
    }
    // A call of a macro (`thread_local! { … }`, `some::path! { … }`) is an item of Rust.
    !cursor.is_sign_at(1, "!") && !cursor.is_sign_at(1, "::")
}

/// An item of Rust, untouched: to its `;` or its `{ … }`.
pub(crate) fn rust_item(attributes: TokenStream, cursor: &mut Cursor) -> TokenStream {
    let start = cursor.position();
    let ends_with_semicolon = ends_with_semicolon(cursor);
    while let Some(token) = cursor.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => break,
            TokenTree::Group(group)
                if group.delimiter() == Delimiter::Brace && !ends_with_semicolon && !cursor.is_sign(">") =>
            {
                break;
            }
            _ => {}
        }
    }
    let tokens = cursor.tokens_since(start);
    quote!(#attributes #tokens)
}

/// `use a::{b, c};` and `const X: T = { … };` hold braces that are not their end.
fn ends_with_semicolon(cursor: &Cursor) -> bool {
    let mut ahead = cursor.clone();
    if ahead.take_word("pub").is_some() {
        ahead.take_group(Delimiter::Parenthesis);
    }
    let Some(word) = ahead.take_ident() else { return false };
    match word.to_string().as_str() {
        "use" | "static" | "type" => true,
        "const" => !["fn", "unsafe", "async", "extern"].iter().any(|word| ahead.is_word(word)),
        "extern" => ahead.is_word("crate"),
        _ => false,
    }
}

/// Skips what could not be understood: behind the next `{ … }` or `;`, or to the next item of the language.
fn recover(cursor: &mut Cursor, start: usize) {
    loop {
        if cursor.position() > start {
            match cursor.previous() {
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => return,
                Some(TokenTree::Punct(punct)) if punct.as_char() == ';' => return,
                _ => {}
            }
            if begins_an_item(cursor) {
                return;
            }
        }
        if cursor.next().is_none() {
            return;
        }
    }
}

fn begins_an_item(cursor: &Cursor) -> bool {
    let Some(word) = cursor.peek_word() else { return false };
    DEFINITIONS.iter().any(|definition| word == definition.word)
        || (DIALECTS.iter().any(|dialect| word == dialect) && cursor.is_sign_at(1, "!"))
}
