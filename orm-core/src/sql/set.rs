//! Set operations.
//!
//! SQLite gives all four the same precedence, groups them from the left, and has no parentheses for them: an operand that
//! is itself a set operation, or has an order or a limit of its own, becomes a select from a subquery
//! (<https://sqlite.org/lang_select.html#compound>).

use super::select::{push_limit, push_name, push_named, push_order_by};
use super::writer::Writer;
use crate::ast::{Expr, Select, SetOp};
use crate::engine::Limits;
use crate::error::Error;

/// The whole of a set operation, with its order and limit. Its columns have the names of the first operand's.
pub(super) fn push_set(w: &mut Writer, select: &Select, names: &[&str]) {
    let (operands, most) = (select.operands.len(), Limits::default().compound_select);
    if operands > most {
        return w.fail(Error::limit(format!(
            "too many selects: the set operation has {operands}, and SQLite takes at most {most}"
        )));
    }
    for operand in &select.operands {
        match operand.op {
            None => push_operand(w, &operand.select, names),
            Some(op) => {
                w.push(word(op));
                push_operand(w, &operand.select, &[]);
            }
        }
    }
    push_order_by(w, &select.order_by, |w, term| push_position(w, select, term));
    push_limit(w, select.limit, select.offset);
}

const fn word(op: SetOp) -> &'static str {
    match op {
        SetOp::Union => " UNION ",
        SetOp::UnionAll => " UNION ALL ",
        SetOp::Intersect => " INTERSECT ",
        SetOp::Except => " EXCEPT ",
    }
}

fn push_operand(w: &mut Writer, select: &Select, names: &[&str]) {
    let plain =
        select.operands.is_empty() && select.with.is_empty() && select.order_by.is_empty() && !select.is_limited();
    if plain {
        return push_named(w, select, names);
    }
    let inner: Vec<String> = (0..select.columns.len()).map(|index| format!("c{index}")).collect();
    let inner: Vec<&str> = inner.iter().map(String::as_str).collect();
    w.push("SELECT ");
    w.separated(", ", inner.iter().enumerate(), |w, (index, column)| {
        w.push_ident(column);
        push_name(w, names.get(index));
    });
    w.push(" FROM (");
    push_named(w, select, &inner);
    w.push(")");
}

/// The rows of a set operation are ordered by its columns, which the first operand shows.
fn push_position(w: &mut Writer, select: &Select, term: &Expr) {
    let position = match term {
        Expr::Ordinal(position) => Some(*position),
        _ => select.columns.iter().position(|column| column == term),
    };
    match position {
        Some(position) => w.push(&(position + 1).to_string()),
        None => w.fail(Error::refused(
            "a set operation is ordered by columns that its first select shows, and this is none of them",
        )),
    }
}
