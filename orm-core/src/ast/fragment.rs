//! Raw SQL: pieces of text, and what stands between them.

use std::borrow::Cow;

use super::{Expr, Select};
use crate::value::{EncodeError, Value};

/// A part of raw SQL.
#[derive(Debug, Clone, PartialEq)]
pub enum Fragment {
    /// Text of the program.
    Text(Cow<'static, str>),
    /// A column: its name in a statement, which may call its tables what it likes; qualified in an expression.
    Column(Expr),
    /// A value to bind, or an expression.
    Expr(Expr),
    /// Values to bind as one list.
    List(Result<Vec<Value>, EncodeError>),
    /// A select, as a subquery without its parentheses.
    Select(Expr),
}

impl Fragment {
    /// A select, as the text inside of parentheses.
    pub(crate) fn select(select: Select) -> Self {
        Self::Select(Expr::Subquery(Box::new(select)))
    }

    /// The expression that it is.
    pub(crate) const fn expr(&self) -> Option<&Expr> {
        match self {
            Self::Column(expr) | Self::Expr(expr) | Self::Select(expr) => Some(expr),
            Self::Text(_) | Self::List(_) => None,
        }
    }
}

/// Raw SQL as an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct RawExpr {
    /// The parts.
    pub fragments: Vec<Fragment>,
    /// Whether it is about a group.
    pub aggregate: bool,
}
