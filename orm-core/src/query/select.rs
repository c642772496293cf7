//! `SELECT`.

mod run;

use std::fmt;
use std::marker::PhantomData;

use super::group::{Combined, GroupBy, Grouped, InTime, Late, NoRows, OneSelect, Ungrouped};
use super::join::Joining;
use super::limit::IntoRowCount;
use super::projection::Project;
use crate::ast::{self, Growing, JoinKind, SetOp, SourceRows};
use crate::engine::{Engine, Sql, Unbound};
use crate::error::Error;
use crate::expr::{Expr, GroupKind, IntoOrder, OneKind, OrderKind, RowKind};
use crate::scope::{FullJoin, InnerJoin, LeftJoin, RightJoin, Scope};
use crate::sql;
use crate::table::Table;

/// A select over the scope `S` that gives rows of type `R`.
///
/// It starts from `db.select::<User>()`, or unbound from [`User::select()`](crate::query::TableExt::select). `D` is the
/// handle it runs on, `G` whether it is grouped. `filter` repeats as AND, `order_by` appends, `limit` and `offset`
/// replace. All columns are listed in the statement, never `*`. Nothing runs before a terminal method: `all`, `get`,
/// `one`, `count`, `exists`, `for_each` or `explain`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let users: Vec<User> = db
///     .select::<User>()
///     .filter(User::LOGINS.gt(0))
///     .order_by(User::NAME.desc())
///     .limit(1)
///     .all()?;
/// assert_eq!(users[0].name, "Cleo");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a select does nothing until a method such as `all` runs it"]
pub struct Select<S, D, R, G = Ungrouped> {
    pub(super) ast: Growing<ast::Select>,
    pub(super) db: D,
    types: PhantomData<fn() -> (S, R, G)>,
}

#[rustfmt::skip]
impl<S, D, R, G> Select<S, D, R, G> {
    pub(super) fn new(ast: impl Into<Growing<ast::Select>>, db: D) -> Self {
        Self { ast: ast.into(), db, types: PhantomData }
    }

    pub(super) fn combined(self, op: SetOp, other: ast::Select) -> Select<S, D, R, Combined> {
        let (select, db) = self.into_parts();
        Select::new(Box::new(select.combine(op, other)), db)
    }

    pub(super) fn seeing(mut self, deleted: ast::Deleted) -> Self {
        super::deleted::see(self.ast.full(), deleted);
        self
    }

    pub(super) fn push_cte(&mut self, cte: ast::Cte) {
        self.ast.full().with.push(cte);
    }

    pub(super) fn reading(mut self, rows: SourceRows) -> Self {
        self.ast.full().rows = rows;
        self
    }

    pub(super) fn into_parts(self) -> (ast::Select, D) {
        let mut select = self.ast.into_full();
        select.complete();
        (*select, self.db)
    }

    pub(super) fn into_tree(self) -> ast::Select {
        let mut select = self.ast.into_full();
        select.complete();
        *select
    }

    fn retyped<R2, G2>(self) -> Select<S, D, R2, G2> {
        Select::new(self.ast, self.db)
    }

    /// Drops rows that are equal to an earlier one: `SELECT DISTINCT`. Two `NULL`s are equal here.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let authors = db.select::<Post>().columns(Post::AUTHOR_ID).distinct().all()?;
    /// assert_eq!(authors, [1, 2]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn distinct(mut self) -> Self where G: OneSelect {
        self.ast.full().distinct = true;
        self
    }

    /// Appends to the order: `ORDER BY`.
    ///
    /// It takes a column, which means ascending, `.asc()` or `.desc()` of a column or an expression, a tuple of them, or a
    /// `Vec` of [`Order`](crate::expr::Order). Without an order SQLite promises none. An aggregate orders groups, so it stands
    /// here after `group_by` only.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let names = db.select::<User>().order_by(User::ROLE).order_by(User::LOGINS.desc()).columns(User::NAME).all()?;
    /// assert_eq!(names, ["Ada", "Cleo", "Bob"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    pub fn order_by<O: IntoOrder<S, K, I>, K: OrderKind<G>, I>(mut self, order: O) -> Self {
        order.append(&mut self.ast.full().order_by);
        self
    }

    /// At most so many rows: `LIMIT`. A later call replaces an earlier one.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let names = db.select::<User>().order_by(User::ID).limit(2).columns(User::NAME).all()?;
    /// assert_eq!(names, ["Ada", "Bob"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn limit<N: IntoRowCount>(mut self, rows: N) -> Self {
        self.ast.full().limit = Some(rows.into_row_count());
        self
    }

    /// Leaves out the first rows: `OFFSET`. It needs no `limit`; a later call replaces an earlier one.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let names = db.select::<User>().order_by(User::ID).offset(2).columns(User::NAME).all()?;
    /// assert_eq!(names, ["Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn offset<N: IntoRowCount>(mut self, rows: N) -> Self {
        self.ast.full().offset = Some(rows.into_row_count());
        self
    }

    /// The text and the parameters.
    ///
    /// # Errors
    ///
    /// When a value cannot be bound, or a column is missing from the `group_by`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// let sql = User::select().columns(User::NAME).filter(User::ID.eq(1)).to_sql()?;
    /// assert_eq!(&*sql.text, r#"SELECT "users"."name" FROM "users" WHERE "users"."id" = ?"#);
    /// assert_eq!(sql.params.len(), 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn to_sql(&self) -> Result<Sql, Error> {
        sql::select(&self.ast.completed())
    }
}

impl<S, D, R> Select<S, D, R> {
    /// All columns of a source.
    pub(super) fn whole(source: ast::Source, db: D) -> Self {
        Self::new(Growing::whole(source), db)
    }
}

impl<S, R, G> Select<S, Unbound, R, G> {
    /// The text with its values written into it.
    pub(super) fn to_inline_sql(&self) -> Result<String, Error> {
        sql::inline(&self.ast.completed())
    }
}

#[rustfmt::skip]
impl<S, D, R> Select<S, D, R> {
    /// `WHERE`: keeps the rows for which the predicate is true. Repeated, all must be true.
    ///
    /// A row for which the predicate is `NULL` is not kept. An aggregate does not compile here; it stands in `having`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.select::<User>().filter(User::LOGINS.gt(0)).filter(User::BIO.is_null()).all()?;
    /// assert_eq!(users[0].name, "Cleo");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn filter<K: RowKind>(mut self, predicate: Expr<S, bool, K>) -> Self {
        self.ast.filter(predicate.node);
        self
    }

    /// A filter, if there is one; `None` changes nothing.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let search = |text: Option<&str>| {
    ///     db.select::<User>().filter_opt(text.map(|text| User::NAME.contains(text))).count()
    /// };
    /// assert_eq!(search(Some("da"))?, 1);
    /// assert_eq!(search(None)?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn filter_opt<K: RowKind>(mut self, predicate: Option<Expr<S, bool, K>>) -> Self {
        if let Some(predicate) = predicate {
            self.ast.filter(predicate.node);
        }
        self
    }

    /// `GROUP BY`: one row for each different value of a column, an expression or a tuple of them.
    ///
    /// What follows is `having`, `columns`, `order_by`, `limit` and `offset`; it has no rows before `columns`. Two `NULL`s
    /// are in one group.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let by_author: Vec<(i64, i64)> =
    ///     db.select::<Post>().group_by(Post::AUTHOR_ID).columns((Post::AUTHOR_ID, count())).all()?;
    /// assert_eq!(by_author, [(1, 2), (2, 1)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn group_by<G: GroupBy<S, K, I>, K: RowKind, I>(mut self, terms: G) -> Select<S, D, NoRows, Grouped> {
        terms.append(&mut self.ast.full().group_by);
        self.retyped()
    }

    /// What a row shows: a column, an expression, or a tuple of up to 16.
    ///
    /// A tuple in gives a tuple out; under an outer join a column of the side that may be missing is an `Option`. A predicate
    /// is lowered as `(p) IS TRUE`, so that it is a `bool` where SQL says `NULL`. An aggregate beside a bare column does not
    /// compile without a `group_by`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let rows: Vec<(String, i64, bool)> = db
    ///     .select::<User>()
    ///     .columns((User::NAME, User::LOGINS.mul(2), User::INVITED_BY_ID.eq(1)))
    ///     .limit(1)
    ///     .all()?;
    /// assert_eq!(rows, [("Ada".to_owned(), 6, false)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn columns<X: Project<S, K, I, R2>, R2, K: OneKind, I>(mut self, projection: X) -> Select<S, D, R2> {
        projection.project(self.ast.full().unlisted());
        self.retyped()
    }

    /// The same rows, with other columns.
    pub(super) fn selecting<R2>(mut self, columns: Vec<ast::Expr>) -> Select<S, D, R2> {
        *self.ast.full().unlisted() = columns;
        self.retyped()
    }

    fn joining<J>(self, kind: JoinKind, source: ast::Source) -> Joining<J, D> {
        self.joining_from(kind, source, SourceRows::Named)
    }

    pub(super) fn joining_from<J>(self, kind: JoinKind, source: ast::Source, rows: SourceRows) -> Joining<J, D> {
        Joining::new(self.ast.into_full(), self.db, kind, source, rows)
    }

    /// `INNER JOIN`: pairs of rows for which the condition of `on` is true. Each join appends to a flat tuple.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let pairs: Vec<(User, Post)> =
    ///     db.select::<User>().inner_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID)).order_by(Post::ID).all()?;
    /// assert_eq!((pairs[2].0.name.as_str(), pairs[2].1.title.as_str()), ("Bob", "Draft"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn inner_join<T: Table>(self) -> Joining<InnerJoin<S, T>, D> {
        self.joining(JoinKind::Inner, T::source())
    }

    /// `LEFT JOIN`: every row so far, with `None` where the condition finds nothing.
    ///
    /// A filter over a column of `T` drops the rows without a partner; a condition that must not do so belongs into `on`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let pairs: Vec<(User, Option<Post>)> =
    ///     db.select::<User>().left_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID)).order_by(User::ID).all()?;
    /// assert_eq!(pairs.len(), 4);
    /// assert_eq!(pairs[3].1, None);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn left_join<T: Table>(self) -> Joining<LeftJoin<S, T>, D> {
        self.joining(JoinKind::Left, T::source())
    }

    /// `RIGHT JOIN`: every row of `T`, with `None` for all tables so far where the condition finds nothing.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let pairs: Vec<(Option<Profile>, User)> =
    ///     db.select::<Profile>().right_join::<User>().on(Profile::USER_ID.eq(User::ID)).order_by(User::ID).all()?;
    /// assert!(pairs[0].0.is_some());
    /// assert!(pairs[1].0.is_none());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn right_join<T: Table>(self) -> Joining<RightJoin<S, T>, D> {
        self.joining(JoinKind::Right, T::source())
    }

    /// `FULL JOIN`: every row of both sides, with `None` where the other side has no partner.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let pairs: Vec<(Option<User>, Option<Post>)> = db
    ///     .select::<User>()
    ///     .full_join::<Post>()
    ///     .on(Post::AUTHOR_ID.eq(User::ID).and(Post::PUBLISHED.eq(true)))
    ///     .all()?;
    /// assert_eq!(pairs.iter().filter(|(user, _)| user.is_none()).count(), 1);
    /// assert_eq!(pairs.iter().filter(|(_, post)| post.is_none()).count(), 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn full_join<T: Table>(self) -> Joining<FullJoin<S, T>, D> {
        self.joining(JoinKind::Full, T::source())
    }

    /// `CROSS JOIN`: every row with every row of `T`. It has no condition.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let pairs: Vec<(User, Tag)> = db.select::<User>().cross_join::<Tag>().all()?;
    /// assert_eq!(pairs.len(), 3 * 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn cross_join<T: Table>(self) -> Select<InnerJoin<S, T>, D, <InnerJoin<S, T> as Scope>::Row> where InnerJoin<S, T>: Scope {
        self.joining::<InnerJoin<S, T>>(JoinKind::Cross, T::source()).join(None)
    }
}

#[rustfmt::skip]
impl<S, D, R> Select<S, D, R, Grouped> {
    /// Too late: this is here for its error.
    #[doc(hidden)]
    pub fn filter<K>(self, _: Expr<S, bool, K>) -> Self where Late<R>: InTime {
        self
    }

    /// `HAVING`: keeps the groups for which the predicate is true. Repeated, all must be true.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let authors = db
    ///     .select::<Post>()
    ///     .group_by(Post::AUTHOR_ID)
    ///     .having(Post::LIKES.sum().gt(10))
    ///     .columns(Post::AUTHOR_ID)
    ///     .all()?;
    /// assert_eq!(authors, [1]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn having<K: GroupKind>(mut self, predicate: Expr<S, bool, K>) -> Self {
        self.ast.full().having.push(predicate.node);
        self
    }

    /// What a group shows: columns of the `group_by`, aggregates, or a tuple of up to 16.
    ///
    /// A column that is neither grouped by nor determined by a whole primary key that is, is an error before the
    /// statement is prepared.
    ///
    /// # Example: a column outside of the `group_by` is refused
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let refused = db.select::<Post>().group_by(Post::AUTHOR_ID).columns((Post::TITLE, count())).all();
    /// assert!(refused.is_err_and(|error| error.is_refused()));
    ///
    /// let meant: Vec<(Option<String>, i64)> =
    ///     db.select::<Post>().group_by(Post::AUTHOR_ID).columns((any_value(Post::TITLE), count())).all()?;
    /// assert_eq!(meant.len(), 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn columns<X: Project<S, K, I, R2>, R2, K, I>(mut self, projection: X) -> Select<S, D, R2, Grouped> {
        projection.project(self.ast.full().unlisted());
        self.retyped()
    }
}

impl<S, R, G> Select<S, Unbound, R, G> {
    /// Binds the select to a database or a transaction. What is bound is a clone, if the select is used again.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let admins = User::select().filter(User::ROLE.eq(Role::Admin));
    /// assert_eq!(admins.clone().using(&db).count()?, 1);
    /// assert_eq!(db.transaction(|tx| admins.using(tx).count())?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn using<E: Engine>(self, db: E) -> Select<S, E, R, G> {
        Select::new(self.ast, db)
    }
}

impl<S, D: Clone, R, G> Clone for Select<S, D, R, G> {
    fn clone(&self) -> Self {
        Self::new(self.ast.clone(), self.db.clone())
    }
}

impl<S, D, R, G> fmt::Debug for Select<S, D, R, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Select").field(&self.ast).finish()
    }
}
