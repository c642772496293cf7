//! The scope of `do_update`.

use std::fmt;
use std::marker::PhantomData;

use super::{Here, InScope, InnerJoin, LeftJoin, Nested, Of};
use crate::never::Never;
use crate::table::Table;
use crate::value::ColumnValue;

/// The scope of `do_update` in an insert into the table `T`: the stored row, and beside it what
/// [`excluded`](crate::expr::excluded) names.
///
/// # Example: a condition for several upserts
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::scope::Upsert;
///
/// fn is_newer() -> Expr<Upsert<User>, bool> {
///     excluded(User::LOGINS).gt(User::LOGINS)
/// }
/// let again = NewUser::builder().email("ada@x.org").name("Countess").logins(2).build();
/// let insert = db.insert(again).on_conflict(User::EMAIL).do_update(User::NAME.set_excluded()).filter(is_newer());
/// assert_eq!(insert.run()?, 0);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Upsert<T>(PhantomData<fn() -> T>);

impl<T> fmt::Debug for Upsert<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Upsert")
    }
}

#[diagnostic::do_not_recommend]
impl<T> InScope<T, Upsert<T>, Here> for Of<T> {
    type Null<V: ColumnValue> = V;
}

/// A scope in which a row is at hand that an insert into the table `T` could not add.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`excluded` stands outside of `do_update`",
    label = "there is no row that could not be added",
    note = "`excluded` is for the assignments and the filter of `do_update`"
)]
pub trait HasExcluded<T> {}

#[diagnostic::do_not_recommend]
impl<T: Table> HasExcluded<T> for Upsert<T> {}

/// For an assignment, whose table is asked about elsewhere.
#[diagnostic::do_not_recommend]
impl<T> HasExcluded<Never> for Upsert<T> {}

#[diagnostic::do_not_recommend]
impl<T, O: HasExcluded<T>, U> HasExcluded<T> for Nested<O, U> {}

#[diagnostic::do_not_recommend]
impl<T, S: HasExcluded<T>, U> HasExcluded<T> for InnerJoin<S, U> {}

#[diagnostic::do_not_recommend]
impl<T, S: HasExcluded<T>, U> HasExcluded<T> for LeftJoin<S, U> {}
