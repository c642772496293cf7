//! Relations: every kind, every key, nesting, and what a row with loaded relations is.

mod aggregate;
mod along;
mod declared;
mod handle;
mod key;
mod kind;
mod load;
mod row;
mod snapshot;
