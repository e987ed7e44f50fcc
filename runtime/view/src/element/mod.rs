//! The elements on show: an arena of nodes in arrays, what each of them is set to, and the
//! builder that generated code calls.

mod arena;
pub mod argument;
mod children;
mod each;
mod kind;
mod length;
mod order;
mod properties;
mod structure;
mod ui;

#[cfg(test)]
mod tests;

pub(crate) use arena::{Act, Edited, Tree};
pub use arena::{NodeId, Work};
pub use argument::{Argument, IntoArgument};
pub use children::{Action, Children};
pub use kind::Kind;
pub use length::{Align, Length, Shown, show};
pub(crate) use properties::Properties;
pub(crate) use structure::NONE;
pub(crate) use ui::Shell;
pub use ui::{Element, Ui};
