//! Values with many owners, and values made at first use: what the `let_…` words make.

mod between_cores;
mod lazy;
mod on_one_core;
mod unchanging;

pub use between_cores::Shared;
pub use lazy::Lazy;
pub use on_one_core::LocalShared;
pub use unchanging::{LocalSharedValue, SharedValue};
