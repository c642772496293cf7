//! `ORDER BY` terms.

use std::fmt;
use std::marker::PhantomData;

use super::{Expr, Row};
use crate::ast::{self, Direction, Nulls, OrderBy};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::ColumnValue;

/// One term of an order, in a query with the scope `S`. `K` is the kind of its expression: an aggregate orders groups only.
///
/// Without [`nulls_first`](Self::nulls_first) or [`nulls_last`](Self::nulls_last), `NULL` counts as smaller than every
/// value: <https://sqlite.org/lang_select.html#orderby>.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Order;
///
/// let mut order: Vec<Order<User>> = vec![User::BIO.asc().nulls_last()];
/// order.push(User::NAME.desc());
/// assert_eq!(db.select::<User>().order_by(order).columns(User::NAME).all()?, ["Ada", "Cleo", "Bob"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Order<S, K = Row> {
    pub(crate) term: OrderBy,
    types: PhantomData<fn() -> (S, K)>,
}

impl<S, K> Order<S, K> {
    pub(crate) const fn from_term(term: OrderBy) -> Self {
        Self { term, types: PhantomData }
    }

    const fn new(expr: ast::Expr, direction: Direction) -> Self {
        Self { term: OrderBy { expr, direction, nulls: None }, types: PhantomData }
    }

    /// `NULLS FIRST`: what SQLite does by itself when the order ascends.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let ids = db.select::<User>().order_by(User::INVITED_BY_ID.desc().nulls_first()).columns(User::ID).all()?;
    /// assert_eq!(ids[0], 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub const fn nulls_first(mut self) -> Self {
        self.term.nulls = Some(Nulls::First);
        self
    }

    /// `NULLS LAST`: what SQLite does by itself when the order descends.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let ids = db.select::<User>().order_by(User::INVITED_BY_ID.asc().nulls_last()).columns(User::ID).all()?;
    /// assert_eq!(ids[2], 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub const fn nulls_last(mut self) -> Self {
        self.term.nulls = Some(Nulls::Last);
        self
    }
}

impl<S, K> Clone for Order<S, K> {
    fn clone(&self) -> Self {
        Self { term: self.term.clone(), types: PhantomData }
    }
}

impl<S, K> fmt::Debug for Order<S, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.term.fmt(f)
    }
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// Smallest first: `column ASC`. A bare column in `order_by` means the same.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let names = db.select::<User>().order_by(User::LOGINS.asc()).columns(User::NAME).all()?;
    /// assert_eq!(names, ["Bob", "Ada", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn asc<S, I>(self) -> Order<S> where Of<T>: InScope<T, S, I> {
        Order::new(self.node(), Direction::Asc)
    }

    /// Greatest first: `column DESC`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let names = db.select::<User>().order_by(User::LOGINS.desc()).columns(User::NAME).all()?;
    /// assert_eq!(names, ["Cleo", "Ada", "Bob"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn desc<S, I>(self) -> Order<S> where Of<T>: InScope<T, S, I> {
        Order::new(self.node(), Direction::Desc)
    }
}

impl<S, V, K> Expr<S, V, K> {
    /// Smallest first: `expression ASC`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let names = db.select::<User>().order_by(User::posts().count().asc()).columns(User::NAME).all()?;
    /// assert_eq!(names, ["Cleo", "Bob", "Ada"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn asc(self) -> Order<S, K> {
        Order::new(self.node.into_value(), Direction::Asc)
    }

    /// Greatest first: `expression DESC`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let names = db.select::<User>().order_by(User::posts().count().desc()).columns(User::NAME).all()?;
    /// assert_eq!(names, ["Ada", "Bob", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn desc(self) -> Order<S, K> {
        Order::new(self.node.into_value(), Direction::Desc)
    }
}

/// What `order_by` takes: a term, a column or an expression (ascending), a tuple of them, or a `Vec` of terms.
///
/// `K` is the kind of its expressions, `I` how their tables were found; both are inferred.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let names = db.select::<User>().order_by((User::ROLE, User::NAME.desc())).columns(User::NAME).all()?;
/// assert_eq!(names, ["Ada", "Cleo", "Bob"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
///
/// The impls are those of `OrderPart`: rustc lists the impls of the trait that a method asks for, ten lines of tuples,
/// but none that is for a type parameter.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an order",
    label = "expected a column, `.asc()` or `.desc()`"
)]
pub trait IntoOrder<S, K, I>: OrderPart<S, K, I> {}

impl<S, K, I, X: OrderPart<S, K, I>> IntoOrder<S, K, I> for X {}

/// One term of an order, or several.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an order",
    label = "expected a column, `.asc()` or `.desc()`"
)]
pub trait OrderPart<S, K, I> {
    /// Appends the terms.
    #[doc(hidden)]
    fn append(self, terms: &mut Vec<OrderBy>);
}

#[diagnostic::do_not_recommend]
impl<S, K> OrderPart<S, K, ()> for Order<S, K> {
    fn append(self, terms: &mut Vec<OrderBy>) {
        terms.push(self.term);
    }
}

#[diagnostic::do_not_recommend]
impl<S, K> OrderPart<S, K, ()> for Vec<Order<S, K>> {
    fn append(self, terms: &mut Vec<OrderBy>) {
        terms.extend(self.into_iter().map(|order| order.term));
    }
}

#[diagnostic::do_not_recommend]
impl<S, V, K> OrderPart<S, K, ()> for Expr<S, V, K> {
    fn append(self, terms: &mut Vec<OrderBy>) {
        terms.push(self.asc().term);
    }
}

impl<S, T: Table, V: ColumnValue, I> OrderPart<S, Row, I> for Column<T, V>
where
    Of<T>: InScope<T, S, I>,
{
    fn append(self, terms: &mut Vec<OrderBy>) {
        terms.push(OrderBy { expr: self.node(), direction: Direction::Asc, nulls: None });
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<S, $($name: OrderPart<S, $kind, $index>, $index, $kind),+> OrderPart<S, ($($kind,)+), ($($index,)+)> for ($($name,)+) {
            fn append(self, terms: &mut Vec<OrderBy>) {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                $($name.append(terms);)+
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);
