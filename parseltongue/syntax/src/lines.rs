//! The lines of a block, one after another, with recovery: one mistake costs one line.

use proc_macro2::{Ident, TokenStream};

use crate::header::attributes;
use crate::{Cursor, Parsed, Problems, problems};

/// The front of a line: what stands before its own grammar begins.
#[derive(Clone, Debug)]
pub struct LineStart {
    /// Doc comments and attributes, as written.
    pub attributes: TokenStream,
    /// The first word.
    pub word: Ident,
    /// A colon followed it (and was read): the line is `word: value,` or a field.
    pub has_colon: bool,
}

/// How a line ended, as its reader saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// A comma is due (none is needed after the last line).
    Comma,
    /// `{ … }` was its end; no comma is due.
    Braces,
}

/// Reads every line of a block. `read` is called with the cursor behind the line's first word (and colon)
/// and reads the rest of that line, without its comma.
///
/// When `read` gives up, the rest of the line is skipped: to the next comma, to the end of the next `{ … }`,
/// or to the next word for which `begins_a_line` says yes.
pub fn lines(
    cursor: &mut Cursor,
    begins_a_line: &dyn Fn(&str) -> bool,
    problems: &mut Problems,
    mut read: impl FnMut(LineStart, &mut Cursor, &mut Problems) -> Parsed<LineEnd>,
) {
    while !cursor.is_at_end() {
        let start = cursor.position();
        let attributes = attributes(cursor);
        let end = match cursor.take_ident() {
            Some(word) => {
                let has_colon = !cursor.is_sign("::") && cursor.take_sign(":").is_some();
                read(LineStart { attributes, word, has_colon }, cursor, problems)
            }
            None => Err(problems.push(problems::expected(cursor, "a word that begins a line"))),
        };
        match end {
            Ok(end) => finish(end, cursor, begins_a_line, problems),
            Err(_) => recover(cursor, start, begins_a_line),
        }
    }
}

fn finish(end: LineEnd, cursor: &mut Cursor, begins_a_line: &dyn Fn(&str) -> bool, problems: &mut Problems) {
    match end {
        LineEnd::Comma if cursor.is_at_end() || cursor.take_sign(",").is_some() => {}
        LineEnd::Comma if starts_a_line(cursor, begins_a_line) || cursor.is_sign("#") => {
            problems.push(problems::comma_missing(cursor.previous_place()));
        }
        LineEnd::Comma => {
            problems.push(problems::left_over(cursor));
            let start = cursor.position();
            cursor.next();
            recover(cursor, start, begins_a_line);
        }
        LineEnd::Braces => {
            if let Some(comma) = cursor.take_sign(",") {
                problems.push(problems::comma_after_braces(comma));
            }
        }
    }
}

/// Skips to the front of the next line; always moves past `start`.
fn recover(cursor: &mut Cursor, start: usize, begins_a_line: &dyn Fn(&str) -> bool) {
    loop {
        if cursor.position() > start {
            if cursor.is_behind_braces() {
                cursor.take_sign(",");
                return;
            }
            if cursor.is_at_end() || cursor.take_sign(",").is_some() || starts_a_line(cursor, begins_a_line) {
                return;
            }
        }
        if cursor.next().is_none() {
            return;
        }
    }
}

/// The next token is a word that begins a line, or `word:` that is no path.
fn starts_a_line(cursor: &Cursor, begins_a_line: &dyn Fn(&str) -> bool) -> bool {
    cursor.is_label() || cursor.peek_word().is_some_and(|word| begins_a_line(&word.to_string()))
}
