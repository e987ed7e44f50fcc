//! Meaning of a program: each block once, one of them at most on the main thread.

use proc_macro2::{Ident, TokenStream};

use super::parse::{ProgramTree, RunsTree};
use crate::problems::programs as problem;
use crate::units::Count;
use crate::{Place, Problems, field};

/// A program in which everything that is left means something.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) name: Ident,
    pub(super) attributes: TokenStream,
    pub(super) housekeeping: Option<usize>,
    pub(super) blocks: Vec<Block>,
}

/// A block with where it runs.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) path: TokenStream,
    pub(super) place: Place,
    /// None is the main thread.
    pub(super) cores: Option<usize>,
}

/// More cores than any machine has on which this will run.
const CORES_MAX: u64 = 4096;

/// Checks a program and tells of everything that is wrong with it.
pub(super) fn program(tree: ProgramTree, problems: &mut Problems) -> Program {
    field::type_name(&tree.name, problems);
    if tree.blocks.is_empty() && !tree.has_wrong_lines {
        problems.push(problem::program_without_blocks(tree.place, &tree.name));
    }
    let housekeeping = tree.housekeeping.value().and_then(|cores| number(cores, problems));
    let mut blocks: Vec<Block> = Vec::new();
    let mut on_main_thread: Option<String> = None;
    for block in tree.blocks {
        let written = written(&block.path);
        if blocks.iter().any(|other| self::written(&other.path) == written) {
            problems.push(problem::block_twice(block.place, &written));
            continue;
        }
        let cores = match block.runs {
            RunsTree::Cores(cores) => match number(&cores, problems) {
                Some(cores) => Some(cores),
                None => continue,
            },
            RunsTree::MainThread(word) => {
                if let Some(first) = &on_main_thread {
                    problems.push(problem::second_on_the_main_thread(&word, first));
                    continue;
                }
                on_main_thread = Some(written);
                None
            }
        };
        blocks.push(Block { path: block.path, place: block.place, cores });
    }
    Program { name: tree.name, attributes: tree.attributes, housekeeping, blocks }
}

fn number(cores: &Count, problems: &mut Problems) -> Option<usize> {
    if cores.count == 0 || cores.count > CORES_MAX {
        problems.push(problem::number_of_cores(cores.place, cores.count, CORES_MAX));
        return None;
    }
    usize::try_from(cores.count).ok()
}

/// A path as it was written.
fn written(path: &TokenStream) -> String {
    path.to_string().replace(' ', "")
}
