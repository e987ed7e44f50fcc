//! Ejects the examples: each declaration of a program alone, and all of them at once; and every listing of the book.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use parseltongue_cli::eject;

const DESK: &str = "../../examples/trading_desk/src/main.rs";
const DESK_TESTS: &str = "../../examples/trading_desk/src/worlds.rs";
const NOTES: &str = "src/notes.rs";
const README: &str = "../../README.md";
const BOOK: &str = "../../book/src";

fn main() {
    let (name, notes) = read(Path::new(NOTES));
    write("programs.rs", &(of_program(&name, &notes) + &module("notes_as_written", &notes)));
    // The desk's own tests stand beside it in a file.
    let (desk, tests) = (read(Path::new(DESK)).1, read(Path::new(DESK_TESTS)).1);
    let tests =
        format!("mod worlds {{\n{}}}", without_inner_docs(&tests.replace("use crate::", "use super::")));
    write("desk.rs", &of_program("desk", &desk).replace("mod worlds;", &tests));
    write("listings.rs", &listings());
}

/// The program without each of its declarations, and without all of them.
fn of_program(name: &str, text: &str) -> String {
    let mut modules = String::new();
    for declaration in eject::names(text).expect("it is Rust") {
        let without = eject::text(text, Some(&declaration)).expect("it is ejected");
        modules += &module(&format!("{name}_without_{}", declaration.to_lowercase()), &without);
    }
    modules + &module(&format!("{name}_in_rust"), &eject::text(text, None).expect("it is ejected"))
}

/// Every listing of the README and the book that holds a block, in Rust. What runs as a test of the documentation
/// runs here; a program is started as it is written, too, and says the same of its service.
fn listings() -> String {
    println!("cargo::rerun-if-changed={BOOK}");
    let pages = std::fs::read_dir(BOOK).expect("the book is there");
    let mut pages: Vec<PathBuf> = pages.map(|page| page.expect("a page").path()).collect();
    pages.push(PathBuf::from(README));
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    let mut modules = String::new();
    for page in pages {
        let (page, text) = read(&page);
        for (number, (kind, listing)) in blocks_of_rust(&text).into_iter().enumerate() {
            // Others are pieces of an example, or hold no block.
            let is_whole = matches!(kind.as_str(), "rust" | "rust,no_run");
            if !is_whole || eject::names(&listing).map_or(true, |names| names.is_empty()) {
                continue;
            }
            let name = format!("{}_{number}", page.to_lowercase());
            let mut ejected = eject::text(&listing, None).expect("it is ejected");
            if let Some(program) = after(&listing, "define_program ") {
                let written = module("as_written", &listing);
                let said = |of: &str| match after(&listing, "basilisk!<") {
                    Some(service) => format!("crate::description::<{of}{program}, {of}{service}>()"),
                    None => format!("crate::runs::<{of}{program}>()"),
                };
                let (ejected_says, written_says) = (said(""), said("as_written::"));
                let _ = write!(
                    ejected,
                    "\n{written}\n#[test]\nfn it_says_the_same() {{\n    \
                     assert_eq!({ejected_says}, {written_says});\n}}\n"
                );
            } else if kind == "rust" {
                ejected += "\n#[test]\nfn it_runs() {\n    main();\n}\n";
            }
            modules += &module(&name, &ejected);
        }
    }
    modules
}

/// The listings of Rust with what their first line says of them, and without the marks of hidden lines.
fn blocks_of_rust(page: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(kind) = line.strip_prefix("```").filter(|kind| !kind.is_empty()) else { continue };
        let inside = lines.by_ref().take_while(|line| *line != "```");
        let shown = inside.map(|line| line.strip_prefix("# ").unwrap_or(line));
        found.push((kind.to_owned(), shown.map(|line| format!("{line}\n")).collect()));
    }
    found
}

/// The name that follows those words.
fn after(text: &str, words: &str) -> Option<String> {
    let rest = text.split_once(words)?.1;
    Some(rest.chars().take_while(|character| character.is_alphanumeric()).collect())
}

fn read(path: &Path) -> (String, String) {
    println!("cargo::rerun-if-changed={}", path.display());
    let name = path.file_stem().expect("it is a file").to_string_lossy().into_owned();
    (name, std::fs::read_to_string(path).expect("it is there"))
}

fn module(name: &str, text: &str) -> String {
    format!("mod {name} {{\n{}}}\n", without_inner_docs(text))
}

/// They may stand at the front of a file only.
fn without_inner_docs(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with("//!")).map(|line| format!("{line}\n")).collect()
}

fn write(name: &str, text: &str) {
    let directory = std::env::var_os("OUT_DIR").expect("cargo says where");
    std::fs::write(Path::new(&directory).join(name), text).expect("it is written");
}
