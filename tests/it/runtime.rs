//! What happens to a database while a program runs.

mod statistics;
