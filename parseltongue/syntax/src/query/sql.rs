//! A query as SQL that is fixed when the program compiles, and the values bound to it.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::{Clauses, Comparison, Condition, Operand};
use crate::body::reference;
use crate::tokens::located;
use crate::{Names, Place};

/// A query ready to be called.
#[derive(Clone, Debug)]
pub struct Query {
    /// A constant expression: the text of the query.
    pub sql: TokenStream,
    /// The values of `?1`, `?2` and so on.
    pub binds: Vec<TokenStream>,
}

/// A piece of the text: fixed, or a column's name.
enum Piece {
    Text(String),
    Column(Ident),
    /// A column's name, of a type that has an order.
    Compared(Ident),
}

struct Writer<'w> {
    record: &'w TokenStream,
    records: TokenStream,
    span: Span,
    pieces: Vec<Piece>,
    binds: Vec<TokenStream>,
}

impl Clauses {
    /// Writes the query; `word` is the word that asks it, at which the helper tokens are located.
    pub(crate) fn write(&self, record: &TokenStream, word: &Ident, names: &Names, is_one: bool) -> Query {
        let span = Span::call_site().located_at(word.span());
        let mut writer =
            Writer { record, records: names.at(span).records(), span, pieces: Vec::new(), binds: Vec::new() };
        if let Some(condition) = &self.condition {
            writer.text(" WHERE ");
            writer.condition(condition, Binding::Loosest);
        }
        for (index, order) in self.order.iter().enumerate() {
            writer.text(if index == 0 { " ORDER BY " } else { ", " });
            writer.compared(&order.field);
            writer.text(if order.descending { " DESC" } else { "" });
        }
        if is_one {
            writer.text(" LIMIT 1");
        } else if let Some(limit) = &self.limit {
            writer.limit(limit);
        }
        writer.query()
    }
}

/// How tightly what stands around a condition binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Loosest,
    Or,
    And,
    Not,
}

impl Writer<'_> {
    fn text(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    fn column(&mut self, field: &Ident) {
        self.text("\"");
        self.pieces.push(Piece::Column(field.clone()));
        self.text("\"");
    }

    fn compared(&mut self, field: &Ident) {
        self.text("\"");
        self.pieces.push(Piece::Compared(field.clone()));
        self.text("\"");
    }

    fn bind(&mut self, bind: TokenStream) {
        self.binds.push(bind);
        let number = self.binds.len();
        self.text(&format!("?{number}"));
    }

    fn bind_as(&mut self, field: &Ident, value: &TokenStream) {
        // At the field: that a type of Rust is not compared, rustc tells there.
        let span = Span::call_site().located_at(field.span());
        let (record, records) = (self.record, located(self.records.clone(), span));
        let value = reference(value.clone());
        let bind = quote_spanned!(span=> <#record as #records::Record>::COLUMNS.#field.compare(#value));
        self.bind(bind);
    }

    fn condition(&mut self, condition: &Condition, around: Binding) {
        match condition {
            Condition::Or(parts) => self.joined(parts, " OR ", Binding::Or, around),
            Condition::And(parts) => self.joined(parts, " AND ", Binding::And, around),
            Condition::Not(inner) => {
                self.text("NOT ");
                self.condition(inner, Binding::Not);
            }
            Condition::Holds(field) => {
                self.compare_value(field, Comparison::Equal.sql(), &quote!(true), around);
            }
            Condition::IsMissing(field) => self.bracketed(around, |writer| {
                writer.column(field);
                writer.text(" IS NULL");
            }),
            Condition::Compare(Operand::Field(field), comparison, Operand::Value(value)) => {
                self.compare_value(field, comparison.sql(), value, around);
            }
            Condition::Compare(Operand::Value(value), comparison, Operand::Field(field)) => {
                self.compare_value(field, comparison.turned().sql(), value, around);
            }
            Condition::Compare(left, comparison, right) => self.bracketed(around, |writer| {
                writer.operand(left);
                writer.text(&format!(" {} ", comparison.sql()));
                writer.operand(right);
            }),
        }
    }

    fn joined(&mut self, parts: &[Condition], junction: &str, own: Binding, around: Binding) {
        let needs_brackets = around >= own && around != Binding::Loosest;
        self.text(if needs_brackets { "(" } else { "" });
        for (index, part) in parts.iter().enumerate() {
            self.text(if index == 0 { "" } else { junction });
            self.condition(part, own);
        }
        self.text(if needs_brackets { ")" } else { "" });
    }

    fn compare_value(&mut self, field: &Ident, sign: &str, value: &TokenStream, around: Binding) {
        self.bracketed(around, |writer| {
            writer.column(field);
            writer.text(&format!(" {sign} "));
            writer.bind_as(field, value);
        });
    }

    /// `NOT` binds tighter than a comparison in some databases' grammars and looser in others'.
    fn bracketed(&mut self, around: Binding, write: impl FnOnce(&mut Self)) {
        let needs_brackets = around == Binding::Not;
        self.text(if needs_brackets { "(" } else { "" });
        write(self);
        self.text(if needs_brackets { ")" } else { "" });
    }

    fn operand(&mut self, operand: &Operand) {
        // Two values were refused by the reader, so the other side is a field as well.
        if let Operand::Field(field) = operand {
            self.compared(field);
        }
    }

    /// A whole number is part of the text; anything else is bound. SQLite takes a negative limit for none.
    fn limit(&mut self, limit: &TokenStream) {
        let written = limit.to_string();
        if written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_') {
            self.text(&format!(" LIMIT {}", written.replace('_', "")));
            return;
        }
        let span = Span::call_site().located_at(Place::of_all(limit, self.span).first);
        let records = located(self.records.clone(), span);
        self.text(" LIMIT ");
        self.bind(quote_spanned!(span=> #records::ColumnValue::Integer(::core::cmp::Ord::max(#limit, 0))));
    }

    fn query(self) -> Query {
        let (record, records, span) = (self.record, &self.records, self.span);
        let of_record = quote_spanned!(span=> <#record as #records::Record>);
        let mut pieces = self.pieces.into_iter().peekable();
        // The quote that closes the table's name begins what follows it.
        let first = match pieces.next_if(|piece| matches!(piece, Piece::Text(_))) {
            Some(Piece::Text(text)) => format!("\"{text}"),
            _ => "\"".to_owned(),
        };
        let first = Literal::string(&first);
        let rest = pieces.map(|piece| match piece {
            Piece::Text(text) => {
                let text = Literal::string(&text);
                quote_spanned!(span=> , #text)
            }
            Piece::Column(field) => quote_spanned!(span=> , #of_record::COLUMNS.#field.name),
            Piece::Compared(field) => {
                let compared = Ident::new("compared", Span::call_site().located_at(field.span()));
                quote_spanned!(span=> , #of_record::COLUMNS.#field.#compared())
            }
        });
        let sql = quote_spanned!(span=>
            const { #records::join!["SELECT ", #of_record::SELECT, " FROM \"", #of_record::TABLE, #first #(#rest)*] }
        );
        Query { sql, binds: self.binds }
    }
}

impl Comparison {
    /// In SQL. Equality is SQLite's `IS`, which uses an index as `=` does and for which a missing value equals a
    /// missing value, as in Rust: `.note == note` means the same in a query and over a stream.
    #[must_use]
    pub fn sql(self) -> &'static str {
        match self {
            Comparison::Equal => "IS",
            Comparison::NotEqual => "IS NOT",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }

    /// With its sides exchanged.
    #[must_use]
    pub fn turned(self) -> Comparison {
        match self {
            Comparison::Less => Comparison::Greater,
            Comparison::LessOrEqual => Comparison::GreaterOrEqual,
            Comparison::Greater => Comparison::Less,
            Comparison::GreaterOrEqual => Comparison::LessOrEqual,
            same => same,
        }
    }
}
