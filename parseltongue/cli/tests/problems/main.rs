//! Every way to be wrong: one code, one constructor in a compiler's `problems`, one fixture with caret comments, one
//! section of the book. What a section shows as wrong draws just its code, what it shows as right draws none.
//!
//! `UPDATE_BOOK=1 cargo test -p parseltongue-cli --test problems` writes the book's pages anew.

mod compiled;
mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use parseltongue_cli::rooms::ROOMS;
use parseltongue_syntax::catalogue::{Explanation, Subject};
use parseltongue_syntax::fixtures;

/// Where the compilers stand.
const COMPILERS: [&str; 5] = [
    "parseltongue/syntax",
    "parseltongue/derive/compiler",
    "basilisk/compiler",
    "slytherin/compiler",
    "nagini/compiler",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every subject, in the order of the book.
fn subjects() -> Vec<&'static Subject> {
    ROOMS.iter().flat_map(|room| room.subjects).collect()
}

fn entries() -> impl Iterator<Item = (&'static Subject, &'static Explanation)> {
    subjects().into_iter().flat_map(|subject| subject.codes.iter().map(move |entry| (subject, entry)))
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The source files below `directory`.
fn sources(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).expect("it is there");
    let paths = entries.map(|entry| entry.expect("it is read").path());
    paths.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

/// Each code with the places where a problem of it is made.
fn constructors() -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in COMPILERS.iter().flat_map(|compiler| sources(&root().join(compiler).join("src"))) {
        let source = text(&file);
        for (at, _) in source.match_indices("Problem::new(") {
            let argument = source[at..].trim_start_matches("Problem::new(").trim_start();
            let Some(code) = argument.strip_prefix('"').and_then(|rest| rest.get(..6)) else { continue };
            let line = source[..at].lines().count();
            found.entry(code.to_owned()).or_default().push(format!("{}:{line}", file.display()));
        }
    }
    found
}

#[test]
fn every_code_has_one_constructor_one_explanation_and_a_fixture() {
    let constructors = constructors();
    let several: Vec<_> = constructors.iter().filter(|(_, places)| places.len() > 1).collect();
    assert!(several.is_empty(), "a code is one way to be wrong, made at one place: {several:#?}");

    let mut explained = BTreeSet::new();
    for (_, entry) in entries() {
        assert!(explained.insert(entry.code.to_owned()), "{} is explained twice", entry.code);
    }
    let made: BTreeSet<String> = constructors.into_keys().collect();
    let difference: Vec<_> = made.symmetric_difference(&explained).collect();
    assert!(difference.is_empty(), "either made and not explained, or the other way round: {difference:?}");

    let mut shown = BTreeSet::new();
    for compiler in COMPILERS {
        shown.extend(fixtures::codes_shown(root().join(compiler).join("tests")));
    }
    let difference: Vec<_> = made.symmetric_difference(&shown).collect();
    assert!(
        difference.is_empty(),
        "either made and not shown in a fixture, or the other way round: {difference:?}"
    );
}

#[test]
fn what_is_shown_as_wrong_draws_its_code_and_what_is_shown_as_right_draws_none() {
    let mut surprises = Vec::new();
    for (subject, entry) in entries() {
        let codes = |line: &str| -> BTreeSet<&'static str> {
            let problems = compiled::problems(&subject.framed(entry, line));
            problems.iter().map(|problem| problem.code).collect()
        };
        let (wrong, right) = (codes(entry.wrong), codes(entry.right));
        if wrong != BTreeSet::from([entry.code]) {
            surprises.push(format!("{} draws {wrong:?}: {}", entry.code, entry.wrong));
        }
        if !right.is_empty() {
            surprises.push(format!("{}, shown right, draws {right:?}: {}", entry.code, entry.right));
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

#[test]
fn the_pages_of_the_book_say_what_the_compilers_say() {
    let folder = root().join("book/src/problems");
    let update = std::env::var_os("UPDATE_BOOK").is_some();
    let summary = text(&root().join("book/src/SUMMARY.md"));
    let mut pages: Vec<(String, String)> =
        subjects().iter().map(|subject| (format!("{}.md", subject.page), page::of(subject))).collect();
    pages.push(("index.md".to_owned(), page::index(&subjects())));
    if update {
        std::fs::create_dir_all(&folder).expect("the folder of the pages is made");
    }
    for (name, page) in &pages {
        let file = folder.join(name);
        if update {
            std::fs::write(&file, page).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        }
        assert!(
            file.exists() && text(&file) == *page,
            "{} is not up to date: UPDATE_BOOK=1 writes it anew",
            file.display()
        );
        assert!(summary.contains(&format!("(problems/{name})")), "SUMMARY.md does not list problems/{name}");
    }
    let written: BTreeSet<_> = std::fs::read_dir(&folder)
        .expect("the folder of the pages is there")
        .map(|entry| entry.expect("it is read").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(written, pages.into_iter().map(|(name, _)| name).collect());
}
