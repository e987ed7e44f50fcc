//! The compiler of `basilisk!` on rows of tokens made of its own vocabulary and of the house's blocks.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mutations::{Compiler, soup::Soup};
use parseltongue_syntax::Mode;

// Tokens stay on their thread.
thread_local!(static SOUP: Soup = Soup::new(Compiler::Basilisk, &mutations::blocks::all()));

fuzz_target!(|bytes: &[u8]| {
    let tokens = SOUP.with(|soup| soup.tokens(bytes));
    let _ = Compiler::Basilisk.compile(tokens, Mode::Rustc).into_tokens();
});
