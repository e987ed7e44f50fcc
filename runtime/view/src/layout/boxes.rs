//! The arena's boxes: styles, remembered answers, places, and what must be worked out anew.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use taffy::{LayoutInput, RunMode};

use super::style::BoxStyle;
use crate::element::{Kind, NONE, Tree};
use crate::geometry::{Rect, Size};

/// How many answers an element keeps. With more questions than that something of its container's
/// size may rest on a forgotten answer, so that the container is always laid out with it.
const ANSWERS_MAX: usize = 8;

/// A question that the flex algorithm asked, and what the answer was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer {
    pub(super) question: LayoutInput,
    pub(super) size: taffy::Size<f32>,
}

/// What layout knows of one element.
#[derive(Clone, Debug, Default)]
pub(super) struct NodeBox {
    pub(super) style: BoxStyle,
    pub(super) answers: Vec<Answer>,
    has_forgotten: bool,
    /// Its children, groups resolved.
    pub(super) children: Vec<u32>,
    /// Place within its container, and size.
    pub(super) rect: Rect,
}

/// The boxes of all elements.
#[derive(Debug, Default)]
pub(crate) struct Boxes {
    boxes: Vec<NodeBox>,
    restyled: Vec<u32>,
    restructured: BTreeSet<u32>,
    /// Deepest first.
    dirty: BTreeSet<(Reverse<u32>, u32)>,
    /// Whose place or size has changed since it was last asked for.
    moved: Vec<u32>,
    /// How far each scroll has been scrolled down.
    offsets: HashMap<u32, f32>,
    window: Size,
}

impl Boxes {
    /// Makes the box of a new or freed slot.
    pub(crate) fn reset(&mut self, node: u32) {
        let index = node as usize;
        if self.boxes.len() <= index {
            self.boxes.resize_with(index + 1, NodeBox::default);
        } else {
            self.boxes[index] = NodeBox::default();
        }
        self.offsets.remove(&node);
        self.restyled.push(node);
    }

    pub(crate) fn restyle(&mut self, node: u32) {
        self.restyled.push(node);
    }

    pub(crate) fn mark(&mut self, node: u32, depth: u32) {
        self.dirty.insert((Reverse(depth), node));
    }

    pub(crate) fn mark_structure(&mut self, container: u32, depth: u32) {
        self.restructured.insert(container);
        self.mark(container, depth);
    }

    /// Whether there is anything to work out.
    pub(crate) fn is_dirty(&self) -> bool {
        !self.dirty.is_empty()
    }

    /// Whose place or size changed, and forgets it.
    pub(crate) fn take_moved(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.moved)
    }

    pub(crate) fn children(&self, node: u32) -> &[u32] {
        &self.boxes[node as usize].children
    }

    /// Place within its container, and size.
    pub(crate) fn rect(&self, node: u32) -> Rect {
        self.boxes[node as usize].rect
    }

    pub(crate) fn style(&self, node: u32) -> &BoxStyle {
        &self.boxes[node as usize].style
    }

    /// How far a scroll has been scrolled down.
    pub(crate) fn offset(&self, node: u32) -> f32 {
        self.offsets.get(&node).copied().unwrap_or(0.0)
    }

    pub(crate) fn set_offset(&mut self, node: u32, offset: f32) {
        self.offsets.insert(node, offset);
    }

    /// How high a scroll's content is.
    pub(crate) fn content_height(&self, node: u32) -> f32 {
        let this = &self.boxes[node as usize];
        let below = this.children.last().map_or(0.0, |last| self.rect(*last).bottom());
        below + this.style.padding.bottom
    }

    /// How far a scroll can be scrolled down at most.
    pub(crate) fn offset_max(&self, node: u32) -> f32 {
        (self.content_height(node) - self.rect(node).height).max(0.0)
    }

    pub(super) fn get(&self, node: u32) -> &NodeBox {
        &self.boxes[node as usize]
    }

    pub(super) fn answer(&self, node: u32, question: &LayoutInput) -> Option<taffy::Size<f32>> {
        let answers = &self.boxes[node as usize].answers;
        answers.iter().find(|it| is_same(&it.question, question)).map(|it| it.size)
    }

    pub(super) fn remember(&mut self, node: u32, question: LayoutInput, size: taffy::Size<f32>) {
        let this = &mut self.boxes[node as usize];
        if question.run_mode == RunMode::PerformLayout {
            // Only the last one says where the children stand.
            this.answers.retain(|it| it.question.run_mode != RunMode::PerformLayout);
        }
        if this.answers.len() == ANSWERS_MAX {
            this.answers.remove(0);
            this.has_forgotten = true;
        }
        this.answers.push(Answer { question, size });
    }

    pub(super) fn place(&mut self, node: u32, rect: Rect) {
        let this = &mut self.boxes[node as usize];
        if this.rect != rect {
            this.rect = rect;
            self.moved.push(node);
        }
    }
}

/// Whether the answer to `known` also answers `asked`.
fn is_same(known: &LayoutInput, asked: &LayoutInput) -> bool {
    if known.run_mode != asked.run_mode
        || known.sizing_mode != asked.sizing_mode
        || known.known_dimensions != asked.known_dimensions
        || known.parent_size.width != asked.parent_size.width
    {
        return false;
    }
    let dimensions = asked.known_dimensions;
    let width = dimensions.width.is_some() || known.available_space.width == asked.available_space.width;
    let height = dimensions.height.is_some() || known.available_space.height == asked.available_space.height;
    let is_definite = |it: &LayoutInput| {
        it.known_dimensions_are_definite
            .zip_map(dimensions, |is_definite, known| is_definite || known.is_none())
    };
    if !(width && height && is_definite(known) == is_definite(asked)) {
        return false;
    }
    match asked.run_mode {
        RunMode::PerformLayout => known.parent_size == asked.parent_size && known.axis == asked.axis,
        _ => known.axis == taffy::RequestedAxis::Both || known.axis == asked.axis,
    }
}

impl Tree {
    /// The size of the window, known to layout from its next pass.
    pub(crate) fn resize(&mut self, size: Size) {
        if self.boxes.window == size {
            return;
        }
        self.boxes.window = size;
        for this in &mut self.boxes.boxes {
            this.answers.clear();
            this.has_forgotten = false;
        }
        self.boxes.mark(self.root().index, 0);
    }

    /// Works out every place and size that changes have put in question.
    pub(crate) fn lay_out(&mut self) {
        for node in std::mem::take(&mut self.boxes.restyled) {
            if self.links[node as usize].is_live {
                self.restyle(node);
            }
        }
        for container in std::mem::take(&mut self.boxes.restructured) {
            if self.links[container as usize].is_live {
                let mut children = std::mem::take(&mut self.boxes.boxes[container as usize].children);
                children.clear();
                self.resolve_groups(container, &mut children);
                self.boxes.boxes[container as usize].children = children;
            }
        }
        while let Some((Reverse(depth), node)) = self.boxes.dirty.pop_first() {
            if !self.links[node as usize].is_live {
                continue;
            }
            if !self.ask_again(node) {
                let container = self.container(node);
                if container != NONE {
                    self.boxes.mark(container, depth.saturating_sub(1));
                }
            }
        }
        self.keep_offsets_in_range();
    }

    /// Asks an element what it was asked before. Says whether every answer is still the same.
    fn ask_again(&mut self, node: u32) -> bool {
        let this = &mut self.boxes.boxes[node as usize];
        let mut answers = std::mem::take(&mut this.answers);
        let has_forgotten = std::mem::take(&mut this.has_forgotten);
        if node == self.root().index {
            self.ask_root();
            return true;
        }
        if answers.is_empty() {
            // Nobody has asked it yet: its container is new itself, or about to ask.
            return true;
        }
        // The one that says where children stand comes last.
        answers.sort_by_key(|it| it.question.run_mode == RunMode::PerformLayout);
        let mut is_same = !has_forgotten;
        for answer in answers {
            is_same &= self.ask(node, answer.question) == answer.size;
        }
        is_same
    }

    fn restyle(&mut self, node: u32) {
        let container = self.container(node);
        let (kind, align) = if container == NONE {
            (Kind::Column, None)
        } else {
            (self.kind(container), self.properties[container as usize].align)
        };
        let is_outermost = container == self.root().index;
        let properties = &self.properties[node as usize];
        self.boxes.boxes[node as usize].style =
            BoxStyle::of(self.kind(node), properties, kind, is_outermost, align);
    }

    fn resolve_groups(&self, node: u32, into: &mut Vec<u32>) {
        for child in self.children(node) {
            if self.kind(child) == Kind::Group {
                self.resolve_groups(child, into);
            } else {
                into.push(child);
            }
        }
    }

    fn keep_offsets_in_range(&mut self) {
        let scrolls: Vec<u32> = self.boxes.offsets.keys().copied().collect();
        for node in scrolls {
            let offset = self.boxes.offset(node).clamp(0.0, self.boxes.offset_max(node));
            if offset != self.boxes.offset(node) {
                self.boxes.set_offset(node, offset);
                self.boxes.moved.push(node);
            }
        }
    }

    fn ask_root(&mut self) {
        let Size { width, height } = self.boxes.window;
        let size = taffy::Size { width, height };
        let root = self.root().index;
        self.ask(
            root,
            LayoutInput {
                run_mode: RunMode::PerformLayout,
                sizing_mode: taffy::SizingMode::InherentSize,
                axis: taffy::RequestedAxis::Both,
                known_dimensions: size.map(Some),
                known_dimensions_are_definite: taffy::Size { width: true, height: true },
                parent_size: size.map(Some),
                available_space: size.map(taffy::AvailableSpace::Definite),
                vertical_margins_are_collapsible: taffy::Line::FALSE,
            },
        );
        self.boxes.place(root, Rect::new(0.0, 0.0, width, height));
    }
}
