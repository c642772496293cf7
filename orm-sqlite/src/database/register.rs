//! Functions and collating sequences of the program, registered on a database.

use std::cmp::Ordering;
use std::sync::Arc;

use orm_core::error::Error;
use orm_core::expr::{Aggregate, AggregateFunction, Function, Parameters};
use orm_core::value::ColumnValue;

use super::Database;
use crate::{collation, function, vector};

impl Database {
    /// Registers the body of a function of the program, on every connection of this database.
    ///
    /// Arguments arrive decoded; with a `NULL` in a parameter that is no `Option` the result is `NULL` without a call. An
    /// error and a panic fail the statement with an error that names the function. The body must not use this database. A
    /// function of the same name and number of parameters is replaced.
    ///
    /// # Errors
    ///
    /// When the name is one of SQLite's own functions, empty or longer than 255 bytes, inside of this database's own
    /// transaction, and when a table of the database calls a function of that name in a generated column, a check, a default or
    /// an index: the file would call the program.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::Error;
    /// use orm_sqlite::expr::Function;
    ///
    /// const HALF: Function<(i64,), i64> = Function::new("half").deterministic();
    ///
    /// db.create_function(HALF, |(number,): (i64,)| match number % 2 {
    ///     0 => Ok(number / 2),
    ///     _ => Err(Error::custom("the number is odd")),
    /// })?;
    /// assert_eq!(db.select::<Post>().filter(Post::LIKES.eq(8)).columns(HALF.call((Post::LIKES,))).one()?, 4);
    /// let error = db.select::<Post>().columns(HALF.call((Post::LIKES,))).all().unwrap_err();
    /// assert_eq!(error.to_string(), "function `half` failed: the number is odd");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn create_function<A: Parameters, R: ColumnValue>(
        &self,
        function: Function<A, R>,
        body: impl Fn(A) -> Result<R, Error> + Send + Sync + 'static,
    ) -> Result<(), Error> {
        let body = Arc::new(body);
        self.0.pool.register(move |connection| {
            let body = body.clone();
            function::create(connection, function, move |arguments| body(arguments))
        })
    }

    /// Registers an aggregate of the program, on every connection of this database.
    ///
    /// # Errors
    ///
    /// As [`create_function`](Self::create_function).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::Error;
    /// use orm_sqlite::expr::{Aggregate, AggregateFunction};
    ///
    /// const MIDDLE: AggregateFunction<(i64,), Option<i64>> = AggregateFunction::new("middle");
    ///
    /// struct Middle(Vec<i64>);
    ///
    /// impl Aggregate for Middle {
    ///     type Arguments = (i64,);
    ///     type Output = Option<i64>;
    ///
    ///     fn init() -> Self {
    ///         Self(Vec::new())
    ///     }
    ///
    ///     fn step(&mut self, (number,): (i64,)) -> Result<(), Error> {
    ///         self.0.push(number);
    ///         Ok(())
    ///     }
    ///
    ///     fn finish(mut self) -> Result<Option<i64>, Error> {
    ///         self.0.sort_unstable();
    ///         Ok(self.0.get(self.0.len() / 2).copied())
    ///     }
    /// }
    ///
    /// db.create_aggregate::<Middle>(MIDDLE)?;
    /// assert_eq!(db.select::<Post>().columns(MIDDLE.call((Post::LIKES,))).one()?, Some(5));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn create_aggregate<X: Aggregate>(
        &self,
        function: AggregateFunction<X::Arguments, X::Output>,
    ) -> Result<(), Error> {
        self.0.pool.register(move |connection| function::create_aggregate::<X>(connection, function))
    }

    /// Registers the functions of [`Vector`](crate::value::Vector) columns: `distance_l2`, `distance_cos` and `dot`.
    ///
    /// They run in this process and look at every row that the query gives them: a search is exact, and as long as the table.
    ///
    /// # Errors
    ///
    /// Inside of this database's own transaction.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// # let db = Database::open_in_memory()?;
    /// db.enable_vectors()?;
    /// let dot: f64 = sql!("select vector_dot(x'0000803f', x'00000040')").one(&db)?;
    /// assert_eq!(dot, 2.0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn enable_vectors(&self) -> Result<(), Error> {
        self.0.pool.register(|connection| vector::enable(connection))
    }

    /// Registers a collating sequence of the program, on every connection of this database: how `COLLATE name` compares texts.
    ///
    /// The comparison must be an order, the same one as long as an index or a key uses it. A panic in it fails the
    /// statement: <https://sqlite.org/c3ref/create_collation.html>. A file whose indexes use it can be read and written only
    /// where it is registered.
    ///
    /// # Errors
    ///
    /// When the name is one of SQLite's own, which are `BINARY`, `NOCASE` and `RTRIM`, and inside of this database's own
    /// transaction.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.create_collation("by_length", |a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)))?;
    /// let names: Vec<String> = sql!("select name from users order by name collate by_length desc").all(&db)?;
    /// assert_eq!(names, ["Cleo", "Bob", "Ada"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn create_collation(
        &self,
        name: &str,
        compare: impl Fn(&str, &str) -> Ordering + Send + Sync + 'static,
    ) -> Result<(), Error> {
        let (name, compare) = (name.to_owned(), Arc::new(compare));
        self.0.pool.register(move |connection| {
            let compare = compare.clone();
            connection.collates.set(true);
            collation::create(connection, &name, move |left, right| compare(left, right))
        })
    }
}
