//! What the examples share with the tests: the Chinook model and its reports, so that a test compares the very code that
//! the example runs.

pub mod chinook;
