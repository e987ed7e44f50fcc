//! The macro nagini!: user interfaces declared in whole words.
