//! What one element is set to.

use super::length::{Align, Shown};
use crate::geometry::Color;
use crate::text::Weight;

/// What one element is set to. What is `None` follows the theme and the element's kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Properties {
    pub(crate) text: Shown,
    pub(crate) label: Option<Shown>,
    pub(crate) placeholder: Option<Shown>,
    pub(crate) gap: f32,
    pub(crate) padding: Option<f32>,
    pub(crate) width: Option<f32>,
    pub(crate) height: Option<f32>,
    pub(crate) grow: f32,
    pub(crate) align: Option<Align>,
    pub(crate) color: Option<Color>,
    pub(crate) background: Option<Color>,
    pub(crate) border: Option<Color>,
    pub(crate) corner: Option<f32>,
    pub(crate) size: Option<f32>,
    pub(crate) weight: Option<Weight>,
    pub(crate) is_disabled: bool,
}
