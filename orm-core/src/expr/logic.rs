//! `AND`, `OR`, `NOT`, and lists of predicates.

use super::{Expr, Join, Kind};
use crate::ast::depth::{NODE, of_terms};
use crate::ast::{self, UnaryOp};

// A chain is one flat list, whichever side it grows on: a tree as deep as the chain is long would overflow the stack.

/// A predicate with its depth.
type Term = (ast::Expr, usize);

/// The terms of both sides as one list; `same` takes a side apart that is such a list already.
fn joined(
    (left, left_depth): Term,
    (right, right_depth): Term,
    same: fn(ast::Expr) -> Result<Vec<ast::Expr>, ast::Expr>,
) -> (Vec<ast::Expr>, usize) {
    let first = match same(left) {
        Ok(mut terms) => {
            terms.push(right);
            let depth = longer(left_depth, right_depth, terms.len());
            return (terms, depth);
        }
        Err(first) => first,
    };
    match same(right) {
        Ok(mut terms) => {
            add_first(first, &mut terms);
            let depth = longer(right_depth, left_depth, terms.len());
            (terms, depth)
        }
        Err(second) => (vec![first, second], left_depth.max(right_depth) + of_terms(2)),
    }
}

/// AND and OR have no order, so the first term of a long list may stand last, where adding it costs nothing.
fn add_first(first: ast::Expr, terms: &mut Vec<ast::Expr>) {
    const SHORT: usize = 32;
    if terms.len() < SHORT {
        terms.insert(0, first);
    } else {
        terms.push(first);
    }
}

/// How deep a list is at most that got one more term and has so many now.
fn longer(list: usize, term: usize, terms: usize) -> usize {
    let now = of_terms(terms);
    (list + now - of_terms(terms - 1)).max(term + now)
}

fn all(node: ast::Expr) -> Result<Vec<ast::Expr>, ast::Expr> {
    match node {
        ast::Expr::All(terms) if !terms.is_empty() => Ok(terms),
        other => Err(other),
    }
}

fn any(node: ast::Expr) -> Result<Vec<ast::Expr>, ast::Expr> {
    match node {
        ast::Expr::Any(terms) if !terms.is_empty() => Ok(terms),
        other => Err(other),
    }
}

impl<S, K> Expr<S, bool, K> {
    fn into_term(self) -> Term {
        (self.node, self.depth)
    }

    /// `self AND other`: true where both are. A chain of them is one flat list.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let some = User::LOGINS.gt(0).and(User::BIO.is_null());
    /// assert_eq!(db.select::<User>().filter(some).columns(User::NAME).all()?, ["Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn and<K2>(self, other: Expr<S, bool, K2>) -> Expr<S, bool, K::Out>
    where
        K: Join<K2>,
    {
        let (terms, depth) = joined(self.into_term(), other.into_term(), all);
        Expr::with_depth(ast::Expr::All(terms), depth)
    }

    /// `self OR other`: true where one is, also if the other is `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let some = User::LOGINS.eq(0).or(User::BIO.is_not_null());
    /// assert_eq!(db.select::<User>().filter(some).columns(User::NAME).all()?, ["Ada", "Bob"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn or<K2>(self, other: Expr<S, bool, K2>) -> Expr<S, bool, K::Out>
    where
        K: Join<K2>,
    {
        let (terms, depth) = joined(self.into_term(), other.into_term(), any);
        Expr::with_depth(ast::Expr::Any(terms), depth)
    }

    /// `NOT self`: `NULL` stays `NULL`, which a filter does not find.
    ///
    /// # Example: neither a predicate nor its opposite finds `NULL`
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let by_ada = User::INVITED_BY_ID.eq(1);
    /// assert_eq!(db.select::<User>().filter(by_ada.clone()).count()?, 2);
    /// assert_eq!(db.select::<User>().filter(by_ada.not()).count()?, 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[expect(clippy::should_implement_trait, reason = "the operator `!` would need the same bounds and read worse")]
    #[must_use]
    pub fn not(self) -> Expr<S, bool, K::Part>
    where
        K: Kind,
    {
        Expr::with_depth(ast::Expr::unary(UnaryOp::Not, self.node), self.depth + NODE)
    }
}

/// `NOT predicate`, as a function: `NULL` stays `NULL`, which a filter does not find.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let others = db.select::<User>().filter(not(User::NAME.eq("Ada"))).columns(User::NAME).all()?;
/// assert_eq!(others, ["Bob", "Cleo"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn not<S, K: Kind>(predicate: Expr<S, bool, K>) -> Expr<S, bool, K::Part> {
    predicate.not()
}

/// All of the predicates: `a AND b AND ..`.
///
/// An empty list is true in a read. An update or a delete whose filter was built from an empty list is refused before it
/// reaches SQLite, so that it does not change the whole table.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let words = ["a", "d"];
/// let with_all = all_of(words.iter().map(|word| User::NAME.contains(word)));
/// assert_eq!(db.select::<User>().filter(with_all).columns(User::NAME).all()?, ["Ada"]);
///
/// let nothing: Vec<Expr<User, bool>> = Vec::new();
/// let refused = db.delete::<User>().filter(all_of(nothing)).run();
/// assert!(refused.is_err_and(|error| error.is_refused()));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn all_of<S, K: Kind>(predicates: impl IntoIterator<Item = Expr<S, bool, K>>) -> Expr<S, bool, K::Part> {
    Expr::new(ast::Expr::All(predicates.into_iter().map(|predicate| predicate.node).collect()))
}

/// One of the predicates: `a OR b OR ..`.
///
/// An empty list is false in a read; an update or a delete refuses it.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let words = ["d", "l"];
/// let with_one = any_of(words.iter().map(|word| User::NAME.contains(word)));
/// assert_eq!(db.select::<User>().filter(with_one).columns(User::NAME).all()?, ["Ada", "Cleo"]);
///
/// let nothing: Vec<Expr<User, bool>> = Vec::new();
/// assert_eq!(db.select::<User>().filter(any_of(nothing)).count()?, 0);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn any_of<S, K: Kind>(predicates: impl IntoIterator<Item = Expr<S, bool, K>>) -> Expr<S, bool, K::Part> {
    Expr::new(ast::Expr::Any(predicates.into_iter().map(|predicate| predicate.node).collect()))
}
