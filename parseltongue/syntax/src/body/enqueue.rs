//! `enqueue Job { field: value } after 5 minutes priority high unique_for 1 hour`.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote_spanned};

use super::Stops;
use super::calls::the_transaction;
use super::row::{Rewriter, Scope};
use super::word::located;
use crate::vocabulary::{LANGUAGE, nearest};
use crate::{Cursor, Parsed, problems, settings, units};

/// What may stand behind a job.
const TERMS: [&str; 4] = ["after", "at", "priority", "unique_for"];

impl Rewriter<'_, '_> {
    /// The job is a record, made as `new` makes one.
    pub(super) fn enqueue(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        ends: Stops,
    ) -> Parsed<TokenStream> {
        let start = cursor.position();
        let job = self.new_record(word, cursor, scope)?;
        let place = cursor.place_since(start);
        let span = located(word);
        let records = self.context.names.at(span).records();
        let mut terms = quote_spanned!(span=> #records::jobs::Terms::new());
        let mut said: Vec<Ident> = Vec::new();
        while let Some(term) = self.term(cursor) {
            let says_the_same = |before: &&Ident| {
                let both_due = ["after", "at"].iter().any(|due| *before == due)
                    && ["after", "at"].iter().any(|due| term == due);
                **before == term || both_due
            };
            if let Some(before) = said.iter().find(says_the_same) {
                self.problems.push(problems::term_of_a_job_twice(&term, before));
            }
            terms.extend(self.written_term(&term, cursor, scope, ends)?);
            said.push(term);
        }
        let at = proc_macro2::Span::call_site().located_at(place.first);
        let job = quote_spanned!(at=> &#job);
        if scope.in_transaction {
            let transaction = the_transaction(word);
            return Ok(quote_spanned!(at=> #transaction.enqueue(#job, #terms)?));
        }
        let (store, path) = (self.context.names.at(at).store(), self.context.store());
        let call = quote_spanned!(at=> #store::enqueue::<#path, _>(#job, #terms).await);
        Ok(quote_spanned!(span=> #call?))
    }

    /// The next word, if it says on which terms. One that is none of them can be nothing else here.
    fn term(&mut self, cursor: &mut Cursor) -> Option<Ident> {
        let word = cursor.peek_word()?.clone();
        let name = word.to_string();
        if !TERMS.contains(&name.as_str()) {
            if cursor.is_word("else") || cursor.is_word("as") {
                return None;
            }
            cursor.next();
            let meant = nearest(&name, TERMS).filter(|meant| meant.is_certain);
            let is_slip = meant.is_some();
            let instead = meant.as_ref().map(|meant| meant.word.to_owned());
            self.problems.push(problems::unknown_term_of_a_job(&word, meant));
            if !is_slip {
                cursor.take_until(|cursor| cursor.is_sign(";") || cursor.is_sign(","));
            }
            return instead.map(|instead| Ident::new(&instead, word.span()));
        }
        cursor.next();
        self.problems.seen(LANGUAGE.room, &word);
        Some(word)
    }

    fn written_term(
        &mut self,
        term: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
        ends: Stops,
    ) -> Parsed<TokenStream> {
        let span = located(term);
        let called = Ident::new(&term.to_string(), span);
        if term == "at" {
            let value = self.row(cursor, scope.of_values(), ends.or(Stops::VALUE));
            if value.is_empty() {
                return Err(self.problems.push(problems::expected(cursor, "a moment: a `timestamp`")));
            }
            return Ok(quote_spanned!(span=> .#called(#value)));
        }
        if term == "priority" {
            let (priority, word) = settings::one_of(cursor, &["high", "normal", "low"], self.problems)?;
            self.problems.seen(LANGUAGE.room, &word);
            let records = self.context.names.at(span).records();
            let priority = match priority {
                "high" => format_ident!("High"),
                "low" => format_ident!("Low"),
                _ => format_ident!("Normal"),
            };
            return Ok(quote_spanned!(span=> .#called(#records::jobs::Priority::#priority)));
        }
        let time = Literal::u64_unsuffixed(units::time(cursor, self.problems)?.nanoseconds);
        Ok(quote_spanned!(span=> .#called(::core::time::Duration::from_nanos(#time))))
    }
}
