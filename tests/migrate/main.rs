//! Migrations end to end: on real databases, under random changes, with a history that was tampered with.
//!
//! A target of its own, because its longer runs are made alone.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that meets an error has failed, and says what it skips"
)]

mod attack;
mod back;
mod cascade;
mod checks;
mod computed;
mod concurrent;
mod conversion;
mod crash;
mod document;
mod fixture;
mod history;
mod kept;
mod pairs;
#[allow(dead_code, reason = "the random queries draw more from it")]
#[path = "../it/differential/random.rs"]
mod random;
mod real;
mod surroundings;
mod wrong;
