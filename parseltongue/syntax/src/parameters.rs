//! Parameters: `(id: uuid, limit: i64 = 50)`, also marked ones: `(body draft: OrderDraft in "order")`.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};

use crate::field::plain_name;
use crate::header::attributes;
use crate::tokens::Text;
use crate::vocabulary::nearest;
use crate::{Cursor, Parsed, Place, Problems, Type, problems};

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
}

impl Parameter {
    /// Its name as clients write it: without the `r#` that Rust needs in front of its own words.
    #[must_use]
    pub fn plain_name(&self) -> String {
        plain_name(&self.name)
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
        let default = match cursor.take_sign("=") {
            Some(_) if cursor.is_at_end() || cursor.is_sign(",") => {
                return Err(problems.push(problems::expected(cursor, "a default value")));
            }
            Some(_) => Some(cursor.take_value()),
            None => None,
        };
        Ok(Parameter { attributes, mark, name, kind, inside, default, place: cursor.place_since(start) })
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
