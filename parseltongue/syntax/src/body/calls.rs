//! The words that ask the store or a stream, as calls of the runtime.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::quote_spanned;

use super::row::{Rewriter, Scope};
use super::word::located;
use super::{Leaving, Stops};
use crate::query::{self, Asked, Site, ValueReader};
use crate::vocabulary::LANGUAGE;
use crate::{Cursor, Parsed, Place, Problems, problems, tokens};

impl Rewriter<'_, '_> {
    /// `publish v to Market::Trades;`
    pub(super) fn publish(&mut self, word: &Ident, cursor: &mut Cursor, scope: Scope) -> Parsed<TokenStream> {
        let is_arm = cursor.previous_was_behind("=>");
        let ends = Stops::SEMICOLON.or(Stops::STATEMENT).or(if is_arm { Stops::COMMA } else { Stops::NONE });
        let value = self.row(cursor, scope.of_values(), ends.or(Stops::TO));
        if value.is_empty() {
            return Err(self.problems.push(problems::expected(cursor, "a record")));
        }
        let to = cursor.expect_word("to", self.problems)?;
        self.problems.seen(LANGUAGE.room, &to);
        let stream = cursor.expect_path("a stream such as `Market::Trades`", self.problems)?;
        self.publishes.push(stream.clone());
        let at_end_of_arm = is_arm && cursor.is_sign(",");
        if !at_end_of_arm {
            self.expect_semicolon(cursor);
        }
        let (span, value) = (located(word), reference(value));
        let semicolon = (!at_end_of_arm).then(|| quote_spanned!(span=> ;));
        if scope.in_transaction {
            // Into the store's outbox, from where the stream gets it after the commit.
            let transaction = the_transaction(word);
            return Ok(quote_spanned!(span=> #transaction.publish(#stream, #value)? #semicolon));
        }
        let streams = self.context.names.at(span).streams();
        Ok(quote_spanned!(span=> #streams::publish(#stream, #value).await? #semicolon))
    }

    /// `in_transaction { … }`
    pub(super) fn transaction(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        at_statement: bool,
    ) -> Parsed<TokenStream> {
        if !matches!(self.context.leaving, Leaving::Result { .. }) {
            self.problems.push(problems::cannot_fail(word));
        }
        let is_arm = cursor.previous_was_behind("=>");
        let Some(braces) = cursor.take_group(Delimiter::Brace) else {
            return Err(self.problems.push(problems::expected(cursor, "`{ … }`")));
        };
        let mut inside = Cursor::inside(&braces);
        let ends_with_value = gives_a_value(&inside);
        let body =
            self.row(&mut inside, Scope { statements: true, in_transaction: true, ..scope }, Stops::NONE);
        let span = located(word);
        let (store, path, error) =
            (self.context.names.at(span).store(), self.context.store(), self.context.error());
        let (statements, value) = if ends_with_value {
            (TokenStream::new(), quote_spanned!(span=> { #body }))
        } else {
            (body, quote_spanned!(span=> ()))
        };
        let transaction = the_transaction(word);
        let call = quote_spanned!(span=>
            #store::in_transaction::<#path, _, #error>(move |#transaction| {
                #statements
                ::core::result::Result::Ok(#value)
            })
            .await?
        );
        // At the end of a block its value is the block's; a body gives values with `finish_with`.
        let ends_a_block = cursor.is_at_end() && !self.is_in_body_itself();
        let goes_on = cursor.is_sign(";") || cursor.is_sign(".") || cursor.is_sign("?") || ends_a_block;
        let semicolon = (at_statement && !is_arm && !goes_on).then(|| quote_spanned!(span=> ;));
        Ok(quote_spanned!(span=> #call #semicolon))
    }

    /// `find R with key`, `find R with key or_none`
    pub(super) fn find(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        ends: Stops,
    ) -> Parsed<TokenStream> {
        let (record, key) = self.record_with_key(word, cursor, scope, ends.or(Stops::OR_NONE))?;
        let or_none = cursor.take_word_or_slip("or_none", self.problems);
        if let Some(or_none) = &or_none {
            self.problems.seen("language", or_none);
        }
        let called = Ident::new(if or_none.is_some() { "find_or_none" } else { "find" }, located(word));
        Ok(self.call(word, scope, &called, &record, &self.key(&record, key)))
    }

    /// `find_one R where …`, `find_all R where … order_by … limit n after key`, `count_of R where …`, `exists R where …`
    pub(super) fn query(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        ends: Stops,
    ) -> Parsed<TokenStream> {
        let record = query::record(cursor, self.problems)?;
        let asked = Asked::by(word);
        let clauses = query::read(cursor, word, asked, &mut Values { rewriter: self, scope, ends })?;
        let path = self.context.store();
        let parts = clauses.write(&record, &self.site(word, &path), asked).parts();
        let span = located(word);
        let (sql, binds) = (&parts.sql, &parts.binds);
        let call = if let Some(into) = &clauses.into {
            let read = into.reader(&record, &self.context.names.at(span).records(), span);
            let record = quote_spanned!(span=> #record, _);
            let called = Ident::new("collect", span);
            let all = self.call(word, scope, &called, &record, &quote_spanned!(span=> #sql, #binds, #read));
            if asked == Asked::One { quote_spanned!(span=> #all.into_iter().next()) } else { all }
        } else if let Some((later, order, key)) = &parts.after {
            let called = Ident::new("find_all_after", span);
            let arguments = quote_spanned!(span=> #sql, #later, #order, #binds, #key);
            self.call(word, scope, &called, &record, &arguments)
        } else {
            self.call(word, scope, &word_as_call(word), &record, &quote_spanned!(span=> #sql, #binds))
        };
        let call = self.including(word, scope, &record, &clauses.including, call);
        Ok(parts.around(span, call))
    }

    /// The records that a call gives, each with what stands beside it.
    fn including(
        &self,
        word: &Ident,
        scope: Scope,
        record: &TokenStream,
        including: &[query::Beside],
        call: TokenStream,
    ) -> TokenStream {
        if including.is_empty() {
            return call;
        }
        let span = located(word);
        let (path, store) = (self.context.store(), self.context.names.at(span).store());
        let at = proc_macro2::Span::mixed_site().located_at(span);
        let found = Ident::new("found", at);
        let (mut reads, mut zipped) = (TokenStream::new(), quote_spanned!(span=> #found.into_iter()));
        for (number, beside) in including.iter().enumerate() {
            let query::Part { front, called, at: place, of, arguments } =
                beside.part(record, &self.site(word, &path));
            let store = tokens::located(store.clone(), place);
            let (called, name) =
                (Ident::new(called, place), quote::format_ident!("read_{number}", span = at));
            let call = if scope.in_transaction {
                let transaction = the_transaction(word);
                quote_spanned!(place=> #transaction.#called::<#of>(&#found, #arguments)?)
            } else {
                quote_spanned!(place=> #store::#called::<#path, #of>(&#found, #arguments).await?)
            };
            let call = if front.is_empty() { call } else { quote_spanned!(span=> { #front #call }) };
            reads.extend(quote_spanned!(span=> let #name = #call;));
            zipped = quote_spanned!(span=> #zipped.zip(#name));
        }
        let flattened = query::flattened(including.len(), span);
        let (made, ends) = if word == "find_one" {
            let made = quote_spanned!(span=> ::std::vec::Vec::from_iter(#call));
            (made, quote_spanned!(span=> .next()))
        } else {
            (call, quote_spanned!(span=> .collect::<::std::vec::Vec<_>>()))
        };
        quote_spanned!(span=> { let #found = #made; #reads #zipped #flattened #ends })
    }

    /// `sum_of .quantity in R where …`
    pub(super) fn measure(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        ends: Stops,
    ) -> Parsed<TokenStream> {
        let field = cursor.expect_field("a field such as `.quantity`", self.problems)?;
        if cursor.take_word("in").is_none() {
            return Err(self.problems.push(problems::measure_of_nothing(cursor, word, &field)));
        }
        let record = query::record(cursor, self.problems)?;
        let mut clauses =
            query::read(cursor, word, Asked::Measure, &mut Values { rewriter: self, scope, ends })?;
        let place = query::MEASURES.iter().position(|(measure, ..)| word == measure).unwrap_or_default();
        let cell = query::Cell::Measure(place, field);
        let span = located(word);
        let read = cell.reader(&record, &self.context.names.at(span).records(), span);
        clauses.cell = Some(cell);
        let parts = clauses.write(&record, &self.site(word, &self.context.store()), Asked::Measure).parts();
        let (sql, binds, called) = (&parts.sql, &parts.binds, Ident::new("measured", span));
        let of_record = quote_spanned!(span=> #record, _);
        let call = self.call(word, scope, &called, &of_record, &quote_spanned!(span=> #sql, #binds, #read));
        Ok(parts.around(span, call))
    }

    /// Where a query of that word is written.
    pub(super) fn site<'s>(&'s self, word: &'s Ident, path: &'s TokenStream) -> Site<'s> {
        Site { word, names: self.context.names, path }
    }

    pub(super) fn record_with_key(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        ends: Stops,
    ) -> Parsed<(TokenStream, TokenStream)> {
        let start = cursor.position();
        let record = query::record(cursor, self.problems)?;
        let Some(with) = cursor.take_word_or_slip("with", self.problems) else {
            let place = Place::between(word, cursor.place_since(start));
            let name = record.to_string().replace(' ', "");
            return Err(self.problems.push(problems::find_without_key(place, &word.to_string(), &name)));
        };
        self.problems.seen("language", &with);
        let key = self.row(cursor, scope.of_values(), ends.or(Stops::VALUE));
        if key.is_empty() {
            return Err(self.problems.push(problems::expected(cursor, "a key")));
        }
        Ok((record, key))
    }

    /// `&key::<Order, _>(&id)`: located at the value, so that one which does not fit the key is told there.
    pub(super) fn key(&self, record: &TokenStream, key: TokenStream) -> TokenStream {
        let at = proc_macro2::Span::call_site();
        let at = at.located_at(Place::of_all(&key, at).first);
        let (records, key) = (self.context.names.at(at).records(), reference(key));
        quote_spanned!(at=> &#records::key::<#record, _>(#key))
    }

    /// The call of a store function: through the transaction inside one, through the world elsewhere.
    pub(super) fn call(
        &self,
        word: &Ident,
        scope: Scope,
        called: &Ident,
        record: &TokenStream,
        arguments: &TokenStream,
    ) -> TokenStream {
        let place = Place::of_all(record, word).last;
        let (span, at) = (located(word), proc_macro2::Span::call_site().located_at(place));
        let called = Ident::new(&called.to_string(), at);
        if scope.in_transaction {
            let transaction = the_transaction(word);
            return quote_spanned!(at=> #transaction.#called::<#record>(#arguments)?);
        }
        let (store, path) = (self.context.names.at(at).store(), self.context.store());
        let call = quote_spanned!(at=> #store::#called::<#path, #record>(#arguments).await);
        quote_spanned!(span=> #call?)
    }
}

/// Reads the values of a query as parts of the body.
pub(super) struct Values<'v, 'r, 'a> {
    pub(super) rewriter: &'v mut Rewriter<'r, 'a>,
    pub(super) scope: Scope,
    pub(super) ends: Stops,
}

impl ValueReader for Values<'_, '_, '_> {
    fn value(&mut self, cursor: &mut Cursor, ends: Stops) -> TokenStream {
        self.rewriter.row(cursor, self.scope.of_values().of_no_record(), self.ends.or(ends))
    }

    fn problems(&mut self) -> &mut Problems {
        self.rewriter.problems
    }
}

/// The parameter of a transaction's closure; no variable of the writer's can be mistaken for it.
pub(super) fn the_transaction(word: &Ident) -> Ident {
    Ident::new("transaction", proc_macro2::Span::mixed_site().located_at(word.span()))
}

fn word_as_call(word: &Ident) -> Ident {
    Ident::new(&word.to_string(), located(word))
}

/// `&value`, in parentheses when it is more than a name; located at the value, so that rustc underlines that.
pub(crate) fn reference(value: TokenStream) -> TokenStream {
    let at = proc_macro2::Span::call_site()
        .located_at(Place::of_all(&value, proc_macro2::Span::call_site()).first);
    let mut tokens = value.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(_) | TokenTree::Literal(_)), None) => quote_spanned!(at=> &#value),
        _ => quote_spanned!(at=> &(#value)),
    }
}

/// The last thing in the block is an expression without a semicolon.
fn gives_a_value(block: &Cursor) -> bool {
    let mut ahead = block.clone();
    ahead.take_until(|_| false);
    !block.is_at_end() && !ahead.is_behind(";")
}
