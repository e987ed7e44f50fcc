//! Cases with named fields, as choices and errors have them: read, checked, and written as an enum.

use proc_macro2::{Delimiter, Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::attributes::{Carrier, carried};
use crate::field::{self, Field, FieldTree, Owner};
use crate::header::{doc_text, documented, quiet_about_docs};
use crate::problems::cases as problem;
use crate::written::{at_keyword, local, named_at, quiet};
use crate::{Cursor, LineEnd, LineStart, Names, Parsed, Problems, Type, lines, problems};

/// A case as written.
#[derive(Debug)]
pub(crate) struct CaseTree {
    pub(crate) attributes: TokenStream,
    pub(crate) name: Ident,
    pub(crate) fields: Vec<FieldTree>,
    /// It ends in `{ … }`.
    pub(crate) has_braces: bool,
}

/// A case in which everything that is left means something.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) attributes: TokenStream,
    pub(crate) doc: String,
    pub(crate) name: Ident,
    pub(crate) fields: Vec<Field>,
    /// The other error that it is made from, by its path; it has no fields then.
    pub(crate) cause: Option<TokenStream>,
}

/// The field that holds the other error, and the name under which a message shows it.
pub(crate) const CAUSE: &str = "cause";

/// A word that begins a case.
pub(crate) fn begins_a_case(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// Reads `Case` or `Case { field: type, … }`; the cursor stands behind the name.
///
/// # Errors
/// When something else stands there.
pub(crate) fn case(start: LineStart, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<CaseTree> {
    let LineStart { attributes, word: name, has_colon } = start;
    let attributes = carried(&attributes, Carrier::Part, problems);
    if has_colon {
        return Err(problems.push(problem::case_with_colon(&name)));
    }
    if let Some(group) = cursor.peek_group(Delimiter::Parenthesis) {
        return Err(problems.push(problem::case_without_field_names(group, &name)));
    }
    let mut fields = Vec::new();
    let braces = cursor.take_group(Delimiter::Brace);
    if let Some(braces) = &braces {
        if braces.stream().is_empty() {
            problems.push(problem::case_with_empty_braces(braces, &name));
            // Without the braces the comma behind them is right.
            cursor.take_sign(",");
        }
        lines(&mut Cursor::inside(braces), &|_| false, problems, |start, cursor, problems| {
            fields.push(field::field(start, cursor, problems)?);
            Ok(LineEnd::Comma)
        });
    }
    Ok(CaseTree { attributes, name, fields, has_braces: braces.is_some() })
}

/// Checks a case that comes after `earlier` ones. None when it cannot be written at all.
pub(crate) fn checked<'a>(
    tree: CaseTree,
    earlier: impl IntoIterator<Item = &'a Ident>,
    owner: Owner<'_>,
    problems: &mut Problems,
) -> Option<Case> {
    let name = tree.name.to_string();
    if !begins_a_case(&name) {
        problems.push(problem::case_in_lower_case(&tree.name));
    }
    if name == "Self" {
        problems.push(problem::case_called_self(&tree.name));
        return None;
    }
    if earlier.into_iter().any(|other| *other == tree.name) {
        problems.push(problems::duplicate("the case", &name, &tree.name));
        return None;
    }
    let mut fields = Vec::new();
    for field in tree.fields {
        fields.extend(field::checked(field, &fields, owner, problems));
    }
    field::one_name_each(&fields, problems);
    Some(Case {
        doc: doc_text(&tree.attributes),
        attributes: tree.attributes,
        name: tree.name,
        fields,
        cause: None,
    })
}

/// What an enum is written from.
pub(crate) struct EnumWriter<'a> {
    pub(crate) name: &'a Ident,
    pub(crate) attributes: &'a TokenStream,
    pub(crate) cases: Vec<&'a Case>,
    pub(crate) names: &'a Names,
    pub(crate) keyword: &'a Ident,
}

impl EnumWriter<'_> {
    /// `pub enum Name { … }`.
    pub(crate) fn definition(&self) -> TokenStream {
        let EnumWriter { name, attributes, names, keyword, .. } = self;
        let first = at_keyword("pub", keyword);
        let cases = self.cases.iter().map(|case| {
            let (attributes, name) = (&case.attributes, &case.name);
            let cause = case.cause.iter().map(|path| {
                let cause = Ident::new(CAUSE, Span::call_site());
                quote!(#[doc = " The other error."] #cause: #path)
            });
            let fields = case.fields.iter().map(|field| {
                let (attributes, name, kind) = (&field.attributes, &field.name, field.kind.tokens(names));
                quote!(#attributes #name: #kind)
            });
            match names_of(case).is_empty() {
                true => quote!(#attributes #name,),
                false => quote!(#attributes #name { #(#cause,)* #(#fields,)* },),
            }
        });
        let parts = self.cases.iter().flat_map(|case| {
            let fields = case.fields.iter().map(|field| &field.attributes);
            std::iter::once(&case.attributes).chain(fields)
        });
        let quiet = quiet_about_docs(parts);
        let attributes = documented(attributes, &format!("One of the cases of `{name}`."));
        quote!(#attributes #quiet #first enum #name { #(#cases)* })
    }

    /// `impl Clone`, written out: a derive would take away the completion of field types.
    pub(crate) fn clone(&self) -> TokenStream {
        let name = quiet(self.name);
        let first = at_keyword("impl", self.keyword);
        let arms = self.cases.iter().map(|case| {
            let (pattern, fields) = (self.pattern(case, ""), names_of(case));
            let name = quiet(&case.name);
            match case.fields.is_empty() {
                true => quote!(#pattern => Self::#name,),
                false => {
                    quote!(#pattern => Self::#name { #(#fields: ::core::clone::Clone::clone(#fields),)* },)
                }
            }
        });
        quote! {
            #first ::core::clone::Clone for #name {
                fn clone(&self) -> Self {
                    match self { #(#arms)* }
                }
            }
        }
    }

    /// `impl PartialEq`, written out.
    pub(crate) fn equal(&self) -> TokenStream {
        let name = quiet(self.name);
        let first = at_keyword("impl", self.keyword);
        let arms = self.cases.iter().map(|case| {
            let (left, right) = (self.pattern(case, "left_"), self.pattern(case, "right_"));
            let same = case.fields.iter().map(|field| {
                let (left, right) =
                    (format_ident!("left_{}", field.name), format_ident!("right_{}", field.name));
                quote!(#left == #right)
            });
            match case.fields.is_empty() {
                true => quote!((#left, #right) => true,),
                false => quote!((#left, #right) => #(#same)&&*,),
            }
        });
        // With one case there is nothing else that the two could be.
        let otherwise = (self.cases.len() > 1).then(|| quote!(_ => false,));
        quote! {
            #first ::core::cmp::PartialEq for #name {
                fn eq(&self, other: &Self) -> bool {
                    match (self, other) { #(#arms)* #otherwise }
                }
            }
        }
    }

    /// `impl Debug`, written out.
    pub(crate) fn debug(&self) -> TokenStream {
        let name = quiet(self.name);
        let first = at_keyword("impl", self.keyword);
        let formatter = local("formatter");
        let arms = self.cases.iter().map(|case| {
            let (pattern, shown, fields) = (self.pattern(case, ""), case.name.to_string(), names_of(case));
            let names = fields.iter().map(field::plain_name);
            let cause = case.cause.iter().map(|_| None);
            let kinds = cause.chain(case.fields.iter().map(|field| Some(&field.kind)));
            let fields = fields.iter().zip(kinds).map(|(name, kind)| self.shown(name, kind));
            match names.len() == 0 {
                true => quote!(#pattern => #formatter.write_str(#shown),),
                false => quote! {
                    #pattern => #formatter.debug_struct(#shown)#(.field(#names, #fields))*.finish(),
                },
            }
        });
        quote! {
            #first ::core::fmt::Debug for #name {
                fn fmt(&self, #formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    match self { #(#arms)* }
                }
            }
        }
    }

    /// A field as a programmer sees it: a type of Rust need not be `Debug`.
    fn shown(&self, name: &Ident, kind: Option<&Type>) -> TokenStream {
        match kind.filter(|kind| kind.holds_rust()) {
            Some(kind) => {
                let span = kind.span_of_rust();
                let (records, codec) = (self.names.at(span).records(), kind.codec(self.names));
                let name = named_at(span, name);
                quote_spanned!(span=> &#records::codec::Shown::<#codec>(#name))
            }
            None => quote!(#name),
        }
    }

    /// The pattern that takes a case apart, each field under its own name behind `prefix`.
    fn pattern(&self, case: &Case, prefix: &str) -> TokenStream {
        let (name, fields) = (quiet(&case.name), names_of(case));
        if fields.is_empty() {
            return quote!(Self::#name);
        }
        let bound = fields.iter().map(|field| {
            if prefix.is_empty() {
                return quote!(#field);
            }
            let bound = format_ident!("{}{}", prefix, field);
            quote!(#field: #bound)
        });
        quote!(Self::#name { #(#bound),* })
    }

    /// The pattern that only asks which case it is.
    pub(crate) fn bare_pattern(case: &Case) -> TokenStream {
        let name = quiet(&case.name);
        if names_of(case).is_empty() { quote!(Self::#name) } else { quote!(Self::#name { .. }) }
    }
}

/// The names of what a case carries, where they are only used.
pub(crate) fn names_of(case: &Case) -> Vec<Ident> {
    let cause = case.cause.iter().map(|_| Ident::new(CAUSE, Span::call_site()));
    cause.chain(case.fields.iter().map(|field| quiet(&field.name))).collect()
}
