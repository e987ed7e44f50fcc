//! The compiler behind nagini!, as a plain library.
//!
//! Four rooms in a row, and nothing flows back: `parse` reads the block into a tree, `check` says
//! what contradicts what, `plan` decides what of the view is fixed and what follows from signals,
//! `expand` writes the Rust that builds it on the runtime's [`Ui`].
//!
//! [`Ui`]: https://docs.rs/parseltongue-view

pub mod catalogue;
mod check;
mod expand;
mod parse;
mod plan;
pub mod problems;
mod tree;
pub mod vocabulary;

use parseltongue_syntax::attributes::OfAll;
use parseltongue_syntax::{Expansion, Mode, Problems};
use proc_macro2::TokenStream;

/// Compiles one `nagini!` block into plain Rust.
///
/// Never panics and always returns tokens: what could not be understood is reported in
/// [`Expansion::problems`], what could be is expanded all the same.
pub fn compile(block: TokenStream, mode: Mode) -> Expansion {
    let mut problems = Problems::new(mode);
    let of_all = OfAll::default().noting(&block);
    let Some(tree) = parse::view(block, &mut problems) else {
        return Expansion::new(TokenStream::new(), problems);
    };
    check::view(&tree, &mut problems);
    let plan = plan::view(&tree, &mut problems);
    Expansion::new(of_all.on(expand::view(&plan)), problems)
}

/// The plan of a block as text, for snapshots.
#[doc(hidden)]
#[must_use]
pub fn printed_plan(block: TokenStream) -> String {
    let mut problems = Problems::new(Mode::Rustc);
    let printed = match parse::view(block, &mut problems) {
        Some(tree) => plan::view(&tree, &mut problems).printed(),
        None => String::new(),
    };
    drop(problems.into_list());
    printed
}
