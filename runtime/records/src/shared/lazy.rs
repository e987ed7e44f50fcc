//! A value made at first use.

use std::cell::LazyCell;
use std::fmt;

/// A value made at first use and kept: what `let_lazy_var` makes (a [`LazyCell`]).
pub struct Lazy<T, F = fn() -> T>(LazyCell<T, F>);

impl<T, F: FnOnce() -> T> Lazy<T, F> {
    /// A value that `make` will make when it is first asked for.
    #[must_use]
    pub fn new(make: F) -> Lazy<T, F> {
        Lazy(LazyCell::new(make))
    }

    /// The value; the first call makes it.
    pub fn get(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Debug, F> fmt::Debug for Lazy<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Lazy").field(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Lazy;

    #[test]
    fn a_value_is_made_once_and_only_when_asked_for() {
        let made = std::cell::Cell::new(0);
        let table = Lazy::<i64, _>::new(|| {
            made.set(made.get() + 1);
            7
        });
        assert_eq!(made.get(), 0);
        assert_eq!((*table.get(), *table.get(), made.get()), (7, 7, 1));
    }
}
