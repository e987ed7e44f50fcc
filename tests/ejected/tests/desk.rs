//! The trading desk without a block, under the tests of the trading desk.

#![allow(dead_code, missing_docs, reason = "nobody calls the program's main function")]

include!(concat!(env!("OUT_DIR"), "/desk.rs"));
