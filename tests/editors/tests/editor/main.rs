//! What a real rust-analyzer shows of half-written programs.
//!
//! These tests have a harness of their own, because only at run time is it known whether there is a
//! rust-analyzer, and because one server answers them all: without one they are counted as ignored.

mod colours;
mod completion;
mod diagnostics;
mod hover;
mod names;

use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use editors::{Editor, Project, installed};
use libtest_mimic::{Arguments, Trial};

/// The file with the records, the store, the stream and the service.
const MAIN: &str = "src/main.rs";
/// The file that holds one `parseltongue!` and nothing else: the view.
const DESK: &str = "src/desk.ptg.rs";
/// The program of the README.
const TRADING_DESK: &str = "examples/trading_desk.rs";

/// A test: its name, and what a person does at the keyboard.
type Test = (&'static str, fn(&mut Editor));

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // One server, one set of files.
    arguments.test_threads = Some(1);
    let tests = [colours::TESTS, completion::TESTS, diagnostics::TESTS, hover::TESTS, names::TESTS].concat();
    let editor = if arguments.list { None } else { open() };
    let is_ignored = editor.is_none();
    let editor = Arc::new(Mutex::new(editor));
    let trials = tests
        .into_iter()
        .map(|(name, test)| {
            let editor = Arc::clone(&editor);
            let run = move || {
                let mut editor = editor.lock().unwrap_or_else(PoisonError::into_inner);
                let editor = editor.as_mut().expect("ignored without one");
                editor.restore();
                test(editor);
                Ok(())
            };
            Trial::test(name, run).with_ignored_flag(is_ignored)
        })
        .collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    let editor = editor.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(editor) = editor {
        editor.close();
    }
    conclusion.exit_code()
}

/// The editor with the project, if there is a server; where servers are required there has to be one.
fn open() -> Option<Editor> {
    if installed().is_none() {
        let required = std::env::var("PARSELTONGUE_REQUIRE").unwrap_or_default();
        assert!(
            !required.split(',').any(|it| it.trim() == "editor"),
            "PARSELTONGUE_REQUIRE names editor, and there is no rust-analyzer"
        );
        eprintln!(
            "SKIPPED: no rust-analyzer (rustup component add rust-analyzer rust-src); these tests are counted as ignored"
        );
        return None;
    }
    let trading_desk = include_str!("../../../../examples/trading_desk/src/main.rs");
    // Its tests' own module stays at home.
    let trading_desk = trading_desk.replace("#[cfg(test)]\nmod worlds;\n", "");
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("editors");
    let project = Project::new(
        &directory.join("written"),
        &[
            (MAIN, include_str!("../../project/main.rs")),
            (DESK, include_str!("../../project/desk.ptg.rs")),
            (TRADING_DESK, &trading_desk),
        ],
    );
    Editor::open(project, &directory.join("target"))
}
