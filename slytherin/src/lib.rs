//! The macro slytherin!: message streams declared in whole words.
