//! The macro basilisk!: services declared in whole words.
