//! `parseltongue expand`: the Rust that blocks become, formatted, with the place that each piece came from.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use parseltongue_syntax::{Mode, Problem};
use proc_macro2::{LineColumn, TokenStream};
use quote::{ToTokens, quote};
use syn::{ImplItem, Item};

use crate::calls::{Call, replace_calls};
use crate::declarations::{Declaration, declarations, origin};
use crate::pretty::{mark, print};
use crate::report;
use crate::shorten::Shortener;
use crate::source::{Source, rust_files};

/// Shows a whole file, or all that `item` names.
pub(crate) fn expand(what: &[String]) -> Result<ExitCode, String> {
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
        output.add(&path, item.as_ref())?;
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
    fn add(&mut self, path: &Path, wanted: Option<&Wanted>) -> Result<(), String> {
        let source = match Source::read(path)? {
            Ok(source) => source,
            Err(file) => {
                self.problems.push_str(&report::shown(&report::not_rust(&file), &file.path, &file.text));
                return Ok(());
            }
        };
        let mut expander = Expander::new(&source);
        let tokens = expander.expand(source.tokens.clone())?;
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
            let _ = write!(self.text, "{separator}{}", print(file, &expander.headings()));
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
struct Expander<'a> {
    source: &'a Source,
    declarations: Vec<Declaration>,
    problems: Vec<Problem>,
    /// Everything that was generated, each with the number of its declaration.
    pieces: Vec<(Option<usize>, Item)>,
    /// Of the call that was laid out last; it knows what their paths need.
    shortener: Option<Shortener<'a>>,
}

impl<'a> Expander<'a> {
    fn new(source: &'a Source) -> Expander<'a> {
        let declarations = declarations(source);
        Expander { source, declarations, problems: Vec::new(), pieces: Vec::new(), shortener: None }
    }

    /// The tokens with each block expanded, and a mark wherever another declaration begins.
    fn expand(&mut self, tokens: TokenStream) -> Result<TokenStream, String> {
        let mut calls = 0;
        replace_calls(tokens.clone(), &mut |_| {
            calls += 1;
            TokenStream::new()
        });
        let mut failure = None;
        let expanded = replace_calls(tokens, &mut |call| {
            let tokens = self.compile(call);
            self.laid_out(tokens, calls == 1).unwrap_or_else(|error| {
                failure.get_or_insert_with(|| unreadable(self.source, &error));
                TokenStream::new()
            })
        });
        failure.map_or(Ok(expanded), Err)
    }

    /// With short paths and marks. `is_alone`: no other call of the file would need the same `use`.
    fn laid_out(&mut self, tokens: TokenStream, is_alone: bool) -> syn::Result<TokenStream> {
        let items = syn::parse2::<syn::File>(tokens.clone())?.items;
        let has_modules = items.iter().any(|item| matches!(item, Item::Mod(_)));
        let mut shortener = Shortener::new(self.source, is_alone && !has_modules);
        let tokens = shortener.shorten(tokens);
        let import = shortener.import(&tokens);
        let marked = self.marked(syn::parse2::<syn::File>(tokens)?.items);
        self.shortener = Some(shortener);
        Ok(quote!(#import #marked))
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
            // What has no place belongs to what it stands behind.
            if found.is_some() && found != current {
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
        let import =
            self.shortener.as_ref().and_then(|shortener| syn::parse2(shortener.import(&tokens)).ok());
        items.splice(0..0, import);
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
