//! Which partition a key belongs to.

use parseltongue_records::ColumnValue;

/// The seed of Kafka's murmur2.
const SEED: u32 = 0x9747_b28c;
const M: u32 = 0x5bd1_e995;

/// The partition of a key: Kafka's default partitioner, so that a program of another language
/// finds the same one.
///
/// The bytes that are hashed: a text's UTF-8, an integer's or a float's eight bytes (big-endian,
/// as Kafka's serializers write them), bytes as they are, nothing for no value.
#[must_use]
pub fn partition_of(key: &ColumnValue<'_>, partitions: u32) -> u32 {
    let hash = match key {
        ColumnValue::Null => murmur2(&[]),
        ColumnValue::Integer(integer) => murmur2(&integer.to_be_bytes()),
        ColumnValue::Real(real) => murmur2(&real.to_bits().to_be_bytes()),
        ColumnValue::Text(text) => murmur2(text.as_bytes()),
        ColumnValue::Blob(bytes) => murmur2(bytes),
    };
    (hash & 0x7fff_ffff) % partitions
}

fn murmur2(bytes: &[u8]) -> u32 {
    let mut hash = SEED ^ bytes.len() as u32;
    let (words, rest) = bytes.as_chunks::<4>();
    for word in words {
        let mut mixed = u32::from_le_bytes(*word).wrapping_mul(M);
        mixed = (mixed ^ (mixed >> 24)).wrapping_mul(M);
        hash = hash.wrapping_mul(M) ^ mixed;
    }
    if !rest.is_empty() {
        for (index, byte) in rest.iter().enumerate() {
            hash ^= u32::from(*byte) << (8 * index);
        }
        hash = hash.wrapping_mul(M);
    }
    hash = (hash ^ (hash >> 13)).wrapping_mul(M);
    hash ^ (hash >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_kafkas() {
        // From Kafka's own `UtilsTest.testMurmur2`.
        let expected: [(&[u8], i32); 6] = [
            (b"21", -973_932_308),
            (b"foobar", -790_332_482),
            (b"a-little-bit-long-string", -985_981_536),
            (b"a-little-bit-longer-string", -1_486_304_829),
            (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
            (b"abc", 479_470_107),
        ];
        for (bytes, hash) in expected {
            assert_eq!(murmur2(bytes) as i32, hash, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
