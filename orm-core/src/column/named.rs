//! Columns by name: what a program learns at run time, as from a request.

use std::fmt;
use std::marker::PhantomData;

use super::Column;
use crate::ast::{self, BinaryOp, Direction, OrderBy, UnaryOp};
use crate::error::Error;
use crate::expr::{Expr, Order};
use crate::table::Table;
use crate::value::Value;

/// A column of the table `T` whose name was found at run time: see
/// [`column_by_name`](crate::query::TableExt::column_by_name).
///
/// The type of its values is not known, so it is ordered by, compared with a [`Value`] and asked whether it is `NULL`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::value::Value;
///
/// let column = User::column_by_name("name")?;
/// let found = db.select::<User>().filter(column.eq(Value::Text("Bob".to_owned()))).one()?;
/// assert_eq!(found.id, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct NamedColumn<T> {
    index: usize,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> NamedColumn<T> {
    /// The column with a name in the database.
    pub(crate) fn find(name: &str) -> Result<Self, Error> {
        let columns = T::schema().columns;
        match columns.iter().position(|column| column.name == name) {
            Some(index) => Ok(Self { index, table: PhantomData }),
            None => Err(Error::refused(format!("table `{}` has no column of that name", T::schema().name))),
        }
    }

    fn node(self) -> ast::Expr {
        ast::Expr::Column(T::source().column(self.index))
    }

    /// The column's name in the database.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// assert_eq!(User::column_by_name("bio")?.name(), "bio");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn name(self) -> &'static str {
        T::schema().columns[self.index].name
    }

    /// The position of the column in its table.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// assert_eq!(User::column_by_name("email")?.index(), User::EMAIL.index());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn index(self) -> usize {
        self.index
    }

    /// Smallest first.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let first = db.select::<User>().order_by(User::column_by_name("logins")?.asc()).one()?;
    /// assert_eq!(first.name, "Bob");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn asc(self) -> Order<T> {
        Order::from_term(OrderBy { expr: self.node(), direction: Direction::Asc, nulls: None })
    }

    /// Greatest first.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let first = db.select::<User>().order_by(User::column_by_name("logins")?.desc()).one()?;
    /// assert_eq!(first.name, "Cleo");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn desc(self) -> Order<T> {
        Order::from_term(OrderBy { expr: self.node(), direction: Direction::Desc, nulls: None })
    }

    /// `column = value`. A value of another storage class is equal to nothing, unless SQLite converts it to the column's:
    /// <https://sqlite.org/datatype3.html#type_conversions_prior_to_comparison>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::value::Value;
    ///
    /// let logins = User::column_by_name("logins")?;
    /// assert_eq!(db.select::<User>().filter(logins.eq(Value::Integer(5))).count()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn eq(self, value: Value) -> Expr<T, bool> {
        Expr::new(ast::Expr::binary(BinaryOp::Eq, self.node(), ast::Expr::Value(value)))
    }

    /// `column IS NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.select::<User>().filter(User::column_by_name("bio")?.is_null()).count()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_null(self) -> Expr<T, bool> {
        Expr::new(ast::Expr::unary(UnaryOp::IsNull, self.node()))
    }
}

/// The order that a text says: names of columns, separated by commas, each after a `-` if it is descending.
pub(crate) fn parse_order<T: Table>(text: &str, allowed: &[usize]) -> Result<Vec<Order<T>>, Error> {
    let mut seen = Vec::new();
    let mut order = Vec::new();
    for term in text.split(',').map(str::trim).filter(|_| !text.trim().is_empty()) {
        let (name, descending) = match term.strip_prefix('-') {
            Some(name) => (name, true),
            None => (term.strip_prefix('+').unwrap_or(term), false),
        };
        let column = NamedColumn::<T>::find(name).ok().filter(|column| allowed.contains(&column.index));
        let Some(column) = column else {
            let table = T::schema().name;
            return Err(Error::refused(format!("rows of `{table}` cannot be ordered by a column of that name")));
        };
        if seen.contains(&column.index) {
            return Err(Error::refused(format!("an order names the column `{}` twice", column.name())));
        }
        seen.push(column.index);
        order.push(if descending { column.desc() } else { column.asc() });
    }
    Ok(order)
}

impl<T: Table, V> From<Column<T, V>> for NamedColumn<T> {
    fn from(column: Column<T, V>) -> Self {
        Self { index: column.index(), table: PhantomData }
    }
}

impl<T> Clone for NamedColumn<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for NamedColumn<T> {}

impl<T: Table> fmt::Debug for NamedColumn<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", T::source().name(), self.name())
    }
}
