//! Views: what they select, how they are created, and where they stand in queries.

mod create;
mod inline;
mod literal;
mod model;
mod query;
mod relations;
