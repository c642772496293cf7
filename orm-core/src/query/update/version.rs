//! Optimistic locking: updates and deletes of a row that must still have the version that was read.

use super::Update;
use crate::query::delete::Delete;
use crate::table::{TableRow, Versioned};

#[rustfmt::skip]
impl<T: TableRow, D, A, F, S> Update<T, D, A, F, S> {
    /// Changes the row only if it still has this version: `WHERE .. AND version = ?`. Where no row is changed, running the
    /// update is an error for which [`is_conflict`](crate::error::Error::is_conflict) is true.
    ///
    /// Every update of a table with a version adds one to it, with and without this. Here a patch that sets nothing does so too.
    /// The filter names the one row by its key; of several rows those of this version change, and one is enough.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// # let db = Database::open_in_memory()?;
    /// #[derive(Table, Debug)]
    /// #[table(name = "docs")]
    /// struct Doc {
    ///     #[column(primary_key)]
    ///     id: i64,
    ///     text: String,
    ///     #[column(version)]
    ///     version: i64,
    /// }
    ///
    /// db.create_tables(&schema!(Doc))?;
    /// let read = db.insert(NewDoc::builder().text("one").build()).returning().one()?;
    /// let write = |text: &str| {
    ///     db.update::<Doc>().set(Doc::TEXT.to(text)).filter(Doc::ID.eq(read.id)).version(read.version).run()
    /// };
    /// assert_eq!(write("two")?, 1);
    /// assert!(write("three").is_err_and(|error| error.is_conflict()));
    /// assert_eq!(db.find::<Doc>(read.id).one()?.version, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn version(mut self, version: impl Into<i64>) -> Self where T: Versioned {
        self.ast.filter.extend(self.ast.table.has_version(version.into()));
        self.versioned = Some(T::schema().name);
        self
    }
}

#[rustfmt::skip]
impl<T: TableRow, D, F> Delete<T, D, F> {
    /// Deletes the row only if it still has this version. Where no row is deleted, running the delete is an error for which
    /// [`is_conflict`](crate::error::Error::is_conflict) is true.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// # let db = Database::open_in_memory()?;
    /// # #[derive(Table, Debug)]
    /// # #[table(name = "docs")]
    /// # struct Doc {
    /// #     #[column(primary_key)]
    /// #     id: i64,
    /// #     #[column(version)]
    /// #     version: i64,
    /// # }
    /// # db.create_tables(&schema!(Doc))?;
    /// let doc = db.insert(NewDoc::builder().build()).returning().one()?;
    /// assert!(db.delete::<Doc>().filter(Doc::ID.eq(doc.id)).version(7).run().is_err_and(|error| error.is_conflict()));
    /// assert_eq!(db.delete::<Doc>().filter(Doc::ID.eq(doc.id)).version(doc.version).run()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn version(mut self, version: impl Into<i64>) -> Self where T: Versioned {
        self.ast.filter.extend(self.ast.table.has_version(version.into()));
        self.versioned = Some(T::schema().name);
        self
    }
}
