//! Windows: frames and ranks against a model in plain Rust, names, and where a window may stand.

mod frame;
mod model;
mod name;
mod place;
mod rank;
