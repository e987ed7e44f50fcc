//! A file cut into leaves. Every byte belongs to a leaf or to what stands before one, so nothing is ever lost:
//! comments are no tokens, and a formatter that worked on tokens would drop them.

/// What a leaf is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name, a keyword, a lifetime.
    Word,
    /// A text, a number, a character.
    Literal,
    /// Signs that belong together: `->`, `::`, `,`.
    Sign,
    /// `(`, `[`, `{`
    Open,
    /// `)`, `]`, `}`
    Close,
    /// A doc comment.
    Doc,
}

/// A token or a doc comment, with what stands between it and the leaf before.
#[derive(Clone, Debug)]
pub(crate) struct Leaf<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
    /// Where it begins in the file.
    pub(crate) start: usize,
    pub(crate) before: Before<'a>,
}

/// What stands before a leaf.
#[derive(Clone, Debug, Default)]
pub(crate) struct Before<'a> {
    pub(crate) comments: Vec<Comment<'a>>,
    /// Line ends between the last comment (or leaf) and this one.
    pub(crate) lines: usize,
    /// Any white space or comment.
    pub(crate) is_apart: bool,
}

/// A comment that is no doc comment.
#[derive(Clone, Debug)]
pub(crate) struct Comment<'a> {
    /// Without white space at the end of its lines, which means nothing there.
    pub(crate) text: &'a str,
    pub(crate) start: usize,
    /// Line ends before it.
    pub(crate) lines: usize,
    /// It goes up to the end of its line.
    pub(crate) is_line: bool,
}

/// Why a file is no row of tokens.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct NotTokens {
    /// Where, in bytes.
    pub offset: usize,
    /// What is wrong there.
    pub what: &'static str,
}

impl<'a> Leaf<'a> {
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(crate) fn is(&self, text: &str) -> bool {
        self.text == text && self.kind != Kind::Literal
    }
}

/// Signs that are one leaf when they stand together. `<=`, `>=`, `<<` and `>>` are not among them: a generic
/// argument's bracket may stand before them, and what is left apart keeps its spaces.
const TOGETHER: &[&str] = &[
    "..=", "...", "::", "->", "=>", "==", "!=", "+=", "-=", "*=", "/=", "%=", "^=", "&=", "|=", "&&", "||",
    "..",
];

/// Cuts a file; the last leaf is an empty one that holds what stands at the end.
pub(crate) fn leaves(source: &str) -> Result<Vec<Leaf<'_>>, NotTokens> {
    leaves_from(source, beginning(source))
}

/// Cuts a part of a file, in which `#!` begins no line for a shell.
pub(crate) fn leaves_of_part(part: &str) -> Result<Vec<Leaf<'_>>, NotTokens> {
    leaves_from(part, 0)
}

fn leaves_from(source: &str, mut at: usize) -> Result<Vec<Leaf<'_>>, NotTokens> {
    let mut leaves = Vec::new();
    loop {
        let before = before(source, &mut at)?;
        if at == source.len() {
            leaves.push(Leaf { kind: Kind::Sign, text: "", start: at, before });
            return Ok(leaves);
        }
        let (kind, length) = token(&source[at..]).map_err(|what| NotTokens { offset: at, what })?;
        leaves.push(Leaf { kind, text: &source[at..at + length], start: at, before });
        at += length;
    }
}

/// Behind a byte order mark and `#!/usr/bin/env`.
fn beginning(source: &str) -> usize {
    let mark = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = &source[mark..];
    match rest.strip_prefix("#!") {
        Some(after) if !after.trim_start().starts_with('[') => mark + rest.find('\n').unwrap_or(rest.len()),
        _ => mark,
    }
}

fn before<'a>(source: &'a str, at: &mut usize) -> Result<Before<'a>, NotTokens> {
    let mut before = Before::default();
    loop {
        let rest = &source[*at..];
        let first = match rest.chars().next() {
            Some(first) => first,
            None => return Ok(before),
        };
        if first.is_whitespace() || first == '\u{200e}' || first == '\u{200f}' {
            before.lines += usize::from(first == '\n');
            *at += first.len_utf8();
        } else if is_comment(rest) {
            let is_line = rest.starts_with("//");
            let length =
                if is_line { rest.find('\n').unwrap_or(rest.len()) } else { block_comment(rest, *at)? };
            let text = rest[..length].trim_end();
            before.comments.push(Comment { text, start: *at, lines: before.lines, is_line });
            before.lines = 0;
            *at += length;
        } else {
            return Ok(before);
        }
        before.is_apart = true;
    }
}

/// A comment that documents nothing: `////` and `/***` are such, too.
fn is_comment(rest: &str) -> bool {
    if rest.starts_with("//") {
        return !rest.starts_with("//!") && (!rest.starts_with("///") || rest.starts_with("////"));
    }
    let documents = rest.starts_with("/*!")
        || rest.starts_with("/**") && !rest.starts_with("/***") && !rest.starts_with("/**/");
    rest.starts_with("/*") && !documents
}

fn block_comment(rest: &str, offset: usize) -> Result<usize, NotTokens> {
    let mut depth = 0_usize;
    let mut at = 0;
    let bytes = rest.as_bytes();
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => depth += 1,
            b"*/" => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return Ok(at);
        }
    }
    Err(NotTokens { offset, what: "a comment without its end" })
}

/// The kind and the length of the token that `rest` begins with.
fn token(rest: &str) -> Result<(Kind, usize), &'static str> {
    let first = rest.chars().next().ok_or("nothing")?;
    match first {
        '/' if rest.starts_with("//") => {
            let line = rest.find('\n').unwrap_or(rest.len());
            // White space at its end means nothing, as behind a comment.
            Ok((Kind::Doc, rest[..line].trim_end().len()))
        }
        '/' if rest.starts_with("/*") => {
            Ok((Kind::Doc, block_comment(rest, 0).map_err(|_| "a comment without its end")?))
        }
        '(' | '[' | '{' => Ok((Kind::Open, 1)),
        ')' | ']' | '}' => Ok((Kind::Close, 1)),
        '"' => Ok((Kind::Literal, with_suffix(rest, text(rest, 0)?))),
        '\'' => quote(rest),
        _ if first.is_ascii_digit() => Ok((Kind::Literal, number(rest))),
        _ if begins_a_word(first) => word_or_text(rest),
        _ if first.is_ascii_punctuation() => {
            let together = TOGETHER.iter().find(|signs| rest.starts_with(**signs));
            Ok((Kind::Sign, together.map_or(1, |signs| signs.len())))
        }
        _ => Err("a character that is no part of Rust"),
    }
}

fn begins_a_word(character: char) -> bool {
    character == '_' || unicode_ident::is_xid_start(character)
}

/// The length of the word that `rest` begins with.
fn word(rest: &str) -> usize {
    rest.find(|character: char| !unicode_ident::is_xid_continue(character)).unwrap_or(rest.len())
}

/// A word, or a text with letters in front: `b"…"`, `r#"…"#`, `c"…"`, `b'x'`.
fn word_or_text(rest: &str) -> Result<(Kind, usize), &'static str> {
    let length = word(rest);
    let after = &rest[length..];
    match &rest[..length] {
        "b" | "c" if after.starts_with('"') => Ok((Kind::Literal, with_suffix(rest, text(rest, length)?))),
        "b" if after.starts_with('\'') => {
            let (kind, end) = quote(after)?;
            if kind == Kind::Literal { Ok((kind, length + end)) } else { Err("a byte without its end") }
        }
        "r" | "br" | "cr" if after.trim_start_matches('#').starts_with('"') => {
            Ok((Kind::Literal, with_suffix(rest, raw_text(rest, length)?)))
        }
        "r" if after.strip_prefix('#').is_some_and(|name| name.starts_with(begins_a_word)) => {
            Ok((Kind::Word, length + 1 + word(&after[1..])))
        }
        _ => Ok((Kind::Word, length)),
    }
}

/// The end of the text whose quote stands at `open`.
fn text(rest: &str, open: usize) -> Result<usize, &'static str> {
    let bytes = rest.as_bytes();
    let mut at = open + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return Ok(at + 1),
            _ => at += 1,
        }
    }
    Err("a text without its end")
}

fn raw_text(rest: &str, prefix: usize) -> Result<usize, &'static str> {
    let hashes = rest[prefix..].bytes().take_while(|byte| *byte == b'#').count();
    let open = prefix + hashes + 1;
    let end = format!("\"{}", "#".repeat(hashes));
    rest[open..].find(&end).map(|at| open + at + end.len()).ok_or("a text without its end")
}

/// A character or a lifetime.
fn quote(rest: &str) -> Result<(Kind, usize), &'static str> {
    let mut characters = rest.char_indices().skip(1);
    let (_, first) = characters.next().ok_or("a character without its end")?;
    if first == '\\' {
        let behind_the_escape = characters.next().map_or(rest.len(), |(at, escaped)| at + escaped.len_utf8());
        let line = rest[behind_the_escape..].split('\n').next().unwrap_or_default();
        let end = line.find('\'').ok_or("a character without its end")?;
        return Ok((Kind::Literal, with_suffix(rest, behind_the_escape + end + 1)));
    }
    match characters.next() {
        Some((at, '\'')) if first != '\'' => Ok((Kind::Literal, with_suffix(rest, at + 1))),
        _ if begins_a_word(first) => Ok((Kind::Word, 1 + word(&rest[1..]))),
        _ => Err("a character without its end"),
    }
}

fn number(rest: &str) -> usize {
    let mut at = word(rest);
    let is_decimal = !rest.starts_with("0x") && !rest.starts_with("0b") && !rest.starts_with("0o");
    if is_decimal && rest[at..].starts_with('.') {
        let after = &rest[at + 1..];
        if !after.starts_with('.') && !after.starts_with(begins_a_word) {
            at += 1;
            at += if after.starts_with(|digit: char| digit.is_ascii_digit()) { word(after) } else { 0 };
        }
    }
    let has_exponent = is_decimal && rest[..at].ends_with(['e', 'E']);
    if has_exponent
        && let Some(digits) = rest[at..].strip_prefix(['+', '-'])
        && digits.starts_with(|digit: char| digit.is_ascii_digit())
    {
        at += 1 + word(digits);
    }
    at
}

/// A literal's end with the letters that are glued to it.
fn with_suffix(rest: &str, end: usize) -> usize {
    let after = &rest[end..];
    if after.starts_with(begins_a_word) { end + word(after) } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<&str> {
        let leaves = leaves(source).unwrap();
        leaves.iter().map(|leaf| leaf.text).filter(|text| !text.is_empty()).collect()
    }

    #[test]
    fn words_texts_and_signs_are_told_apart() {
        assert_eq!(
            texts(r##"'a 'b' b'\'' r#"x"y"# r#type b"\"" 1..=2 1.0e-3f64 x.0 'static: 0xffu8 '\u{1F600}'"##),
            [
                "'a",
                "'b'",
                r"b'\''",
                r##"r#"x"y"#"##,
                "r#type",
                r#"b"\"""#,
                "1",
                "..=",
                "2",
                "1.0e-3f64",
                "x",
                ".",
                "0",
                "'static",
                ":",
                "0xffu8",
                r"'\u{1F600}'"
            ]
        );
        assert_eq!(
            texts("a::<list<list<T>>>=b->c 1.foo()"),
            [
                "a", "::", "<", "list", "<", "list", "<", "T", ">", ">", ">", "=", "b", "->", "c", "1", ".",
                "foo", "(", ")"
            ]
        );
    }

    #[test]
    fn what_stands_between_is_kept() {
        let leaves = leaves("a // one  \n\n/* two */ b /// three\n/**/ c").unwrap();
        let of = |index: usize| {
            let before = &leaves[index].before;
            let comments: Vec<(&str, usize)> = before.comments.iter().map(|it| (it.text, it.lines)).collect();
            (leaves[index].text, comments, before.lines)
        };
        assert_eq!(of(1), ("b", vec![("// one", 0), ("/* two */", 2)], 0));
        assert_eq!(of(2), ("/// three", vec![], 0));
        assert_eq!(of(3), ("c", vec![("/**/", 1)], 0));
    }

    #[test]
    fn what_has_no_end_is_told() {
        for (source, what) in [
            ("a \"b", "a text without its end"),
            ("/* /* */", "a comment without its end"),
            ("'", "a character without its end"),
            ("r#\"x\"", "a text without its end"),
            ("a \u{2116}", "a character that is no part of Rust"),
        ] {
            assert_eq!(leaves(source).unwrap_err().what, what);
        }
    }
}
