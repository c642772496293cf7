//! `count`, `sum`, `avg`, `min`, `max`, and any row's value.

use super::{Agg, Expr, Row};
use crate::ast::{self, Call};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, Integers, Reals};

/// A column type that can be summed.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a number", label = "only numbers can be summed or added")]
pub trait Numeric: ColumnType {
    /// What a sum of such values is: `i64` or `f64`.
    type Sum: ColumnType;
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family: Summed>> Numeric for V {
    type Sum = <V::Family as Summed>::Sum;
}

/// A family of column types whose values can be summed.
pub trait Summed {
    /// What the sum is.
    type Sum: ColumnType;
}

#[diagnostic::do_not_recommend]
impl Summed for Integers {
    type Sum = i64;
}

#[diagnostic::do_not_recommend]
impl Summed for Reals {
    type Sum = f64;
}

fn aggregate<S, V>(name: &'static str, distinct: bool, arguments: Vec<ast::Expr>) -> Expr<S, V, Agg> {
    Expr::new(ast::Expr::Call(Call { name, arguments, distinct, aggregate: true }))
}

/// `count(*)`: how many rows there are.
pub fn count<S>() -> Expr<S, i64, Agg> {
    aggregate("count", false, Vec::new())
}

/// The value of a column in any row of the group, `NULL` if there is no row.
///
/// It lowers to the bare column, which SQLite takes from an arbitrary row:
/// <https://sqlite.org/lang_select.html#bare_columns_in_an_aggregate_query>.
#[rustfmt::skip]
pub fn any_value<S, T: Table, V: ColumnValue, I>(column: Column<T, V>) -> Expr<S, V::Opt, Agg> where Of<T>: InScope<T, S, I> {
    Expr::new(ast::Expr::AnyValue(Box::new(column.node())))
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `count(column)`: how many rows have a value.
    pub fn count<S, I>(self) -> Expr<S, i64, Agg> where Of<T>: InScope<T, S, I> {
        aggregate("count", false, vec![self.node()])
    }

    /// `count(DISTINCT column)`: how many different values there are.
    pub fn count_distinct<S, I>(self) -> Expr<S, i64, Agg> where Of<T>: InScope<T, S, I> {
        aggregate("count", true, vec![self.node()])
    }

    /// `min(column)`, `NULL` without any value.
    pub fn min<S, I>(self) -> Expr<S, Option<V::Base>, Agg> where Of<T>: InScope<T, S, I> {
        aggregate("min", false, vec![self.node()])
    }

    /// `max(column)`, `NULL` without any value.
    pub fn max<S, I>(self) -> Expr<S, Option<V::Base>, Agg> where Of<T>: InScope<T, S, I> {
        aggregate("max", false, vec![self.node()])
    }

    /// `sum(column)`, `NULL` without any value. An integer overflow is an error of SQLite's.
    pub fn sum<S, I>(self) -> Expr<S, Option<<V::Base as Numeric>::Sum>, Agg> where Of<T>: InScope<T, S, I>, V::Base: Numeric {
        aggregate("sum", false, vec![self.node()])
    }

    /// `avg(column)`, `NULL` without any value.
    pub fn avg<S, I>(self) -> Expr<S, Option<f64>, Agg> where Of<T>: InScope<T, S, I>, V::Base: Numeric {
        aggregate("avg", false, vec![self.node()])
    }
}

impl<S, V: ColumnValue> Expr<S, V, Row> {
    /// `count(expression)`: how many rows have a value.
    pub fn count(self) -> Expr<S, i64, Agg> {
        aggregate("count", false, vec![self.node])
    }

    /// `min(expression)`, `NULL` without any value.
    pub fn min(self) -> Expr<S, Option<V::Base>, Agg> {
        aggregate("min", false, vec![self.node])
    }

    /// `max(expression)`, `NULL` without any value.
    pub fn max(self) -> Expr<S, Option<V::Base>, Agg> {
        aggregate("max", false, vec![self.node])
    }

    /// `sum(expression)`, `NULL` without any value.
    pub fn sum(self) -> Expr<S, Option<<V::Base as Numeric>::Sum>, Agg>
    where
        V::Base: Numeric,
    {
        aggregate("sum", false, vec![self.node])
    }

    /// `avg(expression)`, `NULL` without any value.
    pub fn avg(self) -> Expr<S, Option<f64>, Agg>
    where
        V::Base: Numeric,
    {
        aggregate("avg", false, vec![self.node])
    }
}
