//! The colours that a view is drawn in, by what they are for.

use crate::geometry::Color;

/// Colours by purpose. Text on any of the surfaces has a contrast of at least 4.5 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Behind everything.
    pub background: Color,
    /// Cards, tables, fields: what lies on the background.
    pub surface: Color,
    /// Every second row of a table, and controls at rest.
    pub stripe: Color,
    /// What the pointer is on.
    pub hover: Color,
    /// Running text.
    pub text: Color,
    /// Captions, placeholders, heads of columns.
    pub muted: Color,
    /// Links, the main button, the ring around what has the keyboard.
    pub accent: Color,
    /// Text on the accent.
    pub on_accent: Color,
    /// Gains, success.
    pub positive: Color,
    /// Losses, errors.
    pub negative: Color,
    /// Warnings.
    pub caution: Color,
    /// Dividers and the edges of fields.
    pub border: Color,
    /// Behind selected text and rows.
    pub selection: Color,
    /// The moving part of a scroll bar.
    pub scroll_bar: Color,
}

impl Theme {
    /// Light letters on dark blue-grey.
    pub const DARK: Self = Self {
        background: Color::hex(0x0e_1116),
        surface: Color::hex(0x16_1b22),
        stripe: Color::hex(0x1b_2129),
        hover: Color::hex(0x25_2d38),
        text: Color::hex(0xe6_eaf0),
        muted: Color::hex(0x93_9fad),
        accent: Color::hex(0x4c_8dff),
        on_accent: Color::hex(0x06_1224),
        positive: Color::hex(0x3f_c380),
        negative: Color::hex(0xf5_6c6c),
        caution: Color::hex(0xe5_b454),
        border: Color::hex(0x2b_333e),
        selection: Color::hex(0x1f_3a66),
        scroll_bar: Color::rgba(0x93, 0x9f, 0xad, 0x80),
    };

    /// Dark letters on white and pale grey.
    pub const LIGHT: Self = Self {
        background: Color::hex(0xf5_f6f8),
        surface: Color::hex(0xff_ffff),
        stripe: Color::hex(0xf8_f9fb),
        hover: Color::hex(0xec_eff4),
        text: Color::hex(0x17_1c24),
        muted: Color::hex(0x5a_6676),
        accent: Color::hex(0x1f_5fe0),
        on_accent: Color::hex(0xff_ffff),
        positive: Color::hex(0x0f_7a48),
        negative: Color::hex(0xc0_2b2b),
        caution: Color::hex(0x8a_5a00),
        border: Color::hex(0xdf_e3e9),
        selection: Color::hex(0xd2_e3ff),
        scroll_bar: Color::rgba(0x5a, 0x66, 0x76, 0x80),
    };
}

impl Default for Theme {
    fn default() -> Self {
        Self::DARK
    }
}
