//! Who stands where: parents, children and siblings as links between slots.

use super::kind::Kind;

/// "No node" in the links.
pub(crate) const NONE: u32 = u32::MAX;

/// The links of one slot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Links {
    pub(crate) kind: Kind,
    pub(crate) is_live: bool,
    pub(crate) generation: u32,
    pub(crate) parent: u32,
    pub(crate) first: u32,
    pub(crate) last: u32,
    pub(crate) next: u32,
    pub(crate) previous: u32,
}

impl Links {
    pub(super) fn new(kind: Kind, generation: u32) -> Links {
        Links {
            kind,
            is_live: true,
            generation,
            parent: NONE,
            first: NONE,
            last: NONE,
            next: NONE,
            previous: NONE,
        }
    }
}

/// Takes a node out of its parent's children.
pub(super) fn unlink(links: &mut [Links], node: u32) {
    let Links { parent, next, previous, .. } = links[node as usize];
    if previous != NONE {
        links[previous as usize].next = next;
    } else if parent != NONE {
        links[parent as usize].first = next;
    }
    if next != NONE {
        links[next as usize].previous = previous;
    } else if parent != NONE {
        links[parent as usize].last = previous;
    }
    let node = &mut links[node as usize];
    (node.parent, node.next, node.previous) = (NONE, NONE, NONE);
}

/// Puts a node that stands nowhere in front of `before` (a child of `parent`), or last.
pub(super) fn link(links: &mut [Links], node: u32, parent: u32, before: u32) {
    let previous = if before == NONE { links[parent as usize].last } else { links[before as usize].previous };
    {
        let node = &mut links[node as usize];
        (node.parent, node.previous, node.next) = (parent, previous, before);
    }
    if previous == NONE {
        links[parent as usize].first = node;
    } else {
        links[previous as usize].next = node;
    }
    if before == NONE {
        links[parent as usize].last = node;
    } else {
        links[before as usize].previous = node;
    }
}
