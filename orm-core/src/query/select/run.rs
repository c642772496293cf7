//! The terminal methods of a select: each runs it.

use std::sync::Arc;

use super::Select;
use crate::ast;
use crate::engine::{Decoder, Engine, LocalEngine, Request, Sql};
use crate::error::Error;
use crate::query::decoder::{All, First, ForEach, One, Plan};
use crate::query::step::Step;
use crate::sql;
use crate::value::FromRow;

impl<S, D: Engine, R: FromRow, G> Select<S, D, R, G> {
    fn run<X>(self, decoder: X, lower: impl FnOnce(&ast::Select) -> Result<Sql, Error>) -> D::Output<X::Output>
    where
        X: Decoder<Output: Send + 'static> + Send + 'static,
    {
        self.db.run(request(lower(&self.ast), decoder))
    }

    /// All rows.
    pub fn all(self) -> D::Output<Vec<R>> {
        self.run(All::new(), sql::select)
    }

    /// The first row, or `None`. It asks the database for one row only.
    pub fn get(mut self) -> D::Output<Option<R>> {
        self.at_most_one();
        self.run(First::new(), sql::select)
    }

    /// The first row, or an error for which [`Error::is_not_found`] is true.
    pub fn one(mut self) -> D::Output<R> {
        self.at_most_one();
        let table = self.ast.from.schema.name;
        self.run(One::new(table), sql::select)
    }

    /// A smaller limit replaces a larger one; the row asked for is the first either way.
    fn at_most_one(&mut self) {
        self.ast.limit = Some(self.ast.limit.map_or(1, |limit| limit.min(1)));
    }

    /// How many rows there are. A `limit` counts.
    pub fn count(self) -> D::Output<u64> {
        let table = self.ast.from.schema.name;
        self.run(One::new(table), sql::count)
    }

    /// Whether there is a row.
    pub fn exists(self) -> D::Output<bool> {
        let table = self.ast.from.schema.name;
        self.run(One::new(table), sql::exists)
    }

    /// SQLite's plan, a line for each step: <https://sqlite.org/eqp.html>.
    pub fn explain(self) -> D::Output<Vec<String>> {
        self.run(Plan::default(), |select| sql::select(select).map(explained))
    }

    /// Shows one row at a time to a closure, which may stop early.
    ///
    /// # Errors
    ///
    /// What the statement or the closure fails with.
    pub fn for_each<T: Step>(self, each: impl FnMut(R) -> T) -> Result<(), Error>
    where
        D: LocalEngine,
    {
        self.db.run_local(request(sql::select(&self.ast), ForEach::new(each)))
    }
}

fn request<X>(sql: Result<Sql, Error>, decoder: X) -> Result<Request<X>, Error> {
    Ok(Request { statements: vec![sql?], writes: false, decoder })
}

fn explained(sql: Sql) -> Sql {
    Sql { text: format!("EXPLAIN QUERY PLAN {}", sql.text).into(), params: sql.params, labels: Arc::from([]) }
}
