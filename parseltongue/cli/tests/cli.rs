//! The command as its users run it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

fn parseltongue(directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parseltongue"));
    command.current_dir(directory).args(arguments).output().expect("the command runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it prints text")
}

/// What it printed, for a run that is to succeed.
fn printed(directory: &Path, arguments: &[&str]) -> String {
    let output = parseltongue(directory, arguments);
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// What it said on stderr, for a run that is to fail.
fn refusal(directory: &Path, arguments: &[&str]) -> String {
    let output = parseltongue(directory, arguments);
    assert!(!output.status.success(), "{}", text(&output.stdout));
    text(&output.stderr)
}

/// A directory with those files.
fn directory(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().expect("the system has room");
    for (path, text) in files {
        let path = directory.path().join(path);
        std::fs::create_dir_all(path.parent().expect("it is below the directory")).expect("it is made");
        std::fs::write(path, text).expect("it is written");
    }
    directory
}

const ORDERS: &str = r#"//! Orders.

use parseltongue::prelude::*;

parseltongue! {
    /// One order.
    define_record Order {
        id: uuid key generated,
        symbol: string length 1..=8,
    }

    define_choice Side { Buy, Sell }
}

fn main() {}
"#;

#[test]
fn a_file_without_mistakes_is_right() {
    let directory =
        directory(&[("src/main.rs", ORDERS), ("target/debug/main.rs", "parseltongue! { nonsense }")]);
    std::fs::write(directory.path().join("Cargo.toml"), "").expect("it is written");
    assert_eq!(printed(directory.path(), &["check"]), "1 block in 1 file: no problems\n");
}

#[test]
fn every_mistake_is_shown_at_its_very_place() {
    let source = ORDERS.replace("define_choice", "define_choise").replace("length 1..=8", "lenght 1..=8");
    let directory = directory(&[("src/main.rs", &source)]);
    let output = parseltongue(directory.path(), &["check", "src/main.rs"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(text(&output.stdout));
}

#[test]
fn a_file_that_is_one_block_and_blocks_in_rusts_own_spelling_are_read_like_any_other() {
    let desk = "parseltongue::parseltongue! {\n    define_record Trade { symbol: string }\n\n    slytherin!<Market> {\n        keep_in: memory,\n        stream Trades of Trade,\n    }\n}\n";
    let alarms = "parseltongue::slytherin! {\n    <Alarms>\n    keep_in: memory,\n    stream Rung of crate::Trade,\n}\n";
    let directory = directory(&[("Cargo.toml", ""), ("src/desk.ptg.rs", desk), ("src/alarms.rs", alarms)]);
    assert_eq!(printed(directory.path(), &["check"]), "3 blocks in 2 files: no problems\n");
    let market = printed(directory.path(), &["expand", "src/desk.ptg.rs", "Market"]);
    assert!(market.contains("pub struct Market") && market.contains("Trades"), "{market}");
    let alarms = printed(directory.path(), &["expand", "src/alarms.rs", "Alarms"]);
    assert!(alarms.contains("pub struct Alarms") && alarms.contains("Rung"), "{alarms}");
}

#[test]
fn a_block_outside_of_the_language_is_told() {
    let directory = directory(&[("src/main.rs", "slytherin!<Market> {\n    keep_in: memory,\n}\n")]);
    let output = parseltongue(directory.path(), &["check"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(text(&output.stdout));
}

#[test]
fn a_file_that_rustc_cannot_read_is_named() {
    let directory = directory(&[("a.ptg.rs", "parseltongue! {\n    define_choice Side { Buy )\n}\n")]);
    let output = parseltongue(directory.path(), &["check"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(text(&output.stdout));
}

#[test]
fn a_directory_without_blocks_is_said_to_have_none() {
    let directory = directory(&[("src/lib.rs", "pub fn f() {}\n")]);
    assert_eq!(printed(directory.path(), &["check"]), "no blocks were found\n");
    assert_eq!(refusal(directory.path(), &["expand"]), "parseltongue: no blocks were found\n");
}

#[test]
fn a_whole_file_is_expanded() {
    let directory = directory(&[("src/main.rs", ORDERS)]);
    insta::assert_snapshot!(printed(directory.path(), &["expand", "src/main.rs"]));
}

#[test]
fn one_declaration_or_one_item_of_it_is_expanded() {
    let directory = directory(&[("src/main.rs", ORDERS)]);
    let side = printed(directory.path(), &["expand", "Side"]);
    assert!(
        side.starts_with("use parseltongue::records;\n\n// define_choice Side at src/main.rs:12\n"),
        "{side}"
    );
    assert!(side.contains("pub enum Side {\n") && !side.contains("pub struct Order"), "{side}");
    let draft = printed(directory.path(), &["expand", "OrderDraft"]);
    assert!(draft.contains("pub struct OrderDraft {\n") && !draft.contains("impl"), "{draft}");
    let refused = refusal(directory.path(), &["expand", "Ordre"]);
    assert_eq!(refused, "parseltongue: nothing is called `Ordre`; there is Order, Side\n");
}

#[test]
fn words_codes_and_foreign_words_are_explained() {
    let here = PathBuf::from(".");
    insta::assert_snapshot!(printed(&here, &["explain", "find_one"]));
    assert!(printed(&here, &["explain", "u8"]).contains("write `i64`"));
    assert!(printed(&here, &["explain", "pt0006"]).starts_with("PT0006: "));
    assert!(printed(&here, &["explain"]).contains("define_record"));
    let refused = refusal(&here, &["explain", "find_on"]);
    assert!(refused.ends_with("`parseltongue explain find_one` explains `find_one`\n"), "{refused}");
}

#[test]
fn a_word_of_another_version_is_told_as_such() {
    let explained = printed(Path::new("."), &["explain", "pipeline"]);
    assert!(explained.starts_with("pipeline: not part of this version of slytherin\n"), "{explained}");
}

#[test]
fn a_new_project_has_no_problems() {
    for arguments in [&["new", "task-list"][..], &["new", "task-list", "--service"][..]] {
        let directory = tempfile::tempdir().expect("the system has room");
        assert!(printed(directory.path(), arguments).contains("cargo run"));
        let project = directory.path().join("task-list");
        let checked = printed(&project, &["check"]);
        assert!(checked.ends_with("in 1 file: no problems\n"), "{checked}");
        let manifest = std::fs::read_to_string(project.join("Cargo.toml")).expect("it is there");
        assert!(
            manifest.contains("name = \"task-list\"") && manifest.contains("parseltongue = {"),
            "{manifest}"
        );
    }
}

#[test]
fn a_new_project_overwrites_nothing() {
    let directory = directory(&[("demo/keep.txt", "precious")]);
    let refused = refusal(directory.path(), &["new", "demo"]);
    assert_eq!(refused, "parseltongue: `demo` is there already; nothing was changed\n");
    let left: Vec<_> = std::fs::read_dir(directory.path().join("demo")).expect("it is there").collect();
    assert_eq!(left.len(), 1);
    assert!(refusal(directory.path(), &["new", "Demo"]).contains("lower-case letter"));
    assert!(refusal(directory.path(), &["new", "fn"]).contains("keyword"));
}
