//! Set operations: `UNION`, `UNION ALL`, `INTERSECT`, `EXCEPT`.

use std::marker::PhantomData;

use super::group::{Combined, Shown};
use super::select::Select;
use crate::ast::{self, SetOp};
use crate::engine::Unbound;
use crate::expr::Expr;
use crate::never::Never;
use crate::scope::{Enclosed, Within};

/// A select without a database that can be the right side of a set operation inside of a query with the scope `O`, with
/// rows of type `R`.
///
/// The columns of both sides have the same types, nullability included: `.nullable()` makes a column or an expression that
/// is never `NULL` fit one that may be.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let bios = User::select().columns((User::NAME, User::BIO));
/// let titles = Post::select().columns((Post::TITLE, Post::TITLE.nullable()));
/// let rows: Vec<(String, Option<String>)> = bios.union_all(titles).using(&db).all()?;
/// assert_eq!(rows.len(), 6);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "this is not a side of a set operation",
    label = "expected a select without a database",
    note = "the other side starts with `Post::select()`, not with `db.select::<Post>()`"
)]
pub trait SetOperand<R, O> {
    /// The tree.
    #[doc(hidden)]
    fn operand(self) -> ast::Select;
}

#[diagnostic::do_not_recommend]
impl<S: Within<O>, R: Shown, G, O> SetOperand<R, O> for Select<S, Unbound, R, G> {
    fn operand(self) -> ast::Select {
        self.into_tree()
    }
}

#[diagnostic::do_not_recommend]
impl<S, R, G, O> SetOperand<R, O> for Select<S, Never, R, G> {
    fn operand(self) -> ast::Select {
        self.into_tree()
    }
}

/// Rows of the same type.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the sides of a set operation give different rows: `{R}` and `{Self}`",
    label = "the other side gives `{Self}`",
    note = "the columns of both have the same types, in the same order; `.nullable()` makes a column fit a nullable one"
)]
pub trait SameRow<R> {}

#[diagnostic::do_not_recommend]
impl<R> SameRow<R> for R {}

/// Stands for the rows `R` of a set operation in [`OneSide`].
#[doc(hidden)]
#[derive(Debug)]
pub struct Whole<R>(PhantomData<fn() -> R>);

/// Never implemented: a filter cannot stand after a set operation.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this `filter` stands after a set operation",
    label = "a filter is about one of the sides",
    note = "filter each side, or select from the whole as a `subquery` of a view"
)]
pub trait OneSide {}

#[rustfmt::skip]
impl<S, D, R> Select<S, D, R, Combined> {
    /// Too late: this is here for its error.
    #[doc(hidden)]
    pub fn filter<K>(self, _: Expr<S, bool, K>) -> Self where Whole<R>: OneSide {
        self
    }
}

#[rustfmt::skip]
impl<S: Enclosed, D, R: Shown, G> Select<S, D, R, G> {
    /// `UNION`: the rows of both, each once.
    ///
    /// `order_by`, `limit` and `offset` that follow are about the whole; those before it stay the left side's own. Set
    /// operations nest in any order, with the meaning that the parentheses of Rust give them. The order names columns or
    /// expressions that the left side shows; another is refused before the statement is prepared. Two `NULL`s are equal here:
    /// <https://sqlite.org/lang_select.html#compound>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let words: Vec<String> = db
    ///     .select::<User>()
    ///     .columns(User::NAME)
    ///     .union(Tag::select().columns(Tag::NAME))
    ///     .order_by(User::NAME.desc())
    ///     .limit(3)
    ///     .all()?;
    /// assert_eq!(words, ["math", "machines", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn union<Q: SetOperand<R2, S::By>, R2: SameRow<R>>(self, other: Q) -> Select<S, D, R, Combined> {
        self.combined(SetOp::Union, other.operand())
    }

    /// `UNION ALL`: the rows of the left side and then those of the right, equal ones too.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let authors = Post::select().columns(Post::AUTHOR_ID).union_all(Comment::select().columns(Comment::AUTHOR_ID));
    /// assert_eq!(authors.using(&db).count()?, 6);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn union_all<Q: SetOperand<R2, S::By>, R2: SameRow<R>>(self, other: Q) -> Select<S, D, R, Combined> {
        self.combined(SetOp::UnionAll, other.operand())
    }

    /// `INTERSECT`: the rows that both sides have, each once.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let both = Post::select().columns(Post::AUTHOR_ID).intersect(Comment::select().columns(Comment::AUTHOR_ID));
    /// assert_eq!(both.using(&db).all()?, [2]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn intersect<Q: SetOperand<R2, S::By>, R2: SameRow<R>>(self, other: Q) -> Select<S, D, R, Combined> {
        self.combined(SetOp::Intersect, other.operand())
    }

    /// `EXCEPT`: the rows of the left side that the right one does not have, each once.
    ///
    /// # Example: the parentheses of Rust count
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = User::select().columns(User::ID);
    /// let posting = Post::select().columns(Post::AUTHOR_ID);
    /// let commenting = Comment::select().columns(Comment::AUTHOR_ID);
    /// let active = posting.clone().union(commenting.clone());
    /// assert!(!users.clone().except(active).using(&db).exists()?);
    /// assert_eq!(users.except(posting).union(commenting).order_by(User::ID).using(&db).all()?, [2, 3]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn except<Q: SetOperand<R2, S::By>, R2: SameRow<R>>(self, other: Q) -> Select<S, D, R, Combined> {
        self.combined(SetOp::Except, other.operand())
    }
}
