//! `DELETE`.

use std::fmt;
use std::marker::PhantomData;

use super::decoder::Changes;
use super::projection::Project;
use super::returning::Returning;
use super::update::{Filtered, HasFilter, NoFilter};
use crate::ast::{self, Expr as Node};
use crate::engine::{Engine, Request, Sql, Unbound};
use crate::error::Error;
use crate::expr::{Expr, RowKind};
use crate::sql;
use crate::table::{Stored, TableRow};

/// A delete from the table `T`.
///
/// It starts from `db.delete::<Post>()`, and runs only when it says which rows it means.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let deleted = db.delete::<Post>().filter(Post::PUBLISHED.eq(false)).run()?;
/// assert_eq!(deleted, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a delete does nothing until a method such as `run` runs it"]
pub struct Delete<T, D, F = NoFilter> {
    filter: Vec<Node>,
    db: D,
    types: PhantomData<fn() -> (T, F)>,
}

impl<T: Stored, D> Delete<T, D> {
    pub(super) const fn new(db: D) -> Self {
        Self { filter: Vec::new(), db, types: PhantomData }
    }
}

impl<T: TableRow, D, F> Delete<T, D, F> {
    /// `WHERE`: deletes the rows for which the predicate is true. Repeated, all must be true.
    ///
    /// A predicate with an `all_of`, `any_of` or `not_in_list` of an empty list in it is refused before it reaches SQLite.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let nothing: Vec<Expr<Post, bool>> = Vec::new();
    /// let refused = db.delete::<Post>().filter(all_of(nothing)).run();
    /// assert!(refused.is_err_and(|error| error.is_refused()));
    /// assert_eq!(db.delete::<Post>().filter(Post::ID.in_list([3])).run()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn filter<K: RowKind>(mut self, predicate: Expr<T, bool, K>) -> Delete<T, D, HasFilter> {
        self.filter.push(predicate.node);
        self.all_rows()
    }

    /// Says that every row is meant.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.delete::<Comment>().all_rows().run()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn all_rows(self) -> Delete<T, D, HasFilter> {
        Delete { filter: self.filter, db: self.db, types: PhantomData }
    }

    fn lower(self, returning: Vec<Node>) -> (Result<Vec<Sql>, Error>, D) {
        let delete = ast::Delete { table: T::source(), filter: self.filter, returning };
        (sql::delete(&delete).map(|sql| vec![sql]), self.db)
    }
}

#[rustfmt::skip]
impl<T: TableRow, D: Engine, F> Delete<T, D, F> {
    /// Deletes, and gives the number of rows. Rows that a foreign key's cascade deletes do not count.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.delete::<Post>().filter(Post::ID.eq(1)).run()?, 1);
    /// assert_eq!(db.select::<Comment>().count()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn run(self) -> D::Output<u64> where F: Filtered {
        let (statements, db) = self.lower(Vec::new());
        db.run(statements.map(|statements| Request { statements, writes: true, decoder: Changes::default() }))
    }

    /// `RETURNING` all columns: the rows as they were, in no promised order.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let gone: Vec<Post> = db.delete::<Post>().filter(Post::ID.eq(3)).returning().all()?;
    /// assert_eq!(gone[0].title, "Draft");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn returning(self) -> Returning<D, T> where F: Filtered {
        let (statements, db) = self.lower(ast::all_columns(T::source()).collect());
        Returning::new(statements, T::schema().name, db)
    }

    /// `RETURNING` some columns of the rows as they were, in no promised order.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let titles = db.delete::<Post>().filter(Post::ID.eq(3)).returning_columns(Post::TITLE).all()?;
    /// assert_eq!(titles, ["Draft"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn returning_columns<X: Project<T, K, I, R>, R, K: RowKind, I>(self, projection: X) -> Returning<D, R> where F: Filtered {
        let mut columns = Vec::new();
        projection.project(&mut columns);
        let (statements, db) = self.lower(columns);
        Returning::new(statements, T::schema().name, db)
    }
}

impl<T: TableRow, F: Filtered> Delete<T, Unbound, F> {
    /// Binds the delete to a database or a transaction.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let drafts = Post::delete().filter(Post::PUBLISHED.eq(false));
    /// assert_eq!(drafts.using(&db).run()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn using<E: Engine>(self, db: E) -> Delete<T, E, F> {
        Delete { filter: self.filter, db, types: PhantomData }
    }

    /// The statement's text and parameters.
    ///
    /// # Errors
    ///
    /// When a value cannot be bound, or the filter was built from an empty list.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// let sql = Tag::delete().filter(Tag::NAME.eq("math")).to_sql()?;
    /// assert_eq!(&*sql.text, r#"DELETE FROM "tags" WHERE "tags"."name" = ?"#);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn to_sql(self) -> Result<Sql, Error> {
        sql::delete(&ast::Delete { table: T::source(), filter: self.filter, returning: Vec::new() })
    }
}

impl<T: TableRow, D, F> fmt::Debug for Delete<T, D, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delete").field("table", &T::schema().name).field("filter", &self.filter).finish_non_exhaustive()
    }
}
