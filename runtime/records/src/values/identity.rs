//! Generated uuids: version 7, in the order in which they were made.

use std::cell::{Cell, RefCell};
use std::time::UNIX_EPOCH;

use uuid::{Builder, Uuid};

/// Random bytes that a thread asks the system for at once: asking costs a microsecond.
const BYTES_AT_ONCE: usize = 1024;
/// Random bytes in a uuid besides its time.
const BYTES_EACH: usize = 8;

struct Pool {
    bytes: [u8; BYTES_AT_ONCE],
    used: usize,
}

thread_local! {
    static POOL: RefCell<Pool> = const { RefCell::new(Pool { bytes: [0; BYTES_AT_ONCE], used: BYTES_AT_ONCE }) };
    static NEWEST: Cell<u64> = const { Cell::new(0) };
}

/// A new uuid of version 7: 48 bits of milliseconds, 12 bits of their fraction (RFC 9562, method
/// 3), 62 random bits. Those of one thread are strictly in order, those of others to a quarter of
/// a microsecond, and no thread waits for another.
///
/// # Panics
/// When the system has no random bytes to give.
pub(crate) fn new_uuid() -> Uuid {
    let ticks = next_ticks();
    let mut random = [0; 10];
    random[..2].copy_from_slice(&((ticks & 0xfff) as u16).to_be_bytes());
    random[2..].copy_from_slice(&random_bytes());
    Builder::from_unix_timestamp_millis(ticks >> 12, &random).into_uuid()
}

/// The time in 4096ths of a millisecond, and always more than before.
fn next_ticks() -> u64 {
    // A clock that stands before 1970 was never set.
    let since = UNIX_EPOCH.elapsed().unwrap_or_default();
    let fraction = u64::from(since.subsec_nanos() % 1_000_000) * 4096 / 1_000_000;
    let ticks = (since.as_millis() as u64) << 12 | fraction;
    let ticks = ticks.max(NEWEST.get() + 1);
    NEWEST.set(ticks);
    ticks
}

fn random_bytes() -> [u8; BYTES_EACH] {
    POOL.with_borrow_mut(|pool| {
        if pool.used + BYTES_EACH > BYTES_AT_ONCE {
            getrandom::fill(&mut pool.bytes).expect("the system gives random bytes");
            pool.used = 0;
        }
        let mut taken = [0; BYTES_EACH];
        let unused = &mut pool.bytes[pool.used..pool.used + BYTES_EACH];
        taken.copy_from_slice(unused);
        // Nobody finds them here afterwards.
        unused.fill(0);
        pool.used += BYTES_EACH;
        taken
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn uuids_are_of_version_7_and_in_order() {
        let begun = UNIX_EPOCH.elapsed().unwrap().as_secs();
        let made: Vec<Uuid> = (0..10_000).map(|_| new_uuid()).collect();
        assert!(made.is_sorted_by(|left, right| left < right));
        for uuid in &made {
            assert_eq!((uuid.get_version_num(), uuid.get_variant()), (7, uuid::Variant::RFC4122));
            let (seconds, _) = uuid.get_timestamp().unwrap().to_unix();
            assert!(seconds >= begun && seconds <= begun + 60);
        }
        let random: BTreeSet<[u8; 8]> =
            made.iter().map(|uuid| *uuid.as_bytes().last_chunk().unwrap()).collect();
        assert_eq!(random.len(), made.len());
    }
}
