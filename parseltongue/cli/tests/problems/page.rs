//! A page of the book: the codes of one subject, each with what its compiler says of the wrong line.

use std::fmt::Write as _;

use parseltongue_syntax::Problem;
use parseltongue_syntax::catalogue::{Explanation, Subject};

use crate::compiled;

const MADE: &str = "<!-- Made from the compilers' catalogues: UPDATE_BOOK=1 cargo test -p parseltongue-cli --test problems -->";

/// The page of one subject.
pub(crate) fn of(subject: &Subject) -> String {
    let mut page = format!("{MADE}\n\n# {}\n\n{}\n", subject.title, subject.introduction);
    for entry in subject.codes {
        let _ = write!(
            page,
            "\n## {}: {} {{#{}}}\n\n{}\n\n```text\n{}```\n\nRight:\n\n```text\n{}\n```\n",
            entry.code,
            entry.title,
            entry.code.to_lowercase(),
            entry.explanation,
            marked(subject, entry),
            entry.right,
        );
    }
    page
}

/// All codes, each with a link to its section.
pub(crate) fn index(subjects: &[&Subject]) -> String {
    let mut page = format!(
        "{MADE}\n\n# Problems\n\nEvery problem that the compilers tell of carries a code. `parseltongue explain CODE` \
         prints what stands here; each section shows a wrong line with what the compiler says of it, and the right one.\n"
    );
    for subject in subjects {
        let _ = write!(page, "\n## [{}]({}.md)\n\n", subject.title, subject.page);
        for entry in subject.codes {
            let anchor = entry.code.to_lowercase();
            let _ = writeln!(page, "- [{}]({}.md#{anchor}): {}", entry.code, subject.page, entry.title);
        }
    }
    page
}

/// The wrong line with its problems under the very columns.
fn marked(subject: &Subject, entry: &Explanation) -> String {
    let source = subject.framed(entry, entry.wrong);
    let before = source.find(entry.wrong).expect("the line stands in its frame");
    let before = source[..before].chars().count();
    let mut text = format!("{}\n", entry.wrong);
    for problem in compiled::problems(&source) {
        underline(&mut text, &problem, before, entry.wrong.chars().count());
    }
    text
}

fn underline(text: &mut String, problem: &Problem, before: usize, length: usize) {
    let (start, end) = (problem.place.first.start().column, problem.place.last.end().column);
    // What is missing at the end of a line is told at the bracket behind it.
    let from = start.saturating_sub(before).min(length);
    let to = end.saturating_sub(before).clamp(from + 1, length.max(from + 1));
    let _ = writeln!(text, "{}{} {}", " ".repeat(from), "^".repeat(to - from), problem.message);
    let further = [
        ("expected", problem.expected.as_deref()),
        ("instead", problem.shown_replacement()),
        ("help", problem.help.as_deref()),
    ];
    for (name, said) in further {
        if let Some(said) = said {
            let _ = writeln!(text, "{}= {name}: {said}", " ".repeat(from));
        }
    }
}
