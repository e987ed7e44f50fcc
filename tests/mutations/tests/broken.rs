//! Broken input: no panic, no endless loop, and the same output for the same input.

use mutations::blocks::{self, Block};
use mutations::soup::Soup;
use mutations::{Compiler, layout, many_lines};
use parseltongue_syntax::{Mode, fixtures};

fn survives(compiler: Compiler) {
    let blocks: Vec<Block> = blocks::all().into_iter().filter(|block| block.compiler == compiler).collect();
    assert!(blocks.len() >= 5, "the house has lost its blocks");
    for Block { tokens, .. } in blocks {
        fixtures::survives_every_mutation(&tokens.to_string(), |tokens| {
            compiler.compile(tokens, Mode::Rustc)
        });
    }
}

#[test]
fn no_mutation_of_an_item_makes_the_language_panic() {
    survives(Compiler::Language);
}

#[test]
fn no_mutation_of_a_service_makes_basilisk_panic() {
    survives(Compiler::Basilisk);
}

#[test]
fn no_mutation_of_streams_makes_slytherin_panic() {
    survives(Compiler::Slytherin);
}

#[test]
fn no_mutation_of_a_view_makes_nagini_panic() {
    survives(Compiler::Nagini);
}

/// What the fuzzer's target of that name has kept.
fn kept(target: &str) -> Vec<Vec<u8>> {
    let directory = format!("{}/../../fuzz/corpus/{target}", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(&directory).expect("a corpus");
    let inputs: Vec<Vec<u8>> =
        entries.map(|entry| std::fs::read(entry.expect("an entry").path()).expect("bytes")).collect();
    assert!(!inputs.is_empty(), "{directory} is empty");
    inputs
}

#[test]
fn what_the_fuzzer_kept_is_survived() {
    let blocks = blocks::all();
    for compiler in Compiler::ALL {
        let soup = Soup::new(compiler, &blocks);
        for bytes in kept(compiler.macro_name()) {
            for mode in [Mode::Rustc, Mode::Editor] {
                let _ = compiler.compile(soup.tokens(&bytes), mode).into_tokens();
            }
        }
    }
}

#[test]
fn the_formatter_loses_nothing_of_what_the_fuzzer_kept() {
    for bytes in kept("format") {
        layout::check(&bytes);
    }
}

#[test]
fn the_long_blocks_have_no_problems() {
    for compiler in Compiler::ALL {
        let expansion = compiler.compile(many_lines::block(compiler, 100), Mode::Rustc);
        let texts: Vec<String> = expansion.problems.iter().map(|problem| problem.text()).collect();
        assert_eq!(texts, [""; 0], "{}", compiler.macro_name());
    }
}
