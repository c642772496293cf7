//! `SELECT`.

mod run;

use std::fmt;
use std::marker::PhantomData;

use super::group::{GroupBy, Grouped, NoRows, Ungrouped};
use super::join::Joining;
use super::projection::Project;
use crate::ast::{self, JoinKind};
use crate::engine::{Engine, Sql, Unbound};
use crate::error::Error;
use crate::expr::{Expr, IntoOrder, OneKind, RowKind};
use crate::scope::{FullJoin, InnerJoin, LeftJoin, RightJoin, Scope};
use crate::sql;
use crate::table::{Table, TableRow};

/// A select over the scope `S` that gives rows of type `R`.
///
/// `D` is the handle it runs on, `G` whether it is grouped. `filter` repeats as AND, `order_by` appends, `limit` and
/// `offset` replace.
#[must_use = "a select does nothing until a method such as `all` runs it"]
pub struct Select<S, D, R, G = Ungrouped> {
    ast: ast::Select,
    db: D,
    types: PhantomData<fn() -> (S, R, G)>,
}

impl<S, D, R, G> Select<S, D, R, G> {
    pub(super) const fn new(ast: ast::Select, db: D) -> Self {
        Self { ast, db, types: PhantomData }
    }

    fn retyped<R2, G2>(self) -> Select<S, D, R2, G2> {
        Select::new(self.ast, self.db)
    }

    /// Drops rows that are equal to an earlier one: `SELECT DISTINCT`.
    pub const fn distinct(mut self) -> Self {
        self.ast.distinct = true;
        self
    }

    /// Appends to the order.
    #[rustfmt::skip]
    pub fn order_by<O: IntoOrder<S, I>, I>(mut self, order: O) -> Self {
        order.append(&mut self.ast.order_by);
        self
    }

    /// At most so many rows.
    pub const fn limit(mut self, rows: u64) -> Self {
        self.ast.limit = Some(rows);
        self
    }

    /// Leaves out the first rows; it needs no `limit`.
    pub const fn offset(mut self, rows: u64) -> Self {
        self.ast.offset = Some(rows);
        self
    }

    /// The text and the parameters.
    ///
    /// # Errors
    ///
    /// When a value cannot be bound, or a column is missing from the `group_by`.
    pub fn to_sql(&self) -> Result<Sql, Error> {
        sql::select(&self.ast)
    }
}

impl<T: TableRow, D> Select<T, D, T> {
    /// All rows of a table.
    pub(super) fn table(db: D) -> Self {
        let mut ast = ast::Select::from(T::source());
        ast.select_all();
        Self::new(ast, db)
    }

    /// The row with a primary key.
    pub(super) fn find(db: D, key: impl super::find::Key) -> Self {
        let mut select = Self::table(db);
        select.ast.filter = super::find::conditions(T::source(), key);
        select
    }
}

#[rustfmt::skip]
impl<S, D, R> Select<S, D, R> {
    /// `WHERE`: keeps the rows for which the predicate is true. Repeated, all must be true.
    pub fn filter<K: RowKind>(mut self, predicate: Expr<S, bool, K>) -> Self {
        self.ast.filter.push(predicate.node);
        self
    }

    /// A filter, if there is one.
    pub fn filter_opt<K: RowKind>(mut self, predicate: Option<Expr<S, bool, K>>) -> Self {
        self.ast.filter.extend(predicate.map(|predicate| predicate.node));
        self
    }

    /// `GROUP BY`. What a group shows is said by `columns`.
    pub fn group_by<G: GroupBy<S, K, I>, K: RowKind, I>(mut self, terms: G) -> Select<S, D, NoRows, Grouped> {
        terms.append(&mut self.ast.group_by);
        self.retyped()
    }

    /// What a row shows: a column, an expression, or a tuple of up to 16.
    pub fn columns<X: Project<S, K, I, R2>, R2, K: OneKind, I>(mut self, projection: X) -> Select<S, D, R2> {
        self.ast.columns.clear();
        projection.project(&mut self.ast.columns);
        self.retyped()
    }

    fn joining<J: Scope>(self, kind: JoinKind, source: ast::Source) -> Joining<J, D> {
        Joining::new(self.ast, self.db, kind, source)
    }

    /// `INNER JOIN`: pairs of rows for which the condition of `on` is true.
    pub fn inner_join<T: Table>(self) -> Joining<InnerJoin<S, T>, D> where InnerJoin<S, T>: Scope {
        self.joining(JoinKind::Inner, T::source())
    }

    /// `LEFT JOIN`: every row so far, with `None` where the condition finds nothing.
    pub fn left_join<T: Table>(self) -> Joining<LeftJoin<S, T>, D> where LeftJoin<S, T>: Scope {
        self.joining(JoinKind::Left, T::source())
    }

    /// `RIGHT JOIN`: every row of `T`, with `None` for all tables so far where the condition finds nothing.
    pub fn right_join<T: Table>(self) -> Joining<RightJoin<S, T>, D> where RightJoin<S, T>: Scope {
        self.joining(JoinKind::Right, T::source())
    }

    /// `FULL JOIN`: every row of both sides.
    pub fn full_join<T: Table>(self) -> Joining<FullJoin<S, T>, D> where FullJoin<S, T>: Scope {
        self.joining(JoinKind::Full, T::source())
    }

    /// `CROSS JOIN`: every row with every row of `T`.
    pub fn cross_join<T: Table>(self) -> Select<InnerJoin<S, T>, D, <InnerJoin<S, T> as Scope>::Row> where InnerJoin<S, T>: Scope {
        self.joining::<InnerJoin<S, T>>(JoinKind::Cross, T::source()).join(None)
    }
}

#[rustfmt::skip]
impl<S, D, R> Select<S, D, R, Grouped> {
    /// `HAVING`: keeps the groups for which the predicate is true. Repeated, all must be true.
    pub fn having<K>(mut self, predicate: Expr<S, bool, K>) -> Self {
        self.ast.having.push(predicate.node);
        self
    }

    /// What a group shows: columns of the `group_by`, aggregates, or a tuple of up to 16.
    ///
    /// A column that is neither grouped by nor determined by a whole primary key that is, is an error before the
    /// statement is prepared.
    pub fn columns<X: Project<S, K, I, R2>, R2, K, I>(mut self, projection: X) -> Select<S, D, R2, Grouped> {
        self.ast.columns.clear();
        projection.project(&mut self.ast.columns);
        self.retyped()
    }
}

impl<S, R, G> Select<S, Unbound, R, G> {
    /// Binds the select to a database or a transaction.
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
