//! `parseltongue check`: every problem that the compilers find, without rustc.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use parseltongue_syntax::{Mode, Problem};

use crate::calls::{Call, misplaced_blocks, replace_calls};
use crate::report;
use crate::source::{Source, rust_files};

/// What was found in all files.
#[derive(Default)]
struct Findings {
    text: String,
    problems: usize,
    files: usize,
    blocks: usize,
}

/// Checks the blocks in `files`, and with `cargo` everything else, too.
pub(crate) fn check(files: &[PathBuf], cargo: bool) -> Result<ExitCode, String> {
    let here = [PathBuf::from(".")];
    let mut findings = Findings::default();
    for path in rust_files(if files.is_empty() { &here } else { files })? {
        findings.add(&path)?;
    }
    let Findings { text, problems, files, blocks } = findings;
    let summary = if problems > 0 {
        count(problems, "problem")
    } else if blocks == 0 {
        "no blocks were found".to_owned()
    } else {
        format!("{} in {}: no problems", count(blocks, "block"), count(files, "file"))
    };
    // A reader that has closed the pipe has read enough.
    let _ = writeln!(std::io::stdout(), "{text}{summary}");
    let is_right = problems == 0 && (!cargo || cargo_check()?);
    Ok(if is_right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Findings {
    fn add(&mut self, path: &std::path::Path) -> Result<(), String> {
        let source = match Source::read(path)? {
            Ok(source) => source,
            Err(file) => {
                // A file without blocks is rustc's alone.
                if file.text.contains("parseltongue") {
                    self.problems += 1;
                    self.text.push_str(&report::not_rust(&file));
                    self.text.push('\n');
                }
                return Ok(());
            }
        };
        for (word, name) in misplaced_blocks(&source.tokens) {
            self.problems += 1;
            self.text.push_str(&report::misplaced(&word, &name, &source));
            self.text.push('\n');
        }
        let mut found = Vec::new();
        let blocks = self.blocks;
        replace_calls(source.tokens.clone(), &mut |call| self.compile(call, &mut found));
        self.files += usize::from(self.blocks > blocks);
        self.problems += found.len();
        found.sort_by_key(|problem| report::stretch(problem, &source));
        for problem in &found {
            self.text.push_str(&report::problem(problem, &source));
            self.text.push('\n');
        }
        Ok(())
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

fn cargo_check() -> Result<bool, String> {
    let status = Command::new("cargo").arg("check").status();
    Ok(status.map_err(|error| format!("cargo check does not run: {error}"))?.success())
}
