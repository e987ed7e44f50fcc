//! `sum_of .quantity in Order where …`, `group_by .symbol into Position { symbol: .symbol, quantity: sum_of .quantity }`.

use proc_macro2::{Delimiter, Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::sql::Writer;
use super::{ValueReader, take};
use crate::tokens::located;
use crate::{Cursor, Parsed, problems};

/// The words of measures: each with the column's method that writes it, the one that reads it, and how many columns
/// of a row it takes.
pub(crate) const MEASURES: &[(&str, &str, &str, usize)] = &[
    ("sum_of", "summed", "sum_in", 1),
    ("least_of", "least", "extreme_in", 1),
    ("greatest_of", "greatest", "extreme_in", 1),
    ("average_of", "averaged", "average_in", 2),
];

/// A value of a row.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    /// `.symbol`
    Field(Ident),
    /// `count_of records`
    Count,
    /// `sum_of .quantity`, by its place in [`MEASURES`]
    Measure(usize, Ident),
}

/// `into Position { symbol: .symbol, … }`
#[derive(Clone, Debug)]
pub(crate) struct Into {
    /// The struct.
    path: TokenStream,
    cells: Vec<(Ident, Cell)>,
}

/// Reads `into R { name: cell, … }`, behind the word.
pub(super) fn into(cursor: &mut Cursor, values: &mut dyn ValueReader) -> Parsed<Into> {
    let path = super::record(cursor, values.problems())?;
    let braces = cursor.expect_group(Delimiter::Brace, "`{ name: .field, … }`", values.problems())?;
    let mut inside = Cursor::inside(&braces);
    let mut cells = Vec::new();
    while !inside.is_at_end() {
        let name = inside.expect_name("the name of a field", values.problems())?;
        inside.expect_sign(":", values.problems())?;
        cells.push((name, cell(&mut inside, values)?));
        if inside.take_sign(",").is_none() {
            inside.expect_end(values.problems());
            break;
        }
    }
    if cells.is_empty() {
        return Err(values.problems().push(problems::expected(&inside, "`name: .field`")));
    }
    Ok(Into { path, cells })
}

fn cell(cursor: &mut Cursor, values: &mut dyn ValueReader) -> Parsed<Cell> {
    if cursor.is_sign(".") {
        return Ok(Cell::Field(cursor.expect_field("a field such as `.symbol`", values.problems())?));
    }
    if take(cursor, "count_of", values).is_some() {
        let records = cursor.expect_word("records", values.problems())?;
        values.problems().seen("language", &records);
        return Ok(Cell::Count);
    }
    for (place, (word, ..)) in MEASURES.iter().enumerate() {
        if take(cursor, word, values).is_some() {
            let field = cursor.expect_field("a field such as `.quantity`", values.problems())?;
            return Ok(Cell::Measure(place, field));
        }
    }
    let due = "`.field`, `count_of records`, or `sum_of`, `least_of`, `greatest_of` or `average_of` a field";
    Err(values.problems().push(problems::expected(cursor, due)))
}

impl Cell {
    /// The columns of the row, as SQL.
    pub(super) fn select(&self, writer: &mut Writer<'_>) {
        match self {
            Cell::Field(field) => writer.column(field),
            Cell::Count => writer.text("count(*)"),
            Cell::Measure(place, field) => writer.of_column(field, MEASURES[*place].1, &[]),
        }
    }

    /// How many columns of the row it takes.
    fn width(&self) -> usize {
        match self {
            Cell::Measure(place, _) => MEASURES[*place].3,
            _ => 1,
        }
    }

    /// Where rustc tells of it.
    fn place(&self, word: Span) -> Span {
        match self {
            Cell::Field(field) | Cell::Measure(_, field) => field.span(),
            Cell::Count => word,
        }
    }

    /// The value out of the row, or why it does not fit.
    fn read(&self, record: &TokenStream, records: &TokenStream, at: usize, span: Span) -> TokenStream {
        let row = row(span);
        let at = Literal::usize_unsuffixed(at);
        let (field, method) = match self {
            Cell::Count => return quote_spanned!(span=> #records::asked::count_in(#row, #at)),
            Cell::Field(field) => (field, "value_in"),
            Cell::Measure(place, field) => (field, MEASURES[*place].2),
        };
        // At the field: that it is no number, or not what the struct has there, rustc tells of it.
        let place = Span::call_site().located_at(field.span());
        let (record, records) = (located(record.clone(), place), located(records.clone(), place));
        let method = Ident::new(method, place);
        quote_spanned!(place=> #records::asked::#method(<#record as #records::Record>::COLUMNS.#field, #row, #at))
    }

    /// A closure that reads the value, which is the row's only one.
    pub(crate) fn reader(&self, record: &TokenStream, records: &TokenStream, span: Span) -> TokenStream {
        let (row, read) = (row(span), self.read(record, records, 0, span));
        quote_spanned!(span=> |#row| #read)
    }
}

impl Into {
    pub(super) fn select(&self, writer: &mut Writer<'_>) {
        for (place, (_, cell)) in self.cells.iter().enumerate() {
            writer.text(if place == 0 { "" } else { ", " });
            cell.select(writer);
        }
    }

    /// A closure that makes the struct of a row.
    pub(crate) fn reader(&self, record: &TokenStream, records: &TokenStream, span: Span) -> TokenStream {
        let (row, path) = (row(span), &self.path);
        let mut at = 0;
        let fields = self.cells.iter().map(|(name, cell)| {
            let read = cell.read(record, records, at, span);
            at += cell.width();
            let place = Span::call_site().located_at(cell.place(span));
            let value = quote_spanned!(place=> #read?);
            quote!(#name: #value)
        });
        let fields: Vec<TokenStream> = fields.collect();
        quote_spanned!(span=> |#row| ::core::result::Result::Ok(#path { #(#fields),* }))
    }
}

fn row(span: Span) -> Ident {
    Ident::new("row", Span::mixed_site().located_at(span))
}
