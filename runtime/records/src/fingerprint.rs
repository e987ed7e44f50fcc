//! The fingerprint of a record: equal only if the encodings are.

use crate::{Field, Kind};

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// A hash (FNV-1a, 64 bits) of the names and types of fields, of records and choices within them too.
#[must_use]
pub const fn fingerprint(fields: &[Field]) -> u64 {
    of_fields(OFFSET, fields)
}

const fn of_fields(mut hash: u64, fields: &[Field]) -> u64 {
    let mut index = 0;
    while index < fields.len() {
        hash = text(hash, fields[index].name);
        hash = of_kind(hash, &fields[index].kind);
        index += 1;
    }
    // What ends here cannot go on as a field of what is around it.
    byte(hash, b'.')
}

const fn of_kind(hash: u64, kind: &Kind) -> u64 {
    match kind {
        Kind::Integer => byte(hash, b'i'),
        Kind::Float => byte(hash, b'f'),
        Kind::Boolean => byte(hash, b'b'),
        Kind::Text => byte(hash, b's'),
        Kind::Bytes => byte(hash, b'y'),
        Kind::Timestamp => byte(hash, b't'),
        Kind::Duration => byte(hash, b'd'),
        Kind::Decimal => byte(hash, b'n'),
        Kind::Uuid => byte(hash, b'u'),
        Kind::Json => byte(hash, b'j'),
        Kind::Rust { .. } => byte(hash, b'r'),
        Kind::Nothing => byte(hash, b'0'),
        Kind::List(item) => of_kind(byte(hash, b'['), item),
        Kind::Map(key, value) => of_kind(of_kind(byte(hash, b'{'), key), value),
        Kind::Optional(kind) => of_kind(byte(hash, b'?'), kind),
        Kind::Record(shape) => of_fields(byte(hash, b'('), shape.fields),
        Kind::Choice(shape) => {
            let mut hash = byte(hash, b'<');
            let mut index = 0;
            while index < shape.cases.len() {
                hash = text(hash, shape.cases[index].name);
                hash = of_fields(hash, shape.cases[index].fields);
                index += 1;
            }
            byte(hash, b'>')
        }
    }
}

const fn text(mut hash: u64, text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        hash = byte(hash, bytes[index]);
        index += 1;
    }
    byte(hash, 0xff)
}

const fn byte(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(PRIME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_type_make_a_difference() {
        let one = |name, kind| fingerprint(&[Field::new(name, kind)]);
        let known = one("price", Kind::Decimal);
        assert_eq!(known, one("price", Kind::Decimal));
        assert_ne!(known, one("cost", Kind::Decimal));
        assert_ne!(known, one("price", Kind::Optional(&Kind::Decimal)));
        assert_ne!(one("a", Kind::List(&Kind::Text)), one("a", Kind::Map(&Kind::Text, &Kind::Text)));
    }
}
