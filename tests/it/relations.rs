//! Relations: every kind, every key, nesting, and what a row with loaded relations is.

mod aggregate;
mod along;
mod declared;
mod extra;
mod handle;
mod key;
mod kind;
mod links;
mod load;
mod own;
mod partial;
mod polymorphic;
mod row;
mod snapshot;
