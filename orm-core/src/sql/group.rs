//! A rule that SQLite does not check: a column that stands beside an aggregate is one of the group's.

use crate::ast::{ColumnRef, Expr, Select};
use crate::error::Error;

/// Whether an expression is, or contains, an aggregate.
pub(super) fn has_aggregate(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |node| {
        found |= matches!(node, Expr::AnyValue(_)) || matches!(node, Expr::Call(call) if call.aggregate);
        !found
    });
    found
}

/// Refuses a column that has no single value in its group.
///
/// SQLite would take it from an arbitrary row without a word:
/// <https://sqlite.org/lang_select.html#bare_columns_in_an_aggregate_query>.
pub(super) fn check(select: &Select) -> Result<(), Error> {
    let grouped = !select.group_by.is_empty() || select.columns.iter().any(has_aggregate);
    if !grouped {
        // SQLite would make one group of all rows of it.
        let terms = select.order_by.iter().map(|term| &term.expr).chain(&select.limit_by);
        if terms.into_iter().any(has_aggregate) {
            return Err(Error::refused("an aggregate orders groups, and this query has none: add `group_by`"));
        }
        return Ok(());
    }
    let order = select.order_by.iter().map(|term| &term.expr);
    for expr in select.columns.iter().chain(&select.having).chain(order) {
        let mut bare = None;
        expr.walk(&mut |node| match node {
            _ if select.group_by.contains(node) => false,
            Expr::AnyValue(_) => false,
            Expr::Call(call) => !call.aggregate,
            Expr::Column(column) => {
                if !is_determined(select, column) {
                    bare.get_or_insert(*column);
                }
                false
            }
            Expr::Exists(inner) | Expr::Subquery(inner) => {
                inner.filter.iter().for_each(|term| {
                    term.walk(&mut |node| {
                        if let Expr::Outer(column) = node
                            && !select.group_by.contains(&Expr::Column(*column))
                            && !is_determined(select, column)
                        {
                            bare.get_or_insert(*column);
                        }
                        true
                    });
                });
                false
            }
            _ => true,
        });
        if let Some(column) = bare {
            let path = column.path();
            return Err(Error::refused(format!(
                "column `{path}` is not part of the `group_by`; group by it, or take any row's value with `any_value`"
            )));
        }
    }
    Ok(())
}

/// Whether the group has one value of the column because it has one row of the column's table: the whole primary key
/// is grouped by.
fn is_determined(select: &Select, column: &ColumnRef) -> bool {
    let key = column.source.schema.primary_key;
    let grouped = |&index: &usize| select.group_by.contains(&Expr::Column(column.source.column(index)));
    !key.is_empty() && key.iter().all(grouped)
}
