//! Which rows a query sees of a table with a soft delete.

use super::group::Ungrouped;
use super::select::Select;
use crate::ast::{self, Deleted};
use crate::scope::LastSoftDeletes;

#[rustfmt::skip]
impl<S, D, R> Select<S, D, R, Ungrouped> {
    /// Deleted rows too, of the table that was named last before this call: the first table, or the one just joined.
    ///
    /// Without it, rows of a table with `#[table(soft_delete = ..)]` that are marked as deleted are left out: of the first
    /// table by a condition in `WHERE`, of a joined one by a condition in its `ON`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// #[derive(Table, Debug)]
    /// #[table(soft_delete = deleted_at)]
    /// struct Note {
    ///     #[column(primary_key)]
    ///     id: i64,
    ///     user_id: i64,
    ///     deleted_at: Option<Timestamp>,
    /// }
    ///
    /// db.create_tables(&schema!(Note))?;
    /// db.insert_many([1, 1, 2].map(|user| NewNote::builder().user_id(user).build())).run()?;
    /// db.delete::<Note>().filter(Note::ID.eq(1)).run()?;
    /// assert_eq!(db.select::<Note>().count()?, 2);
    /// assert_eq!(db.select::<Note>().with_deleted().count()?, 3);
    ///
    /// let pairs = db.select::<User>().inner_join::<Note>().on(Note::USER_ID.eq(User::ID)).with_deleted();
    /// assert_eq!(pairs.count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn with_deleted(self) -> Self where S: LastSoftDeletes {
        self.seeing(Deleted::With)
    }

    /// Only deleted rows of the table that was named last before this call.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// # let db = Database::open_in_memory()?;
    /// # #[derive(Table, Debug)]
    /// # #[table(soft_delete = deleted_at)]
    /// # struct Note {
    /// #     #[column(primary_key)]
    /// #     id: i64,
    /// #     deleted_at: Option<Timestamp>,
    /// # }
    /// db.create_tables(&schema!(Note))?;
    /// db.insert_many([NewNote::builder().build(), NewNote::builder().build()]).run()?;
    /// db.delete::<Note>().filter(Note::ID.eq(1)).run()?;
    /// assert_eq!(db.select::<Note>().only_deleted().columns(Note::ID).all()?, [1]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn only_deleted(self) -> Self where S: LastSoftDeletes {
        self.seeing(Deleted::Only)
    }
}

/// Says it of the source that was named last.
pub(super) fn see(select: &mut ast::Select, deleted: Deleted) {
    match select.joins.last_mut() {
        Some(join) => join.source.deleted = deleted,
        None => select.from.deleted = deleted,
    }
}
