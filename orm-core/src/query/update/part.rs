//! An update of a part of the rows that its filter finds.

use super::Update;
use crate::expr::{IntoOrder, RowKind};
use crate::query::limit::IntoRowCount;
use crate::table::TableRow;

/// Only for an update of one table: with others, a row may meet several of theirs.
#[rustfmt::skip]
impl<T: TableRow, D, A, F> Update<T, D, A, F> {
    /// `ORDER BY`: which rows `limit` and `offset` count first. Without them it changes nothing. It appends.
    ///
    /// # Example: the two users who were here least often
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let update = db.update::<User>().set(User::BIO.to("come back")).all_rows();
    /// assert_eq!(update.order_by(User::LOGINS).limit(2).run()?, 2);
    /// let names = db.select::<User>().filter(User::BIO.eq("come back")).order_by(User::ID).columns(User::NAME).all()?;
    /// assert_eq!(names, ["Ada", "Bob"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn order_by<O: IntoOrder<T, K, I>, K: RowKind, I>(mut self, order: O) -> Self {
        order.append(&mut self.ast.full().portion.order_by);
        self
    }

    /// At most so many rows: `WHERE key IN (SELECT key .. LIMIT ..)`. A later call replaces an earlier one. It says how
    /// many, not which: `filter` or `all_rows` is still needed.
    ///
    /// # Example: a worker takes the next draft
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let next = || {
    ///     let update = db.update::<Post>().set(Post::PUBLISHED.to(true)).filter(Post::PUBLISHED.eq(false));
    ///     update.order_by(Post::ID).limit(1).returning_columns(Post::TITLE).get()
    /// };
    /// assert_eq!(next()?.as_deref(), Some("Draft"));
    /// assert_eq!(next()?, None);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn limit<N: IntoRowCount>(mut self, rows: N) -> Self {
        self.ast.full().portion.limit = Some(rows.into_row_count());
        self
    }

    /// Leaves out the first rows. It needs no `limit`; a later call replaces an earlier one.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let update = db.update::<User>().set(User::ROLE.to(Role::Member)).all_rows();
    /// assert_eq!(update.order_by(User::LOGINS.desc()).offset(1).run()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn offset<N: IntoRowCount>(mut self, rows: N) -> Self {
        self.ast.full().portion.offset = Some(rows.into_row_count());
        self
    }
}
