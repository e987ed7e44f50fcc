//! `parseltongue expand`: the Rust that blocks become, formatted, with the place that each piece came from.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use parseltongue_format::RustLayout as _;
use parseltongue_syntax::{Mode, Problem};
use proc_macro2::{LineColumn, TokenStream};
use quote::{ToTokens, quote};
use syn::{ImplItem, Item};

use crate::calls::{Call, replace_calls, replace_lets};
use crate::declarations::{Declaration, declarations, is_written, origin};
use crate::derived::derived;
use crate::pretty::{mark, print};
use crate::report;
use crate::rustfmt::Rustfmt;
use crate::shorten::Shortener;
use crate::source::{Source, rust_files};

/// Shows a whole file, or all that `item` names.
///
/// With `lets`, the `let_…!` macros of plain Rust are expanded, too.
pub(crate) fn expand(what: &[String], lets: bool) -> Result<ExitCode, String> {
    let is_file = |word: &&String| word.ends_with(".rs") || Path::new(word).is_file();
    let (files, items): (Vec<&String>, Vec<&String>) = what.iter().partition(is_file);
    let item = match items.as_slice() {
        [] => None,
        [item] => Some(Wanted::read(item)),
        [first, second, ..] => return Err(format!("`{first}` and `{second}`: one of them is to be a file")),
    };
    let files: Vec<PathBuf> = files.into_iter().map(PathBuf::from).collect();
    let here = [PathBuf::from(".")];
    let mut output = Output::default();
    for path in rust_files(if files.is_empty() { &here } else { &files })? {
        output.add(&path, item.as_ref(), lets)?;
    }
    if output.text.is_empty() {
        return Err(match &item {
            Some(item) => format!("nothing is called `{item}`; there is {}", output.names.join(", ")),
            None => "no blocks were found".to_owned(),
        });
    }
    // A reader that has closed the pipe has read enough.
    let _ = std::io::stdout().write_all(output.text.as_bytes());
    eprint!("{}", output.problems);
    Ok(if output.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `Exchange`, `Exchange::fill`
struct Wanted {
    name: String,
    item: Option<String>,
}

impl Wanted {
    fn read(text: &str) -> Wanted {
        let (name, item) = text.split_once("::").unwrap_or((text, ""));
        Wanted { name: name.to_owned(), item: (!item.is_empty()).then(|| item.to_owned()) }
    }
}

impl std::fmt::Display for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)?;
        self.item.as_ref().map_or(Ok(()), |item| write!(f, "::{item}"))
    }
}

#[derive(Default)]
struct Output {
    text: String,
    problems: String,
    /// What could have been asked for.
    names: Vec<String>,
}

impl Output {
    fn add(&mut self, path: &Path, wanted: Option<&Wanted>, lets: bool) -> Result<(), String> {
        let source = match Source::read(path)? {
            Ok(source) => source,
            Err(file) => {
                self.problems.push_str(&report::shown(&report::not_rust(&file), &file.path, &file.text));
                return Ok(());
            }
        };
        let mut expander = Expander::new(&source);
        let mut tokens = expander.expand(source.tokens.clone())?;
        if lets {
            tokens = expander.expand_lets(tokens);
        }
        if expander.pieces.is_empty() && expander.problems.is_empty() {
            return Ok(());
        }
        for problem in &expander.problems {
            self.problems.push_str(&report::shown(
                &report::problem(problem, &source),
                &source.path,
                &source.text,
            ));
        }
        self.names.extend(expander.declarations.iter().map(|declaration| declaration.name.clone()));
        let file = match wanted {
            None => Some(syn::parse2(tokens).map_err(|error| unreadable(&source, &error))?),
            Some(wanted) => expander.only(wanted),
        };
        if let Some(file) = file {
            let separator = if self.text.is_empty() { "" } else { "\n" };
            let text = print(file, &expander.headings());
            let mut rustfmt = Rustfmt::in_directory(path.parent().unwrap_or(Path::new(".")));
            let text = rustfmt.lay_out(&text).unwrap_or(text);
            let _ = write!(self.text, "{separator}{text}");
        }
        Ok(())
    }
}

fn unreadable(source: &Source, error: &syn::Error) -> String {
    let LineColumn { line, column } = error.span().start();
    let place = if source.holds(error.span()) { format!(":{line}:{}", column + 1) } else { String::new() };
    format!("{}{place}: this is no Rust yet: {error}", source.path.display())
}

/// Expands the blocks of one file.
pub(crate) struct Expander<'a> {
    source: &'a Source,
    pub(crate) declarations: Vec<Declaration>,
    pub(crate) problems: Vec<Problem>,
    /// Everything that was generated, each with the number of its declaration.
    pub(crate) pieces: Vec<(Option<usize>, Item)>,
    /// For calls that the file's own `use` lines reach.
    shortener: Shortener<'a>,
}

impl<'a> Expander<'a> {
    pub(crate) fn new(source: &'a Source) -> Expander<'a> {
        let shortener = Shortener::new(source, true);
        let declarations = declarations(source);
        Expander { source, declarations, problems: Vec::new(), pieces: Vec::new(), shortener }
    }

    /// The tokens with each block expanded, and a mark wherever another declaration begins.
    pub(crate) fn expand(&mut self, tokens: TokenStream) -> Result<TokenStream, String> {
        let mut failure = None;
        let mut expansions = Vec::new();
        replace_calls(tokens.clone(), &mut |call| {
            let is_at_top = call.is_at_top;
            let tokens = self.compile(call);
            match self.laid_out(tokens, is_at_top) {
                Ok(tokens) => expansions.push((tokens, is_at_top)),
                Err(error) => drop(failure.get_or_insert_with(|| unreadable(self.source, &error))),
            }
            TokenStream::new()
        });
        if let Some(failure) = failure {
            return Err(failure);
        }
        let all: TokenStream = expansions.iter().map(|(tokens, _)| tokens.clone()).collect();
        let mut import = Some(self.import(&all));
        let mut expansions = expansions.into_iter();
        Ok(replace_calls(tokens, &mut |_| {
            let (tokens, is_at_top) = expansions.next().unwrap_or_default();
            let import = if is_at_top { import.take() } else { None };
            quote!(#import #tokens)
        }))
    }

    /// The `let_…!` macros of plain Rust as statements.
    fn expand_lets(&mut self, tokens: TokenStream) -> TokenStream {
        replace_lets(tokens, &mut |call| {
            let expansion = (call.compile)(call.body, Mode::Rustc);
            self.problems.extend(expansion.problems);
            Shortener::new(self.source, false).shorten(expansion.tokens)
        })
    }

    /// The `use` lines that are missing for `tokens`.
    pub(crate) fn import(&self, tokens: &TokenStream) -> TokenStream {
        self.shortener.import(tokens)
    }

    /// With short paths and marks.
    fn laid_out(&mut self, tokens: TokenStream, is_at_top: bool) -> syn::Result<TokenStream> {
        let items = syn::parse2::<syn::File>(tokens.clone())?.items;
        // What stands in a module is reached by no `use` outside of it.
        let has_modules = items.iter().any(|item| matches!(item, Item::Mod(_)));
        let tokens = match is_at_top && !has_modules {
            true => self.shortener.shorten(tokens),
            false => Shortener::new(self.source, false).shorten(tokens),
        };
        Ok(self.marked(derived(syn::parse2::<syn::File>(tokens)?.items)))
    }

    /// Compiles a block and the blocks that it holds.
    fn compile(&mut self, call: Call) -> TokenStream {
        let expansion = (call.compile)(call.body, Mode::Rustc);
        self.problems.extend(expansion.problems);
        replace_calls(expansion.tokens, &mut |call| self.compile(call))
    }

    fn marked(&mut self, items: Vec<Item>) -> TokenStream {
        let mut tokens = TokenStream::new();
        let mut current = None;
        for item in items {
            let found = origin(&item.to_token_stream(), self.source, &self.declarations);
            // What has no place belongs to what it stands behind; what the writer wrote, to nobody.
            let is_written = found.is_none() && is_written(&item.to_token_stream(), self.source);
            if (found.is_some() || is_written) && found != current {
                current = found;
                tokens.extend(current.map(|number| mark(number).into_token_stream()));
            }
            item.to_tokens(&mut tokens);
            self.pieces.push((current, item));
        }
        tokens
    }

    /// What the wanted declaration became; or the generated item of that name.
    fn only(&mut self, wanted: &Wanted) -> Option<syn::File> {
        let is_of_declaration = self.declarations.iter().any(|declaration| declaration.name == wanted.name);
        let mut items = Vec::new();
        let mut current = None;
        for (number, item) in std::mem::take(&mut self.pieces) {
            let is_it = match is_of_declaration {
                true => number.is_some_and(|number| self.declarations[number].name == wanted.name),
                false => name_of(&item).is_some_and(|name| name == wanted.name.as_str()),
            };
            let kept = is_it.then(|| part_of(item, wanted)).flatten();
            if let Some(item) = kept {
                if number != current {
                    items.extend(number.map(mark));
                    current = number;
                }
                items.push(item);
            }
        }
        if items.is_empty() {
            return None;
        }
        let tokens = items.iter().map(ToTokens::to_token_stream).collect();
        items.splice(0..0, syn::parse2(self.import(&tokens)).ok());
        Some(syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items })
    }

    /// The comment before what each declaration became.
    fn headings(&self) -> Vec<String> {
        let path = self.source.path.display();
        let heading = |from: &Declaration| format!("// {} at {path}:{}", from.heading, from.start.line);
        self.declarations.iter().map(heading).collect()
    }
}

/// All of `item`, or the part of it that is called so.
fn part_of(item: Item, wanted: &Wanted) -> Option<Item> {
    let Some(name) = &wanted.item else { return Some(item) };
    if name_of(&item).is_some_and(|own| own == name.as_str()) {
        return Some(item);
    }
    let Item::Impl(mut block) = item else { return None };
    let is_wanted = |part: &ImplItem| match part {
        ImplItem::Const(part) => part.ident == name.as_str(),
        ImplItem::Fn(part) => part.sig.ident == name.as_str(),
        ImplItem::Type(part) => part.ident == name.as_str(),
        _ => false,
    };
    block.items.retain(is_wanted);
    (!block.items.is_empty()).then_some(Item::Impl(block))
}

fn name_of(item: &Item) -> Option<&syn::Ident> {
    match item {
        Item::Const(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        Item::Fn(item) => Some(&item.sig.ident),
        Item::Mod(item) => Some(&item.ident),
        Item::Static(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        Item::Trait(item) => Some(&item.ident),
        Item::Type(item) => Some(&item.ident),
        _ => None,
    }
}
