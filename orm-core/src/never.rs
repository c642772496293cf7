//! A type that no query has.
//!
//! Where a type has exactly one impl of a trait, with other parameters, rustc proposes it: four to twelve lines about a
//! trait that the user never named. A second impl, for `Never`, keeps it from guessing, and is never selected.

/// No type of a column, no table and no scope.
#[derive(Debug)]
pub struct Never;
