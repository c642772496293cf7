//! `CASE` and `iif`.

use std::marker::PhantomData;

use super::operand::{Literal, Typed};
use super::{Expr, Joined, Kind, Param, Row};
use crate::ast;
use crate::column::Column;
use crate::scope::At;
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, Encode};

/// `CASE WHEN .. THEN .. END`: the value of the first branch whose predicate is true.
///
/// `B` is the type of the branches without `NULL`, which they decide; where all are literal numbers, it can be written:
/// `case::<i64>()`. A predicate that is `NULL` is not true. The value is nullable if that of a branch is, and without
/// [`otherwise`](Case::otherwise). It lowers to the form without an operand:
/// <https://sqlite.org/lang_expr.html#the_case_expression>.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let habit = case().when(User::LOGINS.gt(4), "often").when(User::LOGINS.gt(0), "sometimes").otherwise("never");
/// assert_eq!(db.select::<User>().columns(habit).all()?, ["sometimes", "never", "often"]);
///
/// let boss = case().when(User::INVITED_BY_ID.is_null(), User::ID).otherwise(User::INVITED_BY_ID);
/// let bosses: Vec<Option<i64>> = db.select::<User>().columns(boss).all()?;
/// assert_eq!(bosses, [Some(1), Some(1), Some(1)]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use]
pub const fn case<B: ColumnType>() -> NoBranch<B> {
    NoBranch(PhantomData)
}

/// A [`case`] without a branch yet.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::expr::NoBranch;
///
/// let start: NoBranch<i64> = case();
/// let likes: Expr<Post, i64> = start.when(Post::PUBLISHED.eq(true), Post::LIKES).otherwise(0);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct NoBranch<B>(PhantomData<fn() -> B>);

/// A [`case`] with one branch or more, whose value so far has the type `V` and the kind `K`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::expr::Case;
///
/// fn likes() -> Case<Post, i64, i64> {
///     case().when(Post::PUBLISHED.eq(true), Post::LIKES)
/// }
/// assert_eq!(database()?.select::<Post>().columns(likes().otherwise(-1)).all()?, [5, 8, -1]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "a `case` is an expression after `otherwise` or `end`"]
pub struct Case<S, B, V, K = Row> {
    branches: Vec<[ast::Expr; 2]>,
    types: PhantomData<fn() -> (S, B, V, K)>,
}

/// What a branch of a [`case`] can have as its value, where the branches are of the type `B`: a value, a column, an
/// expression. `J` is how it was found.
///
/// # Example: a value, a column and an expression
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let likes = case().when(Post::ID.eq(1), -1).when(Post::ID.eq(2), Post::LIKES).otherwise(Post::LIKES.add(100));
/// assert_eq!(db.select::<Post>().columns(likes).all()?, [-1, 8, 100]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "a branch of type `{B}` cannot have the value `{Self}`",
    label = "expected a `{B}`, or a column of it"
)]
pub trait Branch<S, B, J> {
    /// The value in the untyped tree.
    #[doc(hidden)]
    fn branch(self) -> ast::Expr;
}

#[diagnostic::do_not_recommend]
impl<S, B: ColumnType> Branch<S, B, Literal> for B {
    fn branch(self) -> ast::Expr {
        ast::Expr::from_encoded(self.encode())
    }
}

#[diagnostic::do_not_recommend]
impl<S> Branch<S, String, Literal> for &str {
    fn branch(self) -> ast::Expr {
        ast::Expr::from_encoded(self.to_owned().encode())
    }
}

#[diagnostic::do_not_recommend]
impl<S, B: ColumnType> Branch<S, B, Literal> for Param<B> {
    fn branch(self) -> ast::Expr {
        ast::Expr::Param(self.index())
    }
}

#[diagnostic::do_not_recommend]
impl<S, T: Table, W: ColumnValue, I> Branch<S, W::Base, At<I>> for Column<T, W> {
    fn branch(self) -> ast::Expr {
        self.node()
    }
}

#[diagnostic::do_not_recommend]
impl<S, W: ColumnValue, K: Kind> Branch<S, W::Base, Typed> for Expr<S, W, K> {
    fn branch(self) -> ast::Expr {
        self.node
    }
}

#[rustfmt::skip]
impl<B: ColumnType> NoBranch<B> {
    /// The first branch: `WHEN predicate THEN value`. The value is one of the type `B`, a column or an expression.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let title = case().when(Post::PUBLISHED.eq(false), "(draft)").otherwise(Post::TITLE);
    /// assert_eq!(db.select::<Post>().columns(title).all()?, ["Notes", "Engines", "(draft)"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn when<S, K: Kind, R: Branch<S, B, J> + Joined<S, J>, J>(self, predicate: Expr<S, bool, K>, value: R) -> Case<S, B, R::Lift<B>, R::Kind<K>> {
        Case { branches: vec![[predicate.node, value.branch().into_value()]], types: PhantomData }
    }
}

#[rustfmt::skip]
impl<S, B: ColumnType, V: ColumnValue, K: Kind> Case<S, B, V, K> {
    /// One more branch: `WHEN predicate THEN value`, for rows in which no earlier predicate is true.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let rank = case::<i64>().when(User::ROLE.eq(Role::Admin), 2).when(User::BIO.is_not_null(), 1).otherwise(0);
    /// assert_eq!(db.select::<User>().columns(rank).all()?, [2, 0, 0]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn when<K2: Kind, R: Branch<S, B, J> + Joined<S, J>, J>(mut self, predicate: Expr<S, bool, K2>, value: R) -> Case<S, B, R::Lift<V>, R::Kind<K::Join<K2>>> {
        self.branches.push([predicate.node, value.branch().into_value()]);
        Case { branches: self.branches, types: PhantomData }
    }

    /// `ELSE value END`: the value where no predicate is true.
    ///
    /// # Example: between aggregates
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let size = case().when(count().gt(1), "many").otherwise("one");
    /// let roles = db.select::<User>().group_by(User::ROLE).columns((User::ROLE, size)).all()?;
    /// assert_eq!(roles, [(Role::Admin, "one".to_owned()), (Role::Member, "many".to_owned())]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn otherwise<R: Branch<S, B, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, R::Lift<V>, R::Kind<K>> {
        let otherwise = Some(Box::new(value.branch().into_value()));
        Expr::new(ast::Expr::Case(ast::Case { branches: self.branches, otherwise }))
    }

    /// `END`: `NULL` where no predicate is true.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let public = case().when(Post::PUBLISHED.eq(true), Post::LIKES).end();
    /// assert_eq!(db.select::<Post>().columns(public).all()?, [Some(5), Some(8), None]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn end(self) -> Expr<S, V::Opt, K::Part> {
        Expr::new(ast::Expr::Case(ast::Case { branches: self.branches, otherwise: None }))
    }
}

/// `CASE WHEN predicate THEN yes ELSE no END`, which SQLite also writes `iif(predicate, yes, no)`.
///
/// A predicate that is `NULL` gives `no`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let shown = iif(Post::PUBLISHED.eq(true), Post::TITLE, "(draft)");
/// assert_eq!(db.select::<Post>().columns(shown).all()?, ["Notes", "Engines", "(draft)"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[rustfmt::skip]
pub fn iif<B: ColumnType, S, K: Kind, Y: Branch<S, B, J> + Joined<S, J>, N: Branch<S, B, I> + Joined<S, I>, J, I>(predicate: Expr<S, bool, K>, yes: Y, no: N) -> Expr<S, N::Lift<Y::Lift<B>>, N::Kind<Y::Kind<K>>> {
    case::<B>().when(predicate, yes).otherwise(no)
}
