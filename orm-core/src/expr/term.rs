//! What a function is called on.

use super::operand::Typed;
use super::{Expr, Kind, Row};
use crate::ast;
use crate::column::AnyColumn;
use crate::scope::{At, InScope, Of};
use crate::value::ColumnValue;

/// A column or an expression with a value of type `V` in the scope `S`, found at `J`; `K` is its kind.
///
/// # Example: a function over any two columns or expressions of integers
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::expr::{Row, Term};
///
/// fn is_first_post<A: Term<Post, I, i64, Row>, B: Term<Post, J, i64, Row>, I, J>(author: A, post: B) -> Expr<Post, bool> {
///     (author, post).eq((1, 1))
/// }
/// assert_eq!(database()?.select::<Post>().filter(is_first_post(Post::AUTHOR_ID, Post::ID)).count()?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column or an expression",
    label = "expected a column or an expression"
)]
pub trait Term<S, J, V, K>: Sized {
    /// The term in the untyped tree.
    #[doc(hidden)]
    fn term(self) -> ast::Expr;
}

impl<S, C: AnyColumn, I> Term<S, At<I>, <Of<C::Table> as InScope<C::Table, S, I>>::Null<C::Value>, Row> for C
where
    Of<C::Table>: InScope<C::Table, S, I>,
{
    fn term(self) -> ast::Expr {
        self.into_node()
    }
}

#[diagnostic::do_not_recommend]
impl<S, V: ColumnValue, K: Kind> Term<S, Typed, V, K> for Expr<S, V, K> {
    fn term(self) -> ast::Expr {
        self.node
    }
}
