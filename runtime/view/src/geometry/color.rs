use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A colour: red, green and blue as a screen shows them (gamma space, not linear light), and how
/// opaque it is.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Color {
    /// 0 to 255.
    pub red: u8,
    /// 0 to 255.
    pub green: u8,
    /// 0 to 255.
    pub blue: u8,
    /// 0 is invisible, 255 hides what is behind.
    pub alpha: u8,
}

/// The text was neither `#rrggbb` nor `#rrggbbaa`.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not a colour: write `#rrggbb` or `#rrggbbaa`")]
pub struct NotAColor(String);

impl Color {
    /// Invisible.
    pub const TRANSPARENT: Self = Self::rgba(0, 0, 0, 0);
    /// `#000000`.
    pub const BLACK: Self = Self::rgb(0, 0, 0);
    /// `#ffffff`.
    pub const WHITE: Self = Self::rgb(255, 255, 255);

    /// An opaque colour.
    #[must_use]
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self::rgba(red, green, blue, 255)
    }

    /// A colour that may let through what is behind.
    #[must_use]
    pub const fn rgba(red: u8, green: u8, blue: u8, alpha: u8) -> Self {
        Self { red, green, blue, alpha }
    }

    /// An opaque colour from `0xrrggbb`.
    #[must_use]
    pub const fn hex(value: u32) -> Self {
        Self::rgb((value >> 16) as u8, (value >> 8) as u8, value as u8)
    }

    /// The same colour at another opacity.
    #[must_use]
    pub const fn with_alpha(self, alpha: u8) -> Self {
        Self::rgba(self.red, self.green, self.blue, alpha)
    }

    /// Whether it hides what is behind.
    #[must_use]
    pub const fn is_opaque(self) -> bool {
        self.alpha == 255
    }

    /// Whether it leaves what is behind as it was.
    #[must_use]
    pub const fn is_transparent(self) -> bool {
        self.alpha == 0
    }

    /// This colour laid over an opaque one, as the painters do it: in gamma space.
    #[must_use]
    pub fn over(self, behind: Self) -> Self {
        let alpha = u32::from(self.alpha);
        let mix = |front: u8, back: u8| {
            ((u32::from(front) * alpha + u32::from(back) * (255 - alpha) + 127) / 255) as u8
        };
        Self::rgba(
            mix(self.red, behind.red),
            mix(self.green, behind.green),
            mix(self.blue, behind.blue),
            mix(255, behind.alpha),
        )
    }

    /// Red, green, blue and alpha in that order.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 4] {
        [self.red, self.green, self.blue, self.alpha]
    }
}

impl FromStr for Color {
    type Err = NotAColor;

    fn from_str(text: &str) -> Result<Self, NotAColor> {
        let wrong = || NotAColor(text.to_owned());
        let digits = text.strip_prefix('#').ok_or_else(wrong)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let value = u32::from_str_radix(digits, 16).map_err(|_| wrong())?;
        match digits.len() {
            6 => Ok(Self::hex(value)),
            8 => Ok(Self::hex(value >> 8).with_alpha(value as u8)),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)?;
        if self.is_opaque() { Ok(()) } else { write!(f, "{:02x}", self.alpha) }
    }
}

impl fmt::Debug for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
