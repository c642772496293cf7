//! The tools as their users call them.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that meets an error has failed, and says what it skips"
)]

mod diagram;
mod pull;
mod sample;
mod seed;
