//! What an update or an upsert writes: `column = value`.

mod list;

use std::fmt;
use std::marker::PhantomData;

pub use list::Assignments;

use super::Expr;
use super::operand::{Literal, Typed};
use crate::ast;
use crate::column::Column;
use crate::never::Never;
use crate::scope::{HasExcluded, InScope, Of, Upsert};
use crate::table::{Table, TableRow};
use crate::value::{ColumnValue, IntoField};

/// One assignment to a column of the table `T`, whose value is an expression in the scope `S`.
///
/// The scope is that of the write: `T` itself for an update, [`InnerJoin<T, U>`](crate::scope::InnerJoin) for one
/// [from](crate::query::Update::from) another table, [`Upsert<T>`] for
/// [`do_update`](crate::query::OnConflict::do_update). Inference finds it, except for assignments that are gathered first.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Assignment;
///
/// let mut changes: Vec<Assignment<User>> = vec![User::NAME.to("Grace")];
/// changes.push(User::BIO.to(None));
/// db.update::<User>().set(changes).filter(User::ID.eq(1)).run()?;
/// assert_eq!(db.find::<User>(1).one()?.bio, None);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Assignment<T, S = T> {
    node: ast::Assignment,
    types: PhantomData<fn() -> (T, S)>,
}

impl<T, S> Clone for Assignment<T, S> {
    fn clone(&self) -> Self {
        Self { node: self.node.clone(), types: PhantomData }
    }
}

impl<T, S> fmt::Debug for Assignment<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

/// What can be written into a column of type `V` by a write with the scope `S`: a value, or an expression over the row.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// db.update::<User>()
///     .set((User::BIO.to("sails"), User::LOGINS.to(User::LOGINS.mul(10)), User::NAME.to(User::EMAIL)))
///     .filter(User::ID.eq(3))
///     .run()?;
/// let cleo = db.find::<User>(3).one()?;
/// assert_eq!((cleo.bio.as_deref(), cleo.logins, cleo.name.as_str()), (Some("sails"), 50, "cleo@x.org"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "a `{V}` column cannot be set to `{Self}`",
    label = "expected a `{V}`, or an expression of it over the same row"
)]
pub trait Assign<S, V, J> {
    /// The value in the untyped tree.
    #[doc(hidden)]
    fn assigned(self) -> ast::Expr;
}

#[diagnostic::do_not_recommend]
impl<S, V: ColumnValue, X: IntoField<V>> Assign<S, V, Literal> for X {
    fn assigned(self) -> ast::Expr {
        ast::Expr::from_encoded(self.into_field().encode())
    }
}

#[diagnostic::do_not_recommend]
impl<S, V, W: FitsIn<V>> Assign<S, V, Typed> for Expr<S, W> {
    fn assigned(self) -> ast::Expr {
        self.node.into_value()
    }
}

#[diagnostic::do_not_recommend]
impl<S, V, U: Table, W: ColumnValue, I> Assign<S, V, (I,)> for Column<U, W>
where
    Of<U>: InScope<U, S, I, Null<W>: FitsIn<V>>,
{
    fn assigned(self) -> ast::Expr {
        self.node()
    }
}

#[diagnostic::do_not_recommend]
impl<S, U: Table, W> Assign<S, Never, Never> for Column<U, W> {
    fn assigned(self) -> ast::Expr {
        self.node()
    }
}

/// A column value of type `Self` fits in a column of type `V`: the same type, or `V` is its `Option`.
#[diagnostic::on_unimplemented(message = "a `{Self}` does not fit in a column of `{V}`")]
pub trait FitsIn<V> {}

#[diagnostic::do_not_recommend]
impl<V> FitsIn<V> for V {}

#[diagnostic::do_not_recommend]
impl<V: crate::value::ColumnType> FitsIn<Option<V>> for V {}

#[rustfmt::skip]
impl<T: TableRow, V: ColumnValue> Column<T, V> {
    /// `column = value`, for `set` and `do_update`. The value is one of the column's type, what converts into it, or an
    /// expression over the row as it was before.
    ///
    /// A nullable column takes a value, an `Option` of one, or `None` for `NULL`. A value that SQLite has no equal for, such
    /// as NaN, is an error that names `table.column` when the statement is lowered.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.update::<User>().set(User::LOGINS.to(User::LOGINS.add(1))).filter(User::ID.eq(1)).run()?;
    /// db.update::<User>().set(User::INVITED_BY_ID.to(None)).all_rows().run()?;
    /// assert_eq!(db.find::<User>(1).one()?.logins, 4);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn to<S, R: Assign<S, V, J>, J>(self, value: R) -> Assignment<T, S> {
        let value = value.assigned().meant_for(&self.node());
        Assignment { node: ast::Assignment { column: self.index(), value }, types: PhantomData }
    }

    /// `column = excluded.column`: the value of the row that an insert could not add, for
    /// [`do_update`](crate::query::OnConflict::do_update): <https://sqlite.org/lang_upsert.html>. Elsewhere it does not
    /// compile. [`excluded`] is the value as an expression.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.insert(NewUser::builder().email("ada@x.org").name("Ada Lovelace").build())
    ///     .on_conflict(User::EMAIL)
    ///     .do_update(User::NAME.set_excluded())
    ///     .run()?;
    /// assert_eq!(db.find::<User>(1).one()?.name, "Ada Lovelace");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn set_excluded<S: HasExcluded<Never>>(self) -> Assignment<T, S> {
        let value = excluded::<Upsert<T>, _, _>(self).node;
        Assignment { node: ast::Assignment { column: self.index(), value }, types: PhantomData }
    }
}

/// `excluded.column`: the value of the row that an insert could not add, in the assignments and the filter of
/// [`do_update`](crate::query::OnConflict::do_update): <https://sqlite.org/lang_upsert.html>.
///
/// Elsewhere it does not compile. A column that the insert does not set has its default there.
///
/// # Example: logins are added up, and never go down
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let visits = [("ada@x.org", 4), ("bob@x.org", -2)];
/// let rows = visits.map(|(email, logins)| NewUser::builder().email(email).name("?").logins(logins).build());
/// let changed = db
///     .insert_many(rows)
///     .on_conflict(User::EMAIL)
///     .do_update(User::LOGINS.to(User::LOGINS.add(excluded(User::LOGINS))))
///     .filter(excluded(User::LOGINS).gt(0))
///     .run()?;
/// assert_eq!(changed, 1);
/// assert_eq!(db.select::<User>().order_by(User::ID).columns(User::LOGINS).all()?, [7, 0, 5]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[rustfmt::skip]
pub fn excluded<S: HasExcluded<T>, T: Table, V: ColumnValue>(column: Column<T, V>) -> Expr<S, V> {
    Expr::new(ast::Expr::Excluded(&T::schema().columns[column.index()]))
}
