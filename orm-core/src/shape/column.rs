//! Fields that an attribute fills: another column of the table, or something computed.

use std::marker::PhantomData;

use super::{Columns, ShapeDef};
use crate::relation::Measure;

/// Stands for no type that is ever asked for: with two impls to choose from, rustc waits for the column's own type instead of
/// taking the field's.
#[doc(hidden)]
#[derive(Debug)]
pub struct NotYet<F>(PhantomData<fn() -> F>);

/// The type of a field is that of the column.
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "the field's type is not the column's", label = "the column holds `{V}`")]
pub trait SameAs<V> {}

#[diagnostic::do_not_recommend]
impl<V> SameAs<V> for V {}

#[diagnostic::do_not_recommend]
impl<F> SameAs<NotYet<F>> for F {}

/// The type of a field is that of the expression.
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "the field's type is not the expression's", label = "the expression is `{V}`")]
pub trait SameExpr<V> {}

#[diagnostic::do_not_recommend]
impl<V> SameExpr<V> for V {}

#[diagnostic::do_not_recommend]
impl<F> SameExpr<NotYet<F>> for F {}

/// `column = User::EMAIL`: adds a column of the table for a field of type `F`.
#[doc(hidden)]
pub fn column<S: ShapeDef, F: SameAs<V>, X: Measure<S::Table, V>, V>(columns: &mut Columns, column: X) {
    columns.0.push(column.measured());
}

/// `expr = ..`: adds an expression for a field of type `F`.
#[doc(hidden)]
pub fn computed<S: ShapeDef, F: SameExpr<V>, X: Measure<S::Table, V>, V>(columns: &mut Columns, expr: X) {
    columns.0.push(expr.measured());
}
