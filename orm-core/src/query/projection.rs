//! What `columns` takes.

use crate::ast;
use crate::column::Column;
use crate::expr::{Expr, Row, WindowFunction};
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnValue, FromRow};

/// A column, an expression, or a tuple of up to 16 of them, in a query with the scope `S`.
///
/// `R` is what a row becomes: the column's type, its `Option` under an outer join, or the tuple of them. `K` is whether
/// the projection is about rows or about groups, `I` how the tables were found; all three are inferred.
///
/// The impls are those of `ProjectPart`: rustc lists the impls of the trait that a method asks for, ten lines of tuples,
/// but none that is for a type parameter.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let names: Vec<String> = db.select::<User>().columns(User::NAME).all()?;
/// let pairs: Vec<(i64, String)> = db.select::<User>().columns((User::ID, User::NAME)).all()?;
/// assert_eq!(pairs[0], (1, names[0].clone()));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait Project<S, K, I, R>: ProjectPart<S, K, I, R> {}

impl<S, K, I, R, X: ProjectPart<S, K, I, R>> Project<S, K, I, R> for X {}

/// One column of a projection, or several.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be selected", label = "expected a column or an expression")]
pub trait ProjectPart<S, K, I, R> {
    /// Appends the expressions.
    #[doc(hidden)]
    fn project(self, columns: &mut Vec<ast::Expr>);
}

impl<S, T: Table, V: ColumnValue, I> ProjectPart<S, Row, I, <Of<T> as InScope<T, S, I>>::Null<V>> for Column<T, V>
where
    Of<T>: InScope<T, S, I>,
{
    fn project(self, columns: &mut Vec<ast::Expr>) {
        columns.push(self.node());
    }
}

#[diagnostic::do_not_recommend]
impl<S, V: FromRow, K> ProjectPart<S, K, (), V> for Expr<S, V, K> {
    fn project(self, columns: &mut Vec<ast::Expr>) {
        columns.push(self.node.into_value());
    }
}

/// Never true: it is here for its message.
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "a window function has no window", label = "expected `.over(window())`")]
pub trait HasWindow {}

impl<S, V: FromRow, K> ProjectPart<S, K, (), V> for WindowFunction<S, V, K>
where
    Self: HasWindow,
{
    fn project(self, _: &mut Vec<ast::Expr>) {}
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<S, $($name: ProjectPart<S, $kind, $index, $row>, $index, $kind, $row),+>
            ProjectPart<S, ($($kind,)+), ($($index,)+), ($($row,)+)> for ($($name,)+)
        {
            fn project(self, columns: &mut Vec<ast::Expr>) {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                $($name.project(columns);)+
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);
