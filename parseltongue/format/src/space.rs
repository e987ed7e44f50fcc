//! White space: between two leaves of one line, and at the front of lines.

use crate::lex::{Kind, Leaf};
use crate::style::Style;
use crate::tree::Node;

/// Signs with a space on both sides, wherever they stand.
const APART: &[&str] = &["->", "=>", "==", "!=", "+=", "-=", "*=", "/=", "%=", "^=", "&=", "|="];

/// A space belongs between the two nodes. Where Rust leaves room for doubt (`-`, `<`, `&`, `.`), the writer's
/// own choice stays: `a - 1` and `-1` cannot be told apart without understanding them.
pub(crate) fn between(left: &Node<'_>, right: &Node<'_>) -> bool {
    let (before, after) = (left.last(), right.first());
    let is_apart = after.before.is_apart;
    let is_sign = |leaf: &Leaf<'_>| leaf.kind == Kind::Sign;
    if after.is(",") || after.is(";") {
        return false;
    }
    if before.is(",") || before.is(";") {
        return true;
    }
    let stands_free = |leaf: &Leaf<'_>| APART.iter().any(|sign| leaf.is(sign));
    if stands_free(before) || stands_free(after) {
        return true;
    }
    // `1..=8`; but `length ..=8`, and `1. ..= 2.` would be `1...=2.`.
    let is_value = |leaf: &Leaf<'_>| matches!(leaf.kind, Kind::Word | Kind::Literal);
    let ends_in_a_number = before.kind == Kind::Literal && !before.text.ends_with('.');
    if before.is("..=") && is_value(after) || after.is("..=") && ends_in_a_number {
        return false;
    }
    match (is_sign(before), is_sign(after)) {
        (true, true) if before.is(":") => is_apart || !after.is(":"),
        (true, true) if before.is("=") => is_apart || !after.text.starts_with(['=', '>']),
        (true, true) => is_apart,
        (true, false) if before.is(":") || before.is("=") => true,
        (true, false) => {
            is_apart || after.is("{") && ["|", "||", "!", ">"].iter().any(|sign| before.is(sign))
        }
        (false, true) if after.is(":") || after.is("?") => false,
        (false, true) if after.is("=") => true,
        (false, true) => is_apart,
        (false, false) => words(left, right, is_apart),
    }
}

/// Two nodes of which neither is a sign.
fn words(left: &Node<'_>, right: &Node<'_>, is_apart: bool) -> bool {
    match (left, right) {
        (Node::Leaf(_), Node::Leaf(_)) | (Node::Group(_), Node::Leaf(_)) => true,
        (_, Node::Group(group)) if group.open.is("{") => true,
        (Node::Leaf(leaf), Node::Group(group)) if leaf.kind == Kind::Literal && group.open.is("(") => true,
        _ => is_apart,
    }
}

/// How far in the line begins that holds the byte at `offset`, in columns.
pub(crate) fn line_indent(source: &str, offset: usize, style: &Style) -> usize {
    let line = source[..offset].rfind('\n').map_or(0, |end| end + 1);
    columns(&source[line..], style)
}

/// How wide the white space is that a line begins with.
pub(crate) fn columns(line: &str, style: &Style) -> usize {
    let blank = line.chars().take_while(|character| matches!(character, ' ' | '\t'));
    blank.map(|character| if character == '\t' { style.tab } else { 1 }).sum()
}

/// What is free to be measured by.
pub(crate) fn width(text: &str) -> usize {
    text.chars().count()
}

/// `text` with its lines moved from column `from` to `to`; the first one begins where it is put. Lines that
/// begin inside one of `kept` (given as offsets into `text`) stay as they are: they are parts of texts.
pub(crate) fn moved(
    text: &str,
    from: usize,
    to: usize,
    kept: &[std::ops::Range<usize>],
    style: &Style,
) -> String {
    let mut output = String::with_capacity(text.len());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let is_kept = kept.iter().any(|range| range.start < at && at < range.end);
        let rest = line.trim_start_matches([' ', '\t']);
        if at == 0 || is_kept {
            output.push_str(line);
        } else if rest.trim().is_empty() {
            output.push_str(rest);
        } else {
            let column = (columns(line, style) + to).saturating_sub(from);
            output.push_str(&style.indent(column));
            output.push_str(rest);
        }
        at += line.len();
    }
    output
}
