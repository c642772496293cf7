//! `INSERT OR ..`: what happens to a row that breaks a constraint.

use super::Insert;
use crate::ast::Resolution;
use crate::table::Stored;

/// What happens to a row that breaks a constraint: <https://sqlite.org/lang_conflict.html>.
///
/// Of several, the last one said counts. It stands behind `on_conflict`, which decides first for the columns that it names.
/// A broken foreign key is an error whatever is said here.
impl<T: Stored, D, U> Insert<T, D, U> {
    fn or(mut self, resolution: Resolution) -> Self {
        self.draft.or(resolution);
        self
    }

    /// `INSERT OR REPLACE`: deletes every stored row that is in the way of a new one, by any uniqueness constraint.
    ///
    /// It is a delete and an insert, not a change: the columns that the insert leaves out lose what was stored in them, the
    /// deletes of foreign keys cascade, and one new row may delete several. Triggers do not see the deletes, unless the
    /// program has switched recursive triggers on. A missing value in a column that is not nullable becomes its default.
    /// [`do_update_rest`](super::OnConflict::do_update_rest) changes the stored row instead. The deleted rows do not count.
    ///
    /// # Example: the posts of the replaced user are gone
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let again = NewUser::builder().id(1).email("ada@x.org").name("Countess").build();
    /// assert_eq!(db.insert(again).or_replace().run()?, 1);
    /// assert_eq!(db.find::<User>(1).one()?.bio, None);
    /// assert_eq!(db.select::<Post>().filter(Post::AUTHOR_ID.eq(1)).count()?, 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn or_replace(self) -> Self {
        self.or(Resolution::Replace)
    }

    /// `INSERT OR IGNORE`: leaves out rows that break a uniqueness, `NOT NULL` or `CHECK` constraint.
    ///
    /// It hides mistakes that [`on_conflict_do_nothing`](Self::on_conflict_do_nothing) does not: that one is about
    /// uniqueness alone. A row that is left out does not count and is not returned.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tags = ["math", "verse"].map(|name| NewTag::builder().name(name).build());
    /// assert_eq!(db.insert_many(tags).or_ignore().run()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn or_ignore(self) -> Self {
        self.or(Resolution::Ignore)
    }

    /// `INSERT OR ABORT`: a row that breaks a constraint is an error, and no row of the insert stays. That is so without it,
    /// unless the table was created with a conflict clause of its own.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tags = ["verse", "math"].map(|name| NewTag::builder().name(name).build());
    /// assert!(db.insert_many(tags).or_abort().run().is_err_and(|error| error.is_unique_violation()));
    /// assert_eq!(db.select::<Tag>().count()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn or_abort(self) -> Self {
        self.or(Resolution::Abort)
    }

    /// `INSERT OR FAIL`: a row that breaks a constraint is an error, and the rows before it stay.
    ///
    /// That is so for any number of rows, however many statements they are. In a transaction the program decides: an error
    /// that leaves the closure rolls everything back. Any other error, such as a broken foreign key, leaves no row of its
    /// statement and of those before it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tags = ["verse", "math", "prose"].map(|name| NewTag::builder().name(name).build());
    /// assert!(db.insert_many(tags).or_fail().run().is_err_and(|error| error.is_unique_violation()));
    /// assert_eq!(db.select::<Tag>().order_by(Tag::ID).columns(Tag::NAME).all()?, ["math", "machines", "verse"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn or_fail(self) -> Self {
        self.or(Resolution::Fail)
    }

    /// `INSERT OR ROLLBACK`: a row that breaks a constraint is an error, and ends the whole transaction.
    ///
    /// Everything that the transaction wrote is gone at once, not only what the insert wrote. From then on the handle
    /// refuses every call with an error for which
    /// [`is_transaction_aborted`](crate::error::Error::is_transaction_aborted) is true.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let result = db.transaction(|tx| {
    ///     tx.delete::<Comment>().all_rows().run()?;
    ///     let taken = tx.insert(NewTag::builder().name("math").build()).or_rollback().run();
    ///     assert!(taken.is_err_and(|error| error.is_unique_violation()));
    ///     tx.select::<Comment>().count()
    /// });
    /// assert!(result.is_err_and(|error| error.is_transaction_aborted()));
    /// assert_eq!(db.select::<Comment>().count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn or_rollback(self) -> Self {
        self.or(Resolution::Rollback)
    }
}
