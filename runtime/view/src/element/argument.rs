//! The arguments of elements: one constant each, with its type and what setting it touches.
//! Nagini's vocabulary says which element takes which.

use super::arena::{NodeId, Tree};
use super::length::{Align, Length, Shown};
use super::properties::Properties;
use crate::geometry::Color;
use crate::text::Weight;

/// A named argument of an element.
#[derive(Debug)]
pub struct Argument<T: 'static> {
    /// As it is written.
    pub name: &'static str,
    touches: Touches,
    /// Puts the value in place; says whether it differs from the one before.
    put: fn(&mut Properties, T) -> bool,
}

impl<T> Clone for Argument<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Argument<T> {}

/// What must be done anew when an argument has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Touches {
    /// Only the element's own picture.
    Paint,
    /// Its size, and maybe that of what stands around it.
    Layout,
    /// Only what assistive technology is told.
    Label,
}

/// What fits an argument of type `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value for this argument",
    label = "expected {T}",
    note = "a `Length` is a number, `Shown` is text, a `Color` is one of `color::…`"
)]
pub trait IntoArgument<T> {
    /// The value as the argument takes it.
    fn into_argument(self) -> T;
}

impl<T> IntoArgument<T> for T {
    fn into_argument(self) -> T {
        self
    }
}

macro_rules! lengths {
    ($($number:ty),*) => {$(
        impl IntoArgument<Length> for $number {
            fn into_argument(self) -> Length {
                Length(self as f32)
            }
        }
    )*};
}
lengths!(i32, i64, u32, usize, f32, f64);

impl IntoArgument<Shown> for &str {
    fn into_argument(self) -> Shown {
        Shown(self.into())
    }
}

impl IntoArgument<Shown> for String {
    fn into_argument(self) -> Shown {
        Shown(self.into())
    }
}

/// What a text, heading or button says, or a text input holds.
pub const TEXT: Argument<Shown> =
    Argument { name: "text", touches: Touches::Layout, put: |it, value| replace(&mut it.text, value) };
/// What assistive technology calls the element.
pub const LABEL: Argument<Shown> =
    Argument { name: "label", touches: Touches::Label, put: |it, value| replace(&mut it.label, Some(value)) };
/// What an empty text input shows.
pub const PLACEHOLDER: Argument<Shown> = Argument {
    name: "placeholder",
    touches: Touches::Paint,
    put: |it, value| replace(&mut it.placeholder, Some(value)),
};
/// Room between children.
pub const GAP: Argument<Length> = Argument {
    name: "gap",
    touches: Touches::Layout,
    put: |it, value| replace(&mut it.gap, at_least_0(value)),
};
/// Room between the edges and what is inside.
pub const PADDING: Argument<Length> = Argument {
    name: "padding",
    touches: Touches::Layout,
    put: |it, value| replace(&mut it.padding, Some(at_least_0(value))),
};
/// How wide.
pub const WIDTH: Argument<Length> = Argument {
    name: "width",
    touches: Touches::Layout,
    put: |it, value| replace(&mut it.width, Some(at_least_0(value))),
};
/// How high.
pub const HEIGHT: Argument<Length> = Argument {
    name: "height",
    touches: Touches::Layout,
    put: |it, value| replace(&mut it.height, Some(at_least_0(value))),
};
/// Which share of the room left over it takes.
pub const GROW: Argument<Length> = Argument {
    name: "grow",
    touches: Touches::Layout,
    put: |it, value| replace(&mut it.grow, at_least_0(value)),
};
/// Where children stand across, or text within its width.
pub const ALIGN: Argument<Align> = Argument {
    name: "align",
    touches: Touches::Layout,
    put: |it, value| replace(&mut it.align, Some(value)),
};
/// The colour of the text.
pub const COLOR: Argument<Color> =
    Argument { name: "color", touches: Touches::Paint, put: |it, value| replace(&mut it.color, Some(value)) };
/// The colour behind it.
pub const BACKGROUND: Argument<Color> = Argument {
    name: "background",
    touches: Touches::Paint,
    put: |it, value| replace(&mut it.background, Some(value)),
};
/// The colour of a line of one pixel along its edges.
pub const BORDER: Argument<Color> = Argument {
    name: "border",
    touches: Touches::Paint,
    put: |it, value| replace(&mut it.border, Some(value)),
};
/// How round its corners are: their radius.
pub const CORNER: Argument<Length> = Argument {
    name: "corner",
    touches: Touches::Paint,
    put: |it, value| replace(&mut it.corner, Some(at_least_0(value))),
};
/// How large the letters are.
pub const SIZE: Argument<Length> = Argument {
    name: "size",
    touches: Touches::Layout,
    put: |it, value| replace(&mut it.size, Some(at_least_0(value).max(1.0))),
};
/// How bold the letters are.
pub const WEIGHT: Argument<Weight> = Argument {
    name: "weight",
    touches: Touches::Layout,
    put: |it, value| replace(&mut it.weight, Some(value)),
};
/// Whether a control can be used: not, if true.
pub const DISABLED: Argument<bool> = Argument {
    name: "disabled",
    touches: Touches::Paint,
    put: |it, value| replace(&mut it.is_disabled, value),
};

impl<T> Argument<T> {
    /// Sets the argument of a node, and marks what follows from it if it is another value.
    pub(crate) fn apply(self, tree: &mut Tree, node: NodeId, value: T) {
        if !tree.is_live(node) || !(self.put)(tree.properties_mut(node), value) {
            return;
        }
        match self.touches {
            Touches::Layout => tree.mark_layout(node),
            Touches::Paint => tree.mark_paint(node),
            Touches::Label => {}
        }
    }
}

fn replace<T: PartialEq>(place: &mut T, value: T) -> bool {
    let differs = *place != value;
    *place = value;
    differs
}

/// A length below nothing, or not a number, is nothing.
fn at_least_0(length: Length) -> f32 {
    if length.0 > 0.0 { length.0 } else { 0.0 }
}
