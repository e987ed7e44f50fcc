//! Texts that are put together while the program compiles.

/// Bytes of all parts.
#[must_use]
pub(crate) const fn length(parts: &[&str]) -> usize {
    let mut length = 0;
    let mut index = 0;
    while index < parts.len() {
        length += parts[index].len();
        index += 1;
    }
    length
}

/// The parts one after the other.
#[must_use]
pub(crate) const fn bytes<const LENGTH: usize>(parts: &[&str]) -> [u8; LENGTH] {
    let mut joined = [0; LENGTH];
    let mut at = 0;
    let mut index = 0;
    while index < parts.len() {
        let part = parts[index].as_bytes();
        let mut byte = 0;
        while byte < part.len() {
            joined[at] = part[byte];
            at += 1;
            byte += 1;
        }
        index += 1;
    }
    joined
}

/// The joined bytes as the text that they are.
#[must_use]
pub const fn text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("texts joined are a text"),
    }
}
