//! What was found wrong in a file, and how it is shown to people: place, source line, underline, what was expected,
//! help.

use std::fmt::Write;
use std::path::Path;

use parseltongue_syntax::{Problem, Replacement};
use proc_macro2::{Ident, LineColumn};

use crate::source::{NotRust, Source};

/// A stretch of a file; lines count from 1, columns from 0, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stretch {
    pub(crate) start: LineColumn,
    pub(crate) end: LineColumn,
}

/// One thing that is wrong in a file.
pub(crate) struct Finding {
    /// `PT0007`; none for what no compiler has told.
    pub(crate) code: Option<&'static str>,
    pub(crate) message: String,
    /// Where it stands; nowhere if a compiler has lost it.
    pub(crate) stretch: Option<Stretch>,
    /// What was expected there.
    pub(crate) label: Option<String>,
    /// `help: …` and the like, below the source line.
    pub(crate) notes: Vec<String>,
    /// What to write so that it is right.
    pub(crate) replacement: Option<Replacement>,
}

/// Where the problem begins in `source`, in bytes.
pub(crate) fn offset(problem: &Problem, source: &Source) -> Option<usize> {
    let first = problem.place.first;
    source.holds(first).then(|| first.byte_range().start + source.mark())
}

/// A compiler's problem.
pub(crate) fn problem(problem: &Problem, source: &Source) -> Finding {
    let mut notes = Vec::new();
    notes.extend(problem.shown_replacement().map(|replacement| format!("instead: `{replacement}`")));
    notes.extend(problem.help.as_ref().map(|help| format!("help: {help}")));
    notes.push(format!("`parseltongue explain {}` says more", problem.code));
    let place = &problem.place;
    let is_here = source.holds(place.first) && source.holds(place.last);
    Finding {
        code: Some(problem.code),
        message: problem.message.clone(),
        stretch: is_here.then(|| Stretch { start: place.first.start(), end: place.last.end() }),
        label: problem.expected.as_ref().map(|expected| format!("expected: {expected}")),
        notes,
        replacement: problem.replacement.clone(),
    }
}

/// What keeps rustc itself from reading the file.
pub(crate) fn not_rust(file: &NotRust) -> Finding {
    let span = file.error.span();
    Finding {
        code: None,
        message: "this is no Rust, so no block was looked at".to_owned(),
        stretch: Some(Stretch { start: span.start(), end: span.end() }),
        label: None,
        notes: vec!["`cargo check` says more: an unclosed bracket or text, most often".to_owned()],
        replacement: None,
    }
}

/// `basilisk!<Exchange> { … }` where only Rust is read.
pub(crate) fn misplaced(word: &Ident, name: &Ident) -> Finding {
    Finding {
        code: None,
        message: format!("`{word}!<{name}> {{ … }}` stands outside of `parseltongue! {{ … }}`"),
        stretch: Some(Stretch { start: word.span().start(), end: name.span().end() }),
        label: None,
        notes: vec![format!("instead: `{word}! {{ <{name}> … }}`"), "help: or put it inside".to_owned()],
        replacement: None,
    }
}

/// The finding as text, in rustc's shape.
pub(crate) fn shown(finding: &Finding, path: &Path, source: &str) -> String {
    let code = finding.code.map(|code| format!("[{code}]")).unwrap_or_default();
    let mut text = format!("error{code}: {}\n", finding.message);
    show(&mut text, path, source, finding.stretch, finding.label.as_deref(), &finding.notes);
    text
}

fn show(
    text: &mut String,
    path: &Path,
    source: &str,
    stretch: Option<Stretch>,
    label: Option<&str>,
    notes: &[String],
) {
    let path = path.display();
    // Writing into a string cannot fail.
    let Some(stretch) = stretch else {
        let _ = writeln!(text, " --> {path}");
        list(text, "", notes);
        return;
    };
    let (line, column) = (stretch.start.line, stretch.start.column);
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    let shown = source.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let _ = writeln!(text, "{margin}--> {path}:{line}:{}", column + 1);
    let _ = writeln!(text, "{margin} |");
    let _ = writeln!(text, "{number} | {shown}");
    let _ = writeln!(text, "{margin} | {}", underline(shown, stretch, label));
    let _ = writeln!(text, "{margin} |");
    list(text, &margin, notes);
}

fn list(text: &mut String, margin: &str, notes: &[String]) {
    for note in notes {
        // A note of several lines stays under its first.
        let note = note.replace('\n', &format!("\n{margin}   "));
        text.push_str(&format!("{margin} = {note}\n"));
    }
}

/// Carets under the stretch's first line. Tabs stay tabs, so that they stand where the text does.
fn underline(shown: &str, stretch: Stretch, label: Option<&str>) -> String {
    let column = stretch.start.column;
    let indent = shown.chars().take(column).map(|c| if c == '\t' { '\t' } else { ' ' });
    let is_one_line = stretch.start.line == stretch.end.line;
    let end = if is_one_line { stretch.end.column } else { shown.chars().count() };
    let mut marks: String = indent.collect();
    marks.push_str(&"^".repeat(end.saturating_sub(column).max(1)));
    if !is_one_line {
        let _ = write!(marks, " … to line {}", stretch.end.line);
    }
    if let Some(label) = label {
        let _ = write!(marks, " {label}");
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: (usize, usize), end: (usize, usize)) -> Stretch {
        let place = |(line, column)| LineColumn { line, column };
        Stretch { start: place(start), end: place(end) }
    }

    fn shown(source: &str, stretch: Stretch, label: Option<&str>) -> String {
        let mut text = String::new();
        show(&mut text, Path::new("a.rs"), source, Some(stretch), label, &["help: do".to_owned()]);
        text
    }

    #[test]
    fn the_very_columns_are_underlined() {
        let expected = "  --> a.rs:1:5\n   |\n";
        let source = "let dedline: 50 ms,";
        let text = shown(source, at((1, 4), (1, 11)), Some("expected: a setting"));
        let expected = expected.replace("  -->", " -->").replace("   |", "  |");
        assert_eq!(
            text,
            format!("{expected}1 | {source}\n  |     ^^^^^^^ expected: a setting\n  |\n  = help: do\n")
        );
    }

    #[test]
    fn tabs_and_long_stretches_are_shown() {
        assert_eq!(underline("\té  {", at((3, 1), (5, 1)), None), "\t^^^^ … to line 5");
    }
}
