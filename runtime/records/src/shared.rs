//! Values with many owners: what `let_mut_shared_var`, `let_shared_var` and their kin make.

mod between_cores;
mod on_one_core;
mod unchanging;

pub use between_cores::Shared;
pub use on_one_core::LocalShared;
pub use unchanging::{Lazy, LocalSharedValue, SharedValue};
