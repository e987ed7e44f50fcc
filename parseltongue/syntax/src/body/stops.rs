//! Where an expression inside a word's grammar ends.

use proc_macro2::{Delimiter, TokenTree};

use crate::Cursor;
use crate::let_words::LetWord;

/// A set of things that end an expression at its own level of brackets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stops(u16);

impl Stops {
    pub(crate) const NONE: Stops = Stops(0);
    /// `;`
    pub(crate) const SEMICOLON: Stops = Stops(1);
    /// `,`
    pub(crate) const COMMA: Stops = Stops(2);
    /// `{ … }`: the expression stands between `if`, `match`, `while`, `for` and its block
    pub(crate) const BRACES: Stops = Stops(4);
    /// `else`
    pub(crate) const ELSE: Stops = Stops(8);
    /// `or_none`
    pub(crate) const OR_NONE: Stops = Stops(16);
    /// `set`
    pub(crate) const SET: Stops = Stops(32);
    /// `to`
    pub(crate) const TO: Stops = Stops(64);
    /// `otherwise`
    pub(crate) const OTHERWISE: Stops = Stops(128);
    /// `and`, `or`, `if_given`, and what people write for them
    pub(crate) const JUNCTION: Stops = Stops(256);
    /// `order_by`, `limit`, `skip`, `after`, `group_by`, `into`, `including`
    pub(crate) const CLAUSE: Stops = Stops(512);
    /// `==`, `<` and so on, `is_missing`, `is_in`
    pub(crate) const COMPARISON: Stops = Stops(1024);
    /// what cannot go on an expression: a word that begins the next statement, a name or literal behind an operand
    pub(crate) const STATEMENT: Stops = Stops(2048);
    /// `=>`
    pub(crate) const ARROW: Stops = Stops(4096);

    /// Ends of any value that stands in a statement or an argument.
    pub(crate) const VALUE: Stops =
        Stops::SEMICOLON.or(Stops::COMMA).or(Stops::ELSE).or(Stops::STATEMENT).or(Stops::ARROW);
    /// Ends of a value in a query's condition.
    pub(crate) const OPERAND: Stops =
        Stops::VALUE.or(Stops::JUNCTION).or(Stops::CLAUSE).or(Stops::COMPARISON);

    /// What ends either.
    pub(crate) const fn or(self, other: Stops) -> Stops {
        Stops(self.0 | other.0)
    }

    /// What ends either, but for `other`.
    pub(crate) const fn without(self, other: Stops) -> Stops {
        Stops(self.0 & !other.0)
    }

    fn has(self, other: Stops) -> bool {
        self.0 & other.0 != 0
    }

    /// The expression that began at `start` ends before the next token.
    pub(crate) fn at(self, cursor: &Cursor, start: usize) -> bool {
        if self.0 == 0 {
            return false;
        }
        let at_start = cursor.position() == start;
        match cursor.peek() {
            None => true,
            Some(TokenTree::Punct(punct)) => match punct.as_char() {
                ';' => self.has(Stops::SEMICOLON),
                ',' => self.has(Stops::COMMA),
                '=' if cursor.is_sign("=>") => self.has(Stops::ARROW),
                '&' | '|' if !at_start => {
                    self.has(Stops::JUNCTION) && (cursor.is_sign("&&") || cursor.is_sign("||"))
                }
                '=' | '!' | '<' | '>' => self.has(Stops::COMPARISON) && is_comparison(cursor, at_start),
                _ => false,
            },
            Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace && self.has(Stops::BRACES),
            Some(TokenTree::Ident(word)) => self.at_word(&word.to_string(), cursor, at_start),
            Some(TokenTree::Literal(_)) => {
                self.has(Stops::STATEMENT) && !at_start && cursor.is_behind_operand()
            }
        }
    }

    fn at_word(self, word: &str, cursor: &Cursor, at_start: bool) -> bool {
        // Behind a dot or a path it is a name: `map.set`, `self.limit`.
        if cursor.is_behind(".") || cursor.is_behind("::") {
            return false;
        }
        let follows_operand = !at_start && cursor.is_behind_operand();
        match word {
            "else" => self.has(Stops::ELSE) && !at_start && !is_brace(cursor.previous()),
            "or_none" => self.has(Stops::OR_NONE),
            "set" => self.has(Stops::SET) && (cursor.is_sign_at(1, ".") || is_operand(cursor.peek_at(1))),
            "to" => self.has(Stops::TO) && (follows_operand || is_operand(cursor.peek_at(1))),
            "otherwise" => self.has(Stops::OTHERWISE),
            "and" | "or" | "AND" | "OR" | "if_given" => self.has(Stops::JUNCTION) && !at_start,
            word if is_clause(word) => {
                // `limit limit skip offset`: the second is a variable.
                let is_value = at_start
                    && matches!(cursor.peek_at(1), Some(TokenTree::Ident(next)) if is_clause(&next.to_string()));
                self.has(Stops::CLAUSE) && !is_value && (follows_operand || is_operand(cursor.peek_at(1)))
            }
            "on_conflict" => self.has(Stops::STATEMENT) && !at_start,
            "is_missing" => self.has(Stops::COMPARISON),
            "is_in" | "contains" | "starts_with" if self.has(Stops::COMPARISON) => follows_operand,
            "as" | "in" | "if" => false,
            "finish_with" | "fail_with" => self.has(Stops::STATEMENT) && (at_start || follows_operand),
            _ if follows_operand && self.has_slip_of(cursor) => true,
            _ if at_start => self.has(Stops::STATEMENT) && is_let_word(word) && !cursor.is_sign_at(1, "!"),
            _ => self.has(Stops::STATEMENT) && follows_operand,
        }
    }
}

impl Stops {
    /// The next word is a slip of the finger in a word that would stop here. Two operands side by side are no Rust.
    fn has_slip_of(self, cursor: &Cursor) -> bool {
        const WORDS: &[(Stops, &str)] = &[
            (Stops::OR_NONE, "or_none"),
            (Stops::SET, "set"),
            (Stops::TO, "to"),
            (Stops::OTHERWISE, "otherwise"),
        ];
        WORDS.iter().any(|(stop, word)| self.has(*stop) && cursor.is_word_or_slip(word))
    }
}

fn is_let_word(word: &str) -> bool {
    word.starts_with("let_") && LetWord::of(word).is_some()
}

/// A word that begins a part of a query.
fn is_clause(word: &str) -> bool {
    matches!(
        word,
        "order_by" | "limit" | "skip" | "after" | "including" | "into" | "group_by" | "ORDER" | "LIMIT"
    )
}

/// The token begins an operand: two operands side by side are no expression of Rust.
fn is_operand(token: Option<&TokenTree>) -> bool {
    match token {
        Some(TokenTree::Ident(word)) => {
            !["as", "and", "or", "in", "if", "else"].iter().any(|infix| word == infix)
        }
        Some(TokenTree::Literal(_)) => true,
        _ => false,
    }
}

fn is_comparison(cursor: &Cursor, at_start: bool) -> bool {
    let mut before = cursor.clone();
    before.step_back();
    let in_a_shift = [cursor, &before].iter().any(|at| at.is_sign("<<") || at.is_sign(">>"));
    if at_start || in_a_shift || cursor.is_sign("=>") || cursor.is_behind("-") {
        return false;
    }
    cursor.is_sign("==")
        || cursor.is_sign("!=")
        || cursor.is_sign("<")
        || cursor.is_sign(">")
        || cursor.is_sign("=")
}

fn is_brace(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
}
