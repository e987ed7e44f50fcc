//! Leaves put into their brackets.

use crate::lex::{Kind, Leaf, NotTokens, leaves};

/// A leaf, or brackets with what stands in them.
#[derive(Clone, Debug)]
pub(crate) enum Node<'a> {
    Leaf(Leaf<'a>),
    Group(Group<'a>),
}

/// Brackets with what stands in them.
#[derive(Clone, Debug)]
pub(crate) struct Group<'a> {
    pub(crate) open: Leaf<'a>,
    pub(crate) nodes: Vec<Node<'a>>,
    pub(crate) close: Leaf<'a>,
}

/// A whole file.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
}

impl<'a> Node<'a> {
    /// The leaf, or the bracket that opens.
    pub(crate) fn first(&self) -> &Leaf<'a> {
        match self {
            Node::Leaf(leaf) => leaf,
            Node::Group(group) => &group.open,
        }
    }

    /// The leaf, or the bracket that closes.
    pub(crate) fn last(&self) -> &Leaf<'a> {
        match self {
            Node::Leaf(leaf) => leaf,
            Node::Group(group) => &group.close,
        }
    }

    /// The word, if it is one.
    pub(crate) fn word(&self) -> Option<&'a str> {
        match self {
            Node::Leaf(leaf) if leaf.kind == Kind::Word => Some(leaf.text),
            _ => None,
        }
    }

    pub(crate) fn is(&self, text: &str) -> bool {
        matches!(self, Node::Leaf(leaf) if leaf.is(text))
    }

    /// The group, if it is one.
    pub(crate) fn any_group(&self) -> Option<&Group<'a>> {
        match self {
            Node::Group(group) => Some(group),
            Node::Leaf(_) => None,
        }
    }

    /// The group, if it is one in that bracket.
    pub(crate) fn group(&self, open: &str) -> Option<&Group<'a>> {
        match self {
            Node::Group(group) if group.open.text == open => Some(group),
            _ => None,
        }
    }

    pub(crate) fn is_braces(&self) -> bool {
        self.group("{").is_some()
    }
}

impl<'a> Group<'a> {
    /// The first leaf behind the opening bracket.
    pub(crate) fn inner(&self) -> &Leaf<'a> {
        self.nodes.first().map_or(&self.close, Node::first)
    }

    /// The writer went to a new line behind the opening bracket.
    pub(crate) fn is_opened_up(&self) -> bool {
        let before = &self.inner().before;
        before.comments.first().map_or(before.lines, |comment| comment.lines) > 0
    }
}

/// Reads a file.
pub(crate) fn tree(source: &str) -> Result<Tree<'_>, NotTokens> {
    let mut stack: Vec<(Leaf<'_>, Vec<Node<'_>>)> = Vec::new();
    let mut nodes = Vec::new();
    for leaf in leaves(source)? {
        match leaf.kind {
            Kind::Open if stack.len() >= DEPTH_MAX => {
                return Err(NotTokens { offset: leaf.start, what: "brackets nested too deeply" });
            }
            Kind::Open => stack.push((leaf, std::mem::take(&mut nodes))),
            Kind::Close => match stack.pop() {
                Some((open, outer)) if closes(open.text, leaf.text) => {
                    let inner = std::mem::replace(&mut nodes, outer);
                    nodes.push(Node::Group(Group { open, nodes: inner, close: leaf }));
                }
                _ => return Err(NotTokens { offset: leaf.start, what: "a bracket that nothing opened" }),
            },
            _ => nodes.push(Node::Leaf(leaf)),
        }
    }
    match stack.pop() {
        Some((open, _)) => Err(NotTokens { offset: open.start, what: "a bracket that nothing closes" }),
        None => Ok(Tree { nodes }),
    }
}

/// Everything here goes down by recursion, as rustc does, which gives up at 128 levels of its own kind.
const DEPTH_MAX: usize = 128;

fn closes(open: &str, close: &str) -> bool {
    matches!((open, close), ("(", ")") | ("[", "]") | ("{", "}"))
}
