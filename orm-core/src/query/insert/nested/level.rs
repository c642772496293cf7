//! The stored rows of one level, with the values by which the level below refers to them.

use std::mem;

use crate::ast::{self, Assignment, Expr};
use crate::engine::{Cursor, Decoder, LocalEngine, Request, Sql};
use crate::error::Error;
use crate::query::decoder::Changes;
use crate::query::insert::draft::Draft;
use crate::query::insert::rows as statements;
use crate::table::Stored;
use crate::value::{FromRow, Row, Value, ValueRef};

/// Stored rows, and some of their values as the database holds them.
pub(super) struct Level<T> {
    pub(super) rows: Vec<T>,
    /// The columns whose values are kept.
    columns: Vec<usize>,
    values: Vec<Vec<Value>>,
}

impl<T: Stored> Level<T> {
    /// Inserts rows and keeps the values of some columns.
    pub(super) fn insert<E: LocalEngine>(
        rows: Vec<Vec<Assignment>>,
        columns: Vec<usize>,
        db: E,
    ) -> Result<Self, Error> {
        let expected = rows.len();
        let returning: Vec<Expr> = ast::all_columns(T::source()).collect();
        let statements = Draft::values(T::source(), rows).statements(returning, db.limits().variables);
        let decoder = Self { rows: Vec::with_capacity(expected), columns, values: Vec::with_capacity(expected) };
        let level = db.run_local(statements.map(|statements| Request { statements, writes: true, decoder }))?;
        if level.rows.len() == expected {
            return Ok(level);
        }
        // A trigger may say RAISE(IGNORE), and then nobody knows whose children the next level has.
        let table = T::schema().name;
        Err(Error::refused(format!(
            "some of the new rows of `{table}` were not written, so that rows below them have no parent"
        )))
    }

    /// Values of a stored row, which were kept.
    pub(super) fn values(&self, row: usize, columns: &[usize]) -> Vec<Value> {
        let value = |column: &usize| {
            let at = self.columns.iter().position(|kept| kept == column)?;
            self.values.get(row)?.get(at).cloned()
        };
        columns.iter().map(|column| value(column).unwrap_or(Value::Null)).collect()
    }

    /// The values by which children refer to a stored row.
    pub(super) fn key(&self, row: usize, columns: &[usize], relation: &str) -> Result<Vec<Expr>, Error> {
        let values = self.values(row, columns);
        for (value, &column) in values.iter().zip(columns) {
            if matches!(value, Value::Null) {
                let path = T::source().column(column).path();
                let reason = format!("`{path}` is NULL in a new row, so that nothing can be its `{relation}`");
                return Err(Error::refused(reason));
            }
        }
        Ok(values.into_iter().map(Expr::Value).collect())
    }
}

impl<T: FromRow> Decoder for Level<T> {
    type Output = Self;

    fn rows<C: Cursor>(&mut self, _: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        while let Some(row) = cursor.advance()? {
            self.rows.push(T::from_row(row, 0).map_err(|error| sql.decode_error(error))?);
            self.values.push(self.columns.iter().map(|&column| owned(row.value(column))).collect());
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Self, Error> {
        let (rows, columns) = (mem::take(&mut self.rows), mem::take(&mut self.columns));
        Ok(Self { rows, columns, values: mem::take(&mut self.values) })
    }
}

fn owned(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(integer) => Value::Integer(integer),
        ValueRef::Real(real) => Value::Real(real),
        // A key that is not UTF-8 was an error when the row was read.
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

/// Inserts links, except those that are there.
pub(super) fn link<E: LocalEngine>(
    table: ast::Source,
    rows: Vec<Vec<Assignment>>,
    unless: Option<Vec<usize>>,
    db: E,
) -> Result<(), Error> {
    let statements = statements(table, rows, unless, db.limits().variables);
    let request = statements.map(|list| Request { statements: list.into(), writes: true, decoder: Changes::default() });
    db.run_local(request).map(|_| ())
}
