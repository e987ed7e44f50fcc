//! Names that stand for a value which may change: props, items of a `for_each`, cases of a
//! `match`, and `let_` lines that are used by their bare name. What is written reads them where they are mentioned.

use std::cell::Cell;

use parseltongue_syntax::Cursor;
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};

use super::{Name, mix};

/// The names in scope, innermost last.
#[derive(Debug, Default)]
pub(super) struct Variables {
    known: Vec<Variable>,
}

#[derive(Debug)]
struct Variable {
    name: Ident,
    is_read: Cell<bool>,
    /// A name of another kind (a signal) that hides an outer variable.
    hides: bool,
    /// The word of a line whose changes no view is told of (`let_mut_shared_var`).
    unfollowed: Cell<Option<&'static str>>,
}

impl Variable {
    fn new(name: &Ident) -> Variable {
        Variable { name: name.clone(), is_read: Cell::new(false), hides: false, unfollowed: Cell::new(None) }
    }
}

impl Variables {
    /// Adds a value by that name.
    pub(super) fn push(&mut self, name: &Ident) {
        self.known.push(Variable::new(name));
    }

    /// Adds a name that is used as it is: a signal, a derived value, a stream.
    pub(super) fn push_handle(&mut self, name: &Ident) {
        self.known.push(Variable { hides: true, ..Variable::new(name) });
    }

    /// Adds the name of a `keyword` line, which changes without any view being told.
    pub(super) fn push_unfollowed(&mut self, name: &Ident, keyword: &'static str) {
        self.known.push(Variable { unfollowed: Cell::new(Some(keyword)), ..Variable::new(name) });
    }

    /// Where `code` is the first to mention a name whose changes no view is told of, the name, and the word of its
    /// line. The mistake is in that line, so it is told once.
    pub(super) fn unfollowed_in(&self, code: &TokenStream) -> Vec<(Span, &Ident, &'static str)> {
        let mut words = Vec::new();
        mentioned(code, &mut words);
        let found = words.iter().filter_map(|(word, at)| {
            let variable = self.find(word)?;
            Some((*at, &variable.name, variable.unfollowed.take()?))
        });
        found.collect()
    }

    fn find(&self, word: &str) -> Option<&Variable> {
        self.known.iter().rev().find(|it| it.name == word)
    }

    /// The signal, derived value or stream of which `code` is the name and nothing else.
    pub(super) fn handle(&self, code: &TokenStream) -> Option<&Ident> {
        let mut tokens = code.clone().into_iter();
        let (Some(TokenTree::Ident(word)), None) = (tokens.next(), tokens.next()) else { return None };
        let variable = self.known.iter().rev().find(|it| it.name == word)?;
        variable.hides.then_some(&variable.name)
    }

    pub(super) fn count(&self) -> usize {
        self.known.len()
    }

    /// Leaves a scope. Says which of its names were read.
    pub(super) fn truncate(&mut self, count: usize) -> Vec<Name> {
        self.known.drain(count..).filter(|it| it.is_read.get()).map(|it| Name(it.name)).collect()
    }

    /// The variables that `code` mentions, each once.
    pub(super) fn read_in(&self, code: &TokenStream) -> Vec<Name> {
        let mut words = Vec::new();
        mentioned(code, &mut words);
        let mut read: Vec<Name> = Vec::new();
        for (word, _) in words {
            let Some(variable) = self.find(&word) else { continue };
            let name = Name(variable.name.clone());
            if !variable.hides && !read.contains(&name) {
                variable.is_read.set(true);
                read.push(name);
            }
        }
        read
    }
}

/// Every word that may name a variable, and where it stands: no field, no part of a path.
fn mentioned(code: &TokenStream, into: &mut Vec<(String, Span)>) {
    let mut cursor = Cursor::new(code.clone(), Span::call_site());
    while let Some(token) = cursor.peek().cloned() {
        match token {
            TokenTree::Ident(word) => {
                let is_field = cursor.is_behind(".") && !cursor.is_behind("..");
                if !is_field && !cursor.is_behind("::") && !cursor.is_sign_at(1, "::") {
                    into.push((word.to_string(), word.span()));
                }
            }
            TokenTree::Group(group) => mentioned(&group.stream(), into),
            TokenTree::Literal(literal) => {
                // `format!("{trade}")` names a variable inside of its text.
                let at = literal.span();
                if let syn::Lit::Str(text) = syn::Lit::new(literal) {
                    into.extend(mix::names_in(&text.value()).into_iter().map(|name| (name, at)));
                }
            }
            TokenTree::Punct(_) => {}
        }
        cursor.next();
    }
}

/// Whether a value can never change: literals, paths, signs.
pub(super) fn is_constant(code: &TokenStream, variables: &Variables) -> bool {
    variables.read_in(code).is_empty()
        && code.clone().into_iter().all(|token| match token {
            TokenTree::Group(group) => {
                group.delimiter() == Delimiter::None && is_constant(&group.stream(), variables)
            }
            TokenTree::Punct(punct) => matches!(punct.as_char(), ':' | '-' | '+' | '*' | '/'),
            TokenTree::Ident(_) | TokenTree::Literal(_) => true,
        })
}

/// The names that a pattern gives.
pub(super) fn given_by(pattern: &TokenStream) -> Vec<Ident> {
    let mut names: Vec<Ident> = Vec::new();
    collect_given(pattern, &mut names);
    names
}

fn collect_given(pattern: &TokenStream, names: &mut Vec<Ident>) {
    let mut cursor = Cursor::new(pattern.clone(), Span::call_site());
    while let Some(token) = cursor.peek().cloned() {
        match token {
            TokenTree::Ident(word) => {
                let text = word.to_string();
                let is_path = cursor.is_behind("::") || cursor.is_sign_at(1, "::");
                let is_field_name = cursor.is_sign_at(1, ":");
                let is_call = matches!(cursor.peek_at(1), Some(TokenTree::Group(_)));
                let is_name =
                    text.starts_with(|first: char| first.is_lowercase() || first == '_') && text != "_";
                let is_keyword = matches!(text.as_str(), "ref" | "mut" | "true" | "false" | "box");
                if is_name && !is_keyword && !is_path && !is_field_name && !is_call && !names.contains(&word)
                {
                    names.push(word);
                }
            }
            TokenTree::Group(group) => collect_given(&group.stream(), names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        cursor.next();
    }
}
