//! One value that does not change, many owners.

use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

/// One value with many owners on any thread: what `let_shared_var` makes (an [`Arc`]).
///
/// It is read like the value itself; its owners are counted with atomics, and reading costs none.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SharedValue<T>(Arc<T>);

/// One value with many owners on one core: what `let_local_shared_var` makes (an [`Rc`], no atomics).
///
/// It is read like the value itself, and cannot leave its thread.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LocalSharedValue<T>(Rc<T>);

impl<T> SharedValue<T> {
    /// A value with one owner so far.
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

impl<T> LocalSharedValue<T> {
    /// A value with one owner so far.
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

impl<T> Clone for SharedValue<T> {
    fn clone(&self) -> Self {
        self.share()
    }
}

impl<T> Clone for LocalSharedValue<T> {
    fn clone(&self) -> Self {
        self.share()
    }
}

impl<T> Deref for SharedValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Deref for LocalSharedValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{LocalSharedValue, SharedValue};

    #[test]
    fn every_owner_reads_the_same_value() {
        let names = SharedValue::new(vec!["a".to_owned()]);
        let other = names.share();
        let read = std::thread::spawn(move || other.len()).join();
        assert_eq!(read.ok(), Some(names.len()));
        let local = LocalSharedValue::new(3_i64);
        assert_eq!(*local.share() + 1, 4);
    }
}
