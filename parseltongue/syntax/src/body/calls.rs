//! The words that ask the store or a stream, as calls of the runtime.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::quote_spanned;

use super::row::{Rewriter, Scope};
use super::word::located;
use super::{Leaving, Stops};
use crate::query::{self, Query, ValueReader};
use crate::tokens::is_keyword;
use crate::vocabulary::{LANGUAGE, Role, nearest};
use crate::{Cursor, Mode, Parsed, Place, Problems, problems, tokens};

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

    /// `insert v`, `insert all list`
    pub(super) fn insert(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        ends: Stops,
    ) -> Parsed<TokenStream> {
        let many = cursor.peek_word().is_some_and(|word| word == "all") && begins_value(cursor.peek_at(1));
        if many && let Some(all) = cursor.take_word("all") {
            self.problems.seen("language", &all);
        } else if let Some(word) = cursor.peek_word()
            && matches!(cursor.peek_at(1), Some(TokenTree::Ident(next)) if begins_a_list(next))
            && let Some(meant) = nearest(&word.to_string(), ["all"])
        {
            let problem = problems::unknown_statement(word, meant);
            return Err(self.problems.push(problem));
        }
        let value = self.row(cursor, scope.of_values(), ends.or(Stops::VALUE));
        let called = Ident::new(if many { "insert_all" } else { "insert" }, located(word));
        let (word_span, path) = (located(word), self.context.store());
        let span = proc_macro2::Span::call_site().located_at(Place::of_all(&value, word).first);
        let (store, value) = (self.context.names.at(span).store(), reference(value));
        Ok(if scope.in_transaction {
            let transaction = the_transaction(word);
            quote_spanned!(span=> #transaction.#called(#value)?)
        } else {
            let call = quote_spanned!(span=> #store::#called::<#path, _>(#value).await);
            quote_spanned!(word_span=> #call?)
        })
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

    /// `remove R with key`
    pub(super) fn remove(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        ends: Stops,
    ) -> Parsed<TokenStream> {
        let (record, key) = self.record_with_key(word, cursor, scope, ends)?;
        let called = Ident::new("remove", located(word));
        Ok(self.call(word, scope, &called, &record, &self.key(&record, key)))
    }

    /// `change R with key set .a = x, .b = y`
    pub(super) fn change(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        ends: Stops,
    ) -> Parsed<TokenStream> {
        let (record, key) = self.record_with_key(word, cursor, scope, ends.or(Stops::SET))?;
        let set = cursor.expect_word("set", self.problems)?;
        self.problems.seen(LANGUAGE.room, &set);
        let span = located(word);
        let records = self.context.names.at(span).records();
        let mut changes = TokenStream::new();
        loop {
            let field = cursor.expect_field("a field such as `.quantity`", self.problems)?;
            cursor.expect_sign("=", self.problems)?;
            let value = self.row(cursor, scope.of_values(), ends.or(Stops::VALUE));
            if value.is_empty() {
                return Err(self.problems.push(problems::expected(cursor, "a value")));
            }
            let value = reference(value);
            let column = quote_spanned!(span=> <#record as #records::Record>::COLUMNS.#field);
            let separator = (!changes.is_empty()).then(|| quote_spanned!(span=> ,));
            changes.extend(quote_spanned!(span=> #separator (#column.index, #column.bind(#value))));
            if !(cursor.is_sign(",") && cursor.is_sign_at(1, ".")) {
                break;
            }
            cursor.next();
        }
        let (key, called) = (self.key(&record, key), Ident::new("change", span));
        Ok(self.call(word, scope, &called, &record, &quote_spanned!(span=> #key, &[#changes])))
    }

    /// `find_one R where …`, `find_all R where … order_by … limit n after key`, `count_of R where …`, `exists R where …`
    pub(super) fn query(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        ends: Stops,
    ) -> Parsed<TokenStream> {
        let record = self.record(cursor)?;
        let mut values = Values { rewriter: self, scope, ends };
        let query = query::read(cursor, word, &mut values)?;
        let Query { sql, binds, after } =
            query.write(&record, word, self.context.names, query::Asked::by(word));
        let (called, span) = (word_as_call(word), located(word));
        let Some(after) = after else {
            return Ok(self.call(
                word,
                scope,
                &called,
                &record,
                &quote_spanned!(span=> #sql, &[#(#binds),*]),
            ));
        };
        let query::After { sql: later, order, key } = after;
        let called = Ident::new("find_all_after", span);
        let arguments = quote_spanned!(span=> #sql, #later, #order, &[#(#binds),*], #key);
        Ok(self.call(word, scope, &called, &record, &arguments))
    }

    /// The path of a record. For rustc it is located, like the helper tokens around it, at its last word, so that
    /// one mistake about it is told once; an editor needs the tokens themselves to complete them.
    fn record(&mut self, cursor: &mut Cursor) -> Parsed<TokenStream> {
        let record = cursor.expect_path("a record", self.problems)?;
        let place = Place::of_all(&record, cursor.previous_place()).last;
        Ok(match self.problems.mode() {
            Mode::Rustc => tokens::located(record, place),
            Mode::Editor => record,
        })
    }

    fn record_with_key(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        ends: Stops,
    ) -> Parsed<(TokenStream, TokenStream)> {
        let start = cursor.position();
        let record = self.record(cursor)?;
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
    fn key(&self, record: &TokenStream, key: TokenStream) -> TokenStream {
        let at = proc_macro2::Span::call_site();
        let at = at.located_at(Place::of_all(&key, at).first);
        let (records, key) = (self.context.names.at(at).records(), reference(key));
        quote_spanned!(at=> &#records::key::<#record, _>(#key))
    }

    /// The call of a store function: through the transaction inside one, through the world elsewhere.
    fn call(
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
struct Values<'v, 'r, 'a> {
    rewriter: &'v mut Rewriter<'r, 'a>,
    scope: Scope,
    ends: Stops,
}

impl ValueReader for Values<'_, '_, '_> {
    fn value(&mut self, cursor: &mut Cursor, ends: Stops) -> TokenStream {
        self.rewriter.row(cursor, self.scope.of_values(), self.ends.or(ends))
    }

    fn problems(&mut self) -> &mut Problems {
        self.rewriter.problems
    }
}

/// The parameter of a transaction's closure; no variable of the writer's can be mistaken for it.
fn the_transaction(word: &Ident) -> Ident {
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

/// The word is a variable's name, not one that goes on or begins a statement.
fn begins_a_list(word: &Ident) -> bool {
    let word = word.to_string();
    !is_keyword(&word) && !word.starts_with("let_") && LANGUAGE.find(&[Role::Statement], &word).is_none()
}

/// A value begins here, so that the word before it was no variable.
fn begins_value(token: Option<&TokenTree>) -> bool {
    match token {
        Some(TokenTree::Ident(word)) => !["as", "else"].iter().any(|it| word == it),
        Some(TokenTree::Punct(sign)) => sign.as_char() == '&',
        _ => false,
    }
}

/// The last thing in the block is an expression without a semicolon.
fn gives_a_value(block: &Cursor) -> bool {
    let mut ahead = block.clone();
    ahead.take_until(|_| false);
    !block.is_at_end() && !ahead.is_behind(";")
}
