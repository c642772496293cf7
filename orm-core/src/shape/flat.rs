//! Shapes of columns alone, which the rows of one statement can hold.

use super::{NoSlot, ShapeDef, WithoutParams};
use crate::relation::Slots;
use crate::value::{DecodeError, FromRow, Row};

/// A shape that loads no relations.
#[doc(hidden)]
pub trait Flat: ShapeDef {
    /// The struct from what was read.
    fn flat(read: Self::Read) -> Self;
}

impl<X: ShapeDef<Slots: NoRelations>> Flat for X {
    #[inline]
    fn flat(read: X::Read) -> X {
        X::assemble(read, X::Slots::nothing())
    }
}

/// A shape that loads no relations and takes no values at run time, so that a statement's own rows can be read as it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a shape",
    label = "not a shape",
    note = "a shape is a struct that derives `Shape`, or the struct of a table"
)]
pub trait WithoutRelations: WithoutParams {}

/// The one impl, so that rustc says what is missing.
impl<X: WithoutParams<Slots: NoRelations>> WithoutRelations for X {}

/// Slots of which none is a relation.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this shape loads relations, and the statement gives only its own rows",
    label = "has fields that are relations",
    note = "`db.load` loads it; a shape of columns can stand here"
)]
pub trait NoRelations: Slots {
    /// Their values.
    fn nothing() -> Self::Values;
}

#[diagnostic::do_not_recommend]
impl NoRelations for () {
    #[inline]
    fn nothing() {}
}

#[diagnostic::do_not_recommend]
impl<L: NoRelations> NoRelations for (NoSlot, L) {
    #[inline]
    fn nothing() -> Self::Values {
        ((), L::nothing())
    }
}

/// Reads a shape of columns alone.
///
/// # Errors
///
/// When a value does not fit its type.
#[doc(hidden)]
#[inline]
pub fn from_row<X: Flat, R: Row + ?Sized>(row: &R, start: usize) -> Result<X, DecodeError> {
    X::Read::from_row(row, start).map(X::flat)
}
