//! A rule that SQLite does not check: a column that stands beside an aggregate is one of the group's.

use crate::ast::{ColumnRef, Expr, Select, Source};
use crate::error::Error;

/// Whether an expression is, or contains, an aggregate.
pub(super) fn has_aggregate(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |node| {
        found |= match node {
            Expr::Call(call) => call.is_aggregate(),
            Expr::Raw(raw) => raw.aggregate,
            _ => false,
        };
        !found
    });
    found
}

/// Refuses a column that has no single value in its group.
///
/// SQLite would take it from an arbitrary row without a word:
/// <https://sqlite.org/lang_select.html#bare_columns_in_an_aggregate_query>.
pub(super) fn check(select: &Select) -> Result<(), Error> {
    for expr in select.columns.iter().chain(&select.having) {
        check_aggregates(select, expr)?;
    }
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
        let mut found = |path: String| {
            bare.get_or_insert(path);
        };
        let column = |column: &ColumnRef| (!is_grouped(select, column)).then(|| column.path());
        expr.walk(&mut |node| match node {
            _ if select.group_by.contains(node) => false,
            Expr::Call(call) => !call.is_aggregate(),
            Expr::Raw(raw) => !raw.aggregate,
            Expr::Column(own) | Expr::Compare(_, own, _) => {
                column(own).into_iter().for_each(&mut found);
                false
            }
            Expr::RowId(source) => {
                if !is_one_row(select, *source) {
                    found(format!("{}.rowid", source.schema.name));
                }
                false
            }
            _ => {
                if let Some(inner) = node.select() {
                    each_outer_column(inner, &mut Vec::new(), &mut |outer| {
                        if select.sources().any(|source| source == outer.source) {
                            column(outer).into_iter().for_each(&mut found);
                        }
                    });
                }
                true
            }
        });
        if let Some(path) = bare {
            return Err(Error::refused(format!(
                "column `{path}` is not part of the `group_by`; group by it, or take any row's value with `any_value`"
            )));
        }
    }
    Ok(())
}

/// SQLite takes an aggregate over nothing but outer columns for one of the outer query, wherever it stands.
fn check_aggregates(select: &Select, expr: &Expr) -> Result<(), Error> {
    let mut outer = None;
    expr.walk(&mut |node| {
        let parts = match node {
            Expr::Call(call) if call.is_aggregate() => call.parts(),
            _ => return true,
        };
        let mut columns = Vec::new();
        parts.for_each(|part| {
            part.walk(&mut |node| {
                if let Expr::Column(column) | Expr::Compare(_, column, _) = node {
                    columns.push(*column);
                }
                true
            });
        });
        if columns.iter().all(|column| select.sources().all(|source| source != column.source)) {
            outer = outer.or(columns.first().copied());
        }
        false
    });
    match outer {
        None => Ok(()),
        Some(column) => Err(Error::refused(format!(
            "an aggregate of a subquery is about the subquery's rows, and `{}` is a column of the query around it",
            column.path()
        ))),
    }
}

/// Calls `visit` for the columns that a select inside of another names from outside. `around` has the sources of the
/// selects between the two.
fn each_outer_column(select: &Select, around: &mut Vec<Source>, visit: &mut impl FnMut(&ColumnRef)) {
    let outside = around.len();
    around.extend(select.sources());
    select.for_each_expr(&mut |expr| {
        expr.walk(&mut |node| {
            match node {
                Expr::Column(column) | Expr::Compare(_, column, _) if !around.contains(&column.source) => visit(column),
                Expr::Outer(column) if !around[..outside].contains(&column.source) => visit(column),
                _ => {
                    if let Some(inner) = node.select() {
                        each_outer_column(inner, around, visit);
                    }
                }
            }
            true
        });
    });
    around.truncate(outside);
    select.inner().for_each(|inner| each_outer_column(inner, around, visit));
}

fn is_grouped(select: &Select, column: &ColumnRef) -> bool {
    select.group_by.contains(&Expr::Column(*column)) || is_one_row(select, column.source)
}

/// Whether the group has one row of the source: the whole primary key is grouped by.
fn is_one_row(select: &Select, source: Source) -> bool {
    let key = source.schema.primary_key;
    let grouped = |&index: &usize| select.group_by.contains(&Expr::Column(source.column(index)));
    !key.is_empty() && key.iter().all(grouped)
}
