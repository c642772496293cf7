//! What an engine must offer.
//!
//! A terminal method of a builder lowers its tree to a [`Request`]: a list of statements, which an engine runs in one
//! snapshot, and a decoder that takes their rows. That is all that an engine sees. A statement may bind, as a list, the
//! keys that the decoder found in the rows of an earlier one; a remote engine can resolve the same list by itself,
//! because [`KeyList`] says in which column of which statement the keys stand.

mod binding;
mod request;
mod statement;

pub use crate::ast::KeyList;
#[doc(hidden)]
pub use crate::ast::{Fingerprint, Tree};
use crate::error::Error;
use crate::value::{Row, Value};
pub use binding::{Binding, Bindings};
#[doc(hidden)]
pub use request::Planned;
pub use request::{Request, StatementList};
pub use statement::{Argument, Label, Param, Sql, ValueFn};

/// A handle on which builders run: a database, a transaction.
///
/// `Output` decides how an answer arrives: at once as a `Result`, or later as a future. A program uses an engine through
/// the builders; who writes one runs the statements of a [`Request`] in one snapshot, binds what the decoder found where a
/// parameter asks for keys, and hands the rows over.
///
/// # Example: an engine that answers every statement with one number
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::engine::{Cursor, Decoder, Engine, Request};
/// use orm_sqlite::error::Error;
/// use orm_sqlite::value::{Row, ValueRef};
///
/// struct Number(i64);
///
/// impl Row for Number {
///     fn value(&self, _index: usize) -> ValueRef<'_> {
///         ValueRef::Integer(self.0)
///     }
/// }
///
/// struct Once(std::vec::IntoIter<Number>, Number);
///
/// impl Cursor for Once {
///     type Row = Number;
///
///     fn width(&self) -> usize {
///         1
///     }
///
///     fn advance(&mut self) -> Result<Option<&Number>, Error> {
///         let Some(row) = self.0.next() else { return Ok(None) };
///         self.1 = row;
///         Ok(Some(&self.1))
///     }
/// }
///
/// struct Oracle;
///
/// impl Engine for Oracle {
///     type Output<T: Send + 'static> = Result<T, Error>;
///
///     fn run<D>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error>
///     where
///         D: Decoder<Output: Send + 'static> + Send + 'static,
///     {
///         let Request { statements, mut decoder, .. } = request?;
///         for (index, sql) in statements.lower()?.iter().enumerate() {
///             decoder.rows(index, sql, &mut Once(vec![Number(42)].into_iter(), Number(0)))?;
///         }
///         decoder.finish()
///     }
/// }
///
/// assert_eq!(User::select().using(Oracle).count()?, 42);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "this query is not bound to a database",
    label = "start from `db.select::<..>()` or bind it with `.using(&db)`"
)]
pub trait Engine: Sized {
    /// How an answer of type `T` arrives.
    type Output<T: Send + 'static>;

    /// Runs the request; an error of lowering arrives in the same way as the engine's own.
    ///
    /// # Example: an engine that counts what it runs
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::engine::{Decoder, Engine, Request};
    /// use orm_sqlite::error::Error;
    /// use orm_sqlite::Access;
    /// use std::cell::Cell;
    ///
    /// struct Counting<'a>(Access<'a>, &'a Cell<usize>);
    ///
    /// impl<'a> Engine for Counting<'a> {
    ///     type Output<T: Send + 'static> = Result<T, Error>;
    ///
    ///     fn run<D>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error>
    ///     where
    ///         D: Decoder<Output: Send + 'static> + Send + 'static,
    ///     {
    ///         self.1.set(self.1.get() + request.as_ref().map_or(0, |request| request.statements.len()));
    ///         self.0.run(request)
    ///     }
    /// }
    ///
    /// let statements = Cell::new(0);
    /// User::select().using(Counting(db.engine(), &statements)).all()?;
    /// assert_eq!(statements.get(), 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn run<D>(self, request: Result<Request<D>, Error>) -> Self::Output<D::Output>
    where
        D: Decoder<Output: Send + 'static> + Send + 'static;

    /// What the engine's SQLite allows.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::engine::Engine;
    ///
    /// assert_eq!(db.engine().limits().variables, 32_766);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn limits(&self) -> Limits {
        Limits::default()
    }
}

/// An engine in this process, which can show a row to a closure while it stands on it.
///
/// # Example: a function over engines in this process
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::engine::LocalEngine;
///
/// fn names(db: impl LocalEngine) -> Result<Vec<String>, orm_sqlite::Error> {
///     let mut names = Vec::new();
///     User::select().columns(User::NAME).using(db).for_each(|name| names.push(name))?;
///     Ok(names)
/// }
/// assert_eq!(names(&db)?, ["Ada", "Bob", "Cleo"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait LocalEngine: Engine {
    /// Runs the request on this thread.
    ///
    /// # Errors
    ///
    /// What lowering, the engine or the decoder fail with.
    ///
    /// # Example: a decoder of one's own
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # use orm_sqlite::engine::{Cursor, Decoder, LocalEngine, Request, Sql};
    /// # use orm_sqlite::error::Error;
    /// # struct Rows(usize);
    /// # impl Decoder for Rows {
    /// #     type Output = usize;
    /// #     fn rows<C: Cursor>(&mut self, _statement: usize, _sql: &Sql, cursor: &mut C) -> Result<(), Error> {
    /// #         while cursor.advance()?.is_some() {
    /// #             self.0 += 1;
    /// #         }
    /// #         Ok(())
    /// #     }
    /// #     fn finish(&mut self) -> Result<usize, Error> {
    /// #         Ok(self.0)
    /// #     }
    /// # }
    /// let request = Request { statements: User::select().to_sql()?.into(), writes: false, decoder: Rows(0) };
    /// assert_eq!(db.engine().run_local(Ok(request))?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn run_local<D: Decoder>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error>;
}

/// A handle that knows what SQLite allows, or none, for which its defaults count.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this query is not bound to a database",
    label = "start from `db.insert(..)` or bind it with `.using(&db)`"
)]
pub trait HasLimits {
    /// What is allowed.
    fn limits(&self) -> Limits;
}

#[diagnostic::do_not_recommend]
impl<E: Engine> HasLimits for E {
    fn limits(&self) -> Limits {
        Engine::limits(self)
    }
}

#[diagnostic::do_not_recommend]
impl HasLimits for Unbound {
    fn limits(&self) -> Limits {
        Limits::default()
    }
}

/// What an engine's SQLite allows: <https://sqlite.org/limits.html>.
///
/// # Example
///
/// ```
/// use orm_sqlite::engine::Limits;
///
/// assert_eq!(Limits::default().variables, 32_766);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How many parameters one statement may bind.
    pub variables: usize,
    /// How many columns a table or a result may have.
    pub columns: usize,
    /// How deep subqueries may stand in each other: SQLite limits the depth of an expression, to which each adds dozens.
    pub subqueries: usize,
    /// How many selects one set operation may have.
    pub compound_select: usize,
    /// How deep an expression may be nested.
    pub expr_depth: usize,
    /// How many bytes the pattern of a `LIKE` or `GLOB` may have.
    pub pattern_bytes: usize,
    /// How many arguments a function takes; before SQLite 3.48 it was 127.
    pub function_arguments: usize,
}

impl Default for Limits {
    /// SQLite's own defaults.
    fn default() -> Self {
        Self {
            variables: 32_766,
            columns: 2_000,
            subqueries: 20,
            compound_select: 500,
            expr_depth: 1_000,
            pattern_bytes: 50_000,
            function_arguments: 1_000,
        }
    }
}

/// A row after another: what an engine shows to a [`Decoder`].
///
/// It lends each row until the next is asked for, so that nothing is copied which is not kept.
///
/// # Example
///
/// ```
/// use orm_sqlite::engine::Cursor;
/// use orm_sqlite::error::Error;
/// use orm_sqlite::value::Row;
///
/// fn sum(cursor: &mut impl Cursor) -> Result<i64, Error> {
///     let mut sum = 0;
///     while let Some(row) = cursor.advance()? {
///         sum += row.get::<i64>(0).map_err(|error| Error::custom(error.to_string()))?;
///     }
///     Ok(sum)
/// }
/// ```
pub trait Cursor {
    /// The row on which the cursor stands.
    type Row: Row;

    /// How many columns a row has.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::engine::Cursor;
    ///
    /// fn is_pair(cursor: &impl Cursor) -> bool {
    ///     cursor.width() == 2
    /// }
    /// ```
    fn width(&self) -> usize;

    /// The next row, if there is one.
    ///
    /// # Errors
    ///
    /// What the engine fails with.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::engine::Cursor;
    /// use orm_sqlite::error::Error;
    ///
    /// fn number_of_rows(cursor: &mut impl Cursor) -> Result<usize, Error> {
    ///     let mut rows = 0;
    ///     while cursor.advance()?.is_some() {
    ///         rows += 1;
    ///     }
    ///     Ok(rows)
    /// }
    /// ```
    fn advance(&mut self) -> Result<Option<&Self::Row>, Error>;
}

/// What takes the rows of a request's statements and makes the answer of them.
///
/// The builders bring their own: all rows, the first, a number, the levels of a load. An engine calls `rows` for each
/// statement in order, `changed` after one that writes, and `finish` at the end.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::engine::{Cursor, Decoder, LocalEngine, Request, Sql};
/// use orm_sqlite::error::Error;
///
/// struct Rows(usize);
///
/// impl Decoder for Rows {
///     type Output = usize;
///
///     fn rows<C: Cursor>(&mut self, _statement: usize, _sql: &Sql, cursor: &mut C) -> Result<(), Error> {
///         while cursor.advance()?.is_some() {
///             self.0 += 1;
///         }
///         Ok(())
///     }
///
///     fn finish(&mut self) -> Result<usize, Error> {
///         Ok(self.0)
///     }
/// }
///
/// let request = Request { statements: User::select().to_sql()?.into(), writes: false, decoder: Rows(0) };
/// assert_eq!(db.engine().run_local(Ok(request))?, 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait Decoder {
    /// What becomes of them.
    type Output;

    /// Takes the rows of a statement.
    ///
    /// # Errors
    ///
    /// What the cursor fails with, and a value that does not fit its type.
    #[doc(hidden)]
    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error>;

    /// Learns how many rows a statement changed.
    #[doc(hidden)]
    fn changed(&mut self, statement: usize, rows: u64) {
        let _ = (statement, rows);
    }

    /// Whether what was written stays when a row breaks a constraint: `INSERT OR FAIL`.
    #[doc(hidden)]
    fn keeps_rows(&self) -> bool {
        false
    }

    /// The keys that a later statement binds.
    #[doc(hidden)]
    fn keys(&self, list: KeyList) -> Vec<Value> {
        let _ = list;
        Vec::new()
    }

    /// The answer, after the last statement, which is given once.
    ///
    /// # Errors
    ///
    /// When a row is missing.
    #[doc(hidden)]
    fn finish(&mut self) -> Result<Self::Output, Error>;
}

/// The handle of a builder without a database: it can be stored, lowered by `to_sql`, and bound by `using`, but not run.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::engine::Unbound;
/// use orm_sqlite::query::Select;
///
/// let admins: Select<User, Unbound, User> = User::select().filter(User::ROLE.eq(Role::Admin));
/// assert_eq!(admins.using(&db).one()?.name, "Ada");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unbound;
