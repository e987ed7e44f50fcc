//! Scopes: what is made together goes together.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use super::graph::{self, Key, Work};
use super::{Derived, Signal};

/// Owns signals, derived values, bindings and scopes of its own, and frees them all at once:
/// one for each component, list item and branch on show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    pub(super) key: Key,
}

/// Signals, derived values, bindings and scopes alive on this thread; for tests that look for leaks.
#[must_use]
pub fn live() -> usize {
    graph::live()
}

/// Runs a closure when dropped: how a scope tells that it is gone.
struct OnDrop<F: FnOnce()>(Option<F>);

impl<F: FnOnce()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        if let Some(run) = self.0.take() {
            run();
        }
    }
}

impl Scope {
    /// A scope that nothing owns: it lives until it is disposed of.
    #[must_use]
    pub fn root() -> Scope {
        Scope { key: graph::insert(None, "scope", Work::Scope, None) }
    }

    /// A scope that goes with this one, or before it.
    #[must_use]
    pub fn child(self) -> Scope {
        Scope { key: graph::insert(Some(self.key), "scope", Work::Scope, None) }
    }

    /// A signal with that name and first value.
    pub fn signal<T: 'static>(self, name: &'static str, value: T) -> Signal<T> {
        let value: Rc<dyn Any> = Rc::new(RefCell::new(value));
        Signal::new(graph::insert(Some(self.key), name, Work::Value, Some(value)))
    }

    /// A value worked out by `from` when it is read, and again only after something that it read has changed.
    pub fn derived<T: PartialEq + 'static>(
        self,
        name: &'static str,
        from: impl Fn() -> T + 'static,
    ) -> Derived<T> {
        let cell = Rc::new(RefCell::new(None::<T>));
        let work = {
            let cell = Rc::clone(&cell);
            move || {
                let value = Some(from());
                let changed = *cell.borrow() != value;
                if changed {
                    // The old value is dropped after the cell is free again.
                    drop(cell.replace(value));
                }
                changed
            }
        };
        Derived::new(graph::insert(Some(self.key), name, Work::Derived(Rc::new(work)), Some(cell)))
    }

    /// Runs `f` when the scope is disposed of.
    pub fn on_dispose(self, f: impl FnOnce() + 'static) {
        let value: Rc<dyn Any> = Rc::new(OnDrop(Some(f)));
        graph::insert(Some(self.key), "on_dispose", Work::Value, Some(value));
    }

    /// Frees everything that the scope owns, and the scope.
    pub fn dispose(self) {
        graph::remove(self.key);
    }

    /// Whether it has not been disposed of.
    #[must_use]
    pub fn is_live(self) -> bool {
        graph::is_live(self.key)
    }
}
