//! What a file declares, and which declaration a piece of generated Rust came from.

use proc_macro2::{Delimiter, Group, Ident, LineColumn, Span, TokenStream, TokenTree};

use crate::calls::is_sign;
use crate::source::Source;

/// `define_record Order { … }`, `basilisk!<Exchange> { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Declaration {
    /// As it is written: `basilisk!<Exchange>`.
    pub(crate) heading: String,
    pub(crate) name: String,
    pub(crate) start: LineColumn,
    /// Where its first word stands in the file, in bytes.
    pub(crate) offset: usize,
    end: LineColumn,
}

/// Every declaration of the file, in order.
pub(crate) fn declarations(source: &Source) -> Vec<Declaration> {
    let mut found = Vec::new();
    collect(&source.tokens, &mut found);
    found
}

/// The number of the declaration that the first of `tokens` with a place in one stands in.
pub(crate) fn origin(tokens: &TokenStream, source: &Source, declarations: &[Declaration]) -> Option<usize> {
    for token in tokens.clone() {
        let at = |span: Span| {
            let place = source.holds(span).then(|| span.start())?;
            declarations.iter().position(|from| (from.start..from.end).contains(&place))
        };
        let found = match &token {
            TokenTree::Group(group) => {
                at(group.span_open()).or_else(|| origin(&group.stream(), source, declarations))
            }
            other => at(other.span()),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// A token of `tokens` stands in the file.
pub(crate) fn is_written(tokens: &TokenStream, source: &Source) -> bool {
    tokens.clone().into_iter().any(|token| match &token {
        TokenTree::Group(group) => source.holds(group.span_open()) || is_written(&group.stream(), source),
        other => source.holds(other.span()),
    })
}

fn collect(tokens: &TokenStream, found: &mut Vec<Declaration>) {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        let declared = defined(rest).or_else(|| nested_block(rest)).or_else(|| block(rest));
        if let Some((declaration, after)) = declared {
            found.push(declaration);
            rest = after;
            continue;
        }
        if let TokenTree::Group(group) = &rest[0] {
            collect(&group.stream(), found);
        }
        rest = &rest[1..];
    }
}

/// `define_record Order … { … }`
fn defined(tokens: &[TokenTree]) -> Option<(Declaration, &[TokenTree])> {
    let [TokenTree::Ident(word), TokenTree::Ident(name), rest @ ..] = tokens else { return None };
    if !word.to_string().starts_with("define_") {
        return None;
    }
    let is_body =
        |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    let body = rest.iter().position(is_body)?;
    let declaration = declaration(format!("{word} {name}"), name, word.span(), rest[body].span());
    Some((declaration, &rest[body + 1..]))
}

/// `basilisk!<Exchange> { … }`
fn nested_block(tokens: &[TokenTree]) -> Option<(Declaration, &[TokenTree])> {
    let [
        TokenTree::Ident(word),
        bang,
        open,
        TokenTree::Ident(name),
        close,
        TokenTree::Group(body),
        rest @ ..,
    ] = tokens
    else {
        return None;
    };
    let is_it = is_sign(Some(bang), '!') && is_sign(Some(open), '<') && is_sign(Some(close), '>');
    is_it.then(|| (declaration(format!("{word}!<{name}>"), name, word.span(), body.span()), rest))
}

/// `basilisk! { <Exchange> … }`
fn block(tokens: &[TokenTree]) -> Option<(Declaration, &[TokenTree])> {
    let [TokenTree::Ident(word), bang, TokenTree::Group(body), rest @ ..] = tokens else { return None };
    let name = is_sign(Some(bang), '!').then(|| name_inside(body)).flatten()?;
    Some((declaration(format!("{word}!<{name}>"), &name, word.span(), body.span()), rest))
}

/// The `<Name>` at the head of a block, behind its doc comments and attributes.
fn name_inside(body: &Group) -> Option<Ident> {
    let tokens: Vec<TokenTree> = body.stream().into_iter().collect();
    let is_head = |token: &TokenTree| match token {
        TokenTree::Punct(punct) => matches!(punct.as_char(), '#' | '!'),
        TokenTree::Group(group) => group.delimiter() == Delimiter::Bracket,
        _ => false,
    };
    let head = tokens.iter().take_while(|token| is_head(token)).count();
    match &tokens[head..] {
        [open, TokenTree::Ident(name), close, ..]
            if is_sign(Some(open), '<') && is_sign(Some(close), '>') =>
        {
            Some(name.clone())
        }
        _ => None,
    }
}

fn declaration(heading: String, name: &Ident, first: Span, last: Span) -> Declaration {
    let offset = first.byte_range().start;
    Declaration { heading, name: name.to_string(), start: first.start(), offset, end: last.end() }
}
