//! `parseltongue eject`: puts the Rust that a block becomes in the block's place, for good.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use parseltongue_format::{Block, LetCall, RustLayout, Style};
use parseltongue_format::{blocks, comments, indent_at, let_calls, moved};
use parseltongue_syntax::Mode;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Item;

use crate::compilers::let_compiler;
use crate::expand::Expander;
use crate::pretty::print;
use crate::replace::replace;
use crate::report::{self, shown};
use crate::rustfmt::Rustfmt;
use crate::shorten::Shortener;
use crate::source::{NotRust, Source, rust_files};

/// Ejects the declaration that `what` names, or all of a file.
pub(crate) fn eject(what: &[String], all: bool, force: bool) -> Result<ExitCode, String> {
    let is_file = |word: &&String| word.ends_with(".rs") || Path::new(word).is_file();
    let (files, names): (Vec<&String>, Vec<&String>) = what.iter().partition(is_file);
    let files: Vec<PathBuf> = files.into_iter().map(PathBuf::from).collect();
    let (path, wanted) = match (files.as_slice(), names.as_slice()) {
        ([path], []) if all => (path.clone(), None),
        (_, _) if all => return Err("`--all` wants one file, and nothing else".to_owned()),
        (files, [name]) if files.len() < 2 => (holder(files, name)?, Some(name.as_str())),
        _ => return Err("which block? `parseltongue eject Exchange`, or `--all` and a file".to_owned()),
    };
    let source = match Source::read(&path)? {
        Ok(source) => source,
        Err(file) => return Err(format!("nothing was changed\n{}", not_rust(&file))),
    };
    if !force {
        check_kept(&path)?;
    }
    let text = ejected(&source, wanted)?;
    replace(&path, &source.text, &text)?;
    let (before, after) = (source.text.lines().count(), text.lines().count());
    let name = wanted.map_or_else(|| "everything".to_owned(), |name| format!("`{name}`"));
    println!("{name} has left {}: it had {before} lines and has {after} now", path.display());
    Ok(ExitCode::SUCCESS)
}

fn not_rust(file: &NotRust) -> String {
    shown(&report::not_rust(file), &file.path, &file.text)
}

/// The names that could be ejected from a file of that text.
///
/// # Errors
/// When it is no Rust.
pub fn names(text: &str) -> Result<Vec<String>, String> {
    let source = read(text)?;
    Ok(crate::declarations::declarations(&source).into_iter().map(|declaration| declaration.name).collect())
}

/// The text with Rust in the place of the declaration `wanted`, or of everything.
///
/// # Errors
/// When it is no Rust, when a compiler finds a problem in it, when nothing is called so.
pub fn text(text: &str, wanted: Option<&str>) -> Result<String, String> {
    ejected(&read(text)?, wanted)
}

fn read(text: &str) -> Result<Source, String> {
    let source = Source::of_text(Path::new("main.rs"), text.to_owned());
    source.map_err(|file| not_rust(&file))
}

/// The file that declares `name`.
fn holder(files: &[PathBuf], name: &str) -> Result<PathBuf, String> {
    let here = [PathBuf::from(".")];
    let (mut found, mut names) = (Vec::new(), Vec::new());
    for path in rust_files(if files.is_empty() { &here } else { files })? {
        if let Ok(source) = Source::read(&path)? {
            let declarations = crate::declarations::declarations(&source);
            if declarations.iter().any(|declaration| declaration.name == name) {
                found.push(path);
            }
            names.extend(declarations.into_iter().map(|declaration| declaration.name));
        }
    }
    match found.as_slice() {
        [path] => Ok(path.clone()),
        [] => Err(format!("nothing is called `{name}`; there is {}", names.join(", "))),
        [first, second, ..] => Err(format!(
            "`{name}` is declared in {} and in {}; name the file, too",
            first.display(),
            second.display()
        )),
    }
}

/// Git could bring the file back.
fn check_kept(path: &Path) -> Result<(), String> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default();
    let mut git = Command::new("git");
    let output =
        git.current_dir(directory).args(["status", "--porcelain", "--ignored", "--"]).arg(name).output();
    let reason = match output {
        Ok(output) if output.status.success() && output.stdout.is_empty() => return Ok(()),
        Ok(output) if output.status.success() => "it has changes that git does not hold",
        _ => "git does not look after it",
    };
    Err(format!(
        "{}: {reason}, so nothing could bring it back; `--force` ejects all the same",
        path.display()
    ))
}

/// The file's text with Rust in the place of what is wanted, or of everything.
fn ejected(source: &Source, wanted: Option<&str>) -> Result<String, String> {
    let not_read = |error| format!("{}: {error}", source.path.display());
    let blocks = blocks(&source.text).map_err(not_read)?;
    let mut expander = Expander::new(source);
    expander.expand(source.tokens.clone())?;
    if !expander.problems.is_empty() {
        let problems: String = expander
            .problems
            .iter()
            .map(|problem| shown(&report::problem(problem, source), &source.path, &source.text))
            .collect();
        return Err(format!("nothing was changed, because something is wrong\n{problems}"));
    }
    let directory = source.path.parent().unwrap_or(Path::new("."));
    let mut rustfmt = Rustfmt::in_directory(directory);
    let style = rustfmt.style();
    let mut ejector = Ejector { source, expander, rustfmt, style, imported: TokenStream::new() };
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for block in &blocks {
        edits.extend(ejector.block(block, wanted).map(|text| (block.range.clone(), text)));
    }
    if wanted.is_none() {
        for call in let_calls(&source.text).map_err(not_read)? {
            edits.extend(ejector.let_call(&call).map(|text| (call.range, text)));
        }
    }
    if edits.is_empty() {
        return Err("no blocks were found".to_owned());
    }
    let import = ejector.expander.import(&ejector.imported);
    if !import.is_empty() {
        let line = prettyplease::unparse(&syn::parse_quote!(#import));
        edits.push(import_edit(source, &blocks, line.trim_end()));
    }
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut text = String::new();
    let mut at = 0;
    for (range, replacement) in edits {
        text.push_str(&source.text[at..range.start]);
        text.push_str(&replacement);
        at = range.end;
    }
    text.push_str(&source.text[at..]);
    Ok(text)
}

/// Behind the `use` lines that the file begins with, or before its first block.
fn import_edit(source: &Source, blocks: &[Block], line: &str) -> (Range<usize>, String) {
    let first = blocks.iter().find(|block| block.is_at_top).map_or(0, |block| block.range.start);
    let items = syn::parse2::<syn::File>(source.tokens.clone()).map(|file| file.items).unwrap_or_default();
    let mut ends = items.iter().filter_map(|item| match item {
        Item::Use(item) if item.attrs.is_empty() => Some(item.semi_token.span.byte_range().end),
        _ => None,
    });
    match ends.rfind(|end| *end <= first) {
        Some(end) => (end..end, format!("\n{line}")),
        None => (first..first, format!("{line}\n\n")),
    }
}

struct Ejector<'a> {
    source: &'a Source,
    expander: Expander<'a>,
    rustfmt: Rustfmt,
    style: Style,
    /// What was written at the file's top: its paths may want a `use`.
    imported: TokenStream,
}

impl Ejector<'_> {
    /// What stands in the place of the block afterwards; none if nothing of it is wanted.
    fn block(&mut self, block: &Block, wanted: Option<&str>) -> Option<String> {
        let wants = |ejector: &Self, word: Range<usize>| {
            let number = ejector.number(word)?;
            let name = &ejector.expander.declarations[number].name;
            wanted.is_none_or(|wanted| wanted == name).then_some(number)
        };
        if block.items.is_empty() {
            let number = wants(self, block.range.clone())?;
            return Some(self.rust(number, block, &block.inside));
        }
        let mut parts = Parts::new(self.source, block, self.style.clone());
        let mut is_any = false;
        for item in &block.items {
            match wants(self, item.word..item.word + 1) {
                Some(number) => {
                    is_any = true;
                    let rust = self.rust(number, block, &item.range);
                    parts.put(item.range.clone(), &rust);
                }
                None if wanted.is_none() => {
                    is_any = true;
                    let rust = parts.moved(item.range.clone());
                    parts.put(item.range.clone(), &rust);
                }
                None => parts.keep(item.range.end),
            }
        }
        is_any.then(|| parts.finish())
    }

    /// The declaration whose first word stands in that stretch.
    fn number(&self, stretch: Range<usize>) -> Option<usize> {
        let mark = self.source.mark();
        self.expander.declarations.iter().position(|it| stretch.contains(&(it.offset + mark)))
    }

    /// What a declaration became. Comments inside of it, which no token holds, stand above.
    fn rust(&mut self, number: usize, block: &Block, written: &Range<usize>) -> String {
        let of_it = self.expander.pieces.iter().filter(|(from, _)| *from == Some(number));
        let tokens: TokenStream = of_it.map(|(_, item)| item.to_token_stream()).collect();
        if block.is_at_top {
            self.imported.extend(tokens.clone());
        }
        let text = print(syn::parse_quote!(#tokens), &[]);
        let text = self.rustfmt.lay_out(&text).unwrap_or(text);
        let comments = comments(&self.source.text, written).unwrap_or_default();
        let lines: String = comments.iter().map(|comment| format!("{comment}\n")).collect();
        let column = indent_at(&self.source.text, block.range.start, &self.style);
        moved(&format!("{lines}{}", text.trim_end()), 0, column, &self.style)
    }

    /// The statement that a `let_…!` macro becomes; none if it cannot be written without loss.
    fn let_call(&self, call: &LetCall) -> Option<String> {
        let text = &self.source.text;
        let tokens = text[call.inside.clone()].parse::<TokenStream>().ok()?;
        let expansion = let_compiler(&call.name)?(tokens, Mode::Rustc);
        let has_comments = !comments(text, &call.range).ok()?.is_empty();
        if !expansion.problems.is_empty() || has_comments {
            return None;
        }
        let statement = Shortener::new(self.source, false).shorten(expansion.tokens);
        let printed = prettyplease::unparse(&syn::parse_quote!(fn a() { #statement }));
        let inside = printed.split_once('{')?.1.rsplit_once('}')?.0;
        let column = indent_at(text, call.range.start, &self.style);
        Some(moved(inside.trim(), self.style.tab, column, &self.style))
    }
}

/// A block of `parseltongue!` cut where its items end: some stay in it, some leave it.
struct Parts<'a> {
    source: &'a str,
    block: &'a Block,
    style: Style,
    /// The column that the block begins in.
    column: usize,
    text: String,
    /// The braces of a call stand open at the end of `text`.
    is_open: bool,
    /// Up to where the file was looked at.
    at: usize,
}

impl<'a> Parts<'a> {
    fn new(source: &'a Source, block: &'a Block, style: Style) -> Parts<'a> {
        let at = block.crate_line.as_ref().map_or(block.inside.start, |line| line.end);
        let source = source.text.as_str();
        let column = indent_at(source, block.range.start, &style);
        Parts { source, block, style, column, text: String::new(), is_open: false, at }
    }

    /// What stands in the braces, as it stands outside of them.
    fn moved(&self, range: Range<usize>) -> String {
        let from = indent_at(self.source, range.start, &self.style);
        moved(self.source[range].trim(), from, self.column, &self.style)
    }

    /// Rust in the place of an item, behind the comments above it.
    fn put(&mut self, item: Range<usize>, rust: &str) {
        let margin = self.style.indent(self.column);
        if self.is_open {
            self.text.push_str(&format!("\n{margin}}}"));
            self.is_open = false;
        }
        if !self.text.is_empty() {
            self.text.push_str(&format!("\n\n{margin}"));
        }
        let lead = self.lead(self.at..item.start);
        if !lead.is_empty() {
            self.text.push_str(&format!("{lead}\n{margin}"));
        }
        self.text.push_str(rust);
        self.at = item.end;
    }

    /// The comments in a stretch without anything else.
    fn lead(&self, range: Range<usize>) -> String {
        let start =
            range.start + self.source[range.clone()].len() - self.source[range.clone()].trim_start().len();
        self.moved(start..range.end)
    }

    /// An item that stays.
    fn keep(&mut self, end: usize) {
        if !self.is_open {
            let margin = self.style.indent(self.column);
            if !self.text.is_empty() {
                self.text.push_str(&format!("\n\n{margin}"));
            }
            self.text.push_str(&self.source[self.block.range.start..self.block.inside.start]);
            let step = self.style.indent(self.column + self.style.tab);
            let line = self.block.crate_line.clone().map(|line| format!("\n{step}{}\n", &self.source[line]));
            self.text.push_str(&line.unwrap_or_default());
            // The empty lines between what left and what stays are not wanted at the front.
            let rest = &self.source[self.at..end];
            let first = rest.len() - rest.trim_start().len();
            self.at += rest[..first].rfind('\n').unwrap_or(0);
            self.is_open = true;
        }
        self.text.push_str(&self.source[self.at..end]);
        self.at = end;
    }

    fn finish(mut self) -> String {
        let rest = self.at..self.block.inside.end;
        if self.is_open {
            self.text.push_str(&self.source[self.at..self.block.range.end]);
        } else {
            let lead = self.lead(rest);
            if !lead.is_empty() {
                self.text.push_str(&format!("\n\n{}{lead}", self.style.indent(self.column)));
            }
        }
        self.text
    }
}
