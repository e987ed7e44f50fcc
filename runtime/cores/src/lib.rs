//! Which core does what: the [`World`] of a running program, the plan of its cores, the threads
//! pinned to them, and the order in which a program starts and stops.
//!
//! A program is a [`Program`]: a name and lines. [`main`] runs it as a process of its own;
//! [`Launch`] runs it inside a test. Both open its blocks on a housekeeping thread, start one
//! thread for each core of the [`CorePlan`], and stop views, services, streams and stores in that
//! order.

mod block;
mod conductor;
mod core_thread;
mod launch;
mod logging;
mod machine;
mod main_function;
mod measure;
mod pinned;
mod plan;
mod program;
mod signals;
mod table;
mod world;

pub use block::{Block, BlockKind, FitsIn, LocalFuture, MainThread, Names, Opening, StartError};
pub use conductor::Stopped;
pub use launch::{Launch, Running};
pub use machine::{Core, Machine};
pub use main_function::main;
pub use measure::{Measurement, MeasurementKind};
pub use pinned::helper_thread;
pub use plan::{CorePlan, Grant, PlannedThread};
pub use program::{BlockTable, Line, Program};
pub use world::{World, stopping};
