//! Rows as they are after a change, while they are still in the old table.

use super::known_value;
use crate::migrate::decisions::Decisions;
use crate::migrate::diff::TableDiff;
use crate::migrate::model::Column;
use crate::migrate::text::SqlText;
use crate::migrate::token::{Kind, tokens};
use crate::sql::migrate::{Class, Computed, Rows, stored};
use crate::sql::quoted;

/// The rows with those columns that some expressions over the new table name; nothing where they are not known before.
pub(super) fn rows(diff: &TableDiff<'_>, exprs: &[&SqlText], decisions: &Decisions) -> Option<Rows> {
    // The number of a row is none of its columns.
    let is_rowid = |name: &&str| exprs.iter().any(|expr| expr.mentions(name)) && diff.to.column(name).is_none();
    if ["rowid", "_rowid_", "oid"].iter().any(is_rowid) {
        return None;
    }
    let mut order = Order::default();
    exprs.iter().try_for_each(|expr| order.visit(diff, expr, decisions))?;
    let all: Vec<&SqlText> =
        exprs.iter().copied().chain(order.computed.iter().filter_map(|column| computation(column))).collect();
    // Whether a column stands beside a text in one of them.
    let is_beside_text = |name: &str| {
        let is_text = |other: &&Column| {
            let class = Class::of(&other.declared_type, diff.to.strict);
            other.name != name && !is_number(class)
        };
        all.iter().filter(|expr| expr.mentions(name)).any(|expr| {
            tokens(expr.as_str()).iter().any(|token| token.kind == Kind::Text)
                || diff.to.columns.iter().filter(is_text).any(|other| expr.mentions(&other.name))
        })
    };
    let mut values = Vec::new();
    for column in order.plain {
        values.push((column.name.clone(), plain(diff, column, is_beside_text(&column.name), decisions)?));
    }
    let computed = order.computed.into_iter().map(|column| {
        let expr = computation(column)?;
        let value = collated(column, &converted(diff, column, expr.as_str(), is_beside_text(&column.name))?);
        // A column of texts keeps a blob, which a `CAST` does not: such a row is left to SQLite.
        let is_text = Class::of(&column.declared_type, diff.to.strict) == Class::Text;
        let only = (is_text && !diff.to.strict).then(|| format!("typeof({}) <> 'blob'", expr.as_str()));
        Some(Computed { column: column.name.clone(), value, only })
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

const fn is_number(class: Class) -> bool {
    matches!(class, Class::Integer | Class::Numeric | Class::Real)
}

/// What a column has after, over the columns before.
fn plain(diff: &TableDiff<'_>, column: &Column, beside_text: bool, decisions: &Decisions) -> Option<String> {
    if stays(diff, &column.name, decisions) {
        // Values that are the same are compared otherwise in a column of another type.
        return is_alike(diff, &column.name).then(|| {
            let old = diff.from.column(&column.name).and_then(Column::collation);
            let is_plain = old.is_none() && column.collation().is_none();
            if is_plain { quoted(&column.name) } else { collated(column, &quoted(&column.name)) }
        });
    }
    if diff.to.rowid_column().is_some_and(|key| key.name == column.name) {
        return None;
    }
    let default = || column.default.as_ref().map_or("NULL", |default| default.as_str()).to_owned();
    let value = known_value(diff, &column.name, decisions).unwrap_or_else(default);
    Some(collated(column, &converted(diff, column, &value, beside_text)?))
}

/// What a column makes of a value. Beside a text, it counts what a column is declared as, which an expression is not.
fn converted(diff: &TableDiff<'_>, column: &Column, value: &str, beside_text: bool) -> Option<String> {
    let class = Class::of(&column.declared_type, diff.to.strict);
    // In a STRICT table, a `CAST` brings the affinity with it; nothing brings that of a column that takes all.
    let is_sure = match class {
        Class::Text => true,
        Class::Any => !beside_text,
        Class::Blob | Class::Integer | Class::Real | Class::Numeric => !beside_text || diff.to.strict,
    };
    is_sure.then(|| stored(&format!("({value})"), class, diff.to.strict))
}

/// A value that is compared as those of a column are, whatever it is made of.
fn collated(column: &Column, value: &str) -> String {
    format!("{value} COLLATE {}", quoted(column.collation().unwrap_or("BINARY")))
}

/// Whether a column has the values that it has after, and compares them in the same way.
pub(super) fn is_kept(diff: &TableDiff<'_>, column: &Column, decisions: &Decisions) -> bool {
    stays(diff, &column.name, decisions) && compares_alike(diff, column)
}

/// Whether a column before compares its values as the one after.
fn compares_alike(diff: &TableDiff<'_>, column: &Column) -> bool {
    let collation = |column: &Column| column.collation().map(str::to_ascii_lowercase);
    let same = |old: &Column| collation(old) == collation(column);
    is_alike(diff, &column.name) && diff.from.column(&column.name).is_some_and(same)
}

/// Whether the types of a column before and after make the same of values.
fn is_alike(diff: &TableDiff<'_>, name: &str) -> bool {
    let class = |column: &Column, strict| Class::of(&column.declared_type, strict);
    let (Some(old), Some(new)) = (diff.from.column(name), diff.to.column(name)) else { return false };
    class(old, diff.from.strict).stores_like(class(new, diff.to.strict))
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
            // A function is called as a column is, even as the column that it computes.
            let mut needed = diff.to.columns.iter().filter(|other| after.mentions(&other.name));
            open.push(&new.name);
            let stay = before == after
                && is_alike(diff, name)
                && needed.all(|other| {
                    open.contains(&other.name.as_str())
                        || compares_alike(diff, other) && stays_beside(diff, &other.name, decisions, open)
                });
            open.pop();
            stay
        }
        _ => false,
    }
}
