//! The tools as their users call them.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that meets an error has failed, and says what it skips"
)]

mod attack;
mod cli;
mod diagram;
mod generate;
mod other_tools;
#[cfg(unix)]
mod process;
mod pull;
mod sample;
mod seed;
