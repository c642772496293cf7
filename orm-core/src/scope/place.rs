//! Where a query with a scope may stand, and what is asked of its last table.

use super::{FullJoin, InnerJoin, LeftJoin, Nested, Outermost, RightJoin, Searched};
use crate::table::{SoftDeletes, Table};

/// A query with this scope may stand inside of one with the scope `O`: it names no table outside, or only those of `O`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this subquery names columns of another query than the one it stands in",
    label = "cannot stand here"
)]
pub trait Within<O> {}

#[diagnostic::do_not_recommend]
impl<O, T: Table> Within<O> for T {}

#[diagnostic::do_not_recommend]
impl<O, T: Table> Within<O> for Nested<O, T> {}

#[diagnostic::do_not_recommend]
impl<O, T: Table> Within<O> for Searched<T> {}

/// The scope around a query.
#[doc(hidden)]
pub trait Enclosed {
    /// The scope around it, [`Outermost`] if there is none.
    type By;
}

#[diagnostic::do_not_recommend]
impl<T: Table> Enclosed for T {
    type By = Outermost;
}

#[diagnostic::do_not_recommend]
impl<O, T> Enclosed for Nested<O, T> {
    type By = O;
}

#[diagnostic::do_not_recommend]
impl<T> Enclosed for Searched<T> {
    type By = Outermost;
}

/// The table that a query named last has a soft delete.
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "the last table of this query has no soft delete", label = "no soft delete")]
pub trait LastSoftDeletes {}

#[diagnostic::do_not_recommend]
impl<T: Table<Row: SoftDeletes>> LastSoftDeletes for T {}

#[diagnostic::do_not_recommend]
impl<O, T: Table<Row: SoftDeletes>> LastSoftDeletes for Nested<O, T> {}

macro_rules! joins {
    ($($join:ident),+) => {$(
        #[diagnostic::do_not_recommend]
        impl<O, S: Within<O>, T> Within<O> for $join<S, T> {}

        #[diagnostic::do_not_recommend]
        impl<S: Enclosed, T> Enclosed for $join<S, T> {
            type By = S::By;
        }

        #[diagnostic::do_not_recommend]
        impl<S, T: Table<Row: SoftDeletes>> LastSoftDeletes for $join<S, T> {}
    )+};
}

joins!(InnerJoin, LeftJoin, RightJoin, FullJoin);
