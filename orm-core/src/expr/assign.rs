//! What an update or an upsert writes: `column = value`.

use std::fmt;
use std::marker::PhantomData;

use super::Expr;
use super::operand::{Literal, Typed};
use crate::ast;
use crate::column::Column;
use crate::never::Never;
use crate::scope::{InScope, Of};
use crate::table::{Table, TableRow};
use crate::value::{ColumnValue, IntoField};

/// One assignment to a column of the table `T`.
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
pub struct Assignment<T> {
    pub(crate) node: ast::Assignment,
    table: PhantomData<fn() -> T>,
}

impl<T> Clone for Assignment<T> {
    fn clone(&self) -> Self {
        Self { node: self.node.clone(), table: PhantomData }
    }
}

impl<T> fmt::Debug for Assignment<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

/// What can be written into a column of type `V` of the table `T`: a value, or an expression over the row.
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
pub trait Assign<T, V, J> {
    /// The value in the untyped tree.
    #[doc(hidden)]
    fn assigned(self) -> ast::Expr;
}

#[diagnostic::do_not_recommend]
impl<T, V: ColumnValue, X: IntoField<V>> Assign<T, V, Literal> for X {
    fn assigned(self) -> ast::Expr {
        ast::Expr::from_encoded(self.into_field().encode())
    }
}

#[diagnostic::do_not_recommend]
impl<T, V, W: FitsIn<V>> Assign<T, V, Typed> for Expr<T, W> {
    fn assigned(self) -> ast::Expr {
        self.node.into_value()
    }
}

#[diagnostic::do_not_recommend]
impl<T, V, U: Table, W: FitsIn<V>, I> Assign<T, V, (I,)> for Column<U, W>
where
    Of<U>: InScope<U, T, I>,
{
    fn assigned(self) -> ast::Expr {
        self.node()
    }
}

#[diagnostic::do_not_recommend]
impl<T, U: Table, W> Assign<T, Never, Never> for Column<U, W> {
    fn assigned(self) -> ast::Expr {
        self.node()
    }
}

/// A column value of type `Self` fits in a column of type `V`: the same type, or `V` is its `Option`.
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
    pub fn to<R: Assign<T, V, J>, J>(self, value: R) -> Assignment<T> {
        let value = value.assigned().meant_for(&self.node());
        Assignment { node: ast::Assignment { column: self.index(), value }, table: PhantomData }
    }

    /// `column = excluded.column`: the value of the row that an insert could not add, for
    /// [`do_update`](crate::query::OnConflict::do_update): <https://sqlite.org/lang_upsert.html>.
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
    pub fn set_excluded(self) -> Assignment<T> {
        let value = ast::Expr::Excluded(&T::schema().columns[self.index()]);
        Assignment { node: ast::Assignment { column: self.index(), value }, table: PhantomData }
    }
}

/// What `set` and `do_update` take: an assignment, a tuple of them, or a `Vec`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// db.update::<User>().set((User::NAME.to("Grace"), User::LOGINS.to(0))).filter(User::ID.eq(1)).run()?;
/// assert_eq!(db.find::<User>(1).one()?.name, "Grace");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
///
/// The impls are those of `AssignmentPart`: rustc lists the impls of the trait that a method asks for, ten lines of
/// tuples, but none that is for a type parameter.
#[diagnostic::on_unimplemented(
    message = "this does not assign to a column of `{T}`",
    label = "expected `{T}::COLUMN.to(..)`, or a tuple of them"
)]
pub trait Assignments<T>: AssignmentPart<T> {}

impl<T, X: AssignmentPart<T>> Assignments<T> for X {}

/// One assignment, or several.
#[diagnostic::on_unimplemented(
    message = "this does not assign to a column of `{T}`",
    label = "expected `{T}::COLUMN.to(..)`, or a tuple of them"
)]
pub trait AssignmentPart<T> {
    /// Appends the assignments.
    #[doc(hidden)]
    fn append(self, assignments: &mut Vec<ast::Assignment>);
}

impl<T, U> AssignmentPart<T> for Assignment<U>
where
    Of<U>: Assigns<T>,
{
    fn append(self, assignments: &mut Vec<ast::Assignment>) {
        assignments.push(self.node);
    }
}

/// The assignment is to a column of the table `T`. Implemented for [`Of<T>`].
#[diagnostic::on_unimplemented(
    message = "this does not assign to a column of `{T}`",
    label = "expected `{T}::COLUMN.to(..)`"
)]
pub trait Assigns<T> {}

#[diagnostic::do_not_recommend]
impl<T: Table> Assigns<T> for Of<T> {}

#[diagnostic::do_not_recommend]
impl<T> Assigns<Never> for Of<T> {}

#[diagnostic::do_not_recommend]
impl<T> AssignmentPart<T> for Vec<Assignment<T>> {
    fn append(self, assignments: &mut Vec<ast::Assignment>) {
        assignments.extend(self.into_iter().map(|assignment| assignment.node));
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<T, $($name: AssignmentPart<T>),+> AssignmentPart<T> for ($($name,)+) {
            fn append(self, assignments: &mut Vec<ast::Assignment>) {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                $($name.append(assignments);)+
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);
