//! `DELETE`.

use std::fmt;
use std::marker::PhantomData;

use super::decoder::Changes;
use super::projection::Project;
use super::returning::Returning;
use super::update::{Filtered, HasFilter, NoFilter};
use crate::ast::{self, Expr as Node};
use crate::engine::{Engine, Request, Sql, Unbound};
use crate::error::Error;
use crate::expr::{Expr, RowKind};
use crate::sql;
use crate::table::TableRow;

/// A delete from the table `T`.
#[must_use = "a delete does nothing until a method such as `run` runs it"]
pub struct Delete<T, D, F = NoFilter> {
    filter: Vec<Node>,
    db: D,
    types: PhantomData<fn() -> (T, F)>,
}

impl<T: TableRow, D> Delete<T, D> {
    pub(super) const fn new(db: D) -> Self {
        Self { filter: Vec::new(), db, types: PhantomData }
    }
}

impl<T: TableRow, D, F> Delete<T, D, F> {
    /// `WHERE`: deletes the rows for which the predicate is true. Repeated, all must be true.
    pub fn filter<K: RowKind>(mut self, predicate: Expr<T, bool, K>) -> Delete<T, D, HasFilter> {
        self.filter.push(predicate.node);
        self.all_rows()
    }

    /// Says that every row is meant.
    pub fn all_rows(self) -> Delete<T, D, HasFilter> {
        Delete { filter: self.filter, db: self.db, types: PhantomData }
    }

    fn lower(self, returning: Vec<Node>) -> (Result<Vec<Sql>, Error>, D) {
        let delete = ast::Delete { table: T::source(), filter: self.filter, returning };
        (sql::delete(&delete).map(|sql| vec![sql]), self.db)
    }
}

#[rustfmt::skip]
impl<T: TableRow, D: Engine, F> Delete<T, D, F> {
    /// Deletes, and gives the number of rows. Rows that a foreign key's cascade deletes do not count.
    pub fn run(self) -> D::Output<u64> where F: Filtered {
        let (statements, db) = self.lower(Vec::new());
        db.run(statements.map(|statements| Request { statements, writes: true, decoder: Changes::default() }))
    }

    /// Gives back the rows as they were, in no promised order.
    pub fn returning(self) -> Returning<D, T> where F: Filtered {
        let (statements, db) = self.lower(ast::all_columns(T::source()).collect());
        Returning::new(statements, T::schema().name, db)
    }

    /// Gives back some columns of the rows, in no promised order.
    pub fn returning_columns<X: Project<T, K, I, R>, R, K, I>(self, projection: X) -> Returning<D, R> where F: Filtered {
        let mut columns = Vec::new();
        projection.project(&mut columns);
        let (statements, db) = self.lower(columns);
        Returning::new(statements, T::schema().name, db)
    }
}

impl<T: TableRow, F: Filtered> Delete<T, Unbound, F> {
    /// Binds the delete to a database or a transaction.
    pub fn using<E: Engine>(self, db: E) -> Delete<T, E, F> {
        Delete { filter: self.filter, db, types: PhantomData }
    }

    /// The statement's text and parameters.
    ///
    /// # Errors
    ///
    /// When a value cannot be bound, or the filter was built from an empty list.
    pub fn to_sql(self) -> Result<Sql, Error> {
        sql::delete(&ast::Delete { table: T::source(), filter: self.filter, returning: Vec::new() })
    }
}

impl<T: TableRow, D, F> fmt::Debug for Delete<T, D, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delete").field("table", &T::schema().name).field("filter", &self.filter).finish_non_exhaustive()
    }
}
