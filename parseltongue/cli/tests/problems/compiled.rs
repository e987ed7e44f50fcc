//! Compiles the inside of a `parseltongue!`, every block in it and every struct that shall be a record.

use parseltongue_syntax::{Expansion, Mode, Problem};
use proc_macro2::{TokenStream, TokenTree};

type Compile = fn(TokenStream, Mode) -> Expansion;

const DIALECTS: [(&str, Compile); 3] = [
    ("basilisk", basilisk_compiler::compile),
    ("slytherin", slytherin_compiler::compile),
    ("nagini", nagini_compiler::compile),
];

/// Everything that the compilers say of `source`, their places counted in it.
pub(crate) fn problems(source: &str) -> Vec<Problem> {
    let tokens = source.parse().unwrap_or_else(|error| panic!("no row of tokens: {error}\n{source}"));
    let Expansion { tokens, mut problems, .. } = parseltongue_syntax::compile(tokens, Mode::Rustc);
    of_structs(tokens.clone(), &mut problems);
    of_blocks(tokens, &mut problems);
    problems
}

/// The problems of what stands under `#[derive(parseltongue::Record)]`, where that is all there is.
fn of_structs(tokens: TokenStream, problems: &mut Vec<Problem>) {
    let mut tokens = tokens.into_iter();
    let (Some(TokenTree::Punct(_)), Some(TokenTree::Group(first))) = (tokens.next(), tokens.next()) else {
        return;
    };
    if first.to_string().contains("parseltongue :: Record") {
        problems.extend(parseltongue_derive_compiler::compile(tokens.collect(), Mode::Rustc).problems);
    }
}

/// The problems of the blocks that `parseltongue!` became calls of.
fn of_blocks(tokens: TokenStream, problems: &mut Vec<Problem>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for window in tokens.windows(3) {
        let [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Group(block)] = window else { continue };
        let compiler = DIALECTS.iter().find(|(dialect, _)| name == dialect);
        if let Some((_, compile)) = compiler {
            problems.extend(compile(block.stream(), Mode::Rustc).problems);
        }
    }
}
