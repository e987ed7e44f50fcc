//! The colours that a view names: `color::GREEN`. They are those of the theme, so that what is
//! coloured by hand fits what is not.

use crate::geometry::Color;
use crate::theme::Theme;

const THEME: Theme = Theme::DARK;

/// Running text.
pub const TEXT: Color = THEME.text;
/// Captions, heads of columns: what matters less.
pub const MUTED: Color = THEME.muted;
/// What is to be noticed: links, the main button.
pub const ACCENT: Color = THEME.accent;
/// Text on the accent.
pub const ON_ACCENT: Color = THEME.on_accent;
/// Gains, success.
pub const GREEN: Color = THEME.positive;
/// Losses, errors.
pub const RED: Color = THEME.negative;
/// Warnings.
pub const YELLOW: Color = THEME.caution;
/// Behind everything.
pub const BACKGROUND: Color = THEME.background;
/// Cards, tables, fields: what lies on the background.
pub const SURFACE: Color = THEME.surface;
/// Every second row of a table.
pub const STRIPE: Color = THEME.stripe;
/// Behind what is selected.
pub const SELECTION: Color = THEME.selection;
/// Dividers and edges.
pub const BORDER: Color = THEME.border;
/// White.
pub const WHITE: Color = Color::WHITE;
/// Black.
pub const BLACK: Color = Color::BLACK;
/// Nothing.
pub const TRANSPARENT: Color = Color::TRANSPARENT;

/// Any colour, each part from 0 to 255.
#[must_use]
pub const fn rgb(red: u8, green: u8, blue: u8) -> Color {
    Color::rgb(red, green, blue)
}

/// Any colour, from `0xrrggbb`.
#[must_use]
pub const fn hex(value: u32) -> Color {
    Color::hex(value)
}
