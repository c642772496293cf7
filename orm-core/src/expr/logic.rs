//! `AND`, `OR`, `NOT`, and lists of predicates.

use super::{Expr, Join};
use crate::ast::{self, UnaryOp};

impl<S, K> Expr<S, bool, K> {
    /// `self AND other`.
    pub fn and<K2>(self, other: Expr<S, bool, K2>) -> Expr<S, bool, K::Out>
    where
        K: Join<K2>,
    {
        let terms = match self.node {
            ast::Expr::All(mut terms) if !terms.is_empty() => {
                terms.push(other.node);
                terms
            }
            first => vec![first, other.node],
        };
        Expr::new(ast::Expr::All(terms))
    }

    /// `self OR other`.
    pub fn or<K2>(self, other: Expr<S, bool, K2>) -> Expr<S, bool, K::Out>
    where
        K: Join<K2>,
    {
        let terms = match self.node {
            ast::Expr::Any(mut terms) if !terms.is_empty() => {
                terms.push(other.node);
                terms
            }
            first => vec![first, other.node],
        };
        Expr::new(ast::Expr::Any(terms))
    }

    /// `NOT self`: `NULL` stays `NULL`, which a filter does not find.
    #[expect(clippy::should_implement_trait, reason = "the operator `!` would need the same bounds and read worse")]
    #[must_use]
    pub fn not(self) -> Self {
        Self::new(ast::Expr::unary(UnaryOp::Not, self.node))
    }
}

/// `NOT predicate`, as a function.
pub fn not<S, K>(predicate: Expr<S, bool, K>) -> Expr<S, bool, K> {
    predicate.not()
}

/// All of the predicates: `a AND b AND ..`. An empty list is true in a read; an update or a delete refuses it.
pub fn all_of<S, K>(predicates: impl IntoIterator<Item = Expr<S, bool, K>>) -> Expr<S, bool, K> {
    Expr::new(ast::Expr::All(predicates.into_iter().map(|predicate| predicate.node).collect()))
}

/// One of the predicates: `a OR b OR ..`. An empty list is false in a read; an update or a delete refuses it.
pub fn any_of<S, K>(predicates: impl IntoIterator<Item = Expr<S, bool, K>>) -> Expr<S, bool, K> {
    Expr::new(ast::Expr::Any(predicates.into_iter().map(|predicate| predicate.node).collect()))
}
