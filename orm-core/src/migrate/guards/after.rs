//! Rows as they are after a change, while they are still in the old table.

use super::known_value;
use crate::migrate::decisions::Decisions;
use crate::migrate::diff::TableDiff;
use crate::migrate::model::Column;
use crate::migrate::text::SqlText;
use crate::migrate::token::{Kind, tokens};
use crate::sql::migrate::{Class, Rows, stored};
use crate::sql::quoted;

/// The rows with those columns that some expressions over the new table name; nothing where they are not known before.
pub(super) fn rows(diff: &TableDiff<'_>, exprs: &[&SqlText], decisions: &Decisions) -> Option<Rows> {
    // The number of a row is none of its columns.
    let is_number = |name: &&str| exprs.iter().any(|expr| expr.mentions(name)) && diff.to.column(name).is_none();
    if ["rowid", "_rowid_", "oid"].iter().any(is_number) {
        return None;
    }
    let mut order = Order::default();
    exprs.iter().try_for_each(|expr| order.visit(diff, expr, decisions))?;
    let all = exprs.iter().copied().chain(order.computed.iter().filter_map(|column| computation(column)));
    let has_text = all.flat_map(|expr| tokens(expr.as_str())).any(|token| token.kind == Kind::Text);
    let mut values = Vec::new();
    for column in order.plain {
        values.push((column.name.clone(), plain(diff, column, has_text, decisions)?));
    }
    let computed = order.computed.into_iter().map(|column| {
        let expr = computation(column).map_or("NULL", SqlText::as_str);
        Some((column.name.clone(), collated(diff, column, converted(diff, column, expr, has_text)?)))
    });
    Some(Rows::after(diff.from, &diff.to.name, &values, &computed.collect::<Option<Vec<_>>>()?))
}

/// The columns that expressions need: those that have a value, and those that are computed, each after what it is computed from.
#[derive(Default)]
struct Order<'a> {
    plain: Vec<&'a Column>,
    computed: Vec<&'a Column>,
    /// Columns whose expression is being looked at.
    open: Vec<&'a str>,
}

impl<'a> Order<'a> {
    /// Nothing if an expression seems to need itself: a function is called as a column is.
    fn visit(&mut self, diff: &TableDiff<'a>, expr: &SqlText, decisions: &Decisions) -> Option<()> {
        for column in diff.to.columns.iter().filter(|column| expr.mentions(&column.name)) {
            let is_in = |list: &[&Column]| list.iter().any(|other| other.name == column.name);
            if self.open.contains(&column.name.as_str()) {
                return None;
            } else if is_in(&self.plain) || is_in(&self.computed) {
                continue;
            }
            match computation(column).filter(|_| !stays(diff, &column.name, decisions)) {
                None => self.plain.push(column),
                Some(expr) => {
                    self.open.push(&column.name);
                    self.visit(diff, expr, decisions)?;
                    self.open.pop();
                    self.computed.push(column);
                }
            }
        }
        Some(())
    }
}

fn computation(column: &Column) -> Option<&SqlText> {
    column.generated.as_ref().map(|generated| &generated.expr)
}

/// What a column has after, over the columns before.
fn plain(diff: &TableDiff<'_>, column: &Column, has_text: bool, decisions: &Decisions) -> Option<String> {
    let value = if stays(diff, &column.name, decisions) {
        quoted(&column.name)
    } else if diff.to.rowid_column().is_some_and(|key| key.name == column.name) {
        return None;
    } else {
        let default = || column.default.as_ref().map_or("NULL", |default| default.as_str()).to_owned();
        converted(diff, column, &known_value(diff, &column.name, decisions).unwrap_or_else(default), has_text)?
    };
    Some(collated(diff, column, value))
}

/// What a column makes of a value. Beside a text, it counts what a column is declared as, which an expression is not.
fn converted(diff: &TableDiff<'_>, column: &Column, value: &str, has_text: bool) -> Option<String> {
    let class = Class::of(&column.declared_type, diff.to.strict);
    let is_number = matches!(class, Class::Integer | Class::Numeric | Class::Real);
    (!is_number || !has_text || diff.to.strict).then(|| stored(&format!("({value})"), class, diff.to.strict))
}

/// A value that is compared as those of a column are.
fn collated(diff: &TableDiff<'_>, column: &Column, value: String) -> String {
    let old = diff.from.column(&column.name).and_then(Column::collation);
    match column.collation().or_else(|| old.map(|_| "BINARY")) {
        Some(collate) => format!("{value} COLLATE {}", quoted(collate)),
        None => value,
    }
}

/// Whether a column is there before, with the values that it has after.
pub(super) fn stays(diff: &TableDiff<'_>, name: &str, decisions: &Decisions) -> bool {
    stays_beside(diff, name, decisions, &mut Vec::new())
}

/// The same, where some columns are being looked at.
fn stays_beside<'a>(diff: &TableDiff<'a>, name: &str, decisions: &Decisions, open: &mut Vec<&'a str>) -> bool {
    let (Some(old), Some(new)) = (diff.from.column(name), diff.to.column(name)) else { return false };
    match (computation(old), computation(new)) {
        (None, None) => {
            let is_filled = decisions.value(&diff.to.name, &new.name).is_some();
            !is_filled && super::rebuild::conversion(diff.from, old, diff.to, new).is_none()
        }
        (Some(before), Some(after)) => {
            let class = |column: &Column, strict| Class::of(&column.declared_type, strict);
            let is_alike = before == after && class(old, diff.from.strict) == class(new, diff.to.strict);
            // A function is called as a column is, even as the column that it computes.
            let mut needed = diff.to.columns.iter().filter(|other| after.mentions(&other.name));
            open.push(&new.name);
            let stay = is_alike
                && needed.all(|other| {
                    open.contains(&other.name.as_str()) || stays_beside(diff, &other.name, decisions, open)
                });
            open.pop();
            stay
        }
        _ => false,
    }
}
