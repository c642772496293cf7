//! Looking after a database.

mod statistics;

pub use statistics::Statistics;

pub(crate) use statistics::Counters;
