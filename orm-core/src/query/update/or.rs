//! `UPDATE OR ..`: what happens to a row that breaks a constraint.

use super::Update;
use crate::ast::Resolution;
use crate::table::TableRow;

/// What happens to a row that breaks a constraint: <https://sqlite.org/lang_conflict.html>.
///
/// Of several, the last one said counts. A broken foreign key is an error whatever is said here.
impl<T: TableRow, D, A, F, S> Update<T, D, A, F, S> {
    fn or(mut self, resolution: Resolution) -> Self {
        self.ast.full().or = Some(resolution);
        self
    }

    /// `UPDATE OR REPLACE`: deletes every other row that has a unique value which this update gives to a row.
    ///
    /// The deletes of foreign keys cascade. Triggers do not see the deletes, unless the program has switched recursive triggers
    /// on. A row may be deleted that the update was still to change. `NULL` in a column that is not nullable becomes its
    /// default. The deleted rows do not count.
    ///
    /// # Example: the second tag is gone, and its link to a post
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let taken = Tag::NAME.to("machines");
    /// assert_eq!(db.update::<Tag>().or_replace().set(taken).filter(Tag::ID.eq(1)).run()?, 1);
    /// assert_eq!(db.select::<Tag>().all()?, [Tag { id: 1, name: "machines".to_owned() }]);
    /// assert_eq!(db.select::<PostTag>().count()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn or_replace(self) -> Self {
        self.or(Resolution::Replace)
    }

    /// `UPDATE OR IGNORE`: leaves rows as they are that would break a uniqueness, `NOT NULL` or `CHECK` constraint.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let taken = User::EMAIL.to("bob@x.org");
    /// assert_eq!(db.update::<User>().or_ignore().set(taken).filter(User::ID.eq(1)).run()?, 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn or_ignore(self) -> Self {
        self.or(Resolution::Ignore)
    }

    /// `UPDATE OR ABORT`: a row that breaks a constraint is an error, and no row changes. That is so without it, unless the
    /// table was created with a conflict clause of its own.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let same = db.update::<Tag>().or_abort().set(Tag::NAME.to("verse")).all_rows().run();
    /// assert!(same.is_err_and(|error| error.is_unique_violation()));
    /// assert_eq!(db.find::<Tag>(1).one()?.name, "math");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn or_abort(self) -> Self {
        self.or(Resolution::Abort)
    }

    /// `UPDATE OR FAIL`: a row that breaks a constraint is an error, and the rows that were changed before it stay changed.
    /// Which these are is SQLite's choice.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let same = db.update::<Tag>().or_fail().set(Tag::NAME.to("verse")).all_rows().run();
    /// assert!(same.is_err_and(|error| error.is_unique_violation()));
    /// assert_eq!(db.select::<Tag>().filter(Tag::NAME.eq("verse")).count()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn or_fail(self) -> Self {
        self.or(Resolution::Fail)
    }

    /// `UPDATE OR ROLLBACK`: a row that breaks a constraint is an error, and ends the whole transaction: see
    /// [`Insert::or_rollback`](crate::query::Insert::or_rollback).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let result = db.transaction(|tx| {
    ///     let taken = tx.update::<Tag>().or_rollback().set(Tag::NAME.to("math")).all_rows().run();
    ///     assert!(taken.is_err_and(|error| error.is_unique_violation()));
    ///     tx.select::<Tag>().count()
    /// });
    /// assert!(result.is_err_and(|error| error.is_transaction_aborted()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn or_rollback(self) -> Self {
        self.or(Resolution::Rollback)
    }
}
