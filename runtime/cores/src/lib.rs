//! Which core does what: the [`World`] of a running program, the plan of its cores, the threads
//! pinned to them, and the order in which a program starts and stops.

mod block;
mod world;

pub use block::{Block, BlockKind, FitsIn, LocalFuture, MainThread, Names, Opening, StartError};
pub use world::World;
