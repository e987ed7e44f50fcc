//! The runner of the compilers' diagnostic tests: small source files in which each expected problem stands as a
//! caret comment under the very columns.
//!
//! ```text
//! <Exchange>
//!     dedline: 50 ms,
//! //  ^^^^^^^ PT0006: a service has no setting `dedline`
//! //          instead: `deadline`
//! ```
//!
//! `UPDATE_FIXTURES=1 cargo test` writes the comments anew. Where a problem begins left of the third column,
//! its columns are written as numbers (`//@ 0..7 PT0003: …`).

mod mutations;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;

use crate::{Expansion, Problem};

pub use mutations::survives_every_mutation;

/// Compiles every `.ptg` file below `folder` and compares its problems with the comments in it.
///
/// # Panics
/// When a file cannot be read, or when one has other problems than its comments say.
pub fn check(folder: impl AsRef<Path>, compile: impl Fn(TokenStream) -> Expansion) {
    let files = files_below(folder.as_ref());
    assert!(!files.is_empty(), "no fixtures below {}", folder.as_ref().display());
    let update = std::env::var_os("UPDATE_FIXTURES").is_some();
    let mut wrong = String::new();
    for file in files {
        let written =
            std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let source = without_comments(&written);
        let found = annotated(&source, &problems_of(&source, &compile));
        if found == written {
            continue;
        }
        if update {
            std::fs::write(&file, &found).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        } else {
            let _ = writeln!(wrong, "\n{} should read:\n\n{found}", file.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}\nUPDATE_FIXTURES=1 writes the files anew");
}

/// The codes that the fixtures below `folder` show, in order.
///
/// # Panics
/// When a file cannot be read.
#[must_use]
pub fn codes_shown(folder: impl AsRef<Path>) -> std::collections::BTreeSet<String> {
    let mut codes = std::collections::BTreeSet::new();
    for file in files_below(folder.as_ref()) {
        let written =
            std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for line in written.lines().filter(|line| is_comment_of_ours(line)) {
            codes.extend(line.split([' ', ':']).filter(|word| is_code(word)).map(str::to_owned));
        }
    }
    codes
}

fn problems_of(source: &str, compile: impl Fn(TokenStream) -> Expansion) -> Vec<Problem> {
    let tokens: TokenStream =
        source.parse().unwrap_or_else(|error| panic!("the fixture is no row of tokens: {error}\n{source}"));
    compile(tokens).problems
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display())).path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "ptg") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn without_comments(written: &str) -> String {
    let lines = written.lines().filter(|line| !is_comment_of_ours(line));
    lines.fold(String::new(), |text, line| text + line + "\n")
}

fn is_code(word: &str) -> bool {
    word.len() == 6 && word.starts_with("PT") && word[2..].bytes().all(|byte| byte.is_ascii_digit())
}

/// `//   ^^^ PT…`, `//@ …`, and the lines that go on below with `//` and at least two spaces.
fn is_comment_of_ours(line: &str) -> bool {
    match line.strip_prefix("//") {
        Some(rest) => rest.starts_with('@') || rest.trim_start().starts_with('^') || rest.starts_with("  "),
        None => false,
    }
}

/// The source with each problem as a comment under its line.
fn annotated(source: &str, problems: &[Problem]) -> String {
    let mut text = String::new();
    for (index, line) in source.lines().enumerate() {
        let _ = writeln!(text, "{line}");
        let number = index + 1;
        let mut here: Vec<_> =
            problems.iter().filter(|problem| begins_on(problem, source) == number).collect();
        here.sort_by_key(|problem| problem.place.first.start().column);
        for problem in here {
            comment(&mut text, problem, line);
        }
    }
    text
}

/// The line of a problem's first token; a problem about the whole input has no place and goes to the last line.
fn begins_on(problem: &Problem, source: &str) -> usize {
    let line = problem.place.first.start().line;
    let bytes = problem.place.first.byte_range();
    if bytes.is_empty() && line <= 1 { source.lines().count() } else { line }
}

fn comment(text: &mut String, problem: &Problem, line: &str) {
    let (start, end) = (problem.place.first.start(), problem.place.last.end());
    let from = start.column;
    let is_whole_input = problem.place.first.byte_range().is_empty() && start.line <= 1;
    let (to, until) = if end.line == start.line {
        (end.column.max(from + 1), String::new())
    } else {
        (line.chars().count(), format!(" (to {}:{})", end.line, end.column))
    };
    let first = if is_whole_input {
        "//@ the end".to_owned()
    } else if from < 2 {
        format!("//@ {from}..{to}")
    } else {
        format!("//{}{}", " ".repeat(from - 2), "^".repeat(to - from))
    };
    let mut message = problem.message.lines();
    let _ = writeln!(text, "{first} {}: {}{until}", problem.code, message.next().unwrap_or_default());
    let indent = " ".repeat(first.chars().count().max(4) - 2);
    for line in message {
        let _ = writeln!(text, "//{indent} {line}");
    }
    let further = [
        ("expected", problem.expected.as_deref()),
        ("instead", problem.shown_replacement()),
        ("help", problem.help.as_deref()),
    ];
    for (name, said) in further {
        if let Some(said) = said {
            let _ = writeln!(text, "//{indent} {name}: {said}");
        }
    }
}
