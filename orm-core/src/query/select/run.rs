//! The terminal methods of a select: each runs it.

use std::sync::Arc;

use super::Select;
use crate::ast::Answer;
use crate::engine::{Decoder, Engine, LocalEngine, Request, Sql};
use crate::error::Error;
use crate::query::decoder::{All, First, ForEach, One, Plan};
use crate::query::group::Shown;
use crate::query::keyset::Keyset;
use crate::query::page::{self, Page};
use crate::query::rows::{ForEachRef, Iterate, Rows};
use crate::query::step::Step;
use crate::sql;
use crate::value::BorrowRow;

#[rustfmt::skip]
impl<S, D: Engine, R, G> Select<S, D, R, G> {
    #[track_caller]
    fn run<X>(self, answer: Answer, decoder: X) -> D::Output<X::Output>
    where
        X: Decoder<Output: Send + 'static> + Send + 'static,
    {
        self.db.run(Ok(Request { statements: self.ast.into_tree(answer).into(), writes: false, decoder }))
    }

    #[track_caller]
    fn run_local<X: Decoder>(self, decoder: X) -> Result<X::Output, Error> where D: LocalEngine {
        let statements = self.ast.into_tree(Answer::Rows).into();
        self.db.run_local(Ok(Request { statements, writes: false, decoder }))
    }

    /// All rows.
    ///
    /// On a database in this process it gives a `Result`: an error of lowering, of SQLite, or a stored value that does not
    /// fit its type, which names `table.column`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users: Vec<User> = db.select::<User>().all()?;
    /// assert_eq!(users.len(), 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn all(self) -> D::Output<Vec<R>> where R: Shown {
        self.run(Answer::Rows, All::new())
    }

    /// The first row, or `None`. It asks the database for one row only.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let user: Option<User> = db.find::<User>(99).get()?;
    /// assert_eq!(user, None);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn get(mut self) -> D::Output<Option<R>> where R: Shown {
        self.ast.at_most_one();
        self.run(Answer::Rows, First::new())
    }

    /// The first row, or an error for which [`Error::is_not_found`] is true. It asks the database for one row only.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.find::<User>(1).one()?.name, "Ada");
    /// assert!(db.find::<User>(99).one().is_err_and(|error| error.is_not_found()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn one(mut self) -> D::Output<R> where R: Shown {
        self.ast.at_most_one();
        let table = self.ast.table();
        self.run(Answer::Rows, One::new(table))
    }

    /// How many rows there are. A `limit` or an `offset` counts: it is the number of rows that `all` would give.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.select::<User>().count()?, 3);
    /// assert_eq!(db.select::<User>().limit(2).count()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn count(self) -> D::Output<u64> where R: Shown {
        let table = self.ast.table();
        self.run(Answer::Count, One::new(table))
    }

    /// Whether there is a row: `SELECT EXISTS (..)`, which stops at the first.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert!(db.select::<User>().filter(User::NAME.eq("Ada")).exists()?);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn exists(self) -> D::Output<bool> where R: Shown {
        let table = self.ast.table();
        self.run(Answer::Exists, One::new(table))
    }

    /// SQLite's plan, a line for each step: <https://sqlite.org/eqp.html>. The select itself does not run.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let plan = db.select::<User>().filter(User::EMAIL.eq("ada@x.org")).explain()?;
    /// assert!(plan[0].contains("USING INDEX"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn explain(self) -> D::Output<Vec<String>> where R: Shown {
        let sql = self.to_sql().map(explained);
        self.db.run(sql.map(|sql| Request { statements: sql.into(), writes: false, decoder: Plan::default() }))
    }

    /// Shows one row at a time to a closure, which may stop early.
    ///
    /// # Errors
    ///
    /// What the statement or the closure fails with.
    ///
    /// # Example: stopping early
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::ops::ControlFlow;
    ///
    /// let mut seen = Vec::new();
    /// db.select::<User>().order_by(User::ID).for_each(|user| {
    ///     seen.push(user.name);
    ///     if seen.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    /// })?;
    /// assert_eq!(seen, ["Ada", "Bob"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn for_each<T: Step>(self, each: impl FnMut(R) -> T) -> Result<(), Error>
    where
        D: LocalEngine,
        R: Shown,
    {
        self.run_local(ForEach::new(each))
    }
}

impl<S, D, R> Select<S, D, R> {
    /// Pages that begin behind a row, or end before one: see [`Keyset`]. The order is the select's own.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let posts = || {
    ///     db.select::<Post>()
    ///         .inner_join::<User>()
    ///         .on(User::ID.eq(Post::AUTHOR_ID))
    ///         .order_by((User::NAME, Post::LIKES.desc()))
    ///         .columns((User::NAME, Post::TITLE))
    ///         .keyset(2)
    /// };
    /// let next = posts().page()?.next.unwrap_or_default();
    /// assert_eq!(posts().after(&next).page()?.rows, [("Bob".to_owned(), "Draft".to_owned())]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn keyset(self, size: u64) -> Keyset<Self> {
        Keyset::new(self, size)
    }
}

#[rustfmt::skip]
impl<S, D, R, G> Select<S, D, R, G> {
    /// Shows one row at a time to a closure, borrowed: `&str` for text and `&[u8]` for bytes, straight from the statement.
    ///
    /// The closure takes a column, or a tuple of columns and of `Option`s of them.
    ///
    /// # Errors
    ///
    /// What the statement or the closure fails with. Text that is not UTF-8 is an error that names `table.column`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let mut listed = String::new();
    /// db.select::<User>().columns((User::ID, User::NAME)).for_each_ref(|(id, name): (i64, &str)| {
    ///     listed.push_str(&format!("{id} {name}\n"));
    /// })?;
    /// assert_eq!(listed, "1 Ada\n2 Bob\n3 Cleo\n");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn for_each_ref<T: Step>(self, each: impl FnMut(R::Ref<'_>) -> T) -> Result<(), Error> where D: LocalEngine, R: BorrowRow {
        self.run_local(ForEachRef::<R, _>::new(each))
    }

    /// Gives the rows to a closure as an iterator, which reads a row when it is asked for one.
    ///
    /// The rows are those of one moment. A closure that stops early reads no further; the statement ends with the closure,
    /// also when it panics.
    ///
    /// # Errors
    ///
    /// What the statement or the closure fails with.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let first_with_many = db.select::<User>().order_by(User::ID).iterate(|rows| {
    ///     for user in rows {
    ///         let user = user?;
    ///         if user.logins > 1 {
    ///             return Ok(Some(user.name));
    ///         }
    ///     }
    ///     Ok(None)
    /// })?;
    /// assert_eq!(first_with_many.as_deref(), Some("Ada"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn iterate<X>(self, read: impl FnOnce(Rows<'_, R>) -> Result<X, Error>) -> Result<X, Error> where D: LocalEngine, R: Shown {
        self.run_local(Iterate::new(read))
    }

    /// A page of the rows, and how many there are on all pages. Pages count from 1.
    ///
    /// Two statements see one snapshot. The page's limit and offset replace those of the select. A page far behind is
    /// slow, because SQLite passes over all rows before it: see [`keyset`](Self::keyset).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let page = db.select::<User>().order_by(User::NAME).columns(User::NAME).page(1, 2)?;
    /// assert_eq!(page.rows, ["Ada", "Bob"]);
    /// assert_eq!((page.total, page.has_next()), (3, true));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn page(mut self, number: u64, size: u64) -> D::Output<Page<R>> where D: Engine, R: Shown {
        let select = self.ast.full();
        select.complete();
        let paged = page::limit(select, number, size).and_then(|()| {
            let rows = Request { statements: sql::select(select)?.into(), writes: false, decoder: All::new() };
            page::request(select, rows, number, size)
        });
        self.db.run(paged)
    }
}

fn explained(sql: Sql) -> Sql {
    Sql { text: format!("EXPLAIN QUERY PLAN {}", sql.text).into(), params: sql.params, labels: Arc::from([]) }
}
