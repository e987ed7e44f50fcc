//! `parseltongue check`: every problem that the compilers find, without rustc; `--fix` mends what is certain.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::ValueEnum;
use parseltongue_syntax::{Mode, Problem};

use crate::calls::{Call, misplaced_blocks, replace_calls};
use crate::report::{self, Finding};
use crate::source::{self, Source, rust_files};
use crate::{fix, message};

/// For whom findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// With the source line, for people
    Human,
    /// One JSON object a line, as rustc writes its own
    Json,
}

/// A file that was checked.
pub(crate) struct Checked {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    /// How many blocks it holds.
    pub(crate) blocks: usize,
    /// In the order in which they stand.
    pub(crate) findings: Vec<Finding>,
}

/// Checks the blocks in `files`, and with `cargo` everything else, too.
pub(crate) fn check(
    files: &[PathBuf],
    cargo: bool,
    format: MessageFormat,
    mends: bool,
) -> Result<ExitCode, String> {
    let here = [PathBuf::from(".")];
    let mut all = Vec::new();
    let mut mended = 0;
    // One file that cannot be read or written keeps no other from being checked.
    let mut has_failed = false;
    let mut failed = |reason: String| {
        eprintln!("parseltongue: {reason}");
        has_failed = true;
    };
    for path in rust_files(if files.is_empty() { &here } else { files })? {
        let mut checked = match source::text(&path) {
            Ok(text) => Checked::of(&path, text),
            Err(reason) => {
                failed(reason);
                continue;
            }
        };
        if mends {
            match fix::mend(&mut checked) {
                Ok(slips) => mended += slips,
                Err(reason) => failed(reason),
            }
        }
        all.push(checked);
    }
    let text = match format {
        MessageFormat::Human => for_people(&all, mended),
        MessageFormat::Json => all.iter().flat_map(message::lines).collect(),
    };
    // A reader that has closed the pipe has read enough.
    let _ = std::io::stdout().write_all(text.as_bytes());
    let is_right = !has_failed && all.iter().all(|checked| checked.findings.is_empty());
    let is_right = is_right && (!cargo || cargo_check(format)?);
    Ok(if is_right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn for_people(all: &[Checked], mended: usize) -> String {
    let mut text = String::new();
    for checked in all {
        for finding in &checked.findings {
            // Writing into a string cannot fail.
            let _ = writeln!(text, "{}", report::shown(finding, &checked.path, &checked.text));
        }
    }
    if mended > 0 {
        let _ = writeln!(text, "{} mended", count(mended, "slip"));
    }
    let problems: usize = all.iter().map(|checked| checked.findings.len()).sum();
    let blocks: usize = all.iter().map(|checked| checked.blocks).sum();
    let files = all.iter().filter(|checked| checked.blocks > 0).count();
    let summary = if problems > 0 {
        count(problems, "problem")
    } else if blocks == 0 {
        "no blocks were found".to_owned()
    } else {
        format!("{} in {}: no problems", count(blocks, "block"), count(files, "file"))
    };
    text + &summary + "\n"
}

impl Checked {
    /// A file of that text.
    pub(crate) fn of(path: &Path, text: String) -> Checked {
        let mut checked = Checked { path: path.to_path_buf(), text, blocks: 0, findings: Vec::new() };
        let source = match Source::of_text(path, checked.text.clone()) {
            Ok(source) => source,
            Err(file) => {
                // A file without blocks is rustc's alone.
                if checked.text.contains("parseltongue") {
                    checked.findings.push(report::not_rust(&file));
                }
                return checked;
            }
        };
        for (word, name) in misplaced_blocks(&source.tokens) {
            checked.findings.push(report::misplaced(&word, &name));
        }
        let mut found = Vec::new();
        replace_calls(source.tokens.clone(), &mut |call| checked.compile(call, &mut found));
        checked.findings.extend(found.iter().map(|problem| report::problem(problem, &source)));
        checked.findings.sort_by_key(|finding| finding.stretch);
        checked
    }

    /// Compiles a block and the blocks that it holds, for their problems.
    fn compile(&mut self, call: Call, found: &mut Vec<Problem>) -> proc_macro2::TokenStream {
        self.blocks += 1;
        let expansion = (call.compile)(call.body, Mode::Rustc);
        found.extend(expansion.problems);
        replace_calls(expansion.tokens, &mut |call| self.compile(call, found))
    }
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

fn cargo_check(format: MessageFormat) -> Result<bool, String> {
    let mut command = Command::new("cargo");
    command.arg("check");
    if format == MessageFormat::Json {
        command.args(["--message-format", "json"]);
    }
    let status = command.status();
    Ok(status.map_err(|error| format!("cargo check does not run: {error}"))?.success())
}
