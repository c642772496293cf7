//! The features that others have, one test for each.

mod json;
mod views;
