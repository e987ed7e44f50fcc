//! The tests of the example stay beside the example.
