//! SQLite's functions of one row, as methods of columns and expressions.
//!
//! A function of `NULL` is `NULL`, so that a result is nullable if an argument is; where a function is otherwise, its
//! documentation says so.

mod blob;
mod date;
mod format;
mod math;
mod number;
mod text;

#[doc(hidden)]
pub use blob::TextOrBlob;
pub use blob::{BlobFunctions, randomblob, zeroblob};
pub use date::{DateFunctions, DateType, Modifier, Moment, Weekday, now};
pub use format::{Classes, format};
pub use math::{MathFunctions, Real, pi};
pub use number::{NumberFunctions, random};
pub use text::TextFunctions;

use super::Expr;
use crate::ast::{self, Call};

/// A call whose arguments are values; one that cannot be bound was meant for the first.
fn call<S, V, K>(name: &'static str, arguments: impl IntoIterator<Item = ast::Expr>) -> Expr<S, V, K> {
    let mut all: Vec<ast::Expr> = Vec::new();
    for argument in arguments {
        let argument = match all.first() {
            Some(first) => argument.meant_for(first),
            None => argument,
        };
        all.push(argument.into_value());
    }
    Expr::new(Call::scalar(name, all).into())
}

/// A text of this crate, or one that was checked, as an argument.
fn text(text: impl Into<String>) -> ast::Expr {
    ast::Expr::Value(crate::value::Value::Text(text.into()))
}

/// A pattern of the program. SQLite reads it up to a NUL.
fn pattern(pattern: String) -> ast::Expr {
    if pattern.contains('\0') {
        let error = "a format cannot contain NUL, where SQLite would end it";
        return ast::Expr::Invalid(crate::value::EncodeError::Custom(error.to_owned()), None);
    }
    text(pattern)
}
