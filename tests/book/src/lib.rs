//! The listings of the README and of the book, as documentation tests: each compiles.
//!
//! The listings of the tour are pieces of `examples/trading_desk`, and a test compares them.

#[doc = include_str!("../../../README.md")]
pub mod readme {}

#[doc = include_str!("../../../book/src/card.md")]
pub mod card {}

#[doc = include_str!("../../../book/src/language.md")]
pub mod language {}

#[doc = include_str!("../../../book/src/records.md")]
pub mod records {}

#[doc = include_str!("../../../book/src/basilisk.md")]
pub mod basilisk {}

#[doc = include_str!("../../../book/src/work.md")]
pub mod work {}
#[doc = include_str!("../../../book/src/callers.md")]
pub mod callers {}

#[doc = include_str!("../../../book/src/slytherin.md")]
pub mod slytherin {}

#[doc = include_str!("../../../book/src/nagini.md")]
pub mod nagini {}

#[doc = include_str!("../../../book/src/programs.md")]
pub mod programs {}
