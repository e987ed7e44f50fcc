//! What assistive technology is told, and what the test driver searches: a role and a label for
//! each element that means something.

pub use accesskit::Role;

use crate::element::{Kind, NodeId, Tree};
use crate::geometry::Rect;

/// One element as assistive technology sees it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AccessNode {
    /// Which element.
    pub id: NodeId,
    /// What it is.
    pub role: Role,
    /// What it is called: its `label`, else the text that it shows.
    pub label: String,
    /// What it holds, if it is a text input.
    pub value: Option<String>,
    /// Whether it can be used.
    pub is_disabled: bool,
    /// Whether it has the keyboard.
    pub is_focused: bool,
    /// Where it is on the screen; nothing of it may be visible.
    pub bounds: Rect,
}

impl Tree {
    /// Every element with a meaning, in the order in which the view was written.
    pub(crate) fn access_nodes(&self) -> Vec<AccessNode> {
        let mut nodes = Vec::new();
        let mut stack = vec![self.root().index];
        while let Some(node) = stack.pop() {
            nodes.extend(self.access_node(node));
            let first = stack.len();
            stack.extend(self.children(node));
            stack[first..].reverse();
        }
        nodes
    }

    pub(crate) fn access_node(&self, node: u32) -> Option<AccessNode> {
        if node == self.root().index {
            return None;
        }
        let properties = &self.properties[node as usize];
        let role = match self.kind(node) {
            Kind::Group | Kind::Spacer | Kind::Divider => return None,
            // A container without a label only arranges.
            Kind::Row | Kind::Column if properties.label.is_none() => return None,
            Kind::Row | Kind::Column => Role::Group,
            Kind::Scroll => Role::ScrollView,
            Kind::Text => Role::Label,
            Kind::Heading => Role::Heading,
            Kind::Button => Role::Button,
            Kind::TextInput => Role::TextInput,
        };
        let is_input = role == Role::TextInput;
        let own = if is_input { None } else { Some(&properties.text) };
        let label = properties.label.as_ref().or(own).map(ToString::to_string).unwrap_or_default();
        Some(AccessNode {
            id: self.id(node),
            role,
            label,
            value: is_input.then(|| properties.text.to_string()),
            is_disabled: properties.is_disabled,
            is_focused: self.interaction.focused == Some(node),
            bounds: Rect::at(self.place(node).origin, self.boxes.rect(node).size()),
        })
    }
}
