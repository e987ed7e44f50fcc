//! What each code means at length: what `parseltongue explain PT0007` and the book's pages of problems show.
//!
//! To add a code: a constructor in `problems*`, an entry here or in the dialect's own `catalogue`, a fixture that
//! draws it, and `UPDATE_BOOK=1 cargo test -p parseltongue-cli --test problems`. That test finds what is missing.

mod blocks;
mod bodies;
mod cases;
mod derived;
mod places;
mod queries;
mod records;

/// One code.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
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
    /// What stands around the two lines, where that is not what stands around the others of the subject.
    frame: Option<&'static str>,
}

/// An entry: the code, its heading, why it is wrong and what to do, a wrong line, the right one.
#[must_use]
pub const fn code(
    code: &'static str,
    title: &'static str,
    explanation: &'static str,
    wrong: &'static str,
    right: &'static str,
) -> Explanation {
    Explanation { code, title, explanation, wrong, right, frame: None }
}

impl Explanation {
    /// The lines stand in `frame` in place of the subject's.
    #[must_use]
    pub const fn within(self, frame: &'static str) -> Explanation {
        Explanation { frame: Some(frame), ..self }
    }
}

/// The codes of one subject: one page of the book.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// The name of the page's file: `records`.
    pub page: &'static str,
    /// The page's title.
    pub title: &'static str,
    /// What the codes are about, and where their lines stand.
    pub introduction: &'static str,
    /// What stands around each wrong and each right line so that it can be compiled: the inside of a `parseltongue!`,
    /// with `{line}` for the line.
    pub frame: &'static str,
    /// The codes, in order.
    pub codes: &'static [Explanation],
}

impl Subject {
    /// The inside of a `parseltongue!` in which `line`, the wrong or the right one of `entry`, stands.
    #[must_use]
    pub fn framed(&self, entry: &Explanation, line: &str) -> String {
        entry.frame.unwrap_or(self.frame).replace("{line}", line)
    }
}

/// An item of its own.
pub const ITEM: &str = "{line}";

/// The lines of a service.
const SERVICE: &str = "basilisk!<Exchange> { listen_on: \"127.0.0.1:8080\", {line} }";

/// The body of a handler that gives a whole number.
pub const BODY: &str = "basilisk!<Exchange> { listen_on: \"127.0.0.1:8080\", uses: Books, \
    get \"/it\" () -> i64 fails_with ExchangeError { {line} } }";

/// The subjects of this crate. A dialect's crate has its own.
pub static SUBJECTS: &[Subject] = &[
    blocks::SUBJECT,
    bodies::SUBJECT,
    queries::SUBJECT,
    records::SUBJECT,
    derived::SUBJECT,
    cases::SUBJECT,
    places::SUBJECT,
];

/// The explanation of `code` among `subjects`, whatever the case of its letters.
#[must_use]
pub fn explain(subjects: &'static [Subject], code: &str) -> Option<&'static Explanation> {
    let mut entries = subjects.iter().flat_map(|subject| subject.codes);
    entries.find(|entry| entry.code.eq_ignore_ascii_case(code))
}
