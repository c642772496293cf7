//! What a search takes.

use super::query::Match;
use crate::ast::{self, Reading};
use crate::expr::Param;
use crate::expr::text::Text;
use crate::value::Value;

/// What a search takes: a [`Match`], or a text, all of whose words are looked for; in a prepared query also the `Param` of either.
///
/// A `Param<String>` is given a text, a `Param<Match<Article>>` a query or a text. The words of a text are quoted when it is bound, so that
/// nothing in it is syntax.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::{IntoMatch, Match};
///
/// fn found(db: &Database, query: impl IntoMatch<Article>) -> Result<u64, orm_sqlite::Error> {
///     db.select::<Article>().search(query).count()
/// }
/// assert_eq!((found(&db, "steam engine")?, found(&db, Match::any("steam engine"))?), (1, 2));
///
/// let words = db.prepare(|text: Param<String>| Article::select().search(text))?;
/// let built = db.prepare(|query: Param<Match<Article>>| Article::select().search(query))?;
/// assert_eq!((words.count("engine OR tea")?, words.count("Engine")?, built.count(Match::any("steam engine"))?), (0, 2, 2));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a full-text query of `{T}`",
    label = "expected a text or a `Match<{T}>`"
)]
pub trait IntoMatch<T> {
    /// The query in the untyped tree.
    #[doc(hidden)]
    fn into_match(self) -> ast::Expr;
}

#[diagnostic::do_not_recommend]
impl<T> IntoMatch<T> for Match<T> {
    fn into_match(self) -> ast::Expr {
        match self.into_text() {
            Ok(text) => ast::Expr::Value(Value::Text(text)),
            Err(refusal) => ast::Expr::Refused(refusal),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T> IntoMatch<T> for &str {
    fn into_match(self) -> ast::Expr {
        Match::<T>::all(self).into_match()
    }
}

#[diagnostic::do_not_recommend]
impl<T> IntoMatch<T> for &String {
    fn into_match(self) -> ast::Expr {
        Match::<T>::all(self).into_match()
    }
}

#[diagnostic::do_not_recommend]
impl<T> IntoMatch<T> for String {
    fn into_match(self) -> ast::Expr {
        Match::<T>::all(&self).into_match()
    }
}

#[diagnostic::do_not_recommend]
impl<T> IntoMatch<T> for Param<Match<T>> {
    fn into_match(self) -> ast::Expr {
        ast::Expr::Param(self.index())
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: Text> IntoMatch<T> for Param<V> {
    fn into_match(self) -> ast::Expr {
        ast::Expr::ParamText(self.index(), Reading::Words)
    }
}
