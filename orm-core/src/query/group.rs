//! `GROUP BY`, and what a select may still say after it.

use crate::ast;
use crate::column::Column;
use crate::expr::{Expr, Row};
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::ColumnValue;

/// A select without `group_by`.
#[derive(Debug)]
pub struct Ungrouped;

/// A select with `group_by`: what follows is `having`, `columns`, `order_by`, `limit`, `offset`.
#[derive(Debug)]
pub struct Grouped;

/// A grouped select before `columns`: it has no rows to return yet.
#[derive(Debug)]
pub struct NoRows;

/// What `group_by` takes: a column, an expression about a row, or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "rows cannot be grouped by `{Self}`",
    label = "expected a column, or a tuple of them"
)]
pub trait GroupBy<S, I> {
    /// Appends the terms.
    fn append(self, terms: &mut Vec<ast::Expr>);
}

#[diagnostic::do_not_recommend]
impl<S, T: Table, V: ColumnValue, I> GroupBy<S, I> for Column<T, V>
where
    Of<T>: InScope<T, S, I>,
{
    fn append(self, terms: &mut Vec<ast::Expr>) {
        terms.push(self.node());
    }
}

#[diagnostic::do_not_recommend]
impl<S, V> GroupBy<S, ()> for Expr<S, V, Row> {
    fn append(self, terms: &mut Vec<ast::Expr>) {
        terms.push(self.node);
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<S, $($name: GroupBy<S, $index>, $index),+> GroupBy<S, ($($index,)+)> for ($($name,)+) {
            fn append(self, terms: &mut Vec<ast::Expr>) {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                $($name.append(terms);)+
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);
