//! What an update or an upsert writes: `column = value`.

use std::fmt;
use std::marker::PhantomData;

use super::Expr;
use super::operand::{Literal, Typed};
use crate::ast;
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::{Table, TableRow};
use crate::value::{ColumnValue, IntoField};

/// One assignment to a column of the table `T`.
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
#[diagnostic::on_unimplemented(
    message = "a `{V}` column cannot be set to `{Self}`",
    label = "expected a `{V}`, or an expression of it"
)]
pub trait Assign<T, V, J> {
    /// The value in the untyped tree.
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
        self.node
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

/// A column value of type `Self` fits in a column of type `V`: the same type, or `V` is its `Option`.
pub trait FitsIn<V> {}

#[diagnostic::do_not_recommend]
impl<V> FitsIn<V> for V {}

#[diagnostic::do_not_recommend]
impl<V: crate::value::ColumnType> FitsIn<Option<V>> for V {}

#[rustfmt::skip]
impl<T: TableRow, V: ColumnValue> Column<T, V> {
    /// `column = value`, for `set` and `do_update`.
    pub fn to<R: Assign<T, V, J>, J>(self, value: R) -> Assignment<T> {
        let value = value.assigned().meant_for(&self.node());
        Assignment { node: ast::Assignment { column: self.index(), value }, table: PhantomData }
    }

    /// `column = excluded.column`: the value of the row that an insert could not add.
    pub fn set_excluded(self) -> Assignment<T> {
        let value = ast::Expr::Excluded(&T::schema().columns[self.index()]);
        Assignment { node: ast::Assignment { column: self.index(), value }, table: PhantomData }
    }
}

/// What `set` and `do_update` take: an assignment, a tuple of them, or a `Vec`.
#[diagnostic::on_unimplemented(
    message = "this does not assign to a column of `{T}`",
    label = "expected `{T}::COLUMN.to(..)`, or a tuple of them"
)]
pub trait Assignments<T> {
    /// Appends the assignments.
    fn append(self, assignments: &mut Vec<ast::Assignment>);
}

#[diagnostic::do_not_recommend]
impl<T> Assignments<T> for Assignment<T> {
    fn append(self, assignments: &mut Vec<ast::Assignment>) {
        assignments.push(self.node);
    }
}

#[diagnostic::do_not_recommend]
impl<T> Assignments<T> for Vec<Assignment<T>> {
    fn append(self, assignments: &mut Vec<ast::Assignment>) {
        assignments.extend(self.into_iter().map(|assignment| assignment.node));
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<T, $($name: Assignments<T>),+> Assignments<T> for ($($name,)+) {
            fn append(self, assignments: &mut Vec<ast::Assignment>) {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                $($name.append(assignments);)+
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);
