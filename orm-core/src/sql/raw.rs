//! Raw SQL with bound values.

use super::balance::escapes;
use super::expr::{push_expr, push_operand};
use super::literal::push_literal;
use super::select::push_select;
use super::writer::Writer;
use crate::ast::{Expr, Fragment, RawExpr};
use crate::engine::{Param, Sql};
use crate::error::Error;
use crate::value::Value;

/// Lowers the parts of a statement: text as it stands, values bound, names quoted.
pub(crate) fn raw(fragments: &[Fragment]) -> Result<Sql, Error> {
    let mut w = Writer::default();
    w.name_freely();
    for fragment in fragments {
        match fragment {
            Fragment::Column(Expr::Column(column)) => w.push_ident(column.schema().name),
            other => push_fragment(&mut w, other),
        }
    }
    w.finish()
}

/// Lowers the parts of an expression, in parentheses: the text may have any operators, and is one value.
pub(super) fn push_raw(w: &mut Writer, raw: &RawExpr) {
    if escapes(&raw.fragments) {
        w.fail(Error::refused(
            "text given to `trusted` leaves its expression: parentheses, quotes and comments are closed where they are opened",
        ));
    }
    w.push("(");
    raw.fragments.iter().for_each(|fragment| push_fragment(w, fragment));
    // A comment would go on to the end of its line.
    let commented = raw.fragments.iter().any(|part| matches!(part, Fragment::Text(text) if text.contains("--")));
    w.push(if commented { "\n)" } else { ")" });
}

/// The inside of `in (..)`: one parameter, however long the list.
fn push_values(w: &mut Writer, values: &[Value]) {
    if !w.is_inline() {
        w.push("SELECT value FROM rarray(");
        w.push_param(Param::List(values.to_vec()));
        w.push(")");
    } else if values.is_empty() {
        w.push("SELECT NULL WHERE 0");
    } else {
        w.push("SELECT ");
        w.separated(" UNION ALL SELECT ", values, push_literal);
    }
}

fn push_fragment(w: &mut Writer, fragment: &Fragment) {
    match fragment {
        Fragment::Text(text) => w.push(text),
        Fragment::List(Ok(values)) => push_values(w, values),
        Fragment::Expr(Expr::Invalid(error, None)) | Fragment::List(Err(error)) => {
            w.fail(Error::encode("a value of the raw statement".to_owned(), error.clone()));
        }
        Fragment::Select(Expr::Subquery(select)) => push_select(w, select),
        Fragment::Select(expr) | Fragment::Column(expr) => push_expr(w, expr),
        Fragment::Expr(expr) => push_operand(w, expr),
    }
}
