//! The features that others have, one test for each.

mod aggregate;
mod expr;
mod json;
mod query;
mod reading;
mod relations;
mod search;
mod shape;
mod views;
mod write;
