//! Paths as a person would write them. Generated code reaches everything by absolute paths, so that it
//! compiles anywhere; a reader sees `Option` and `records::Column`, under one `use`.

use std::collections::BTreeSet;

use proc_macro2::{Group, Ident, Literal, TokenStream, TokenTree};
use quote::{format_ident, quote};

use crate::calls::is_sign;
use crate::idiom;
use crate::source::Source;

/// What every Rust file sees without a `use`, under the modules that generated code names it by.
const PRELUDE: &[(&[&str], &[&str])] = &[
    (&["core", "option", "Option"], &["Some", "None"]),
    (&["core", "result", "Result"], &["Ok", "Err"]),
    (&["core", "option"], &["Option"]),
    (&["core", "result"], &["Result"]),
    (&["core", "clone"], &["Clone"]),
    (&["core", "cmp"], &["Eq", "Ord", "PartialEq", "PartialOrd"]),
    (&["core", "convert"], &["AsMut", "AsRef", "From", "Into", "TryFrom", "TryInto"]),
    (&["core", "default"], &["Default"]),
    (&["core", "future"], &["Future"]),
    (&["core", "iter"], &["IntoIterator", "Iterator"]),
    (&["core", "marker"], &["Copy", "Send", "Sync", "Unpin"]),
    (&["core", "ops"], &["Drop", "Fn", "FnMut", "FnOnce"]),
    (&["core", "prelude", "v1"], &["derive", "Debug", "Hash"]),
    (&["core"], &["concat", "env", "format_args", "include_str", "stringify"]),
    (&["std", "borrow"], &["ToOwned"]),
    (&["std", "boxed"], &["Box"]),
    (&["std", "option"], &["Option"]),
    (&["std", "result"], &["Result"]),
    (&["std", "string"], &["String", "ToString"]),
    (&["std", "vec"], &["Vec"]),
];

/// What a path may begin with as it is.
const CRATES: &[&str] = &["core", "std"];

/// The modules of the runtime.
const ROOMS: &[&str] = &["cores", "records", "service", "store", "streams", "view"];

/// Keywords that a path may follow.
const KEYWORDS: &[&str] = &[
    "as", "async", "break", "const", "dyn", "else", "for", "if", "impl", "in", "let", "match", "move", "mut",
    "ref", "return", "unsafe", "use", "where", "while",
];

/// Shortens paths in what one file became.
pub(crate) struct Shortener<'a> {
    source: &'a Source,
    /// Only absolute paths reach anything (`#![no_implicit_prelude]`).
    has_no_prelude: bool,
    /// What the file calls by a name of its own keeps its path.
    taken: BTreeSet<String>,
    /// Rooms may be imported: the file has one place for the `use`.
    imports: bool,
    /// The rooms that the file imports itself.
    imported: BTreeSet<String>,
    /// The rooms that are to be imported.
    rooms: BTreeSet<&'static str>,
}

impl<'a> Shortener<'a> {
    /// For what `source` became.
    pub(crate) fn new(source: &'a Source, imports: bool) -> Shortener<'a> {
        let mut taken = BTreeSet::new();
        names(&source.tokens, &mut taken);
        let imported = if imports { imported(&source.tokens) } else { BTreeSet::new() };
        taken.retain(|name| !imported.contains(name));
        let has_no_prelude = source.text.contains("no_implicit_prelude");
        Shortener { source, has_no_prelude, taken, imports, imported, rooms: BTreeSet::new() }
    }

    /// The tokens with short paths, and as a person writes them.
    pub(crate) fn shorten(&mut self, tokens: TokenStream) -> TokenStream {
        if self.has_no_prelude {
            return tokens;
        }
        let tokens = self.short_paths(tokens);
        idiom::plain(tokens, &|name| !self.taken.contains(name))
    }

    fn short_paths(&mut self, tokens: TokenStream) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut output: Vec<TokenTree> = Vec::with_capacity(tokens.len());
        let mut rest = tokens.as_slice();
        while let Some(token) = rest.first() {
            let path = if goes_on(&output) { Vec::new() } else { absolute_path(rest) };
            if let Some((removed, name)) = self.short(&path) {
                output.push(Ident::new(name, path[removed].span()).into());
                // Two signs stand before each name.
                rest = &rest[3 * (removed + 1)..];
                continue;
            }
            output.push(match token {
                TokenTree::Group(group) => {
                    let mut inside = Group::new(group.delimiter(), self.short_paths(group.stream()));
                    inside.set_span(group.span());
                    inside.into()
                }
                TokenTree::Literal(literal) if !self.source.holds(literal.span()) => plain(literal).into(),
                other => other.clone(),
            });
            rest = &rest[1..];
        }
        output.into_iter().collect()
    }

    /// `use parseltongue::{records, store};`, as far as `tokens` need it.
    pub(crate) fn import(&self, tokens: &TokenStream) -> TokenStream {
        let is_missing = |room: &&&str| !self.imported.contains(**room) && begins_a_path(tokens, room);
        let used = self.rooms.iter().filter(is_missing);
        let rooms: Vec<Ident> = used.map(|room| format_ident!("{room}")).collect();
        match rooms.as_slice() {
            [] => TokenStream::new(),
            [room] => quote!(use parseltongue::#room;),
            rooms => quote!(use parseltongue::{#(#rooms),*};),
        }
    }

    /// How many names of the path to leave out, and the name to begin with.
    fn short(&mut self, path: &[Ident]) -> Option<(usize, &'static str)> {
        let is_free = |name: &str| !self.taken.contains(name);
        for (modules, names) in PRELUDE {
            let is_under = path.len() > modules.len() && path.iter().zip(*modules).all(|(a, b)| a == b);
            let name = names.iter().find(|name| is_under && path[modules.len()] == **name);
            if let Some(name) = name.filter(|name| is_free(name)) {
                return Some((modules.len(), name));
            }
        }
        let [root, room, ..] = path else { return None };
        if let Some(root) = CRATES.iter().find(|known| root == **known && is_free(known)) {
            return Some((0, root));
        }
        let room = ROOMS.iter().find(|known| self.imports && root == "parseltongue" && room == **known)?;
        if !is_free(room) {
            return None;
        }
        self.rooms.insert(room);
        Some((1, room))
    }
}

/// What stands before is the front of a path, so `::` goes on with it: `Vec::new`, `<T as Value>::KIND`.
fn goes_on(before: &[TokenTree]) -> bool {
    match before {
        [.., arrow, last] if is_sign(Some(last), '>') => {
            !is_sign(Some(arrow), '-') && !is_sign(Some(arrow), '=') && !ends_parameters(before)
        }
        [.., TokenTree::Ident(last)] => !KEYWORDS.contains(&last.to_string().as_str()),
        _ => false,
    }
}

/// `impl<P>`, `for<'de>`: a path begins behind those.
fn ends_parameters(before: &[TokenTree]) -> bool {
    let mut depth = 0;
    for (index, token) in before.iter().enumerate().rev() {
        let is_arrow = is_sign(before.get(index.wrapping_sub(1)), '-');
        if is_sign(Some(token), '>') && !is_arrow {
            depth += 1;
        } else if is_sign(Some(token), '<') {
            depth -= 1;
        }
        if depth == 0 {
            let word = before.get(index.wrapping_sub(1));
            return matches!(word, Some(TokenTree::Ident(word)) if word == "impl" || word == "for");
        }
    }
    false
}

/// A generated number without its type, which a person would leave to the function that it is handed to.
fn plain(literal: &Literal) -> Literal {
    let text = literal.to_string();
    let digits = ["usize", "u64", "u32", "u16", "i64", "i32"].iter().find_map(|kind| text.strip_suffix(kind));
    let is_number = |digits: &&str| digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let plain = digits.filter(is_number).and_then(|digits| digits.parse::<Literal>().ok());
    plain.unwrap_or_else(|| literal.clone())
}

/// `name::…` stands somewhere.
fn begins_a_path(tokens: &TokenStream, name: &str) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let is_inside =
        |token: &TokenTree| matches!(token, TokenTree::Group(group) if begins_a_path(&group.stream(), name));
    let is_it = |pair: &[TokenTree]| matches!(pair, [TokenTree::Ident(word), sign] if word == name && is_sign(Some(sign), ':'));
    tokens.iter().any(is_inside) || tokens.windows(2).any(is_it)
}

/// The names of `::a::b::c` at the start of `tokens`.
fn absolute_path(tokens: &[TokenTree]) -> Vec<Ident> {
    let mut path = Vec::new();
    let mut rest = tokens;
    while let [first, second, TokenTree::Ident(name), after @ ..] = rest
        && is_sign(Some(first), ':')
        && is_sign(Some(second), ':')
    {
        path.push(name.clone());
        rest = after;
    }
    path
}

/// The rooms that the file imports where it begins: `use parseltongue::records;`, `use parseltongue::{cores, records};`.
fn imported(tokens: &TokenStream) -> BTreeSet<String> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut found = BTreeSet::new();
    for start in 0..tokens.len() {
        let [TokenTree::Ident(word), TokenTree::Ident(root), first, second, rest @ ..] = &tokens[start..]
        else {
            continue;
        };
        let is_ours = word == "use" && root == "parseltongue";
        if !is_ours || !is_sign(Some(first), ':') || !is_sign(Some(second), ':') {
            continue;
        }
        let names: Vec<TokenTree> = match rest {
            [TokenTree::Group(group), ..] => group.stream().into_iter().collect(),
            [name, end, ..] if is_sign(Some(end), ';') => vec![name.clone()],
            _ => continue,
        };
        for (index, name) in names.iter().enumerate() {
            let is_whole = names.get(index + 1).is_none_or(|next| is_sign(Some(next), ','));
            let begins = index == 0 || is_sign(names.get(index - 1), ',');
            found.extend(
                (is_whole && begins).then(|| name.to_string()).filter(|name| ROOMS.contains(&name.as_str())),
            );
        }
    }
    found
}

/// Every name that the file declares or imports.
fn names(tokens: &TokenStream, taken: &mut BTreeSet<String>) {
    let mut is_declared = false;
    let mut is_imported = false;
    let mut is_after_bang = false;
    for token in tokens.clone() {
        match token {
            TokenTree::Ident(word) => {
                let word = word.to_string();
                if is_declared || is_imported {
                    taken.insert(word.clone());
                }
                is_imported |= word == "use";
                let declares = ["struct", "enum", "union", "trait", "type", "mod", "fn", "const", "static"];
                is_declared = declares.contains(&word.as_str()) || word.starts_with("define_");
            }
            TokenTree::Punct(punct) => {
                is_imported &= punct.as_char() != ';';
                // `basilisk!<Name>`
                is_declared = punct.as_char() == '<' && is_after_bang;
                is_after_bang = punct.as_char() == '!';
            }
            TokenTree::Group(group) if is_imported => {
                taken.extend(group.stream().into_iter().map(|token| token.to_string()));
            }
            TokenTree::Group(group) => names(&group.stream(), taken),
            TokenTree::Literal(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shortened(file: &str, tokens: &str, imports: bool) -> (String, String) {
        let source = Source::of(file);
        let mut shortener = Shortener::new(&source, imports);
        let tokens = shortener.shorten(tokens.parse().unwrap());
        let import = shortener.import(&tokens).to_string();
        (tokens.to_string(), import)
    }

    #[test]
    fn names_of_the_prelude_and_rooms_are_short() {
        let source = "impl<P> ::core::fmt::Debug for A<P> {} fn f(a: ::core::option::Option<::parseltongue::records::Uuid>) -> ::std::string::String \
                      { ::core::option::Option::Some(<A as ::parseltongue::cores::Block>::NAME); a::core::option::Option(1usize, 2i64, 3.0f64) }";
        let (text, import) = shortened("", source, true);
        let text = text.replace(' ', "");
        assert_eq!(
            text,
            "impl<P>core::fmt::DebugforA<P>{}fnf(a:Option<records::Uuid>)->String{Some(<Aascores::Block>::NAME);a::core::option::Option(1,2,3.0f64)}"
        );
        assert_eq!(import, "use parseltongue :: { cores , records } ;");
    }

    #[test]
    fn without_the_prelude_every_path_stays() {
        let (text, import) = shortened("#![no_implicit_prelude]", "::parseltongue::records::Uuid", true);
        assert_eq!((text.as_str(), import.as_str()), (":: parseltongue :: records :: Uuid", ""));
    }

    #[test]
    fn what_the_file_calls_so_itself_keeps_its_path() {
        let file = "use std::{fmt::Result, vec::Vec}; fn f(a: Vec<None>) {} parseltongue! { define_choice Option { A } basilisk!<String> {} } mod records {}";
        let source = "::core::option::Option::None ::core::result::Result ::std::string::String ::parseltongue::records::Uuid";
        let (text, import) = shortened(file, source, true);
        let kept =
            ":: core :: result :: Result :: std :: string :: String :: parseltongue :: records :: Uuid";
        assert_eq!(text, format!("None {kept}"));
        assert_eq!(import, "");
    }
}
