//! The command `parseltongue` as a library: for its own tests, for those that keep the files beside the book up to
//! date, and for a crate that ejects every example and builds it.

mod blocks;
mod calls;
pub mod card;
mod check;
pub mod command;
mod compilers;
mod declarations;
mod derived;
pub mod eject;
mod expand;
mod explain;
mod fix;
mod format;
pub mod grammar;
pub mod highlight;
mod idiom;
pub mod llms;
mod message;
mod new;
mod pretty;
pub mod reference;
mod replace;
mod report;
pub mod rooms;
mod rustfmt;
mod shorten;
mod source;
