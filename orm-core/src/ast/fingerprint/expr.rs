//! The shapes of expressions.

use super::Fingerprint;
use crate::ast::depth::CHAIN;
use crate::ast::{Call, Case, Distance, Expr, List, Renamed, Window};
use crate::engine::Limits;
use crate::value::Value;

impl Fingerprint {
    pub(super) fn expr(&mut self, expr: &Expr) {
        self.beside(0, expr);
    }

    /// An expression, and a number in the word that says its kind.
    pub(super) fn beside(&mut self, number: usize, expr: &Expr) {
        let kind = kind(expr) | (number as u64) << 32;
        if let Expr::Compare(op, column, _) = expr {
            self.word(kind | (*op as u64) << 8);
            return self.column(column);
        }
        self.word(kind);
        match expr {
            Expr::Column(column) | Expr::Outer(column) => self.column(column),
            Expr::Ordinal(position) => self.size(*position),
            Expr::Excluded(column) => self.address(*column),
            Expr::Value(_) | Expr::Compare(..) => {}
            Expr::Invalid(..)
            | Expr::Refused(_)
            | Expr::TooDeep
            | Expr::Param(_)
            | Expr::ParamText(..)
            | Expr::Raw(_) => self.unknown(),
            Expr::FromFn(function) => {
                self.column(&function.column);
                self.size(function.function.address());
            }
            Expr::Unary(op, operand) => {
                self.word(*op as u64);
                self.expr(operand);
            }
            Expr::Binary(op, left, right) => {
                self.word(*op as u64);
                self.expr(left);
                self.pattern(right);
            }
            // A long list may become one of values.
            Expr::All(terms) | Expr::Any(terms) if terms.len() > CHAIN => self.unknown(),
            Expr::All(terms) | Expr::Any(terms) | Expr::Tuple(terms) => self.exprs(terms),
            Expr::InList { operand, list, negated } => {
                self.word(u64::from(*negated) | u64::from(list.is_empty()) << 1);
                self.expr(operand);
                if !matches!(list, List::Values(_)) {
                    self.unknown();
                }
            }
            Expr::Between(three) => three.iter().for_each(|part| self.expr(part)),
            Expr::Like(two, escape) => {
                self.word(u64::from(*escape));
                self.expr(&two[0]);
                self.pattern(&two[1]);
            }
            Expr::Call(call) => self.call(call),
            Expr::Exists(select) | Expr::Subquery(select) | Expr::CountOf(select) => self.select(select),
            Expr::InQuery { operand, select, negated } => {
                self.word(u64::from(*negated));
                self.expr(operand);
                self.select(select);
            }
            Expr::Renamed(renamed) => {
                let Renamed { from, to, expr } = &**renamed;
                self.source(from);
                self.source(to);
                self.expr(expr);
            }
            Expr::Collate(operand, sequence) => {
                self.text(sequence);
                self.expr(operand);
            }
            Expr::Cast(operand, class) => {
                self.word(*class as u64);
                self.expr(operand);
            }
            Expr::Checked(operand) | Expr::IsTrue(operand) => self.expr(operand),
            Expr::Case(Case { branches, otherwise }) => {
                self.list(branches.iter(), |shape, [condition, value]| {
                    shape.expr(condition);
                    shape.expr(value);
                });
                self.maybe(otherwise.as_ref(), |shape, otherwise| shape.expr(otherwise));
            }
            Expr::RowId(source) => self.source(source),
        }
    }

    /// A pattern that SQLite does not take is an error before it sees it.
    pub(super) fn pattern(&mut self, pattern: &Expr) {
        if let Expr::Value(Value::Text(text)) = pattern
            && text.len() > Limits::default().pattern_bytes
        {
            self.unknown();
        }
        self.expr(pattern);
    }

    pub(super) fn call(&mut self, call: &Call) {
        let Call { name, custom, arguments, aggregate, distinct, order_by, filter, over } = call;
        self.text(name);
        self.word(u64::from(*custom) | u64::from(*aggregate) << 1 | u64::from(*distinct) << 2);
        self.exprs(arguments);
        self.order(order_by);
        self.maybe(filter.as_ref(), Self::expr);
        self.maybe(over.as_ref(), Self::window);
    }

    pub(super) fn window(&mut self, window: &Window) {
        let Window { name, base, partition_by, order_by, frame } = window;
        // The windows of one name are compared, and may stand twice in the tree and once in the text.
        if name.is_some() || base.is_some() {
            self.unknown();
        }
        self.exprs(partition_by);
        self.order(order_by);
        self.maybe(frame.as_ref(), |shape, frame| {
            shape.word(frame.unit as u64);
            shape.word(frame.exclude as u64);
            for bound in [frame.start, frame.end] {
                // A frame is bound as it stands in the tree: it is part of the shape.
                match bound {
                    None => shape.word(0),
                    Some(Distance::Integer(integer)) => {
                        shape.word(1);
                        shape.word(integer.cast_unsigned());
                    }
                    Some(Distance::Real(real)) => {
                        shape.word(2);
                        shape.word(real.to_bits());
                    }
                }
            }
        });
    }
}

/// What kind of node it is.
fn kind(expr: &Expr) -> u64 {
    match expr {
        Expr::Column(_) => 1,
        Expr::Ordinal(_) => 2,
        Expr::Outer(_) => 3,
        Expr::Excluded(_) => 4,
        Expr::Value(_) => 5,
        Expr::Invalid(..) | Expr::Refused(_) | Expr::TooDeep | Expr::Param(_) | Expr::ParamText(..) | Expr::Raw(_) => 0,
        Expr::FromFn(_) => 6,
        Expr::Unary(..) => 7,
        Expr::Binary(..) => 8,
        Expr::All(_) => 9,
        Expr::Any(_) => 10,
        Expr::InList { .. } => 11,
        Expr::Between(_) => 12,
        Expr::Like(..) => 13,
        Expr::Call(_) => 14,
        Expr::Exists(_) => 15,
        Expr::Subquery(_) => 16,
        Expr::CountOf(_) => 17,
        Expr::InQuery { .. } => 18,
        Expr::Renamed(_) => 19,
        Expr::Collate(..) => 20,
        Expr::Cast(..) => 21,
        Expr::Checked(_) => 22,
        Expr::IsTrue(_) => 23,
        Expr::Case(_) => 24,
        Expr::Tuple(_) => 25,
        Expr::RowId(_) => 26,
        Expr::Compare(..) => 27,
    }
}

/// Whether a value stands in an expression, or may.
pub(super) fn has_value(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |node| {
        found |= match node {
            Expr::Value(_) | Expr::Compare(..) | Expr::InList { .. } | Expr::FromFn(_) => true,
            _ => node.select().is_some(),
        };
        !found
    });
    found
}
