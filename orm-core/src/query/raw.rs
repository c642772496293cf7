//! Raw SQL: text that is part of the program, with bound values.

mod argument;

use std::fmt;
use std::marker::PhantomData;

pub use argument::Argument;

use super::decoder::{All, Changes, First, ForEach, One};
use super::step::Step;
use crate::ast::{self, Fragment, RawExpr};
use crate::engine::{Decoder, Engine, LocalEngine, Request, Sql};
use crate::error::Error;
use crate::expr::{Expr, Group, Joined};
use crate::scope::Statement;
use crate::sql;
use crate::value::{ColumnValue, FromRow};

/// Raw SQL that runs as a statement: no expression in it is typed for a query over one table.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an expression over `{S}` stands in a raw statement",
    label = "an expression in it is typed for a query over `{S}`",
    note = "`widen()` takes a predicate into a larger query: `{{predicate.widen()}}`"
)]
pub trait Runs<S> {}

#[diagnostic::do_not_recommend]
impl Runs<Statement> for Raw {}

/// Raw SQL, made by `sql!`: text that is part of the program, with bound values.
///
/// As a statement it runs on a database or a transaction, and decodes its rows by position into a value, a tuple or a table's
/// struct. SQLite checks it when it runs; a row type that takes another number of columns is refused. As a part of
/// another query it is an expression, by [`expr`](Self::expr). `S` is inferred: what the columns in it may belong to.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let name = "Ada";
/// let logins: i64 = sql!("select logins from users where name = {name}").one(&db)?;
/// assert_eq!(logins, 3);
///
/// let short = sql!("length({User::NAME}) < {4}").expr::<bool>();
/// assert_eq!(db.select::<User>().filter(short).columns(User::NAME).all()?, ["Ada", "Bob"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a statement does nothing until a method such as `all` runs it"]
pub struct Raw<S = Statement> {
    fragments: Vec<Fragment>,
    scope: PhantomData<fn() -> S>,
}

impl<S> Raw<S> {
    /// No text yet.
    #[doc(hidden)]
    pub const fn start() -> Self {
        Self { fragments: Vec::new(), scope: PhantomData }
    }

    /// Text of the program.
    #[doc(hidden)]
    pub fn text(mut self, text: &'static str) -> Self {
        self.fragments.push(Fragment::Text(text.into()));
        self
    }

    /// What stands between braces.
    #[doc(hidden)]
    pub fn argument<A: Argument<J> + Joined<S, J>, J>(mut self, argument: &A) -> Self {
        self.fragments.push(argument.fragment());
        self
    }

    /// The text as an expression of type `V`, in parentheses, for a filter, an order, a column.
    ///
    /// Columns in it are those of the query around it, and are qualified as that query names their tables. `V` is taken on
    /// trust: what does not fit is an error when it is read, so an expression that may be `NULL` is an `Option`. An expression
    /// about a group is made by [`aggregate`](Self::aggregate).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let initial = sql!("substr({User::NAME}, 1, {1})").expr::<String>();
    /// let users = db.select::<User>().order_by(initial.clone().desc()).columns((initial, User::ID)).all()?;
    /// assert_eq!(users[0], ("C".to_owned(), 3));
    ///
    /// db.update::<User>().set(User::NAME.to(sql!("upper({User::NAME})").expr::<String>())).all_rows().run()?;
    /// assert_eq!(db.find::<User>(1).one()?.name, "ADA");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn expr<V: ColumnValue>(self) -> Expr<S, V> {
        Expr::new(ast::Expr::Raw(RawExpr { fragments: self.fragments, aggregate: false }))
    }

    /// The text as an expression about a group of rows, which has an aggregate in it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let range = sql!("max({Post::LIKES}) - min({Post::LIKES})").aggregate::<i64>();
    /// let authors = db.select::<Post>().group_by(Post::AUTHOR_ID).having(range.clone().gt(1));
    /// assert_eq!(authors.columns((Post::AUTHOR_ID, range)).all()?, [(1, 3)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn aggregate<V: ColumnValue>(self) -> Expr<S, V, Group> {
        Expr::new(ast::Expr::Raw(RawExpr { fragments: self.fragments, aggregate: true }))
    }
}

#[rustfmt::skip]
impl<S> Raw<S> {
    /// The text and the parameters.
    ///
    /// # Errors
    ///
    /// When a value cannot be bound.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// let name = "Ada";
    /// let sql = sql!("select {User::ID} from users where name = {name}").to_sql()?;
    /// assert_eq!(&*sql.text, r#"select "id" from users where name = ?"#);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn to_sql(&self) -> Result<Sql, Error> where Self: Runs<S> {
        sql::raw(&self.fragments)
    }

    fn request<X: Decoder>(&self, decoder: X) -> Result<Request<X>, Error> where Self: Runs<S> {
        let sql = self.to_sql()?;
        let writes = !sql::only_reads(&sql.text);
        Ok(Request { statements: sql.into(), writes, decoder })
    }

    /// All rows.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let pairs: Vec<(i64, String)> = sql!("select id, name from users order by id limit 2").all(&db)?;
    /// assert_eq!(pairs, [(1, "Ada".to_owned()), (2, "Bob".to_owned())]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn all<R: FromRow, D: Engine>(self, db: D) -> D::Output<Vec<R>> where Self: Runs<S> {
        db.run(self.request(All::new()))
    }

    /// The first row, or `None`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let name: Option<String> = sql!("select name from users where id = {99}").get(&db)?;
    /// assert_eq!(name, None);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn get<R: FromRow, D: Engine>(self, db: D) -> D::Output<Option<R>> where Self: Runs<S> {
        db.run(self.request(First::new()))
    }

    /// The first row, or an error for which [`Error::is_not_found`] is true.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let version: String = sql!("select sqlite_version()").one(&db)?;
    /// assert!(version.starts_with("3."));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn one<R: FromRow, D: Engine>(self, db: D) -> D::Output<R> where Self: Runs<S> {
        db.run(self.request(One::new("the raw statement")))
    }

    /// Runs a statement without rows, and gives the number of rows it changed.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let changed = sql!("update users set logins = logins + {1}").run(&db)?;
    /// assert_eq!(changed, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn run<D: Engine>(self, db: D) -> D::Output<u64> where Self: Runs<S> {
        db.run(self.request(Changes::default()))
    }

    /// Shows one row at a time to a closure, which may stop early.
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
    /// let mut names = Vec::new();
    /// sql!("select name from users order by id").for_each(&db, |name: String| names.push(name))?;
    /// assert_eq!(names, ["Ada", "Bob", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn for_each<R: FromRow, T: Step, D: LocalEngine>(self, db: D, each: impl FnMut(R) -> T) -> Result<(), Error> where Self: Runs<S> {
        db.run_local(self.request(ForEach::new(each)))
    }
}

impl<S> Clone for Raw<S> {
    fn clone(&self) -> Self {
        Self { fragments: self.fragments.clone(), scope: PhantomData }
    }
}

impl<S> fmt::Debug for Raw<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.fragments.iter().map(|fragment| match fragment {
            Fragment::Text(text) => text,
            Fragment::Column(_) => "{column}",
            Fragment::Expr(_) | Fragment::List(_) | Fragment::Select(_) => "?",
        });
        f.debug_list().entries(shown).finish()
    }
}
