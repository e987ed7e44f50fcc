//! Which word is read where: the one place that decides whether a token is a word of the language.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::Stops;
use super::row::{Inside, Rewriter, Scope};
use crate::let_words::{LetLine, LetWord, front};
use crate::tokens::is_keyword;
use crate::vocabulary::{LANGUAGE, Nearest, Role, foreign_statement};
use crate::{Cursor, Leaving, Mode, Parsed, problems};

/// Words of Rust and of queries that may follow a variable's name: behind them a word was only a name.
const NEVER_AN_OPERAND: &[&str] = &[
    "as",
    "in",
    "if",
    "else",
    "for",
    "where",
    "and",
    "or",
    "order_by",
    "limit",
    "or_none",
    "set",
    "otherwise",
    "to",
    "is_missing",
    "is_in",
    "contains",
    "starts_with",
    "ascending",
    "descending",
    "skip",
    "after",
    "including",
    "into",
    "group_by",
    "with",
    "if_given",
    "on_conflict",
];

/// The `let_…` words of a body.
const LETS_OF_BODIES: &[LetWord] = &[
    LetWord::Plain,
    LetWord::Mut,
    LetWord::Cow,
    LetWord::Shared,
    LetWord::MutShared,
    LetWord::LocalShared,
    LetWord::MutLocalShared,
    LetWord::Lazy,
    LetWord::Constant,
];

/// The words that ask the store or a stream, and so wait.
const WORDS_THAT_WAIT: &[&str] = &[
    "find",
    "find_one",
    "find_all",
    "count_of",
    "exists",
    "sum_of",
    "least_of",
    "greatest_of",
    "average_of",
    "insert",
    "change",
    "remove",
    "enqueue",
    "publish",
    "in_transaction",
];

impl Rewriter<'_, '_> {
    /// Reads and writes the word at the cursor; none if it is only a name of Rust.
    pub(super) fn word(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        at_statement: bool,
        ends: Stops,
    ) -> Option<TokenStream> {
        let name = word.to_string();
        // A field, a part of a path, a lifetime or label.
        if cursor.is_behind(".") || cursor.is_behind("::") || cursor.is_behind("'") {
            return None;
        }
        let is_let = match cursor.peek_at(1) {
            Some(TokenTree::Ident(_)) => {
                name.starts_with("let_") || (at_statement && LetWord::is_misspelt(cursor))
            }
            _ => at_statement && cursor.is_sign_at(1, ":") && LetWord::of(&name).is_some(),
        };
        if is_let {
            return Some(self.guarded(word, cursor, ends, |rewriter, cursor| {
                rewriter.let_statement(word, cursor, scope)
            }));
        }
        if name == "return" && self.is_left_with_words(scope) {
            return self.return_of_rust(word, cursor, scope, ends);
        }
        if is_leaving(&name) {
            return self.leaving_word(word, &name, cursor, scope, at_statement, ends);
        }
        let is_word = match name.as_str() {
            "publish" => {
                (at_statement || lacks_semicolon(cursor, scope))
                    && continues_as_a_statement(cursor)
                    && !is_call(cursor, "to")
            }
            "in_transaction" => is_brace(cursor.peek_at(1)),
            "insert" => is_operand_word(cursor.peek_at(1)),
            "sum_of" | "least_of" | "greatest_of" | "average_of" => {
                cursor.is_sign_at(1, ".") && matches!(cursor.peek_at(3), Some(TokenTree::Ident(_)))
            }
            "find" | "find_one" | "find_all" | "count_of" | "exists" | "change" | "remove" | "new"
            | "enqueue" => is_operand_word(cursor.peek_at(1)),
            _ => false,
        };
        if !is_word {
            return self.misspelt_word(word, &name, cursor, scope, at_statement, ends);
        }
        if scope.in_macro && !self.reads_without_problem(word, cursor, scope, ends) {
            return None;
        }
        let semicolon = self.missing_semicolon(cursor, scope, at_statement);
        self.problems.seen(LANGUAGE.room, word);
        if WORDS_THAT_WAIT.contains(&name.as_str()) {
            self.check_waiting(word, &name, scope);
        }
        let tokens = self.read_word(word, cursor, scope, at_statement || semicolon.is_some(), ends);
        self.mends_semicolon = semicolon.is_some();
        Some(quote!(#semicolon #tokens))
    }

    /// Reads one of the words that ask the store or a stream, or `new`.
    fn read_word(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        at_statement: bool,
        ends: Stops,
    ) -> TokenStream {
        let name = word.to_string();
        self.guarded(word, cursor, ends, |rewriter, cursor| match name.as_str() {
            "publish" => rewriter.publish(word, cursor, scope),
            "in_transaction" => rewriter.transaction(word, cursor, scope, at_statement),
            "insert" => rewriter.insert(word, cursor, scope, ends),
            "find" => rewriter.find(word, cursor, scope, ends),
            "find_one" | "find_all" | "count_of" | "exists" => rewriter.query(word, cursor, scope, ends),
            "sum_of" | "least_of" | "greatest_of" | "average_of" => {
                rewriter.measure(word, cursor, scope, ends)
            }
            "change" => rewriter.change(word, cursor, scope, ends),
            "remove" => rewriter.remove(word, cursor, scope, ends),
            "enqueue" => rewriter.enqueue(word, cursor, scope, ends),
            "new" => rewriter.new_record(word, cursor, scope),
            _ => Err(rewriter.later(word, &name)),
        })
    }

    /// In a macro of somebody else's the tokens may mean anything: a word is one only where the whole of it reads
    /// as one. `insert` has nothing that tells it from a name.
    fn reads_without_problem(&mut self, word: &Ident, cursor: &Cursor, scope: Scope, ends: Stops) -> bool {
        if word == "insert" || word == "in_transaction" {
            return false;
        }
        let (before, publishes) = (self.problems.count(), self.publishes.len());
        let mut ahead = cursor.clone();
        self.read_word(word, &mut ahead, scope, false, ends);
        let reads = self.problems.count() == before
            && (ahead.is_at_end() || ahead.is_sign(",") || ahead.is_sign(";"));
        self.problems.forget_since(before);
        self.publishes.truncate(publishes);
        reads
    }

    /// Tells that the statement before this one has no semicolon, and gives one that stands for it.
    fn missing_semicolon(
        &mut self,
        cursor: &Cursor,
        scope: Scope,
        at_statement: bool,
    ) -> Option<TokenStream> {
        if at_statement || !lacks_semicolon(cursor, scope) {
            return None;
        }
        self.problems.push(problems::semicolon_missing(cursor.previous_place()));
        Some(quote!(;))
    }

    /// The words that leave stand here, and what they leave is the body.
    fn is_left_with_words(&self, scope: Scope) -> bool {
        let is_body = scope.inside == Inside::Body && !scope.in_macro && !scope.in_transaction;
        is_body && matches!(self.context.leaving, Leaving::Result { .. })
    }

    /// `return value`, read as if it were `finish_with value`, so that the value is still checked.
    fn return_of_rust(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        ends: Stops,
    ) -> Option<TokenStream> {
        self.problems.push(problems::return_in_a_body(word));
        if cursor.is_word_at(1, "Ok") || cursor.is_word_at(1, "Err") {
            return None;
        }
        if cursor.peek_at(1).is_none() || [";", ","].iter().any(|sign| cursor.is_sign_at(1, sign)) {
            cursor.next();
            let span = located(word);
            return Some(quote_spanned!(span=> ::core::unreachable!()));
        }
        Some(self.guarded(word, cursor, ends, |rewriter, cursor| rewriter.finish_with(word, cursor, scope)))
    }

    fn leaving_word(
        &mut self,
        word: &Ident,
        name: &str,
        cursor: &mut Cursor,
        scope: Scope,
        at_statement: bool,
        ends: Stops,
    ) -> Option<TokenStream> {
        let mut semicolon = None;
        if lacks_semicolon(cursor, scope) && continues_as_a_statement(cursor) {
            semicolon = self.missing_semicolon(cursor, scope, at_statement);
        } else if !at_statement {
            if is_operand_word(cursor.peek_at(1)) || matches!(cursor.peek_at(1), Some(TokenTree::Literal(_)))
            {
                let problem = match scope.inside {
                    Inside::Closure => problems::leaving_in_closure(word, "a closure"),
                    _ => problems::statement_word_inside(word),
                };
                self.problems.push(problem);
                cursor.next();
                return Some(TokenStream::new());
            }
            return None;
        }
        if !continues_as_a_statement(cursor) || (name == "require" && is_call(cursor, "otherwise")) {
            return None;
        }
        self.problems.seen(LANGUAGE.room, word);
        let tokens = self.guarded(word, cursor, ends, |rewriter, cursor| match name {
            "finish_with" => rewriter.finish_with(word, cursor, scope),
            "fail_with" => rewriter.fail_with(word, cursor, scope),
            _ => rewriter.require(word, cursor, scope),
        });
        self.mends_semicolon = semicolon.is_some();
        Some(quote!(#semicolon #tokens))
    }

    /// Runs a word's reader behind the word. When it gives up, the statement is skipped and a value of any
    /// type stands in its place, so that what follows is still checked.
    fn guarded(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        ends: Stops,
        read: impl FnOnce(&mut Self, &mut Cursor) -> Parsed<TokenStream>,
    ) -> TokenStream {
        cursor.next();
        let start = cursor.position();
        match read(self, cursor) {
            Ok(tokens) => tokens,
            Err(_) => {
                // To the end of the statement: what stands before it is no statement that lacks its semicolon.
                let here = cursor.position();
                let ends = ends.without(Stops::STATEMENT).or(Stops::SEMICOLON).or(Stops::COMMA);
                cursor.take_until(|cursor| ends.at(cursor, here));
                let span = located(word);
                match self.problems.mode() {
                    Mode::Rustc => quote_spanned!(span=> ::core::unreachable!()),
                    // What is being typed stays in sight, so that it can be completed.
                    Mode::Editor => {
                        let unfinished = cursor.tokens_since(start);
                        quote_spanned!(span=> { #unfinished; ::core::unreachable!() })
                    }
                }
            }
        }
    }

    fn let_statement(&mut self, word: &Ident, cursor: &mut Cursor, scope: Scope) -> Parsed<TokenStream> {
        let let_word = LetWord::of(&word.to_string());
        match let_word {
            None => {
                self.problems.push(problems::unknown_let_word(word));
            }
            Some(let_word) if !LETS_OF_BODIES.contains(&let_word) => {
                let listed: Vec<&str> = LETS_OF_BODIES.iter().map(|word| word.written()).collect();
                let told = self.problems.push(problems::let_word_elsewhere(word, &listed));
                // `newest 10 of Market::Trades` is no Rust that could be read on.
                if let_word == LetWord::Stream {
                    return Err(told);
                }
            }
            Some(_) => self.problems.seen(LANGUAGE.room, word),
        }
        // What follows knows the variable all the same.
        let let_word = let_word.filter(|word| LETS_OF_BODIES.contains(word)).unwrap_or(LetWord::Plain);
        let (name, kind) = front(word, cursor, self.problems)?;
        let inner = match let_word {
            LetWord::Lazy => scope.inside(Inside::Closure),
            _ => scope,
        };
        let value = self.row(cursor, inner.of_values(), Stops::SEMICOLON.or(Stops::STATEMENT));
        if value.is_empty() {
            return Err(self.problems.push(problems::expected(cursor, "a value")));
        }
        self.expect_semicolon(cursor);
        Ok(LetLine { word: let_word, keyword: word.clone(), name, kind, value }.statement(self.context.names))
    }

    /// Reads the semicolon of a statement; at the end of a block it may be left out.
    pub(super) fn expect_semicolon(&mut self, cursor: &mut Cursor) {
        if cursor.take_sign(";").is_none() && !cursor.is_at_end() {
            self.problems.push(problems::semicolon_missing(cursor.previous_place()));
        }
    }

    fn check_waiting(&mut self, word: &Ident, name: &str, scope: Scope) {
        let problem = if scope.in_transaction {
            match name {
                "in_transaction" => Some(problems::not_in_transaction(word)),
                _ => None,
            }
        } else if scope.inside == Inside::Closure {
            Some(problems::cannot_wait(word, "a closure"))
        } else if !self.context.may_wait {
            let place = match &self.context.leaving {
                Leaving::Nothing(place) => place,
                _ => "a function",
            };
            Some(problems::cannot_wait(word, place))
        } else if scope.inside == Inside::AsyncBlock {
            Some(problems::leaving_in_closure(word, "an async block"))
        } else {
            None
        };
        if let Some(problem) = problem {
            self.problems.push(problem);
        }
    }

    /// Two words side by side are no Rust: the first may be a word of the language with a slip in it, or one that
    /// another language has. What is written in a macro of somebody else's is left to that macro.
    fn misspelt_word(
        &mut self,
        word: &Ident,
        name: &str,
        cursor: &mut Cursor,
        scope: Scope,
        at_statement: bool,
        ends: Stops,
    ) -> Option<TokenStream> {
        let next = cursor.peek_at(1);
        let has_operand =
            is_operand_word(next) || (at_statement && matches!(next, Some(TokenTree::Literal(_))));
        // `smu_of .quantity in Order`: no Rust either.
        let is_measure = cursor.is_sign_at(1, ".") && cursor.is_word_at(3, "in");
        let has_operand = has_operand || is_measure;
        let is_transaction = at_statement && is_brace(next) && cursor.is_word_or_slip("in_transaction");
        if scope.in_macro
            || !(has_operand || is_transaction)
            || is_keyword(name)
            || cursor.is_behind_operand()
        {
            return None;
        }
        let roles: &[Role] =
            if at_statement { &[Role::Statement, Role::Expression] } else { &[Role::Expression] };
        let meant = LANGUAGE.nearest(roles, name).or_else(|| foreign_statement(name).map(Nearest::guess))?;
        Some(self.guarded(word, cursor, ends, |rewriter, _| {
            Err(rewriter.problems.push(problems::unknown_statement(word, meant)))
        }))
    }

    fn later(&mut self, word: &Ident, name: &str) -> crate::Reported {
        match LANGUAGE.find_later(&[Role::Expression], name) {
            Some(later) => self.problems.push(problems::not_in_this_version(word, later, "the language")),
            None => self.problems.push(problems::statement_word_inside(word)),
        }
    }
}

/// The span of helper tokens: resolved in the macro, located at the user's word.
pub(super) fn located(word: &Ident) -> Span {
    Span::call_site().located_at(word.span())
}

fn is_leaving(name: &str) -> bool {
    matches!(name, "finish_with" | "fail_with" | "require")
}

/// The next token is a word that begins an operand, so that Rust could not go on.
fn is_operand_word(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Ident(word)) if !NEVER_AN_OPERAND.contains(&word.to_string().as_str()))
}

/// A statement word that stands behind a complete expression of a row of statements.
fn lacks_semicolon(cursor: &Cursor, scope: Scope) -> bool {
    scope.statements && !cursor.is_behind(";") && cursor.is_behind_operand()
}

/// `require(ready);`, `publish!(order);`: a function or a macro of the writer's that is called like a word. The word
/// itself goes on with `goes_on` before the statement ends.
fn is_call(cursor: &Cursor, goes_on: &str) -> bool {
    let mut ahead = cursor.clone();
    ahead.next();
    ahead.take_sign("!");
    if ahead.take_group(Delimiter::Parenthesis).is_none() {
        return false;
    }
    ahead.take_until(|ahead| ahead.is_sign(";") || ahead.is_word(goes_on));
    !ahead.is_word(goes_on)
}

/// Behind a word that begins a statement stands a value; `require: x`, `publish, …` are names of fields.
fn continues_as_a_statement(cursor: &Cursor) -> bool {
    match cursor.peek_at(1) {
        None => true,
        Some(TokenTree::Punct(punct)) => match punct.as_char() {
            ':' => cursor.is_sign_at(1, "::"),
            ',' | '=' | '.' | '?' | '+' | '/' | '%' | '^' | '>' => false,
            _ => true,
        },
        Some(_) => true,
    }
}

fn is_brace(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
}
