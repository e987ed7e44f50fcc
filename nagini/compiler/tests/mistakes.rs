//! The mistakes that people make, each with what it says under the very columns.

use std::collections::BTreeSet;
use std::path::Path;

use parseltongue_syntax::{Mode, fixtures};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes")
}

#[test]
fn each_mistake_is_told_where_it_is_and_every_code_is_shown_and_explained() {
    fixtures::check(folder(), |tokens| nagini_compiler::compile(tokens, Mode::Rustc));
    let shown = fixtures::codes_shown(folder());
    let explained: BTreeSet<String> = nagini_compiler::catalogue::SUBJECTS
        .iter()
        .flat_map(|subject| subject.codes)
        .map(|it| it.code.to_owned())
        .collect();
    let ours: BTreeSet<String> = shown.into_iter().filter(|code| code.starts_with("PT4")).collect();
    assert_eq!(ours, explained);
}
