//! `DELETE`.

use std::fmt;
use std::marker::PhantomData;

use super::decoder::{Changes, Keeping, Terms};
use super::limit::IntoRowCount;
use super::projection::Project;
use super::returning::Returning;
use super::unbound::Template;
use super::update::{Filtered, HasFilter, NoFilter};
use crate::ast::{self, Deleted, Expr as Node, Growing};
use crate::engine::{Engine, Request, Sql, StatementList, Unbound};
use crate::error::Error;
use crate::expr::{Expr, IntoOrder, RowKind};
use crate::table::{SoftDeletes, Stored, TableRow};

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
    pub(super) ast: Growing<ast::Delete>,
    /// The table, if a version was named that its row must have.
    pub(super) versioned: Option<&'static str>,
    db: D,
    types: PhantomData<fn() -> (T, F)>,
}

// Only what begins a write asks whether the table is `Stored`: a method that asked again would be one more error.
impl<T: Stored, D> Delete<T, D> {
    pub(super) fn new(db: D) -> Self {
        Self { ast: Growing::delete(T::source()), versioned: None, db, types: PhantomData }
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
        self.ast.filter(predicate.node);
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
        Delete { ast: self.ast, versioned: self.versioned, db: self.db, types: PhantomData }
    }

    /// `ORDER BY`: which rows `limit` and `offset` count first. Without them it changes nothing. It appends.
    ///
    /// # Example: the post that fewest like
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let gone = db.delete::<Post>().all_rows().order_by(Post::LIKES).limit(1).returning_columns(Post::TITLE).all()?;
    /// assert_eq!(gone, ["Draft"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    pub fn order_by<O: IntoOrder<T, K, I>, K: RowKind, I>(mut self, order: O) -> Self {
        order.append(&mut self.ast.full().portion.order_by);
        self
    }

    /// At most so many rows: `WHERE key IN (SELECT key .. LIMIT ..)`. A later call replaces an earlier one. It says how
    /// many, not which: `filter` or `all_rows` is still needed.
    ///
    /// # Example: a large table is emptied bit by bit
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// while db.delete::<Comment>().all_rows().limit(2).run()? > 0 {}
    /// assert_eq!(db.select::<Comment>().count()?, 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn limit<N: IntoRowCount>(mut self, rows: N) -> Self {
        self.ast.full().portion.limit = Some(rows.into_row_count());
        self
    }

    /// Keeps the first rows. It needs no `limit`; a later call replaces an earlier one.
    ///
    /// # Example: all but the newest comment
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.delete::<Comment>().all_rows().order_by(Comment::ID.desc()).offset(1).run()?, 2);
    /// assert_eq!(db.select::<Comment>().columns(Comment::ID).all()?, [3]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn offset<N: IntoRowCount>(mut self, rows: N) -> Self {
        self.ast.full().portion.offset = Some(rows.into_row_count());
        self
    }

    pub(super) fn into_template(self) -> Result<Template, Error> {
        let keeps = self.terms();
        Ok(Template { keeps, ..Template::write::<T>(self.statements(Vec::new()).0.lower()?) })
    }

    /// Deletes for good, where the table has a soft delete: `DELETE FROM`.
    ///
    /// Rows that are marked as deleted go too; a filter over the marking column says which. Only now the database's foreign
    /// keys act: cascades, `SET NULL`, or a refusal.
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
    /// assert_eq!(db.delete::<Note>().filter(Note::DELETED_AT.is_not_null()).hard().run()?, 1);
    /// assert_eq!(db.select::<Note>().with_deleted().count()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    pub fn hard(mut self) -> Self where T: SoftDeletes {
        let delete = self.ast.full();
        delete.hard = true;
        delete.table.deleted = Deleted::With;
        self
    }

    fn terms(&self) -> Terms {
        Terms { keeps_rows: false, versioned: self.versioned }
    }

    fn statements(self, returning: Vec<Node>) -> (StatementList, D) {
        (self.ast.into_tree(returning).into(), self.db)
    }

    pub(super) fn into_returning<R>(self, returning: Vec<Node>) -> Returning<D, R> {
        let keeps = self.terms();
        let (statements, db) = self.statements(returning);
        Returning::new(Ok(statements), T::schema().name, db).keeping(keeps)
    }
}

#[rustfmt::skip]
impl<T: TableRow, D, F> Delete<T, D, F> {
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
    #[track_caller]
    pub fn run(self) -> D::Output<u64> where D: Engine, F: Filtered {
        let decoder = Keeping::new(Changes::default(), self.terms());
        let (statements, db) = self.statements(Vec::new());
        db.run(Ok(Request { statements, writes: true, decoder }))
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
        self.into_returning(ast::all_columns(T::source()).collect())
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
        self.into_returning(columns)
    }
}

impl<T: TableRow, D, F: Filtered> Delete<T, D, F> {
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
        self.ast.into_tree(Vec::new()).lower()
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
        Delete { ast: self.ast, versioned: self.versioned, db, types: PhantomData }
    }
}

impl<T: TableRow, D, F> fmt::Debug for Delete<T, D, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delete").field("table", &T::schema().name).field("filter", &self.ast).finish_non_exhaustive()
    }
}
