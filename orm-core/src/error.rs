//! The one error type.
//!
//! It is opaque: what a program may ask is a predicate or an accessor, so that a new kind breaks nobody. It holds the
//! table, the column, the constraint and the SQL text where they are known, and never a bound value.

mod constraint;
mod convert;
mod engine;
mod io;
mod migration;
mod refused;
mod resource;
mod runtime;
mod stopped;

use std::error::Error as StdError;
use std::fmt;
use std::panic::Location;

pub use constraint::ConstraintKind;
pub use engine::{Condition, Failure};
pub use migration::Verdict;

use convert::ConvertError;
use migration::MigrationError;
use refused::Refused;

use crate::value::{DecodeError, EncodeError};

/// What any function of this crate family fails with.
///
/// It is opaque: a program asks predicates such as [`is_unique_violation`](Self::is_unique_violation) and accessors such as
/// [`columns`](Self::columns). Neither its text, nor its `Debug` form, nor its `source` ever shows a value.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let taken = db.insert(NewUser::builder().email("ada@x.org").name("Imposter").build()).run().unwrap_err();
/// assert!(taken.is_unique_violation());
/// assert_eq!(taken.to_string(), "UNIQUE constraint failed on `users.email`");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Error(Box<Inner>);

/// How many characters of a statement `Debug` shows.
const SHOWN: usize = 300;

struct Inner {
    kind: Kind,
    sql: Option<Box<str>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    caller: Option<&'static Location<'static>>,
}

/// One private type per family of causes.
#[derive(Debug)]
enum Kind {
    Engine(Failure),
    Convert(ConvertError),
    Refused(Refused),
    NotFound(String),
    Conflict(&'static str),
    Migration(MigrationError),
    Custom(String),
}

impl Error {
    #[cold]
    fn new(kind: Kind) -> Self {
        Self(Box::new(Inner { kind, sql: None, source: None, caller: None }))
    }

    /// An error of the program's own, to roll a transaction back with.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::Error;
    ///
    /// let result = db.transaction(|tx| {
    ///     tx.delete::<Comment>().all_rows().run()?;
    ///     Err::<(), _>(Error::custom("not today"))
    /// });
    /// assert_eq!(result.unwrap_err().to_string(), "not today");
    /// assert_eq!(db.select::<Comment>().count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn custom(message: impl Into<String>) -> Self {
        Self::new(Kind::Custom(message.into()))
    }

    /// A failure that an engine reports.
    #[doc(hidden)]
    #[must_use]
    pub fn engine(failure: Failure, source: Option<Box<dyn StdError + Send + Sync>>) -> Self {
        let mut error = Self::new(Kind::Engine(failure));
        error.0.source = source;
        error
    }

    pub(crate) fn encode(place: String, error: EncodeError) -> Self {
        Self::new(Kind::Convert(ConvertError::encode(place, error)))
    }

    pub(crate) fn decode(place: String, error: DecodeError) -> Self {
        Self::new(Kind::Convert(ConvertError::decode(place, error)))
    }

    /// A statement that is refused before it reaches the database.
    #[doc(hidden)]
    pub fn refused(reason: impl Into<String>) -> Self {
        Self::new(Kind::Refused(Refused::new(reason.into())))
    }

    pub(crate) fn invalid_cursor(reason: impl Into<String>) -> Self {
        Self::new(Kind::Refused(Refused::cursor(reason.into())))
    }

    /// A statement that is refused because SQLite has a limit for it.
    #[doc(hidden)]
    pub fn limit(reason: impl Into<String>) -> Self {
        Self::new(Kind::Refused(Refused::limit(reason.into())))
    }

    /// A row that is not there.
    #[doc(hidden)]
    pub fn not_found(what: impl Into<String>) -> Self {
        Self::new(Kind::NotFound(what.into()))
    }

    /// No row has the version that was read.
    #[doc(hidden)]
    pub fn conflict(table: &'static str) -> Self {
        Self::new(Kind::Conflict(table))
    }

    /// Adds the text of the statement, unless an inner layer knew it already.
    #[doc(hidden)]
    #[must_use]
    pub fn with_sql(mut self, sql: &str) -> Self {
        self.0.sql.get_or_insert_with(|| sql.into());
        self
    }

    /// Adds where the query was made, unless an inner layer knew it already.
    #[doc(hidden)]
    #[must_use]
    #[cold]
    pub fn with_caller(mut self, caller: &'static Location<'static>) -> Self {
        self.0.caller.get_or_insert(caller);
        self
    }

    /// Where the query that failed was made: the line of the method that ran it, such as `all`, or that began a transaction. None where
    /// no query was run, and for an error of the program's own.
    ///
    /// Neither the text of the error nor its `Debug` form has it: that is for whoever writes a log.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let line = line!() + 1;
    /// let missing = db.find::<User>(99).one().unwrap_err();
    /// assert_eq!(missing.caller().unwrap().line(), line);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn caller(&self) -> Option<&'static Location<'static>> {
        self.0.caller
    }

    /// Whether `one()` found no row, or a required relation no parent.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert!(db.find::<User>(99).one().is_err_and(|error| error.is_not_found()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_not_found(&self) -> bool {
        matches!(self.0.kind, Kind::NotFound(_))
    }

    /// Whether a stored value did not fit its Rust type. [`value_place`](Self::value_place) says where it stood.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let too_small = sql!("select 300").one::<u8, _>(&db).unwrap_err();
    /// assert!(too_small.is_decode());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_decode(&self) -> bool {
        matches!(&self.0.kind, Kind::Convert(error) if error.is_decode())
    }

    /// Whether a Rust value had no equal in SQLite: an integer over `i64::MAX`, or NaN.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let nothing = sql!("select {u64::MAX}").one::<u64, _>(&db).unwrap_err();
    /// assert!(nothing.is_encode());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_encode(&self) -> bool {
        matches!(&self.0.kind, Kind::Convert(error) if !error.is_decode())
    }

    /// Whether the statement was refused before it reached the database: an update whose filter was built from an
    /// empty list, a column outside of `group_by`, a database used inside of its own transaction.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let ids: [i64; 0] = [];
    /// let refused = db.delete::<Post>().filter(Post::ID.not_in_list(ids)).run().unwrap_err();
    /// assert!(refused.is_refused());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_refused(&self) -> bool {
        matches!(self.0.kind, Kind::Refused(_))
    }

    /// Whether the cursor of a page was not one of this query and order, or was damaged.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let refused = db.select::<User>().order_by(User::NAME).keyset(2).after("nonsense").page().unwrap_err();
    /// assert!(refused.is_invalid_cursor() && refused.is_refused());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_invalid_cursor(&self) -> bool {
        matches!(&self.0.kind, Kind::Refused(refused) if refused.is_cursor())
    }

    /// Whether a row was changed or deleted since it was read: an update or a delete with `version` found no row.
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
    /// let gone = db.delete::<Doc>().filter(Doc::ID.eq(1)).version(3).run().unwrap_err();
    /// assert!(gone.is_conflict());
    /// assert_eq!(gone.to_string(), "the row of `docs` was changed or deleted since it was read");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_conflict(&self) -> bool {
        matches!(self.0.kind, Kind::Conflict(_))
    }

    /// Whether the statement was refused because it is beyond one of SQLite's limits: too many bound values, an expression
    /// nested too deep, a pattern too long. The limits are in [`Limits`](crate::engine::Limits).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let long = "x".repeat(50_001);
    /// let refused = db.select::<User>().filter(User::NAME.like(long)).all().unwrap_err();
    /// assert!(refused.is_limit() && refused.is_refused());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_limit(&self) -> bool {
        matches!(&self.0.kind, Kind::Refused(refused) if refused.is_limit())
    }

    /// The text of the statement that failed, with `?` where values were bound.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let error = sql!("select nothing from users").one::<i64, _>(&db).unwrap_err();
    /// assert_eq!(error.sql(), Some("select nothing from users"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn sql(&self) -> Option<&str> {
        self.0.sql.as_deref()
    }

    fn failure(&self) -> Option<&Failure> {
        match &self.0.kind {
            Kind::Engine(failure) => Some(failure),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            Kind::Engine(failure) => failure.fmt(f),
            Kind::Convert(error) => error.fmt(f),
            Kind::Refused(refused) => refused.fmt(f),
            Kind::Migration(error) => error.fmt(f),
            Kind::Conflict(table) => write!(f, "the row of `{table}` was changed or deleted since it was read"),
            Kind::NotFound(what) | Kind::Custom(what) => f.write_str(what),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A statement may be megabytes long; who wants all of it asks for `sql()`.
        let sql = self.0.sql.as_deref().map(|sql| sql.chars().take(SHOWN).collect::<String>());
        f.debug_struct("Error").field("kind", &self.0.kind).field("sql", &sql).finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
