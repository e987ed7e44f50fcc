//! The compiler behind nagini!, as a plain library.
