//! What one element looks like: a few rectangles and at most one text.

use crate::element::{Align, Kind, Tree};
use crate::geometry::{Color, Point, Rect, Size};
use crate::scene::{Quad, Scene, Slot, Text};

/// Width of a caret, in logical pixels.
const CARET_WIDTH: f32 = 1.5;
/// How round buttons and text inputs are.
const CONTROL_CORNER: f32 = 6.0;
/// Width of a scroll bar, and its distance from the edge.
const BAR_WIDTH: f32 = 6.0;
const BAR_MARGIN: f32 = 2.0;
/// A scroll bar gets no shorter than this.
const BAR_LENGTH_MIN: f32 = 24.0;

/// The primitives of one element, in the order in which they are painted. How many there are
/// follows from its kind, so that a change of looks overwrites them in place.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// Beneath the text and beneath what stands inside the element.
    pub(super) under: Vec<Quad>,
    pub(super) text: Option<Text>,
    /// On top of the text, and of what stands inside.
    pub(super) over: Vec<Quad>,
    /// What lets text through, if it can be wider than the element.
    pub(super) text_clip: Option<Rect>,
}

impl Record {
    pub(super) fn bounds(&self) -> Rect {
        let quads = self.under.iter().chain(&self.over).map(Quad::bounds);
        let text = self.text.iter().map(Text::bounds);
        quads.chain(text).fold(Rect::ZERO, |all, bounds| all.union(&bounds))
    }

    pub(super) fn has_shape_of(&self, other: &Record) -> bool {
        self.under.len() == other.under.len()
            && self.over.len() == other.over.len()
            && self.text.is_some() == other.text.is_some()
            && self.text_clip == other.text_clip
    }

    pub(super) fn paints_the_same(&self, other: &Record) -> bool {
        self.has_shape_of(other)
            && self.under == other.under
            && self.over == other.over
            && match (&self.text, &other.text) {
                (Some(this), Some(that)) => this.paints_the_same(that),
                _ => true,
            }
    }

    /// Adds what is painted before the children.
    pub(super) fn push_under(&self, scene: &mut Scene, slots: &mut Vec<Slot>) {
        slots.extend(self.under.iter().map(|quad| scene.quad(*quad)));
        if let Some(text) = &self.text {
            if let Some(clip) = self.text_clip {
                scene.push_clip(clip);
                slots.push(scene.text(text.clone()));
                scene.pop_clip();
            } else {
                slots.push(scene.text(text.clone()));
            }
        }
    }

    /// Adds what is painted after the children.
    pub(super) fn push_over(&self, scene: &mut Scene, slots: &mut Vec<Slot>) {
        slots.extend(self.over.iter().map(|quad| scene.quad(*quad)));
    }

    /// Overwrites an earlier record of the same shape.
    pub(super) fn replace(&self, scene: &mut Scene, slots: &[Slot]) {
        let mut slots = slots.iter();
        for quad in &self.under {
            slots.next().into_iter().for_each(|slot| scene.replace_quad(*slot, *quad));
        }
        if let Some(text) = &self.text {
            slots.next().into_iter().for_each(|slot| scene.replace_text(*slot, text.clone()));
        }
        for quad in &self.over {
            slots.next().into_iter().for_each(|slot| scene.replace_quad(*slot, *quad));
        }
    }
}

/// A primitive that is there to be overwritten, and shows nothing.
const NOTHING: Quad = Quad::filled(Rect::ZERO, Color::TRANSPARENT);

impl Tree {
    /// What the element looks like at that place.
    pub(super) fn record(&mut self, node: u32, origin: Point) -> Record {
        let rect = Rect::at(origin, self.boxes.rect(node).size());
        match self.kind(node) {
            Kind::Group | Kind::Spacer => Record::default(),
            Kind::Row | Kind::Column => self.panel(node, rect),
            Kind::Scroll => {
                let mut record = self.panel(node, rect);
                record.over.push(self.scroll_bar(node, rect));
                record
            }
            Kind::Divider => {
                let color = self.properties[node as usize].color.unwrap_or(self.theme.border);
                Record { under: vec![Quad::filled(rect, color)], ..Record::default() }
            }
            Kind::Text | Kind::Heading => {
                let color = self.properties[node as usize].color.unwrap_or(self.theme.text);
                Record { text: Some(self.text(node, rect, color)), ..Record::default() }
            }
            Kind::Button => self.button(node, rect),
            Kind::TextInput => self.text_input(node, rect),
        }
    }

    /// A container's own picture: its background behind the children, its border over them.
    fn panel(&self, node: u32, rect: Rect) -> Record {
        let properties = &self.properties[node as usize];
        let corner = properties.corner.unwrap_or(0.0);
        let face = |color| Quad::filled(rect, color).rounded(corner);
        let line = |color| face(Color::TRANSPARENT).bordered(1.0, color);
        Record {
            under: properties.background.map(face).into_iter().collect(),
            over: properties.border.map(line).into_iter().collect(),
            ..Record::default()
        }
    }

    /// How round the corners are that the children of a container must not stick out of.
    pub(super) fn panel_corner(&self, node: u32) -> f32 {
        let properties = &self.properties[node as usize];
        let has_face = properties.background.is_some() || properties.border.is_some();
        properties.corner.filter(|_| has_face).unwrap_or(0.0)
    }

    fn scroll_bar(&self, node: u32, rect: Rect) -> Quad {
        let Some((top, length)) = self.scroll_thumb(node) else { return NOTHING };
        let bar = Rect::new(rect.right() - BAR_WIDTH - BAR_MARGIN, rect.y + top, BAR_WIDTH, length);
        Quad::filled(bar, self.theme.scroll_bar).rounded(BAR_WIDTH / 2.0)
    }

    /// Where the moving part of a scroll's bar begins, and how long it is; none if all is seen.
    pub(crate) fn scroll_thumb(&self, node: u32) -> Option<(f32, f32)> {
        if self.kind(node) != Kind::Scroll {
            return None;
        }
        let (height, content) = (self.boxes.rect(node).height, self.boxes.content_height(node));
        if content <= height || height <= 0.0 {
            return None;
        }
        let room = height - 2.0 * BAR_MARGIN;
        let length = (room * height / content).max(BAR_LENGTH_MIN).min(room);
        let top = (room - length) * self.boxes.offset(node) / (content - height);
        Some((BAR_MARGIN + top, length))
    }

    fn text(&mut self, node: u32, rect: Rect, color: Color) -> Text {
        let layout = self.text_within(node, rect.width);
        let align = self.properties[node as usize].align.unwrap_or_default();
        let origin = place_in(rect, layout.size(), align);
        Text::new(layout, origin, color)
    }

    fn button(&mut self, node: u32, rect: Rect) -> Record {
        let (theme, properties) = (self.theme, &self.properties[node as usize]);
        let is_disabled = properties.is_disabled;
        let background = properties.background.unwrap_or(theme.stripe);
        let background = if is_disabled {
            background
        } else if self.interaction.pressed == Some(node) && self.interaction.hovered == Some(node) {
            theme.text.with_alpha(0x30).over(background)
        } else if self.interaction.hovered == Some(node) {
            theme.text.with_alpha(0x18).over(background)
        } else {
            background
        };
        let color = properties.color.unwrap_or(theme.text);
        let color = if is_disabled { color.with_alpha(0x70) } else { color };
        let corner = properties.corner.unwrap_or(CONTROL_CORNER);
        let border = properties.border.unwrap_or(theme.border);
        let face = Quad::filled(rect, background).rounded(corner).bordered(1.0, border);
        let layout = self.text_within(node, rect.width);
        let origin = place_in(rect, layout.size(), Align::Center);
        Record {
            under: vec![face, self.focus_ring(node, rect, corner)],
            text: Some(Text::new(layout, origin, color)),
            text_clip: Some(rect),
            ..Record::default()
        }
    }

    fn focus_ring(&self, node: u32, rect: Rect, corner: f32) -> Quad {
        if self.interaction.shows_focus(node) {
            Quad::focus_ring(rect, corner, self.theme.accent)
        } else {
            NOTHING
        }
    }

    fn text_input(&mut self, node: u32, rect: Rect) -> Record {
        let (theme, properties) = (self.theme, &self.properties[node as usize]);
        let corner = properties.corner.unwrap_or(CONTROL_CORNER);
        let is_disabled = properties.is_disabled;
        let color = properties.color.unwrap_or(theme.text);
        let background = properties.background.unwrap_or(theme.surface);
        let border = properties.border.unwrap_or(theme.border);
        let placeholder = properties.placeholder.clone();
        let field = Quad::filled(rect, background).rounded(corner).bordered(1.0, border);
        let inside = rect.inset(self.boxes.style(node).padding);
        let layout = self.edited_layout(node);
        let edit = self.edit(node);
        let shift = edit.scrolled;
        let origin = place_in(inside, layout.size(), Align::Start) - Point::new(shift, 0.0);
        let has_focus = self.interaction.focused == Some(node);
        let selection = layout.selection(edit.range()).first().copied().filter(|_| has_focus);
        let selection = selection
            .map_or(NOTHING, |it| Quad::filled(it.translate(origin).intersection(&inside), theme.selection));
        let caret = if has_focus && !is_disabled {
            let caret = layout.caret(edit.caret, CARET_WIDTH).translate(origin);
            Quad::filled(caret, theme.accent)
        } else {
            NOTHING
        };
        let text = match placeholder {
            Some(placeholder) if layout.text().is_empty() => {
                let style = self.text_style(node);
                let layout = self.shaper.layout(placeholder.as_str(), &style, None);
                let origin = place_in(inside, layout.size(), Align::Start);
                Text::new(layout, origin, theme.muted)
            }
            _ => Text::new(layout, origin, if is_disabled { color.with_alpha(0x70) } else { color }),
        };
        Record {
            under: vec![field, self.focus_ring(node, rect, corner), selection],
            text: Some(text),
            over: vec![caret],
            text_clip: Some(inside.outset(CARET_WIDTH)),
        }
    }
}

/// Where something of `size` goes: across by `align`, in the middle from top to bottom.
fn place_in(rect: Rect, size: Size, align: Align) -> Point {
    let free = rect.width - size.width;
    let x = match align {
        Align::Start | Align::Stretch => 0.0,
        Align::Center => (free / 2.0).floor(),
        Align::End => free.floor(),
    };
    // What is too large begins at the edge, so that its first letters are seen.
    let x = x.max(0.0);
    let y = ((rect.height - size.height) / 2.0).floor().max(0.0);
    Point::new((rect.x + x).round(), (rect.y + y).round())
}
