//! The mistakes that can be made in items, each with its problems as caret comments.

use parseltongue_syntax::{Mode, compile, fixtures};

#[test]
fn every_mistake_in_an_item_is_told_on_its_own_words() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mistakes");
    fixtures::check(folder, |tokens| compile(tokens, Mode::Rustc));
}
