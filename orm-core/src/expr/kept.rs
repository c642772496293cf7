//! What predicates of tables with an index beside them have in common.

use crate::ast::{self, Deleted, Source, TableId};
use crate::schema::TableSchema;
use crate::table::Table;

/// An index as the source of a query. `M` tells it from the indexes of other tables and aliases.
pub(crate) fn index_source<M: 'static>(index: &'static TableSchema) -> Source {
    Source { schema: index, alias: None, table: Some(TableId::of::<M>()), deleted: Deleted::Skip }
}

/// The key of a table whose index has the same numbers.
pub(crate) fn indexed_key<T: Table>() -> ast::Expr {
    let key = T::schema().primary_key.first().copied().unwrap_or_default();
    ast::Expr::Column(T::source().column(key))
}

/// `key IN (SELECT number FROM index WHERE ..)`: the rows whose numbers the index gives.
pub(super) fn found_in<T: Table>(select: ast::Select) -> ast::Expr {
    ast::Expr::InQuery { operand: Box::new(indexed_key::<T>()), select: Box::new(select), negated: false }
}
