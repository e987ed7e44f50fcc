//! One changing value, many owners, any thread.

use std::any::{Any, TypeId};
use std::fmt;
use std::ops::AddAssign;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
#[cfg(not(loom))]
use std::sync::{Arc, RwLock, atomic::AtomicU64};

// Loom tries every order in which threads may meet (`tests/loom.rs`).
#[cfg(loom)]
use loom::sync::{Arc, RwLock, atomic::AtomicU64};

/// One changing value with many owners on any thread: what `let_mut_shared_var` makes.
///
/// An `i64`, `f64` or `bool` is one atomic; anything else stands behind a read-write lock.
///
/// # Memory ordering
/// - [`get`](Shared::get) and [`read`](Shared::read) acquire, [`set`](Shared::set) releases, and
///   [`add`](Shared::add) and [`update`](Shared::update) do both: who sees a value also sees
///   everything that its writer did before writing it. A lock orders the same.
/// - Changes of one `Shared` are seen in one order by all. Between two of them there is no such
///   promise: keep what belongs together in one `Shared`.
/// - No update is lost, whoever else writes at the same time, except by [`set`](Shared::set),
///   which says to forget what was there.
pub struct Shared<T>(Arc<Cell<T>>);

/// Which of the two is used follows from the type alone, so that nothing is asked at run time: the machine code of
/// a shared `i64` is an atomic's.
struct Cell<T> {
    /// The bits of an `i64`, `f64` or `bool`.
    bits: AtomicU64,
    /// A value of any other type.
    locked: Option<RwLock<T>>,
}

impl<T: Any> Cell<T> {
    /// The atomic, where the type is kept in one.
    #[inline]
    fn atomic(&self) -> Option<&AtomicU64> {
        let kind = TypeId::of::<T>();
        let is_atomic =
            kind == TypeId::of::<i64>() || kind == TypeId::of::<f64>() || kind == TypeId::of::<bool>();
        is_atomic.then_some(&self.bits)
    }

    fn lock(&self) -> &RwLock<T> {
        self.locked.as_ref().expect("a type that is not kept in an atomic stands behind a lock")
    }
}

/// The bits of a value that fits one atomic. `T` decides, so the compiler folds this away.
fn to_bits<T: Any>(value: &T) -> Option<u64> {
    let value: &dyn Any = value;
    if let Some(integer) = value.downcast_ref::<i64>() {
        return Some(*integer as u64);
    }
    if let Some(float) = value.downcast_ref::<f64>() {
        return Some(float.to_bits());
    }
    value.downcast_ref::<bool>().map(|truth| u64::from(*truth))
}

/// The value of those bits.
fn from_bits<T: Any + Clone>(bits: u64) -> T {
    let (integer, float, truth) = (bits as i64, f64::from_bits(bits), bits != 0);
    let forms: [&dyn Any; 3] = [&integer, &float, &truth];
    let value = forms.into_iter().find_map(|form| form.downcast_ref::<T>());
    value.expect("only these three types are kept as bits").clone()
}

impl<T: Any + Clone> Shared<T> {
    /// A shared value that starts so.
    #[must_use]
    pub fn new(value: T) -> Shared<T> {
        Shared(Arc::new(match to_bits(&value) {
            Some(bits) => Cell { bits: AtomicU64::new(bits), locked: None },
            None => Cell { bits: AtomicU64::new(0), locked: Some(RwLock::new(value)) },
        }))
    }

    /// One more owner of the same value.
    #[must_use]
    pub fn share(&self) -> Shared<T> {
        Shared(Arc::clone(&self.0))
    }

    /// The value as it is now.
    #[must_use]
    pub fn get(&self) -> T {
        self.read(T::clone)
    }

    /// Puts another value in its place.
    pub fn set(&self, value: T) {
        match (self.0.atomic(), to_bits(&value)) {
            (Some(atomic), Some(bits)) => atomic.store(bits, Ordering::Release),
            _ => *self.0.lock().write().unwrap_or_else(PoisonError::into_inner) = value,
        }
    }

    /// Looks at the value without copying it. `look` may not wait; while it looks, a value behind
    /// a lock does not change.
    pub fn read<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        match self.0.atomic() {
            Some(atomic) => look(&from_bits(atomic.load(Ordering::Acquire))),
            // A panic while it was changed has left the value as it then was: whole, by Rust's rules.
            None => look(&self.0.lock().read().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    /// Changes the value by what it is, and gives what `change` gives.
    ///
    /// `change` may not wait, and may run more than once: when another thread was quicker, it runs
    /// again on that one's value. It may not use this same value by another way.
    pub fn update<U>(&self, mut change: impl FnMut(&mut T) -> U) -> U {
        match self.0.atomic() {
            Some(atomic) => {
                let mut before = atomic.load(Ordering::Relaxed);
                loop {
                    let mut value = from_bits(before);
                    let given = change(&mut value);
                    let after = to_bits(&value).unwrap_or(before);
                    // Failing needs no ordering: nothing but the bits is looked at, and they are tried again.
                    match atomic.compare_exchange_weak(before, after, Ordering::AcqRel, Ordering::Relaxed) {
                        Ok(_) => return given,
                        Err(now) => before = now,
                    }
                }
            }
            None => change(&mut self.0.lock().write().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    /// Adds to the value. For an `i64` it is one instruction, and wraps around at the ends.
    pub fn add(&self, more: T)
    where
        T: AddAssign,
    {
        let integer = (&more as &dyn Any).downcast_ref::<i64>();
        if let (Some(atomic), Some(integer)) = (self.0.atomic(), integer) {
            atomic.fetch_add(*integer as u64, Ordering::AcqRel);
            return;
        }
        self.update(|value| *value += more.clone());
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Shared(Arc::clone(&self.0))
    }
}

impl<T: Any + Clone + Default> Default for Shared<T> {
    fn default() -> Self {
        Shared::new(T::default())
    }
}

impl<T: Any + Clone + fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.read(|value| f.debug_tuple("Shared").field(value).finish())
    }
}

/// Miri runs these too, with another order of the threads for each seed:
/// `MIRIFLAGS=-Zmiri-many-seeds=0..16 cargo +nightly miri test -p parseltongue-records --lib shared`
#[cfg(all(test, not(loom)))]
mod tests {
    use std::thread;

    use super::Shared;

    /// Few under Miri, which tries other orders of the threads with each seed.
    const ROUNDS: i64 = if cfg!(miri) { 20 } else { 10_000 };

    fn on_four_threads(work: impl Fn() + Sync) {
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..ROUNDS).for_each(|_| work()));
            }
        });
    }

    #[test]
    fn no_addition_is_lost() {
        let (count, sum, list) = (Shared::new(0_i64), Shared::new(0.0_f64), Shared::new(Vec::<i64>::new()));
        on_four_threads(|| {
            count.add(1);
            sum.add(0.5);
            list.update(|list| list.push(1));
        });
        assert_eq!(count.get(), 4 * ROUNDS);
        assert_eq!(sum.get(), 2.0 * ROUNDS as f64);
        assert_eq!(list.read(Vec::len), 4 * ROUNDS as usize);
    }

    #[test]
    fn an_update_gives_what_its_closure_gives() {
        let turn = Shared::new(false);
        let before = turn.update(|turn| std::mem::replace(turn, true));
        assert!(!before && turn.get());
        let text = Shared::new("a".to_owned());
        text.update(|text| text.push('b'));
        assert_eq!(text.read(String::len), 2);
    }

    #[test]
    fn who_sees_the_flag_sees_what_was_written_before() {
        for _ in 0..if cfg!(miri) { 5 } else { 200 } {
            let (ready, value) = (Shared::new(false), Shared::new(0_i64));
            thread::scope(|scope| {
                scope.spawn(|| {
                    value.set(7);
                    ready.set(true);
                });
                scope.spawn(|| {
                    if ready.get() {
                        assert_eq!(value.get(), 7);
                    }
                });
            });
        }
    }

    #[test]
    fn a_panic_in_an_update_leaves_a_value_that_works() {
        let list = Shared::new(vec![1]);
        let shared = list.share();
        let panicked = thread::spawn(move || {
            shared.update(|list| {
                list.push(2);
                panic!("on purpose");
            })
        });
        assert!(panicked.join().is_err());
        list.update(|list| list.push(3));
        assert_eq!(list.get(), [1, 2, 3]);
    }
}
