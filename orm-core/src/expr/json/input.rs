//! The document whose elements are rows.

use serde::Serialize;

use super::{JsonPath, JsonSource};
use crate::ast::{self, SourceRows};
use crate::column::Column;
use crate::expr::operand::{Literal, Typed};
use crate::expr::{Expr, Joined};
use crate::query::DerivedTable;
use crate::scope::At;
use crate::table::Table;
use crate::value::{ColumnValue, Encode, Json, Value};

/// A JSON document that is taken apart: a `Json<T>` or a text of JSON, as a value, a column or an expression. `J` is how it was
/// found, and is inferred.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::json_each;
///
/// assert_eq!(db.select_from(json_each(Json([1, 2]))).count()?, 2);
/// let settings = db.select::<Device>().cross_join_from(json_each(Device::SETTINGS));
/// assert_eq!(settings.count()?, 6);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not JSON",
    label = "expected a `Json<..>` or a text, or a column or an expression of one"
)]
pub trait JsonInput<S, J> {
    /// The document in the untyped tree.
    #[doc(hidden)]
    fn document(self) -> ast::Expr;
}

#[diagnostic::do_not_recommend]
impl<S, X: Serialize> JsonInput<S, Literal> for Json<X> {
    fn document(self) -> ast::Expr {
        ast::Expr::from_encoded(self.encode())
    }
}

#[diagnostic::do_not_recommend]
impl<S> JsonInput<S, Literal> for String {
    fn document(self) -> ast::Expr {
        ast::Expr::Value(Value::Text(self))
    }
}

#[diagnostic::do_not_recommend]
impl<S> JsonInput<S, Literal> for &str {
    fn document(self) -> ast::Expr {
        ast::Expr::Value(Value::Text(self.to_owned()))
    }
}

#[diagnostic::do_not_recommend]
impl<S, T: Table, V: ColumnValue<Base: JsonSource>, I> JsonInput<S, At<I>> for Column<T, V> {
    fn document(self) -> ast::Expr {
        self.node()
    }
}

#[diagnostic::do_not_recommend]
impl<S, V: ColumnValue<Base: JsonSource>> JsonInput<S, Typed> for Expr<S, V> {
    fn document(self) -> ast::Expr {
        self.node
    }
}

/// The rows that a table function of JSON makes of a document, or of a part of it.
#[doc(hidden)]
pub fn json_rows<S, T: Table, X: JsonInput<S, J> + Joined<S, J>, J>(
    name: &'static str,
    document: X,
    path: Option<JsonPath>,
) -> DerivedTable<S, T> {
    let mut arguments = vec![document.document()];
    arguments.extend(path.map(JsonPath::into_node));
    DerivedTable::new(SourceRows::Call { name, arguments })
}
