//! The `let_…` words as macros of plain Rust: `let_cow_var!(name: string = source);`.

use proc_macro2::{Ident, Span, TokenStream};

use crate::{Cursor, Expansion, LetEnd, LetLine, LetWord, Mode, Problems};

/// Writes the statement of `let_word!(name: type = value);`.
pub fn compile_let(word: LetWord, tokens: TokenStream, mode: Mode) -> Expansion {
    let mut problems = Problems::new(mode);
    let mut cursor = Cursor::new(tokens, Span::call_site());
    let names = crate::header::crate_line(&mut cursor, &mut problems);
    let keyword = Ident::new(word.written(), Span::call_site());
    let line = LetLine::parse(&keyword, &[word], LetEnd::Comma, &mut cursor, &mut problems);
    let tokens = match line {
        Ok(line) => {
            cursor.expect_end(&mut problems);
            line.statement(&names)
        }
        Err(_) => TokenStream::new(),
    };
    Expansion::new(tokens, problems)
}
