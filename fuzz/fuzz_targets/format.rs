//! The formatter on files, which need not be Rust: nothing is lost, and what it has laid out stays as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| mutations::layout::check(bytes));
