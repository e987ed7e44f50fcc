//! The compiler behind `basilisk!`, as a plain library: services.
//!
//! ```text
//! tokens ─▶ parse ─▶ Tree ─▶ check ─▶ Checked ─▶ plan ─▶ Plan ─▶ expand ─▶ tokens
//! ```

pub mod catalogue;
mod check;
mod expand;
mod parse;
mod path;
mod plan;
mod problems;
mod talk;
mod timetable;
mod tree;
pub mod vocabulary;

use parseltongue_syntax::attributes::OfAll;
use parseltongue_syntax::{Expansion, Mode, Problems};
use proc_macro2::TokenStream;

/// Compiles one `basilisk!` block into plain Rust.
///
/// Never panics and always returns tokens: what could not be understood is reported in
/// [`Expansion::problems`], what could be is expanded all the same.
pub fn compile(block: TokenStream, mode: Mode) -> Expansion {
    let mut problems = Problems::new(mode);
    let of_all = OfAll::default().noting(&block);
    let Ok(tree) = parse::service(block, &mut problems) else {
        return Expansion::new(TokenStream::new(), problems);
    };
    let checked = check::service(tree, &mut problems);
    let (plan, sources) = plan::service(checked, &mut problems);
    Expansion::new(of_all.on(expand::service(&plan, &sources)), problems)
}

/// The plan of a block as text, for people and for tests: what will exist, and nothing of how it is written.
#[must_use]
pub fn describe(block: TokenStream) -> String {
    let mut problems = Problems::new(Mode::Rustc);
    let described = parse::service(block, &mut problems).map(|tree| {
        let checked = check::service(tree, &mut problems);
        format!("{:#?}", plan::service(checked, &mut problems).0)
    });
    let problems = problems.into_list();
    described.unwrap_or_else(|_| problems.iter().map(|problem| problem.text()).collect())
}
