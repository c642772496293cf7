//! `GROUP BY`, and what a select may still say after it.

use crate::ast;
use crate::column::AnyColumn;
use crate::expr::{Expr, Row};
use crate::scope::{At, InScope, Of};

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
pub trait GroupBy<S, K, I> {
    /// Appends the terms.
    fn append(self, terms: &mut Vec<ast::Expr>);
}

impl<S, C: AnyColumn, I> GroupBy<S, Row, At<I>> for C
where
    Of<C::Table>: InScope<C::Table, S, I>,
{
    fn append(self, terms: &mut Vec<ast::Expr>) {
        terms.push(self.any_node());
    }
}

#[diagnostic::do_not_recommend]
impl<S, V, K> GroupBy<S, K, ()> for Expr<S, V, K> {
    fn append(self, terms: &mut Vec<ast::Expr>) {
        terms.push(self.node);
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<S, $($name: GroupBy<S, $kind, $index>, $index, $kind),+> GroupBy<S, ($($kind,)+), ($($index,)+)> for ($($name,)+) {
            fn append(self, terms: &mut Vec<ast::Expr>) {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                $($name.append(terms);)+
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);
