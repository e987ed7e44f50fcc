//! Where blocks stand in the house, and taking them out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::Compiler;

/// Where programs of the language stand, below the repository's root.
const PLACES: &[&str] = &[
    "README.md",
    "book/src",
    "examples",
    "parseltongue/cli/templates",
    "parseltongue/tests",
    "basilisk/tests",
    "slytherin/tests",
    "nagini/tests",
    "tests/hygiene/src",
    "tests/mistakes/programs",
    "tests/peers/generated/src",
    "tests/spread",
];

/// What one compiler is handed at once: an item of the language, or a block of a dialect.
#[derive(Clone, Debug)]
pub struct Block {
    /// The first file that it stands in.
    pub file: PathBuf,
    /// Who compiles it.
    pub compiler: Compiler,
    /// The tokens between the braces.
    pub tokens: TokenStream,
}

/// Every block of the house once, in the order of their texts.
///
/// # Panics
/// When a place is gone: the list above is then wrong.
#[must_use]
pub fn all() -> Vec<Block> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = BTreeMap::new();
    for place in PLACES {
        let path = root.join(place);
        assert!(path.exists(), "{place} is gone");
        for file in files(&path) {
            for tokens in programs(&file) {
                collect(&file, tokens, &mut found);
            }
        }
    }
    found.into_values().collect()
}

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_path_buf()];
    }
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(path).expect("a directory").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    entries.iter().filter(|entry| !entry.ends_with("target")).flat_map(|entry| files(entry)).collect()
}

/// The Rust of a file, or of each listing of a page. What is no row of tokens is nobody's block.
fn programs(file: &Path) -> Vec<TokenStream> {
    let text = || std::fs::read_to_string(file).expect("a text");
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("rs") => text().parse().into_iter().collect(),
        Some("md") => {
            let text = text();
            let listings = text.split("\n```rust").skip(1).filter_map(|rest| rest.split_once('\n'));
            let listings = listings.filter_map(|(_, text)| text.split("\n```").next());
            listings.filter_map(|listing| listing.parse().ok()).collect()
        }
        _ => Vec::new(),
    }
}

fn collect(file: &Path, tokens: TokenStream, found: &mut BTreeMap<String, Block>) {
    let mut row = tokens.into_iter().peekable();
    let mut before: Option<TokenTree> = None;
    while let Some(token) = row.next() {
        let called = match &before {
            Some(TokenTree::Ident(name)) if is_sign(&token, '!') => Compiler::of(&name.to_string()),
            _ => None,
        };
        if let Some(compiler) = called {
            // `basilisk!<Name> { … }` inside of the language, `basilisk! { <Name> … }` in Rust.
            let mut head = Vec::new();
            while let Some(token) = row.next_if(|token| !matches!(token, TokenTree::Group(_))) {
                head.push(token);
            }
            if let Some(TokenTree::Group(body)) = row.next() {
                take(file, compiler, head, &body, found);
            }
        } else if let TokenTree::Group(group) = &token {
            collect(file, group.stream(), found);
        }
        before = Some(token);
    }
}

fn take(
    file: &Path,
    compiler: Compiler,
    head: Vec<TokenTree>,
    body: &Group,
    found: &mut BTreeMap<String, Block>,
) {
    if compiler != Compiler::Language {
        let tokens: TokenStream = head.into_iter().chain(body.stream()).collect();
        let block = Block { file: file.to_path_buf(), compiler, tokens: tokens.clone() };
        found.entry(tokens.to_string()).or_insert(block);
        return;
    }
    // The items by themselves: breaking one in the company of all others would break the same again and again.
    let mut item = Vec::new();
    for token in body.stream() {
        let is_end = is_sign(&token, ';')
            || matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        item.push(token);
        if is_end {
            let tokens: TokenStream = item.drain(..).collect();
            let is_dialect = tokens.clone().into_iter().any(
                |token| matches!(&token, TokenTree::Ident(word) if Compiler::of(&word.to_string()).is_some()),
            );
            if is_dialect {
                collect(file, tokens, found);
            } else {
                let block = Block { file: file.to_path_buf(), compiler, tokens: tokens.clone() };
                found.entry(tokens.to_string()).or_insert(block);
            }
        }
    }
}

fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}
