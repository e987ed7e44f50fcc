//! What a file is made of, for whoever wants to change a part of it and leave the rest byte for byte.

use std::ops::Range;

use crate::Style;
use crate::lex::NotTokens;
use crate::role::{self, Role};
use crate::rows::{is_head, is_rust_item, rows};
use crate::tree::{Group, Node, tree};

/// A call of one of our macros whose braces hold a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The macro.
    pub name: String,
    /// From the path before its name to the closing brace, in bytes.
    pub range: Range<usize>,
    /// What stands between the braces.
    pub inside: Range<usize>,
    /// It stands in no brackets.
    pub is_at_top: bool,
    /// `#![crate(path)]` at its front.
    pub crate_line: Option<Range<usize>>,
    /// Its items; none of a dialect's block.
    pub items: Vec<Item>,
}

/// An item of a block of `parseltongue!`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// With its attributes and doc comments, and with the comments that follow on its last line.
    pub range: Range<usize>,
    /// Where its own first word stands.
    pub word: usize,
    /// Rust, which is passed through.
    pub is_rust: bool,
}

/// The blocks of a file, in order.
///
/// # Errors
/// When the file is no row of tokens.
pub fn blocks(source: &str) -> Result<Vec<Block>, NotTokens> {
    let tree = tree(source)?;
    let mut found = Vec::new();
    crate::find(&tree.nodes, &mut |nodes, index, group| {
        let name = nodes[index].word().unwrap_or_default();
        if role::of_macro(name).is_none() || group.open.text != "{" {
            return;
        }
        let is_at_top = std::ptr::eq(nodes, tree.nodes.as_slice());
        found.push(block(source, name, start_of_path(nodes, index), group, is_at_top));
    });
    Ok(found)
}

/// `let_cow_var!(name: string = source);` in plain Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetCall {
    /// The macro.
    pub name: String,
    /// From the path before its name to the semicolon.
    pub range: Range<usize>,
    /// What stands between the brackets.
    pub inside: Range<usize>,
}

/// The calls of the `let_…!` macros in a file, outside of blocks.
///
/// # Errors
/// When the file is no row of tokens.
pub fn let_calls(source: &str) -> Result<Vec<LetCall>, NotTokens> {
    let tree = tree(source)?;
    let mut found = Vec::new();
    crate::find(&tree.nodes, &mut |nodes, index, group| {
        let name = nodes[index].word().unwrap_or_default();
        if name.starts_with("let_") {
            let semicolon = nodes.get(index + 3).filter(|node| node.is(";"));
            let end = semicolon.map_or(group.close.end(), |node| node.last().end());
            let inside = group.open.end()..group.close.start;
            found.push(LetCall { name: name.to_owned(), range: start_of_path(nodes, index)..end, inside });
        }
    });
    Ok(found)
}

/// Comments between `range`'s ends that stand inside of no text, as they are written.
///
/// # Errors
/// When the file is no row of tokens.
pub fn comments(source: &str, range: &Range<usize>) -> Result<Vec<String>, NotTokens> {
    let leaves = crate::lex::leaves(source)?;
    let comments = leaves.iter().flat_map(|leaf| &leaf.before.comments);
    Ok(comments.filter(|it| range.contains(&it.start)).map(|it| it.text.to_owned()).collect())
}

/// `text` with its lines moved from column `from` to `to`; the first one begins where it is put, and what texts
/// of more than one line hold stays as it is.
#[must_use]
pub fn moved(text: &str, from: usize, to: usize, style: &Style) -> String {
    crate::space::moved(text, from, to, &crate::print::texts(text), style)
}

/// How far in the line begins that holds the byte at `offset`, in columns.
#[must_use]
pub fn indent_at(source: &str, offset: usize, style: &Style) -> usize {
    crate::space::line_indent(source, offset, style)
}

fn block(source: &str, name: &str, start: usize, group: &Group<'_>, is_at_top: bool) -> Block {
    let mut crate_line = None;
    let mut items: Vec<Item> = Vec::new();
    if role::of_macro(name) == Some(Role::Items) {
        let mut heads: Option<usize> = None;
        for range in rows(Role::Items, &group.nodes) {
            let row = &group.nodes[range.clone()];
            let (first, last) = (row[0].first().start, row[row.len() - 1].last().end());
            if is_head(row) {
                let is_inner = row.len() == 3;
                match is_inner {
                    true => crate_line = Some(first..last),
                    false => heads = heads.or(Some(first)),
                }
                continue;
            }
            let end = group.nodes.get(range.end).map_or(&group.close, |node| node.first());
            let trailing = end.before.comments.iter().take_while(|comment| comment.lines == 0).last();
            let end = trailing.map_or(last, |comment| comment.start + comment.text.len());
            let start = heads.take().unwrap_or(first);
            items.push(Item { range: start..end, word: first, is_rust: is_rust_item(row) });
        }
    }
    let mut end = group.close.end();
    // A brace needs no semicolon; one that stands there belongs to the call all the same.
    end += usize::from(source[end..].starts_with(';'));
    Block {
        name: name.to_owned(),
        range: start..end,
        inside: group.open.end()..group.close.start,
        is_at_top,
        crate_line,
        items,
    }
}

/// Where the `::some::path::` before a macro's name begins.
fn start_of_path(nodes: &[Node<'_>], index: usize) -> usize {
    let mut at = index;
    while at > 0 && nodes[at - 1].is("::") {
        at -= 1;
        at -= usize::from(at > 0 && nodes[at - 1].word().is_some());
    }
    nodes[at].first().start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_with_what_belongs_to_them() {
        let source = "::parseltongue::parseltongue! { #![crate(a)]\n  /// One.\n  #[b] define_choice A { B } // c\n  fn d() {}\n}";
        let blocks = blocks(source).unwrap();
        let [block] = blocks.as_slice() else { panic!("{blocks:?}") };
        let texts: Vec<&str> = block.items.iter().map(|item| &source[item.range.clone()]).collect();
        assert_eq!(texts, ["/// One.\n  #[b] define_choice A { B } // c", "fn d() {}"]);
        assert_eq!(&source[block.range.clone()], source);
        assert_eq!(block.crate_line.clone().map(|range| &source[range]), Some("#![crate(a)]"));
        assert!(block.is_at_top && block.items[1].is_rust);
        assert_eq!(comments(source, &block.inside).unwrap(), ["// c"]);
    }
}
