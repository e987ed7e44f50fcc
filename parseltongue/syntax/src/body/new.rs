//! `new R { field: value, field }`.

use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream};
use quote::quote_spanned;

use super::Stops;
use super::row::{Rewriter, Scope, rebuilt};
use super::word::located;
use crate::field::plain_name;
use crate::{Cursor, Mode, Parsed, Place, problems};

impl Rewriter<'_, '_> {
    /// A struct literal whose rest comes from the record's template, behind an assertion that names the field
    /// that has neither a value nor a way to fill itself.
    pub(super) fn new_record(
        &mut self,
        word: &Ident,
        cursor: &mut Cursor,
        scope: Scope,
    ) -> Parsed<TokenStream> {
        let start = cursor.position();
        let record = cursor.expect_path("a record", self.problems)?;
        let place = Place::between(word, cursor.place_since(start));
        let Some(braces) = cursor.take_group(Delimiter::Brace) else {
            return Err(self.problems.push(problems::new_without_fields(
                word,
                place,
                &record.to_string().replace(' ', ""),
            )));
        };
        let (names, fields) = self.fields(&braces, scope);
        let at = proc_macro2::Span::call_site().located_at(place.last);
        let records = self.context.names.at(at).records();
        let called = Literal::string(&last_word(&record));
        let separator = if fields.is_empty() { TokenStream::new() } else { quote_spanned!(at=> ,) };
        let literal =
            rebuilt(&braces, quote_spanned!(at=> #fields #separator ..#records::fields::template()));
        // An editor does not evaluate it, and would complete a half-typed record there and nowhere else.
        let given = (self.problems.mode() == Mode::Rustc).then(|| quote_spanned!(at=>
            const _: () = #records::fields::given(#called, <#record as #records::Record>::FIELDS, &[#(#names),*]);
        ));
        let (span, made) = (located(word), Ident::new("made", proc_macro2::Span::mixed_site()));
        // Where every field is given, nothing of the template is left: clippy would say so.
        Ok(quote_spanned!(span=> {
            #given
            #[allow(clippy::needless_update)]
            let #made = #record #literal;
            #made
        }))
    }

    fn fields(&mut self, braces: &Group, scope: Scope) -> (Vec<Literal>, TokenStream) {
        let mut cursor = Cursor::inside(braces);
        let mut names: Vec<Literal> = Vec::new();
        let mut fields = TokenStream::new();
        while !cursor.is_at_end() {
            let start = cursor.position();
            let name = cursor.take_ident();
            let has_value = cursor.take_sign(":").is_some();
            let value = self.row(&mut cursor, scope.of_values(), Stops::COMMA.or(Stops::SEMICOLON));
            let is_being_typed = self.problems.mode() == Mode::Editor && name.is_some();
            let is_whole = has_value != value.is_empty();
            if !is_whole {
                self.problems.push(problems::new_field(cursor.place_since(start)));
            }
            let Some(name) = name.filter(|_| is_whole || is_being_typed) else {
                if cursor.take_sign(",").is_none() {
                    cursor.next();
                }
                continue;
            };
            names.push(Literal::string(&plain_name(&name)));
            let separator = (!fields.is_empty()).then(|| quote::quote!(,));
            let value = (has_value && is_whole).then(|| quote::quote!(: #value));
            fields.extend(quote::quote!(#separator #name #value));
            if cursor.take_sign(",").is_none() {
                cursor.next();
            }
        }
        (names, fields)
    }
}

fn last_word(path: &TokenStream) -> String {
    let words = path.clone().into_iter().filter_map(|token| match token {
        proc_macro2::TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    });
    words.last().unwrap_or_default()
}
