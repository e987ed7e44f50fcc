//! A cursor over tokens: the one reader under every grammar of the language.
//!
//! Words are matched here before Rust's own grammar gets to see anything; what belongs to Rust
//! (bodies, values, paths) is cut out as raw tokens with its spans kept.

use std::rc::Rc;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::vocabulary::{Nearest, nearest};
use crate::{Mode, Parsed, Place, Problems, problems};

/// Where a reader stands in a row of tokens. Cloning it is cheap and is how one looks ahead.
#[derive(Clone, Debug)]
pub struct Cursor {
    tokens: Rc<[TokenTree]>,
    at: usize,
    end: Span,
}

/// A text literal of the language with what it says.
#[derive(Clone, Debug)]
pub struct Text {
    /// What it says, escapes resolved.
    pub value: String,
    /// The literal as written.
    pub literal: Literal,
}

impl From<&Text> for Place {
    fn from(text: &Text) -> Place {
        text.literal.span().into()
    }
}

impl Cursor {
    /// At the front of `tokens`; `end` is what a problem underlines when they end too early.
    #[must_use]
    pub fn new(tokens: TokenStream, end: Span) -> Cursor {
        Cursor { tokens: tokens.into_iter().map(opened).collect(), at: 0, end }
    }

    /// At the front of what stands between the brackets of `group`.
    #[must_use]
    pub fn inside(group: &Group) -> Cursor {
        Cursor::new(group.stream(), group.span_close())
    }

    /// Nothing is left.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// How many tokens have been read; two cursors over the same tokens compare by it.
    #[must_use]
    pub fn position(&self) -> usize {
        self.at
    }

    /// The next token.
    #[must_use]
    pub fn peek(&self) -> Option<&TokenTree> {
        self.tokens.get(self.at)
    }

    /// The token `ahead` places after the next one.
    #[must_use]
    pub fn peek_at(&self, ahead: usize) -> Option<&TokenTree> {
        self.tokens.get(self.at + ahead)
    }

    /// The token that was read last.
    #[must_use]
    pub fn previous(&self) -> Option<&TokenTree> {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at))
    }

    /// The tokens before the next one are these signs, standing close together.
    #[must_use]
    pub fn is_behind(&self, sign: &str) -> bool {
        let count = sign.chars().count();
        self.at >= count
            && Cursor { tokens: Rc::clone(&self.tokens), at: self.at - count, end: self.end }.is_sign(sign)
    }

    /// An expression of Rust is complete before the next token: a name or a literal there cannot go on with it.
    #[must_use]
    pub(crate) fn is_behind_operand(&self) -> bool {
        match self.previous() {
            Some(TokenTree::Punct(punct)) => punct.as_char() == '?',
            Some(TokenTree::Ident(word)) => !self.previous_was_behind("'") && !is_keyword(&word.to_string()),
            Some(TokenTree::Group(group)) => {
                group.delimiter() != Delimiter::Brace && !self.previous_was_behind("#")
            }
            Some(TokenTree::Literal(_)) => true,
            None => false,
        }
    }

    /// The token that was read last is `{ … }`.
    #[must_use]
    pub fn is_behind_braces(&self) -> bool {
        matches!(self.previous(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
    }

    /// The token that was read last stands behind these signs.
    #[must_use]
    pub(crate) fn previous_was_behind(&self, sign: &str) -> bool {
        let at = self.at.saturating_sub(1);
        Cursor { tokens: Rc::clone(&self.tokens), at, end: self.end }.is_behind(sign)
    }

    /// The place of the next token, or of the end. Of braces it is the one that opens: nobody wants to see a whole
    /// block underlined.
    #[must_use]
    pub fn place(&self) -> Place {
        match self.peek() {
            None => self.end.into(),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                group.span_open().into()
            }
            Some(token) => token.into(),
        }
    }

    /// The place of the token that was read last.
    #[must_use]
    pub fn previous_place(&self) -> Place {
        self.previous().map_or_else(|| self.end.into(), Place::from)
    }

    /// From the token at `position` to the one that was read last.
    #[must_use]
    pub fn place_since(&self, position: usize) -> Place {
        match self.tokens.get(position) {
            Some(first) if position < self.at => Place::between(first, self.previous_place()),
            _ => self.place(),
        }
    }

    /// The tokens from `position` to the one that was read last.
    #[must_use]
    pub fn tokens_since(&self, position: usize) -> TokenStream {
        self.tokens[position.min(self.at)..self.at].iter().cloned().collect()
    }

    /// Reads the next token.
    #[allow(clippy::should_implement_trait, reason = "a cursor looks ahead; it is no iterator")]
    pub fn next(&mut self) -> Option<TokenTree> {
        let token = self.tokens.get(self.at).cloned();
        self.at += usize::from(token.is_some());
        token
    }

    /// Stands before the token that was read last.
    pub(crate) fn step_back(&mut self) {
        self.at = self.at.saturating_sub(1);
    }

    /// The next token is this word.
    #[must_use]
    pub fn is_word(&self, word: &str) -> bool {
        self.is_word_at(0, word)
    }

    /// The token `ahead` places after the next one is this word.
    #[must_use]
    pub fn is_word_at(&self, ahead: usize, word: &str) -> bool {
        matches!(self.peek_at(ahead), Some(TokenTree::Ident(ident)) if ident == word)
    }

    /// The next tokens are `word:`, which begins a setting or a field.
    #[must_use]
    pub fn is_label(&self) -> bool {
        self.peek_word().is_some() && self.is_sign_at(1, ":") && !self.is_sign_at(1, "::")
    }

    /// The next token, if it is a word.
    #[must_use]
    pub fn peek_word(&self) -> Option<&Ident> {
        match self.peek() {
            Some(TokenTree::Ident(ident)) => Some(ident),
            _ => None,
        }
    }

    /// Reads this word if it is next.
    pub fn take_word(&mut self, word: &str) -> Option<Ident> {
        if self.is_word(word) { self.take_ident() } else { None }
    }

    /// Reads any word if one is next.
    pub fn take_ident(&mut self) -> Option<Ident> {
        let ident = self.peek_word().cloned()?;
        self.at += 1;
        Some(ident)
    }

    /// The next tokens are these signs, standing close together (`::`, `->`, `..=`).
    #[must_use]
    pub fn is_sign(&self, sign: &str) -> bool {
        self.is_sign_at(0, sign)
    }

    /// The tokens from `ahead` places after the next one are these signs, standing close together.
    #[must_use]
    pub fn is_sign_at(&self, ahead: usize, sign: &str) -> bool {
        let count = sign.chars().count();
        sign.chars().enumerate().all(|(index, wanted)| match self.peek_at(ahead + index) {
            Some(TokenTree::Punct(punct)) => {
                punct.as_char() == wanted && (index + 1 == count || punct.spacing() == Spacing::Joint)
            }
            _ => false,
        })
    }

    /// Reads these signs if they are next.
    pub fn take_sign(&mut self, sign: &str) -> Option<Place> {
        if !self.is_sign(sign) {
            return None;
        }
        let start = self.at;
        self.at += sign.chars().count();
        Some(self.place_since(start))
    }

    /// The next token, if it is a group in these brackets.
    #[must_use]
    pub fn peek_group(&self, delimiter: Delimiter) -> Option<&Group> {
        match self.peek() {
            Some(TokenTree::Group(group)) if group.delimiter() == delimiter => Some(group),
            _ => None,
        }
    }

    /// Reads a group in these brackets if one is next.
    pub fn take_group(&mut self, delimiter: Delimiter) -> Option<Group> {
        let group = self.peek_group(delimiter).cloned()?;
        self.at += 1;
        Some(group)
    }

    /// The next token, if it is a literal.
    #[must_use]
    pub fn peek_literal(&self) -> Option<&Literal> {
        match self.peek() {
            Some(TokenTree::Literal(literal)) => Some(literal),
            _ => None,
        }
    }

    /// Reads a literal if one is next.
    pub fn take_literal(&mut self) -> Option<Literal> {
        let literal = self.peek_literal().cloned()?;
        self.at += 1;
        Some(literal)
    }

    /// Reads a text literal if one is next.
    pub fn take_text(&mut self) -> Option<Text> {
        let literal = self.peek_literal()?.clone();
        let value = match syn::Lit::new(literal.clone()) {
            syn::Lit::Str(text) => text.value(),
            _ => return None,
        };
        self.at += 1;
        Some(Text { value, literal })
    }

    /// Reads everything up to where `ends` says yes, or to the end.
    pub fn take_until(&mut self, mut ends: impl FnMut(&Cursor) -> bool) -> TokenStream {
        let start = self.at;
        while !self.is_at_end() && !ends(self) {
            self.at += 1;
        }
        self.tokens_since(start)
    }

    /// Reads a Rust expression up to the next comma. Commas in brackets, in closure parameters and in
    /// the angle brackets of a `::<…>` belong to it.
    pub fn take_value(&mut self) -> TokenStream {
        let start = self.at;
        while !self.is_at_end() && !self.is_sign(",") {
            if self.is_sign("::<") {
                self.at += 2;
                self.skip_angles();
            } else if self.is_sign("|") && self.starts_a_closure(start) {
                self.at += 1;
                while !self.is_at_end() && !self.is_sign("|") {
                    self.at += 1;
                }
                self.at += usize::from(!self.is_at_end());
            } else {
                self.at += 1;
            }
        }
        self.tokens_since(start)
    }

    /// A `|` begins a closure where no operand stands before it.
    fn starts_a_closure(&self, start: usize) -> bool {
        if self.at == start {
            return true;
        }
        match self.previous() {
            Some(TokenTree::Punct(punct)) => !matches!(punct.as_char(), '|' | '?' | '>'),
            Some(TokenTree::Ident(ident)) => ident == "move" || ident == "return",
            _ => false,
        }
    }

    /// Reads `<…>` with what is nested in it, if it is next; an arrow's `>` closes nothing.
    pub fn skip_angles(&mut self) {
        let mut depth = 0_usize;
        let mut after_minus = false;
        while let Some(token) = self.peek() {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
                _ if depth == 0 => return,
                TokenTree::Punct(punct) if punct.as_char() == '>' && !after_minus => depth -= 1,
                _ => {}
            }
            after_minus = matches!(token, TokenTree::Punct(punct)
                if matches!(punct.as_char(), '-' | '=') && punct.spacing() == Spacing::Joint);
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    /// Reads a Rust path: `Market::Trades`, `::some::Path`, and also the unfinished `Market::`, which an
    /// editor completes. Generic arguments are left where they are.
    pub fn take_path(&mut self) -> Option<TokenStream> {
        let start = self.at;
        if self.is_sign("::") {
            self.at += 2;
        }
        let first = self.at;
        while self.peek_word().is_some() {
            self.at += 1;
            if !self.is_sign("::") || self.is_sign("::<") {
                break;
            }
            self.at += 2;
        }
        if self.at == first {
            self.at = start;
            return None;
        }
        Some(self.tokens_since(start))
    }

    /// Reads the word, or tells that it is missing; a slip of the finger in it is told and read as the word.
    ///
    /// # Errors
    /// When another token is next.
    pub fn expect_word(&mut self, word: &str, problems: &mut Problems) -> Parsed<Ident> {
        let found = self.take_word_or_slip(word, problems);
        found.ok_or_else(|| problems.push(problems::expected(self, &format!("`{word}`"))))
    }

    /// Reads the word if it is next. A slip of the finger in it is told, and read as the word, so that it costs
    /// nothing but itself.
    pub fn take_word_or_slip(&mut self, word: &str, problems: &mut Problems) -> Option<Ident> {
        if let Some(found) = self.take_word(word) {
            return Some(found);
        }
        let meant = self.slip_of(word)?;
        let found = self.take_ident()?;
        problems.push(problems::misspelt(&found, meant));
        Some(found)
    }

    /// The next token is the word, or one that can only be a slip of the finger in it.
    #[must_use]
    pub fn is_word_or_slip(&self, word: &str) -> bool {
        self.is_word(word) || self.slip_of(word).is_some()
    }

    /// What begins with a capital is the name of something of the writer's.
    pub(crate) fn slip_of<'a>(&self, word: &'a str) -> Option<Nearest<'a>> {
        let found = self.peek_word()?.to_string();
        let is_lower_case = found.starts_with(|first: char| first.is_ascii_lowercase());
        let meant = if is_lower_case { nearest(&found, [word]) } else { None };
        meant.filter(|meant| meant.is_certain && found != word)
    }

    /// Reads a name, or tells that `what` is missing.
    ///
    /// # Errors
    /// When the next token is no word, or one that Rust keeps for itself.
    pub fn expect_name(&mut self, what: &str, problems: &mut Problems) -> Parsed<Ident> {
        let is_name = self.peek_word().is_some_and(|word| !is_keyword(&word.to_string()));
        let name = if is_name { self.take_ident() } else { None };
        name.ok_or_else(|| problems.push(problems::expected(self, what)))
    }

    /// Reads these signs, or tells that they are missing.
    ///
    /// # Errors
    /// When other tokens are next.
    pub fn expect_sign(&mut self, sign: &str, problems: &mut Problems) -> Parsed<Place> {
        self.take_sign(sign).ok_or_else(|| problems.push(problems::expected(self, &format!("`{sign}`"))))
    }

    /// Reads a group in these brackets, or tells that `what` is missing.
    ///
    /// # Errors
    /// When something else is next.
    pub fn expect_group(
        &mut self,
        delimiter: Delimiter,
        what: &str,
        problems: &mut Problems,
    ) -> Parsed<Group> {
        self.take_group(delimiter).ok_or_else(|| problems.push(problems::expected(self, what)))
    }

    /// Reads a text, or tells that `what` is missing.
    ///
    /// # Errors
    /// When the next token is no text literal.
    pub fn expect_text(&mut self, what: &str, problems: &mut Problems) -> Parsed<Text> {
        self.take_text().ok_or_else(|| problems.push(problems::expected(self, what)))
    }

    /// Reads a path, or tells that `what` is missing.
    ///
    /// # Errors
    /// When no path is next.
    pub fn expect_path(&mut self, what: &str, problems: &mut Problems) -> Parsed<TokenStream> {
        self.take_path().ok_or_else(|| problems.push(problems::expected(self, what)))
    }

    /// Reads `.field`, or tells that `what` is missing. For an editor a dot alone is a field that is being typed.
    ///
    /// # Errors
    /// When no dot with a word is next.
    pub fn expect_field(&mut self, what: &str, problems: &mut Problems) -> Parsed<Ident> {
        if self.is_sign(".") && matches!(self.peek_at(1), Some(TokenTree::Ident(_))) {
            self.at += 1;
            return self.expect_name(what, problems);
        }
        if let (Mode::Editor, Some(dot)) = (problems.mode(), self.take_sign(".")) {
            problems.push(problems::expected(self, what));
            return Ok(Ident::new("being_typed", dot.last));
        }
        match self.peek_word().cloned() {
            Some(word) => Err(problems.push(problems::field_without_dot(&word))),
            None => Err(problems.push(problems::expected(self, what))),
        }
    }

    /// Tells of anything that is left over.
    pub fn expect_end(&self, problems: &mut Problems) {
        if !self.is_at_end() {
            problems.push(problems::left_over(self));
        }
    }
}

/// Reads the next token as rustc's error would name it.
#[must_use]
pub fn describe(token: Option<&TokenTree>) -> String {
    match token {
        None => "the end".to_owned(),
        Some(TokenTree::Group(group)) => match group.delimiter() {
            Delimiter::Parenthesis => "`( … )`".to_owned(),
            Delimiter::Brace => "`{ … }`".to_owned(),
            Delimiter::Bracket => "`[ … ]`".to_owned(),
            Delimiter::None => "a macro's argument".to_owned(),
        },
        Some(token) => format!("`{token}`"),
    }
}

/// Words that Rust keeps for itself and that are no value: no name, and an operand may follow them.
#[must_use]
pub(crate) fn is_keyword(word: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "as", "async", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "fn", "for",
        "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "static",
        "struct", "trait", "type", "unsafe", "use", "where", "while", "yield",
    ];
    KEYWORDS.contains(&word)
}

/// The text may be the name of a variable as it stands: a word that is none of Rust's own.
#[must_use]
pub fn is_name(text: &str) -> bool {
    syn::parse_str::<Ident>(text).is_ok()
}

/// A sign with that span.
#[must_use]
pub fn sign(character: char, spacing: Spacing, span: Span) -> TokenTree {
    let mut punct = Punct::new(character, spacing);
    punct.set_span(span);
    punct.into()
}

/// The same tokens, resolved as they were and located where `span` is.
#[must_use]
pub fn located(tokens: TokenStream, span: Span) -> TokenStream {
    let moved = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            token = Group::new(group.delimiter(), located(group.stream(), span)).into();
        }
        token.set_span(Span::call_site().located_at(span));
        token
    });
    moved.collect()
}

/// A `macro_rules!` wraps what it captured in invisible brackets; around a single token they say nothing.
fn opened(token: TokenTree) -> TokenTree {
    if let TokenTree::Group(group) = &token
        && group.delimiter() == Delimiter::None
    {
        let mut inner = group.stream().into_iter();
        if let (Some(only), None) = (inner.next(), inner.next()) {
            return opened(only);
        }
    }
    token
}
