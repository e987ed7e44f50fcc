//! Values with many owners: what `let_mut_shared_var` and `let_mut_local_shared_var` make.

mod between_cores;
mod on_one_core;

pub use between_cores::Shared;
pub use on_one_core::LocalShared;
