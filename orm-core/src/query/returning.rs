//! Writes that give back the rows they wrote.

mod load;

use std::fmt;
use std::marker::PhantomData;

pub use load::ReturningQuery;

use super::decoder::{All, First, Keeping, One, Terms};
use super::unbound::{Template, Tree};
use crate::engine::{Engine, Request, StatementList, Unbound};
use crate::error::Error;
use crate::value::FromRow;

/// A lowered write with `RETURNING`, whose rows are of type `R`.
///
/// The rows of an insert come in the order of its values: SQLite's documentation promises no order
/// (<https://sqlite.org/lang_returning.html>), but keeps this one, and a test watches it. For an update or a delete there
/// is none.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let tags = ["verse", "prose"].map(|name| NewTag::builder().name(name).build());
/// let stored: Vec<Tag> = db.insert_many(tags).returning().all()?;
/// assert_eq!(stored[1].name, "prose");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a write does nothing until a method such as `all` runs it"]
pub struct Returning<D, R> {
    statements: Result<StatementList, Error>,
    table: &'static str,
    /// What is said of the write as a whole.
    keeps: Terms,
    db: D,
    rows: PhantomData<fn() -> R>,
}

impl<D, R> Returning<D, R> {
    pub(super) const fn new(statements: Result<StatementList, Error>, table: &'static str, db: D) -> Self {
        Self { statements, table, keeps: Terms { keeps_rows: false, versioned: None }, db, rows: PhantomData }
    }

    pub(super) fn keeping(mut self, keeps: impl Into<Terms>) -> Self {
        self.keeps = keeps.into();
        self
    }
}

impl<R> Returning<Unbound, R> {
    /// Binds the write to a database or a transaction.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let add = Tag::insert(NewTag::builder().name("verse").build()).returning();
    /// assert_eq!(add.using(&db).one()?.id, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn using<E: Engine>(self, db: E) -> Returning<E, R> {
        Returning::new(self.statements, self.table, db).keeping(self.keeps)
    }

    pub(super) fn into_template(self) -> Result<Template, Error> {
        let tree = Tree::Lowered(self.statements?.lower()?);
        Ok(Template { tree, table: self.table, keeps: self.keeps, kept: None })
    }
}

impl<D: Engine, R: FromRow> Returning<D, R> {
    #[track_caller]
    fn run<X>(self, decoder: X) -> D::Output<X::Output>
    where
        X: crate::engine::Decoder<Output: Send + 'static> + Send + 'static,
    {
        let decoder = Keeping::new(decoder, self.keeps);
        self.db.run(self.statements.map(|statements| Request { statements, writes: true, decoder }))
    }

    /// Runs the write and gives all rows.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.update::<User>().set(User::LOGINS.to(0)).all_rows().returning().all()?;
    /// assert!(users.iter().all(|user| user.logins == 0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn all(self) -> D::Output<Vec<R>> {
        self.run(All::new())
    }

    /// Runs the write and gives the first row, if any was written. All rows are written.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let nobody = db.delete::<User>().filter(User::ID.eq(99)).returning().get()?;
    /// assert_eq!(nobody, None);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn get(self) -> D::Output<Option<R>> {
        self.run(First::new())
    }

    /// Runs the write and gives the first row, or an error for which [`Error::is_not_found`] is true. All rows are written.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tag = db.insert(NewTag::builder().name("verse").build()).returning().one()?;
    /// assert_eq!(tag.id, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn one(self) -> D::Output<R> {
        let table = self.table;
        self.run(One::new(table))
    }
}

impl<D, R> fmt::Debug for Returning<D, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Returning").field("table", &self.table).finish_non_exhaustive()
    }
}
