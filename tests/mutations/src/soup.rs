//! Rows of tokens made of a fuzzer's bytes: a block of the house with some edits, or nothing but words.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::Compiler;
use crate::blocks::Block;

/// A row without its trees, in which every edit is possible.
#[derive(Clone)]
enum Piece {
    Open(Delimiter),
    Close,
    Token(TokenTree),
}

/// Makes rows of tokens for one compiler.
pub struct Soup {
    rows: Vec<Vec<Piece>>,
    words: Vec<Piece>,
}

/// The bytes of one edit: where (two), what, with which word.
const EDIT_BYTES: usize = 4;
/// A row grows no longer, so that no input takes long.
const PIECES_MAX: usize = 3000;

impl Soup {
    /// What is made for `compiler`, of its own vocabulary and those of `blocks` that it compiles.
    #[must_use]
    pub fn new(compiler: Compiler, blocks: &[Block]) -> Soup {
        let own = blocks.iter().filter(|block| block.compiler == compiler);
        let rows = own.map(|block| {
            let mut pieces = Vec::new();
            flatten(block.tokens.clone(), &mut pieces);
            pieces
        });
        Soup { rows: rows.collect(), words: words(compiler) }
    }

    /// The first byte chooses a block, or none; every four after it are an edit.
    #[must_use]
    pub fn tokens(&self, bytes: &[u8]) -> TokenStream {
        let Some((first, edits)) = bytes.split_first() else { return TokenStream::new() };
        let mut row = match usize::from(*first) % (self.rows.len() + 1) {
            0 => Vec::new(),
            chosen => self.rows[chosen - 1].clone(),
        };
        for edit in edits.chunks_exact(EDIT_BYTES) {
            let place = usize::from(u16::from_le_bytes([edit[0], edit[1]])) % (row.len() + 1);
            self.edit(&mut row, place, edit[2], usize::from(edit[3]));
            row.truncate(PIECES_MAX);
        }
        rebuild(&mut row.into_iter())
    }

    fn edit(&self, row: &mut Vec<Piece>, place: usize, what: u8, which: usize) {
        let word = self.words[which % self.words.len()].clone();
        let end = (place + which % 32 + 1).min(row.len());
        match what % 8 {
            0 if place < row.len() => drop(row.drain(place..end)),
            1 if place < row.len() => row[place] = word,
            2 if place + 1 < row.len() => row.swap(place, place + 1),
            3 => row.truncate(place),
            4 => {
                let again: Vec<Piece> = row[place..end].to_vec();
                row.splice(place..place, again);
            }
            5 => {
                let from = which * row.len() / 256;
                let other: Vec<Piece> = row[from..(from + 8).min(row.len())].to_vec();
                row.splice(place..place, other);
            }
            _ => row.insert(place, word),
        }
    }
}

/// The words of the compiler and of the language, names, literals, signs and braces.
fn words(compiler: Compiler) -> Vec<Piece> {
    let ident = |word: &str| Piece::Token(Ident::new(word, Span::call_site()).into());
    let literal = |text: &str| Piece::Token(text.parse::<Literal>().expect("a literal").into());
    let mut words: Vec<Piece> = Vec::new();
    let mut vocabularies = vec![compiler.vocabulary()];
    if compiler != Compiler::Language {
        vocabularies.push(Compiler::Language.vocabulary());
    }
    let own = vocabularies.iter().flat_map(|vocabulary| vocabulary.words()).map(|word| word.word);
    let names = ["Order", "Books", "Market", "order", "id", "x", "crate", "r#type", "_", "fn", "let", "as"];
    words.extend(own.chain(names).filter(|word| is_name(word)).map(ident));
    let literals = ["0", "1", "-1", "50", "1.5", "10_000", "18446744073709551616", "0xff", "1i64", "true_"];
    words.extend(literals.iter().filter(|text| text.parse::<Literal>().is_ok()).map(|text| literal(text)));
    words.extend(["\"\"", "\"/a/{id}\"", "\"^[A-Z]+$\"", "\"{\"", "\"{a}\"", "b\"x\"", "'c'"].map(literal));
    for sign in "#!<>,.;:-=&|+*/?@$'%^~".chars() {
        words.push(Piece::Token(Punct::new(sign, Spacing::Alone).into()));
    }
    // What a sign is followed by decides whether two are one: `::`, `->`, `..=`.
    for sign in ":-.=<&|'".chars() {
        words.push(Piece::Token(Punct::new(sign, Spacing::Joint).into()));
    }
    let delimiters = [Delimiter::Brace, Delimiter::Parenthesis, Delimiter::Bracket, Delimiter::None];
    words.extend(delimiters.map(Piece::Open));
    words.push(Piece::Close);
    words
}

fn is_name(word: &str) -> bool {
    matches!(
        word.parse::<TokenStream>().map(|row| row.into_iter().collect::<Vec<_>>()).as_deref(),
        Ok([TokenTree::Ident(_)])
    ) && word != "r#type"
}

fn flatten(tokens: TokenStream, into: &mut Vec<Piece>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                into.push(Piece::Open(group.delimiter()));
                flatten(group.stream(), into);
                into.push(Piece::Close);
            }
            token => into.push(Piece::Token(token)),
        }
    }
}

/// The trees of a row: what is closed too often is passed over, what is not closed ends with the row.
fn rebuild(row: &mut impl Iterator<Item = Piece>) -> TokenStream {
    let mut open: Vec<(Delimiter, Vec<TokenTree>)> = Vec::new();
    let mut inside: Vec<TokenTree> = Vec::new();
    let close = |open: &mut Vec<(Delimiter, Vec<TokenTree>)>, inside: &mut Vec<TokenTree>| {
        let Some((delimiter, mut outside)) = open.pop() else { return };
        outside.push(Group::new(delimiter, std::mem::take(inside).into_iter().collect()).into());
        *inside = outside;
    };
    for piece in row {
        match piece {
            Piece::Open(delimiter) => open.push((delimiter, std::mem::take(&mut inside))),
            Piece::Close => close(&mut open, &mut inside),
            Piece::Token(token) => inside.push(token),
        }
    }
    while !open.is_empty() {
        close(&mut open, &mut inside);
    }
    inside.into_iter().collect()
}
