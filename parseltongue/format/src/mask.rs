//! Bodies as plain Rust. rustfmt knows how Rust is laid out and keeps its comments, but not our words; so each
//! word is put behind something of the same width that Rust can read, and comes back afterwards.
//!
//! | the language | as rustfmt sees it |
//! | --- | --- |
//! | `let_var order: Order = e;` | `let zq0qzzzzz: Order = e;` |
//! | `finish_with e`, `insert e` | `*!!!!!!!!!!*e`, `*!!!!!*e` |
//! | `publish e to Market::Trades` | `*!!!!!!*e as Market::Trades` |
//! | `new Trade { … }` | `zq1qzzzzz { … }` |
//! | `in_transaction { … }` | `'zq2qzzzzzzzz: { … }` |
//! | `find Order with id`, `require c otherwise e` | `zq3qzzzzzzzzzzzzzz` |

use std::ops::Range;

use parseltongue_syntax::Role as Word;
use parseltongue_syntax::vocabulary::LANGUAGE;

use crate::lex::{Kind, Leaf, leaves_of_part};
use crate::print::Printer;
use crate::space::{columns, width};
use crate::style::Style;
use crate::tree::Node;

/// What a mark begins with. No text that holds it is masked; hardly anybody writes it. Plain letters, because
/// rustfmt counts bytes in some places.
const MARK: &str = "zq";

/// Words that stand before an operand, as a sign would.
const PREFIXES: &[&str] = &["finish_with", "fail_with", "insert", "publish"];

/// Words that a query goes to a new line before.
const CLAUSES: &[&str] = &["where", "order_by", "limit", "after", "set", "otherwise"];

/// Statements with every word of the language behind a mask.
#[derive(Debug)]
pub(crate) struct Masked {
    pub(crate) text: String,
    marks: Vec<Mark>,
}

#[derive(Debug)]
enum Mark {
    /// `let_var order`, behind `let` and a mark.
    Let(String),
    /// What stands in the mark's place, on one line or on more.
    Text(Vec<String>),
    /// `in_transaction`, behind a label and its colon.
    Label(String),
}

/// The statements in `range` of the printer's source, if all of their words can be masked.
pub(crate) fn mask(
    printer: &Printer<'_>,
    nodes: &[Node<'_>],
    range: Range<usize>,
    indent: usize,
) -> Option<Masked> {
    let text = &printer.source[range.clone()];
    if text.contains(MARK) || text.contains("*!!!!!") {
        return None;
    }
    let mut masker = Masker { printer, edits: Vec::new(), marks: Vec::new() };
    masker.row(nodes, indent)?;
    let mut masked = String::with_capacity(text.len());
    let mut at = range.start;
    for (place, replacement) in &masker.edits {
        masked.push_str(&printer.source[at..place.start]);
        masked.push_str(replacement);
        at = place.end;
    }
    masked.push_str(&printer.source[at..range.end]);
    Some(Masked { text: masked, marks: masker.marks })
}

struct Masker<'p, 's> {
    printer: &'p Printer<'s>,
    edits: Vec<(Range<usize>, String)>,
    marks: Vec<Mark>,
}

impl Masker<'_, '_> {
    fn row(&mut self, nodes: &[Node<'_>], indent: usize) -> Option<()> {
        let mut at = 0;
        while at < nodes.len() {
            let is_name = at > 0 && [".", "::", "fn"].iter().any(|sign| nodes[at - 1].is(sign));
            let length = if is_name { None } else { self.word(&nodes[at..], indent)? };
            if let Some(length) = length {
                at += length;
                continue;
            }
            if let Node::Group(group) = &nodes[at] {
                let inner = if group.open.is("{") { indent + self.printer.style.tab } else { indent };
                self.row(&group.nodes, inner)?;
            }
            at += 1;
        }
        Some(())
    }

    /// Masks the word at the front, and tells how many nodes are done.
    fn word(&mut self, nodes: &[Node<'_>], indent: usize) -> Option<Option<usize>> {
        let Some(word) = nodes[0].word() else { return Some(None) };
        let next = nodes.get(1);
        let next_word = next.and_then(Node::word).filter(|word| !NO_OPERANDS.contains(word));
        if word.starts_with("let_") && next_word.is_some() && nodes.get(2).is_some_and(|node| node.is(":")) {
            let written = format!("{word} {}", next_word?);
            let mark = self.mark(width(&written).saturating_sub(4));
            self.marks.push(Mark::Let(written));
            self.edit(nodes, 0..2, format!("let {mark}"))?;
            return Some(Some(2));
        }
        if PREFIXES.contains(&word)
            && next.is_some_and(|next| begins_an_operand(next) || is_in_brackets(word, next))
        {
            let stars = format!("*{}*", "!".repeat(word.len() - 1));
            // `insert all orders`: to Rust, one name.
            if word == "insert" && next_word == Some("all") && nodes.get(2).is_some_and(begins_an_operand) {
                self.opaque(&nodes[..end_of(nodes, false)], indent)?;
                return Some(Some(end_of(nodes, false)));
            }
            let place = nodes[0].first().start..next?.first().start;
            self.plain(&nodes[..2])?;
            self.edits.push((place, stars));
            if word == "publish" {
                self.publish(nodes, indent)?;
                return Some(Some(end_of(nodes, true)));
            }
            return Some(Some(1));
        }
        if word == "new" && next_word.is_some() && path_before_braces(&nodes[1..]) {
            let written = format!("new {}", next_word?);
            let mark = self.mark(width(&written));
            self.marks.push(Mark::Text(vec![written]));
            self.edit(nodes, 0..2, mark)?;
            return Some(Some(2));
        }
        if word == "in_transaction" && next.is_some_and(Node::is_braces) {
            let mark = self.mark(word.len() - 2);
            self.marks.push(Mark::Label(word.to_owned()));
            self.edit(nodes, 0..1, format!("'{mark}:"))?;
            return Some(Some(1));
        }
        let is_query =
            LANGUAGE.find(&[Word::Expression], word).is_some() && !matches!(word, "new" | "insert");
        let is_requirement = word == "require"
            && next.is_some_and(|next| begins_an_operand(next) || is_in_brackets(word, next));
        if is_requirement || is_query && next_word.is_some() {
            let end = end_of(nodes, is_requirement);
            self.opaque(&nodes[..end], indent)?;
            return Some(Some(end));
        }
        Some(None)
    }

    /// `publish e to Market::Trades`: its `to` is one letter from Rust.
    fn publish(&mut self, nodes: &[Node<'_>], indent: usize) -> Option<()> {
        let end = end_of(nodes, true);
        let to = nodes[..end].iter().rposition(|node| node.is("to"))?;
        self.row(&nodes[1..to], indent)?;
        let leaf = nodes[to].first();
        self.edits.push((leaf.start..leaf.end(), "as".to_owned()));
        Some(())
    }

    /// A query: to Rust, one long name.
    fn opaque(&mut self, nodes: &[Node<'_>], indent: usize) -> Option<()> {
        let mut lines: Vec<String> = Vec::new();
        let mut start = 0;
        for at in 1..=nodes.len() {
            let is_clause = nodes.get(at).and_then(Node::word).is_some_and(|word| CLAUSES.contains(&word));
            if at == nodes.len() || is_clause {
                lines.push(self.printer.flat_of(&nodes[start..at])?);
                start = at;
            }
        }
        self.plain(nodes)?;
        let flat = lines.join(" ");
        // Where it may stand alone on a line it does; rustfmt may find more room.
        let fits = indent + self.printer.style.tab + width(&flat) < self.printer.style.width;
        let lines = if fits { vec![flat] } else { lines };
        let mark = self.mark(width(&lines[0]));
        self.marks.push(Mark::Text(lines));
        self.edit(nodes, 0..nodes.len(), mark)
    }

    /// The next mark, of that width if that is enough for its number.
    fn mark(&self, width: usize) -> String {
        let number = self.marks.len().to_string();
        let padding = width.saturating_sub(MARK.len() + number.len() + 1);
        format!("{MARK}{number}q{}", "z".repeat(padding))
    }

    fn edit(&mut self, nodes: &[Node<'_>], range: Range<usize>, text: String) -> Option<()> {
        self.plain(&nodes[range.clone()])?;
        self.edits.push((nodes[range.start].first().start..nodes[range.end - 1].last().end(), text));
        Some(())
    }

    /// No comment stands between the nodes, which would be lost.
    fn plain(&self, nodes: &[Node<'_>]) -> Option<()> {
        nodes[1..].iter().all(|node| node.first().before.comments.is_empty()).then_some(())
    }
}

/// Words that follow a name in Rust.
const NO_OPERANDS: &[&str] = &["as", "in", "else", "if", "match", "with", "where"];

fn begins_an_operand(node: &Node<'_>) -> bool {
    match node {
        Node::Leaf(leaf) if leaf.kind == Kind::Word => !NO_OPERANDS.contains(&leaf.text) || leaf.text != "as",
        Node::Leaf(leaf) if leaf.kind == Kind::Sign => {
            matches!(leaf.text, "!" | "-" | "*" | "&" | "&&" | "|" | "||" | "::")
        }
        Node::Leaf(_) => true,
        Node::Group(_) => false,
    }
}

/// `finish_with (1, 2)`; but `insert(x)` is the call of a function.
fn is_in_brackets(word: &str, node: &Node<'_>) -> bool {
    matches!(node, Node::Group(_)) && (word != "insert" || node.first().before.is_apart)
}

/// Where a statement or an expression ends that begins at the front of `nodes`.
fn end_of(nodes: &[Node<'_>], holds_braces: bool) -> usize {
    let ends = |at: usize| match &nodes[at] {
        node if node.is(",") => !nodes.get(at + 1).is_some_and(|next| next.is(".")),
        node if node.is_braces() => !holds_braces,
        node => node.is(";") || node.is("=>"),
    };
    (1..nodes.len()).find(|at| ends(*at)).unwrap_or(nodes.len())
}

fn path_before_braces(nodes: &[Node<'_>]) -> bool {
    let length = nodes.iter().take_while(|node| node.word().is_some() || node.is("::")).count();
    nodes.get(length).is_some_and(Node::is_braces)
}

impl Masked {
    /// The text that rustfmt gave, with the words in their places.
    ///
    /// Its first line stands at `indent`, although the text begins without that.
    pub(crate) fn unmask(&self, text: &str, indent: usize, style: &Style) -> Option<String> {
        let leaves = leaves_of_part(text).ok()?;
        let mut output = String::with_capacity(text.len());
        let mut at = 0;
        let mut index = 0;
        let mut publishing = false;
        while index < leaves.len() {
            let leaf = &leaves[index];
            let (taken, word) = match self.behind(&leaves[index..], &mut publishing) {
                Some((taken, lines)) => {
                    let line = text[..leaf.start].rfind('\n').map(|end| &text[end + 1..]);
                    let column = line.map_or(indent, |line| columns(line, style)) + style.tab;
                    (taken, lines.join(&format!("\n{}", style.indent(column))))
                }
                None if leaf.is("as") && publishing && is_last_as(&leaves[index..]) => {
                    publishing = false;
                    (1, "to".to_owned())
                }
                None => {
                    index += 1;
                    continue;
                }
            };
            output.push_str(&text[at..leaf.start]);
            output.push_str(&word);
            at = leaves[index + taken - 1].end();
            index += taken;
        }
        output.push_str(&text[at..]);
        (!output.contains(MARK)).then_some(output)
    }

    /// How many leaves are a mask, and the lines that stand behind it.
    fn behind(&self, leaves: &[Leaf<'_>], publishing: &mut bool) -> Option<(usize, Vec<String>)> {
        let (leaf, next) = (leaves.first()?, leaves.get(1)?);
        if leaf.is("*") && next.is("!") {
            let marks = leaves[1..].iter().take_while(|leaf| leaf.is("!")).count();
            let word = PREFIXES.iter().find(|word| word.len() - 1 == marks)?;
            leaves.get(marks + 1).filter(|leaf| leaf.is("*"))?;
            *publishing |= *word == "publish";
            return Some((marks + 2, vec![format!("{word} ")]));
        }
        if leaf.is("let")
            && let Some(Mark::Let(written)) = self.marked(next.text)
        {
            return Some((2, vec![written.clone()]));
        }
        match self.marked(leaf.text.trim_start_matches('\''))? {
            Mark::Label(word) => Some((2, vec![word.clone()])),
            Mark::Text(lines) => Some((1, lines.clone())),
            Mark::Let(_) => None,
        }
    }

    fn marked(&self, text: &str) -> Option<&Mark> {
        let number = text.strip_prefix(MARK)?.trim_end_matches('z').strip_suffix('q')?;
        self.marks.get(number.parse::<usize>().ok()?)
    }
}

/// No other `as` comes before the statement's end.
fn is_last_as(leaves: &[Leaf<'_>]) -> bool {
    let rest = leaves[1..].iter().take_while(|leaf| !matches!(leaf.text, ";" | "," | "}"));
    rest.into_iter().all(|leaf| !leaf.is("as"))
}
