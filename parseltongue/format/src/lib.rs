//! Lays out the blocks of Parseltongue in a file of Rust, and touches nothing else.
//!
//! Works on the text itself, cut into leaves with what stands between them, because comments are no tokens.
//! Rust is laid out by rustfmt (a [`RustLayout`]), which this crate never calls by itself: it is a library
//! without files and processes, so that tests and fuzzers can hand it anything.
//!
//! Nothing but white space changes, and commas behind the last line of a list: see [`format()`].

mod batch;
mod body;
mod lex;
mod mask;
mod outline;
mod print;
mod role;
mod rows;
mod same;
mod space;
mod style;
mod tree;

#[cfg(test)]
mod tests;

use role::Role;
use tree::{Group, Node};

pub use body::{AsWritten, RustLayout};
pub use lex::NotTokens;
pub use outline::{Block, Item, LetCall, blocks, comments, indent_at, let_calls, moved};
pub use same::{same_tokens, same_words};
pub use style::Style;

/// How often bodies are asked for: what one pass lays out may move what stands around it into another column.
const PASSES_MAX: usize = 4;

/// Lays out every block of `source`.
///
/// The result has the same tokens and comments in the same order, but for commas at the end of lists and for what
/// rustfmt writes otherwise in bodies. What is not a block of ours stays byte for byte. A block or an item that
/// holds one of the places `left`, given in bytes, stays as it is, too: something is wrong with it.
///
/// # Errors
/// When the file is no row of tokens.
pub fn format(
    source: &str,
    style: &Style,
    left: &[usize],
    rust: &mut dyn RustLayout,
) -> Result<String, NotTokens> {
    let tree = tree::tree(source)?;
    let mut blocks: Vec<(Role, &Group<'_>)> = Vec::new();
    find(&tree.nodes, &mut |nodes, index, group| {
        let role = nodes[index].word().and_then(role::of_macro).filter(|_| group.open.text == "{");
        blocks.extend(role.map(|role| (role, group)));
    });
    let is_left =
        |group: &Group<'_>| left.iter().any(|at| (group.open.start..group.close.end()).contains(at));
    blocks.retain(|(role, group)| *role == Role::Items || !is_left(group));
    let bodies = body::Bodies::default();
    let printer = print::Printer { source, style, bodies: &bodies, left };
    let mut output = put_together(&printer, &blocks);
    for _ in 1..PASSES_MAX {
        if !bodies.ask(rust, style) {
            break;
        }
        output = put_together(&printer, &blocks);
    }
    Ok(output)
}

/// The file with its `blocks` laid out.
fn put_together(printer: &print::Printer<'_>, blocks: &[(Role, &Group<'_>)]) -> String {
    let source = printer.source;
    let mut output = String::with_capacity(source.len());
    let mut at = 0;
    for (role, group) in blocks {
        let written = &source[group.open.start..group.close.end()];
        output.push_str(&source[at..group.open.start]);
        // The line as it is by now: another block may end on it, which has been moved.
        let indent = space::line_indent(&output, output.len(), printer.style);
        let text = printer.block(*role, group, indent);
        // Nobody looks for a comment that a formatter has lost, so a block that would lose one stays as it is.
        let is_kept = same_words(written, &text);
        debug_assert!(is_kept, "words were lost\n{written}\n-----\n{text}");
        output.push_str(if is_kept { &text } else { written });
        at = group.close.end();
    }
    output.push_str(&source[at..]);
    output
}

/// Calls `found` for each call of a macro among `nodes`, with where its name stands. What macros hold is theirs.
fn find<'t, 'a>(nodes: &'t [Node<'a>], found: &mut dyn FnMut(&'t [Node<'a>], usize, &'t Group<'a>)) {
    let mut at = 0;
    while at < nodes.len() {
        let called = match &nodes[at..] {
            [_, bang, Node::Group(group), ..] if bang.is("!") => Some((group, 3)),
            [name, bang, _, Node::Group(group), ..] if bang.is("!") && name.is("macro_rules") => {
                Some((group, 4))
            }
            _ => None,
        };
        let length = match (nodes[at].word(), called) {
            (Some(_), Some((group, length))) => {
                found(nodes, at, group);
                length
            }
            (_, _) => {
                if let Node::Group(group) = &nodes[at] {
                    find(&group.nodes, found);
                }
                1
            }
        };
        at += length;
    }
}
