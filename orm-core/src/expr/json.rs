//! JSON: <https://sqlite.org/json1.html>.
//!
//! A document is a `Json<T>` column, a text column, or an expression of either. What stands in it is named by a
//! [`JsonPath`], which is bound like any other value. A value goes into a document as JSON: a `bool` as `true` or `false`,
//! a document as an array or an object and not as a text that holds one.

mod atom;
mod build;
mod change;
mod group;
mod input;
mod kind;
mod operand;
mod path;
mod read;

pub use atom::JsonAtom;
pub use build::{JsonFields, JsonItems, json_array, json_object};
pub use group::json_group_object;
pub use input::{JsonInput, json_rows};
pub use kind::JsonType;
pub use operand::{JsonOperand, JsonScalar, JsonSource, JsonStored};
pub use path::JsonPath;
pub use read::JsonColumn;

use crate::ast::{self, Call};

/// `name(arguments)`.
fn call(name: &'static str, arguments: Vec<ast::Expr>) -> ast::Expr {
    Call::scalar(name, arguments).into()
}
