//! The arena as taffy's flex algorithm walks it.

use taffy::{
    LayoutFlexboxContainer, LayoutInput, LayoutOutput, LayoutPartialTree, NodeId, TraversePartialTree,
    compute_flexbox_layout, compute_leaf_layout,
};

use super::style::BoxStyle;
use crate::element::{Kind, Tree};
use crate::geometry::Rect;

/// A slot's index as taffy names it.
fn id(node: u32) -> NodeId {
    NodeId::from(u64::from(node))
}

fn index(node: NodeId) -> u32 {
    u64::from(node) as u32
}

impl Tree {
    /// Answers a question about size, from memory if it was asked before.
    pub(super) fn ask(&mut self, node: u32, question: LayoutInput) -> taffy::Size<f32> {
        self.compute_child_layout(id(node), question).size
    }
}

pub(crate) struct Children<'a>(std::slice::Iter<'a, u32>);

impl Iterator for Children<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        self.0.next().copied().map(id)
    }
}

impl TraversePartialTree for Tree {
    type ChildIter<'a> = Children<'a>;

    fn child_ids(&self, parent: NodeId) -> Children<'_> {
        Children(self.boxes.children(index(parent)).iter())
    }

    fn child_count(&self, parent: NodeId) -> usize {
        self.boxes.children(index(parent)).len()
    }

    fn get_child_id(&self, parent: NodeId, place: usize) -> NodeId {
        id(self.boxes.children(index(parent))[place])
    }
}

impl LayoutPartialTree for Tree {
    type CoreContainerStyle<'a> = &'a BoxStyle;
    type CustomIdent = String;

    fn get_core_container_style(&self, node: NodeId) -> &BoxStyle {
        self.boxes.style(index(node))
    }

    fn set_unrounded_layout(&mut self, node: NodeId, layout: &taffy::Layout) {
        let rect = Rect::new(layout.location.x, layout.location.y, layout.size.width, layout.size.height);
        self.boxes.place(index(node), rect);
    }

    fn compute_child_layout(&mut self, id: NodeId, question: LayoutInput) -> LayoutOutput {
        let node = index(id);
        if let Some(size) = self.boxes.answer(node, &question) {
            return LayoutOutput::from_outer_size(size);
        }
        self.work.nodes_laid_out += 1;
        let output = match self.kind(node) {
            Kind::Row | Kind::Column | Kind::Scroll | Kind::Group => {
                compute_flexbox_layout(self, id, question)
            }
            Kind::Spacer | Kind::Divider | Kind::Text | Kind::Heading | Kind::Button | Kind::TextInput => {
                let style = self.boxes.get(node).style;
                compute_leaf_layout(
                    question,
                    &style,
                    |_, _| 0.0,
                    |known, available| self.measure(node, known, available),
                )
            }
        };
        self.boxes.remember(node, question, output.size);
        LayoutOutput::from_outer_size(output.size)
    }
}

impl LayoutFlexboxContainer for Tree {
    type FlexboxContainerStyle<'a> = &'a BoxStyle;
    type FlexboxItemStyle<'a> = &'a BoxStyle;

    fn get_flexbox_container_style(&self, node: NodeId) -> &BoxStyle {
        self.boxes.style(index(node))
    }

    fn get_flexbox_child_style(&self, child: NodeId) -> &BoxStyle {
        self.boxes.style(index(child))
    }
}
