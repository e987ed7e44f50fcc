//! What is made from the language's tables of words, for the command `parseltongue` and for the tests
//! that keep the files beside the book up to date.

pub mod card;
pub mod grammar;
pub mod highlight;
pub mod llms;
pub mod reference;
pub mod rooms;
