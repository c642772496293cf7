//! What happens to a database while a program runs.

mod backup;
mod blob;
mod health;
mod integrity;
mod restore;
mod statistics;
mod wal;
