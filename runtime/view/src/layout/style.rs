//! From what an element is set to, to what the flex algorithm wants to know.

use taffy::prelude::TaffyAuto;
use taffy::style::{
    AlignItems, AlignSelf, CoreStyle, Dimension, FlexDirection, FlexboxContainerStyle, FlexboxItemStyle,
    LengthPercentage, LengthPercentageAuto, Overflow,
};
use taffy::{Point, Rect, Size};

use crate::element::{Align, Kind, Properties};
use crate::geometry::Insets;

/// Padding of a button and of a text input, unless it says its own.
const BUTTON_PADDING: Insets = Insets::symmetric(6.0, 14.0);
const INPUT_PADDING: Insets = Insets::symmetric(7.0, 10.0);

/// The part of an element's style that layout reads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BoxStyle {
    pub(super) size: Size<Option<f32>>,
    pub(crate) padding: Insets,
    gap: f32,
    grow: f32,
    shrink: f32,
    /// What the size starts from along the container's direction; none is the content's.
    basis: Option<f32>,
    /// Whether it must not get smaller than its content.
    holds_content: bool,
    is_row: bool,
    scrolls: bool,
    align_items: AlignItems,
    align_self: Option<AlignSelf>,
}

impl Default for BoxStyle {
    fn default() -> Self {
        BoxStyle::of(Kind::Column, &Properties::default(), Kind::Column, false, None)
    }
}

impl BoxStyle {
    /// The style of an element of that kind. `container` is what lays it out,
    /// `is_outermost` whether that is the window itself, `container_align` what it says of its children.
    pub(super) fn of(
        kind: Kind,
        it: &Properties,
        container: Kind,
        is_outermost: bool,
        container_align: Option<Align>,
    ) -> BoxStyle {
        let is_in_row = container == Kind::Row;
        let holds_children = matches!(kind, Kind::Row | Kind::Column);
        let mut grow = it.grow;
        let fills = match kind {
            // What the root component shows fills the window.
            Kind::Row | Kind::Column => is_outermost,
            Kind::Scroll => is_in_row || it.height.is_none(),
            Kind::Spacer => it.width.is_none() && it.height.is_none(),
            _ => false,
        };
        if fills && grow == 0.0 {
            grow = 1.0;
        }
        let padding = match (it.padding, kind) {
            (Some(padding), _) => Insets::all(padding),
            (None, Kind::Button) => BUTTON_PADDING,
            (None, Kind::TextInput) => INPUT_PADDING,
            (None, _) => Insets::default(),
        };
        let mut size = Size { width: it.width, height: it.height };
        if kind == Kind::Divider {
            let thickness = if is_in_row { &mut size.width } else { &mut size.height };
            thickness.get_or_insert(1.0);
        }
        let grows = grow > 0.0;
        BoxStyle {
            size,
            padding,
            gap: it.gap,
            grow,
            // What grows may also give way; what does not keeps the size of its content.
            shrink: if grows { 1.0 } else { 0.0 },
            // Growing starts from nothing, so that equal shares are equal widths: columns line up.
            basis: grows.then_some(0.0),
            // A text that grows keeps room for its longest word.
            holds_content: grows && (holds_children || kind.shows_text()),
            is_row: kind == Kind::Row,
            scrolls: kind == Kind::Scroll,
            align_items: match it.align {
                _ if kind.shows_text() => AlignItems::STRETCH,
                Some(align) => items(align),
                None if kind == Kind::Row => AlignItems::CENTER,
                None => AlignItems::STRETCH,
            },
            align_self: match kind {
                Kind::Divider => Some(AlignSelf::STRETCH),
                Kind::Scroll if is_in_row => Some(AlignSelf::STRETCH),
                // A button as wide as the window is rarely meant.
                Kind::Button if !is_in_row && container_align.is_none() => Some(AlignSelf::START),
                _ => None,
            },
        }
    }
}

fn items(align: Align) -> AlignItems {
    match align {
        Align::Start => AlignItems::START,
        Align::Center => AlignItems::CENTER,
        Align::End => AlignItems::END,
        Align::Stretch => AlignItems::STRETCH,
    }
}

impl CoreStyle for BoxStyle {
    type CustomIdent = String;

    fn overflow(&self) -> Point<Overflow> {
        if self.scrolls {
            Point { x: Overflow::Hidden, y: Overflow::Hidden }
        } else {
            Point { x: Overflow::Visible, y: Overflow::Visible }
        }
    }

    fn size(&self) -> Size<Dimension> {
        self.size.map(|it| it.map_or(Dimension::AUTO, Dimension::length))
    }

    fn min_size(&self) -> Size<LengthPercentageAuto> {
        let least =
            if self.holds_content { LengthPercentageAuto::AUTO } else { LengthPercentageAuto::length(0.0) };
        Size { width: least, height: least }
    }

    fn padding(&self) -> Rect<LengthPercentage> {
        Rect {
            left: LengthPercentage::length(self.padding.left),
            right: LengthPercentage::length(self.padding.right),
            top: LengthPercentage::length(self.padding.top),
            bottom: LengthPercentage::length(self.padding.bottom),
        }
    }
}

impl FlexboxContainerStyle for BoxStyle {
    fn flex_direction(&self) -> FlexDirection {
        if self.is_row { FlexDirection::Row } else { FlexDirection::Column }
    }

    fn gap(&self) -> Size<LengthPercentage> {
        let gap = LengthPercentage::length(self.gap);
        Size { width: gap, height: gap }
    }

    fn align_items(&self) -> AlignItems {
        self.align_items
    }
}

impl FlexboxItemStyle for BoxStyle {
    fn flex_basis(&self) -> Dimension {
        self.basis.map_or(Dimension::AUTO, Dimension::length)
    }

    fn flex_grow(&self) -> f32 {
        self.grow
    }

    fn flex_shrink(&self) -> f32 {
        self.shrink
    }

    fn align_self(&self) -> Option<AlignSelf> {
        self.align_self
    }
}
