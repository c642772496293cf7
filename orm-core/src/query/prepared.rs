//! Queries that are lowered once and run with other arguments each time.

mod arguments;
mod build;

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

pub(crate) use arguments::argument_name;
pub use arguments::{Arguments, Params};
pub use build::Build;

use super::decoder::{ForEach, Must, One};
use super::group::Shown;
use super::select::Select;
use super::step::Step;
use super::unbound::{Countable, Form, Reads, Statement, Template};
use crate::engine::{Bindings, Decoder, Engine, LocalEngine, Param, Request, Sql, StatementList, Unbound};
use crate::error::Error;

/// A query that is lowered once: `db.prepare(|email: Param<String>| User::select().filter(User::EMAIL.eq(email)))`.
///
/// Running it binds the arguments and nothing else. It holds the text and no statement: each connection finds its own
/// in the cache by the text, so that one prepared query serves several threads and every transaction.
///
/// `A` is the parameter, or the tuple of them; `Q` the query that the closure gave; `E` what it runs on.
///
/// # Example: kept in a struct
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::engine::Unbound;
/// use orm_sqlite::query::{Prepared, Select};
///
/// struct Queries {
///     by_email: Prepared<Database, Param<String>, Select<User, Unbound, User>>,
/// }
///
/// let queries =
///     Queries { by_email: db.prepare(|email: Param<String>| User::select().filter(User::EMAIL.eq(email)))? };
/// assert_eq!(queries.by_email.one("bob@x.org")?.name, "Bob");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Prepared<E, A, Q> {
    engine: E,
    lowered: Arc<Lowered>,
    types: PhantomData<fn(A) -> Q>,
}

/// What does not change from one run to the next.
struct Lowered {
    template: Template,
    first: usize,
    number: usize,
    all: Vec<Arc<Sql>>,
    /// The other forms, each lowered when it is asked for.
    others: [Cell; 3],
}

type Cell = OnceLock<Vec<Arc<Sql>>>;

impl Lowered {
    fn new<Q: Statement>(query: Q, first: usize, number: usize) -> Result<Self, Error> {
        let template = query.template()?;
        let all = numbered(Q::statements(&template, Form::All)?, first, number)?;
        Ok(Self { template, first, number, all, others: Default::default() })
    }

    #[inline]
    fn form<Q: Statement>(&self, form: Form) -> Result<&[Arc<Sql>], Error> {
        let cell = match form {
            Form::All => return Ok(&self.all),
            Form::First => &self.others[0],
            Form::Count => &self.others[1],
            Form::Exists => &self.others[2],
        };
        match cell.get() {
            Some(statements) => Ok(statements),
            None => self.lower::<Q>(form, cell),
        }
    }

    #[cold]
    fn lower<'c, Q: Statement>(&self, form: Form, cell: &'c Cell) -> Result<&'c [Arc<Sql>], Error> {
        let statements = numbered(Q::statements(&self.template, form)?, self.first, self.number)?;
        Ok(cell.get_or_init(|| statements))
    }

    #[inline]
    fn bind<Q: Statement>(&self, form: Form, arguments: Bindings) -> Result<StatementList, Error> {
        Ok(StatementList::bound(self.form::<Q>(form)?, arguments))
    }
}

/// Counts the parameters of this query from 0, and refuses those of another one.
fn numbered(mut statements: Vec<Sql>, first: usize, number: usize) -> Result<Vec<Arc<Sql>>, Error> {
    for sql in &mut statements {
        let places = sql.params.iter_mut().filter_map(|param| match param {
            Param::Argument(argument) => Some(argument),
            _ => None,
        });
        for place in places {
            let Some(index) = place.index.checked_sub(first).filter(|index| *index < number) else {
                let reason = "a parameter of another prepared query stands in this one: it has no value here";
                return Err(Error::refused(reason).with_sql(&sql.text));
            };
            place.index = index;
        }
    }
    Ok(statements.into_iter().map(Arc::new).collect())
}

#[rustfmt::skip]
impl<E, A: Params, Q: Statement> Prepared<E, A, Q> {
    /// Lowers the query that the closure gives: what `db.prepare(..)` calls.
    ///
    /// # Errors
    ///
    /// When the query cannot be lowered, or a parameter of another prepared query stands in it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::query::Prepared;
    ///
    /// let admins = Prepared::new(db.engine(), || User::select().filter(User::ROLE.eq(Role::Admin)))?;
    /// assert_eq!(admins.count(())?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn new<M>(engine: E, build: impl Build<A, Q, M>) -> Result<Self, Error> {
        let number = A::number();
        let first = crate::expr::param::reserve(number);
        let query = build.build(A::numbered(&mut (first..)));
        Ok(Self { engine, lowered: Arc::new(Lowered::new(query, first, number)?), types: PhantomData })
    }

    /// The same prepared query on another handle, such as a transaction. Nothing is lowered again.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let rename = db.prepare(|id: Param<i64>, name: Param<String>| {
    ///     User::update().set(User::NAME.to(name)).filter(User::ID.eq(id))
    /// })?;
    /// db.transaction(|tx| {
    ///     let rename = rename.on(tx);
    ///     rename.run((1, "Ada L."))?;
    ///     rename.run((2, "Bob B."))
    /// })?;
    /// assert_eq!(db.find::<User>(2).one()?.name, "Bob B.");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn on<D: Engine>(&self, engine: D) -> Prepared<D, A, Q> {
        Prepared { engine, lowered: self.lowered.clone(), types: PhantomData }
    }

    /// The statements, with a [`Param::Argument`] in the place of each argument.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let by_name = db.prepare(|name: Param<String>| Tag::select().filter(Tag::NAME.eq(name)))?;
    /// assert_eq!(&*by_name.to_sql()[0].text, r#"SELECT "tags"."id", "tags"."name" FROM "tags" WHERE "tags"."name" = ?"#);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn to_sql(&self) -> Vec<Sql> {
        self.lowered.all.iter().map(|sql| Sql::clone(sql)).collect()
    }

    fn request<X>(&self, form: Form, arguments: impl Arguments<A>, decode: impl FnOnce(&Template) -> Result<X, Error>) -> Result<Request<X>, Error> {
        let mut values = Bindings::new();
        arguments.append(&mut values)?;
        let statements = self.lowered.bind::<Q>(form, values)?;
        Ok(Request { statements, writes: Q::WRITES, decoder: decode(&self.lowered.template)? })
    }
}

#[rustfmt::skip]
impl<E: Engine + Clone, A: Params, Q: Statement> Prepared<E, A, Q> {
    #[track_caller]
    fn answer<X>(&self, form: Form, arguments: impl Arguments<A>, decode: impl FnOnce(&Template) -> Result<X, Error>) -> E::Output<X::Output>
    where
        X: Decoder<Output: Send + 'static> + Send + 'static,
    {
        self.engine.clone().run(self.request(form, arguments, decode))
    }

    /// Runs a write, and gives the number of rows.
    ///
    /// One argument is given as it is, several as a tuple, none as `()`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let add = db.prepare(|name: Param<String>| Tag::insert_values(Tag::NAME.to(name)))?;
    /// assert_eq!(add.run("verse")?, 1);
    /// assert!(add.run("verse").is_err_and(|error| error.is_unique_violation()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn run(&self, arguments: impl Arguments<A>) -> E::Output<u64> where Q: Statement<Output = u64> {
        self.answer(Form::All, arguments, Q::decoder)
    }

    /// All rows.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let posts_of = db.prepare(|id: Param<i64>| Post::select().filter(Post::AUTHOR_ID.eq(id)).order_by(Post::ID))?;
    /// assert_eq!(posts_of.all(1)?.len(), 2);
    /// assert_eq!(posts_of.all(3)?, []);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn all(&self, arguments: impl Arguments<A>) -> E::Output<Q::Output> where Q: Reads {
        self.answer(Form::All, arguments, Q::decoder)
    }

    /// The first row, or `None`. A query that only reads asks the database for one row.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let by_name = db.prepare(|name: Param<String>| User::select().filter(User::NAME.eq(name)))?;
    /// assert_eq!(by_name.get("Bob")?.map(|user| user.id), Some(2));
    /// assert_eq!(by_name.get("Eve")?, None);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn get(&self, arguments: impl Arguments<A>) -> E::Output<Option<Q::Row>> where Q: Reads {
        self.answer(Form::First, arguments, Q::first)
    }

    /// The first row, or an error for which [`Error::is_not_found`] is true.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let by_name = db.prepare(|name: Param<String>| User::select().filter(User::NAME.eq(name)))?;
    /// assert_eq!(by_name.one("Bob")?.id, 2);
    /// assert!(by_name.one("Eve").is_err_and(|error| error.is_not_found()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn one(&self, arguments: impl Arguments<A>) -> E::Output<Q::Row> where Q: Reads {
        self.answer(Form::First, arguments, |template| Ok(Must { row: Q::first(template)?, table: template.table }))
    }

    /// How many rows there are. A `limit` counts.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let above = db.prepare(|logins: Param<i64>| User::select().filter(User::LOGINS.gt(logins)))?;
    /// assert_eq!((above.count(0)?, above.count(3)?), (2, 1));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn count(&self, arguments: impl Arguments<A>) -> E::Output<u64> where Q: Countable {
        self.answer(Form::Count, arguments, |template| Ok(One::new(template.table)))
    }

    /// Whether there is a row.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let taken = db.prepare(|email: Param<String>| User::select().filter(User::EMAIL.eq(email)))?;
    /// assert!(taken.exists("ada@x.org")?);
    /// assert!(!taken.exists("eve@x.org")?);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn exists(&self, arguments: impl Arguments<A>) -> E::Output<bool> where Q: Countable {
        self.answer(Form::Exists, arguments, |template| Ok(One::new(template.table)))
    }
}

#[rustfmt::skip]
impl<E: LocalEngine + Clone, A: Params, S, R: Shown, G> Prepared<E, A, Select<S, Unbound, R, G>> {
    /// Shows one row at a time to a closure, which may stop early.
    ///
    /// # Errors
    ///
    /// What an argument, the statement or the closure fails with.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let above = db.prepare(|logins: Param<i64>| User::select().filter(User::LOGINS.gt(logins)).columns(User::NAME))?;
    /// let mut names = Vec::new();
    /// above.for_each(0, |name| names.push(name))?;
    /// assert_eq!(names, ["Ada", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn for_each<T: Step>(&self, arguments: impl Arguments<A>, each: impl FnMut(R) -> T) -> Result<(), Error> {
        self.engine.clone().run_local(self.request(Form::All, arguments, |_| Ok(ForEach::new(each))))
    }
}

impl<E: Clone, A, Q> Clone for Prepared<E, A, Q> {
    fn clone(&self) -> Self {
        Self { engine: self.engine.clone(), lowered: self.lowered.clone(), types: PhantomData }
    }
}

impl<E, A, Q> fmt::Debug for Prepared<E, A, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<_> = self.lowered.all.iter().map(|sql| &sql.text).collect();
        f.debug_struct("Prepared").field("sql", &texts).finish_non_exhaustive()
    }
}
