//! How wide, how far in.

/// What rustfmt's own configuration says of the same things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns of a line: `max_width`.
    pub width: usize,
    /// Columns of one step inwards: `tab_spaces`.
    pub tab: usize,
    /// Tabs instead of spaces: `hard_tabs`.
    pub hard_tabs: bool,
}

impl Default for Style {
    fn default() -> Style {
        Style { width: 100, tab: 4, hard_tabs: false }
    }
}

impl Style {
    /// The white space of that many columns at the front of a line.
    #[must_use]
    pub fn indent(&self, columns: usize) -> String {
        match self.hard_tabs {
            true => "\t".repeat(columns / self.tab.max(1)) + &" ".repeat(columns % self.tab.max(1)),
            false => " ".repeat(columns),
        }
    }
}
