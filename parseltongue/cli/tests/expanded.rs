//! The trading desk as `parseltongue expand` writes it. What is compared here compiles as the crate
//! `tests/expanded`, so the expansion is Rust that may be pasted.

use std::path::Path;
use std::process::Command;

const EXAMPLE: &str = "examples/trading_desk/src/main.rs";
const EXPANDED: &str = "tests/expanded/src/desk.rs";

#[test]
fn the_trading_desk_expands_to_rust_that_compiles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut command = Command::new(env!("CARGO_BIN_EXE_parseltongue"));
    let output = command.current_dir(&root).args(["expand", EXAMPLE]).output().expect("the command runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let expanded = String::from_utf8(output.stdout).expect("it prints text");
    let file = root.join(EXPANDED);
    if std::env::var_os("UPDATE_EXPANDED").is_some() {
        std::fs::write(&file, &expanded).expect("it is written");
    }
    let written = std::fs::read_to_string(&file).expect("it is there");
    let same = written.lines().zip(expanded.lines()).take_while(|(before, now)| before == now).count();
    assert!(
        written == expanded,
        "{EXPANDED} differs from line {} on; UPDATE_EXPANDED=1 writes it anew",
        same + 1
    );
}
