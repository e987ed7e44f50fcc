//! Findings as rustc writes its own diagnostics with `--error-format json`: one object a line, so that what reads
//! those (rust-analyzer, rustfix, agents) reads ours.

use crate::rooms;
use parseltongue_syntax::{Edit, Replacement};
use proc_macro2::LineColumn;
use serde::Serialize;

use crate::check::Checked;
use crate::report::{Finding, Stretch, shown};

#[derive(Serialize)]
struct Diagnostic {
    #[serde(rename = "$message_type")]
    message_type: &'static str,
    message: String,
    code: Option<Code>,
    level: &'static str,
    spans: Vec<Span>,
    children: Vec<Child>,
    rendered: String,
}

#[derive(Serialize)]
struct Code {
    code: &'static str,
    explanation: Option<&'static str>,
    /// The section of the book.
    url: Option<String>,
}

/// A note below the diagnostic.
#[derive(Serialize)]
struct Child {
    message: String,
    code: Option<Code>,
    level: &'static str,
    spans: Vec<Span>,
    children: Vec<Child>,
    rendered: Option<String>,
}

/// Bytes count from 0, lines and columns from 1; the end is behind the last character.
#[derive(Serialize)]
struct Span {
    file_name: String,
    byte_start: usize,
    byte_end: usize,
    line_start: usize,
    line_end: usize,
    column_start: usize,
    column_end: usize,
    is_primary: bool,
    text: Vec<Line>,
    label: Option<String>,
    suggested_replacement: Option<String>,
    suggestion_applicability: Option<&'static str>,
    expansion: Option<()>,
}

/// A source line with the columns that are underlined.
#[derive(Serialize)]
struct Line {
    text: String,
    highlight_start: usize,
    highlight_end: usize,
}

/// The findings of a file, a line each.
pub(crate) fn lines(checked: &Checked) -> Vec<String> {
    checked.findings.iter().map(|finding| line(finding, checked)).collect()
}

fn line(finding: &Finding, checked: &Checked) -> String {
    let mut children: Vec<Child> = finding.notes.iter().filter_map(|note| child(note)).collect();
    if let (Some(stretch), Some(replacement)) = (finding.stretch, &finding.replacement) {
        children.push(suggestion(stretch, replacement, checked));
    }
    let diagnostic = Diagnostic {
        message_type: "diagnostic",
        message: finding.message.clone(),
        code: finding.code.map(code),
        level: "error",
        spans: finding.stretch.iter().map(|stretch| span(*stretch, finding.label.clone(), checked)).collect(),
        children,
        rendered: shown(finding, &checked.path, &checked.text),
    };
    // Texts, numbers and lists of them can always be written.
    serde_json::to_string(&diagnostic).unwrap_or_default() + "\n"
}

fn code(code: &'static str) -> Code {
    let section = |page| {
        format!(
            "{}/blob/main/book/src/problems/{page}.md#{}",
            env!("CARGO_PKG_REPOSITORY"),
            code.to_lowercase()
        )
    };
    Code {
        code,
        explanation: rooms::explain(code).map(|entry| entry.explanation),
        url: rooms::page(code).map(section),
    }
}

/// `help: …`; what is to be written instead has a child of its own, what says more is the code's.
fn child(note: &str) -> Option<Child> {
    let message = note.strip_prefix("help: ")?.to_owned();
    Some(Child {
        message,
        code: None,
        level: "help",
        spans: Vec::new(),
        children: Vec::new(),
        rendered: None,
    })
}

fn suggestion(stretch: Stretch, replacement: &Replacement, checked: &Checked) -> Child {
    let message = match (replacement.edit, replacement.text.as_str()) {
        (Edit::Instead, "") => "take it out".to_owned(),
        (Edit::Instead, text) => format!("instead: `{text}`"),
        (Edit::Behind, text) => format!("add `{text}` behind it"),
    };
    let span = Span {
        suggested_replacement: Some(replacement.text.clone()),
        suggestion_applicability: Some(applicability(replacement)),
        ..span(edited(stretch, replacement.edit), None, checked)
    };
    Child { message, code: None, level: "help", spans: vec![span], children: Vec::new(), rendered: None }
}

/// Where the replacement's text goes.
pub(crate) fn edited(stretch: Stretch, edit: Edit) -> Stretch {
    match edit {
        Edit::Instead => stretch,
        Edit::Behind => Stretch { start: stretch.end, end: stretch.end },
    }
}

fn applicability(replacement: &Replacement) -> &'static str {
    match replacement {
        Replacement { is_certain: true, .. } => "MachineApplicable",
        // `list<…>` leaves something for a person to fill in.
        Replacement { text, .. } if text.contains('…') => "HasPlaceholders",
        _ => "MaybeIncorrect",
    }
}

fn span(stretch: Stretch, label: Option<String>, checked: &Checked) -> Span {
    let Stretch { start, end } = stretch;
    Span {
        file_name: checked.path.display().to_string(),
        byte_start: offset(&checked.text, start),
        byte_end: offset(&checked.text, end),
        line_start: start.line,
        line_end: end.line,
        column_start: start.column + 1,
        column_end: end.column + 1,
        is_primary: true,
        text: highlighted(stretch, &checked.text),
        label,
        suggested_replacement: None,
        suggestion_applicability: None,
        expansion: None,
    }
}

fn highlighted(stretch: Stretch, text: &str) -> Vec<Line> {
    let Stretch { start, end } = stretch;
    let lines = text.lines().enumerate().skip(start.line.saturating_sub(1)).take(end.line + 1 - start.line);
    lines
        .map(|(index, line)| Line {
            highlight_start: if index + 1 == start.line { start.column + 1 } else { 1 },
            highlight_end: if index + 1 == end.line { end.column + 1 } else { line.chars().count() + 1 },
            text: line.to_owned(),
        })
        .collect()
}

/// The byte at which a place begins.
pub(crate) fn offset(text: &str, place: LineColumn) -> usize {
    let line_start: usize = text.split_inclusive('\n').take(place.line.saturating_sub(1)).map(str::len).sum();
    // The mark that some editors begin a file with is no column.
    let line_start =
        if line_start == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { line_start };
    let line = &text[line_start..];
    line_start + line.char_indices().nth(place.column).map_or(line.len(), |(at, _)| at)
}
