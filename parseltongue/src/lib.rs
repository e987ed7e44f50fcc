//! Services, streams and views declared in whole words, compiled into plain Rust.
