//! The words of a socket's body: `for each message received { … }` and `send value;`.
//!
//! They become Rust that waits for the socket before the words of all bodies are read.

use parseltongue_syntax::Problems;
use parseltongue_syntax::tokens::is_name;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::vocabulary::WORDS;

/// The socket in generated code: what a user writes can neither see nor hide it.
pub(crate) fn socket() -> Ident {
    Ident::new("socket", Span::mixed_site())
}

/// The body with its words written out.
pub(crate) fn rewrite(body: &Group, problems: &mut Problems) -> Group {
    let mut rewritten = Group::new(body.delimiter(), row(body.stream(), problems));
    rewritten.set_span(body.span());
    rewritten
}

fn row(tokens: TokenStream, problems: &mut Problems) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut written = TokenStream::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some((word, length)) = received(&tokens[at..], problems) {
            written.extend(word);
            at += length;
            continue;
        }
        if begins_a_statement(&tokens[..at])
            && let Some((word, length)) = send(&tokens[at..], problems)
        {
            written.extend(word);
            at += length;
            continue;
        }
        written.extend([match &tokens[at] {
            TokenTree::Group(group) => TokenTree::Group(rewrite(group, problems)),
            other => other.clone(),
        }]);
        at += 1;
    }
    written
}

/// `for each draft received { … }`, and how many tokens it has.
fn received(tokens: &[TokenTree], problems: &mut Problems) -> Option<(TokenStream, usize)> {
    let [
        TokenTree::Ident(for_),
        TokenTree::Ident(each),
        TokenTree::Ident(name),
        TokenTree::Ident(received),
        TokenTree::Group(body),
        ..,
    ] = tokens
    else {
        return None;
    };
    if for_ != "for" || each != "each" || received != "received" || body.delimiter() != Delimiter::Brace {
        return None;
    }
    problems.seen(WORDS.room, each);
    problems.seen(WORDS.room, received);
    let (socket, body) = (socket(), rewrite(body, problems));
    let span = Span::call_site().located_at(received.span());
    let next = quote_spanned!(span=> ::core::option::Option::Some(#name) = #socket.receive().await);
    Some((quote!(while let #next #body), 5))
}

/// `send value;`, and how many tokens it has.
fn send(tokens: &[TokenTree], problems: &mut Problems) -> Option<(TokenStream, usize)> {
    let [TokenTree::Ident(word), next, ..] = tokens else { return None };
    // `send.x`, `send = x`, `send!(x)` and `send::x` speak of something else, and `send(x)` is a call.
    let is_value = match next {
        TokenTree::Ident(next) => next != "as" && next != "else" || is_name(&next.to_string()),
        TokenTree::Literal(_) => true,
        TokenTree::Group(group) => group.delimiter() == Delimiter::Bracket,
        TokenTree::Punct(sign) => matches!(sign.as_char(), '-' | '*' | '&' | '|'),
    };
    if word != "send" || !is_value {
        return None;
    }
    let is_end = |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ';');
    let end = tokens.iter().position(is_end).unwrap_or(tokens.len());
    problems.seen(WORDS.room, word);
    let value = row(tokens[1..end].iter().cloned().collect(), problems);
    let (socket, span) = (socket(), Span::call_site().located_at(word.span()));
    Some((quote_spanned!(span=> #socket.send(#value).await;), (end + 1).min(tokens.len())))
}

/// Nothing stands before it, or a statement that has come to its end.
fn begins_a_statement(before: &[TokenTree]) -> bool {
    match before.last() {
        None => true,
        Some(TokenTree::Punct(sign)) => sign.as_char() == ';',
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        Some(_) => false,
    }
}
