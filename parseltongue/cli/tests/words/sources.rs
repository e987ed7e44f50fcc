//! What the readers of the compilers compare words with.

use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A text in a reader that could be compared with a word of a program.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Compared {
    pub(crate) file: String,
    pub(crate) word: String,
}

/// Every text of a compiler's source that is shaped like a word, but for those in its tables, its messages and
/// what it writes.
pub(crate) fn compared(source: &Path) -> Vec<Compared> {
    let mut found = Vec::new();
    for file in files(source) {
        let name = file.strip_prefix(source).expect("it is below").display().to_string();
        if !name.ends_with(".rs") || TELL_OR_WRITE.iter().any(|part| name.contains(part)) {
            continue;
        }
        let text = std::fs::read_to_string(&file).expect("it is text");
        let tokens: TokenStream = text.parse().expect("it is Rust");
        let mut words = Vec::new();
        collect(tokens, &mut words);
        found.extend(words.into_iter().map(|word| Compared { file: name.clone(), word }));
    }
    found.sort();
    found.dedup();
    found
}

/// Tables, messages and what writes Rust or SQL: nothing in them is compared with what a program says.
const TELL_OR_WRITE: &[&str] = &[
    "vocabulary",
    "catalogue",
    "problems",
    "fixtures",
    "expand",
    "expansion",
    "written",
    "sql.rs",
    "testing",
];

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(directory).expect("it is there").map(|entry| entry.expect("it is read").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The texts among `tokens`, but not in attributes, in tests, and where a name of Rust is made.
fn collect(tokens: TokenStream, words: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at..] {
            [TokenTree::Punct(sign), TokenTree::Group(attribute), rest @ ..] if sign.as_char() == '#' => {
                at += 2;
                // `#[cfg(test)] mod tests { … }`
                if attribute.stream().to_string().replace(' ', "") == "cfg(test)" {
                    at += rest.iter().take_while(|token| !is_end(token)).count() + 1;
                }
            }
            [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Group(_), ..]
                if name == "format_ident" || name == "quote" =>
            {
                at += 3
            }
            [
                TokenTree::Ident(made),
                TokenTree::Punct(_),
                TokenTree::Punct(_),
                TokenTree::Ident(new),
                TokenTree::Group(_),
                ..,
            ] if made == "Ident" && new == "new" => {
                at += 5;
            }
            [TokenTree::Group(group), ..] => {
                collect(group.stream(), words);
                at += 1;
            }
            [TokenTree::Literal(literal), ..] => {
                words.extend(word_of(&literal.to_string()));
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// The end of an item: its braces or its semicolon.
fn is_end(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(sign) => sign.as_char() == ';',
        _ => false,
    }
}

fn word_of(literal: &str) -> Option<String> {
    let text = literal.strip_prefix('"')?.strip_suffix('"')?;
    let is_word = text.starts_with(|first: char| first.is_alphabetic())
        && text.chars().all(|character| character.is_alphanumeric() || character == '_');
    is_word.then(|| text.to_owned())
}
