//! A view in a file of its own, in a crate that knows Parseltongue by another name. What it shows, keeps, streams and
//! serves stands in four other crates.

#![deny(missing_docs)]

mod alarms;
#[path = "wall.ptg.rs"]
mod wall;

pub use alarms::{Alarms, Loud};
pub use wall::{Wall, Watching};
