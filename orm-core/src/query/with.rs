//! `WITH` before a write: <https://sqlite.org/lang_with.html>.

use super::{Cte, Delete, Insert, Update};
use crate::table::{Stored, View};

impl<T: Stored, D, U> Insert<T, D, U> {
    /// `WITH name AS (select)`: the values, the filter of `do_update` and the select of `insert_select` may name `V` like a
    /// table.
    ///
    /// A select that is inserted can have a `with` of its own as well.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// #[derive(View)]
    /// struct Title {
    ///     title: String,
    /// }
    ///
    /// let titles = Title::cte(Post::select().filter(Post::PUBLISHED.eq(true)).columns(Post::TITLE));
    /// let tags = db.insert_select(Tag::NAME, Title::select().columns(Title::TITLE)).with(titles);
    /// assert_eq!(tags.returning_columns(Tag::NAME).all()?, ["Notes", "Engines"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn with<V: View>(mut self, cte: Cte<V>) -> Self {
        self.draft.with(cte.ast);
        self
    }
}

impl<T: Stored, D, A, F, S> Update<T, D, A, F, S> {
    /// `WITH name AS (select)`: subqueries may name `V` like a table, and so may `from`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// #[derive(View)]
    /// struct Writer {
    ///     id: i64,
    ///     posts: i64,
    /// }
    ///
    /// let writers = Writer::cte(Post::select().group_by(Post::AUTHOR_ID).columns((Post::AUTHOR_ID, count())));
    /// let update = db.update::<User>().with(writers).from::<Writer>().on(Writer::ID.eq(User::ID));
    /// assert_eq!(update.set(User::LOGINS.to(Writer::POSTS)).run()?, 2);
    /// assert_eq!(db.select::<User>().order_by(User::ID).columns(User::LOGINS).all()?, [2, 1, 5]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn with<V: View>(mut self, cte: Cte<V>) -> Self {
        self.ast.full().with.push(cte.ast);
        self
    }
}

impl<T: Stored, D, F> Delete<T, D, F> {
    /// `WITH name AS (select)`: subqueries of the filter may name `V` like a table.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// #[derive(View)]
    /// struct Quiet {
    ///     id: i64,
    /// }
    ///
    /// let quiet = Quiet::cte(Post::select().filter(Post::LIKES.lt(8)).columns(Post::ID));
    /// let ids = Quiet::select().columns(Quiet::ID);
    /// assert_eq!(db.delete::<Post>().with(quiet).filter(Post::ID.in_query(ids)).run()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn with<V: View>(mut self, cte: Cte<V>) -> Self {
        self.ast.full().with.push(cte.ast);
        self
    }
}
