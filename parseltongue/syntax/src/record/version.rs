//! `version 2 after OrderV1 { field: expression, … }`: how an older record is read.

use proc_macro2::{Delimiter, Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::check::Record;
use super::condition;
use crate::field::plain_name;
use crate::problems::records as problem;
use crate::settings::{Whole, whole_number};
use crate::vocabulary::LANGUAGE;
use crate::written::{named_at, number};
use crate::{Cursor, LineEnd, Names, Parsed, Problems, lines, problems};

/// The highest number of a version.
const VERSION_MAX: u64 = 1_000_000;

/// The line as written.
#[derive(Debug)]
pub(super) struct VersionTree {
    word: Ident,
    number: Whole,
    older: TokenStream,
    made: Vec<Made>,
}

/// A field and what it is made of.
#[derive(Debug)]
struct Made {
    field: Ident,
    of: TokenStream,
}

/// Reads the line; the cursor stands behind `version`.
pub(super) fn read(word: Ident, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<VersionTree> {
    problems.seen(LANGUAGE.room, &word);
    let number = whole_number(cursor, "the number of the version", 2, VERSION_MAX, problems)?;
    let after = cursor.expect_word("after", problems)?;
    problems.seen(LANGUAGE.room, &after);
    let older = cursor.expect_path("the older record, such as `OrderV1`", problems)?;
    let braces = cursor.expect_group(Delimiter::Brace, "`{ field: old.field, … }`", problems)?;
    let mut made = Vec::new();
    lines(&mut Cursor::inside(&braces), &|_| false, problems, |start, cursor, problems| {
        if !start.has_colon {
            return Err(problems.push(problem::field_not_made(&start.word)));
        }
        let of = cursor.take_until(|at| at.is_sign(","));
        if of.is_empty() {
            return Err(
                problems.push(problems::expected(cursor, "what the field is made of, such as `old.note`"))
            );
        }
        made.push(Made { field: start.word, of });
        Ok(LineEnd::Comma)
    });
    Ok(VersionTree { word, number, older, made })
}

/// Tells of what contradicts the record, and leaves out what is no field of it.
pub(super) fn checked(mut tree: VersionTree, record: &Record, problems: &mut Problems) -> VersionTree {
    let names: Vec<String> = record.fields.iter().map(|field| field.name.to_string()).collect();
    let mut seen: Vec<Ident> = Vec::new();
    tree.made.retain(|made| {
        let name = made.field.to_string();
        if !names.contains(&name) {
            let nearest = crate::vocabulary::nearest(&name, names.iter().map(String::as_str));
            problems.push(problem::version_makes_no_field(&made.field, &record.name, nearest));
            return false;
        }
        if seen.contains(&made.field) {
            problems.push(problems::duplicate("the field", &plain_name(&made.field), &made.field));
            return false;
        }
        seen.push(made.field.clone());
        let dotted = condition::of_the_record(made.of.clone());
        if let Some(field) = dotted.fields.first() {
            problems.push(problem::field_of_neither_record(field));
        }
        true
    });
    tree
}

impl VersionTree {
    /// What stands in `impl Record` for it. Every field that is not said is taken from the older record's field of
    /// that name: where it has none, rustc tells so at the field.
    pub(super) fn items(&self, record: &Record, name: &Ident, names: &Names) -> TokenStream {
        let span = Span::call_site().located_at(self.word.span());
        let records = names.at(span).records();
        let (older, version) = (&self.older, number(usize::try_from(self.number.value).unwrap_or_default()));
        // The writer's own `old` means this one.
        let old = Ident::new("old", Span::call_site());
        let fields = record.fields.iter().map(|field| {
            let said = self.made.iter().find(|made| made.field == field.name);
            let at = said.map_or(field.name.span(), |made| made.field.span());
            let of = match said {
                Some(made) => made.of.clone(),
                None => {
                    let from = named_at(Span::call_site().located_at(at), &field.name);
                    quote_spanned!(Span::call_site().located_at(at)=> #old.#from)
                }
            };
            let field = named_at(Span::call_site().located_at(at), &field.name);
            quote!(#field: #of,)
        });
        quote_spanned! {span=>
            const VERSION: u32 = {
                #records::versions::follows(<#older as #records::Record>::VERSION, #version);
                #version
            };

            fn is_version(fingerprint: u64) -> bool {
                fingerprint == <Self as #records::Record>::FINGERPRINT
                    || <#older as #records::Record>::is_version(fingerprint)
            }

            fn reader(
                fingerprint: u64,
                schema: &str,
            ) -> ::core::result::Result<#records::versions::Reader<Self>, #records::versions::NotReadable> {
                const _: u32 = <#name as #records::Record>::VERSION;
                #records::versions::after(fingerprint, schema, |#old: #older| #name { #(#fields)* })
            }
        }
    }
}
