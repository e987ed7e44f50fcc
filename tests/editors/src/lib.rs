//! A small client of rust-analyzer: what the tests of this crate ask it with.
//!
//! [`Project`] lays out a program on disk, [`Server`] speaks the Language Server Protocol with a
//! rust-analyzer that reads it, and [`Editor`] is a person at the keyboard: writes into a file, stands at
//! a place, asks what an editor would show there.

mod editor;
mod project;
mod server;
mod wire;

pub use editor::{Editor, Mark, Problem, Target};
pub use project::Project;
pub use server::{Server, installed};
