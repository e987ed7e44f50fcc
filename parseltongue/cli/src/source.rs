//! Rust files that hold blocks: finding them, reading them.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{LexError, Span, TokenStream};

/// A file that was read.
pub(crate) struct Source {
    /// As the user named it, or relative to the working directory.
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    pub(crate) tokens: TokenStream,
    /// What the spans of its tokens call it.
    file: Option<String>,
}

/// Why a file could not be read as Rust.
pub(crate) struct NotRust {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    pub(crate) error: LexError,
}

impl Source {
    /// The file at `path`; `Ok(Err(…))` where rustc could not read it either.
    pub(crate) fn read(path: &Path) -> Result<Result<Source, NotRust>, String> {
        Ok(Source::of_text(path, text(path)?))
    }

    /// A file of that text.
    pub(crate) fn of_text(path: &Path, text: String) -> Result<Source, NotRust> {
        // `#!/usr/bin/env` on the first line is Rust's business, not its tokens'.
        match without_shebang(&text).parse::<TokenStream>() {
            Ok(tokens) => Ok(Source::new(path, text, tokens)),
            Err(error) => Err(NotRust { path: path.to_path_buf(), text, error }),
        }
    }

    fn new(path: &Path, text: String, tokens: TokenStream) -> Source {
        let file = tokens.clone().into_iter().next().map(|token| token.span().file());
        Source { path: path.to_path_buf(), text, tokens, file }
    }

    /// A file of that text.
    #[cfg(test)]
    pub(crate) fn of(text: &str) -> Source {
        Source::new(Path::new("test.rs"), text.to_owned(), text.parse().unwrap())
    }

    /// The bytes of a byte order mark, which spans do not count.
    pub(crate) fn mark(&self) -> usize {
        if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// The span stands in this file: what a compiler made up itself does not.
    pub(crate) fn holds(&self, span: Span) -> bool {
        self.file.as_ref().is_some_and(|file| *file == span.file())
    }
}

/// The text of a file. What is no text and holds nothing of ours is read as well as it can be: it concerns nobody.
pub(crate) fn text(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    String::from_utf8(bytes).or_else(|error| {
        let readable = String::from_utf8_lossy(error.as_bytes());
        let place = error.utf8_error().valid_up_to();
        match may_hold_blocks(&readable) {
            true => Err(format!("{}: the byte at {place} is no UTF-8, so this is no Rust", path.display())),
            false => Ok(readable.into_owned()),
        }
    })
}

/// A file without one of these words is not ours, whether or not rustc can read it.
pub(crate) fn may_hold_blocks(text: &str) -> bool {
    ["parseltongue", "basilisk", "slytherin", "nagini"].iter().any(|word| text.contains(word))
}

/// The same number of bytes and lines, so that places stay right.
fn without_shebang(text: &str) -> String {
    match text.strip_prefix("#!") {
        Some(rest) if !rest.starts_with('[') => {
            let line = text.lines().next().unwrap_or_default();
            text.replacen(line, &" ".repeat(line.len()), 1)
        }
        _ => text.to_owned(),
    }
}

/// The `.rs` files among `paths` and below those that are directories, in order. Build products and
/// hidden directories are left out.
pub(crate) fn rust_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn walk(directory: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", directory.display());
    let mut entries = Vec::new();
    for entry in fs::read_dir(directory).map_err(failed)? {
        entries.push(entry.map_err(failed)?);
    }
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = directory.join(&name);
        let path = path.strip_prefix("./").map(Path::to_path_buf).unwrap_or(path);
        let kind = entry.file_type().map_err(failed)?;
        let is_build_product = name == "target" && directory.join("Cargo.toml").exists();
        if kind.is_dir() && !name.starts_with('.') && !is_build_product {
            walk(&path, files)?;
        } else if kind.is_file() && name.ends_with(".rs") {
            files.push(path);
        }
    }
    Ok(())
}
