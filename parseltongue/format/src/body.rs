//! Bodies: laid out by somebody who knows Rust, or left as they are.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::batch::{self, Statements};
use crate::mask::{Masked, mask};
use crate::print::{Printer, inside};
use crate::same::same_words;
use crate::style::Style;
use crate::tree::{Group, Node, tree};

/// Lays out plain Rust: rustfmt, or nobody.
pub trait RustLayout {
    /// A whole file laid out, or none when it is no Rust.
    fn lay_out(&mut self, file: &str) -> Option<String>;
}

/// Nobody: bodies stay as they are written, but for where they begin.
#[derive(Clone, Copy, Debug)]
pub struct AsWritten;

impl RustLayout for AsWritten {
    fn lay_out(&mut self, _: &str) -> Option<String> {
        None
    }
}

/// Where a body begins in the file, and the column that it is wanted in.
type Key = (usize, usize);

/// What became of each body, and those that nobody has looked at yet.
#[derive(Default)]
pub(crate) struct Bodies {
    known: RefCell<HashMap<Key, Option<String>>>,
    wanted: RefCell<Vec<Wanted>>,
}

struct Wanted {
    key: Key,
    written: String,
    masked: Masked,
}

impl Bodies {
    /// The statements of a body at `indent`; none when they stay as they are, or until [`Bodies::ask`].
    pub(crate) fn of_group(&self, printer: &Printer<'_>, group: &Group<'_>, indent: usize) -> Option<String> {
        let text = inside(printer.source, group);
        let start =
            group.close.start - printer.source[group.open.end()..group.close.start].trim_start().len();
        self.get(printer, &group.nodes, start..start + text.len(), indent)
    }

    /// One statement at `indent`.
    pub(crate) fn statement(&self, printer: &Printer<'_>, row: &[Node<'_>], indent: usize) -> Option<String> {
        let (first, last) = (row.first()?.first(), row.last()?.last());
        self.get(printer, row, first.start..last.end(), indent)
    }

    fn get(
        &self,
        printer: &Printer<'_>,
        nodes: &[Node<'_>],
        range: std::ops::Range<usize>,
        indent: usize,
    ) -> Option<String> {
        let key = (range.start, indent);
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        // Nothing to lay out, or only comments.
        let masked = if nodes.is_empty() { None } else { mask(printer, nodes, range.clone(), indent) };
        match masked {
            Some(masked) => {
                let written = printer.source[range].to_owned();
                self.wanted.borrow_mut().push(Wanted { key, written, masked });
            }
            None => drop(self.known.borrow_mut().insert(key, None)),
        }
        None
    }

    /// Has all that is wanted laid out; whether there was any.
    pub(crate) fn ask(&self, rust: &mut dyn RustLayout, style: &Style) -> bool {
        let mut wanted = self.wanted.take();
        wanted.sort_by_key(|wanted| wanted.key);
        wanted.dedup_by_key(|wanted| wanted.key);
        if wanted.is_empty() {
            return false;
        }
        let once = lay_out(&wanted, rust, style);
        // Not everything stays as it is when it is laid out again; what does not is better left alone.
        let mut known = self.known.borrow_mut();
        let mut again = Vec::new();
        for (wanted, text) in wanted.into_iter().zip(once) {
            let text = text.filter(|text| same_words(&wanted.written, text));
            match text {
                Some(text) if text != wanted.written => again.extend(masked_again(wanted.key, text, style)),
                other => drop(known.insert(wanted.key, other)),
            }
        }
        let twice = lay_out(&again, rust, style);
        for (wanted, text) in again.into_iter().zip(twice) {
            let stays = text.is_some_and(|text| text == wanted.written);
            known.insert(wanted.key, stays.then_some(wanted.written));
        }
        true
    }
}

fn lay_out(wanted: &[Wanted], rust: &mut dyn RustLayout, style: &Style) -> Vec<Option<String>> {
    let pieces: Vec<Statements<'_>> =
        wanted.iter().map(|wanted| Statements { text: &wanted.masked.text, indent: wanted.key.1 }).collect();
    let texts = batch::lay_out(&pieces, rust, style);
    wanted.iter().zip(texts).map(|(wanted, text)| wanted.masked.unmask(&text?, wanted.key.1, style)).collect()
}

fn masked_again(key: Key, text: String, style: &Style) -> Option<Wanted> {
    let tree = tree(&text).ok()?;
    let bodies = Bodies::default();
    let printer = Printer { source: &text, style, bodies: &bodies, left: &[] };
    // The last node is the empty one at the end.
    let nodes = &tree.nodes[..tree.nodes.len() - 1];
    let masked = mask(&printer, nodes, 0..text.len(), key.1)?;
    Some(Wanted { key, masked, written: text })
}
