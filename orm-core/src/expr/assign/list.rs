//! One assignment, or several.

use super::Assignment;
use crate::ast;
use crate::never::Never;
use crate::scope::Of;
use crate::table::Table;

/// What `set` and `do_update` take: an assignment, a tuple of them, or a `Vec`. `S` is the scope of the write.
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
pub trait Assignments<T, S = T>: AssignmentPart<T, S> {}

impl<T, S, X: AssignmentPart<T, S>> Assignments<T, S> for X {}

/// One assignment, or several.
#[diagnostic::on_unimplemented(
    message = "this does not assign to a column of `{T}`",
    label = "expected `{T}::COLUMN.to(..)`, or a tuple of them"
)]
pub trait AssignmentPart<T, S> {
    /// Appends the assignments.
    #[doc(hidden)]
    fn append(self, assignments: &mut Vec<ast::Assignment>);
}

impl<T, S, U, X> AssignmentPart<T, S> for Assignment<U, X>
where
    Of<U>: Assigns<T>,
    S: Evaluates<X>,
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

/// A write with this scope can work out an expression in the scope `X`: the same. Asked in this direction, because the
/// scope of the write is known, and that of the assignment is to be inferred.
#[diagnostic::on_unimplemented(
    message = "the value of this assignment belongs into another write",
    label = "it is over `{X}`, and the write over `{Self}`",
    note = "`excluded` is for `do_update`, a column of another table for an update `from` it"
)]
pub trait Evaluates<X> {}

#[diagnostic::do_not_recommend]
impl<S> Evaluates<S> for S {}

#[diagnostic::do_not_recommend]
impl<T, S, X> AssignmentPart<T, S> for Vec<Assignment<T, X>>
where
    S: Evaluates<X>,
{
    fn append(self, assignments: &mut Vec<ast::Assignment>) {
        assignments.extend(self.into_iter().map(|assignment| assignment.node));
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<T, S, $($name: AssignmentPart<T, S>),+> AssignmentPart<T, S> for ($($name,)+) {
            fn append(self, assignments: &mut Vec<ast::Assignment>) {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                $($name.append(assignments);)+
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);
