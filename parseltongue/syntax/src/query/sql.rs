//! Text of a query that is fixed when the program compiles, and the values bound to it.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::condition::Related;
use super::{Comparison, Condition, Operand};
use crate::body::reference;
use crate::tokens::located;

/// A piece of the text: fixed, or known to a record.
#[derive(Clone)]
enum Piece {
    Text(String),
    /// A constant expression of the runtime's.
    Known(TokenStream),
}

/// A value to be bound, and the optional values without which it is not.
#[derive(Clone, Debug)]
pub(super) struct Bind {
    pub(super) value: TokenStream,
    pub(super) given: Vec<Ident>,
}

/// Writes one text.
#[derive(Clone)]
pub(super) struct Writer<'w> {
    /// The record whose fields have a dot at the moment.
    record: TokenStream,
    pub(super) records: TokenStream,
    store: &'w TokenStream,
    /// The store's path: a record that it does not hold is an error.
    path: &'w TokenStream,
    pub(super) span: Span,
    pieces: Vec<Piece>,
    pub(super) binds: Vec<Bind>,
    /// The optional values that are there in this text.
    there: &'w [Ident],
    given: Vec<Ident>,
}

/// How tightly what stands around a condition binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    Loosest,
    Or,
    And,
    Not,
}

/// Where texts come from.
pub(super) struct Origin<'w> {
    pub(super) records: TokenStream,
    pub(super) store: &'w TokenStream,
    pub(super) path: &'w TokenStream,
    pub(super) span: Span,
}

impl<'w> Writer<'w> {
    pub(super) fn new(record: &TokenStream, origin: &Origin<'w>, there: &'w [Ident]) -> Writer<'w> {
        Writer {
            record: record.clone(),
            records: origin.records.clone(),
            store: origin.store,
            path: origin.path,
            span: origin.span,
            pieces: Vec::new(),
            binds: Vec::new(),
            there,
            given: Vec::new(),
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    pub(super) fn known(&mut self, known: TokenStream) {
        self.pieces.push(Piece::Known(known));
    }

    fn quoted(&mut self, name: TokenStream) {
        self.text("\"");
        self.known(name);
        self.text("\"");
    }

    /// `Order::COLUMNS.symbol`
    pub(super) fn column_of(&self, field: &Ident) -> TokenStream {
        let (record, records, span) = (&self.record, &self.records, self.span);
        quote_spanned!(span=> <#record as #records::Record>::COLUMNS.#field)
    }

    /// What a method of the column writes; located at the field, so that rustc tells there of one which is not
    /// compared, or no text.
    pub(super) fn of_column(&mut self, field: &Ident, method: &str, arguments: &[&str]) {
        let span = Span::call_site().located_at(field.span());
        let method = Ident::new(method, span);
        let arguments = arguments.iter().map(|text| {
            let mut literal = Literal::string(text);
            literal.set_span(span);
            literal
        });
        let (column, called) = (self.column_of(field), quote_spanned!(span=> #method(#(#arguments),*)));
        let span = self.span;
        self.known(quote_spanned!(span=> #column.#called));
    }

    pub(super) fn column(&mut self, field: &Ident) {
        self.of_column(field, "quoted", &[]);
    }

    /// A part that the databases spell each in their own way: its name in the runtime.
    fn part(&mut self, name: &str) {
        let (records, name) = (&self.records, Ident::new(name, self.span));
        let span = self.span;
        self.known(quote_spanned!(span=> #records::sql::#name));
    }

    pub(super) fn key(&mut self) {
        let (record, records, span) = (&self.record, &self.records, self.span);
        self.quoted(quote_spanned!(span=> <#record as #records::Keyed>::KEY_NAME));
    }

    /// The store's crate.
    pub(super) fn store(&self) -> TokenStream {
        self.store.clone()
    }

    /// The columns of the record.
    pub(super) fn select(&mut self) {
        let (record, records, span) = (&self.record, &self.records, self.span);
        self.known(quote_spanned!(span=> <#record as #records::Record>::SELECT));
    }

    /// The record's table.
    pub(super) fn table(&mut self) {
        let (record, records, span) = (&self.record, &self.records, self.span);
        self.quoted(quote_spanned!(span=> <#record as #records::Record>::TABLE));
    }

    /// The number of the last value that is bound.
    pub(super) fn bound(&self) -> usize {
        self.binds.len()
    }

    /// A value that is compared with a column, or without one with the key, and was bound to that place.
    pub(super) fn place(&mut self, field: Option<&Ident>, number: usize) {
        let place = format!("?{number}");
        let (record, records, span) = (&self.record, &self.records, self.span);
        match field {
            Some(field) => self.of_column(field, "place", &[&place]),
            None => self.known(quote_spanned!(span=> #records::sql::key_place::<#record>(#place))),
        }
    }

    /// Leaves the first place to what the runtime binds.
    pub(super) fn leave_first(&mut self) {
        self.binds.push(Bind { value: TokenStream::new(), given: Vec::new() });
    }

    /// Binds a value and gives its place.
    pub(super) fn bind(&mut self, value: TokenStream) -> String {
        self.binds.push(Bind { value, given: self.given.clone() });
        format!("?{}", self.binds.len())
    }

    /// Binds a value by a method of the column, and gives its place.
    fn bind_as(&mut self, field: &Ident, method: &str, value: &TokenStream) -> String {
        // At the field: that it is not compared, or no text, rustc tells there.
        let span = Span::call_site().located_at(field.span());
        let (record, records) = (&self.record, located(self.records.clone(), span));
        let (method, value) = (Ident::new(method, span), reference(value.clone()));
        let bind = quote_spanned!(span=> <#record as #records::Record>::COLUMNS.#field.#method(#value));
        self.bind(bind)
    }

    pub(super) fn condition(&mut self, condition: &Condition, around: Binding) {
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
            Condition::Exists(related) => self.bracketed(around, |writer| writer.is_related(related)),
            Condition::IfGiven(inner, name) if self.there.contains(name) => {
                self.given.push(name.clone());
                self.condition(inner, around);
                self.given.pop();
            }
            Condition::IfGiven(..) => self.text("TRUE"),
            Condition::Compare(Operand::Field(field), comparison, Operand::Value(value)) => {
                self.compare_value(field, *comparison, value, around);
            }
            Condition::Compare(Operand::Value(value), comparison, Operand::Field(field)) => {
                self.compare_value(field, comparison.turned(), value, around);
            }
            Condition::Compare(left, comparison, right) => self.bracketed(around, |writer| {
                writer.operand(left);
                match comparison {
                    Comparison::Equal => writer.part("IS"),
                    Comparison::NotEqual => writer.part("IS_NOT"),
                    ordered => writer.text(ordered.sign()),
                }
                writer.operand(right);
            }),
        }
    }

    /// The record is named by others: a list that the database makes once, or looks up in, as it sees fit.
    fn is_related(&mut self, related: &Related) {
        match &related.of {
            Some(field) => self.column(field),
            None => self.key(),
        }
        self.text(" IN (SELECT ");
        let outer = self.record.clone();
        self.of_others(related, &outer);
        self.text(" WHERE ");
        self.inside(related, |writer| {
            // What names nothing would make of "is not among them" a thing that nobody knows.
            writer.column(&related.by);
            writer.text(" IS NOT NULL");
            if let Some(condition) = &related.condition {
                writer.text(" AND ");
                writer.condition(condition, Binding::And);
            }
        });
        self.text(")");
    }

    /// The field by which others name the record `outer`, and the table in which they stand.
    fn of_others(&mut self, related: &Related, outer: &TokenStream) {
        self.by_of_others(related, outer);
        self.table_of_others(related);
    }

    /// The field by which others name the record `outer`.
    pub(super) fn by_of_others(&mut self, related: &Related, outer: &TokenStream) {
        let Related { record, by, of, .. } = related;
        let span = Span::call_site().located_at(by.span());
        let records = located(self.records.clone(), span);
        let theirs = quote_spanned!(span=> <#record as #records::Record>::COLUMNS.#by);
        self.quoted(match of {
            Some(of) => {
                quote_spanned!(span=> #records::asked::by(#theirs, <#outer as #records::Record>::COLUMNS.#of))
            }
            None => quote_spanned!(span=> #records::asked::by_key::<#outer, _, _>(#theirs)),
        });
    }

    /// The table of others, which the store must hold.
    pub(super) fn table_of_others(&mut self, related: &Related) {
        let (store, path, record, span) = (self.store, self.path, &related.record, self.span);
        let table = quote_spanned!(span=> #store::table::<#path, #record>());
        self.text(" FROM ");
        self.quoted(table);
    }

    /// Writes what speaks of the fields of the other record.
    pub(super) fn inside(&mut self, related: &Related, write: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.record, related.record.clone());
        write(self);
        self.record = outer;
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

    /// The text, a constant expression.
    pub(super) fn sql(&self) -> TokenStream {
        let (records, span) = (&self.records, self.span);
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => {
                let text = Literal::string(text);
                quote_spanned!(span=> #text)
            }
            Piece::Known(known) => known.clone(),
        });
        quote_spanned!(span=> const { #records::sql![#(#pieces),*] })
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
