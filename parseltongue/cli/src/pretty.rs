//! Rust as a person would lay it out: prettyplease's text, with blank lines between items and a comment where
//! another declaration begins. prettyplease keeps neither, so both stand in the tree as calls of macros until
//! it is text.

use proc_macro2::TokenStream;
use quote::format_ident;
use syn::{Block, Expr, ExprReturn, File, ImplItem, Item, Stmt, TraitItem, parse_quote};

const HEADING: &str = "__heading_";
const BLANK: &str = "__blank!();";

/// Stands for heading `number` until it is printed.
pub(crate) fn mark(number: usize) -> Item {
    let name = format_ident!("{HEADING}{number}");
    parse_quote!(#name!();)
}

/// The file as text.
pub(crate) fn print(mut file: File, headings: &[String]) -> String {
    file.items = spaced(file.items);
    if !file.attrs.is_empty() {
        file.items.insert(0, blank());
    }
    let mut text = String::new();
    let mut is_blank = true;
    for line in prettyplease::unparse(&file).lines() {
        let trimmed = line.trim_start();
        let indent = &line[..line.len() - trimmed.len()];
        let number = trimmed.strip_prefix(HEADING).and_then(|rest| rest.strip_suffix("!();"));
        let heading = number.and_then(|number| headings.get(number.parse::<usize>().ok()?));
        let separates = trimmed == BLANK || trimmed.is_empty();
        if (separates || heading.is_some()) && !is_blank {
            text.push('\n');
        }
        if let Some(heading) = heading {
            text.push_str(&format!("{indent}{heading}\n"));
        } else if !separates {
            text.push_str(line);
            text.push('\n');
        }
        is_blank = separates || heading.is_some();
    }
    text
}

fn blank<T: syn::parse::Parse>() -> T {
    parse_quote!(__blank!();)
}

fn spaced(items: Vec<Item>) -> Vec<Item> {
    let mut spaced: Vec<Item> = Vec::new();
    for item in items {
        if spaced
            .last()
            .is_some_and(|before| is_long(before) || is_long(&item) || is_use(before) != is_use(&item))
        {
            spaced.push(blank());
        }
        spaced.push(spaced_inside(item));
    }
    spaced
}

/// The item with its own parts apart.
fn spaced_inside(item: Item) -> Item {
    match item {
        Item::Mod(mut item) => {
            item.content = item.content.map(|(brace, items)| (brace, spaced(items)));
            Item::Mod(item)
        }
        Item::Const(mut item) => {
            // `const _: () = { … };`
            if let Expr::Block(block) = item.expr.as_mut() {
                let statements = std::mem::take(&mut block.block.stmts);
                let statements = statements.into_iter().map(|statement| match statement {
                    Stmt::Item(item) => Stmt::Item(spaced_inside(item)),
                    other => other,
                });
                let is_long = |statement: &Stmt| matches!(statement, Stmt::Item(item) if is_long(item));
                block.block.stmts = between(statements.collect(), is_long, || Stmt::Item(blank()));
            }
            Item::Const(item)
        }
        Item::Fn(mut item) => {
            without_last_return(&mut item.block);
            Item::Fn(item)
        }
        Item::Impl(mut item) => {
            for part in &mut item.items {
                if let ImplItem::Fn(part) = part {
                    without_last_return(&mut part.block);
                }
            }
            item.items = between(item.items, |part| matches!(part, ImplItem::Fn(_)), blank);
            Item::Impl(item)
        }
        Item::Trait(mut item) => {
            item.items = between(item.items, |part| matches!(part, TraitItem::Fn(_)), blank);
            Item::Trait(item)
        }
        other => other,
    }
}

fn between<T>(parts: Vec<T>, is_long: impl Fn(&T) -> bool, blank: impl Fn() -> T) -> Vec<T> {
    let mut spaced: Vec<T> = Vec::new();
    for part in parts {
        if spaced.last().is_some_and(|before| is_long(before) || is_long(&part)) {
            spaced.push(blank());
        }
        spaced.push(part);
    }
    spaced
}

/// `finish_with` becomes a `return`; at the end of a body a person leaves that out.
fn without_last_return(body: &mut Block) {
    if let Some(Stmt::Expr(Expr::Return(ExprReturn { expr: Some(value), .. }), _)) = body.stmts.last_mut() {
        let value = std::mem::replace(value.as_mut(), Expr::Verbatim(TokenStream::new()));
        body.stmts.pop();
        body.stmts.push(Stmt::Expr(value, None));
    }
}

fn is_use(item: &Item) -> bool {
    matches!(item, Item::Use(_))
}

/// Stands between blank lines.
fn is_long(item: &Item) -> bool {
    !matches!(item, Item::Use(_) | Item::Const(_) | Item::Static(_) | Item::Type(_) | Item::Macro(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_stand_apart_and_headings_become_comments() {
        let heading = mark(0);
        let file: File = parse_quote! {
            use a::b;
            #heading
            /// One.
            struct One;
            impl One { const A: i64 = 1; const B: i64 = 2; fn a() {} fn b() -> i64 { return 1; } }
            const C: i64 = 3;
            const D: i64 = 4;
            const _: () = {
                const E: i64 = 5;
                impl Two { fn a() {} fn b() {} }
            };
        };
        let expected = "\
use a::b;

// define_record One
/// One.
struct One;

impl One {
    const A: i64 = 1;
    const B: i64 = 2;

    fn a() {}

    fn b() -> i64 {
        1
    }
}

const C: i64 = 3;
const D: i64 = 4;
const _: () = {
    const E: i64 = 5;

    impl Two {
        fn a() {}

        fn b() {}
    }
};
";
        assert_eq!(print(file, &["// define_record One".to_owned()]), expected);
    }
}
