//! State that a view depends on: signals, what is derived from them, and the bindings that read both.
//!
//! Everything lives in one arena for each thread and is named by small `Copy` handles, so that
//! closures in generated code capture them without a clone. A [`Scope`] owns what is made in it
//! and frees it at once when its component or list item goes.
//!
//! A change runs nothing by itself: it marks what depends on it, and the view runs the marked
//! bindings when the event that caused the change has been handled. So several changes are one
//! update, and no binding ever sees half of it. A derived value is worked out when it is read.

mod binding;
mod cycle;
mod graph;
mod handle;
mod scope;

#[cfg(test)]
mod tests;

pub(crate) use binding::{bind, has_pending, run_pending, untracked};
pub use cycle::Cycle;
pub use handle::{Derived, Readable, Signal};
pub use scope::{Scope, live};
