//! `including .author, all Comment by .article, count_of Favourite by .article`: what belongs to records that are found.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};

use super::condition::{self, Related};
use super::sql::{Binding, Origin, Writer};
use super::whole::{Query, Site};
use super::{GIVENS_MAX, Order, ValueReader, take};
use crate::body::Stops;
use crate::tokens::located;
use crate::{Cursor, Parsed, problems};

/// One thing that stands beside each record.
#[derive(Clone, Debug)]
pub(crate) enum Beside {
    /// `.author`: the record that a field names
    Named(Ident),
    /// `all Comment by .article order_by .written_at`
    All(Related, Option<Order>),
    /// `count_of Favourite by .article`
    Count(Related),
    /// `exists Favourite by .article where .user == user`
    Exists(Related),
}

/// One call that reads what stands beside the records.
pub(crate) struct Part {
    /// Statements before the call.
    pub(crate) front: TokenStream,
    /// The runtime's function, and where it is called.
    pub(crate) called: &'static str,
    pub(crate) at: Span,
    /// What stands between its angle brackets, behind the store.
    pub(crate) of: TokenStream,
    /// What it is called with, behind the records.
    pub(crate) arguments: TokenStream,
}

/// Reads what stands behind `including`.
pub(super) fn read(cursor: &mut Cursor, values: &mut dyn ValueReader) -> Parsed<Vec<Beside>> {
    let mut besides = Vec::new();
    loop {
        besides.push(one(cursor, values)?);
        let goes_on = cursor.is_sign(",")
            && (cursor.is_sign_at(1, ".")
                || ["all", "count_of", "exists"].iter().any(|word| cursor.is_word_at(1, word))
                    && matches!(cursor.peek_at(2), Some(TokenTree::Ident(_))));
        if !goes_on {
            return Ok(besides);
        }
        cursor.next();
    }
}

fn one(cursor: &mut Cursor, values: &mut dyn ValueReader) -> Parsed<Beside> {
    if cursor.is_sign(".") {
        return Ok(Beside::Named(cursor.expect_field("a field such as `.author`", values.problems())?));
    }
    let word = ["all", "count_of", "exists"].iter().find_map(|word| take(cursor, word, values));
    let Some(word) = word else {
        let due =
            "a field such as `.author`, or `all R by .field`, `count_of R by .field`, `exists R by .field`";
        return Err(values.problems().push(problems::expected(cursor, due)));
    };
    let mut related = condition::related(cursor, values)?;
    if take(cursor, "where", values).is_some() {
        let start = cursor.position();
        let condition = condition::read(cursor, Stops::NONE, values)?;
        let mut givens = Vec::new();
        condition.givens(&mut givens);
        if givens.len() > GIVENS_MAX {
            let place = cursor.place_since(start);
            return Err(values.problems().push(problems::too_many_givens(place, givens.len(), GIVENS_MAX)));
        }
        related.condition = Some(condition);
    }
    Ok(match word.to_string().as_str() {
        "all" => {
            let order = match take(cursor, "order_by", values) {
                Some(_) => Some(super::order_of_one(cursor, values)?),
                None => None,
            };
            Beside::All(related, order)
        }
        "count_of" => Beside::Count(related),
        _ => Beside::Exists(related),
    })
}

impl Beside {
    /// Writes the call.
    pub(crate) fn part(&self, record: &TokenStream, site: &Site<'_>) -> Part {
        let span = Span::call_site().located_at(site.word.span());
        let names = site.names.at(span);
        let (store, records) = (names.store(), names.records());
        let origin = Origin { records: records.clone(), store: &store, path: site.path, span };
        let of_record = |of: &Option<Ident>| match of {
            Some(field) => quote_spanned!(span=> <#record as #records::Record>::COLUMNS.#field.index),
            None => quote_spanned!(span=> <#record as #records::Keyed>::KEY),
        };
        match self {
            Beside::Named(field) => {
                let at = Span::call_site().located_at(field.span());
                // At the field: that it references nothing, rustc tells there.
                let (record, records) = (located(record.clone(), at), located(records, at));
                let origin = Origin { span: at, ..origin };
                let index = quote_spanned!(at=> { <#record as #records::Record>::COLUMNS.#field.index });
                let other = quote_spanned!(at=> <#record as #records::References<#index>>::Other);
                let mut writer = Writer::new(&other, &origin, &[]);
                writer.text("SELECT ");
                writer.select();
                writer.text(" FROM ");
                writer.table();
                writer.text(" WHERE ");
                writer.known(quote_spanned!(at=> #records::sql::key_in::<#other>("?1")));
                let sql = writer.sql();
                Part {
                    front: TokenStream::new(),
                    called: "referenced",
                    at,
                    of: quote_spanned!(at=> #record, #index),
                    arguments: sql,
                }
            }
            Beside::All(related, order) => {
                let query = Query::of_others(
                    related,
                    record,
                    &origin,
                    |writer| {
                        writer.select();
                        writer.table_of_others(related);
                    },
                    |writer| {
                        let (field, descending) = order
                            .as_ref()
                            .map_or((None, false), |order| (Some(&order.field), order.descending));
                        writer.text(" ORDER BY ");
                        if let Some(field) = field {
                            writer.of_column(field, if descending { "descending" } else { "ascending" }, &[]);
                            writer.text(", ");
                        }
                        writer.key();
                        writer.text(if descending { " DESC" } else { "" });
                        // One more than there may be: that there are more is told.
                        writer.text(" LIMIT 100001");
                    },
                );
                let (other, by, of) = (&related.record, &related.by, of_record(&related.of));
                let parts = query.parts();
                let (front, sql, binds) = (parts.front, parts.sql, parts.binds);
                let by = quote_spanned!(span=> <#other as #records::Record>::COLUMNS.#by.index);
                Part {
                    front,
                    called: "belonging",
                    at: span,
                    of: quote_spanned!(span=> #record, #other),
                    arguments: quote_spanned!(span=> #of, #by, #sql, #binds),
                }
            }
            Beside::Count(related) | Beside::Exists(related) => {
                let counts = matches!(self, Beside::Count(_));
                let query = Query::of_others(
                    related,
                    record,
                    &origin,
                    |writer| {
                        writer.by_of_others(related, record);
                        writer.text(", count(*)");
                        writer.table_of_others(related);
                    },
                    |writer| {
                        writer.text(" GROUP BY ");
                        writer.column(&related.by);
                    },
                );
                let parts = query.parts();
                let (front, sql, binds, of) = (parts.front, parts.sql, parts.binds, of_record(&related.of));
                Part {
                    front,
                    called: if counts { "counted" } else { "belongs" },
                    at: span,
                    of: quote_spanned!(span=> #record),
                    arguments: quote_spanned!(span=> #of, #sql, #binds),
                }
            }
        }
    }
}

/// The conditions on records that belong to others: by a list that is bound first, and what else is asked.
pub(super) fn those(writer: &mut Writer<'_>, related: &Related) {
    writer.text(" WHERE ");
    writer.of_column(&related.by, "is_in", &["?1"]);
    if let Some(condition) = &related.condition {
        writer.text(" AND ");
        writer.condition(condition, Binding::And);
    }
}

/// `.map(|((record, first), second)| (record, first, second))`: the tuple of a record and what stands beside it. With
/// one thing beside it, it is that already.
pub(crate) fn flattened(count: usize, span: Span) -> TokenStream {
    if count < 2 {
        return TokenStream::new();
    }
    let at = Span::mixed_site().located_at(span);
    let names: Vec<Ident> = (0..=count).map(|number| format_ident!("beside_{number}", span = at)).collect();
    let mut names = names.into_iter();
    let first = names.next().map(|first| quote!(#first)).unwrap_or_default();
    let (mut nested, mut flat) = (first.clone(), first);
    for name in names {
        nested = quote_spanned!(span=> (#nested, #name));
        flat = quote_spanned!(span=> #flat, #name);
    }
    quote_spanned!(span=> .map(|#nested| (#flat)))
}
