//! `UPDATE .. FROM`: an update that reads other tables.

use std::fmt;

use super::{HasFilter, Update};
use crate::ast::{Join, JoinKind, Source, SourceRows};
use crate::expr::{Expr, RowKind};
use crate::scope::{InnerJoin, LeftJoin};
use crate::table::{Stored, Table, TableRow};

impl<T: TableRow, D, A, F> Update<T, D, A, F> {
    /// `FROM`: the rows of another table that assignments and filters may read, after `on` has said which rows meet.
    ///
    /// Rows that meet none are not changed, so that `on` is a filter. If a row meets several, SQLite takes the values of
    /// an arbitrary one (<https://sqlite.org/lang_update.html#update_from>): join by a key, or select what is meant in a
    /// subquery. What is returned are columns of the updated table alone. For a table with itself, one of the two is an alias
    /// (`alias!`).
    ///
    /// # Example: names from profiles
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let changed = db
    ///     .update::<User>()
    ///     .from::<Profile>()
    ///     .on(Profile::USER_ID.eq(User::ID))
    ///     .set(User::BIO.to(Profile::SITE))
    ///     .run()?;
    /// assert_eq!(changed, 1);
    /// assert_eq!(db.find::<User>(1).one()?.bio.as_deref(), Some("https://ada.example"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn from<U: Table>(self) -> UpdateJoining<T, D, A, InnerJoin<T, U>> {
        self.joining(JoinKind::Inner, U::source())
    }
}

/// Further tables of an update [from](Update::from) another.
#[rustfmt::skip]
impl<T: TableRow, D, A, F, S> Update<T, D, A, F, S> {
    /// `INNER JOIN` of one more table, after `from`. Rows that meet none of its rows are not changed.
    ///
    /// # Example: likes count double for a post with a tag
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let changed = db
    ///     .update::<Post>()
    ///     .from::<PostTag>()
    ///     .on(PostTag::POST_ID.eq(Post::ID))
    ///     .inner_join::<Tag>()
    ///     .on(Tag::ID.eq(PostTag::TAG_ID))
    ///     .set(Post::LIKES.to(Post::LIKES.mul(2)))
    ///     .filter(Tag::NAME.eq("machines"))
    ///     .run()?;
    /// assert_eq!(changed, 1);
    /// assert_eq!(db.find::<Post>(2).one()?.likes, 16);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn inner_join<U: Table>(self) -> UpdateJoining<T, D, A, InnerJoin<S, U>> where S: HasFrom {
        self.joining(JoinKind::Inner, U::source())
    }

    /// `LEFT JOIN` of one more table, after `from`: its columns are `NULL` where the condition finds nothing.
    ///
    /// # Example: users whose posts nobody has commented
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let changed = db
    ///     .update::<User>()
    ///     .from::<Post>()
    ///     .on(Post::AUTHOR_ID.eq(User::ID))
    ///     .left_join::<Comment>()
    ///     .on(Comment::POST_ID.eq(Post::ID))
    ///     .set(User::BIO.to(Post::TITLE))
    ///     .filter(Comment::ID.is_null())
    ///     .run()?;
    /// assert_eq!(changed, 1);
    /// assert_eq!(db.find::<User>(2).one()?.bio.as_deref(), Some("Draft"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn left_join<U: Table>(self) -> UpdateJoining<T, D, A, LeftJoin<S, U>> where S: HasFrom {
        self.joining(JoinKind::Left, U::source())
    }

    fn joining<J>(self, kind: JoinKind, source: Source) -> UpdateJoining<T, D, A, J> {
        UpdateJoining { update: self.retyped(), kind, source }
    }
}

/// The scope of an update that reads another table.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this update reads no other table yet",
    label = "`from` names the first one",
    note = "write `.from::<..>().on(..)` before further joins"
)]
pub trait HasFrom {}

#[diagnostic::do_not_recommend]
impl<S, U> HasFrom for InnerJoin<S, U> {}

#[diagnostic::do_not_recommend]
impl<S, U> HasFrom for LeftJoin<S, U> {}

/// An update that waits for the condition under which rows of another table meet its own; `J` is the scope that it makes.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let authors = db.update::<User>().set(User::LOGINS.to(9)).from::<Post>();
/// assert_eq!(authors.on(Post::AUTHOR_ID.eq(User::ID)).run()?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "an update from another table needs `on`"]
pub struct UpdateJoining<T, D, A, J> {
    update: Update<T, D, A, HasFilter, J>,
    kind: JoinKind,
    source: Source,
}

impl<T: Stored, D, A, J> UpdateJoining<T, D, A, J> {
    /// Says which rows meet. The condition may name the updated table and all tables joined so far.
    ///
    /// A condition with an `all_of`, `any_of` or `not_in_list` of an empty list in it is refused before it reaches SQLite.
    ///
    /// # Example: one's own inviter, under another name
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// alias!(Inviter = User as "inviter");
    /// let changed = db
    ///     .update::<User>()
    ///     .from::<Inviter>()
    ///     .on(Inviter::ID.eq(User::INVITED_BY_ID))
    ///     .set(User::LOGINS.to(User::LOGINS.add(Inviter::LOGINS)))
    ///     .run()?;
    /// assert_eq!(changed, 2);
    /// assert_eq!(db.select::<User>().order_by(User::ID).columns(User::LOGINS).all()?, [3, 3, 8]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn on<K: RowKind>(self, condition: Expr<J, bool, K>) -> Update<T, D, A, HasFilter, J> {
        let Self { mut update, kind, source } = self;
        let on = Some(condition.node);
        update.ast.full().from.push(Join { kind, source, rows: SourceRows::Named, on, link: None });
        update
    }
}

impl<T, D, A, J> fmt::Debug for UpdateJoining<T, D, A, J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateJoining").field("table", &self.source.name()).finish_non_exhaustive()
    }
}
