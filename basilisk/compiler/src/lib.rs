//! The compiler behind basilisk!, as a plain library.
