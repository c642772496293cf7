//! The terminal methods of a select: each runs it.

use std::sync::Arc;

use super::Select;
use crate::ast;
use crate::engine::{Decoder, Engine, LocalEngine, Request, Sql};
use crate::error::Error;
use crate::query::decoder::{All, First, ForEach, One, Plan};
use crate::query::group::Shown;
use crate::query::step::Step;
use crate::sql;

#[rustfmt::skip]
impl<S, D: Engine, R, G> Select<S, D, R, G> {
    fn run<X>(self, decoder: X, lower: impl FnOnce(&ast::Select) -> Result<Sql, Error>) -> D::Output<X::Output>
    where
        X: Decoder<Output: Send + 'static> + Send + 'static,
    {
        self.db.run(request(lower(&self.ast), decoder))
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
    pub fn all(self) -> D::Output<Vec<R>> where R: Shown {
        self.run(All::new(), sql::select)
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
    pub fn get(mut self) -> D::Output<Option<R>> where R: Shown {
        self.ast.at_most_one();
        self.run(First::new(), sql::select)
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
    pub fn one(mut self) -> D::Output<R> where R: Shown {
        self.ast.at_most_one();
        let table = self.ast.from.schema.name;
        self.run(One::new(table), sql::select)
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
    pub fn count(self) -> D::Output<u64> where R: Shown {
        let table = self.ast.from.schema.name;
        self.run(One::new(table), sql::count)
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
    pub fn exists(self) -> D::Output<bool> where R: Shown {
        let table = self.ast.from.schema.name;
        self.run(One::new(table), sql::exists)
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
    pub fn explain(self) -> D::Output<Vec<String>> where R: Shown {
        self.run(Plan::default(), |select| sql::select(select).map(explained))
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
    pub fn for_each<T: Step>(self, each: impl FnMut(R) -> T) -> Result<(), Error>
    where
        D: LocalEngine,
        R: Shown,
    {
        self.db.run_local(request(sql::select(&self.ast), ForEach::new(each)))
    }
}

fn request<X>(sql: Result<Sql, Error>, decoder: X) -> Result<Request<X>, Error> {
    Ok(Request { statements: vec![sql?], writes: false, decoder })
}

fn explained(sql: Sql) -> Sql {
    Sql { text: format!("EXPLAIN QUERY PLAN {}", sql.text).into(), params: sql.params, labels: Arc::from([]) }
}
