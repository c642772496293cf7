//! Values as SQL text, for statements that take no parameters: `CREATE TABLE` and `CREATE VIEW`.
//!
//! A literal is the value that the parameter would be, to the bit, and like a parameter it has no affinity.

use super::expr::push_expr;
use super::writer::Writer;
use crate::ast::Expr;
use crate::engine::Param;
use crate::error::Error;
use crate::value::Value;

/// Writes what a parameter would be bound to.
pub(super) fn push_param(w: &mut Writer, param: &Param) {
    match param {
        Param::Value(value) => push_literal(w, value),
        Param::List(values) => {
            w.push("(");
            w.separated(", ", values, push_literal);
            w.push(")");
        }
        Param::Call(_) | Param::Argument(_) => {
            w.fail(Error::refused("a value that is known only when a statement runs has no literal"));
        }
        Param::Keys(_) => w.fail(Error::refused("the keys of a load have no literal")),
    }
}

/// Writes a term of an order or a group. An integer literal there is the position of a column, which a bound integer is not:
/// <https://sqlite.org/lang_select.html#orderby>.
pub(super) fn push_sort_term(w: &mut Writer, term: &Expr) {
    let integer = matches!(uncollated(term), Expr::Value(Value::Integer(_)));
    if integer && w.is_inline() {
        w.push("(");
        push_expr(w, term);
        w.push(" + 0)");
    } else {
        push_expr(w, term);
    }
}

fn uncollated(expr: &Expr) -> &Expr {
    match expr {
        Expr::Collate(operand, _) => uncollated(operand),
        other => other,
    }
}

/// Writes a value.
pub(super) fn push_literal(w: &mut Writer, value: &Value) {
    match value {
        Value::Null => w.push("NULL"),
        Value::Integer(integer) => push_integer(w, *integer),
        Value::Real(real) => push_real(w, *real),
        Value::Text(text) => push_text(w, text),
        Value::Blob(bytes) => {
            w.push("x'");
            for byte in bytes {
                w.push(&format!("{byte:02x}"));
            }
            w.push("'");
        }
    }
}

/// The smallest integer has no literal: SQLite reads a minus and a number that is too large.
fn push_integer(w: &mut Writer, integer: i64) {
    match integer {
        i64::MIN => w.push("(-9223372036854775807 - 1)"),
        0.. => w.push(&integer.to_string()),
        _ => push_negative(w, &integer.to_string()),
    }
}

/// SQLite promises 15 digits of a decimal, not the nearest number: <https://sqlite.org/floatingpoint.html>. Shorter ones with
/// a small exponent are exact by any method of reading them; all others are written as an integer times a power of two.
fn push_real(w: &mut Writer, real: f64) {
    if real.is_infinite() {
        return if real > 0.0 { w.push("9e999") } else { push_negative(w, "-9e999") };
    }
    let text = if is_exact_decimal(real) { format!("{:?}", real.abs()) } else { power_of_two(real.abs()) };
    if real.is_sign_negative() {
        push_negative(w, &format!("-{text}"));
    } else {
        w.push(&text);
    }
}

/// After an operator a minus needs parentheses: two of them begin a comment.
fn push_negative(w: &mut Writer, number: &str) {
    if w.is_inline() {
        w.push("(");
        w.push(number);
        w.push(")");
    } else {
        w.push(number);
    }
}

/// Whether a number has at most 15 digits, and stays an integer below 2^53 over a power of ten below 10^22: both of them
/// are exact as doubles, so that one division rounds once.
fn is_exact_decimal(real: f64) -> bool {
    let scientific = format!("{real:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits = digits.chars().filter(char::is_ascii_digit).count();
    let exponent: i32 = exponent.parse().unwrap_or(i32::MAX);
    digits <= 15 && (-7..=15).contains(&exponent)
}

/// `(+CAST(5404319552844595 AS REAL) / 18014398509481984)`: every step is exact, because it only moves the binary point. The
/// plus takes the affinity from a cast that stands alone.
fn power_of_two(real: f64) -> String {
    const STEP: u32 = 62;
    let bits = real.to_bits();
    let biased = (bits >> 52) & 0x7ff;
    let fraction = bits & ((1 << 52) - 1);
    // A subnormal has no hidden bit.
    let (mantissa, exponent) = if biased == 0 { (fraction, 1) } else { (fraction | 1 << 52, biased) };
    // The mantissa is an integer, so the point is 52 places further left.
    let shift = i32::try_from(exponent).unwrap_or(0) - 1075;
    let mut text = format!("(+CAST({mantissa} AS REAL)");
    let operator = if shift < 0 { " / " } else { " * " };
    let mut left = shift.unsigned_abs();
    while left > 0 {
        let step = left.min(STEP);
        text.push_str(operator);
        text.push_str(&(1_u64 << step).to_string());
        left -= step;
    }
    text.push(')');
    text
}

/// A NUL would end the statement, so text with one is written as its bytes; the plus takes the affinity from the cast.
pub(super) fn push_text(w: &mut Writer, text: &str) {
    if text.contains('\0') {
        w.push("(+CAST(");
        push_literal(w, &Value::Blob(text.as_bytes().to_vec()));
        w.push(" AS TEXT))");
    } else {
        w.push("'");
        w.push(&text.replace('\'', "''"));
        w.push("'");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort_term(mut w: Writer, term: &Expr) -> String {
        push_sort_term(&mut w, term);
        w.finish_text().unwrap_or_default()
    }

    #[test]
    fn an_integer_that_is_ordered_by_is_no_position() {
        let one = Expr::Value(Value::Integer(1));
        let collated = Expr::Collate(Box::new(one.clone()), "NOCASE");
        assert_eq!(sort_term(Writer::inline(), &one), "(1 + 0)");
        assert_eq!(sort_term(Writer::inline(), &collated), "(1 COLLATE \"NOCASE\" + 0)");
        assert_eq!(sort_term(Writer::inline(), &Expr::Value(Value::Text("a".to_owned()))), "'a'");
        assert_eq!(sort_term(Writer::default(), &one), "?");
    }
}
