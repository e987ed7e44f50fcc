//! For an editor: the tokens that nobody wrote are located at the call.
//!
//! rustc is to underline the writer's word when the helper tokens around it do not fit, so those are located
//! there. An editor would list for that word whatever they name: go to definition on a record would offer
//! `Future::poll` and the library's first line as well.

use std::collections::HashSet;

use proc_macro2::{Group, Span, TokenStream, TokenTree};

/// `output` with every token located at the call whose span is none of `written`'s. By which rules a name is found
/// stays as it was.
pub(crate) fn quieted(output: TokenStream, written: &TokenStream) -> TokenStream {
    let mut spans = HashSet::new();
    note(written, &mut spans);
    moved(output, &spans)
}

fn note(tokens: &TokenStream, spans: &mut HashSet<String>) {
    for token in tokens.clone() {
        if let TokenTree::Group(group) = &token {
            spans.extend([group.span(), group.span_open(), group.span_close()].map(identity));
            note(&group.stream(), spans);
        } else {
            spans.insert(identity(token.span()));
        }
    }
}

/// Stable Rust does not compare spans; what they print for people holds place and hygiene.
fn identity(span: Span) -> String {
    format!("{span:?}")
}

fn moved(tokens: TokenStream, written: &HashSet<String>) -> TokenStream {
    let token = |mut token: TokenTree| {
        if let TokenTree::Group(group) = &token {
            let span = group.span();
            let mut inside = Group::new(group.delimiter(), moved(group.stream(), written));
            inside.set_span(span);
            token = inside.into();
        }
        let span = token.span();
        if !written.contains(&identity(span)) {
            token.set_span(Span::call_site().resolved_at(span));
        }
        token
    };
    tokens.into_iter().map(token).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_was_not_written_is_located_at_the_call_and_the_others_stay() {
        let written: TokenStream = "alpha { beta }".parse().expect("tokens");
        let places: Vec<String> = written.clone().into_iter().map(|token| identity(token.span())).collect();
        let other: TokenStream = "far away".parse().expect("tokens");
        let mut output = written.clone();
        output.extend(other);

        let moved = quieted(output, &written);
        let spans: Vec<String> = moved.into_iter().map(|token| identity(token.span())).collect();
        let call = identity(Span::call_site());
        assert_eq!(spans, [places[0].clone(), places[1].clone(), call.clone(), call]);
    }
}
