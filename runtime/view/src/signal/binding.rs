//! Bindings: what acts on signals, and runs again when one that it read has changed.

use std::rc::Rc;

use super::graph::{self, Work};
use super::{Cycle, Scope};

/// Runs `act` now, and again after each change of something that it read. What reads nothing is
/// let go at once: it can never run again.
pub(crate) fn bind(scope: Scope, name: &'static str, act: impl Fn() + 'static) {
    let key = graph::insert(Some(scope.key), name, Work::Binding(Rc::new(act)), None);
    graph::run_first(key);
    if graph::is_live(key) && !graph::has_sources(key) {
        graph::remove(key);
    }
}

/// Runs all bindings that changes have marked; says how many ran.
pub(crate) fn run_pending() -> Result<u64, Cycle> {
    graph::run_pending()
}

/// Whether changes have marked any binding.
pub(crate) fn has_pending() -> bool {
    graph::has_pending()
}

/// Runs `f` outside of any binding: what it reads, nothing depends on.
pub(crate) fn untracked<T>(f: impl FnOnce() -> T) -> T {
    graph::untracked(f)
}
