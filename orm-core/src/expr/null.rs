//! `IS NULL`, and `IS` with a value that may be `NULL`.

use super::operand::Literal;
use super::{Expr, Kind, Param, param};
use crate::ast::{self, BinaryOp, UnaryOp};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, Encode, IntoField};

fn is<S, K>(left: ast::Expr, op: BinaryOp, value: ast::Expr) -> Expr<S, bool, K> {
    Expr::new(ast::Expr::binary(op, left, value))
}

/// What `is` takes beside a column of base type `B`: a value, an `Option` of one, or a parameter of a prepared query.
///
/// `J` is how it was found, and inferred.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let of = |predicate: Expr<User, bool>| db.select::<User>().filter(predicate).count();
/// assert_eq!(of(User::BIO.is(None))?, 2);
/// assert_eq!(of(User::INVITED_BY_ID.is(1))?, 2);
///
/// let invited_by = db.prepare(|id: Param<Option<i64>>| User::select().filter(User::INVITED_BY_ID.is(id)))?;
/// assert_eq!((invited_by.count(None)?, invited_by.count(1)?), (1, 2));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "a `{B}` column is never a `{Self}`",
    label = "expected a `{B}`, or an `Option` of it"
)]
pub trait MaybeNull<B, J> {
    /// The value in the untyped tree.
    #[doc(hidden)]
    fn maybe_null(self) -> ast::Expr;
}

#[diagnostic::do_not_recommend]
impl<B: ColumnType, X: IntoField<Option<B>>> MaybeNull<B, Literal> for X {
    fn maybe_null(self) -> ast::Expr {
        ast::Expr::from_encoded(self.into_field().encode())
    }
}

#[diagnostic::do_not_recommend]
impl<B: ColumnType, W: ColumnValue<Base = B>> MaybeNull<B, param::Placed> for Param<W> {
    fn maybe_null(self) -> ast::Expr {
        ast::Expr::Param(self.index())
    }
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// The column as an expression that may be `NULL`, where another expects that: in a set operation, in a view.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let texts: Vec<Option<String>> =
    ///     db.select::<User>().columns(User::BIO).union(Tag::select().columns(Tag::NAME.nullable())).all()?;
    /// assert_eq!(texts.len(), 4);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn nullable<S, I>(self) -> Expr<S, V::Opt> where Of<T>: InScope<T, S, I> {
        Expr::new(self.node())
    }

    /// `column IS NULL`. It is never `NULL` itself.
    ///
    /// After a left join, asked of the key of the joined table, it finds the rows without a partner.
    ///
    /// # Example: users without a post
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let silent: Vec<String> = db
    ///     .select::<User>()
    ///     .left_join::<Post>()
    ///     .on(Post::AUTHOR_ID.eq(User::ID))
    ///     .filter(Post::ID.is_null())
    ///     .columns(User::NAME)
    ///     .all()?;
    /// assert_eq!(silent, ["Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_null<S, I>(self) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        Expr::new(ast::Expr::unary(UnaryOp::IsNull, self.node()))
    }

    /// `column IS NOT NULL`. It is never `NULL` itself.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let with_bio = db.select::<User>().filter(User::BIO.is_not_null()).columns(User::NAME).all()?;
    /// assert_eq!(with_bio, ["Ada"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_not_null<S, I>(self) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        Expr::new(ast::Expr::unary(UnaryOp::IsNotNull, self.node()))
    }

    /// `column IS value`: equal, or both `NULL`. It is never `NULL` itself.
    ///
    /// It takes a value or an `Option` of one, for a program that does not know whether it has a value:
    /// <https://sqlite.org/lang_expr.html#isisnot>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let invited_by = |key: Option<i64>| db.select::<User>().filter(User::INVITED_BY_ID.is(key)).count();
    /// assert_eq!(invited_by(Some(1))?, 2);
    /// assert_eq!(invited_by(None)?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is<S, R: MaybeNull<V::Base, J>, I, J>(self, value: R) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        is(self.node(), BinaryOp::Is, value.maybe_null())
    }

    /// `column IS NOT value`: different, or exactly one of the two is `NULL`. It is never `NULL` itself.
    ///
    /// # Example: a user without an inviter was not invited by Ada
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let others = db.select::<User>().filter(User::INVITED_BY_ID.is_not(1)).columns(User::NAME).all()?;
    /// assert_eq!(others, ["Ada"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_not<S, R: MaybeNull<V::Base, J>, I, J>(self, value: R) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        is(self.node(), BinaryOp::IsNot, value.maybe_null())
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K: Kind> Expr<S, V, K> {
    /// The same expression as one that may be `NULL`, where another expects that: in a set operation, in a view.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let inviters = User::select().columns(User::INVITED_BY_ID);
    /// let ids = inviters.union(Post::select().columns(Post::AUTHOR_ID.expr().nullable()));
    /// assert_eq!(ids.order_by(User::INVITED_BY_ID).using(&db).all()?, [None, Some(1), Some(2)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn nullable(self) -> Expr<S, V::Opt, K> {
        Expr::new(self.node.into_value())
    }

    /// `expression IS NULL`. It is never `NULL` itself.
    ///
    /// # Example: an aggregate over no value
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let none = db
    ///     .select::<User>()
    ///     .group_by(User::ROLE)
    ///     .having(User::BIO.max().is_null())
    ///     .columns(User::ROLE)
    ///     .all()?;
    /// assert_eq!(none, [Role::Member]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_null(self) -> Expr<S, bool, K::Part> {
        Expr::new(ast::Expr::unary(UnaryOp::IsNull, self.node))
    }

    /// `expression IS NOT NULL`. It is never `NULL` itself.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let sum = User::INVITED_BY_ID.add(User::LOGINS);
    /// let invited = db.select::<User>().filter(sum.is_not_null()).columns(User::NAME).all()?;
    /// assert_eq!(invited, ["Bob", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_not_null(self) -> Expr<S, bool, K::Part> {
        Expr::new(ast::Expr::unary(UnaryOp::IsNotNull, self.node))
    }

    /// `expression IS value`: equal, or both `NULL`. It is never `NULL` itself.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let next = User::INVITED_BY_ID.add(1);
    /// assert_eq!(db.select::<User>().filter(next.is(None)).columns(User::NAME).all()?, ["Ada"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is<R: MaybeNull<V::Base, J>, J>(self, value: R) -> Expr<S, bool, K::Part> {
        is(self.node, BinaryOp::Is, value.maybe_null())
    }

    /// `expression IS NOT value`: different, or exactly one of the two is `NULL`. It is never `NULL` itself.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let next = User::INVITED_BY_ID.add(1);
    /// assert_eq!(db.select::<User>().filter(next.is_not(2)).columns(User::NAME).all()?, ["Ada"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_not<R: MaybeNull<V::Base, J>, J>(self, value: R) -> Expr<S, bool, K::Part> {
        is(self.node, BinaryOp::IsNot, value.maybe_null())
    }
}
