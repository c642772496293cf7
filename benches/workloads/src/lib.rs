//! What is measured, without any library: the tables and their rows, the operations by name, the checksums of their
//! answers, and the command line that each side's binary has.
//!
//! A side implements [`Side`] and calls [`main`]. That a workload means the same on all sides is shown by its
//! checksum, which each side computes over what it loaded.

mod arguments;
pub mod checksum;
mod clock;
mod heap;
pub mod input;
mod rows;
mod run;
mod script;
mod task;
mod workload;

pub use arguments::{Arguments, Mode, Place};
pub use rows::{Comment, Measurement, Pair, Post, User};
pub use run::main;
pub use task::{Side, Task, acting, reading};
pub use workload::{PAGE, Workload, scatter};
