//! `parseltongue format`: lays out the blocks of files, and nothing around them.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use parseltongue_format::Style;
use similar::TextDiff;

use crate::blocks::problems_of;
use crate::replace::replace;
use crate::report;
use crate::rustfmt::Rustfmt;
use crate::source::{Source, may_hold_blocks, rust_files, text};

/// A file is not laid out, which `--check` was asked for, or cannot be read or written.
const DIFFERS: u8 = 1;
/// A block was left as it is, because a compiler found a problem in it.
const LEFT: u8 = 2;

/// What became of a text.
struct LaidOut {
    text: String,
    /// Why blocks of it were left as they are.
    problems: String,
}

/// Lays out `files`, or the text that is handed in.
pub(crate) fn format(files: &[PathBuf], check: bool, stdin: bool) -> Result<ExitCode, String> {
    if stdin {
        return format_stdin(check);
    }
    let here = [PathBuf::from(".")];
    let mut settings: Option<(PathBuf, Rustfmt, Style)> = None;
    let mut outcome = 0;
    for path in rust_files(if files.is_empty() { &here } else { files })? {
        // One file that cannot be read or written keeps no other from being laid out.
        let before = match text(&path) {
            Ok(before) => before,
            Err(reason) => {
                outcome = outcome.max(failed(&reason));
                continue;
            }
        };
        if !may_hold_blocks(&before) {
            continue;
        }
        let directory = path.parent().unwrap_or(Path::new(".")).to_path_buf();
        let (_, rustfmt, style) = match settings.take_if(|(known, ..)| *known == directory) {
            Some(known) => settings.insert(known),
            None => {
                let mut rustfmt = Rustfmt::in_directory(&directory);
                let style = rustfmt.style();
                settings.insert((directory, rustfmt, style))
            }
        };
        let LaidOut { text, problems } = lay_out(&path, &before, style, rustfmt);
        outcome = outcome.max(told(&problems));
        if text == before {
            continue;
        }
        if check {
            show_difference(&path, &before, &text);
            outcome = outcome.max(DIFFERS);
        } else if let Err(reason) = replace(&path, &before, &text) {
            outcome = outcome.max(failed(&reason));
        } else {
            println!("{}", path.display());
        }
    }
    Ok(ExitCode::from(outcome))
}

fn format_stdin(check: bool) -> Result<ExitCode, String> {
    let mut before = String::new();
    std::io::stdin().read_to_string(&mut before).map_err(|error| format!("the standard input: {error}"))?;
    let path = Path::new("<stdin>");
    let mut rustfmt = Rustfmt::in_directory(Path::new("."));
    let style = rustfmt.style();
    let LaidOut { text, problems } = lay_out(path, &before, &style, &mut rustfmt);
    let mut outcome = told(&problems);
    if !check {
        // A reader that has closed the pipe has read enough.
        let _ = std::io::stdout().write_all(text.as_bytes());
    } else if text != before {
        show_difference(path, &before, &text);
        outcome = outcome.max(DIFFERS);
    }
    Ok(ExitCode::from(outcome))
}

fn failed(reason: &str) -> u8 {
    eprintln!("parseltongue: {reason}");
    DIFFERS
}

fn told(problems: &str) -> u8 {
    eprint!("{problems}");
    if problems.is_empty() { 0 } else { LEFT }
}

fn lay_out(path: &Path, before: &str, style: &Style, rustfmt: &mut Rustfmt) -> LaidOut {
    // Lines that end as on Windows do so again afterwards; a mixture cannot be kept apart.
    let ends = before.matches("\r\n").count();
    let is_foreign = ends > 0 && ends == before.matches('\n').count();
    let plain = if is_foreign { before.replace("\r\n", "\n") } else { before.to_owned() };
    let source = match Source::of_text(path, plain) {
        Ok(source) => source,
        Err(file) => {
            return LaidOut {
                text: before.to_owned(),
                problems: report::shown(&report::not_rust(&file), &file.path, &file.text),
            };
        }
    };
    let found = problems_of(&source);
    let mut problems = String::new();
    let mut left = Vec::new();
    let mut is_anywhere = false;
    for problem in &found {
        problems.push_str(&report::shown(&report::problem(problem, &source), path, &source.text));
        match report::offset(problem, &source) {
            Some(offset) => left.push(offset),
            None => is_anywhere = true,
        }
    }
    let laid_out = match is_anywhere {
        true => Ok(source.text.clone()),
        false => parseltongue_format::format(&source.text, style, &left, rustfmt),
    };
    match laid_out {
        Ok(text) => LaidOut { text: if is_foreign { text.replace('\n', "\r\n") } else { text }, problems },
        Err(error) => {
            let problems = format!("{}: {error}; the file was left as it is\n", path.display());
            LaidOut { text: before.to_owned(), problems }
        }
    }
}

fn show_difference(path: &Path, before: &str, after: &str) {
    let name = path.display().to_string();
    let difference = TextDiff::from_lines(before, after);
    let text = difference.unified_diff().header(&name, &format!("{name}, laid out")).to_string();
    let _ = std::io::stdout().write_all(text.as_bytes());
}
