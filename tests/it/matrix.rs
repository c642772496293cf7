//! The features that others have, one test for each.

mod aggregate;
mod expr;
mod json;
mod shape;
mod views;
mod write;
