//! How many rows: a number, or a parameter of a prepared query.

use crate::ast::RowCount;
use crate::expr::Param;

/// What `limit` and `offset` take: a `u64`, or a `Param<u64>` of a prepared query.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let page = db.prepare(|size: Param<u64>, skipped: Param<u64>| {
///     User::select().order_by(User::ID).limit(size).offset(skipped).columns(User::NAME)
/// })?;
/// assert_eq!(page.all((2, 1))?, ["Bob", "Cleo"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number of rows",
    label = "expected a `u64`",
    note = "a prepared query takes a `Param<u64>` too"
)]
pub trait IntoRowCount {
    /// The number in the untyped tree.
    #[doc(hidden)]
    fn into_row_count(self) -> RowCount;
}

// Exactly these two: an integer literal is a `u64` because no other integer has an impl.

#[diagnostic::do_not_recommend]
impl IntoRowCount for u64 {
    fn into_row_count(self) -> RowCount {
        RowCount::Rows(self)
    }
}

#[diagnostic::do_not_recommend]
impl IntoRowCount for Param<u64> {
    fn into_row_count(self) -> RowCount {
        RowCount::Param(self.index())
    }
}
