//! Ejects the examples: each declaration of a program alone, and all of them at once.

use std::fmt::Write as _;
use std::path::Path;

use parseltongue_cli::eject;

const DESK: &str = "../../examples/trading_desk/src/main.rs";
const PROGRAMS: &[&str] = &["src/notes.rs"];

fn main() {
    let mut programs = String::new();
    for path in PROGRAMS {
        let (name, text) = read(path);
        for declaration in eject::names(&text).expect("it is Rust") {
            let without = eject::text(&text, Some(&declaration)).expect("it is ejected");
            add(&mut programs, &format!("{name}_without_{}", declaration.to_lowercase()), &without);
        }
        add(&mut programs, &format!("{name}_in_rust"), &eject::text(&text, None).expect("it is ejected"));
        add(&mut programs, &format!("{name}_as_written"), &text);
    }
    // The desk is long: all of it at once, with its own tests.
    let (_, desk) = read(DESK);
    let desk = eject::text(&desk, None).expect("it is ejected");
    let worlds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/trading_desk/src/worlds.rs");
    let tests = format!("#[path = {:?}]\nmod worlds;", worlds.display().to_string());
    write("desk.rs", &without_inner_docs(&desk.replace("mod worlds;", &tests)));
    write("programs.rs", &programs);
}

fn read(path: &str) -> (String, String) {
    println!("cargo::rerun-if-changed={path}");
    let name = Path::new(path).file_stem().expect("it is a file").to_string_lossy().into_owned();
    (name, std::fs::read_to_string(path).expect("it is there"))
}

fn add(programs: &mut String, name: &str, text: &str) {
    // Writing into a string cannot fail.
    let _ = writeln!(programs, "mod {name} {{\n{}}}", without_inner_docs(text));
}

/// They may stand at the front of a file only.
fn without_inner_docs(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with("//!")).map(|line| format!("{line}\n")).collect()
}

fn write(name: &str, text: &str) {
    let directory = std::env::var_os("OUT_DIR").expect("cargo says where");
    std::fs::write(Path::new(&directory).join(name), text).expect("it is written");
}
