//! The rows of a pair of brackets: what begins on a line of its own when they are opened up.

use std::ops::Range;

use parseltongue_syntax::items::DIALECTS;

use crate::lex::Kind;
use crate::role::Role;
use crate::tree::Node;

/// The rows in order; every node is in one. Doc comments, attributes and a block's name are rows of their own.
pub(crate) fn rows(role: Role, nodes: &[Node<'_>]) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let mut at = 0;
    while at < nodes.len() {
        let heads = if role == Role::Rust { 0 } else { head(&nodes[at..]) };
        let length = match (heads, role) {
            (0, Role::Items) => item(&nodes[at..]),
            (0, Role::Lines(_)) => line(&nodes[at..]),
            (0, Role::Elements) => element(&nodes[at..]),
            (0, Role::Arms) => arm(&nodes[at..]),
            (0, Role::Arguments(_) | Role::Rust | Role::Body) => up_to_comma(&nodes[at..]),
            (heads, _) => heads,
        };
        let end = at + length.max(1);
        rows.push(at..end);
        at = end;
    }
    rows
}

/// How many nodes the doc comment, the attribute or the block's name is that comes next.
fn head(nodes: &[Node<'_>]) -> usize {
    let is_brackets = |at: usize| nodes.get(at).is_some_and(|node| node.group("[").is_some());
    match &nodes[0] {
        Node::Leaf(leaf) if leaf.kind == Kind::Doc => 1,
        node if node.is("#") && is_brackets(1) => 2,
        node if node.is("#") && nodes.get(1).is_some_and(|node| node.is("!")) && is_brackets(2) => 3,
        // The name of a block: `basilisk! { <Exchange> … }`.
        node if node.is("<") && nodes.get(2).is_some_and(|node| node.is(">")) => 3,
        _ => 0,
    }
}

/// The row is a doc comment, an attribute or the name of a block.
pub(crate) fn is_head(row: &[Node<'_>]) -> bool {
    !row.is_empty() && head(row) == row.len()
}

/// The row is an item of Rust, which is not ours to lay out.
pub(crate) fn is_rust_item(row: &[Node<'_>]) -> bool {
    let first = row.first().and_then(Node::word).unwrap_or_default();
    !first.starts_with("define_") && !begins_a_block(row)
}

/// `basilisk!`
fn begins_a_block(row: &[Node<'_>]) -> bool {
    let first = row.first().and_then(Node::word).unwrap_or_default();
    DIALECTS.contains(&first) && row.get(1).is_some_and(|node| node.is("!"))
}

/// To the end of an item: its `{ … }`, or `;` for Rust's that have one.
fn item(nodes: &[Node<'_>]) -> usize {
    let ends_with_semicolon = is_rust_item(nodes) && keeps_braces(nodes);
    let ends = |node: &Node<'_>| node.is(";") || node.is_braces() && !ends_with_semicolon;
    nodes.iter().position(ends).map_or(nodes.len(), |at| at + 1)
}

/// `use a::{b, c};` and `const X: T = { … };` hold braces that are not their end.
fn keeps_braces(nodes: &[Node<'_>]) -> bool {
    let behind_pub = match nodes {
        [public, scope, ..] if public.is("pub") && scope.group("(").is_some() => 2,
        [public, ..] if public.is("pub") => 1,
        _ => 0,
    };
    let word = |at: usize| nodes.get(behind_pub + at).and_then(Node::word).unwrap_or_default();
    match word(0) {
        "use" | "static" | "type" => true,
        "const" => !matches!(word(1), "fn" | "unsafe" | "async" | "extern"),
        "extern" => word(1) == "crate",
        _ => false,
    }
}

/// Words that a line goes on with behind its braces: `Unknown { … } is not_found "…"`.
const GOES_ON: &[&str] = &["is", "from", "as", "else", "otherwise", "reads"];

/// To the comma, or to the braces that a line ends with.
fn line(nodes: &[Node<'_>]) -> usize {
    let is_let = nodes[0].word().is_some_and(|word| word.starts_with("let_"));
    for (at, node) in nodes.iter().enumerate() {
        if node.is(",") && !is_inside_a_list(nodes, at) {
            return at + 1;
        }
        let Some(next) = nodes.get(at + 1).filter(|_| node.is_braces() && !is_let) else { continue };
        let goes_on = match next {
            Node::Leaf(leaf) if leaf.kind == Kind::Word => GOES_ON.contains(&leaf.text),
            Node::Leaf(leaf) => leaf.kind == Kind::Sign && leaf.text != "#",
            Node::Group(_) => true,
        };
        if !goes_on {
            return at + 1;
        }
    }
    nodes.len()
}

/// `holds: Order, Entry`: behind the comma stands no line but one more value of the same setting, which is
/// followed by a comma or by nothing.
fn is_inside_a_list(nodes: &[Node<'_>], comma: usize) -> bool {
    let is_setting = nodes.get(1).is_some_and(|node| node.is(":"));
    let rest = &nodes[comma + 1..];
    let is_value = |node: &Node<'_>| {
        node.is("::")
            || matches!(node, Node::Leaf(leaf) if leaf.kind == Kind::Word || leaf.kind == Kind::Literal)
    };
    let length = rest.iter().take(VALUE_LENGTH_MAX).take_while(|node| is_value(node)).count();
    let is_path = length % 2 == 1 && rest[..length].iter().skip(1).step_by(2).all(|node| node.is("::"));
    is_setting && is_path && rest.get(length).is_none_or(|node| node.is(","))
}

/// A path of more words than this is no value of a list.
const VALUE_LENGTH_MAX: usize = 15;

fn element(nodes: &[Node<'_>]) -> usize {
    let braces = |from: usize| nodes[from..].iter().position(Node::is_braces).map(|at| from + at + 1);
    let is_group = |at: usize, open: &str| nodes.get(at).is_some_and(|node| node.group(open).is_some());
    match nodes[0].word() {
        Some(word) if word.starts_with("let_") => {
            nodes.iter().position(|node| node.is(";")).map_or(nodes.len(), |at| at + 1)
        }
        Some("for_each" | "match") => braces(0).unwrap_or(nodes.len()),
        Some("if") => {
            let Some(mut end) = braces(0) else { return nodes.len() };
            while nodes.get(end).is_some_and(|node| node.is("else")) {
                match braces(end) {
                    Some(next) => end = next,
                    None => return nodes.len(),
                }
            }
            end
        }
        Some(_) => {
            let end = 1 + usize::from(is_group(1, "("));
            end + usize::from(is_group(end, "{"))
        }
        None => 1,
    }
}

fn arm(nodes: &[Node<'_>]) -> usize {
    let Some(arrow) = nodes.iter().position(|node| node.is("=>")) else { return nodes.len() };
    let shown = &nodes[arrow + 1..];
    let length = match shown.first() {
        None => 0,
        Some(Node::Group(_)) => 1,
        Some(_) => element(shown),
    };
    let end = arrow + 1 + length;
    end + usize::from(nodes.get(end).is_some_and(|node| node.is(",")))
}

/// To the next comma that is none between a closure's parameters.
fn up_to_comma(nodes: &[Node<'_>]) -> usize {
    let mut at = 0;
    while at < nodes.len() {
        if nodes[at].is(",") {
            return at + 1;
        }
        let starts_an_operand = at == 0
            || matches!(&nodes[at - 1], Node::Leaf(leaf) if leaf.kind == Kind::Sign || matches!(leaf.text, "move" | "return"));
        if nodes[at].is("|") && starts_an_operand {
            let parameters = nodes[at + 1..].iter().position(|node| node.is("|"));
            at += parameters.map_or(0, |length| length + 1);
        }
        at += 1;
    }
    nodes.len()
}
