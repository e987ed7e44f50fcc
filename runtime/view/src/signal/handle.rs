//! The handles that code holds: small, `Copy`, bound to their thread.

use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Add;

use super::graph::{self, Key};

/// State that views depend on. Reading it in a binding with [`Signal::get`] makes the binding
/// run again when it has changed; setting it to an equal value changes nothing.
pub struct Signal<T> {
    key: Key,
    // Not `Send`: the handle means nothing on another thread.
    of: PhantomData<*const T>,
}

/// What follows from signals, worked out when read and kept until one of them changes.
pub struct Derived<T> {
    key: Key,
    of: PhantomData<*const T>,
}

/// What a binding can read: a signal or a derived value.
pub trait Readable<T>: Copy + 'static {
    /// The value; the running binding depends on it from now on.
    fn get(self) -> T;
}

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Signal<T> {}

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Derived<T> {}

/// The same signal, whatever it holds.
impl<T> PartialEq for Signal<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<T> fmt::Debug for Signal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signal({})", self.key.index)
    }
}

impl<T> fmt::Debug for Derived<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Derived({})", self.key.index)
    }
}

impl<T: 'static> Signal<T> {
    pub(super) fn new(key: Key) -> Self {
        Signal { key, of: PhantomData }
    }

    /// The value; the running binding depends on it from now on.
    #[track_caller]
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.read(T::clone)
    }

    /// What `f` makes of the value, without a copy; the running binding depends on it from now on.
    #[track_caller]
    pub fn read<R>(self, f: impl FnOnce(&T) -> R) -> R {
        let value = graph::value(self.key);
        let value = value.downcast_ref::<RefCell<T>>().expect("a signal's slot holds its type");
        f(&value.borrow())
    }

    /// Sets the value; an equal one changes nothing.
    #[track_caller]
    pub fn set(self, value: T)
    where
        T: PartialEq,
    {
        let slot = graph::value_untracked(self.key);
        let cell = slot.downcast_ref::<RefCell<T>>().expect("a signal's slot holds its type");
        if *cell.borrow() == value {
            return;
        }
        drop(cell.replace(value));
        graph::changed(self.key);
    }

    /// Changes the value in place. It counts as changed whatever `f` did: comparing would mean to
    /// keep a copy of it.
    #[track_caller]
    pub fn update<R>(self, f: impl FnOnce(&mut T) -> R) -> R {
        let slot = graph::value_untracked(self.key);
        let cell = slot.downcast_ref::<RefCell<T>>().expect("a signal's slot holds its type");
        let result = f(&mut cell.borrow_mut());
        graph::changed(self.key);
        result
    }

    /// Adds to the value.
    #[track_caller]
    pub fn add(self, more: T)
    where
        T: Add<Output = T> + Clone + PartialEq,
    {
        let slot = graph::value_untracked(self.key);
        let cell = slot.downcast_ref::<RefCell<T>>().expect("a signal's slot holds its type");
        let sum = cell.borrow().clone() + more;
        self.set(sum);
    }
}

impl<T: PartialEq + 'static> Derived<T> {
    pub(super) fn new(key: Key) -> Self {
        Derived { key, of: PhantomData }
    }

    /// The value; the running binding depends on it from now on.
    #[track_caller]
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.read(T::clone)
    }

    /// What `f` makes of the value, without a copy; the running binding depends on it from now on.
    #[track_caller]
    pub fn read<R>(self, f: impl FnOnce(&T) -> R) -> R {
        let value = graph::value(self.key);
        let value = value.downcast_ref::<RefCell<Option<T>>>().expect("a derived slot holds its type");
        f(value.borrow().as_ref().expect("reading has worked the value out"))
    }
}

impl<T: Clone + 'static> Readable<T> for Signal<T> {
    fn get(self) -> T {
        self.get()
    }
}

impl<T: Clone + PartialEq + 'static> Readable<T> for Derived<T> {
    fn get(self) -> T {
        self.get()
    }
}
