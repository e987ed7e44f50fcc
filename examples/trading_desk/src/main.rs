//! The trading desk.

fn main() {}
