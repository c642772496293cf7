//! The lists of a prepared write that must not be empty.
//!
//! A filter that is built from an empty list is refused when it is lowered. The list of a prepared query is not known
//! then, so its place remembers the rule, and the arguments are checked when they are bound.

use crate::ast::{Expr, List};
use crate::engine::{Param, Sql};

/// Marks the lists of arguments that must not be empty: those that stand where an empty list is refused.
pub(super) fn guard_lists<'a>(mut sql: Sql, filter: impl IntoIterator<Item = &'a Expr>) -> Sql {
    let mut guarded = Vec::new();
    filter.into_iter().for_each(|expr| guard(expr, &mut guarded));
    for param in &mut sql.params {
        if let Param::Argument(argument) = param {
            argument.never_empty |= guarded.contains(&argument.index);
        }
    }
    sql
}

fn guard(expr: &Expr, guarded: &mut Vec<usize>) {
    match expr {
        Expr::InList { list: List::Param(_), negated: false, .. } => {}
        Expr::All(terms) => terms.iter().for_each(|term| guard(term, guarded)),
        _ => guard_all(expr, guarded),
    }
}

fn guard_all(expr: &Expr, guarded: &mut Vec<usize>) {
    expr.walk(&mut |node| {
        if let Expr::InList { list: List::Param(index), .. } = node {
            guarded.push(*index);
        }
        if let Some(select) = node.select() {
            select.filter.iter().for_each(|term| guard_all(term, guarded));
        }
        true
    });
}
