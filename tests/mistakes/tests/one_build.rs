//! Every mistake of a file in one build: rustc compiles a wrong program once, and what it says
//! must be what the program's caret comments say, no more and no less, column by column.
//!
//! A comment under a line, `//   ^^^^ PT0042: part of the message`, expects an error whose
//! place is exactly the carets; several comments may follow one line. `UPDATE_FIXTURES=1` writes
//! what the compiler says in the same form.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What rustc says in its own words changes from version to version.
const TOOLCHAIN: &str = "rustc 1.95";

/// One error: where it stands, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mistake {
    line: usize,
    columns: (usize, usize),
    /// The code and the first line of the message.
    says: String,
    /// The first words under the carets; ours say all in the message.
    label: String,
    /// Our own errors end with the help and the code.
    rest: String,
    /// What a person sees, which is how rustc tells one error from another.
    rendered: String,
}

#[test]
fn fifteen_mistakes_are_told_in_one_build_each_on_its_word() {
    let told = told_as_expected("fifteen_mistakes");
    assert_eq!(told.len(), 15);
}

#[test]
fn thirty_mistakes_across_the_dialects_are_told_in_one_build_each_on_its_word() {
    let told = told_as_expected("thirty_mistakes");
    assert_eq!(told.len(), 30);
    let of_rustc = told.iter().filter(|mistake| mistake.says.starts_with("E0")).count();
    assert!(of_rustc >= 8, "only {of_rustc} are rustc's own");
}

#[test]
fn what_only_rustc_finds_is_told_on_the_users_words_and_in_the_languages_words() {
    let told = told_as_expected("what_only_rustc_finds");
    let ours: Vec<_> = told.iter().filter(|mistake| mistake.says.starts_with("PT")).collect();
    assert!(ours.is_empty(), "a compiler of ours finds these: {ours:#?}");
}

#[test]
fn what_a_compiler_of_ours_has_said_rustc_does_not_say_again() {
    let told = told_as_expected("told_once");
    assert_eq!(told.len(), 4);
}

#[test]
fn a_feature_that_is_missing_is_told_before_anything_is_built() {
    let told = told_as_expected("postgres_without_its_feature");
    assert_eq!(told.len(), 1);
}

/// What the compiler says of a program, which is what the program's comments expect.
fn told_as_expected(program: &str) -> Vec<Mistake> {
    let toolchain = Command::new("rustc").arg("--version").output().expect("rustc runs");
    let toolchain = String::from_utf8_lossy(&toolchain.stdout).into_owned();
    assert!(toolchain.starts_with(TOOLCHAIN), "the comments are those of {TOOLCHAIN}, this is {toolchain}");

    let file = file(program);
    let source = std::fs::read_to_string(&file).expect("the program");
    let told = compile(program);
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(&file, annotated(&source, &told)).expect("the program is written");
        return told;
    }
    let mut missing = carets(&source);
    let mut unexpected = Vec::new();
    for mistake in &told {
        let found = missing.iter().position(|expected| {
            (expected.line, expected.columns) == (mistake.line, mistake.columns)
                && mistake.said().starts_with(&expected.says)
        });
        match found {
            Some(index) => drop(missing.remove(index)),
            None => unexpected.push(mistake),
        }
    }
    assert!(
        unexpected.is_empty() && missing.is_empty(),
        "unexpected: {unexpected:#?}\nmissing: {missing:#?}"
    );
    for mistake in told.iter().filter(|mistake| mistake.says.starts_with("PT")) {
        assert!(
            ["expected: ", "instead: ", "help: "].iter().any(|says| mistake.rest.contains(says)),
            "it says not what to do: {mistake:?}"
        );
    }
    told
}

fn file(program: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("programs").join(program).with_extension("rs")
}

/// What the compiler says of the program, each error as often as a person sees it.
fn compile(program: &str) -> Vec<Mistake> {
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--package", "mistakes", "--features", "wrong"])
        .args(["--message-format", "json", "--example", program])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    let text = String::from_utf8(output.stdout).expect("cargo's JSON");
    let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut seen = BTreeSet::new();
    let mut told: Vec<Mistake> = messages
        .filter(|message| message["reason"] == "compiler-message")
        .map(|message| message["message"].clone())
        .filter(|message| message["level"] == "error")
        .filter_map(|message| mistake(&message))
        .filter(|mistake| seen.insert(mistake.rendered.clone()))
        .collect();
    told.sort();
    assert!(!told.is_empty(), "no errors: {}", String::from_utf8_lossy(&output.stderr));
    told
}

fn mistake(message: &Value) -> Option<Mistake> {
    let span = message["spans"].as_array()?.iter().find(|span| span["is_primary"] == true)?;
    let place = |name: &str| span[name].as_u64().and_then(|n| usize::try_from(n).ok());
    let text = message["message"].as_str()?;
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    // Ours say their code in the text, rustc's carry it beside.
    let ours = rest.split("code: ").nth(1).and_then(|code| code.split_whitespace().next());
    let code = ours.or_else(|| message["code"]["code"].as_str()).unwrap_or("no code");
    Some(Mistake {
        line: place("line_start")?,
        columns: (place("column_start")?, place("column_end")?),
        says: format!("{code}: {first}"),
        label: span["label"].as_str().unwrap_or_default().to_owned(),
        rest: rest.to_owned(),
        rendered: message["rendered"].as_str()?.to_owned(),
    })
}

impl Mistake {
    /// In one line: what is wrong, and what stands under the carets where that says more.
    fn said(&self) -> String {
        let label = self.label.lines().next().unwrap_or_default();
        if self.says.starts_with("PT") || label.is_empty() {
            return self.says.clone();
        }
        format!("{} ({label})", self.says)
    }
}

/// The program with what the compiler says as comments under its lines.
fn annotated(source: &str, told: &[Mistake]) -> String {
    let mut text = String::new();
    let mut line_of_code = 0;
    for (index, line) in source.lines().enumerate() {
        if !is_comment(line) {
            comments(&mut text, told, line_of_code);
            line_of_code = index + 1;
            let _ = writeln!(text, "{line}");
        }
    }
    comments(&mut text, told, line_of_code);
    text
}

fn comments(text: &mut String, told: &[Mistake], line: usize) {
    for mistake in told.iter().filter(|mistake| mistake.line == line) {
        let (from, to) = mistake.columns;
        let blank = " ".repeat(from.saturating_sub(3));
        let _ = writeln!(text, "//{blank}{} {}", "^".repeat(to.saturating_sub(from).max(1)), mistake.said());
    }
}

fn is_comment(line: &str) -> bool {
    line.trim_start().strip_prefix("//").is_some_and(|text| text.trim_start().starts_with('^'))
}

/// What the program's comments expect.
fn carets(source: &str) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut code_line = 0;
    for (index, line) in source.lines().enumerate() {
        if !is_comment(line) {
            code_line = index + 1;
            continue;
        }
        let start = line.find('^').expect("a caret") + 1;
        let said = line[start - 1..].trim_start_matches('^');
        let count = line.len() + 1 - start - said.len();
        mistakes.push(Mistake {
            line: code_line,
            columns: (start, start + count),
            says: said.trim().to_owned(),
            label: String::new(),
            rest: String::new(),
            rendered: String::new(),
        });
    }
    mistakes
}
