//! One row of tokens: passes Rust through, follows where it stands, and hands the words over.

use proc_macro2::{Delimiter, Group, Ident, Punct, Span, TokenStream, TokenTree};
use quote::quote_spanned;

use super::writes::record_at_hand;
use super::{BodyContext, Leaving, Stops};
use crate::tokens::is_keyword;
use crate::vocabulary::RUST_MACROS;
use crate::{Cursor, Place, Problems};

/// What stands around a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    /// It is a row of statements: a body, a block.
    pub(super) statements: bool,
    /// What a leaving word would leave.
    pub(super) inside: Inside,
    /// Words of the store go to the transaction.
    pub(super) in_transaction: bool,
    /// It is an argument of a macro, which may have a grammar of its own.
    pub(super) in_macro: bool,
    /// A leading dot names a field of the record at hand.
    pub(super) of_record: bool,
}

/// What a leaving word would leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    Body,
    Closure,
    AsyncBlock,
    /// an expression that is no body: a default, a `let_lazy_var`'s value
    Value,
}

impl Scope {
    pub(super) fn of_body() -> Scope {
        Scope {
            statements: true,
            inside: Inside::Body,
            in_transaction: false,
            in_macro: false,
            of_record: false,
        }
    }

    pub(super) fn inside(self, inside: Inside) -> Scope {
        Scope { inside, ..self }
    }

    pub(super) fn of_values(self) -> Scope {
        Scope { statements: false, ..self }
    }

    pub(super) fn of_a_record(self) -> Scope {
        Scope { of_record: true, ..self }
    }

    pub(super) fn of_no_record(self) -> Scope {
        Scope { of_record: false, ..self }
    }
}

/// How deep words may nest before they are left as they are.
const DEEPEST: usize = 64;

/// Rewrites one body.
pub(super) struct Rewriter<'r, 'a> {
    pub(super) context: &'r BodyContext<'a>,
    pub(super) problems: &'r mut Problems,
    depth: usize,
    outline: Outline,
    /// The word that was just read begins a statement although the one before it has no semicolon.
    pub(super) mends_semicolon: bool,
    /// How many words were read so far.
    words_read: usize,
    /// How many fields of a record at hand were read so far.
    pub(super) fields_read: usize,
    /// The streams that `publish` names.
    pub(super) publishes: Vec<TokenStream>,
    /// A `?` ends the body with its own failure.
    pub(super) tries: bool,
}

/// What is known of the body's own statements.
#[derive(Default)]
struct Outline {
    last_leaves: bool,
    /// Its last statement is one that gives no value, semicolon or not: `require`, `publish`, `let_…`.
    last_is_statement: bool,
    /// How many words give the body's value or end it in failure.
    leaving_words: usize,
    /// Its last statement gives no value, and nothing before it leaves.
    falls_off: bool,
    tail: Option<(Place, Tail)>,
}

/// The value that stands at the end of a body without a word.
pub(super) struct Tail {
    /// How many written tokens stand before it.
    pub(super) before: usize,
    /// The value.
    pub(super) tokens: TokenStream,
}

/// Where a row is read at the moment.
struct Reading {
    start: usize,
    /// Where the body of a closure without braces begins; it ends at the next comma or semicolon.
    closure: Option<usize>,
    /// Between `if`, `match`, `while`, `for` and its block.
    in_head: bool,
    /// `async` was read, its block was not.
    after_async: bool,
    /// Behind a statement of the language, even one whose semicolon is missing.
    next_statement: usize,
}

impl Reading {
    fn at(start: usize) -> Reading {
        Reading { start, closure: None, in_head: false, after_async: false, next_statement: start }
    }

    /// A statement may start here: at the front of a block, behind `;`, behind a block, behind a match arm's `=>`.
    fn is_statement_start(&self, cursor: &Cursor) -> bool {
        cursor.position() == self.start
            || cursor.position() == self.next_statement
            || cursor.is_behind(";")
            || cursor.is_behind("=>")
            || cursor.is_behind_braces()
    }
}

impl<'r, 'a> Rewriter<'r, 'a> {
    pub(super) fn new(context: &'r BodyContext<'a>, problems: &'r mut Problems) -> Self {
        Rewriter {
            context,
            problems,
            depth: 0,
            outline: Outline::default(),
            mends_semicolon: false,
            words_read: 0,
            fields_read: 0,
            publishes: Vec::new(),
            tries: false,
        }
    }

    /// The row at hand is the body's own, not one inside of brackets.
    pub(super) fn is_in_body_itself(&self) -> bool {
        self.depth == 1
    }

    pub(super) fn last_statement_leaves(&self) -> bool {
        self.outline.last_leaves
    }

    pub(super) fn falls_off(&self) -> bool {
        self.outline.falls_off
    }

    pub(super) fn tail(&mut self) -> Option<(Place, Tail)> {
        self.outline.tail.take()
    }

    /// Rewrites up to one of `stops`, or to the end.
    pub(super) fn row(&mut self, cursor: &mut Cursor, scope: Scope, stops: Stops) -> TokenStream {
        if self.depth >= DEEPEST {
            return cursor.take_until(|_| false);
        }
        self.depth += 1;
        let is_body = self.depth == 1 && scope.statements;
        let mut written: Vec<TokenTree> = Vec::new();
        let mut reading = Reading::at(cursor.position());
        // Where the statement at hand begins: in the source, and in what is written.
        let mut statement = (cursor.position(), 0);
        while !cursor.is_at_end() && !stops.at(cursor, reading.start) {
            let here = match reading.closure {
                Some(_) => scope.inside(Inside::Closure),
                None => scope,
            };
            if let TokenTree::Ident(word) = cursor.peek().cloned().expect("the cursor is not at its end") {
                let at_statement = scope.statements && reading.is_statement_start(cursor);
                let at_closure = reading.closure == Some(cursor.position());
                let ends = if reading.in_head { stops.or(Stops::BRACES) } else { stops };
                if at_statement {
                    statement = (cursor.position(), written.len());
                }
                let before = (cursor.position(), written.len());
                if let Some(tokens) = self.word(&word, cursor, here, at_statement || at_closure, ends) {
                    let mends_semicolon = std::mem::take(&mut self.mends_semicolon);
                    if mends_semicolon {
                        statement = before;
                    }
                    let at_statement = at_statement || mends_semicolon;
                    self.words_read += 1;
                    self.outline.leaving_words += usize::from(leaves(&word));
                    written.extend(tokens);
                    if at_statement {
                        reading.next_statement = cursor.position();
                    }
                    if is_body && at_statement {
                        self.outline.last_leaves = leaves(&word);
                        self.outline.last_is_statement = gives_nothing(&word);
                    }
                    continue;
                }
                if at_statement {
                    self.outline.last_leaves &= !is_body;
                    self.outline.last_is_statement &= !is_body;
                }
                if copies_nested_item(&word, cursor, at_statement, &mut written) {
                    continue;
                }
            } else if scope.statements && reading.is_statement_start(cursor) && !cursor.is_sign(";") {
                statement = (cursor.position(), written.len());
                self.outline.last_leaves &= !is_body;
                self.outline.last_is_statement &= !is_body;
            }
            if here.of_record && is_leading_dot(cursor) {
                self.words_read += 1;
                self.fields_read += 1;
                written.push(record_at_hand(cursor.place().first).into());
            }
            self.copy(cursor, here, &mut reading, &mut written);
        }
        if is_body {
            self.outline.falls_off = self.outline.leaving_words == 0
                && (self.outline.last_is_statement || gives_no_value(cursor, statement.0));
        }
        if is_body
            && !ends_like_a_statement(cursor)
            && cursor.position() > statement.0
            && !self.outline.last_leaves
            && !self.outline.last_is_statement
        {
            let tokens = written[statement.1..].iter().cloned().collect();
            self.outline.tail = Some((cursor.place_since(statement.0), Tail { before: statement.1, tokens }));
        }
        self.depth -= 1;
        written.into_iter().collect()
    }

    /// Copies one token, or a closure's parameters, or what stands between `::<` and `>`.
    fn copy(
        &mut self,
        cursor: &mut Cursor,
        here: Scope,
        reading: &mut Reading,
        written: &mut Vec<TokenTree>,
    ) {
        let from = cursor.position();
        if cursor.is_sign("::<") {
            cursor.next();
            cursor.next();
            cursor.skip_angles();
            written.extend(cursor.tokens_since(from));
            return;
        }
        if begins_closure(cursor, reading.start) {
            skip_closure_parameters(cursor);
            written.extend(cursor.tokens_since(from));
            reading.closure = Some(cursor.position());
            return;
        }
        let Some(token) = cursor.next() else { return };
        match &token {
            TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';') => {
                reading.closure = None;
                reading.in_head = false;
            }
            TokenTree::Punct(punct) if punct.as_char() == '?' && self.ends_the_body(cursor, here) => {
                written.extend(self.or_fail(punct));
            }
            // The guard of a match arm ends here; what stands behind it may have braces of its own.
            TokenTree::Punct(_) if cursor.is_behind("=>") => reading.in_head = false,
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            TokenTree::Ident(word) => {
                let word = word.to_string();
                let begins_head = matches!(word.as_str(), "if" | "match" | "while")
                    || (word == "for" && !cursor.is_sign("<"));
                reading.in_head |= begins_head;
                reading.after_async = word == "async" || (reading.after_async && word == "move");
                written.push(token);
                return;
            }
            TokenTree::Group(group) => {
                let in_macro = here.in_macro || is_of_macro(cursor);
                written.push(self.group(group, Scope { in_macro, ..here }, reading));
                return;
            }
        }
        reading.after_async = false;
        written.push(token);
    }

    /// The `?` that was just read stands behind a value, and what it meets becomes the body's `Failure`.
    fn ends_the_body(&self, cursor: &Cursor, here: Scope) -> bool {
        let mut before = cursor.clone();
        before.step_back();
        let is_behind_value = match before.previous() {
            Some(TokenTree::Ident(word)) => {
                let is_value = word == "self" || !is_keyword(&word.to_string());
                before.step_back();
                // `.await`
                is_value || before.is_behind(".")
            }
            Some(TokenTree::Punct(punct)) => punct.as_char() == '?',
            Some(TokenTree::Group(_) | TokenTree::Literal(_)) => true,
            None => false,
        };
        let fails = matches!(self.context.leaving, Leaving::Result { .. }) && self.context.may_wait;
        is_behind_value && fails && here.inside == Inside::Body && !here.in_macro
    }

    /// `.or_fail::<ExchangeError>()`, located at the `?` behind it: an error that fits no case is told there.
    fn or_fail(&mut self, sign: &Punct) -> TokenStream {
        self.tries = true;
        self.words_read += 1;
        let (span, error) = (Span::call_site().located_at(sign.span()), self.context.error());
        quote_spanned!(span=> .or_fail::<#error>())
    }

    fn group(&mut self, group: &Group, here: Scope, reading: &mut Reading) -> TokenTree {
        let is_block = group.delimiter() == Delimiter::Brace;
        let inside = if reading.after_async && is_block { Inside::AsyncBlock } else { here.inside };
        if is_block {
            reading.in_head = false;
        }
        reading.after_async = false;
        let scope = Scope { statements: is_block, inside, ..here };
        let before = self.words_read;
        let tokens = self.row(&mut Cursor::inside(group), scope, Stops::NONE);
        // A group made anew has one span for both brackets; one in which no word stood keeps its own two.
        if before == self.words_read { group.clone().into() } else { rebuilt(group, tokens) }
    }
}

/// `.quantity` where a value is due: nothing of Rust begins so.
fn is_leading_dot(cursor: &Cursor) -> bool {
    cursor.is_sign(".")
        && matches!(cursor.peek_at(1), Some(TokenTree::Ident(_)))
        && !cursor.is_behind_operand()
        && !cursor.is_behind(".")
        && !cursor.is_behind_braces()
}

/// A body ends there. `return` was told of, and stands for one of the words.
fn leaves(word: &Ident) -> bool {
    word == "finish_with" || word == "fail_with" || word == "return"
}

/// A statement that such a word begins gives no value, even at the end of a body.
fn gives_nothing(word: &Ident) -> bool {
    word == "require" || word == "publish" || word.to_string().starts_with("let_")
}

/// The group that was read last is the argument of a macro whose grammar is not known to be Rust's: `name!( … )`.
fn is_of_macro(cursor: &Cursor) -> bool {
    let mut behind = cursor.clone();
    behind.step_back();
    behind.is_behind("!") && {
        behind.step_back();
        matches!(behind.previous(), Some(TokenTree::Ident(word))
            if !is_keyword(&word.to_string()) && !RUST_MACROS.iter().any(|known| word == known))
    }
}

/// The same brackets around other tokens.
pub(super) fn rebuilt(group: &Group, tokens: TokenStream) -> TokenTree {
    let mut rewritten = Group::new(group.delimiter(), tokens);
    rewritten.set_span(group.span());
    rewritten.into()
}

fn ends_like_a_statement(cursor: &Cursor) -> bool {
    cursor.is_behind(";") || cursor.is_behind_braces()
}

/// The body that was read to its end gives no value by its last statement, which begins at `start`: it has none, ends
/// in a semicolon, or is a loop over something. `return …;` and a macro such as `panic!(…);` may end a body.
fn gives_no_value(cursor: &Cursor, start: usize) -> bool {
    let last = Cursor::new(cursor.tokens_since(start), proc_macro2::Span::call_site());
    let first = last.peek_word().map(ToString::to_string).unwrap_or_default();
    let may_end_it = matches!(first.as_str(), "return" | "loop") || last.is_sign_at(1, "!");
    let is_loop = matches!(first.as_str(), "for" | "while");
    cursor.position() == 0 || (cursor.is_behind(";") && !may_end_it) || (cursor.is_behind_braces() && is_loop)
}

/// A `|` stands where an operand is due.
fn begins_closure(cursor: &Cursor, start: usize) -> bool {
    if !cursor.is_sign("|") {
        return false;
    }
    let may_be_operand = cursor.position() == start
        || match cursor.previous() {
            None => true,
            Some(TokenTree::Punct(punct)) => !matches!(punct.as_char(), '?' | '|'),
            Some(TokenTree::Ident(word)) => {
                word == "move" || word == "return" || word == "async" || word == "static"
            }
            Some(_) => false,
        };
    may_be_operand && !is_pattern(cursor)
}

/// `| Side::Buy | Side::Sell => …`: a match arm may begin with a bar. Looks ahead to the end of a pattern only.
fn is_pattern(cursor: &Cursor) -> bool {
    let mut ahead = cursor.clone();
    while let Some(token) = ahead.peek() {
        if ahead.is_sign("=>") {
            return true;
        }
        match token {
            TokenTree::Punct(punct) if !matches!(punct.as_char(), '|' | ':' | '&' | '.' | '@') => {
                return false;
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && !ahead.is_behind("|") => {
                return false;
            }
            _ => {}
        }
        ahead.next();
    }
    false
}

fn skip_closure_parameters(cursor: &mut Cursor) {
    cursor.next();
    cursor.take_until(|cursor| cursor.is_sign("|") || cursor.is_sign(";"));
    cursor.take_sign("|");
    if cursor.is_sign("->") {
        cursor.take_until(|cursor| matches!(cursor.peek(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace));
    }
}

/// A function, an `impl`, a module, a macro's rules inside a body: Rust of its own, left alone.
fn copies_nested_item(
    word: &Ident,
    cursor: &mut Cursor,
    at_statement: bool,
    written: &mut Vec<TokenTree>,
) -> bool {
    let word = word.to_string();
    let next_is_word = matches!(cursor.peek_at(1), Some(TokenTree::Ident(_)));
    let is_item = match word.as_str() {
        "fn" => next_is_word,
        "impl" | "trait" | "mod" | "struct" | "enum" => at_statement,
        "macro_rules" => cursor.is_sign_at(1, "!"),
        "parseltongue" | "basilisk" | "slytherin" | "nagini" => cursor.is_sign_at(1, "!"),
        _ => false,
    };
    if !is_item {
        return false;
    }
    let tokens = cursor.take_until(|cursor| {
        cursor.is_sign(";")
            || matches!(cursor.peek(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
    });
    written.extend(tokens);
    written.extend(cursor.next());
    true
}
