//! Calls of our macros among the tokens of a Rust file, and what to put in their place.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

use crate::compilers::{Compile, compiler, let_compiler};

/// A call of one of our macros.
pub(crate) struct Call {
    pub(crate) compile: Compile,
    /// What stands between its braces.
    pub(crate) body: TokenStream,
    /// It stands in no brackets.
    pub(crate) is_at_top: bool,
}

/// Puts what `replace` gives in the place of each call, in modules and functions, too. What is
/// handed to macros of others stays as it is: it need not be Rust.
pub(crate) fn replace_calls(
    tokens: TokenStream,
    replace: &mut dyn FnMut(Call) -> TokenStream,
) -> TokenStream {
    replace_macros(&compiler, true, tokens, replace)
}

/// The same for the `let_…!` macros.
pub(crate) fn replace_lets(tokens: TokenStream, replace: &mut dyn FnMut(Call) -> TokenStream) -> TokenStream {
    replace_macros(&let_compiler, true, tokens, replace)
}

fn replace_macros(
    compiler: &dyn Fn(&str) -> Option<Compile>,
    is_at_top: bool,
    tokens: TokenStream,
    replace: &mut dyn FnMut(Call) -> TokenStream,
) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut output: Vec<TokenTree> = Vec::with_capacity(tokens.len());
    let mut rest = tokens.as_slice();
    while let Some(token) = rest.first() {
        if let Some((name, body, after)) = macro_call(rest) {
            match compiler(&name.to_string()) {
                Some(compile) => {
                    remove_path(&mut output);
                    output.extend(replace(Call { compile, body: body.stream(), is_at_top }));
                    let has_semicolon = body.delimiter() != Delimiter::Brace && is_sign(after.first(), ';');
                    rest = &after[usize::from(has_semicolon)..];
                }
                None => {
                    output.extend_from_slice(&rest[..rest.len() - after.len()]);
                    rest = after;
                }
            }
            continue;
        }
        output.push(match token {
            TokenTree::Group(group) => {
                let mut inside =
                    Group::new(group.delimiter(), replace_macros(compiler, false, group.stream(), replace));
                inside.set_span(group.span());
                inside.into()
            }
            other => other.clone(),
        });
        rest = &rest[1..];
    }
    output.into_iter().collect()
}

/// The names of blocks that are spelled as inside of `parseltongue!` but stand outside of it, where Rust wants
/// a brace straight after the `!`: `basilisk!<Exchange> { … }`.
pub(crate) fn misplaced_blocks(tokens: &TokenStream) -> Vec<(Ident, Ident)> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut found = Vec::new();
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        rest = match rest {
            [TokenTree::Ident(word), bang, open, TokenTree::Ident(name), close, after @ ..]
                if is_sign(Some(bang), '!')
                    && is_sign(Some(open), '<')
                    && is_sign(Some(close), '>')
                    && compiler(&word.to_string()).is_some() =>
            {
                found.push((word.clone(), name.clone()));
                after
            }
            _ if macro_call(rest).is_some() => macro_call(rest).map_or(&[], |(_, _, after)| after),
            [TokenTree::Group(group), after @ ..] => {
                found.extend(misplaced_blocks(&group.stream()));
                after
            }
            [_, after @ ..] => after,
            [] => &[],
        };
    }
    found
}

/// `name ! { … }`, or `macro_rules ! name { … }`, and what stands behind it.
fn macro_call(tokens: &[TokenTree]) -> Option<(&Ident, &Group, &[TokenTree])> {
    match tokens {
        [TokenTree::Ident(name), bang, TokenTree::Group(body), after @ ..] if is_sign(Some(bang), '!') => {
            Some((name, body, after))
        }
        [TokenTree::Ident(name), bang, TokenTree::Ident(_), TokenTree::Group(body), after @ ..]
            if is_sign(Some(bang), '!') && name == "macro_rules" =>
        {
            Some((name, body, after))
        }
        _ => None,
    }
}

/// Takes the `::parseltongue::` before a macro's name back.
fn remove_path(output: &mut Vec<TokenTree>) {
    while let [.., first, second] = output.as_slice()
        && is_sign(Some(first), ':')
        && is_sign(Some(second), ':')
    {
        output.truncate(output.len() - 2);
        if matches!(output.last(), Some(TokenTree::Ident(_))) {
            output.pop();
        }
    }
}

/// The token is that sign.
pub(crate) fn is_sign(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(source: &str) -> (String, Vec<String>) {
        let mut bodies = Vec::new();
        let tokens = replace_calls(source.parse().unwrap(), &mut |call| {
            bodies.push(call.body.to_string());
            "HERE".parse().unwrap()
        });
        (tokens.to_string(), bodies)
    }

    #[test]
    fn calls_are_found_under_a_path_and_in_modules() {
        let (text, bodies) = replaced(
            "use a::b; mod m { ::parseltongue::parseltongue! { one } } parseltongue!(two); fn f() {}",
        );
        assert_eq!(text, "use a :: b ; mod m { HERE } HERE fn f () { }");
        assert_eq!(bodies, ["one", "two"]);
    }

    #[test]
    fn blocks_outside_of_the_language_are_found() {
        let source =
            "mod m { basilisk!<Api> { } } parseltongue! { nagini!<Desk> { } } fn f() { a!(b < c > d) }";
        let found = misplaced_blocks(&source.parse().unwrap());
        let found: Vec<String> = found.iter().map(|(word, name)| format!("{word} {name}")).collect();
        assert_eq!(found, ["basilisk Api"]);
    }

    #[test]
    fn what_other_macros_are_handed_is_left_alone() {
        let source = "quote ! { parseltongue ! { one } } macro_rules ! m { () => { parseltongue ! { } } }";
        let (text, bodies) = replaced(source);
        let without_spaces = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(without_spaces(&text), without_spaces(source));
        assert!(bodies.is_empty());
    }
}
