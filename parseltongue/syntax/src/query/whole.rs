//! A whole query: one text for each way in which its optional values may be there, and what is bound to it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::condition::Related;
use super::including;
use super::keyset;
use super::sql::{Bind, Binding, Origin, Writer};
use super::{Asked, Clauses, Order};
use crate::body::reference;
use crate::tokens::located;
use crate::{Names, Place};

/// A query ready to be called.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    texts: Texts,
    binds: Vec<Bind>,
    /// The optional values that it depends on.
    givens: Vec<Ident>,
    after: Option<After>,
    records: TokenStream,
    span: Span,
}

/// A text for each set of optional values that are there: bit `n` of its place says whether the `n`th is.
#[derive(Clone, Debug)]
struct Texts(Vec<TokenStream>);

/// The other text of a query with `after`, for when there is a key to go on behind.
#[derive(Clone, Debug)]
struct After {
    /// Its values follow those of the first text.
    texts: Texts,
    /// A constant expression: the places of the fields that it is ordered by, the key last.
    order: TokenStream,
    /// The key, or none.
    key: TokenStream,
}

/// A query as parts of a call.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    /// Statements before the call; most queries have none.
    pub(crate) front: TokenStream,
    /// The text.
    pub(crate) sql: TokenStream,
    /// The values.
    pub(crate) binds: TokenStream,
    /// The text with a key to go on behind, the order's places, the key.
    pub(crate) after: Option<(TokenStream, TokenStream, TokenStream)>,
}

/// Where a query is written.
pub(crate) struct Site<'s> {
    /// The word that asks it, at which the tokens around the user's are located.
    pub(crate) word: &'s Ident,
    pub(crate) names: &'s Names,
    /// The store's path, or `_`.
    pub(crate) path: &'s TokenStream,
}

impl Clauses {
    /// Writes the query.
    pub(crate) fn write(&self, record: &TokenStream, site: &Site<'_>, asked: Asked) -> Query {
        let span = Span::call_site().located_at(site.word.span());
        let names = site.names.at(span);
        let store = names.store();
        let origin = Origin { records: names.records(), store: &store, path: site.path, span };
        let mut givens = Vec::new();
        self.condition.iter().for_each(|condition| condition.givens(&mut givens));
        let (mut texts, mut later) = (Vec::new(), Vec::new());
        let mut binds = Vec::new();
        for set in 0..1_usize << givens.len() {
            let there = there(&givens, set);
            let mut writer = Writer::new(record, &origin, &there);
            self.front(&mut writer, asked);
            let mut behind = writer.clone();
            self.ending(&mut writer, asked, None);
            texts.push(close(&mut writer, asked, self.is_part(asked)));
            if self.after.is_some() {
                // The first text's values come first, its limit among them.
                behind.binds.clone_from(&writer.binds);
                behind.text(if self.condition.is_some() { " AND " } else { " WHERE " });
                keyset::write(&mut behind, &self.order);
                self.ending(&mut behind, asked, Some(writer.bound()));
                later.push(close(&mut behind, asked, false));
            }
            // The last set has them all.
            binds = writer.binds;
        }
        let records = origin.records.clone();
        let after = self.after.as_ref().map(|key| {
            let order = self.order.iter().map(|Order { field, .. }| {
                let at = Span::call_site().located_at(field.span());
                let records = located(records.clone(), at);
                quote_spanned!(at=> #records::asked::in_order(<#record as #records::Record>::FIELDS, <#record as #records::Record>::COLUMNS.#field.index))
            });
            let order = quote_spanned!(span=> const { &[#(#order,)* <#record as #records::Keyed>::KEY] });
            After { texts: Texts(later), order, key: reference(key.clone()) }
        });
        Query { texts: Texts(texts), binds, givens, after, records, span }
    }

    /// Everything up to the conditions.
    fn front(&self, writer: &mut Writer<'_>, asked: Asked) {
        match asked {
            Asked::One | Asked::All | Asked::Each => {
                writer.text("SELECT ");
                match &self.into {
                    Some(into) => into.select(writer),
                    None => writer.select(),
                }
                writer.text(" FROM ");
            }
            Asked::Measure => {
                writer.text("SELECT ");
                self.cell.iter().for_each(|cell| cell.select(writer));
                writer.text(" FROM ");
            }
            Asked::Count => writer.text("SELECT count(*) FROM "),
            Asked::Exists => writer.text("SELECT EXISTS (SELECT 1 FROM "),
            Asked::Remove => writer.text("DELETE FROM "),
        }
        writer.table();
        if self.is_part(asked) {
            writer.text(" WHERE ");
            writer.key();
            writer.text(" IN (SELECT ");
            writer.key();
            writer.text(" FROM ");
            writer.table();
        }
        if let Some(condition) = &self.condition {
            writer.text(" WHERE ");
            // With `after` another condition joins it.
            let around = if self.after.is_some() { Binding::And } else { Binding::Loosest };
            writer.condition(condition, around);
        }
    }

    /// It takes out so many of those that fit, which no database of ours says but by their keys.
    fn is_part(&self, asked: Asked) -> bool {
        asked == Asked::Remove && self.limit.is_some()
    }

    /// The order, and how many; the limit may be bound already.
    fn ending(&self, writer: &mut Writer<'_>, asked: Asked, bound: Option<usize>) {
        for (index, field) in self.groups.iter().enumerate() {
            writer.text(if index == 0 { " GROUP BY " } else { ", " });
            writer.of_column(field, "compared", &[]);
        }
        for (index, Order { field, descending, measure }) in self.order.iter().enumerate() {
            writer.text(if index == 0 { " ORDER BY " } else { ", " });
            if let Some(measure) = measure {
                measure.select(writer);
                writer.text(if *descending { " DESC" } else { "" });
            } else {
                writer.of_column(field, if *descending { "descending" } else { "ascending" }, &[]);
            }
        }
        if self.after.is_some() {
            // No two records stand at one place, or a page could end between them.
            writer.text(if self.order.is_empty() { " ORDER BY " } else { ", " });
            writer.key();
            writer.text(if keyset::ends_descending(&self.order) { " DESC" } else { "" });
        }
        match (&self.limit, asked) {
            (_, Asked::One) => writer.text(" LIMIT 1"),
            (Some(limit), Asked::All | Asked::Each | Asked::Remove) => {
                number(writer, " LIMIT ", limit, "limit", bound);
            }
            // One more than are changed at once: that there are more is told.
            (None, Asked::Each) => {
                let (store, span) = (writer.store(), writer.span);
                writer.text(" LIMIT ");
                writer.known(quote_spanned!(span=> #store::RECORDS_AND_ONE));
            }
            _ => {}
        }
        if let Some(skip) = &self.skip {
            number(writer, " OFFSET ", skip, "skip", None);
        }
    }
}

/// The values that are there in a set of them.
fn there(givens: &[Ident], set: usize) -> Vec<Ident> {
    let there = givens.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1);
    there.map(|(_, name)| name.clone()).collect()
}

/// A whole number is part of the text; anything else is bound, and checked then.
fn number(writer: &mut Writer<'_>, before: &str, value: &TokenStream, word: &str, bound: Option<usize>) {
    writer.text(before);
    if let Some(number) = super::whole_number(value) {
        return writer.text(&number.to_string());
    }
    if let Some(number) = bound {
        return writer.text(&format!("?{number}"));
    }
    let span = Span::call_site().located_at(Place::of_all(value, writer.span).first);
    let records = located(writer.records.clone(), span);
    let checked = Ident::new(word, span);
    let place = writer.bind(quote_spanned!(span=> #records::asked::#checked(#value)?));
    writer.text(&place);
}

fn close(writer: &mut Writer<'_>, asked: Asked, is_part: bool) -> TokenStream {
    if asked == Asked::Exists || is_part {
        writer.text(")");
    }
    writer.sql()
}

impl Query {
    /// A query on records that belong to others; the first value is the list of what they name. `select` writes what is
    /// asked of them and their table, `end` what stands behind the conditions.
    pub(super) fn of_others(
        related: &Related,
        outer: &TokenStream,
        origin: &Origin<'_>,
        select: impl Fn(&mut Writer<'_>),
        end: impl Fn(&mut Writer<'_>),
    ) -> Query {
        let mut givens = Vec::new();
        related.condition.iter().for_each(|condition| condition.givens(&mut givens));
        let (mut texts, mut binds) = (Vec::new(), Vec::new());
        for set in 0..1_usize << givens.len() {
            let there = there(&givens, set);
            let mut writer = Writer::new(outer, origin, &there);
            writer.leave_first();
            writer.text("SELECT ");
            writer.inside(related, |writer| {
                select(writer);
                including::those(writer, related);
                end(writer);
            });
            texts.push(writer.sql());
            binds = writer.binds.split_off(1);
        }
        let (records, span) = (origin.records.clone(), origin.span);
        Query { texts: Texts(texts), binds, givens, after: None, records, span }
    }

    /// As parts of a call.
    pub(crate) fn parts(self) -> Parts {
        let Query { texts, binds, givens, after, records, span } = self;
        if givens.is_empty() {
            let binds = binds.iter().map(|bind| &bind.value);
            return Parts {
                front: TokenStream::new(),
                sql: texts.only(),
                binds: quote_spanned!(span=> &[#(#binds),*]),
                after: after.map(|it| (it.texts.only(), it.order, it.key)),
            };
        }
        let asked = Ident::new("asked", Span::mixed_site().located_at(span));
        let there = givens.iter().map(|name| {
            let at = Span::call_site().located_at(name.span());
            quote_spanned!(at=> #name.is_some())
        });
        let binds = binds.iter().map(|Bind { value, given }| {
            let bind = quote_spanned!(span=> #asked.bind(#value););
            given.iter().rev().fold(bind, |inner, name| {
                quote_spanned!(span=> if let ::core::option::Option::Some(#name) = &#name { #inner })
            })
        });
        let chosen = |texts: &Texts| {
            let texts = &texts.0;
            quote_spanned!(span=> #asked.text(&[#(#texts),*]))
        };
        Parts {
            front: quote_spanned!(span=>
                #[allow(unused_mut)]
                let mut #asked = #records::asked::Asked::new(&[#(#there),*]);
                #(#binds)*
            ),
            sql: chosen(&texts),
            binds: quote_spanned!(span=> #asked.binds()),
            after: after.map(|it| (chosen(&it.texts), it.order, it.key)),
        }
    }
}

impl Texts {
    fn only(&self) -> TokenStream {
        self.0.first().cloned().unwrap_or_else(|| quote!(""))
    }
}

impl Parts {
    /// The call with what must stand before it.
    pub(crate) fn around(&self, span: Span, call: TokenStream) -> TokenStream {
        let front = &self.front;
        if front.is_empty() { call } else { quote_spanned!(span=> { #front #call }) }
    }
}
