//! Whether a required column of an insert is set, as a type.

use std::fmt;
use std::marker::PhantomData;

/// The required column `C` is not set yet.
pub struct Missing<C>(PhantomData<fn() -> C>);

impl<C> fmt::Debug for Missing<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Missing")
    }
}

/// The column is set, or need not be.
#[derive(Debug)]
pub struct Given;

/// A column that a builder may leave.
#[diagnostic::on_unimplemented(
    message = "the required column `{C}` is not set",
    label = "`{C}` is missing",
    note = "set every column that is neither nullable nor has a default"
)]
pub trait Provided<C> {}

impl<C> Provided<C> for Given {}
