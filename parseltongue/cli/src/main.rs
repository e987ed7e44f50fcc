//! The command parseltongue.

fn main() {}
