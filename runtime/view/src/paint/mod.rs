//! From the arena to the scene: each element's paint record, and what of it has changed.
//!
//! An element keeps the record it was last painted with. When only its looks have changed, its
//! slots in the scene are overwritten in place; when places have changed, what is visible is
//! walked once (never what is scrolled out of sight) and put together anew. Either way only
//! records that differ are damage.

mod frame;
mod record;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use record::Record;

use crate::geometry::{Color, Point, Rect};
use crate::scene::{Damage, Scene, Slot};

/// What one element was last painted as.
#[derive(Clone, Debug)]
struct Shown {
    record: Record,
    slots: Vec<Slot>,
    /// What the containers around it let through.
    clip: Rect,
    /// The frame that it was last seen in.
    frame: u64,
}

/// The scene of one view, and what each visible element contributed to it.
#[derive(Debug)]
pub(crate) struct Painted {
    /// The scene while it is brought up to date; it belongs to whoever shows it.
    scene: Scene,
    /// What elements that went have left behind on the screen.
    damage: Damage,
    shown: HashMap<u32, Shown>,
    marked: Vec<u32>,
    /// One for each slot of the arena: whether it stands in `marked`.
    is_marked: Vec<bool>,
    /// Whether the visible scene must be put together anew.
    is_moved: bool,
    frame: u64,
}

impl Painted {
    pub(crate) fn new() -> Painted {
        Painted {
            scene: Scene::new(Color::TRANSPARENT),
            damage: Damage::nothing(),
            shown: HashMap::new(),
            marked: Vec::new(),
            is_marked: Vec::new(),
            is_moved: true,
            frame: 0,
        }
    }

    /// A slot of the arena holds a new element.
    pub(crate) fn reset(&mut self, node: u32) {
        if self.is_marked.len() <= node as usize {
            self.is_marked.resize(node as usize + 1, false);
        }
        self.is_moved = true;
    }

    /// An element is gone: what it showed must be painted over.
    pub(crate) fn forget(&mut self, node: u32) {
        if let Some(shown) = self.shown.remove(&node) {
            self.damage.add(shown.record.bounds().intersection(&shown.clip));
            self.is_moved = true;
        }
    }

    /// The element's own picture is out of date.
    pub(crate) fn mark(&mut self, node: u32) {
        if !std::mem::replace(&mut self.is_marked[node as usize], true) {
            self.marked.push(node);
        }
    }

    /// Places have changed.
    pub(crate) fn mark_moved(&mut self) {
        self.is_moved = true;
    }

    /// Whether the scene is behind the arena.
    pub(crate) fn is_behind(&self) -> bool {
        self.is_moved || !self.marked.is_empty()
    }
}

/// Where an element stands on the screen, and what is let through there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) origin: Point,
    pub(crate) clip: Rect,
}
