//! Common table expressions: a query that another one names, once or recursively.

use std::fmt;
use std::marker::PhantomData;

use super::limit::IntoRowCount;
use super::select::Select;
use super::view::ViewQuery;
use crate::ast::{self, Expr, SetOp};
use crate::expr::{IntoOrder, RowKind};
use crate::table::View;

/// A query under the name and with the columns of `V`: `name AS (select)`.
///
/// It is made by [`cte`](super::ViewExt::cte) or [`recursive`](super::ViewExt::recursive) and given to `with`. `V` derives
/// `View`; in the statement it is named, joined and aliased like a table. <https://sqlite.org/lang_with.html>
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// #[derive(View)]
/// struct Activity {
///     author_id: i64,
///     posts: i64,
/// }
///
/// let activity = Activity::cte(Post::select().group_by(Post::AUTHOR_ID).columns((Post::AUTHOR_ID, count())));
/// let rows: Vec<(String, Option<i64>)> = db
///     .select::<User>()
///     .with(activity)
///     .left_join::<Activity>()
///     .on(Activity::AUTHOR_ID.eq(User::ID))
///     .columns((User::NAME, Activity::POSTS))
///     .all()?;
/// assert_eq!(rows, [("Ada".to_owned(), Some(2)), ("Bob".to_owned(), Some(1)), ("Cleo".to_owned(), None)]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a common table expression does nothing until `with` names it"]
pub struct Cte<V> {
    pub(super) ast: ast::Cte,
    view: PhantomData<fn() -> V>,
}

impl<V: View> Cte<V> {
    pub(super) fn new(body: ast::Select, recursive: bool) -> Self {
        Self { ast: ast::Cte { source: V::source(), body, recursive, materialized: None }, view: PhantomData }
    }

    /// `AS MATERIALIZED`: SQLite computes the rows once, even where it would rather merge the query into the one around it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # #[derive(View)]
    /// # struct Activity { author_id: i64, posts: i64 }
    /// let query = Post::select().group_by(Post::AUTHOR_ID).columns((Post::AUTHOR_ID, count()));
    /// let rows = db.select::<Activity>().with(Activity::cte(query).materialized());
    /// assert!(rows.to_sql()?.text.contains("AS MATERIALIZED ("));
    /// assert_eq!(rows.count()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn materialized(mut self) -> Self {
        self.ast.materialized = Some(true);
        self
    }

    /// `AS NOT MATERIALIZED`: SQLite merges the query into the one around it, even where it is named several times.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # #[derive(View)]
    /// # struct Activity { author_id: i64, posts: i64 }
    /// let query = Post::select().group_by(Post::AUTHOR_ID).columns((Post::AUTHOR_ID, count()));
    /// let rows = db.select::<Activity>().with(Activity::cte(query).not_materialized());
    /// assert!(rows.to_sql()?.text.contains("AS NOT MATERIALIZED ("));
    /// assert_eq!(rows.count()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn not_materialized(mut self) -> Self {
        self.ast.materialized = Some(false);
        self
    }

    /// The order in which a recursive query takes up the rows that it has found, by columns of `V`.
    ///
    /// By default a row's descendants come after all rows that were found before it; an order by a depth, descending, goes
    /// down first. The order of the statement's own rows is not said by it. An expression that is no column of `V` is
    /// refused before the statement is prepared.
    ///
    /// # Example: depth first
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// #[derive(View)]
    /// struct Invited {
    ///     id: i64,
    ///     depth: i64,
    /// }
    ///
    /// let roots = User::select().filter(User::INVITED_BY_ID.is_null()).columns((User::ID, User::ID.mul(0)));
    /// let below = User::select().inner_join::<Invited>().on(User::INVITED_BY_ID.eq(Invited::ID));
    /// let tree = Invited::recursive(roots).union_all(below.columns((User::ID, Invited::DEPTH.add(1))));
    /// let rows = db.select::<Invited>().with(tree.order_by(Invited::DEPTH.desc())).columns((Invited::ID, Invited::DEPTH));
    /// assert_eq!(rows.all()?, [(1, 0), (2, 1), (3, 1)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    pub fn order_by<O: IntoOrder<V, K, I>, K: RowKind, I>(mut self, order: O) -> Self {
        let mut terms = Vec::new();
        order.append(&mut terms);
        for mut term in terms {
            if let Expr::Column(column) = &term.expr && column.source == V::source() {
                term.expr = Expr::Ordinal(column.index);
            }
            self.ast.body.order_by.push(term);
        }
        self
    }

    /// At most so many rows: what ends a recursion that finds new rows for ever.
    ///
    /// # Example: a series
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// #[derive(View)]
    /// struct Number {
    ///     n: i64,
    /// }
    ///
    /// let one = User::select().filter(User::ID.eq(1)).columns(User::ID);
    /// let next = Number::select().columns(Number::N.add(1));
    /// let numbers = Number::recursive(one).union_all(next).limit(5);
    /// assert_eq!(db.select::<Number>().with(numbers).columns(Number::N).all()?, [1, 2, 3, 4, 5]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn limit<N: IntoRowCount>(mut self, rows: N) -> Self {
        self.ast.body.limit = Some(rows.into_row_count());
        self
    }
}

/// A recursive query that waits for its step.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// # #[derive(View)]
/// # struct Chain { id: i64, invited_by_id: Option<i64> }
/// // Cleo, and who invited her, and so on.
/// let start = Chain::recursive(User::select().filter(User::ID.eq(3)).columns((User::ID, User::INVITED_BY_ID)));
/// let above = User::select().inner_join::<Chain>().on(User::ID.eq(Chain::INVITED_BY_ID));
/// let chain = start.union(above.columns((User::ID, User::INVITED_BY_ID)));
/// assert_eq!(db.select::<Chain>().with(chain).columns(Chain::ID).all()?, [3, 1]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a recursive query needs its step: `union` or `union_all`"]
pub struct Recursive<V> {
    start: ast::Select,
    view: PhantomData<fn() -> V>,
}

impl<V: View> Recursive<V> {
    pub(super) const fn new(start: ast::Select) -> Self {
        Self { start, view: PhantomData }
    }

    /// `UNION ALL`: the step runs for each row that was found, and every row that it finds counts.
    ///
    /// The step names `V`, once, in `select` or a join: that is the row it runs for. A graph with a circle needs
    /// [`union`](Self::union), or a limit.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # #[derive(View)]
    /// # struct Number { n: i64 }
    /// let one = User::select().filter(User::ID.eq(1)).columns(User::ID);
    /// let next = Number::select().filter(Number::N.lt(4)).columns(Number::N.add(1));
    /// let numbers = Number::recursive(one).union_all(next);
    /// assert_eq!(db.select::<Number>().with(numbers).columns(Number::N.sum()).one()?, Some(10));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    pub fn union_all<Q: ViewQuery<V>>(self, step: Q) -> Cte<V> {
        self.with_step(SetOp::UnionAll, step.into_ast())
    }

    /// `UNION`: as [`union_all`](Self::union_all), and a row that was found before does not count, so that a circle ends.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # #[derive(View)]
    /// # struct Number { n: i64 }
    /// let one = User::select().filter(User::ID.eq(1)).columns(User::ID);
    /// let back_and_forth = Number::select().columns(Number::N.mul(-1));
    /// let numbers = Number::recursive(one).union(back_and_forth);
    /// assert_eq!(db.select::<Number>().with(numbers).columns(Number::N).all()?, [1, -1]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    pub fn union<Q: ViewQuery<V>>(self, step: Q) -> Cte<V> {
        self.with_step(SetOp::Union, step.into_ast())
    }

    /// Several steps stand side by side: SQLite finds the recursive ones at the end of a flat list.
    fn with_step(self, op: SetOp, step: ast::Select) -> Cte<V> {
        let same = |operand: &ast::SetOperand| operand.op.is_none_or(|other| other == op);
        let flat = step.with.is_empty() && step.order_by.is_empty() && !step.is_limited();
        let steps = if flat && !step.operands.is_empty() && step.operands.iter().all(same) {
            step.operands.into_iter().map(|operand| operand.select).collect()
        } else {
            vec![step]
        };
        Cte::new(steps.into_iter().fold(self.start, |body, step| body.combine(op, step)), true)
    }
}

impl<S, D, R, G> Select<S, D, R, G> {
    /// `WITH name AS (select)`: the query may name `V` like a table, and so may the queries given to `with` after it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// #[derive(View)]
    /// struct Popular {
    ///     id: i64,
    ///     author_id: i64,
    /// }
    /// #[derive(View)]
    /// struct Star {
    ///     id: i64,
    /// }
    ///
    /// let popular = Popular::cte(Post::select().filter(Post::LIKES.gt(4)).columns((Post::ID, Post::AUTHOR_ID)));
    /// let stars = Star::cte(Popular::select().columns(Popular::AUTHOR_ID).distinct());
    /// let names = db
    ///     .select::<User>()
    ///     .with(popular)
    ///     .with(stars)
    ///     .filter(User::ID.in_query(Star::select().columns(Star::ID)))
    ///     .columns(User::NAME)
    ///     .all()?;
    /// assert_eq!(names, ["Ada"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn with<V: View>(mut self, cte: Cte<V>) -> Self {
        self.push_cte(cte.ast);
        self
    }
}

impl<V: View> fmt::Debug for Cte<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Cte").field(&V::schema().name).finish()
    }
}

impl<V: View> fmt::Debug for Recursive<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Recursive").field(&V::schema().name).finish()
    }
}
