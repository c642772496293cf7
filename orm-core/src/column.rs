//! Typed names of columns: `User::EMAIL`.

mod named;

use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::expr::Expr;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::ColumnValue;

pub use named::NamedColumn;
pub(crate) use named::parse_order;

/// The column of the table `T` with values of type `V`.
///
/// `#[derive(Table)]` makes a constant for each field. The operators of a column are in its methods: comparisons,
/// text, order, aggregates and assignments.
///
/// # Example
///
/// ```
/// # use orm_sqlite::doctest::User;
/// use orm_sqlite::column::Column;
///
/// const NAME: Column<User, String> = User::NAME;
/// assert_eq!(NAME.name(), "name");
/// ```
pub struct Column<T, V> {
    index: usize,
    types: PhantomData<fn() -> (T, V)>,
}

impl<T, V> Column<T, V> {
    /// The column at a position of the table.
    #[doc(hidden)]
    pub const fn new(index: usize) -> Self {
        Self { index, types: PhantomData }
    }

    /// The position of the column in its table.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::doctest::User;
    /// assert_eq!(User::EMAIL.index(), 1);
    /// ```
    pub const fn index(self) -> usize {
        self.index
    }
}

impl<T: Table, V> Column<T, V> {
    /// The column's name in the database.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::doctest::User;
    /// assert_eq!(User::BIO.name(), "bio");
    /// ```
    pub fn name(self) -> &'static str {
        T::schema().columns[self.index].name
    }

    /// The column in the untyped tree.
    pub(crate) fn node(self) -> ast::Expr {
        ast::Expr::Column(T::source().column(self.index))
    }
}

impl<T: Table, V: ColumnValue> Column<T, V> {
    /// The column as an expression of a query's scope.
    ///
    /// Under an outer join it is nullable.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::doctest::User;
    /// use orm_sqlite::expr::Expr;
    ///
    /// let name: Expr<User, String> = User::NAME.expr();
    /// ```
    #[rustfmt::skip]
    pub fn expr<S, I>(self) -> Expr<S, <Of<T> as InScope<T, S, I>>::Null<V>> where Of<T>: InScope<T, S, I> {
        Expr::new(self.node())
    }
}

/// A column, as a trait.
///
/// An impl of another trait is for `impl AnyColumn` rather than for `Column`: rustc proposes every impl for a type that
/// it can name, at the cost of four lines, but none for a type parameter.
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "`{Self}` is not a column", label = "expected a column or an expression")]
pub trait AnyColumn {
    /// The table.
    type Table: Table;
    /// The type of its values.
    type Value: ColumnValue;

    /// The column in the untyped tree.
    fn into_node(self) -> ast::Expr;
}

#[diagnostic::do_not_recommend]
impl<T: Table, V: ColumnValue> AnyColumn for Column<T, V> {
    type Table = T;
    type Value = V;

    fn into_node(self) -> ast::Expr {
        self.node()
    }
}

impl<T, V> Clone for Column<T, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, V> Copy for Column<T, V> {}

impl<T: Table, V> fmt::Debug for Column<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", T::source().name(), self.name())
    }
}
