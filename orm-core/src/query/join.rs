//! A join that waits for its condition.

use std::fmt;
use std::marker::PhantomData;

use super::group::Ungrouped;
use super::select::Select;
use crate::ast::{self, JoinKind, Source, SourceRows};
use crate::expr::{Expr, RowKind};
use crate::scope::Scope;

/// A join before its `on`; `S` is the scope that it makes.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let join = db.select::<User>().inner_join::<Profile>();
/// let pairs: Vec<(User, Profile)> = join.on(Profile::USER_ID.eq(User::ID)).all()?;
/// assert_eq!(pairs.len(), 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a join does nothing until `on` gives its condition"]
pub struct Joining<S, D> {
    pub(super) ast: Box<ast::Select>,
    pub(super) db: D,
    pub(super) kind: JoinKind,
    pub(super) source: Source,
    rows: SourceRows,
    scope: PhantomData<fn() -> S>,
}

#[rustfmt::skip]
impl<S, D> Joining<S, D> {
    pub(super) const fn new(ast: Box<ast::Select>, db: D, kind: JoinKind, source: Source, rows: SourceRows) -> Self {
        Self { ast, db, kind, source, rows, scope: PhantomData }
    }

    /// `ON condition`. The condition may name all tables joined so far. An aggregate does not compile here.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let likes: Vec<(String, i64)> = db
    ///     .select::<User>()
    ///     .inner_join::<Post>()
    ///     .on(Post::AUTHOR_ID.eq(User::ID).and(Post::LIKES.gt(User::LOGINS)))
    ///     .columns((User::NAME, Post::LIKES))
    ///     .all()?;
    /// assert_eq!(likes, [("Ada".to_owned(), 5), ("Ada".to_owned(), 8)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn on<K: RowKind>(self, condition: Expr<S, bool, K>) -> Select<S, D, S::Row, Ungrouped> where S: Scope {
        self.join(Some(condition.node))
    }

    pub(super) fn join(mut self, on: Option<ast::Expr>) -> Select<S, D, S::Row, Ungrouped> where S: Scope {
        self.ast.join(ast::Join { kind: self.kind, source: self.source, rows: self.rows, on, link: None });
        Select::new(self.ast, self.db)
    }
}

impl<S, D> fmt::Debug for Joining<S, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Joining").field("table", &self.source.name()).finish_non_exhaustive()
    }
}
