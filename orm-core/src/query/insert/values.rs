//! An insert of one row that is written as assignments: what a prepared insert is.

use super::Insert;
use super::draft::Draft;
use crate::ast::{Assignment, Expr};
use crate::engine::{Limits, Unbound};
use crate::error::Error;
use crate::expr::Assignments;
use crate::query::unbound::Template;
use crate::query::update::later_counts;
use crate::schema::TableSchema;
use crate::table::{Stored, Table};
use crate::value::StorageClass;

impl<T: Stored> Insert<T, Unbound> {
    /// One row of the given values, which may be parameters of a prepared query.
    pub(in crate::query) fn values<A: Assignments<T>>(assignments: A) -> Self {
        let mut list = Vec::new();
        assignments.append(&mut list);
        later_counts(&mut list);
        Self::draft(Draft::row(T::source(), complete::<T>(list)), Unbound)
    }
}

impl<T: Stored, U> Insert<T, Unbound, U> {
    pub(in crate::query) fn into_template(self) -> Result<Template, Error> {
        let keeps = self.draft.keeps_rows().into();
        let statements = self.draft.statements(Vec::new(), Limits::default().variables)?.lower()?;
        Ok(Template { keeps, ..Template::write::<T>(statements) })
    }
}

/// Refuses a row that leaves out a column which takes no default, or computes a value from a row that is not there yet.
/// An insert model can do neither.
fn complete<T: Table>(row: Vec<Assignment>) -> Result<Vec<Assignment>, Error> {
    let source = T::source();
    for assignment in &row {
        let mut names_column = false;
        assignment.value.walk(&mut |node| {
            names_column |= matches!(node, Expr::Column(_) | Expr::Compare(..));
            !names_column
        });
        if names_column {
            let path = source.column(assignment.column).path();
            return Err(Error::refused(format!("`{path}` is set from a column, but a new row has no columns to read")));
        }
    }
    for index in 0..source.schema.columns.len() {
        if is_required(source.schema, index) && !row.iter().any(|assignment| assignment.column == index) {
            let path = source.column(index).path();
            return Err(Error::refused(format!("`{path}` is not set: it is neither nullable nor has a default")));
        }
    }
    Ok(row)
}

fn is_required(schema: &TableSchema, index: usize) -> bool {
    let column = &schema.columns[index];
    let has_default = column.default.is_some() || column.default_fn.is_some() || column.generated.is_some();
    // The database chooses an INTEGER key: https://sqlite.org/lang_createtable.html#rowid
    let is_rowid = schema.primary_key == [index]
        && !schema.without_rowid
        && column.storage == StorageClass::Integer
        && column.sql_type.is_none_or(|declared| declared.eq_ignore_ascii_case("INTEGER"));
    !column.nullable && !has_default && !is_rowid
}
