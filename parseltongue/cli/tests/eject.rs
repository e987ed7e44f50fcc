//! `parseltongue eject`. That what it writes compiles and does the same is the matter of `tests/ejected`.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn eject(directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parseltongue"));
    command.current_dir(directory).arg("eject").args(arguments).output().expect("the command runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it prints text")
}

const PROGRAM: &str = r#"//! Orders.

use parseltongue::prelude::*;

parseltongue! {
    // What is bought and sold.
    define_record Order { id: uuid key generated, symbol: string /* short */ length 1..=8 }

    // Two of them.
    /// Who is who.
    define_choice Side { Buy, Sell }

    /// Mine.
    struct  Plain { a:i64 }
    // the end
}

fn  left( ) -> i64 {
    let_mut_var!(x: i64 = 1);
    x += 1;  x
}
"#;

fn directory(source: &str) -> TempDir {
    let directory = tempfile::tempdir().expect("the system has room");
    std::fs::write(directory.path().join("orders.rs"), source).expect("it is written");
    directory
}

fn file(directory: &TempDir) -> String {
    std::fs::read_to_string(directory.path().join("orders.rs")).expect("it is there")
}

/// What is left of the file when the definitions of Rust that nobody wrote are left out.
fn gist(text: &str) -> String {
    let (mut gist, mut is_generated) = (String::new(), false);
    for line in text.lines() {
        is_generated |=
            line.starts_with("impl") || line.starts_with("const _") || line.starts_with("#[allow(clippy");
        if !is_generated && !line.is_empty() {
            gist.push_str(line);
            gist.push('\n');
        }
        is_generated &= line.starts_with(' ') || line.is_empty() || !line.ends_with(['}', ';']);
    }
    gist
}

#[test]
fn one_declaration_leaves_and_the_others_stay_byte_for_byte() {
    let directory = directory(PROGRAM);
    let output = eject(directory.path(), &["--force", "Side"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("`Side` has left orders.rs: it had "));
    insta::assert_snapshot!(gist(&file(&directory)));
}

#[test]
fn everything_of_a_file_leaves() {
    let directory = directory(PROGRAM);
    assert!(eject(directory.path(), &["--force", "Side"]).status.success());
    let output = eject(directory.path(), &["--force", "--all", "orders.rs"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let all = file(&directory);
    assert!(!all.contains("parseltongue!") && !all.contains("let_mut_var"), "{all}");
    assert_eq!(all.matches("use parseltongue::records;").count(), 1);
    insta::assert_snapshot!(gist(&all));
}

#[test]
fn what_could_not_be_brought_back_is_not_touched() {
    let directory = directory(PROGRAM);
    let refused = |arguments: &[&str]| {
        let output = eject(directory.path(), arguments);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(file(&directory), PROGRAM);
        text(&output.stderr)
    };
    assert!(refused(&["Side"]).contains("git does not look after it"));
    assert!(refused(&["--force", "Sied"]).contains("nothing is called `Sied`; there is Order, Side"));
    assert!(refused(&["--all", "Side"]).contains("wants one file"));
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(directory.path()).args(["-c", "user.name=a", "-c", "user.email=a@example.org"]);
        assert!(command.args(arguments).output().expect("git is installed").status.success());
    };
    git(&["init", "-q"]);
    assert!(refused(&["Side"]).contains("it has changes that git does not hold"));
    git(&["add", "orders.rs"]);
    git(&["commit", "-qm", "orders"]);
    assert!(eject(directory.path(), &["Side"]).status.success());
}

#[test]
fn what_has_a_problem_is_not_ejected() {
    let source = PROGRAM.replace("length", "lenght");
    let directory = directory(&source);
    let output = eject(directory.path(), &["--force", "Side"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("nothing was changed, because something is wrong\nerror[PT1003]"));
    assert_eq!(file(&directory), source);
}
