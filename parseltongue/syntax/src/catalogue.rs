//! What each code means at length: what `parseltongue explain PT0007` and the book's reference show.

mod base;
mod items;

/// One code.
#[derive(Clone, Copy, Debug)]
pub struct Explanation {
    /// `PT0007`.
    pub code: &'static str,
    /// What is wrong, as a heading.
    pub title: &'static str,
    /// Why it is wrong and what to do.
    pub explanation: &'static str,
    /// A line that has the problem.
    pub wrong: &'static str,
    /// The line as it should be.
    pub right: &'static str,
}

/// A row of a table of codes: code, title, explanation, a wrong line, the right one.
#[must_use]
pub const fn code(
    code: &'static str,
    title: &'static str,
    explanation: &'static str,
    wrong: &'static str,
    right: &'static str,
) -> Explanation {
    Explanation { code, title, explanation, wrong, right }
}

/// The codes of this crate, in tables of one subject each. A dialect's crate has a table of its own.
pub static CODES: &[&[Explanation]] =
    &[base::BLOCKS, base::BODIES, base::QUERIES, items::RECORDS, items::CASES, items::PLACES];

/// The explanation of `code` among `tables`, whatever the case of its letters.
#[must_use]
pub fn explain(tables: &[&'static [Explanation]], code: &str) -> Option<&'static Explanation> {
    let mut rows = tables.iter().flat_map(|table| table.iter());
    rows.find(|explanation| explanation.code.eq_ignore_ascii_case(code))
}
