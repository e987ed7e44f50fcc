//! The macro parseltongue! and the let_ words as macros.
