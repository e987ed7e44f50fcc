//! One frame: the scene brought up to date with the arena.

use super::{Place, Record, Shown};
use crate::element::{Kind, NONE, Tree};
use crate::geometry::{Corners, Point, Rect};
use crate::scene::{Damage, Scene, Slot};

/// With fewer children than this, a walk over all of them beats a search.
const SEARCHED_FROM: usize = 16;

impl Tree {
    /// Brings layout and scene up to date, and says what of the scene must be painted again.
    pub(crate) fn paint(&mut self, scene: &mut Scene) -> Damage {
        std::mem::swap(&mut self.painted.scene, scene);
        self.paint_scene();
        std::mem::swap(&mut self.painted.scene, scene);
        let mut damage = scene.take_damage();
        damage.merge(&std::mem::take(&mut self.painted.damage));
        damage
    }

    /// Whether something on the screen is out of date.
    pub(crate) fn is_behind(&self) -> bool {
        self.painted.is_behind() || self.boxes.is_dirty()
    }

    fn paint_scene(&mut self) {
        self.lay_out();
        let moved = self.boxes.take_moved();
        if moved.iter().any(|node| self.links[*node as usize].is_live && !self.kind(*node).shows_text()) {
            self.painted.is_moved = true;
        }
        for node in moved {
            if self.links[node as usize].is_live {
                self.painted.mark(node);
            }
        }
        let marked = std::mem::take(&mut self.painted.marked);
        for node in &marked {
            self.painted.is_marked[*node as usize] = false;
        }
        if !self.painted.is_moved {
            for node in marked {
                if !self.repaint(node) {
                    self.painted.is_moved = true;
                    break;
                }
            }
        }
        if self.painted.is_moved {
            self.build();
        }
    }

    /// Overwrites what an element shows. Says whether that was possible.
    fn repaint(&mut self, node: u32) -> bool {
        if !self.links[node as usize].is_live {
            return true;
        }
        let is_shown = self.painted.shown.contains_key(&node);
        let place = self.place(node);
        let reach = Rect::at(place.origin, self.boxes.rect(node).size()).outset(RING);
        let visible = reach.intersects(&place.clip);
        if !is_shown || !visible {
            // What cannot be seen need not be painted; what has come to be seen needs a place.
            return is_shown == visible;
        }
        let record = self.record(node, place.origin);
        let Some(shown) = self.painted.shown.get_mut(&node) else { return false };
        if !record.has_shape_of(&shown.record) {
            return false;
        }
        if !record.paints_the_same(&shown.record) {
            self.work.nodes_painted += 1;
            record.replace(&mut self.painted.scene, &shown.slots);
            shown.record = record;
        }
        true
    }

    /// Puts the visible scene together anew.
    fn build(&mut self) {
        self.work.scenes_built += 1;
        self.painted.is_moved = false;
        self.painted.frame += 1;
        self.painted.scene.clear();
        let root = self.root().index;
        let clip = self.boxes.rect(root);
        self.build_node(root, Place { origin: Point::ZERO, clip });
        let frame = self.painted.frame;
        let scene = &mut self.painted.scene;
        self.painted.shown.retain(|_, shown| {
            let is_seen = shown.frame == frame;
            if !is_seen {
                scene.damage_rect(shown.record.bounds().intersection(&shown.clip));
            }
            is_seen
        });
    }

    fn build_node(&mut self, node: u32, place: Place) {
        let rect = Rect::at(place.origin, self.boxes.rect(node).size());
        let record = self.record(node, place.origin);
        let mut slots = Vec::new();
        record.push_under(&mut self.painted.scene, &mut slots);
        if !self.boxes.children(node).is_empty() {
            let scrolls = self.kind(node) == Kind::Scroll;
            let corner = self.panel_corner(node);
            if corner > 0.0 {
                self.painted.scene.push_rounding(rect, Corners::all(corner));
            }
            let mut clip = place.clip;
            if scrolls {
                clip = clip.intersection(&rect);
                self.painted.scene.push_clip(rect);
            }
            let offset = Point::new(0.0, self.boxes.offset(node));
            for child in self.visible_children(node, place.origin - offset, clip) {
                let origin = place.origin - offset + self.boxes.rect(child).origin();
                self.build_node(child, Place { origin, clip });
            }
            if scrolls {
                self.painted.scene.pop_clip();
            }
            if corner > 0.0 {
                self.painted.scene.pop_clip();
            }
        }
        record.push_over(&mut self.painted.scene, &mut slots);
        self.keep(node, record, slots, place.clip);
    }

    /// Remembers what an element shows, and damages the screen where that is new.
    fn keep(&mut self, node: u32, record: Record, slots: Vec<Slot>, clip: Rect) {
        let frame = self.painted.frame;
        let new = Shown { record, slots, clip, frame };
        let bounds = new.record.bounds().intersection(&clip);
        let is_same = self
            .painted
            .shown
            .get(&node)
            .is_some_and(|old| old.record.paints_the_same(&new.record) && old.clip == clip);
        let old = self.painted.shown.insert(node, new);
        if is_same || (old.is_none() && bounds.is_empty()) {
            return;
        }
        self.work.nodes_painted += 1;
        self.painted.scene.damage_rect(bounds);
        if let Some(old) = old {
            self.painted.scene.damage_rect(old.record.bounds().intersection(&old.clip));
        }
    }

    /// The children that meet the clip. Those of a column stand one below the other, so the first
    /// and last are searched: a list of 10,000 costs what is seen of it.
    pub(crate) fn visible_children(&self, node: u32, origin: Point, clip: Rect) -> Vec<u32> {
        let children = self.boxes.children(node);
        let reach = |child: u32| self.boxes.rect(child).translate(origin);
        let searched =
            if matches!(self.kind(node), Kind::Column | Kind::Scroll) && children.len() >= SEARCHED_FROM {
                let first = children.partition_point(|child| reach(*child).bottom() <= clip.y);
                let last = children.partition_point(|child| reach(*child).y < clip.bottom());
                &children[first.min(last)..last]
            } else {
                children
            };
        let is_seen = |child: &u32| reach(*child).outset(RING).intersects(&clip);
        searched.iter().copied().filter(is_seen).collect()
    }

    /// Where an element stands on the screen.
    pub(crate) fn place(&self, node: u32) -> Place {
        let mut origin = self.boxes.rect(node).origin();
        let mut scrolls = Vec::new();
        let mut container = self.container(node);
        while container != NONE {
            if self.kind(container) == Kind::Scroll {
                origin.y -= self.boxes.offset(container);
                scrolls.push((container, origin));
            }
            origin = origin + self.boxes.rect(container).origin();
            container = self.container(container);
        }
        let mut clip = self.boxes.rect(self.root().index);
        for (scroll, before) in scrolls {
            // `before` is the element's place within that scroll, so the difference is the scroll's own.
            let corner = origin - before;
            clip = clip.intersection(&Rect::at(corner, self.boxes.rect(scroll).size()));
        }
        Place { origin, clip }
    }
}

/// How far a focus ring reaches beyond its element.
const RING: f32 = 2.0;
