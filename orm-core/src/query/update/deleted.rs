//! Updates of a table with a soft delete.

use super::{HasSet, Update};
use crate::ast::{Assignment, Deleted, Expr};
use crate::table::{SoftDeletes, Stored};
use crate::value::Value;

#[rustfmt::skip]
impl<T: Stored + SoftDeletes, D, A, F, S> Update<T, D, A, F, S> {
    /// Updates deleted rows too, of a table with a soft delete. Without it they stay as they are.
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
    /// #     #[column(default = 0)]
    /// #     stars: i64,
    /// #     deleted_at: Option<Timestamp>,
    /// # }
    /// db.create_tables(&schema!(Note))?;
    /// db.insert_many([NewNote::builder().build(), NewNote::builder().build()]).run()?;
    /// db.delete::<Note>().filter(Note::ID.eq(1)).run()?;
    /// assert_eq!(db.update::<Note>().set(Note::STARS.to(1)).all_rows().run()?, 1);
    /// assert_eq!(db.update::<Note>().with_deleted().set(Note::STARS.to(2)).all_rows().run()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn with_deleted(mut self) -> Self {
        self.ast.full().table.deleted = Deleted::With;
        self
    }

    /// Updates only deleted rows.
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
    /// #     #[column(default = 0)]
    /// #     stars: i64,
    /// #     deleted_at: Option<Timestamp>,
    /// # }
    /// db.create_tables(&schema!(Note))?;
    /// db.insert_many([NewNote::builder().build(), NewNote::builder().build()]).run()?;
    /// db.delete::<Note>().filter(Note::ID.eq(1)).run()?;
    /// assert_eq!(db.update::<Note>().only_deleted().set(Note::STARS.to(1)).all_rows().run()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn only_deleted(mut self) -> Self {
        self.ast.full().table.deleted = Deleted::Only;
        self
    }

    /// Takes a soft delete back: the marking column becomes `NULL`, in rows that are deleted.
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
    /// db.insert(NewNote::builder().build()).run()?;
    /// db.delete::<Note>().filter(Note::ID.eq(1)).run()?;
    /// assert_eq!(db.update::<Note>().restore().filter(Note::ID.eq(1)).run()?, 1);
    /// assert_eq!(db.select::<Note>().count()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn restore(mut self) -> Update<T, D, HasSet, F, S> {
        if let Some(soft) = T::schema().soft_delete {
            self.ast.assignments().push(Assignment { column: soft.column, value: Expr::Value(Value::Null) });
        }
        self.only_deleted().retyped()
    }
}
