//! An order in which no two rows are equal, and the condition that a row stands behind another in it.

use crate::ast::{BinaryOp, Direction, Expr, JoinKind, Nulls, OrderBy, Select, Source, UnaryOp};
use crate::error::Error;
use crate::schema::TableKind;
use crate::value::Value;

/// A term of the order.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub(super) expr: Expr,
    descending: bool,
    nulls_first: bool,
    nullable: bool,
}

/// The terms of a select's order, with the primary keys of its tables behind them unless it tells all rows apart already.
pub(super) fn terms(select: &Select) -> Result<Vec<Term>, Error> {
    check(select)?;
    let mut terms: Vec<Term> = select.order_by.iter().map(|term| Term::new(select, term)).collect();
    for source in select.sources() {
        if !is_unique(source, &terms) {
            for expr in key(source)? {
                if !terms.iter().any(|term| term.expr == expr) {
                    let order = OrderBy { expr, direction: Direction::Asc, nulls: None };
                    terms.push(Term::new(select, &order));
                }
            }
        }
    }
    Ok(terms)
}

/// Refuses a select in which a place between two rows has no meaning.
fn check(select: &Select) -> Result<(), Error> {
    let reason = if select.distinct {
        "pages by a cursor need all rows, and `distinct` leaves some out"
    } else if !select.operands.is_empty() || !select.group_by.is_empty() {
        "pages by a cursor are of rows: put the groups or the set operation into a subquery, and select from it"
    } else if select.is_limited() {
        "pages by a cursor have a size of their own: leave out `limit` and `offset`"
    } else if select.order_by.iter().any(|term| is_about_others(&term.expr)) {
        "pages by a cursor are ordered by what a row says of itself, not by an aggregate or a window"
    } else {
        return Ok(());
    };
    Err(Error::refused(reason))
}

fn is_about_others(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |node| {
        found |= matches!(node, Expr::Call(call) if call.aggregate || call.over.is_some());
        !found
    });
    found
}

/// Whether the order has all columns of a key of the source that are never `NULL` in the table.
fn is_unique(source: Source, terms: &[Term]) -> bool {
    let ordered = |&index: &usize| terms.iter().any(|term| term.expr == Expr::Column(source.column(index)));
    let schema = source.schema;
    let never_null = |columns: &&[usize]| columns.iter().all(|&index| !schema.columns[index].nullable);
    let uniques = schema.uniques.iter().map(|unique| unique.columns).filter(never_null);
    let mut keys = std::iter::once(schema.primary_key).chain(uniques);
    keys.any(|key| !key.is_empty() && key.iter().all(ordered))
        || terms.iter().any(|term| term.expr == Expr::RowId(source))
}

fn key(source: Source) -> Result<Vec<Expr>, Error> {
    let schema = source.schema;
    if !schema.primary_key.is_empty() {
        return Ok(schema.primary_key.iter().map(|&index| Expr::Column(source.column(index))).collect());
    }
    if schema.kind == TableKind::Table && !schema.without_rowid {
        return Ok(vec![Expr::RowId(source)]);
    }
    Err(Error::refused(format!(
        "`{}` has no primary key that tells equal rows apart: mark its key by `#[column(primary_key)]`",
        schema.name
    )))
}

impl Term {
    fn new(select: &Select, order: &OrderBy) -> Self {
        let descending = order.direction == Direction::Desc;
        let nulls_first = order.nulls.map_or(!descending, |nulls| nulls == Nulls::First);
        let nullable = match &order.expr {
            Expr::Column(column) => column.schema().nullable || is_optional(select, column.source),
            Expr::RowId(source) => is_optional(select, *source),
            _ => true,
        };
        Self { expr: order.expr.clone(), descending, nulls_first, nullable }
    }

    /// The term of the order that goes the other way.
    pub(super) fn reversed(self) -> Self {
        Self { descending: !self.descending, nulls_first: !self.nulls_first, ..self }
    }

    pub(super) fn order_by(&self) -> OrderBy {
        let nulls = (self.nulls_first == self.descending)
            .then_some(if self.nulls_first { Nulls::First } else { Nulls::Last })
            .filter(|_| self.nullable);
        let direction = if self.descending { Direction::Desc } else { Direction::Asc };
        OrderBy { expr: self.expr.clone(), direction, nulls }
    }

    fn is_null(&self) -> Expr {
        Expr::unary(UnaryOp::IsNull, self.expr.clone())
    }

    const fn strictly(&self) -> BinaryOp {
        if self.descending { BinaryOp::Lt } else { BinaryOp::Gt }
    }

    /// This term is behind the value; none if it never is.
    fn behind(&self, value: &Value) -> Option<Expr> {
        if *value == Value::Null {
            return self.nulls_first.then(|| Expr::unary(UnaryOp::IsNotNull, self.expr.clone()));
        }
        let behind = Expr::binary(self.strictly(), self.expr.clone(), Expr::Value(value.clone()));
        Some(if self.nullable && !self.nulls_first { Expr::Any(vec![behind, self.is_null()]) } else { behind })
    }

    /// This term is equal to the value, as the order sees it.
    fn same(&self, value: &Value) -> Expr {
        if *value == Value::Null {
            return self.is_null();
        }
        Expr::binary(BinaryOp::Eq, self.expr.clone(), Expr::Value(value.clone()))
    }
}

/// Whether an outer join may find no row of the source.
fn is_optional(select: &Select, source: Source) -> bool {
    let own = select.joins.iter().position(|join| join.source == source);
    let from_left = own.is_some_and(|at| matches!(select.joins[at].kind, JoinKind::Left | JoinKind::Full));
    let later = own.map_or(0, |at| at + 1);
    from_left || select.joins[later..].iter().any(|join| matches!(join.kind, JoinKind::Right | JoinKind::Full))
}

/// The condition that a row stands behind the one with these values.
///
/// Where all terms go one way and none is ever `NULL` it is a comparison of row values, for which SQLite searches an index
/// of the terms: <https://sqlite.org/rowvalue.html#scrolling_window_queries>.
pub(super) fn behind(terms: &[Term], values: &[Value]) -> Result<Expr, Error> {
    let fits = terms.len() == values.len()
        && terms.iter().zip(values).all(|(term, value)| term.nullable || *value != Value::Null);
    let Some(first) = terms.first().filter(|_| fits) else {
        return Err(Error::invalid_cursor("the cursor is one of another query or order"));
    };
    if terms.iter().all(|term| !term.nullable && term.descending == first.descending) {
        let mut exprs: Vec<_> = terms.iter().map(|term| term.expr.clone()).collect();
        let mut bound: Vec<_> = values.iter().cloned().map(Expr::Value).collect();
        return Ok(match (exprs.pop(), bound.pop()) {
            (Some(expr), Some(value)) if exprs.is_empty() => Expr::binary(first.strictly(), expr, value),
            (expr, value) => {
                exprs.extend(expr);
                bound.extend(value);
                Expr::binary(first.strictly(), Expr::Tuple(exprs), Expr::Tuple(bound))
            }
        });
    }
    // `a > x OR (a = x AND (b > y OR ..))`, from the last term to the first.
    let condition = terms.iter().zip(values).rev().fold(None, |rest: Option<Expr>, (term, value)| {
        let equal = rest.map(|rest| Expr::All(vec![term.same(value), rest]));
        match (term.behind(value), equal) {
            (Some(behind), Some(equal)) => Some(Expr::Any(vec![behind, equal])),
            (behind, equal) => behind.or(equal),
        }
    });
    let condition = condition.unwrap_or_else(|| Expr::Any(Vec::new()));
    if first.nullable {
        return Ok(condition);
    }
    // It follows from the rest, and SQLite can search an index for it.
    let bound = if first.descending { BinaryOp::Le } else { BinaryOp::Ge };
    let bound = Expr::binary(bound, first.expr.clone(), Expr::Value(values[0].clone()));
    Ok(Expr::All(vec![bound, condition]))
}
