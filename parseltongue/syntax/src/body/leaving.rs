//! `finish_with`, `fail_with`, `require`.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::row::{Inside, Rewriter, Scope};
use super::word::located;
use super::{Leaving, Stops};
use crate::vocabulary::LANGUAGE;
use crate::{Cursor, Parsed, Place, problems};

impl Rewriter<'_, '_> {
    pub(super) fn finish_with(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
    ) -> Parsed<TokenStream> {
        let leaves_only_that = self.check_leaving(word, scope);
        let is_arm = is_arm(cursor);
        let value = if cursor.is_word("nothing") && (cursor.is_sign_at(1, ";") || cursor.peek_at(1).is_none())
        {
            cursor.next();
            quote!(())
        } else {
            self.row(cursor, scope.of_values(), statement_ends(is_arm))
        };
        if value.is_empty() {
            return Err(self.problems.push(problems::expected(cursor, "a value or `nothing`")));
        }
        let semicolon = self.end_of_statement(is_arm, cursor);
        let span = located(word);
        let value = if leaves_only_that {
            unreached(word, &value)
        } else if scope.in_transaction {
            quote_spanned!(span=> return ::core::result::Result::Ok(#value))
        } else {
            match &self.context.leaving {
                Leaving::Result { wrap: Some(wrap), .. } => {
                    quote_spanned!(span=> return ::core::result::Result::Ok(#wrap(#value)))
                }
                Leaving::Result { wrap: None, .. } => {
                    quote_spanned!(span=> return ::core::result::Result::Ok(#value))
                }
                Leaving::Plain | Leaving::Nothing(_) => quote_spanned!(span=> return #value),
            }
        };
        Ok(quote!(#value #semicolon))
    }

    pub(super) fn fail_with(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
    ) -> Parsed<TokenStream> {
        let leaves_only_that = self.check_leaving(word, scope);
        self.check_failing(word, scope);
        let is_arm = is_arm(cursor);
        let error = self.row(cursor, scope.of_values(), statement_ends(is_arm));
        if error.is_empty() {
            return Err(self
                .problems
                .push(problems::expected(cursor, "an error such as `ExchangeError::MarketClosed`")));
        }
        let semicolon = self.end_of_statement(is_arm, cursor);
        let failed = if leaves_only_that { unreached(word, &error) } else { self.failed(word, &error) };
        Ok(quote!(#failed #semicolon))
    }

    pub(super) fn require(&mut self, word: &Ident, cursor: &mut Cursor, scope: Scope) -> Parsed<TokenStream> {
        let leaves_only_that = self.check_leaving(word, scope);
        self.check_failing(word, scope);
        let is_arm = is_arm(cursor);
        let ends = statement_ends(is_arm);
        let condition =
            self.row(cursor, scope.of_values(), ends.or(Stops::OTHERWISE).or(Stops::ELSE).or(Stops::COMMA));
        if condition.is_empty() {
            return Err(self.problems.push(problems::expected(cursor, "a condition")));
        }
        let otherwise = cursor.expect_word("otherwise", self.problems)?;
        self.problems.seen(LANGUAGE.room, &otherwise);
        let error = self.row(cursor, scope.of_values(), ends);
        if error.is_empty() {
            return Err(self
                .problems
                .push(problems::expected(cursor, "an error such as `ExchangeError::MarketClosed`")));
        }
        self.end_of_statement(is_arm, cursor);
        let span = located(word);
        let failed = if leaves_only_that { unreached(word, &error) } else { self.failed(word, &error) };
        let at = Span::call_site().located_at(Place::of_all(&condition, word).first);
        let negated = negation(&condition, at);
        Ok(quote_spanned!(span=> if #negated { #failed; }))
    }

    /// Tells of a word that stands where it may not; whether it would leave a closure or an async block only.
    fn check_leaving(&mut self, word: &Ident, scope: Scope) -> bool {
        let problem = match (scope.inside, &self.context.leaving) {
            (Inside::Closure, _) => problems::leaving_in_closure(word, "a closure"),
            (Inside::AsyncBlock, _) => problems::leaving_in_closure(word, "an async block"),
            (Inside::Value, _) => problems::statement_word_inside(word),
            (Inside::Body, Leaving::Nothing(body)) => problems::nothing_to_leave(word, body),
            (Inside::Body, _) if scope.in_transaction && word == "finish_with" => {
                problems::not_in_transaction(word)
            }
            (Inside::Body, _) => return false,
        };
        self.problems.push(problem);
        matches!(scope.inside, Inside::Closure | Inside::AsyncBlock)
    }

    fn check_failing(&mut self, word: &Ident, scope: Scope) {
        let can_fail =
            matches!(self.context.leaving, Leaving::Result { error: Some(_), .. } | Leaving::Nothing(_));
        if !can_fail && scope.inside == Inside::Body {
            self.problems.push(problems::cannot_fail(word));
        }
    }

    /// Reads the semicolon and gives it back; a match arm ends at its comma, which stays.
    fn end_of_statement(&mut self, is_arm: bool, cursor: &mut Cursor) -> TokenStream {
        if cursor.is_at_end() || (is_arm && cursor.is_sign(",")) {
            return TokenStream::new();
        }
        self.expect_semicolon(cursor);
        quote!(;)
    }

    /// `return Err(error)`, the error made what the body declares.
    fn failed(&self, word: &Ident, error: &TokenStream) -> TokenStream {
        let span = located(word);
        let records = self.context.names.at(span).records();
        // What a body that waits ends with is a `Failure`: of a store or a stream, or the declared error.
        let becomes = if self.context.may_wait {
            quote_spanned!(span=> #records::HasCaseFor)
        } else {
            quote_spanned!(span=> #records::FailsWith)
        };
        quote_spanned!(span=> return ::core::result::Result::Err(#becomes::failure(#error)))
    }
}

/// Stands for a leaving word that was refused: its value is still checked, and what it stands in may have any
/// type, so that rustc does not tell of the same mistake in words of its own.
fn unreached(word: &Ident, value: &TokenStream) -> TokenStream {
    let span = located(word);
    quote_spanned!(span=> match #value { _ => ::core::unreachable!() })
}

/// `!condition`, as a person writes it: without a second `!`, and with parentheses only where they are needed.
fn negation(condition: &TokenStream, at: Span) -> TokenStream {
    let tokens: Vec<TokenTree> = condition.clone().into_iter().collect();
    if let [TokenTree::Punct(not), rest @ ..] = &*tokens
        && not.as_char() == '!'
        && is_postfix(rest)
    {
        return match rest {
            // Parentheses straight behind an `if` would draw a warning; they stay where a brace would be misread.
            [TokenTree::Group(inner)] if !inner.stream().into_iter().any(is_brace) => inner.stream(),
            [TokenTree::Group(_)] => quote_spanned!(at=> !(#condition)),
            _ => rest.iter().cloned().collect(),
        };
    }
    if is_postfix(&tokens) { quote_spanned!(at=> !#condition) } else { quote_spanned!(at=> !(#condition)) }
}

/// A name, a literal or parentheses, and what may stand behind those: fields, calls, `?`, the `!` of a macro.
fn is_postfix(tokens: &[TokenTree]) -> bool {
    let is_operand = |token: &TokenTree| matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_));
    let fits = |token: &TokenTree| match token {
        TokenTree::Punct(sign) => matches!(sign.as_char(), '.' | ':' | '?' | '!'),
        TokenTree::Group(group) => group.delimiter() != Delimiter::Brace,
        TokenTree::Ident(_) | TokenTree::Literal(_) => true,
    };
    !matches!(tokens.first(), None | Some(TokenTree::Punct(_)))
        && tokens.iter().all(fits)
        && !tokens.windows(2).any(|pair| is_operand(&pair[0]) && is_operand(&pair[1]))
        && !tokens.windows(2).any(|pair| is_sign(&pair[0], '.') && is_sign(&pair[1], '.'))
}

fn is_brace(token: TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(it) if it.as_char() == sign)
}

/// The word that was just read stands behind a match arm's `=>` or a closure's parameters: it ends at a comma, too.
fn is_arm(cursor: &Cursor) -> bool {
    cursor.previous_was_behind("=>") || cursor.previous_was_behind("|")
}

fn statement_ends(is_arm: bool) -> Stops {
    let ends = Stops::SEMICOLON.or(Stops::STATEMENT);
    if is_arm { ends.or(Stops::COMMA) } else { ends }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_negated_as_a_person_would() {
        let negated = |condition: &str| {
            let condition: TokenStream = condition.parse().unwrap();
            negation(&condition, Span::call_site()).to_string()
        };
        let shown = |text: &str| text.parse::<TokenStream>().unwrap().to_string();
        for (condition, expected) in [
            ("open", "!open"),
            ("!open", "open"),
            ("!notes.is_empty()", "notes.is_empty()"),
            ("order.lines?.is_open()", "!order.lines?.is_open()"),
            ("!matches!(side, Side::Buy)", "matches!(side, Side::Buy)"),
            ("!open && paid", "!(!open && paid)"),
            ("!open == paid", "!(!open == paid)"),
            ("a < b", "!(a < b)"),
            ("!!open", "!(!!open)"),
            ("age as bool", "!(age as bool)"),
            ("-debt", "!(-debt)"),
            ("!(a || b)", "a || b"),
            ("!(a == Spot {})", "!(!(a == Spot {}))"),
            ("match a { _ => true }", "!(match a { _ => true })"),
        ] {
            assert_eq!(negated(condition), shown(expected), "{condition}");
        }
    }
}
