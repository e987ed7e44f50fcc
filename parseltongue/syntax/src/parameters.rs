//! Parameters: `(id: uuid, limit: i64 = 50 at_most 500)`, also marked ones: `(body draft: OrderDraft in "order")`.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};

use crate::field::plain_name;
use crate::header::attributes;
use crate::tokens::{Text, is_name};
use crate::vocabulary::nearest;
use crate::{Cursor, Parsed, Place, Problems, Type, problems};

pub use crate::field::{Rules, Words};

/// One parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Doc comments and attributes, as written.
    pub attributes: TokenStream,
    /// What marks it: `body`, `header "…"`.
    pub mark: Option<Mark>,
    /// Its name.
    pub name: Ident,
    /// Its type; none only for names that the dialect takes without one (`children`).
    pub kind: Option<Type>,
    /// The `in "order"` after its type.
    pub inside: Option<Text>,
    /// The Rust expression after `=`.
    pub default: Option<TokenStream>,
    /// The rules behind its type or its default, as written.
    pub words: Words,
    /// All of it.
    pub place: Place,
}

/// The word before a parameter's name that says where it comes from.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The word: `body`, `header`, `cookie`, `caller`.
    pub word: Ident,
    /// The text after it: the header's name.
    pub text: Option<Text>,
}

/// What parameters a dialect reads.
#[derive(Clone, Copy, Debug, Default)]
pub struct Signature<'a> {
    /// The words that may mark a parameter.
    pub marks: &'a [&'a str],
    /// The names that stand without a type.
    pub untyped: &'a [&'a str],
    /// Parameters may have rules: `limit: i64 = 50 at_least 1`.
    pub has_rules: bool,
}

impl Parameter {
    /// Its name as clients write it: without the `r#` that Rust needs in front of its own words.
    #[must_use]
    pub fn plain_name(&self) -> String {
        plain_name(&self.name)
    }

    /// What its value must keep, checked against its type and its default.
    #[must_use]
    pub fn rules(&self, problems: &mut Problems) -> Rules {
        self.kind.as_ref().map_or_else(Rules::default, |kind| {
            Rules::checked(&self.words, &self.name, kind, self.default.as_ref(), problems)
        })
    }
}

impl Signature<'_> {
    /// Reads what stands in the parentheses. A parameter that is wrong is told of and left out.
    pub fn parse(&self, group: &Group, problems: &mut Problems) -> Vec<Parameter> {
        let mut cursor = Cursor::inside(group);
        let mut parameters: Vec<Parameter> = Vec::new();
        while !cursor.is_at_end() {
            let parameter = self.parameter(&mut cursor, problems);
            if parameter.is_ok() && !cursor.is_at_end() && !cursor.is_sign(",") {
                problems.push(problems::left_over(&cursor));
            }
            cursor.take_value();
            cursor.take_sign(",");
            let Ok(parameter) = parameter else { continue };
            if parameters.iter().any(|other| other.name == parameter.name) {
                let name = parameter.name.to_string();
                problems.push(problems::duplicate("the parameter", &name, &parameter.name));
            } else {
                parameters.push(parameter);
            }
        }
        parameters
    }

    fn parameter(&self, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Parameter> {
        let attributes = attributes(cursor);
        let start = cursor.position();
        let mark = self.mark(cursor);
        if mark.is_none() && matches!(cursor.peek_at(1), Some(TokenTree::Ident(_) | TokenTree::Literal(_))) {
            let found = cursor.peek_word().map(ToString::to_string).unwrap_or_default();
            if let Some(meant) = nearest(&found, self.marks.iter().copied())
                && let Some(word) = cursor.take_ident()
            {
                return Err(problems.push(problems::misspelt(&word, meant)));
            }
        }
        let name = cursor.expect_name("a parameter's name", problems)?;
        let kind = if self.untyped.iter().any(|untyped| name == untyped) && !cursor.is_sign(":") {
            None
        } else {
            cursor.expect_sign(":", problems)?;
            Some(Type::parse(cursor, problems)?)
        };
        let inside = match cursor.take_word("in") {
            Some(_) => Some(cursor.expect_text("the envelope's name, such as `in \"order\"`", problems)?),
            None => None,
        };
        let mut words = Words::default();
        if self.has_rules {
            words.parse(cursor, problems);
        }
        let default = match cursor.take_sign("=") {
            Some(_) if cursor.is_at_end() || cursor.is_sign(",") => {
                return Err(problems.push(problems::expected(cursor, "a default value")));
            }
            Some(_) if self.has_rules => {
                let default = expression(cursor);
                words.parse(cursor, problems);
                Some(default)
            }
            Some(_) => Some(cursor.take_value()),
            None => None,
        };
        Ok(Parameter {
            attributes,
            mark,
            name,
            kind,
            inside,
            default,
            words,
            place: cursor.place_since(start),
        })
    }

    /// A mark is followed by a name or a text; `(body: string)` is a parameter called `body`.
    fn mark(&self, cursor: &mut Cursor) -> Option<Mark> {
        let word = cursor.peek_word().filter(|word| self.marks.iter().any(|mark| *word == mark))?.clone();
        if cursor.is_sign_at(1, ":") || cursor.is_sign_at(1, ",") || cursor.peek_at(1).is_none() {
            return None;
        }
        cursor.next();
        Some(Mark { word, text: cursor.take_text() })
    }
}

/// Reads an expression of Rust up to the comma, or to a word that cannot belong to it: no operator stands between
/// that and what is before it.
fn expression(cursor: &mut Cursor) -> TokenStream {
    let value: Vec<TokenTree> = cursor.clone().take_value().into_iter().collect();
    let is_operand = |token: &TokenTree| match token {
        TokenTree::Ident(word) => {
            let word = word.to_string();
            is_name(&word) || matches!(word.as_str(), "true" | "false" | "self" | "Self")
        }
        TokenTree::Literal(_) | TokenTree::Group(_) => true,
        TokenTree::Punct(_) => false,
    };
    let is_word = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if is_name(&word.to_string()));
    let end = value.windows(2).position(|pair| is_operand(&pair[0]) && is_word(&pair[1]));
    let end = end.map_or(value.len(), |last| last + 1);
    (0..end).map_while(|_| cursor.next()).collect()
}

/// Reads names without types: `(record)`, `(request)`, `(error)`.
pub fn names(group: &Group, what: &str, problems: &mut Problems) -> Vec<Ident> {
    let mut cursor = Cursor::inside(group);
    let mut names = Vec::new();
    while !cursor.is_at_end() {
        match cursor.expect_name(what, problems) {
            Ok(name) => names.push(name),
            Err(_) => break,
        }
        if cursor.take_sign(",").is_none() {
            cursor.expect_end(problems);
            break;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_ends_where_nothing_joins_it_to_what_follows() {
        for (text, end) in [
            ("50 at_least 1", "50"),
            ("LIMIT at_least 1", "LIMIT"),
            ("true at_least 1", "true"),
            ("-50 at_least 1", "-50"),
            ("f(a, b) length 1..=8", "f (a , b)"),
            ("a.length length 1..=8, b", "a . length"),
            ("x as i64 at_most 5", "x as i64"),
            ("if a { 1 } else { 2 } at_most 5", "if a { 1 } else { 2 }"),
            ("match a { _ => 1 }", "match a { _ => 1 }"),
            ("Map::<i64, i64>::new() length 1..", "Map :: < i64 , i64 > :: new ()"),
            ("|a| a + 1", "| a | a + 1"),
        ] {
            let mut cursor = Cursor::new(text.parse().unwrap(), proc_macro2::Span::call_site());
            let plain = |text: &str| text.replace(' ', "");
            assert_eq!(plain(&expression(&mut cursor).to_string()), plain(end), "{text}");
        }
    }
}
