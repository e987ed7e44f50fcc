//! The words of a socket's body: `for each message received { … }` and `send value;`.
//!
//! They become Rust that waits for the socket before the words of all bodies are read.

use parseltongue_syntax::tokens::is_name;
use parseltongue_syntax::vocabulary::nearest;
use parseltongue_syntax::{Problems, problems as shared};
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
    let words = [(each, "each"), (received, "received")];
    // `for x in y { … }` stays Rust's: `in` is no slip of `each`.
    let is_meant = words.iter().all(|&(word, due)| is_or_slip_of(word, due));
    if for_ != "for" || !is_meant || body.delimiter() != Delimiter::Brace {
        return None;
    }
    for (word, due) in words {
        read(word, due, problems);
    }
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
    // A variable may stand before a sign, two operands side by side are no Rust: there it is a slip.
    let is_operand = match next {
        TokenTree::Ident(next) => is_name(&next.to_string()),
        TokenTree::Literal(_) => true,
        _ => false,
    };
    let is_slip = word != "send" && is_operand && is_or_slip_of(word, "send");
    if word != "send" && !is_slip || !is_value {
        return None;
    }
    let is_end = |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ';');
    let end = tokens.iter().position(is_end).unwrap_or(tokens.len());
    read(word, "send", problems);
    let value = row(tokens[1..end].iter().cloned().collect(), problems);
    let (socket, span) = (socket(), Span::call_site().located_at(word.span()));
    Some((quote_spanned!(span=> #socket.send(#value).await;), (end + 1).min(tokens.len())))
}

/// It is the word that is due, or that word with a slip of the finger in it.
fn is_or_slip_of(word: &Ident, due: &str) -> bool {
    let word = word.to_string();
    is_name(&word) && nearest(&word, [due]).is_some_and(|meant| meant.is_certain)
}

/// Notes the word, or the slip in it; what is written is what was meant.
fn read(word: &Ident, due: &str, problems: &mut Problems) {
    match nearest(&word.to_string(), [due]).filter(|_| word != due) {
        Some(meant) => {
            problems.push(shared::misspelt(word, meant));
        }
        None => problems.seen(WORDS.room, word),
    }
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
