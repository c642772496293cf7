//! `=`, `<>`, `<`, `<=`, `>`, `>=`, `BETWEEN`, and `IS`.

use super::{Expr, Joined, Kind, Operand, Row};
use crate::ast::{self, BinaryOp};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::ColumnValue;

fn compare<S, K>(left: ast::Expr, op: BinaryOp, right: ast::Expr) -> Expr<S, bool, K> {
    Expr::new(ast::Expr::binary(op, left, right))
}

fn between<S, K>(operand: ast::Expr, low: ast::Expr, high: ast::Expr) -> Expr<S, bool, K> {
    let low = low.meant_for(&operand);
    let high = high.meant_for(&operand);
    Expr::new(ast::Expr::Between(Box::new([operand, low, high])))
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `column = value`: the rows whose column equals a value, another column or an expression.
    ///
    /// `NULL` equals nothing, not even `NULL`: see [`is_null`](Self::is_null) and [`is`](Self::is). A value that is an
    /// `Option` is refused while compiling; between columns, nullable or not, everything of one base type compares.
    /// Text is compared byte by byte, unless the column has a collation: <https://sqlite.org/datatype3.html#collation>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let ada = db.select::<User>().filter(User::NAME.eq("Ada")).one()?;
    /// assert_eq!(ada.id, 1);
    ///
    /// let invited = db.select::<User>().filter(User::INVITED_BY_ID.eq(ada.id)).count()?;
    /// assert_eq!(invited, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn eq<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, bool, R::Kind<Row>> where Of<T>: InScope<T, S, I> {
        compare(self.node(), BinaryOp::Eq, value.operand())
    }

    /// `column <> value`.
    ///
    /// A row whose column is `NULL` is not found, because `NULL` is not unequal to anything either: see
    /// [`is_not`](Self::is_not), which finds it.
    ///
    /// # Example: `NULL` is not unequal
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let not_by_bob = db.select::<User>().filter(User::INVITED_BY_ID.ne(2)).columns(User::NAME).all()?;
    /// assert_eq!(not_by_bob, ["Bob", "Cleo"]);
    ///
    /// let not_by_bob = db.select::<User>().filter(User::INVITED_BY_ID.is_not(2)).count()?;
    /// assert_eq!(not_by_bob, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn ne<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, bool, R::Kind<Row>> where Of<T>: InScope<T, S, I> {
        compare(self.node(), BinaryOp::Ne, value.operand())
    }

    /// `column < value`; not true where either is `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let rare = db.select::<User>().filter(User::LOGINS.lt(3)).columns(User::NAME).all()?;
    /// assert_eq!(rare, ["Bob"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn lt<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, bool, R::Kind<Row>> where Of<T>: InScope<T, S, I> {
        compare(self.node(), BinaryOp::Lt, value.operand())
    }

    /// `column <= value`; not true where either is `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let rare = db.select::<User>().filter(User::LOGINS.le(3)).columns(User::NAME).all()?;
    /// assert_eq!(rare, ["Ada", "Bob"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn le<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, bool, R::Kind<Row>> where Of<T>: InScope<T, S, I> {
        compare(self.node(), BinaryOp::Le, value.operand())
    }

    /// `column > value`; not true where either is `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let frequent = db.select::<User>().filter(User::LOGINS.gt(3)).columns(User::NAME).all()?;
    /// assert_eq!(frequent, ["Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn gt<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, bool, R::Kind<Row>> where Of<T>: InScope<T, S, I> {
        compare(self.node(), BinaryOp::Gt, value.operand())
    }

    /// `column >= value`; not true where either is `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let frequent = db.select::<User>().filter(User::LOGINS.ge(3)).columns(User::NAME).all()?;
    /// assert_eq!(frequent, ["Ada", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn ge<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, bool, R::Kind<Row>> where Of<T>: InScope<T, S, I> {
        compare(self.node(), BinaryOp::Ge, value.operand())
    }

    /// `column BETWEEN low AND high`, both ends included; not true where one of the three is `NULL`.
    ///
    /// Nothing is between a `low` that is greater than the `high`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let some = db.select::<User>().filter(User::LOGINS.between(1, 3)).columns(User::NAME).all()?;
    /// assert_eq!(some, ["Ada"]);
    /// assert!(!db.select::<User>().filter(User::LOGINS.between(3, 1)).exists()?);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn between<S, L: Operand<S, V::Base, J> + Joined<S, J>, H: Operand<S, V::Base, K> + Joined<S, K>, I, J, K>(self, low: L, high: H) -> Expr<S, bool, H::Kind<L::Kind<Row>>> where Of<T>: InScope<T, S, I> {
        between(self.node(), low.operand(), high.operand())
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K: Kind> Expr<S, V, K> {
    /// `expression = value`. `NULL` equals nothing: see [`is_null`](Self::is_null) and [`is`](Self::is).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let writers = db.select::<User>().filter(User::posts().count().eq(2)).columns(User::NAME).all()?;
    /// assert_eq!(writers, ["Ada"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn eq<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, bool, R::Kind<K>> {
        compare(self.node, BinaryOp::Eq, value.operand())
    }

    /// `expression <> value`, not true where the expression is `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let writers = db.select::<User>().filter(User::posts().count().ne(0)).columns(User::NAME).all()?;
    /// assert_eq!(writers, ["Ada", "Bob"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn ne<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, bool, R::Kind<K>> {
        compare(self.node, BinaryOp::Ne, value.operand())
    }

    /// `expression < value`; not true where either is `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let writers = db.select::<User>().filter(User::posts().count().lt(2)).columns(User::NAME).all()?;
    /// assert_eq!(writers, ["Bob", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn lt<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, bool, R::Kind<K>> {
        compare(self.node, BinaryOp::Lt, value.operand())
    }

    /// `expression <= value`; not true where either is `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let writers = db.select::<User>().filter(User::posts().count().le(1)).columns(User::NAME).all()?;
    /// assert_eq!(writers, ["Bob", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn le<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, bool, R::Kind<K>> {
        compare(self.node, BinaryOp::Le, value.operand())
    }

    /// `expression > value`; not true where either is `NULL`. In `having` it compares an aggregate.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let writers: Vec<(i64, i64)> = db
    ///     .select::<Post>()
    ///     .group_by(Post::AUTHOR_ID)
    ///     .having(count().gt(1))
    ///     .columns((Post::AUTHOR_ID, count()))
    ///     .all()?;
    /// assert_eq!(writers, [(1, 2)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn gt<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, bool, R::Kind<K>> {
        compare(self.node, BinaryOp::Gt, value.operand())
    }

    /// `expression >= value`; not true where either is `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let liked = db
    ///     .select::<Post>()
    ///     .group_by(Post::AUTHOR_ID)
    ///     .having(Post::LIKES.sum().ge(13))
    ///     .columns(Post::AUTHOR_ID)
    ///     .all()?;
    /// assert_eq!(liked, [1]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn ge<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, bool, R::Kind<K>> {
        compare(self.node, BinaryOp::Ge, value.operand())
    }

    /// `expression BETWEEN low AND high`, both ends included; not true where one of the three is `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let doubled = User::LOGINS.mul(2);
    /// let some = db.select::<User>().filter(doubled.between(6, 10)).columns(User::NAME).all()?;
    /// assert_eq!(some, ["Ada", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn between<L: Operand<S, V::Base, I> + Joined<S, I>, H: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, low: L, high: H) -> Expr<S, bool, H::Kind<L::Kind<K>>> {
        between(self.node, low.operand(), high.operand())
    }
}
