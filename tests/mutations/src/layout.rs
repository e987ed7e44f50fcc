//! What a formatter owes whatever it is handed: every token and comment, and the same again when it is asked again.

use parseltongue_format::{AsWritten, Style, format, same_tokens};

/// The narrowest page, and how much wider one may be.
const WIDTHS: (usize, usize) = (20, 128);

/// Lays out a fuzzer's bytes: the first one chooses the width of the page, the others are the file.
///
/// # Panics
/// When the formatter loses something, or is not content with what it has written itself.
pub fn check(bytes: &[u8]) {
    let Some((first, text)) = bytes.split_first() else { return };
    let Ok(source) = std::str::from_utf8(text) else { return };
    let style = Style { width: WIDTHS.0 + usize::from(*first) % WIDTHS.1, ..Style::default() };
    let Ok(once) = format(source, &style, &[], &mut AsWritten) else { return };
    assert!(same_tokens(source, &once), "something was lost\n{source}\n-----\n{once}");
    let twice = format(&once, &style, &[], &mut AsWritten);
    assert_eq!(twice.as_ref(), Ok(&once), "not the same again");
}
