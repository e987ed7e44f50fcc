//! What is to be painted, as plain data: rectangles and shaped text in paint order.
//!
//! A [`Scene`] holds no style, no tree and no font. Whoever builds it writes each primitive once
//! and keeps its [`Slot`]; a change overwrites the slot in place and names the [`Damage`]. Both
//! painters (the [GPU](crate::gpu) and the [CPU](crate::painter)) read the same arrays, and redraw
//! only what is damaged.

mod batch;
mod cover;
mod damage;
mod primitive;

pub(crate) use batch::{Batch, Batches, Block, Rounded, Stamp, device_damage};
pub use damage::Damage;
pub use primitive::{Border, Quad, Text};

use crate::geometry::{Color, Corners, Point, Rect};

/// Rectangles and text in paint order, each inside the clip that was open when it was added.
///
/// ```
/// use parseltongue_view::geometry::{Color, Rect};
/// use parseltongue_view::scene::{Quad, Scene};
///
/// let mut scene = Scene::new(Color::WHITE);
/// scene.push_clip(Rect::new(0.0, 0.0, 100.0, 50.0));
/// let row = scene.quad(Quad::filled(Rect::new(0.0, 0.0, 200.0, 20.0), Color::hex(0xf3f4f6)));
/// scene.pop_clip();
/// assert!(scene.take_damage().is_everything());
///
/// // Later: the row is selected. One slot is overwritten, and its rectangle is damaged.
/// scene.replace_quad(row, Quad::filled(Rect::new(0.0, 0.0, 200.0, 20.0), Color::hex(0xdbeafe)));
/// assert_eq!(scene.damage().rects(), [Rect::new(0.0, 0.0, 100.0, 20.0)]);
/// ```
#[derive(Clone, Debug)]
pub struct Scene {
    background: Color,
    quads: Vec<Quad>,
    texts: Vec<Text>,
    items: Vec<Item>,
    clips: Vec<Clip>,
    open_clips: Vec<u32>,
    damage: Damage,
}

/// Where a primitive stands in its scene. Good until the scene is cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot {
    item: u32,
}

/// One primitive in paint order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub(crate) kind: Kind,
    pub(crate) index: u32,
    pub(crate) clip: u32,
    /// What it can touch, clipped. Kept here so that a walk over the scene that looks for what is
    /// damaged reads one array.
    pub(crate) bounds: Rect,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Quad,
    Text,
}

/// What lets primitives through, and the outline that plain rectangles are cut along.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clip {
    pub(crate) rect: Rect,
    pub(crate) rounding: Option<Rounding>,
}

/// A rounded rectangle that what lies in it must not stick out of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rounding {
    pub(crate) rect: Rect,
    pub(crate) corners: Corners,
}

/// The clip that lets everything through: larger than any screen, small enough that its edges
/// are exact in `f32`.
const EVERYTHING: Clip = Clip { rect: Rect::new(-1.0e6, -1.0e6, 2.0e6, 2.0e6), rounding: None };

impl Scene {
    /// A scene with nothing on it; `background` is what is behind everything.
    #[must_use]
    pub fn new(background: Color) -> Self {
        Self {
            background,
            quads: Vec::new(),
            texts: Vec::new(),
            items: Vec::new(),
            clips: vec![EVERYTHING],
            open_clips: vec![0],
            damage: Damage::everything(),
        }
    }

    /// Forgets every primitive and clip, keeps the memory. What was painted is not damaged by
    /// this: whoever builds the scene anew says what changed with [`damage_rect`](Self::damage_rect).
    pub fn clear(&mut self) {
        self.quads.clear();
        self.texts.clear();
        self.items.clear();
        self.clips.truncate(1);
        self.open_clips.truncate(1);
    }

    /// What is behind everything.
    #[must_use]
    pub fn background(&self) -> Color {
        self.background
    }

    /// Changes what is behind everything, and damages everything.
    pub fn set_background(&mut self, background: Color) {
        if self.background != background {
            self.background = background;
            self.damage = Damage::everything();
        }
    }

    /// From here to [`pop_clip`](Self::pop_clip), nothing is painted outside of `rect` (nor
    /// outside of the clips that are open already).
    pub fn push_clip(&mut self, rect: Rect) {
        let open = self.clips[self.open_clip() as usize];
        self.push_open(Clip { rect: open.rect.intersection(&rect), ..open });
    }

    /// From here to [`pop_clip`](Self::pop_clip), square rectangles without a border are cut along
    /// the outline of a rounded one: row stripes in a card with round corners. Everything else is
    /// painted as it is. Of two such outlines, the inner one counts.
    pub fn push_rounding(&mut self, rect: Rect, corners: Corners) {
        let open = self.clips[self.open_clip() as usize];
        self.push_open(Clip { rounding: Some(Rounding { rect, corners }), ..open });
    }

    /// Ends what the last [`push_clip`](Self::push_clip) or
    /// [`push_rounding`](Self::push_rounding) began.
    ///
    /// # Panics
    /// When neither is open.
    pub fn pop_clip(&mut self) {
        assert!(self.open_clips.len() > 1, "a clip is popped that was never pushed");
        self.open_clips.pop();
    }

    /// The clip that is open now.
    #[must_use]
    pub fn clip(&self) -> Rect {
        self.clips[self.open_clip() as usize].rect
    }

    /// Adds a rectangle on top of everything so far.
    pub fn quad(&mut self, quad: Quad) -> Slot {
        self.quads.push(quad);
        self.push(Kind::Quad, self.quads.len() - 1, quad.bounds())
    }

    /// Adds shaped text on top of everything so far.
    pub fn text(&mut self, text: Text) -> Slot {
        let bounds = text.bounds();
        self.texts.push(text);
        self.push(Kind::Text, self.texts.len() - 1, bounds)
    }

    /// Adds a horizontal or vertical line of one logical pixel (at least one device pixel):
    /// dividers, underlines, carets.
    pub fn line(&mut self, from: Point, to: Point, color: Color) -> Slot {
        let width = (to.x - from.x).abs().max(1.0);
        let height = (to.y - from.y).abs().max(1.0);
        let rect = Rect::new(from.x.min(to.x), from.y.min(to.y), width, height);
        self.quad(Quad::filled(rect, color))
    }

    /// Overwrites a rectangle where it stands, and damages where it was and where it is.
    ///
    /// # Panics
    /// When the slot is not a rectangle of this scene.
    pub fn replace_quad(&mut self, slot: Slot, quad: Quad) {
        let item = self.items[slot.item as usize];
        assert_eq!(item.kind, Kind::Quad, "{slot:?} holds text");
        let place = &mut self.quads[item.index as usize];
        if *place != quad {
            *place = quad;
            self.moved(slot, quad.bounds());
        }
    }

    /// Overwrites text where it stands, and damages where it was and where it is.
    ///
    /// # Panics
    /// When the slot is not text of this scene.
    pub fn replace_text(&mut self, slot: Slot, text: Text) {
        let item = self.items[slot.item as usize];
        assert_eq!(item.kind, Kind::Text, "{slot:?} holds a rectangle");
        let place = &mut self.texts[item.index as usize];
        if !place.paints_the_same(&text) {
            let bounds = text.bounds();
            *place = text;
            self.moved(slot, bounds);
        }
    }

    /// Says that what is inside `rect` must be painted again.
    pub fn damage_rect(&mut self, rect: Rect) {
        self.damage.add(rect);
    }

    /// Says that everything must be painted again.
    pub fn damage_everything(&mut self) {
        self.damage = Damage::everything();
    }

    /// What must be painted again. A new scene is damaged everywhere.
    #[must_use]
    pub fn damage(&self) -> &Damage {
        &self.damage
    }

    /// Hands out what must be painted again, and leaves nothing.
    pub fn take_damage(&mut self) -> Damage {
        std::mem::take(&mut self.damage)
    }

    /// How many primitives there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is nothing but the background.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The rectangles, in paint order among themselves.
    #[must_use]
    pub fn quads(&self) -> &[Quad] {
        &self.quads
    }

    /// The texts, in paint order among themselves.
    #[must_use]
    pub fn texts(&self) -> &[Text] {
        &self.texts
    }

    pub(crate) fn items(&self) -> &[Item] {
        &self.items
    }

    pub(crate) fn clip_of(&self, item: &Item) -> Clip {
        self.clips[item.clip as usize]
    }

    fn push_open(&mut self, clip: Clip) {
        self.open_clips.push(self.clips.len() as u32);
        self.clips.push(clip);
    }

    fn open_clip(&self) -> u32 {
        self.open_clips.last().copied().unwrap_or(0)
    }

    fn push(&mut self, kind: Kind, index: usize, bounds: Rect) -> Slot {
        let slot = Slot { item: self.items.len() as u32 };
        let bounds = bounds.intersection(&self.clip());
        self.items.push(Item { kind, index: index as u32, clip: self.open_clip(), bounds });
        slot
    }

    fn moved(&mut self, slot: Slot, bounds: Rect) {
        let item = &mut self.items[slot.item as usize];
        let bounds = bounds.intersection(&self.clips[item.clip as usize].rect);
        let before = std::mem::replace(&mut item.bounds, bounds);
        self.damage.add(before);
        self.damage.add(bounds);
    }
}
