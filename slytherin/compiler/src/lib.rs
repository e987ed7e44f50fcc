//! The compiler behind slytherin!, as a plain library.
