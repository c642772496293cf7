//! `UPDATE`.

use std::fmt;
use std::marker::PhantomData;

use super::decoder::Changes;
use super::projection::Project;
use super::returning::Returning;
use crate::ast::{self, Assignment, Expr as Node};
use crate::engine::{Engine, Request, Sql, Unbound};
use crate::error::Error;
use crate::expr::{Assignments, Expr, RowKind};
use crate::sql;
use crate::table::{Patch, TableRow};

/// No `filter` yet.
#[derive(Debug)]
pub struct NoFilter;
/// A `filter`, or `all_rows`.
#[derive(Debug)]
pub struct HasFilter;
/// Nothing to write yet.
#[derive(Debug)]
pub struct NothingSet;
/// Something to write.
#[derive(Debug)]
pub struct HasSet;

/// A write that says which rows it means.
#[diagnostic::on_unimplemented(
    message = "this would change every row of the table",
    label = "no `filter`",
    note = "add `.filter(..)`, or say `.all_rows()`"
)]
pub trait Filtered {}

#[diagnostic::do_not_recommend]
impl Filtered for HasFilter {}

/// An update that says what it writes.
#[diagnostic::on_unimplemented(
    message = "this update writes nothing",
    label = "nothing is set",
    note = "add `.set(..)` or `.patch(..)`"
)]
pub trait Written {}

#[diagnostic::do_not_recommend]
impl Written for HasSet {}

/// An update of the table `T`.
///
/// Columns with an `on_update_fn` that are not set are written too. An update whose patch sets nothing changes nothing
/// and does not reach the database.
#[must_use = "an update does nothing until a method such as `run` runs it"]
pub struct Update<T, D, A = NothingSet, F = NoFilter> {
    assignments: Vec<Assignment>,
    filter: Vec<Node>,
    db: D,
    types: PhantomData<fn() -> (T, A, F)>,
}

impl<T: TableRow, D> Update<T, D> {
    pub(super) const fn new(db: D) -> Self {
        Self { assignments: Vec::new(), filter: Vec::new(), db, types: PhantomData }
    }
}

impl<T: TableRow, D, A, F> Update<T, D, A, F> {
    fn retyped<A2, F2>(self) -> Update<T, D, A2, F2> {
        Update { assignments: self.assignments, filter: self.filter, db: self.db, types: PhantomData }
    }

    /// Adds assignments: one, a tuple or a `Vec`.
    pub fn set<X: Assignments<T>>(mut self, assignments: X) -> Update<T, D, HasSet, F> {
        assignments.append(&mut self.assignments);
        self.retyped()
    }

    /// Adds the columns that are set in an update model.
    pub fn patch<P: Patch<Table = T>>(mut self, patch: P) -> Update<T, D, HasSet, F> {
        self.assignments.extend(patch.assignments().into_list());
        self.retyped()
    }

    /// `WHERE`: changes the rows for which the predicate is true. Repeated, all must be true.
    pub fn filter<K: RowKind>(mut self, predicate: Expr<T, bool, K>) -> Update<T, D, A, HasFilter> {
        self.filter.push(predicate.node);
        self.retyped()
    }

    /// Says that every row is meant.
    pub fn all_rows(self) -> Update<T, D, A, HasFilter> {
        self.retyped()
    }

    /// No statement if there is nothing to write.
    fn lower(self, returning: Vec<Node>) -> (Result<Vec<Sql>, Error>, D) {
        let statements = with_updates::<T>(self.assignments).and_then(|assignments| {
            if assignments.is_empty() {
                return Ok(Vec::new());
            }
            let update = ast::Update { table: T::source(), assignments, filter: self.filter, returning };
            Ok(vec![sql::update(&update)?])
        });
        (statements, self.db)
    }
}

#[rustfmt::skip]
impl<T: TableRow, D: Engine, A, F> Update<T, D, A, F> {
    /// Updates, and gives the number of rows that the filter found.
    pub fn run(self) -> D::Output<u64> where F: Filtered, A: Written {
        let (statements, db) = self.lower(Vec::new());
        db.run(statements.map(|statements| Request { statements, writes: true, decoder: Changes::default() }))
    }

    /// Gives back the rows as they are after the update, in no promised order.
    pub fn returning(self) -> Returning<D, T> where F: Filtered, A: Written {
        let (statements, db) = self.lower(ast::all_columns(T::source()).collect());
        Returning::new(statements, T::schema().name, db)
    }

    /// Gives back some columns of the rows, in no promised order.
    pub fn returning_columns<X: Project<T, K, I, R>, R, K, I>(self, projection: X) -> Returning<D, R> where F: Filtered, A: Written {
        let mut columns = Vec::new();
        projection.project(&mut columns);
        let (statements, db) = self.lower(columns);
        Returning::new(statements, T::schema().name, db)
    }
}

impl<T: TableRow, A: Written, F: Filtered> Update<T, Unbound, A, F> {
    /// Binds the update to a database or a transaction.
    pub fn using<E: Engine>(self, db: E) -> Update<T, E, A, F> {
        Update { assignments: self.assignments, filter: self.filter, db, types: PhantomData }
    }

    /// The statement's text and parameters; none if there is nothing to write.
    ///
    /// # Errors
    ///
    /// When a value cannot be written, or the filter was built from an empty list.
    pub fn to_sql(self) -> Result<Option<Sql>, Error> {
        Ok(self.lower(Vec::new()).0?.pop())
    }
}

/// One assignment for each column, the last one said, and what the program's `on_update_fn` gives for the rest.
pub(super) fn with_updates<T: TableRow>(assignments: Vec<Assignment>) -> Result<Vec<Assignment>, Error> {
    let mut list: Vec<Assignment> = Vec::with_capacity(assignments.len());
    for assignment in assignments {
        match list.iter_mut().find(|earlier| earlier.column == assignment.column) {
            Some(earlier) => *earlier = assignment,
            None => list.push(assignment),
        }
    }
    if list.is_empty() {
        return Ok(list);
    }
    let source = T::source();
    for (index, column) in source.schema.columns.iter().enumerate() {
        if let Some(on_update) = column.on_update_fn
            && !list.iter().any(|assignment| assignment.column == index)
        {
            let value = on_update.value().map_err(|error| Error::encode(source.column(index).path(), error))?;
            list.push(Assignment { column: index, value: Node::Value(value) });
        }
    }
    Ok(list)
}

impl<T: TableRow, D, A, F> fmt::Debug for Update<T, D, A, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Update").field("table", &T::schema().name).field("filter", &self.filter).finish_non_exhaustive()
    }
}
