//! What a person would have written. Generated code is written so that it compiles in any file: a method is
//! called through its trait, an expression of the user's stands in brackets. A reader needs neither.

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
use quote::quote;

use crate::calls::is_sign;

/// Rust for readers: `self.id.clone()`, `&trade.symbol`, `write!(formatter, …)`.
///
/// `is_free` tells whether the file calls nothing of its own by a name.
pub(crate) fn plain(tokens: TokenStream, is_free: &dyn Fn(&str) -> bool) -> TokenStream {
    let mut output: Vec<TokenTree> = Vec::new();
    for token in tokens {
        output.push(match token {
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), plain(group.stream(), is_free));
                inside.set_span(group.span());
                inside.into()
            }
            TokenTree::Literal(literal) => raw(literal).into(),
            other => other,
        });
        if let Some((length, better)) = without_brackets(&output)
            .or_else(|| called(&output))
            .or_else(|| is_free("write").then(|| written(&output)).flatten())
        {
            output.truncate(output.len() - length);
            output.extend(better);
        }
    }
    output.into_iter().collect()
}

/// `&(trade.symbol)` at the end: how many tokens that are, and `&trade.symbol`.
fn without_brackets(tokens: &[TokenTree]) -> Option<(usize, TokenStream)> {
    let [.., sign, TokenTree::Group(group)] = tokens else { return None };
    let inside: Vec<TokenTree> = group.stream().into_iter().collect();
    let is_block =
        matches!(inside.as_slice(), [TokenTree::Group(only)] if only.delimiter() == Delimiter::Brace);
    let is_bare = group.delimiter() == Delimiter::Parenthesis && (is_block || is_one_value(&inside));
    (is_sign(Some(sign), '&') && is_bare).then(|| (1, group.stream()))
}

/// `Clone::clone(&self.id)` at the end, and `self.id.clone()`.
fn called(tokens: &[TokenTree]) -> Option<(usize, TokenStream)> {
    let [before @ .., TokenTree::Ident(of), first, second, TokenTree::Ident(method), TokenTree::Group(group)] =
        tokens
    else {
        return None;
    };
    let is_clone = of == "Clone" && method == "clone" && is_path(first, second);
    let goes_on = matches!(before, [.., first, second] if is_path(first, second));
    if !is_clone || goes_on || group.delimiter() != Delimiter::Parenthesis {
        return None;
    }
    let inside: Vec<TokenTree> = group.stream().into_iter().collect();
    let value = match inside.as_slice() {
        [sign, value @ ..] if is_sign(Some(sign), '&') => value,
        value => value,
    };
    let value = is_one_value(value).then(|| value.iter().cloned().collect::<TokenStream>())?;
    Some((5, quote!(#value.clone())))
}

/// `formatter.write_fmt(format_args!(…))` at the end, and `write!(formatter, …)`.
fn written(tokens: &[TokenTree]) -> Option<(usize, TokenStream)> {
    let [before @ .., TokenTree::Ident(to), dot, TokenTree::Ident(method), TokenTree::Group(group)] = tokens
    else {
        return None;
    };
    if method != "write_fmt" || !is_sign(Some(dot), '.') || is_sign(before.last(), '.') {
        return None;
    }
    let inside: Vec<TokenTree> = group.stream().into_iter().collect();
    let [TokenTree::Ident(name), bang, TokenTree::Group(arguments)] = inside.as_slice() else { return None };
    let arguments = arguments.stream();
    (name == "format_args" && is_sign(Some(bang), '!')).then(|| (4, quote!(write!(#to, #arguments))))
}

/// Names, fields, calls: nothing that binds less than a `&` before it or a `.` behind it.
fn is_one_value(tokens: &[TokenTree]) -> bool {
    let Some((TokenTree::Ident(first), rest)) = tokens.split_first() else { return false };
    let mut rest = rest;
    while let [token, after @ ..] = rest {
        rest = match (token, after) {
            (TokenTree::Punct(_), [TokenTree::Ident(_) | TokenTree::Literal(_), after @ ..])
                if is_sign(Some(token), '.') =>
            {
                after
            }
            (TokenTree::Punct(_), [second, TokenTree::Ident(_), after @ ..]) if is_path(token, second) => {
                after
            }
            (TokenTree::Group(group), after) if group.delimiter() != Delimiter::Brace => after,
            _ => return false,
        };
    }
    // `return (x)`, `move (x)`: no call.
    !KEYWORDS.contains(&first.to_string().as_str())
}

/// What may stand before brackets without calling anything.
const KEYWORDS: &[&str] = &[
    "async", "break", "const", "for", "if", "loop", "match", "move", "return", "static", "unsafe", "while",
    "yield",
];

fn is_path(first: &TokenTree, second: &TokenTree) -> bool {
    is_sign(Some(first), ':') && is_sign(Some(second), ':')
}

/// A generated text that is full of `\"` without them.
fn raw(literal: Literal) -> Literal {
    let text = literal.to_string();
    let is_generated = literal.span().source_text().as_deref() != Some(text.as_str());
    if !is_generated || !text.starts_with('"') || !text.contains("\\\"") {
        return literal;
    }
    let Ok(value) = syn::parse_str::<syn::LitStr>(&text).map(|text| text.value()) else { return literal };
    if value.contains(char::is_control) {
        return literal;
    }
    let mut hashes = String::from("#");
    while value.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{value}\"{hashes}").parse().unwrap_or(literal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str) -> String {
        plain(source.parse().unwrap(), &|name| name != "taken").to_string().replace(' ', "")
    }

    #[test]
    fn calls_and_brackets_are_as_a_person_writes_them() {
        assert_eq!(
            of("Self { id: Clone::clone(&self.id), b: Clone::clone(b) }"),
            "Self{id:self.id.clone(),b:b.clone()}"
        );
        assert_eq!(of("Clone::clone(&(trade.id))"), "trade.id.clone()");
        assert_eq!(
            of("a::Clone::clone(&b) + Clone::clone(&(b + c))"),
            "a::Clone::clone(&b)+Clone::clone(&(b+c))"
        );
        assert_eq!(
            of("f(&(a.b(c)[0]), &(a + b), &({ x }), &(return (a)))"),
            "f(&a.b(c)[0],&(a+b),&{x},&(return(a)))"
        );
        assert_eq!(of("formatter.write_fmt(format_args!(\"{a}\", b))"), "write!(formatter,\"{a}\",b)");
    }

    #[test]
    fn generated_texts_with_quotes_are_raw() {
        let mut generated = Literal::string("\"id\", \"a\"");
        generated.set_span(proc_macro2::Span::call_site());
        let text = |literal: Literal| plain(TokenTree::from(literal).into(), &|_| true).to_string();
        assert_eq!(text(generated), r###"r#""id", "a""#"###);
        assert_eq!(text(Literal::string("a\"# b")), r####"r##"a"# b"##"####);
        assert_eq!(text(Literal::string("a \" \n")), r#""a \" \n""#);
        assert_eq!(of(r#"f("\"mine\"")"#), r#"f("\"mine\"")"#);
    }
}
