//! The words that write records, as calls of the runtime.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};

use super::Stops;
use super::calls::{Values, reference, the_transaction};
use super::row::{Rewriter, Scope};
use super::word::located;
use crate::query::{self, Asked};
use crate::tokens::is_keyword;
use crate::vocabulary::{LANGUAGE, Role, nearest};
use crate::{Cursor, Parsed, Place, problems};

/// `set .quantity = .quantity - 1, .note = None`
struct Sets(Vec<Set>);

struct Set {
    field: Ident,
    value: TokenStream,
    /// The value speaks of the record at hand, so it is made where the record is.
    is_made: bool,
}

impl Rewriter<'_, '_> {
    /// `insert v`, `insert all list`, `insert v on_conflict …`
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
        if !many && let Some(conflict) = cursor.take_word_or_slip("on_conflict", self.problems) {
            self.problems.seen("language", &conflict);
            return self.on_conflict(word, &value, cursor, scope, ends);
        }
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

    /// What follows `on_conflict`: `ignore`, `.field replace`, `.field set .a = x`.
    fn on_conflict(
        &mut self,
        word: &Ident,
        value: &TokenStream,
        cursor: &mut Cursor,
        scope: Scope,
        ends: Stops,
    ) -> Parsed<TokenStream> {
        let mut fields = Vec::new();
        while cursor.is_sign(".") {
            fields.push(cursor.expect_field("a unique field, such as `.slug`", self.problems)?);
            if cursor.is_sign(",") && cursor.is_sign_at(1, ".") {
                cursor.next();
            }
        }
        let mut way = None;
        for known in ["ignore", "replace", "set"] {
            way = way.or_else(|| cursor.take_word_or_slip(known, self.problems));
        }
        let Some(way) = way else {
            let due = "`ignore`, `replace` or `set .field = value`";
            return Err(self.problems.push(problems::expected(cursor, due)));
        };
        self.problems.seen("language", &way);
        let (span, record) = (located(word), quote!(_));
        let columns = columns(span);
        let target = match fields.is_empty() {
            true => quote_spanned!(span=> |#columns| ::std::vec::Vec::new()),
            false => {
                let fields = fields.iter().map(|field| quote_spanned!(span=> #columns.#field.index));
                quote_spanned!(span=> |#columns| ::std::vec![#(#fields),*])
            }
        };
        let called = |name: &str| Ident::new(name, span);
        Ok(match way.to_string().as_str() {
            "ignore" => {
                if let Some(field) = fields.first() {
                    self.problems.push(problems::ignored_field(field));
                }
                self.call(word, scope, &called("insert_or_ignore"), &record, &reference(value.clone()))
            }
            "replace" => {
                let value = reference(value.clone());
                let arguments = quote_spanned!(span=> #value, #target);
                self.call(word, scope, &called("insert_or_replace"), &record, &arguments)
            }
            _ => {
                let sets = self.sets(cursor, scope, ends)?;
                let (front, made) = sets.closures(span, scope);
                let value = reference(value.clone());
                let arguments = quote_spanned!(span=> #value, #target, #made);
                let call = self.call(word, scope, &called("insert_or_change"), &record, &arguments);
                quote_spanned!(span=> { #front #call })
            }
        })
    }

    /// `change R with key set .a = x, .b = y`, `change all R where … set …`
    pub(super) fn change(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        ends: Stops,
    ) -> Parsed<TokenStream> {
        if self.takes_all(cursor) {
            return self.change_all(word, cursor, scope, ends);
        }
        let (record, key) = self.record_with_key(word, cursor, scope, ends.or(Stops::SET))?;
        let set = cursor.expect_word("set", self.problems)?;
        self.problems.seen(LANGUAGE.room, &set);
        let sets = self.sets(cursor, scope, ends)?;
        let (span, key) = (located(word), self.key(&record, key));
        if sets.0.iter().any(|set| set.is_made) {
            let (front, made) = sets.closures(span, scope);
            let called = Ident::new("change_by", span);
            let call = self.call(word, scope, &called, &record, &quote_spanned!(span=> #key, #made));
            return Ok(quote_spanned!(span=> { #front #call }));
        }
        let records = self.context.names.at(span).records();
        let changes = sets.0.iter().map(|Set { field, value, .. }| {
            let value = reference(value.clone());
            let column = quote_spanned!(span=> <#record as #records::Record>::COLUMNS.#field);
            quote_spanned!(span=> (#column.index, #column.bind(#value)))
        });
        let called = Ident::new("change", span);
        Ok(self.call(word, scope, &called, &record, &quote_spanned!(span=> #key, &[#(#changes),*])))
    }

    fn change_all(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        ends: Stops,
    ) -> Parsed<TokenStream> {
        let record = query::record(cursor, self.problems)?;
        let clauses = query::read(cursor, word, Asked::Each, &mut Values { rewriter: self, scope, ends })?;
        let set = cursor.expect_word("set", self.problems)?;
        self.problems.seen(LANGUAGE.room, &set);
        let sets = self.sets(cursor, scope, ends)?;
        let span = located(word);
        let parts = clauses.write(&record, &self.site(word, &self.context.store()), Asked::Each).parts();
        let ((front, made), (sql, binds)) = (sets.closures(span, scope), (&parts.sql, &parts.binds));
        let called = Ident::new("change_all", span);
        let call = self.call(word, scope, &called, &record, &quote_spanned!(span=> #sql, #binds, #made));
        Ok(parts.around(span, quote_spanned!(span=> { #front #call })))
    }

    /// `remove R with key`, `remove all R where …`
    pub(super) fn remove(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        ends: Stops,
    ) -> Parsed<TokenStream> {
        if !self.takes_all(cursor) {
            let (record, key) = self.record_with_key(word, cursor, scope, ends)?;
            let called = Ident::new("remove", located(word));
            return Ok(self.call(word, scope, &called, &record, &self.key(&record, key)));
        }
        let record = query::record(cursor, self.problems)?;
        let clauses = query::read(cursor, word, Asked::Remove, &mut Values { rewriter: self, scope, ends })?;
        let parts = clauses.write(&record, &self.site(word, &self.context.store()), Asked::Remove).parts();
        let (span, sql, binds) = (located(word), &parts.sql, &parts.binds);
        let called = Ident::new("remove_all", span);
        let call = self.call(word, scope, &called, &record, &quote_spanned!(span=> #sql, #binds));
        Ok(parts.around(span, call))
    }

    /// `all` before a record's name.
    fn takes_all(&mut self, cursor: &mut Cursor) -> bool {
        let is_all = matches!(cursor.peek_at(1), Some(TokenTree::Ident(next)) if next != "with");
        let all = if is_all { cursor.take_word_or_slip("all", self.problems) } else { None };
        all.iter().for_each(|all| self.problems.seen("language", all));
        all.is_some()
    }

    /// Reads `.a = x, .b = .b + 1`.
    fn sets(&mut self, cursor: &mut Cursor, scope: Scope, ends: Stops) -> Parsed<Sets> {
        let mut sets = Vec::new();
        loop {
            let field = cursor.expect_field("a field such as `.quantity`", self.problems)?;
            cursor.expect_sign("=", self.problems)?;
            let before = self.fields_read;
            let value = self.row(cursor, scope.of_values().of_a_record(), ends.or(Stops::VALUE));
            if value.is_empty() {
                return Err(self.problems.push(problems::expected(cursor, "a value")));
            }
            sets.push(Set { field, value, is_made: self.fields_read > before });
            if !(cursor.is_sign(",") && cursor.is_sign_at(1, ".")) {
                return Ok(Sets(sets));
            }
            cursor.next();
        }
    }
}

impl Sets {
    /// What is known before the record is, as variables; then two closures: what is set to those, and what is set
    /// to something made of the record.
    fn closures(&self, span: Span, scope: Scope) -> (TokenStream, TokenStream) {
        let columns = columns(span);
        let record = record_at_hand(span);
        let mut front = TokenStream::new();
        let (mut fixed, mut made) = (Vec::new(), Vec::new());
        for (number, Set { field, value, is_made }) in self.0.iter().enumerate() {
            let column = quote_spanned!(span=> #columns.#field);
            if *is_made {
                let value = reference(value.clone());
                made.push(quote_spanned!(span=> (#column.index, #column.bind(#value).into_owned())));
            } else {
                let at = Span::mixed_site().located_at(span);
                let name = format_ident!("value_{number}", span = at);
                front.extend(quote_spanned!(span=> let #name = #value;));
                let place = Place::of_all(value, span).first;
                let value = quote_spanned!(Span::call_site().located_at(place)=> &#name);
                fixed.push(quote_spanned!(span=> (#column.index, #column.bind(#value).into_owned())));
            }
        }
        let from = |is_empty: bool, name: Ident| if is_empty { quote!(_) } else { quote!(#name) };
        let of_fixed = from(fixed.is_empty(), columns.clone());
        let (of_made, record) = (from(made.is_empty(), columns.clone()), from(made.is_empty(), record));
        // On its way to the writer it must not borrow; in a transaction it is there already.
        let moves = (!scope.in_transaction).then(|| quote_spanned!(span=> move));
        let closures = quote_spanned!(span=>
            |#of_fixed| ::std::vec![#(#fixed),*],
            #moves |#record, #of_made| ::std::vec![#(#made),*]
        );
        (front, closures)
    }
}

/// The record whose fields have a dot, where they are read from it; no variable of the writer's can be mistaken for it.
pub(super) fn record_at_hand(at: Span) -> Ident {
    Ident::new("record", Span::mixed_site().located_at(at))
}

/// The columns of a record whose type rustc knows.
fn columns(at: Span) -> Ident {
    Ident::new("columns", Span::mixed_site().located_at(at))
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
