//! Texts that are put together while the program compiles.

/// Joins constant texts into one constant: how SQL is put together from a record's constants.
///
/// ```
/// const TABLE: &str = "order";
/// const SQL: &str = parseltongue_records::join!["SELECT \"id\" FROM \"", TABLE, "\""];
/// assert_eq!(SQL, r#"SELECT "id" FROM "order""#);
/// ```
#[macro_export]
macro_rules! join {
    ($($part:expr),* $(,)?) => {{
        const PARTS: &[&str] = &[$($part),*];
        const BYTES: [u8; $crate::joining::length(PARTS)] = $crate::joining::bytes(PARTS);
        $crate::joining::text(&BYTES)
    }};
}

/// What [`join!`] calls. Not for use by hand.
#[doc(hidden)]
pub mod joining {
    /// Bytes of all parts.
    #[must_use]
    pub const fn length(parts: &[&str]) -> usize {
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
    pub const fn bytes<const LENGTH: usize>(parts: &[&str]) -> [u8; LENGTH] {
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
}
