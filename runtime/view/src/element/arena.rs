//! The arena: one slot for each element, its parts in arrays beside each other.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::kind::Kind;
use super::properties::Properties;
use super::structure::{self, Links, NONE};
use crate::events::Interaction;
use crate::layout::Boxes;
use crate::paint::Painted;
use crate::text::{Fonts, Shaper};
use crate::theme::Theme;

/// Names an element; the generation tells a freed and reused slot apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeId {
    pub(crate) index: u32,
    generation: u32,
}

/// How much was done: what tests assert instead of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Work {
    /// Bindings that ran.
    pub bindings_run: u64,
    /// Elements made.
    pub nodes_made: u64,
    /// Elements of a list moved to another place.
    pub nodes_moved: u64,
    /// Questions about size answered by working them out.
    pub nodes_laid_out: u64,
    /// Elements whose paint records were written.
    pub nodes_painted: u64,
    /// Times that the whole visible scene was put together anew.
    pub scenes_built: u64,
}

impl std::ops::Sub for Work {
    type Output = Work;

    fn sub(self, before: Work) -> Work {
        Work {
            bindings_run: self.bindings_run - before.bindings_run,
            nodes_made: self.nodes_made - before.nodes_made,
            nodes_moved: self.nodes_moved - before.nodes_moved,
            nodes_laid_out: self.nodes_laid_out - before.nodes_laid_out,
            nodes_painted: self.nodes_painted - before.nodes_painted,
            scenes_built: self.scenes_built - before.scenes_built,
        }
    }
}

/// Something to do.
pub(crate) type Act = Rc<dyn Fn()>;
/// Something to do with a new text.
pub(crate) type Edited = Rc<dyn Fn(&str)>;

/// What an element does when something happens to it.
#[derive(Clone, Default)]
pub(crate) struct Handlers {
    pub(crate) pressed: Option<Act>,
    pub(crate) submitted: Option<Act>,
    pub(crate) edited: Option<Edited>,
}

/// How many different reports are kept and logged: a list with ever new double keys has been
/// told of by then.
const REPORTS_MAX: usize = 100;

/// All elements of one view.
pub(crate) struct Tree {
    pub(crate) links: Vec<Links>,
    pub(crate) properties: Vec<Properties>,
    pub(crate) boxes: Boxes,
    pub(crate) painted: Painted,
    /// Few elements have any, so they stand apart.
    pub(crate) handlers: HashMap<u32, Handlers>,
    pub(crate) interaction: Interaction,
    pub(crate) shaper: Shaper,
    pub(crate) theme: Theme,
    pub(crate) work: Work,
    /// What went wrong in a way that the view goes on with; each once.
    pub(crate) reports: BTreeSet<String>,
    free: Vec<u32>,
    root: u32,
}

impl Tree {
    /// A view with nothing on show. Its root is a scroll, so that what does not fit is still reached.
    pub(crate) fn new(fonts: Fonts, theme: Theme) -> Tree {
        let mut tree = Tree {
            links: Vec::new(),
            properties: Vec::new(),
            boxes: Boxes::default(),
            painted: Painted::new(),
            handlers: HashMap::new(),
            interaction: Interaction::default(),
            shaper: Shaper::new(fonts),
            theme,
            work: Work::default(),
            reports: BTreeSet::new(),
            free: Vec::new(),
            root: NONE,
        };
        tree.root = tree.make(Kind::Scroll).index;
        tree.mark_structure(tree.root);
        tree
    }

    pub(crate) fn root(&self) -> NodeId {
        self.id(self.root)
    }

    pub(crate) fn id(&self, index: u32) -> NodeId {
        NodeId { index, generation: self.links[index as usize].generation }
    }

    pub(crate) fn is_live(&self, node: NodeId) -> bool {
        self.links.get(node.index as usize).is_some_and(|it| it.is_live && it.generation == node.generation)
    }

    pub(crate) fn kind(&self, node: u32) -> Kind {
        self.links[node as usize].kind
    }

    pub(crate) fn properties_mut(&mut self, node: NodeId) -> &mut Properties {
        &mut self.properties[node.index as usize]
    }

    /// How many elements there are, groups included.
    pub(crate) fn live_nodes(&self) -> usize {
        self.links.len() - self.free.len()
    }

    /// A new element at the end of `parent`'s children.
    pub(crate) fn add(&mut self, kind: Kind, parent: NodeId) -> NodeId {
        let node = self.make(kind);
        structure::link(&mut self.links, node.index, parent.index, NONE);
        self.mark_structure(parent.index);
        node
    }

    /// Puts a child of `parent` in front of another child, or last.
    pub(crate) fn move_before(&mut self, node: u32, parent: u32, before: u32) {
        structure::unlink(&mut self.links, node);
        structure::link(&mut self.links, node, parent, before);
        self.work.nodes_moved += 1;
        self.mark_structure(parent);
    }

    /// Takes an element and all in it away.
    pub(crate) fn remove(&mut self, node: NodeId) {
        if !self.is_live(node) {
            return;
        }
        let parent = self.links[node.index as usize].parent;
        structure::unlink(&mut self.links, node.index);
        if parent != NONE {
            self.mark_structure(parent);
        }
        let mut stack = vec![node.index];
        while let Some(index) = stack.pop() {
            stack.extend(self.children(index));
            self.free(index);
        }
    }

    /// The direct children, groups not resolved.
    pub(crate) fn children(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        let mut next = self.links[node as usize].first;
        std::iter::from_fn(move || {
            let current = next;
            if current == NONE {
                return None;
            }
            next = self.links[current as usize].next;
            Some(current)
        })
    }

    /// The element that lays this one out: its parent, or what the parent's group stands in.
    pub(crate) fn container(&self, node: u32) -> u32 {
        let mut parent = self.links[node as usize].parent;
        while parent != NONE && self.links[parent as usize].kind == Kind::Group {
            parent = self.links[parent as usize].parent;
        }
        parent
    }

    /// The element's own picture must be made anew.
    pub(crate) fn mark_paint(&mut self, node: NodeId) {
        self.painted.mark(node.index);
    }

    /// The element's size must be worked out anew.
    pub(crate) fn mark_layout(&mut self, node: NodeId) {
        self.painted.mark(node.index);
        self.boxes.restyle(node.index);
        let depth = self.depth(node.index);
        self.boxes.mark(node.index, depth);
    }

    /// The children of what lays out `node` have changed.
    fn mark_structure(&mut self, node: u32) {
        let container = if self.kind(node) == Kind::Group { self.container(node) } else { node };
        // A group that stands nowhere yet is announced when it is put in its place.
        if container != NONE {
            let depth = self.depth(container);
            self.boxes.mark_structure(container, depth);
        }
    }

    pub(crate) fn depth(&self, node: u32) -> u32 {
        let mut depth = 0;
        let mut parent = self.container(node);
        while parent != NONE {
            depth += 1;
            parent = self.container(parent);
        }
        depth
    }

    /// Says once what went wrong.
    pub(crate) fn report(&mut self, what: String) {
        if self.reports.len() < REPORTS_MAX && !self.reports.contains(&what) {
            log::warn!(target: "view", "{what}");
            self.reports.insert(what);
        }
    }

    fn make(&mut self, kind: Kind) -> NodeId {
        self.work.nodes_made += 1;
        let index = match self.free.pop() {
            Some(index) => {
                let generation = self.links[index as usize].generation;
                self.links[index as usize] = Links::new(kind, generation);
                self.properties[index as usize] = Properties::default();
                index
            }
            None => {
                self.links.push(Links::new(kind, 0));
                self.properties.push(Properties::default());
                u32::try_from(self.links.len() - 1).expect("fewer than four thousand million elements")
            }
        };
        self.boxes.reset(index);
        self.painted.reset(index);
        self.id(index)
    }

    fn free(&mut self, index: u32) {
        let links = &mut self.links[index as usize];
        links.is_live = false;
        links.generation = links.generation.wrapping_add(1);
        self.handlers.remove(&index);
        self.interaction.forget(index);
        self.painted.forget(index);
        self.boxes.reset(index);
        self.properties[index as usize] = Properties::default();
        self.free.push(index);
    }
}
