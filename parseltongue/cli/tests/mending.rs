//! What tools are told and what they may mend: `check --message-format json` and `check --fix`.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn check(directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parseltongue"));
    command.current_dir(directory).arg("check").args(arguments).output().expect("the command runs")
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("it prints text")
}

/// A directory with one file.
fn directory(source: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("the system has room");
    std::fs::write(directory.path().join("main.rs"), source).expect("it is written");
    directory
}

/// One object for each finding.
fn told(directory: &Path) -> Vec<Value> {
    let output = check(directory, &["--message-format", "json"]);
    printed(&output).lines().map(|line| serde_json::from_str(line).expect("each line is an object")).collect()
}

/// Slips of every certain kind; what they should read stands behind them.
const SLIPS: &[(&str, &str)] = &[
    ("define_recrod", "define_record"),
    ("uuid kye generated", "uuid key generated"),
    ("String length", "string length"),
    ("symbol: string lenght", "symbol: string length"),
    ("quantity: i64 at_lest 1", "quantity: i64 at_least 1"),
    ("deadlnie: 50 ms,", "deadline: 50 ms,"),
    ("deadline: 50ms,", "deadline: 50 ms,"),
    ("deadline: 50 ms\n", "deadline: 50 ms,\n"),
    ("uses Books,", "uses: Books,"),
    ("finish_wiht all;", "finish_with all;"),
    (
        "where .quantity > least && .quantity < 9 ordr_by",
        "where .quantity > least and .quantity < 9 order_by",
    ),
    ("lte_var all", "let_var all"),
    ("-> lisst<Order>", "-> list<Order>"),
    ("housekeeping: 1,", "housekeeping: 1 core,"),
    ("{ list, read, create },", "{ list, read, create }"),
];

const RIGHT: &str = r#"//! Größe: what stands before a slip may be wider in bytes than in columns.
use parseltongue::prelude::*;

parseltongue! {
    define_record Order {
        id: uuid key generated,
        symbol: string length 1..=8,
        quantity: i64 at_least 1,
    }
    define_store Books { keep_in: memory, holds: Order }
    basilisk!<Exchange> {
        listen_on: "127.0.0.1:0",
        uses: Books,
        deadline: 50 ms,
        /* die Größe */ resource Order at "/orders" { list, read, create }
        get "/all" (least: i64) -> list<Order> {
            let_var all: list<Order> = find_all Order where .quantity > least and .quantity < 9 order_by .quantity limit 100;
            finish_with all;
        }
    }
    define_program Desk { housekeeping: 1 core, Exchange: 1 core }
}
"#;

#[test]
fn each_certain_slip_is_mended_and_the_file_is_right_again() {
    for (slip, right) in SLIPS {
        let broken = RIGHT.replacen(right, slip, 1);
        let broken = if broken == RIGHT {
            RIGHT.replacen(right.split(' ').next_back().expect("a word"), slip, 1)
        } else {
            broken
        };
        assert_ne!(broken, RIGHT, "{right}");
        let directory = directory(&broken);
        let output = check(directory.path(), &["--fix"]);
        let mended = std::fs::read_to_string(directory.path().join("main.rs")).expect("it is there");
        assert_eq!(mended, RIGHT, "{slip}: {}", printed(&output));
        assert!(output.status.success(), "{slip}");
        assert!(printed(&output).contains(" mended\n"), "{}", printed(&output));
    }
}

#[test]
fn all_slips_of_a_file_are_mended_at_once() {
    let broken = SLIPS
        .iter()
        .filter(|(slip, _)| !slip.contains("deadline: 50 ms\n"))
        .fold(RIGHT.to_owned(), |text, (slip, right)| text.replacen(right, slip, 1));
    let directory = directory(&broken);
    let output = check(directory.path(), &["--fix"]);
    let mended = std::fs::read_to_string(directory.path().join("main.rs")).expect("it is there");
    assert_eq!(mended, RIGHT, "{}", printed(&output));
}

#[test]
fn what_could_mean_something_else_is_left_to_the_writer() {
    for (wrong, right) in [
        ("quantity: u8 at_least 1", "quantity: i64 at_least 1"),
        ("symbol: Vec length 1..=8", "symbol: string length 1..=8"),
        ("deadline: 50,", "deadline: 50 ms,"),
        ("deadline: 50 mins,", "deadline: 50 ms,"),
    ] {
        let broken = RIGHT.replacen(right, wrong, 1);
        let directory = directory(&broken);
        assert!(!told(directory.path()).is_empty(), "{wrong}");
        assert!(!check(directory.path(), &["--fix"]).status.success());
        let left = std::fs::read_to_string(directory.path().join("main.rs")).expect("it is there");
        assert_eq!(left, broken);
    }
}

#[test]
fn a_finding_reads_as_rustc_writes_its_own() {
    let directory =
        directory(&RIGHT.replacen("length", "lenght", 1).replacen("quantity: i64", "quantity: u8", 1));
    let told = told(directory.path());
    insta::assert_snapshot!(serde_json::to_string_pretty(&told).expect("it is written again"));
}

#[test]
fn bytes_and_columns_of_a_replacement_name_the_same_text() {
    let broken = RIGHT.replacen("{ list, read, create }", "{ list, read, create }, ", 1);
    let directory = directory(&broken);
    let told = told(directory.path());
    let span = &told[0]["children"][1]["spans"][0];
    let number = |name: &str| usize::try_from(span[name].as_u64().expect("a number")).expect("it is small");
    assert_eq!(&broken[number("byte_start")..number("byte_end")], ",");
    let line = broken.lines().nth(number("line_start") - 1).expect("the line is there");
    assert_eq!(line.chars().nth(number("column_start") - 1), Some(','));
    assert_eq!(span["suggestion_applicability"], "MachineApplicable");
}

#[test]
fn nothing_is_told_of_a_file_that_is_right() {
    let directory = directory(RIGHT);
    let output = check(directory.path(), &["--message-format", "json"]);
    assert_eq!(printed(&output), "");
    assert!(output.status.success());
    assert!(!printed(&check(directory.path(), &["--fix"])).contains("mended"));
}

#[test]
fn a_file_that_is_no_text_keeps_no_other_from_being_checked_and_mended() {
    let directory = directory(&RIGHT.replacen("length", "lenght", 1));
    std::fs::write(directory.path().join("latin.rs"), b"// M\xfcnchen").expect("it is written");
    let output = check(directory.path(), &["--fix"]);
    assert!(output.status.success(), "nothing of ours is in latin.rs");
    std::fs::write(directory.path().join("latin.rs"), b"// M\xfcnchen\nparseltongue! {}")
        .expect("it is written");
    std::fs::write(directory.path().join("main.rs"), RIGHT.replacen("length", "lenght", 1))
        .expect("it is written");
    let output = check(directory.path(), &["--fix"]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr.clone()).expect("it prints text");
    assert_eq!(told, "parseltongue: latin.rs: the byte at 4 is no UTF-8, so this is no Rust\n");
    assert!(printed(&output).contains("1 slip mended"));
}
