//! What `columns` takes.

use crate::ast::{self, BinaryOp};
use crate::column::AnyColumn;
use crate::expr::{Expr, Row};
use crate::scope::{At, InScope, Of};
use crate::value::FromRow;

/// A column, an expression, or a tuple of up to 16 of them, in a query with the scope `S`.
///
/// `R` is what a row becomes: the column's type, its `Option` under an outer join, or the tuple of them. `K` is whether
/// the projection is about rows or about groups, `I` how the tables were found; all three are inferred.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be selected", label = "expected a column or an expression")]
pub trait Project<S, K, I, R> {
    /// Appends the expressions.
    fn project(self, columns: &mut Vec<ast::Expr>);
}

impl<S, C: AnyColumn, I> Project<S, Row, At<I>, <Of<C::Table> as InScope<C::Table, S, I>>::Null<C::Value>> for C
where
    Of<C::Table>: InScope<C::Table, S, I>,
{
    fn project(self, columns: &mut Vec<ast::Expr>) {
        columns.push(self.any_node());
    }
}

#[diagnostic::do_not_recommend]
impl<S, V: FromRow, K> Project<S, K, (), V> for Expr<S, V, K> {
    fn project(self, columns: &mut Vec<ast::Expr>) {
        columns.push(if is_predicate(&self.node) { ast::Expr::IsTrue(Box::new(self.node)) } else { self.node });
    }
}

/// Whether an expression is `bool` in Rust but may be `NULL` in SQL: a comparison with a nullable column.
const fn is_predicate(node: &ast::Expr) -> bool {
    use ast::Expr::{All, Any, Between, Binary, InList, Like, Unary};
    match node {
        Binary(op, ..) => !matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul),
        All(_) | Any(_) | Between(_) | InList { .. } | Like(_) | Unary(..) => true,
        _ => false,
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<S, $($name: Project<S, $kind, $index, $row>, $index, $kind, $row),+>
            Project<S, ($($kind,)+), ($($index,)+), ($($row,)+)> for ($($name,)+)
        {
            fn project(self, columns: &mut Vec<ast::Expr>) {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                $($name.project(columns);)+
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);
