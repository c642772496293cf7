//! Optimistic locking: updates and deletes of a row that must still have the version that was read.

use super::Update;
use crate::ast::Expr;
use crate::expr::param::Placed;
use crate::expr::{Literal, Param};
use crate::query::delete::Delete;
use crate::table::{TableRow, Versioned};
use crate::value::{ColumnType, Value};

/// The version that was read, as `version` takes it: an integer, or the `Param` of one in a prepared query. `J` is inferred.
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
/// #     text: String,
/// #     #[column(version)]
/// #     version: i64,
/// # }
/// # db.create_tables(&schema!(Doc))?;
/// let write = db.prepare(|id: Param<i64>, read: Param<i64>, text: Param<String>| {
///     Doc::update().set(Doc::TEXT.to(text)).filter(Doc::ID.eq(id)).version(read)
/// })?;
/// let doc = db.insert(NewDoc::builder().text("one").build()).returning().one()?;
/// assert_eq!(write.run((doc.id, doc.version, "two"))?, 1);
/// assert!(write.run((doc.id, doc.version, "three")).is_err_and(|error| error.is_conflict()));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` is not a version", label = "expected the integer that was read")]
pub trait IntoVersion<J> {
    /// The version in the untyped tree.
    #[doc(hidden)]
    fn into_version(self) -> Expr;
}

#[diagnostic::do_not_recommend]
impl<V: Into<i64>> IntoVersion<Literal> for V {
    fn into_version(self) -> Expr {
        Expr::Value(Value::Integer(self.into()))
    }
}

#[diagnostic::do_not_recommend]
impl<V: Into<i64> + ColumnType> IntoVersion<Placed> for Param<V> {
    fn into_version(self) -> Expr {
        Expr::Param(self.index())
    }
}

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
    pub fn version<J>(mut self, version: impl IntoVersion<J>) -> Self where T: Versioned {
        let update = self.ast.full();
        update.filter.extend(update.table.has_version(version.into_version()));
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
    pub fn version<J>(mut self, version: impl IntoVersion<J>) -> Self where T: Versioned {
        let delete = self.ast.full();
        delete.filter.extend(delete.table.has_version(version.into_version()));
        self.versioned = Some(T::schema().name);
        self
    }
}
