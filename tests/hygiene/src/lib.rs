//! A stranger's crate with strict lints, odd names and another name for the library.
//!
//! The derives must add no warning to it. Every module is compiled as a library (so that `missing_docs` and
//! `unreachable_pub` look at it) and run by its tests.

#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unnameable_types,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    rust_2018_idioms,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    clippy::missing_inline_in_public_items,
    clippy::str_to_string,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects
)]
#![forbid(unsafe_code)]
// A handle may be a guard that has a connection, and so this lint of the nursery takes every query for a lock.
#![cfg_attr(test, expect(clippy::significant_drop_tightening, reason = "a query only borrows its handle"))]

pub mod lints;
pub mod models;
pub mod no_prelude;
pub mod raw_idents;
pub mod shadowed;
pub mod shapes;
pub mod wide;

#[cfg(test)]
mod fixture;
