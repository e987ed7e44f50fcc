//! A query as SQL that is fixed when the program compiles, and the values bound to it.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::keyset;
use super::{Asked, Clauses, Comparison, Condition, Operand, Order};
use crate::body::reference;
use crate::tokens::located;
use crate::{Names, Place};

/// A query ready to be called.
#[derive(Clone, Debug)]
pub struct Query {
    /// A constant expression: the text of the query, for each database.
    pub sql: TokenStream,
    /// The values of `?1`, `?2` and so on.
    pub binds: Vec<TokenStream>,
    /// How it goes on behind a key.
    pub(crate) after: Option<After>,
}

/// The other text of a query with `after`, for when there is a key to go on behind.
#[derive(Clone, Debug)]
pub(crate) struct After {
    /// A constant expression: its values follow those of the first text.
    pub(crate) sql: TokenStream,
    /// A constant expression: the places of the fields that it is ordered by, the key last.
    pub(crate) order: TokenStream,
    /// The key, or none.
    pub(crate) key: TokenStream,
}

/// A piece of the text: fixed, or known to the record.
#[derive(Clone)]
enum Piece {
    Text(String),
    /// What a method of the column writes, of arguments: a name in quotes, a comparison, an order.
    Column(Ident, TokenStream),
    /// A part that the databases spell each in their own way: its name in the runtime.
    Part(&'static str),
    Key,
    /// A value that is compared with the key, and its place.
    KeyPlace(String),
}

#[derive(Clone)]
pub(super) struct Writer<'w> {
    record: &'w TokenStream,
    records: TokenStream,
    span: Span,
    pieces: Vec<Piece>,
    binds: Vec<TokenStream>,
}

impl Clauses {
    /// Writes the query; `word` is the word that asks it, at which the helper tokens are located.
    pub(crate) fn write(&self, record: &TokenStream, word: &Ident, names: &Names, asked: Asked) -> Query {
        let span = Span::call_site().located_at(word.span());
        let mut writer =
            Writer { record, records: names.at(span).records(), span, pieces: Vec::new(), binds: Vec::new() };
        if let Some(condition) = &self.condition {
            writer.text(" WHERE ");
            // With `after` another condition joins it.
            let around = if self.after.is_some() { Binding::And } else { Binding::Loosest };
            writer.condition(condition, around);
        }
        let mut later = writer.clone();
        writer.ending(self, asked, None);
        let after = self.after.as_ref().map(|key| {
            // The first text's values come first, its limit among them.
            later.binds.clone_from(&writer.binds);
            later.text(if self.condition.is_some() { " AND " } else { " WHERE " });
            keyset::write(&mut later, &self.order);
            later.ending(self, asked, Some(writer.binds.len()));
            let order = self.order.iter().map(|Order { field, .. }| {
                let at = Span::call_site().located_at(field.span());
                let records = located(writer.records.clone(), at);
                quote_spanned!(at=> #records::asked::in_order(<#record as #records::Record>::FIELDS, <#record as #records::Record>::COLUMNS.#field.index))
            });
            let records = &writer.records;
            let order = quote_spanned!(span=> const { &[#(#order,)* <#record as #records::Keyed>::KEY] });
            After { sql: later.sql(asked), order, key: reference(key.clone()) }
        });
        Query { sql: writer.sql(asked), binds: writer.binds, after }
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
    pub(super) fn text(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    /// What a method of the column writes; located at the field, so that rustc tells there of one which is not
    /// compared, or no text.
    fn of_column(&mut self, field: &Ident, method: &str, arguments: &[&str]) {
        let span = Span::call_site().located_at(field.span());
        let method = Ident::new(method, span);
        let arguments = arguments.iter().map(|text| {
            let mut literal = Literal::string(text);
            literal.set_span(span);
            literal
        });
        let called = quote_spanned!(span=> #method(#(#arguments),*));
        self.pieces.push(Piece::Column(field.clone(), called));
    }

    pub(super) fn column(&mut self, field: &Ident) {
        self.of_column(field, "quoted", &[]);
    }

    pub(super) fn key(&mut self) {
        self.text("\"");
        self.pieces.push(Piece::Key);
        self.text("\"");
    }

    /// A value that is compared with a column, or without one with the key, and was bound to that place.
    pub(super) fn place(&mut self, field: Option<&Ident>, number: usize) {
        let place = format!("?{number}");
        match field {
            Some(field) => self.of_column(field, "place", &[&place]),
            None => self.pieces.push(Piece::KeyPlace(place)),
        }
    }

    /// The number of the last value that is bound.
    pub(super) fn bound(&self) -> usize {
        self.binds.len()
    }

    /// Binds a value by a method of the column, and gives its place.
    fn bind_as(&mut self, field: &Ident, method: &str, value: &TokenStream) -> String {
        // At the field: that it is not compared, or no text, rustc tells there.
        let span = Span::call_site().located_at(field.span());
        let (record, records) = (self.record, located(self.records.clone(), span));
        let (method, value) = (Ident::new(method, span), reference(value.clone()));
        self.binds.push(quote_spanned!(span=> <#record as #records::Record>::COLUMNS.#field.#method(#value)));
        format!("?{}", self.binds.len())
    }

    fn condition(&mut self, condition: &Condition, around: Binding) {
        match condition {
            Condition::Or(parts) => self.joined(parts, " OR ", Binding::Or, around),
            Condition::And(parts) => self.joined(parts, " AND ", Binding::And, around),
            // What is asked of a missing value does not hold, so its opposite does: SQL alone would
            // say of neither that it does.
            Condition::Not(inner) => {
                self.condition(inner, Binding::Not);
                self.text(" IS NOT TRUE");
            }
            Condition::Holds(field) => {
                self.compare_value(field, Comparison::Equal, &quote!(true), around);
            }
            Condition::IsMissing(field) => self.bracketed(around, |writer| {
                writer.column(field);
                writer.text(" IS NULL");
            }),
            Condition::IsIn(field, values) => self.bracketed(around, |writer| {
                let place = writer.bind_as(field, "bind_all", values);
                writer.of_column(field, "is_in", &[&place]);
            }),
            Condition::Contains(field, part) => self.bracketed(around, |writer| {
                let place = writer.bind_as(field, "bind_part", part);
                writer.of_column(field, "contains", &[&place]);
            }),
            Condition::StartsWith(field, part) => self.bracketed(Binding::Not.max(around), |writer| {
                let place = writer.bind_as(field, "bind_part", part);
                writer.of_column(field, "starts_with", &[&place]);
            }),
            Condition::Compare(Operand::Field(field), comparison, Operand::Value(value)) => {
                self.compare_value(field, *comparison, value, around);
            }
            Condition::Compare(Operand::Value(value), comparison, Operand::Field(field)) => {
                self.compare_value(field, comparison.turned(), value, around);
            }
            Condition::Compare(left, comparison, right) => self.bracketed(around, |writer| {
                writer.operand(left);
                match comparison {
                    Comparison::Equal => writer.pieces.push(Piece::Part("IS")),
                    Comparison::NotEqual => writer.pieces.push(Piece::Part("IS_NOT")),
                    ordered => writer.text(ordered.sign()),
                }
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

    fn compare_value(&mut self, field: &Ident, comparison: Comparison, value: &TokenStream, around: Binding) {
        self.bracketed(around, |writer| {
            let place = writer.bind_as(field, "compare", value);
            match comparison {
                Comparison::Equal => writer.of_column(field, "is", &[&place]),
                Comparison::NotEqual => writer.of_column(field, "is_not", &[&place]),
                ordered => writer.of_column(field, "against", &[ordered.sign(), &place]),
            }
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
            self.of_column(field, "compared", &[]);
        }
    }

    /// The order, and how many; the limit may be bound already.
    fn ending(&mut self, clauses: &Clauses, asked: Asked, bound: Option<usize>) {
        for (index, Order { field, descending }) in clauses.order.iter().enumerate() {
            self.text(if index == 0 { " ORDER BY " } else { ", " });
            self.of_column(field, if *descending { "descending" } else { "ascending" }, &[]);
        }
        if clauses.after.is_some() {
            // No two records stand at one place, or a page could end between them.
            self.text(if clauses.order.is_empty() { " ORDER BY " } else { ", " });
            self.key();
            self.text(if keyset::ends_descending(&clauses.order) { " DESC" } else { "" });
        }
        match (&clauses.limit, asked) {
            (_, Asked::One) => self.text(" LIMIT 1"),
            (Some(limit), Asked::All) => self.limit(limit, bound),
            _ => {}
        }
    }

    /// A whole number is part of the text; anything else is bound, and checked then.
    fn limit(&mut self, limit: &TokenStream, bound: Option<usize>) {
        if let Some(number) = super::whole_number(limit) {
            self.text(&format!(" LIMIT {number}"));
            return;
        }
        if let Some(number) = bound {
            return self.text(&format!(" LIMIT ?{number}"));
        }
        let span = Span::call_site().located_at(Place::of_all(limit, self.span).first);
        let records = located(self.records.clone(), span);
        self.text(" LIMIT ");
        self.binds.push(quote_spanned!(span=> #records::asked::limit(#limit)?));
        self.text(&format!("?{}", self.binds.len()));
    }

    fn sql(&self, asked: Asked) -> TokenStream {
        let (record, records, span) = (self.record, &self.records, self.span);
        let of_record = quote_spanned!(span=> <#record as #records::Record>);
        let front = match asked {
            Asked::One | Asked::All => {
                quote_spanned!(span=> "SELECT ", #of_record::SELECT, " FROM \"", #of_record::TABLE)
            }
            Asked::Count => quote_spanned!(span=> "SELECT count(*) FROM \"", #of_record::TABLE),
            Asked::Exists => quote_spanned!(span=> "SELECT EXISTS (SELECT 1 FROM \"", #of_record::TABLE),
        };
        let mut pieces = self.pieces.clone();
        if asked == Asked::Exists {
            match pieces.last_mut() {
                Some(Piece::Text(last)) => last.push(')'),
                _ => pieces.push(Piece::Text(")".to_owned())),
            }
        }
        let mut pieces = pieces.into_iter().peekable();
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
            Piece::Column(field, called) => quote_spanned!(span=> , #of_record::COLUMNS.#field.#called),
            Piece::Part(name) => {
                let name = Ident::new(name, span);
                quote_spanned!(span=> , #records::sql::#name)
            }
            Piece::Key => quote_spanned!(span=> , <#record as #records::Keyed>::KEY_NAME),
            Piece::KeyPlace(place) => quote_spanned!(span=> , #records::sql::key_place::<#record>(#place)),
        });
        quote_spanned!(span=> const { #records::sql![#front, #first #(#rest)*] })
    }
}

impl Comparison {
    /// In SQL, for an order. What equals is asked of the column, for which a missing value equals a missing value as
    /// in Rust: `.note == note` means the same in a query and over a stream.
    fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => " = ",
            Comparison::NotEqual => " <> ",
            Comparison::Less => " < ",
            Comparison::LessOrEqual => " <= ",
            Comparison::Greater => " > ",
            Comparison::GreaterOrEqual => " >= ",
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
