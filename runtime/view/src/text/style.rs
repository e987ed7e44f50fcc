use std::hash::{Hash, Hasher};

/// How text is set. Its colour is no part of this: it belongs to the [scene](crate::scene::Text),
/// so that a change of colour shapes nothing anew.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle {
    /// Height of the letters' box (the "em") in logical pixels.
    pub size: f32,
    /// How bold.
    pub weight: Weight,
    /// Which kind of letters.
    pub family: Family,
    /// Whether all digits are equally wide, so that numbers stand in columns.
    pub tabular_figures: bool,
    /// Distance from line to line, as a multiple of `size`.
    pub line_height: f32,
}

/// How bold text is: the usual names for 100 to 900.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Weight(pub u16);

/// Which kind of letters text is set in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Family {
    /// Letters as wide as they need to be: Inter.
    #[default]
    Proportional,
    /// All letters equally wide: JetBrains Mono.
    Monospace,
}

impl Weight {
    /// For running text.
    pub const REGULAR: Self = Self(400);
    /// For labels of controls and heads of columns.
    pub const MEDIUM: Self = Self(500);
    /// For headings.
    pub const SEMIBOLD: Self = Self(600);
    /// For emphasis.
    pub const BOLD: Self = Self(700);
}

impl TextStyle {
    /// Running text: 14 pixels, regular, proportional.
    pub const BODY: Self = Self {
        size: 14.0,
        weight: Weight::REGULAR,
        family: Family::Proportional,
        tabular_figures: false,
        line_height: 1.4,
    };

    /// A heading: 22 pixels, semibold.
    pub const HEADING: Self = Self { size: 22.0, weight: Weight::SEMIBOLD, line_height: 1.3, ..Self::BODY };

    /// Numbers in a column: running text whose digits are equally wide.
    pub const FIGURES: Self = Self { tabular_figures: true, ..Self::BODY };

    /// The same at another size.
    #[must_use]
    pub const fn with_size(mut self, size: f32) -> Self {
        self.size = size;
        self
    }

    /// The same at another weight.
    #[must_use]
    pub const fn with_weight(mut self, weight: Weight) -> Self {
        self.weight = weight;
        self
    }
}

impl Default for TextStyle {
    fn default() -> Self {
        Self::BODY
    }
}

impl Hash for TextStyle {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.size.to_bits().hash(state);
        self.weight.hash(state);
        self.family.hash(state);
        self.tabular_figures.hash(state);
        self.line_height.to_bits().hash(state);
    }
}
