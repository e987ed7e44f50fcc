//! An item read from a text, for the tests of its rooms.

use proc_macro2::{Span, TokenStream};

use super::Item;
use crate::header::attributes;
use crate::{Cursor, Mode, Names, Problems};

/// Reads the item in `source` with `read`, which finds the cursor behind the keyword. The source has no problems.
pub(crate) fn read<T>(source: &str, read: impl FnOnce(&Item<'_>, &mut Cursor, &mut Problems) -> T) -> T {
    let tokens: TokenStream = source.parse().expect("a row of tokens");
    let mut cursor = Cursor::new(tokens, Span::call_site());
    let attributes = attributes(&mut cursor);
    let keyword = cursor.take_ident().expect("the item's keyword");
    let names = Names::default();
    let mut problems = Problems::new(Mode::Rustc);
    let result = read(&Item { names: &names, attributes, keyword }, &mut cursor, &mut problems);
    let list = problems.into_list();
    assert!(list.is_empty(), "{list:?}");
    result
}
