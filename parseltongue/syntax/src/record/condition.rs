//! A condition on the record at hand: Rust in which a leading dot names a field.

use proc_macro2::{Group, Ident, Spacing, Span, TokenStream, TokenTree};

/// A condition with `.field` written as `self.field`.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    /// The Rust.
    pub(super) rust: TokenStream,
    /// The fields that it names.
    pub(super) fields: Vec<Ident>,
    /// `and`, `or`, `not`, which belong to queries.
    pub(super) query_words: Vec<Ident>,
}

/// Reads a condition on `self`.
pub(super) fn of_the_record(tokens: TokenStream) -> Condition {
    let mut condition = Condition { rust: TokenStream::new(), fields: Vec::new(), query_words: Vec::new() };
    condition.rust = rewritten(tokens, &mut condition);
    condition
}

fn rewritten(tokens: TokenStream, condition: &mut Condition) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut written = Vec::with_capacity(tokens.len());
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| tokens.get(before));
        let is_operand_due = !before.is_some_and(ends_an_operand);
        match token {
            TokenTree::Punct(dot)
                if dot.as_char() == '.' && dot.spacing() == Spacing::Alone && is_operand_due =>
            {
                if let (Some(TokenTree::Ident(field)), false) = (tokens.get(index + 1), is_dot(before)) {
                    condition.fields.push(field.clone());
                    let record = Ident::new("self", Span::call_site().located_at(dot.span()));
                    written.push(record.into());
                }
            }
            TokenTree::Ident(word) if is_query_word(word, is_operand_due) => {
                condition.query_words.push(word.clone())
            }
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), rewritten(group.stream(), condition));
                inside.set_span(group.span());
                written.push(inside.into());
                continue;
            }
            _ => {}
        }
        written.push(token.clone());
    }
    written.into_iter().collect()
}

/// What stands behind it is an operator, or belongs to it.
fn ends_an_operand(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(word) => {
            !["return", "if", "in", "match", "else", "and", "or", "not"].iter().any(|it| word == it)
        }
        TokenTree::Literal(_) | TokenTree::Group(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == '?',
    }
}

fn is_dot(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == '.')
}

fn is_query_word(word: &Ident, is_operand_due: bool) -> bool {
    if is_operand_due { word == "not" } else { word == "and" || word == "or" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_leading_dot_names_a_field() {
        let tokens: TokenStream =
            ".end > .start && (1..3).contains(&.days) && limit.at == 5".parse().expect("tokens");
        let condition = of_the_record(tokens);
        let expected: TokenStream =
            "self.end > self.start && (1..3).contains(&self.days) && limit.at == 5".parse().expect("tokens");
        let plain = |tokens: &TokenStream| tokens.to_string().replace(char::is_whitespace, "");
        assert_eq!(plain(&condition.rust), plain(&expected));
        let names: Vec<String> = condition.fields.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["end", "start", "days"]);
    }

    #[test]
    fn words_of_queries_are_found() {
        let condition = of_the_record(".a == 1 and not .b".parse().expect("tokens"));
        let words: Vec<String> = condition.query_words.iter().map(ToString::to_string).collect();
        assert_eq!(words, ["and", "not"]);
    }
}
