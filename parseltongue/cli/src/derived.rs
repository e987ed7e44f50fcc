//! What a person derives. The compilers write `Clone` and `PartialEq` out, because editors complete nothing
//! inside of an item that derives them; a reader is told by one word.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{Arm, Attribute, Expr, FieldValue, Ident, ImplItem, Item, ItemImpl, Stmt, Type, parse_quote};

/// The items with a derive in the place of each implementation that says what the derive would.
pub(crate) fn derived(mut items: Vec<Item>) -> Vec<Item> {
    let mut derives: Vec<(Ident, Ident)> = Vec::new();
    let names: Vec<Ident> = items.iter_mut().filter_map(|item| Some(definition(item)?.0.clone())).collect();
    items.retain(|item| {
        let found = written_out(item).filter(|(name, _)| names.contains(name));
        let is_kept = found.is_none();
        derives.extend(found);
        is_kept
    });
    for item in &mut items {
        let Some((name, attributes)) = definition(item) else { continue };
        let traits = derives.iter().filter(|(of, _)| of == name).map(|(_, derived)| derived);
        let traits: Vec<&Ident> = traits.collect();
        if !traits.is_empty() {
            attributes.push(parse_quote!(#[derive(#(#traits),*)]));
        }
        // Documentation first, then what is derived, then what rustc is asked to be silent about.
        attributes.sort_by_key(|attribute| match attribute.path() {
            path if path.is_ident("doc") => 0,
            path if path.is_ident("derive") => 1,
            _ => 2,
        });
    }
    items
}

/// The name and the attributes of a type without parameters.
fn definition(item: &mut Item) -> Option<(&Ident, &mut Vec<Attribute>)> {
    match item {
        Item::Struct(item) if item.generics.params.is_empty() => Some((&item.ident, &mut item.attrs)),
        Item::Enum(item) if item.generics.params.is_empty() => Some((&item.ident, &mut item.attrs)),
        _ => None,
    }
}

/// The type and the trait of an implementation that could be derived.
fn written_out(item: &Item) -> Option<(Ident, Ident)> {
    let Item::Impl(ItemImpl { attrs, generics, trait_: Some((of, _)), self_ty, items, .. }) = item else {
        return None;
    };
    let (Type::Path(name), [ImplItem::Fn(method)]) = (self_ty.as_ref(), items.as_slice()) else {
        return None;
    };
    let [Stmt::Expr(body, None)] = method.block.stmts.as_slice() else { return None };
    let is_derived = match () {
        () if of.is_ident("Clone") => is_copy_of_self(body),
        () if of.is_ident("PartialEq") => is_comparison(body),
        () => false,
    };
    let is_plain = attrs.is_empty() && generics.params.is_empty();
    (is_plain && is_derived).then(|| Some((name.path.get_ident()?.clone(), of.get_ident()?.clone())))?
}

/// `Self { a: self.a.clone() }`, or `match self { Self::A { a } => Self::A { a: a.clone() }, Self::B => Self::B }`
fn is_copy_of_self(body: &Expr) -> bool {
    let is_copied = |field: &FieldValue, value: TokenStream| same(&field.expr, &quote!(#value.clone()));
    match body {
        Expr::Struct(made) => {
            let copies = |field: &FieldValue| {
                let name = &field.member;
                is_copied(field, quote!(self.#name))
            };
            made.path.is_ident("Self") && made.rest.is_none() && made.fields.iter().all(copies)
        }
        Expr::Match(cases) => {
            let copies = |case: &Arm| match case.body.as_ref() {
                Expr::Struct(made) => made.fields.iter().all(|field| {
                    let name = &field.member;
                    is_copied(field, quote!(#name))
                }),
                other => same(other, &case.pat.to_token_stream()),
            };
            same(&cases.expr, &quote!(self)) && cases.arms.iter().all(copies)
        }
        _ => false,
    }
}

/// `match (self, other) { (Self::A { a: left_a }, Self::A { a: right_a }) => left_a == right_a, _ => false }`
fn is_comparison(body: &Expr) -> bool {
    let Expr::Match(cases) = body else { return false };
    let compares = |case: &Arm| {
        let body = case.body.to_token_stream().to_string();
        matches!(body.as_str(), "true" | "false") || body.split(" && ").all(is_comparison_of_a_field)
    };
    same(&cases.expr, &quote!((self, other))) && cases.arms.iter().all(compares)
}

fn is_comparison_of_a_field(text: &str) -> bool {
    let name = |side: &str| -> Option<Ident> {
        let name = side.trim_start_matches("left_").trim_start_matches("right_");
        (name != side).then(|| format_ident!("{name}"))
    };
    matches!(text.split_once(" == "), Some((left, right)) if name(left).is_some() && name(left) == name(right))
}

fn same(expression: &Expr, tokens: &TokenStream) -> bool {
    expression.to_token_stream().to_string() == tokens.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str) -> String {
        let file: syn::File = syn::parse_str(source).unwrap();
        let file = syn::File { items: derived(file.items), ..file };
        prettyplease::unparse(&file)
    }

    #[test]
    fn what_says_no_more_than_a_derive_is_one() {
        let source = "#[allow(missing_docs)] /// A.\npub struct A { pub a: i64, pub b: B }
            impl Clone for A { fn clone(&self) -> Self { Self { a: self.a.clone(), b: self.b.clone() } } }
            pub enum B { C { d: i64, e: i64 }, F }
            impl Clone for B { fn clone(&self) -> Self { match self { Self::C { d, e } => Self::C { d: d.clone(), e: e.clone() }, Self::F => Self::F } } }
            impl PartialEq for B { fn eq(&self, other: &Self) -> bool { match (self, other) {
                (Self::C { d: left_d, e: left_e }, Self::C { d: right_d, e: right_e }) => left_d == right_d && left_e == right_e,
                (Self::F, Self::F) => true,
                _ => false,
            } } }";
        let wanted = "/// A.\n#[derive(Clone)]\n#[allow(missing_docs)]\npub struct A {\n    pub a: i64,\n    pub b: B,\n}\n#[derive(Clone, PartialEq)]\npub enum B {\n    C { d: i64, e: i64 },\n    F,\n}\n";
        assert_eq!(of(source), wanted);
    }

    #[test]
    fn what_says_something_else_stays() {
        let source = "struct A {\n    a: i64,\n}\nimpl Clone for A {\n    fn clone(&self) -> Self {\n        Self { a: self.b.clone() }\n    }\n}\nimpl PartialEq for A {\n    fn eq(&self, other: &Self) -> bool {\n        fields::equal(self, other)\n    }\n}\n";
        assert_eq!(of(source), source);
    }
}
