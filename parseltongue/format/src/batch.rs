//! Many bodies laid out at once: each is put into a function of a file, as deep inside as it stands, because a
//! process for each would take longer than all the rest.

use crate::RustLayout;
use crate::space::moved;
use crate::style::Style;
use crate::tree::{Node, tree};

/// Statements of plain Rust.
pub(crate) struct Statements<'a> {
    pub(crate) text: &'a str,
    /// The column that they are to stand in.
    pub(crate) indent: usize,
}

/// What the functions and the modules around them are called.
const NAME: &str = "zq";

/// Each piece laid out, or none where it is no Rust. The first line stands at the margin, the others in the columns
/// that they have when the first one is at `indent`.
pub(crate) fn lay_out(
    pieces: &[Statements<'_>],
    rust: &mut dyn RustLayout,
    style: &Style,
) -> Vec<Option<String>> {
    if pieces.is_empty() {
        return Vec::new();
    }
    let file: String = pieces.iter().map(|piece| wrapped(piece, style)).collect();
    let texts = rust.lay_out(&file).map(|text| bodies(&text)).filter(|texts| texts.len() == pieces.len());
    match texts {
        Some(texts) => {
            let placed = |(piece, text): (&Statements<'_>, String)| {
                let from = depth(piece, style) * style.tab;
                Some(moved(&text, from, piece.indent, &crate::print::texts(&text), style))
            };
            pieces.iter().zip(texts).map(placed).collect()
        }
        None if pieces.len() == 1 => vec![None],
        // One that is no Rust keeps the others from being read.
        None => {
            let (first, second) = pieces.split_at(pieces.len() / 2);
            let mut texts = lay_out(first, rust, style);
            texts.extend(lay_out(second, rust, style));
            texts
        }
    }
}

fn depth(piece: &Statements<'_>, style: &Style) -> usize {
    (piece.indent / style.tab.max(1)).max(1)
}

fn wrapped(piece: &Statements<'_>, style: &Style) -> String {
    let modules = depth(piece, style) - 1;
    let (open, close) = (format!("mod {NAME} {{ ").repeat(modules), "}".repeat(modules));
    format!("{open}fn {NAME}() {{\n{}\n}}{close}\n", piece.text)
}

/// What stands in the functions, in order.
fn bodies(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Ok(tree) = tree(text) {
        collect(&tree.nodes, text, &mut found);
    }
    found
}

fn collect(nodes: &[Node<'_>], text: &str, found: &mut Vec<String>) {
    for start in 0..nodes.len() {
        match &nodes[start..] {
            [keyword, name, Node::Group(_), Node::Group(body), ..] if keyword.is("fn") && name.is(NAME) => {
                found.push(crate::print::inside(text, body).to_owned());
            }
            [keyword, name, Node::Group(inner), ..] if keyword.is("mod") && name.is(NAME) => {
                collect(&inner.nodes, text, found);
            }
            _ => {}
        }
    }
}
