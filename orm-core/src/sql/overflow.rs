//! Integers that overflow.
//!
//! SQLite turns a sum, a difference or a product of integers that does not fit 64 bits into a REAL, without a word:
//! <https://sqlite.org/lang_expr.html#binaryops>. Where such a value is read, an integer type refuses it. Where it would be
//! stored, or taken apart into bits, it is checked here.

use super::expr::{push_expr, push_operand};
use super::writer::Writer;
use crate::ast::{BinaryOp, Expr, Select, UnaryOp};
use crate::error::Error;
use crate::schema::{ColumnSchema, TableKind, TableSchema};
use crate::value::StorageClass;

/// How often a checked expression may stand in another: each check writes its expression twice.
const NESTED: usize = 8;

/// Writes a value that is stored in a column.
pub(super) fn push_stored(w: &mut Writer, table: &TableSchema, column: usize, value: &Expr) {
    if is_checked(table, column, value) { push_checked(w, value) } else { push_expr(w, value) }
}

/// The select, whose rows are stored in these columns.
pub(super) fn stored(select: &Select, table: &TableSchema, columns: &[usize]) -> Select {
    let mut select = select.clone();
    for operand in &mut select.operands {
        operand.select = stored(&operand.select, table, columns);
    }
    if select.operands.is_empty() {
        for (value, column) in select.columns.iter_mut().zip(columns) {
            if is_checked(table, *column, value) {
                let unchecked = std::mem::replace(value, Expr::TooDeep);
                *value = Expr::Checked(Box::new(unchecked));
            }
        }
    }
    select
}

fn is_checked(table: &TableSchema, column: usize, value: &Expr) -> bool {
    let column = &table.columns[column];
    let is_sure = refuses_reals(table, column) && is_one_step(value);
    column.storage == StorageClass::Integer && may_overflow(value) && !is_sure
}

/// Writes an operand of an operator on bits, which would take a REAL as the nearest integer.
pub(super) fn push_bits(w: &mut Writer, operand: &Expr) {
    if may_overflow(operand) { push_checked(w, operand) } else { push_operand(w, operand) }
}

/// The value, or SQLite's error "integer overflow" if it is a REAL. `abs` of the smallest integer raises it, and only when
/// it is called: <https://sqlite.org/lang_corefunc.html#abs>.
pub(super) fn push_checked(w: &mut Writer, value: &Expr) {
    if !w.open_check(NESTED) {
        w.fail(Error::limit(format!("arithmetic and operators on bits are nested more than {NESTED} times")));
        return;
    }
    w.push("CASE typeof(");
    push_expr(w, value);
    w.push(") WHEN 'real' THEN abs(-9223372036854775807 - 1) ELSE ");
    push_expr(w, value);
    w.push(" END");
    w.close_check();
}

/// Whether an integer expression may be a REAL.
fn may_overflow(expr: &Expr) -> bool {
    match expr {
        Expr::Binary(op, ..) => is_arithmetic(*op),
        Expr::Unary(op, _) => *op == UnaryOp::Neg,
        Expr::Call(call) => call.arguments.iter().any(may_overflow),
        Expr::Case(case) => {
            case.branches.iter().any(|[_, value]| may_overflow(value))
                || case.otherwise.as_deref().is_some_and(may_overflow)
        }
        Expr::Subquery(select) => gives_overflow(select),
        // What a view or a subquery has computed.
        Expr::Column(column) | Expr::Outer(column) => column.source.schema.kind != TableKind::Table,
        Expr::Renamed(renamed) => may_overflow(&renamed.expr),
        Expr::Raw(_) => true,
        _ => false,
    }
}

fn gives_overflow(select: &Select) -> bool {
    let operands = select.operands.iter().any(|operand| gives_overflow(&operand.select));
    operands || select.columns.iter().any(may_overflow)
}

const fn is_arithmetic(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Rem)
}

/// Whether SQLite itself refuses to store a REAL that has a fraction or is beyond 64 bits. It stores one without a fraction
/// as an integer, so that a second step, back from the overflow, goes unnoticed.
fn refuses_reals(table: &TableSchema, column: &ColumnSchema) -> bool {
    let declared = column.sql_type.unwrap_or("INTEGER");
    table.strict && ["INTEGER", "INT"].iter().any(|ty| declared.eq_ignore_ascii_case(ty))
}

/// Whether an expression is one operation on values that cannot have overflowed.
fn is_one_step(expr: &Expr) -> bool {
    match expr {
        Expr::Binary(_, left, right) => !may_overflow(left) && !may_overflow(right),
        Expr::Unary(_, operand) => !may_overflow(operand),
        _ => false,
    }
}
