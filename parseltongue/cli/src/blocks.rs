//! Every block of a file, compiled for its problems.

use parseltongue_syntax::{Mode, Problem};
use proc_macro2::TokenStream;

use crate::calls::{Call, replace_calls};
use crate::source::Source;

/// What the compilers find wrong in the file.
pub(crate) fn problems_of(source: &Source) -> Vec<Problem> {
    let mut found = Vec::new();
    replace_calls(source.tokens.clone(), &mut |call| compile(call, &mut found));
    found
}

/// Compiles a block and the blocks that it holds.
fn compile(call: Call, found: &mut Vec<Problem>) -> TokenStream {
    let expansion = (call.compile)(call.body, Mode::Rustc);
    found.extend(expansion.problems);
    replace_calls(expansion.tokens, &mut |call| compile(call, found))
}
