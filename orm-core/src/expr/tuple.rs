//! Row values: `(a, b) < (x, y)`.
//!
//! SQLite's documentation: <https://sqlite.org/rowvalue.html>. An index over the same columns is used for them.

use super::operand::OperandKind;
use super::term::Term;
use super::{Expr, Joined, Kind, Kinds, Operand};
use crate::ast::{self, BinaryOp, List};
use crate::value::{ColumnValue, Encode, EncodeError, IntoValue, Value};

fn compare<S, K>(left: Vec<ast::Expr>, op: BinaryOp, right: Vec<ast::Expr>) -> Expr<S, bool, K> {
    let right = right.into_iter().zip(&left).map(|(part, column)| part.meant_for(column)).collect();
    Expr::new(ast::Expr::binary(op, ast::Expr::Tuple(left), ast::Expr::Tuple(right)))
}

fn in_list<S, V, R: RowOf<V>, K>(
    parts: Vec<ast::Expr>,
    rows: impl IntoIterator<Item = R>,
    negated: bool,
) -> Expr<S, bool, K> {
    let rows: Result<Vec<_>, _> = rows.into_iter().map(RowValues::values).collect();
    Expr::new(match rows {
        Ok(rows) => ast::Expr::InList { operand: Box::new(ast::Expr::Tuple(parts)), list: List::Rows(rows), negated },
        Err((part, error)) => ast::Expr::Invalid(error, None).meant_for(&parts[part]),
    })
}

/// Two or more columns or expressions that are compared together: `(User::NAME, User::ID).gt(("Ada", 1))`.
///
/// `V` is the tuple of their types, `I` how they were found, `K` the tuple of their kinds; all are inferred.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let after_ada = (User::NAME, User::ID).gt(("Ada", 1));
/// assert_eq!(db.select::<User>().filter(after_ada).columns(User::NAME).all()?, ["Bob", "Cleo"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[rustfmt::skip]
pub trait RowValue<S, I, V, K: Kinds>: RowTerms<S, I, V, K> {
    /// `(a, b) = (x, y)`: equal in each part.
    ///
    /// A part that is `NULL` equals nothing, so that the whole is not true. The parts on the right are values, columns or
    /// expressions.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let ada = db.select::<User>().filter((User::NAME, User::LOGINS).eq(("Ada", 3))).count()?;
    /// assert_eq!(ada, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn eq<R: RowOperand<S, V, J> + RowJoined<S, J>, J>(self, row: R) -> Expr<S, bool, R::Kind<K::Out>> {
        compare(self.parts(), BinaryOp::Eq, row.row())
    }

    /// `(a, b) <> (x, y)`: different in a part.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let others = db.select::<User>().filter((User::NAME, User::LOGINS).ne(("Ada", 3))).count()?;
    /// assert_eq!(others, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn ne<R: RowOperand<S, V, J> + RowJoined<S, J>, J>(self, row: R) -> Expr<S, bool, R::Kind<K::Out>> {
        compare(self.parts(), BinaryOp::Ne, row.row())
    }

    /// `(a, b) < (x, y)`: smaller in the first part that differs.
    ///
    /// Parts are compared from the first to the last; one that is `NULL` makes the whole `NULL`, unless an earlier part has
    /// decided it already.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let before = db.select::<Post>().filter((Post::AUTHOR_ID, Post::LIKES).lt((1, 8))).columns(Post::TITLE).all()?;
    /// assert_eq!(before, ["Notes"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn lt<R: RowOperand<S, V, J> + RowJoined<S, J>, J>(self, row: R) -> Expr<S, bool, R::Kind<K::Out>> {
        compare(self.parts(), BinaryOp::Lt, row.row())
    }

    /// `(a, b) <= (x, y)`: equal, or smaller in the first part that differs.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let until = db.select::<Post>().filter((Post::AUTHOR_ID, Post::LIKES).le((1, 8))).columns(Post::TITLE).all()?;
    /// assert_eq!(until, ["Notes", "Engines"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn le<R: RowOperand<S, V, J> + RowJoined<S, J>, J>(self, row: R) -> Expr<S, bool, R::Kind<K::Out>> {
        compare(self.parts(), BinaryOp::Le, row.row())
    }

    /// `(a, b) > (x, y)`: greater in the first part that differs.
    ///
    /// # Example: the page after a row
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let next = (Post::AUTHOR_ID, Post::ID).gt((1, 1));
    /// let page = db.select::<Post>().filter(next).order_by((Post::AUTHOR_ID, Post::ID)).columns(Post::TITLE).all()?;
    /// assert_eq!(page, ["Engines", "Draft"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn gt<R: RowOperand<S, V, J> + RowJoined<S, J>, J>(self, row: R) -> Expr<S, bool, R::Kind<K::Out>> {
        compare(self.parts(), BinaryOp::Gt, row.row())
    }

    /// `(a, b) >= (x, y)`: equal, or greater in the first part that differs.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let from = db.select::<Post>().filter((Post::AUTHOR_ID, Post::LIKES).ge((1, 8))).columns(Post::TITLE).all()?;
    /// assert_eq!(from, ["Engines", "Draft"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn ge<R: RowOperand<S, V, J> + RowJoined<S, J>, J>(self, row: R) -> Expr<S, bool, R::Kind<K::Out>> {
        compare(self.parts(), BinaryOp::Ge, row.row())
    }

    /// `(a, b) IN (VALUES (..), (..))`: equal to one of the rows.
    ///
    /// An empty list finds nothing. Each part of each row is a parameter of its own, so that a list of more than 32,766 of them
    /// is [refused](crate::error::Error::is_limit) before SQLite sees it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let links = db.select::<PostTag>().filter((PostTag::POST_ID, PostTag::TAG_ID).in_list([(1, 1), (2, 2), (9, 9)]));
    /// assert_eq!(links.count()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn in_list<R: RowOf<V>>(self, rows: impl IntoIterator<Item = R>) -> Expr<S, bool, <K::Out as Kind>::Part> {
        in_list(self.parts(), rows, false)
    }

    /// `(a, b) NOT IN (VALUES (..), (..))`: different from each of the rows, and not true where a part is `NULL` that decides it.
    ///
    /// An empty list finds every row in a read; an update or a delete refuses it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let links = db.select::<PostTag>().filter((PostTag::POST_ID, PostTag::TAG_ID).not_in_list([(1, 1), (2, 2)]));
    /// assert_eq!(links.columns((PostTag::POST_ID, PostTag::TAG_ID)).all()?, [(2, 1)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn not_in_list<R: RowOf<V>>(self, rows: impl IntoIterator<Item = R>) -> Expr<S, bool, <K::Out as Kind>::Part> {
        in_list(self.parts(), rows, true)
    }
}

#[diagnostic::do_not_recommend]
impl<S, I, V, K: Kinds, X: RowParts<S, I, V, K>> RowValue<S, I, V, K> for X {}

/// The parts of a row value. The impls are those of `RowParts`: rustc lists the impls of the trait that a method asks for, ten
/// lines of tuples, but none that is for a type parameter. So it is with the two other traits of this file.
#[doc(hidden)]
pub trait RowTerms<S, I, V, K>: RowParts<S, I, V, K> {}

impl<S, I, V, K, X: RowParts<S, I, V, K>> RowTerms<S, I, V, K> for X {}

/// A tuple of terms.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no row value",
    label = "expected a tuple of columns or expressions"
)]
pub trait RowParts<S, I, V, K>: Sized {
    /// The parts in the untyped tree.
    fn parts(self) -> Vec<ast::Expr>;
}

/// What a row value of the types `V` is compared with: a tuple of as many values, columns or expressions.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let own = (Comment::POST_ID, Comment::AUTHOR_ID).eq((Comment::ID, 2));
/// assert_eq!(db.select::<Comment>().filter(own).count()?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "the row value `{V}` cannot be compared with `{Self}`",
    label = "expected a tuple of as many values or columns of these types"
)]
pub trait RowOperand<S, V, J>: RowOperandParts<S, V, J> {}

impl<S, V, J, X: RowOperandParts<S, V, J>> RowOperand<S, V, J> for X {}

/// A tuple of operands whose tables are part of the scope `S`; a trait beside [`RowOperand`], so that a mistake is one message.
#[doc(hidden)]
pub trait RowJoined<S, J> {
    /// The kind of a comparison between a row value of the kind `K` and this one.
    type Kind<K: Kind>: Kind;
}

/// A tuple of operands.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the row value `{V}` cannot be compared with `{Self}`",
    label = "expected a tuple of as many values or columns of these types"
)]
pub trait RowOperandParts<S, V, J> {
    /// The parts in the untyped tree.
    fn row(self) -> Vec<ast::Expr>;
}

/// A tuple of values for a row value of the types `V`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::RowOf;
///
/// fn number_of<R: RowOf<(i64, i64)>>(db: &Database, links: Vec<R>) -> Result<u64, orm_sqlite::Error> {
///     db.select::<PostTag>().filter((PostTag::POST_ID, PostTag::TAG_ID).in_list(links)).count()
/// }
/// assert_eq!(number_of(&db, vec![(1, 1), (2, 1)])?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of the types `{V}`",
    label = "expected a tuple of as many values of these types"
)]
pub trait RowOf<V>: RowValues<V> {}

impl<V, X: RowValues<V>> RowOf<V> for X {}

/// A tuple of values.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of the types `{V}`",
    label = "expected a tuple of as many values of these types"
)]
pub trait RowValues<V> {
    /// The values, or which of them SQLite has no equal for.
    ///
    /// # Errors
    ///
    /// When SQLite has no equal for one of them.
    fn values(self) -> Result<Vec<Value>, (usize, EncodeError)>;
}

#[diagnostic::do_not_recommend]
impl<V, X: RowValues<V> + Clone> RowValues<V> for &X {
    fn values(self) -> Result<Vec<Value>, (usize, EncodeError)> {
        self.clone().values()
    }
}

macro_rules! row_value {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<S, $($name: Term<S, $index, $row, $kind>, $index, $kind, $row),+>
            RowParts<S, ($($index,)+), ($($row,)+), ($($kind,)+)> for ($($name,)+)
        {
            fn parts(self) -> Vec<ast::Expr> {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                vec![$($name.term().into_value()),+]
            }
        }

        impl<S, $($name: Operand<S, $row::Base, $index>, $index, $row: ColumnValue),+>
            RowOperandParts<S, ($($row,)+), ($($index,)+)> for ($($name,)+)
        {
            fn row(self) -> Vec<ast::Expr> {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                vec![$($name.operand().into_value()),+]
            }
        }

        impl<S, $($name: Joined<S, $index>, $index),+> RowJoined<S, ($($index,)+)> for ($($name,)+) {
            type Kind<K: Kind> = row_value!(@joined K; $($name $index)+);
        }

        impl<$($name: IntoValue<$row::Base>, $row: ColumnValue),+> RowValues<($($row,)+)> for ($($name,)+) {
            fn values(self) -> Result<Vec<Value>, (usize, EncodeError)> {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                let values = [$($name.into_value().encode()),+];
                let values = values.into_iter().enumerate();
                values.map(|(part, value)| value.map_err(|error| (part, error))).collect()
            }
        }
    };
    (@joined $joined:ty;) => { $joined };
    (@joined $joined:ty; $name:ident $index:ident $($rest:ident)*) => {
        row_value!(@joined <$name as OperandKind<$index>>::Kind<$joined>; $($rest)*)
    };
}

crate::macros::for_each_tuple!(row_value);
