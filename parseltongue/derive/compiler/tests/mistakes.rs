//! Wrong structs, each with its problems as caret comments, and no broken struct that the compiler does not survive.

use parseltongue_derive_compiler::compile;
use parseltongue_syntax::{Mode, fixtures};

const MISTAKES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mistakes");

#[test]
fn every_mistake_in_a_struct_is_told_on_its_own_words() {
    fixtures::check(MISTAKES, |tokens| compile(tokens, Mode::Rustc));
}

#[test]
fn no_mutation_of_a_struct_makes_the_compiler_panic() {
    let source = r#"/// One.
        #[record(key = "id", crate = "my::path")]
        pub(crate) struct Order {
            #[record(generated)] pub id: Uuid,
            /// What.
            #[record(length = 1..=8, matches = "^[A-Z]+$", indexed, default = "A", one_of = ["A", "B"])] symbol: String,
            #[record(rust)] pub from: Option<std::net::IpAddr>,
            limits: BTreeMap<String, Vec<i64>>,
        }"#;
    for mode in [Mode::Rustc, Mode::Editor] {
        fixtures::survives_every_mutation(source, |tokens| compile(tokens, mode));
    }
}
