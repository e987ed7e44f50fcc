//! One changing value, many owners, one core.

use std::cell::RefCell;
use std::fmt;
use std::ops::AddAssign;
use std::rc::Rc;

/// One changing value with many owners on one core: what `let_mut_local_shared_var` makes.
///
/// It has the words of [`Shared`](crate::Shared) and none of its atomics; it cannot leave its
/// thread. `read` and `update` may not use this same value by another way: that panics.
pub struct LocalShared<T>(Rc<RefCell<T>>);

impl<T> LocalShared<T> {
    /// A shared value that starts so.
    #[must_use]
    pub fn new(value: T) -> LocalShared<T> {
        LocalShared(Rc::new(RefCell::new(value)))
    }

    /// One more owner of the same value.
    #[must_use]
    pub fn share(&self) -> LocalShared<T> {
        LocalShared(Rc::clone(&self.0))
    }

    /// The value as it is now.
    #[must_use]
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.0.borrow().clone()
    }

    /// Puts another value in its place.
    pub fn set(&self, value: T) {
        *self.0.borrow_mut() = value;
    }

    /// Looks at the value without copying it.
    pub fn read<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        look(&self.0.borrow())
    }

    /// Changes the value by what it is, and gives what `change` gives.
    pub fn update<U>(&self, mut change: impl FnMut(&mut T) -> U) -> U {
        change(&mut self.0.borrow_mut())
    }

    /// Adds to the value.
    pub fn add(&self, more: T)
    where
        T: AddAssign,
    {
        *self.0.borrow_mut() += more;
    }
}

impl<T> Clone for LocalShared<T> {
    fn clone(&self) -> Self {
        LocalShared(Rc::clone(&self.0))
    }
}

impl<T: Default> Default for LocalShared<T> {
    fn default() -> Self {
        LocalShared::new(T::default())
    }
}

impl<T: fmt::Debug> fmt::Debug for LocalShared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.read(|value| f.debug_tuple("LocalShared").field(value).finish())
    }
}

#[cfg(test)]
mod tests {
    use super::LocalShared;

    #[test]
    fn all_owners_see_a_change() {
        let hits = LocalShared::new(1_i64);
        let other = hits.share();
        other.add(2);
        assert_eq!(hits.update(std::mem::take), 3);
        assert_eq!(other.get(), 0);
        other.set(5);
        assert_eq!(format!("{hits:?}"), "LocalShared(5)");
    }
}
