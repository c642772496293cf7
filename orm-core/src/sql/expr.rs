//! Expressions.

use super::call::push_call;
use super::overflow::{push_bits, push_checked};
use super::raw::push_raw;
use super::select::{push_count, push_select};
use super::writer::Writer;
use crate::ast::depth::CHAIN;
use crate::ast::{BinaryOp, Case, ColumnRef, Expr, List, Refusal, UnaryOp};
use crate::engine::{Argument, Limits, Param};
use crate::error::Error;
use crate::expr::reading::too_long;
use crate::value::{StorageClass, Value};

const OR: &str = " OR ";

pub(super) fn push_expr(w: &mut Writer, expr: &Expr) {
    match expr {
        Expr::Column(column) => w.push_column(column, 0),
        Expr::Outer(column) => w.push_column(column, 1),
        Expr::Ordinal(position) => w.push(&(position + 1).to_string()),
        Expr::Excluded(column) => {
            w.push("excluded.");
            w.push_ident(column.name);
        }
        Expr::Value(value) => w.push_param(Param::Value(value.clone())),
        Expr::Invalid(error, column) => {
            let place = column.map_or_else(|| "a value".to_owned(), |column| column.path());
            w.fail(Error::encode(place, error.clone()));
        }
        Expr::Refused(Refusal::Mistake(reason)) => w.fail(Error::refused(reason.clone())),
        Expr::Refused(Refusal::Limit(reason)) => w.fail(Error::limit(reason.clone())),
        Expr::TooDeep => w.fail(Error::limit(format!(
            "an expression is nested too deep: SQLite goes {} levels deep; build a long AND or OR with `all_of` and `any_of`",
            Limits::default().expr_depth
        ))),
        Expr::Param(index) => w.push_param(argument(*index)),
        Expr::ParamText(index, reading) => {
            w.push_param(Param::Argument(Argument { reading: Some(*reading), ..place(*index) }));
        }
        Expr::FromFn(function) => w.push_param(Param::Call(*function)),
        Expr::Unary(op, operand) => {
            let (before, after) = op.sql();
            w.push(before);
            if *op == UnaryOp::BitNot { push_bits(w, operand) } else { push_operand(w, operand) }
            w.push(after);
        }
        Expr::Compare(op, column, value) => push_compare(w, *op, column, value),
        Expr::Binary(op, left, right) => {
            if *op == BinaryOp::Glob {
                check_pattern(w, right);
            }
            let push = if op.is_on_bits() { push_bits } else { push_operand };
            push(w, left);
            w.push(op.sql());
            push(w, right);
        }
        Expr::All(terms) => push_terms(w, terms, " AND ", "1"),
        Expr::Any(terms) => push_terms(w, terms, OR, "0"),
        Expr::InList { operand, list, negated } => push_in(w, operand, list, *negated),
        Expr::Between(three) => {
            let [operand, low, high] = &**three;
            push_operand(w, operand);
            w.push(" BETWEEN ");
            push_operand(w, low);
            w.push(" AND ");
            push_operand(w, high);
        }
        Expr::Like(two, escape) => push_like(w, two, *escape),
        Expr::Call(call) => push_call(w, call),
        Expr::Exists(select) => {
            w.push("EXISTS (");
            push_select(w, select);
            w.push(")");
        }
        Expr::Subquery(select) => {
            w.push("(");
            push_select(w, select);
            w.push(")");
        }
        Expr::CountOf(select) => {
            w.push("(");
            push_count(w, select);
            w.push(")");
        }
        Expr::InQuery { operand, select, negated } => {
            push_operand(w, operand);
            w.push(if *negated { " NOT IN (" } else { " IN (" });
            push_select(w, select);
            w.push(")");
        }
        Expr::Raw(raw) => push_raw(w, raw),
        Expr::Renamed(renamed) => w.renamed(renamed.from, renamed.to, |w| push_operand(w, &renamed.expr)),
        Expr::Collate(operand, sequence) => {
            push_operand(w, operand);
            w.push(" COLLATE ");
            w.push_ident(sequence);
        }
        // It would make a number of a text.
        Expr::Cast(operand, StorageClass::Any) => push_operand(w, operand),
        Expr::Cast(operand, class) => {
            w.push("CAST(");
            push_expr(w, operand);
            w.push(" AS ");
            w.push(&class.to_string());
            w.push(")");
        }
        Expr::IsTrue(predicate) => {
            w.push("(");
            push_expr(w, predicate);
            w.push(") IS TRUE");
        }
        Expr::Tuple(parts) => w.separated(", ", parts, push_expr),
        Expr::Checked(value) => push_checked(w, value),
        Expr::Case(case) => push_case(w, case),
        Expr::RowId(source) => w.push_row_id(source),
    }
}

fn push_compare(w: &mut Writer, op: BinaryOp, column: &ColumnRef, value: &Value) {
    w.push_column(column, 0);
    w.push(op.sql());
    w.push_param(Param::Value(value.clone()));
}

/// Writes an expression as a part of another: in parentheses, unless it is one word or one call.
pub(super) fn push_operand(w: &mut Writer, expr: &Expr) {
    let atom = matches!(
        expr,
        Expr::Column(_)
            | Expr::Outer(_)
            | Expr::Excluded(_)
            | Expr::Value(_)
            | Expr::Param(_)
            | Expr::ParamText(..)
            | Expr::FromFn(_)
            | Expr::Call(_)
            | Expr::Exists(_)
            | Expr::CountOf(_)
            | Expr::Subquery(_)
            | Expr::Raw(_)
            | Expr::Renamed(_)
            | Expr::Cast(..)
            | Expr::Checked(_)
            | Expr::Case(_)
            | Expr::RowId(_)
    );
    if atom {
        push_expr(w, expr);
    } else {
        w.push("(");
        push_expr(w, expr);
        w.push(")");
    }
}

/// All of the terms, or one of them; a list without terms is the constant.
pub(super) fn push_terms(w: &mut Writer, terms: &[Expr], word: &str, empty: &str) {
    match terms {
        [] => w.push(empty),
        [term] => push_expr(w, term),
        _ if terms.len() <= CHAIN => w.separated(word, terms, push_operand),
        _ => match as_list(terms, word) {
            Some(list) => push_expr(w, &list),
            None => push_halves(w, terms, word, empty),
        },
    }
}

fn push_halves(w: &mut Writer, terms: &[Expr], word: &str, empty: &str) {
    let (left, right) = terms.split_at(terms.len() / 2);
    w.push("(");
    push_terms(w, left, word, empty);
    w.push(")");
    w.push(word);
    w.push("(");
    push_terms(w, right, word, empty);
    w.push(")");
}

/// A long `x = a OR x = b OR ..` over one column as `x IN (..)`, and a long `x <> a AND x <> b AND ..` as `x NOT IN (..)`:
/// they mean the same and bind one parameter.
fn as_list(terms: &[Expr], word: &str) -> Option<Expr> {
    let negated = word != OR;
    let compared = if negated { BinaryOp::Ne } else { BinaryOp::Eq };
    let column = match terms.first()? {
        Expr::Compare(op, column, _) if *op == compared => column,
        _ => return None,
    };
    let values = terms.iter().map(|term| match term {
        Expr::Compare(op, other, value) if *op == compared && other == column => Some(value.clone()),
        _ => None,
    });
    let list = List::Values(values.collect::<Option<_>>()?);
    Some(Expr::InList { operand: Box::new(Expr::Column(*column)), list, negated })
}

/// A list is one parameter, so that the text does not depend on its length and no limit on parameters applies.
fn push_in(w: &mut Writer, operand: &Expr, list: &List, negated: bool) {
    let param = match list {
        _ if list.is_empty() => {
            w.push(if negated { "1" } else { "0" });
            return;
        }
        List::Values(values) => Some(Param::List(values.clone())),
        List::Keys(keys) => Some(Param::Keys(*keys)),
        List::Param(index) => Some(argument(*index)),
        List::Rows(_) => None,
    };
    push_operand(w, operand);
    w.push(if negated { " NOT IN " } else { " IN " });
    match (param, list) {
        (Some(param), _) => w.push_list(param),
        (None, List::Rows(rows)) => push_rows(w, rows),
        (None, _) => {}
    }
}

fn push_like(w: &mut Writer, [operand, pattern]: &[Expr; 2], escape: char) {
    check_pattern(w, pattern);
    push_operand(w, operand);
    w.push(" LIKE ");
    push_operand(w, pattern);
    if escape == '\\' {
        w.push(" ESCAPE '\\'");
    } else {
        w.push(" ESCAPE ");
        w.push_param(Param::Value(Value::Text(escape.into())));
    }
}

/// SQLite refuses a long pattern, but only when it meets a row.
fn check_pattern(w: &mut Writer, pattern: &Expr) {
    if let Expr::Value(Value::Text(text)) = pattern
        && let Some(reason) = too_long(text)
    {
        w.fail(Error::limit(reason));
    }
}

/// Row values have no list parameter: each part is one of its own.
fn push_rows(w: &mut Writer, rows: &[Vec<Value>]) {
    w.push("(VALUES ");
    w.separated(", ", rows, |w, row| {
        w.push("(");
        w.separated(", ", row, |w, value| w.push_param(Param::Value(value.clone())));
        w.push(")");
    });
    w.push(")");
}

/// The place of an argument. Whether its list may be empty is known where the whole filter is.
pub(super) const fn argument(index: usize) -> Param {
    Param::Argument(place(index))
}

const fn place(index: usize) -> Argument {
    Argument { index, never_empty: false, reading: None }
}

fn push_case(w: &mut Writer, case: &Case) {
    w.push("CASE");
    for [condition, value] in &case.branches {
        w.push(" WHEN ");
        push_expr(w, condition);
        w.push(" THEN ");
        push_expr(w, value);
    }
    if let Some(otherwise) = &case.otherwise {
        w.push(" ELSE ");
        push_expr(w, otherwise);
    }
    w.push(" END");
}
