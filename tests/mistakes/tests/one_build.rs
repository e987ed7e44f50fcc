//! Every mistake of a file in one build: rustc compiles a wrong program once, and what it says
//! must be what the program's caret comments say, no more and no less, column by column.
//!
//! A comment under a line, `//   ^^^^ PT0042: part of the message`, expects an error whose
//! place is exactly the carets; several comments may follow one line. `UPDATE_FIXTURES=1` prints
//! what the compiler says in the same form.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// One error: where it stands, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mistake {
    line: usize,
    columns: (usize, usize),
    /// The code and the first line of the message.
    says: String,
    /// Our own errors end with the help and the code.
    rest: String,
}

#[test]
fn fifteen_mistakes_are_told_in_one_build_each_on_its_word() {
    let program = "fifteen_mistakes";
    let source = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("programs").join(program).with_extension("rs"),
    )
    .expect("the program");
    let told = compile(program);
    let expected = carets(&source);

    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        for mistake in &told {
            println!("{}: {:?} {}\n{}", mistake.line, mistake.columns, mistake.says, mistake.rest);
        }
    }
    let mut unexpected = Vec::new();
    let mut missing: Vec<&Mistake> = expected.iter().collect();
    for mistake in &told {
        let found = missing.iter().position(|expected| {
            (expected.line, expected.columns) == (mistake.line, mistake.columns)
                && mistake.says.contains(&expected.says)
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
    assert_eq!(told.len(), 15);
    for mistake in told.iter().filter(|mistake| mistake.says.starts_with("PT")) {
        assert!(mistake.rest.contains("help: "), "no help line: {mistake:?}");
    }
}

/// What the compiler says of the program, each error once.
fn compile(program: &str) -> BTreeSet<Mistake> {
    let output = Command::new(env!("CARGO"))
        .args([
            "check",
            "--quiet",
            "--package",
            "mistakes",
            "--features",
            "wrong",
            "--message-format",
            "json",
        ])
        .args(["--example", program])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    let text = String::from_utf8(output.stdout).expect("cargo's JSON");
    let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let told: BTreeSet<Mistake> = messages
        .filter(|message| message["reason"] == "compiler-message")
        .map(|message| message["message"].clone())
        .filter(|message| message["level"] == "error")
        .filter_map(|message| mistake(&message))
        .collect();
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
        rest: rest.to_owned(),
    })
}

/// What the program's comments expect.
fn carets(source: &str) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut code_line = 0;
    for (index, line) in source.lines().enumerate() {
        let comment = line.trim_start().strip_prefix("//").filter(|text| text.trim_start().starts_with('^'));
        let Some(comment) = comment else {
            code_line = index + 1;
            continue;
        };
        let start = line.find('^').expect("a caret") + 1;
        let count = comment.trim_start().bytes().take_while(|byte| *byte == b'^').count();
        let says = comment.trim_start().trim_start_matches('^').trim().to_owned();
        mistakes.push(Mistake {
            line: code_line,
            columns: (start, start + count),
            says,
            rest: String::new(),
        });
    }
    mistakes
}
