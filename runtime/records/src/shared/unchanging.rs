//! Values that do not change: with many owners, or made at first use.

use std::cell::LazyCell;
use std::fmt;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

/// One value with many owners on any thread: what `let_shared_var` makes. It reads as the value.
pub struct SharedValue<T>(Arc<T>);

impl<T> SharedValue<T> {
    /// A shared value.
    #[must_use]
    pub fn new(value: T) -> SharedValue<T> {
        SharedValue(Arc::new(value))
    }

    /// One more owner of the same value.
    #[must_use]
    pub fn share(&self) -> SharedValue<T> {
        SharedValue(Arc::clone(&self.0))
    }
}

/// One value with many owners on one core: what `let_local_shared_var` makes. It reads as the value.
pub struct LocalSharedValue<T>(Rc<T>);

impl<T> LocalSharedValue<T> {
    /// A shared value.
    #[must_use]
    pub fn new(value: T) -> LocalSharedValue<T> {
        LocalSharedValue(Rc::new(value))
    }

    /// One more owner of the same value.
    #[must_use]
    pub fn share(&self) -> LocalSharedValue<T> {
        LocalSharedValue(Rc::clone(&self.0))
    }
}

/// A value that is made at first use: what `let_lazy_var` makes.
pub struct Lazy<T, F = fn() -> T>(LazyCell<T, F>);

impl<T, F: FnOnce() -> T> Lazy<T, F> {
    /// A value that `make` makes.
    #[must_use]
    pub const fn new(make: F) -> Lazy<T, F> {
        Lazy(LazyCell::new(make))
    }

    /// The value, made now if it has not been.
    pub fn get(&self) -> &T {
        &self.0
    }
}

impl<T, F> fmt::Debug for Lazy<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lazy").finish_non_exhaustive()
    }
}

/// What both kinds of owner do alike.
macro_rules! reads_as_its_value {
    ($($owner:ident),*) => {$(
        impl<T> Deref for $owner<T> {
            type Target = T;

            fn deref(&self) -> &T {
                &self.0
            }
        }

        impl<T> Clone for $owner<T> {
            fn clone(&self) -> Self {
                self.share()
            }
        }

        impl<T: fmt::Debug> fmt::Debug for $owner<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl<T: fmt::Display> fmt::Display for $owner<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    )*};
}

reads_as_its_value!(SharedValue, LocalSharedValue);

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn owners_read_as_the_value() {
        let name = SharedValue::new("desk".to_owned());
        let other = name.share();
        assert_eq!(std::thread::spawn(move || other.len()).join().unwrap(), name.len());
        assert_eq!(format!("{}", LocalSharedValue::new(7).share()), "7");
    }

    #[test]
    fn a_lazy_value_is_made_once_and_only_if_asked_for() {
        let made = Cell::new(0);
        let lazy = Lazy::<i64, _>::new(|| {
            made.set(made.get() + 1);
            7
        });
        assert_eq!(made.get(), 0);
        assert_eq!((*lazy.get(), *lazy.get(), made.get()), (7, 7, 1));
    }
}
