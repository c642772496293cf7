//! A builder without a database, complete: what `prepare` and `batch` take.

use std::any::Any;

use super::decoder::{All, Changes, First, Keeping, Terms};
use super::delete::Delete;
use super::group::Shown;
use super::insert::Insert;
use super::returning::Returning;
use super::select::Select;
use super::update::{Filtered, Update, Written};
use crate::ast;
use crate::engine::{Decoder, Request, Sql, Unbound};
use crate::error::Error;
use crate::sql;
use crate::table::{Stored, Table};
use crate::value::FromRow;

/// Which answer of a query is lowered.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// All rows.
    All,
    /// The first row.
    First,
    /// The number of rows.
    Count,
    /// Whether there is a row.
    Exists,
}

/// A complete builder without a database: a select, a relational query, an insert, an update or a delete, each with or
/// without `returning`.
///
/// `prepare` takes a closure that gives one, `batch` a tuple or a `Vec` of them.
///
/// # Example: a function over whatever can be run in a batch
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::query::Statement;
///
/// fn run_twice<Q: Statement<Output = u64>>(db: &Database, build: impl Fn() -> Q) -> Result<u64, orm_sqlite::Error> {
///     Ok(db.batch(vec![build(), build()])?.iter().sum())
/// }
/// let raised = run_twice(&db, || User::update().set(User::LOGINS.to(User::LOGINS.add(1))).filter(User::ID.eq(1)))?;
/// assert_eq!((raised, db.find::<User>(1).one()?.logins), (2, 5));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a complete query without a database",
    label = "this query is bound already, or something is missing",
    note = "start it from the table, as in `User::select()`; an update or a delete needs `filter` or `all_rows`"
)]
pub trait Statement: Sized {
    /// What it answers: a `Vec` of rows, or the number of rows that it changes.
    type Output: Send + 'static;

    /// What makes the answer.
    #[doc(hidden)]
    type Decoder: Decoder<Output = Self::Output> + Send + 'static;

    /// Whether it writes.
    #[doc(hidden)]
    const WRITES: bool;

    /// Takes what is kept of it, so that it can run more than once.
    #[doc(hidden)]
    fn template(self) -> Result<Template, Error>;

    /// The statements of a form. A write has one form.
    #[doc(hidden)]
    fn statements(template: &Template, form: Form) -> Result<Vec<Sql>, Error> {
        template.statements(form)
    }

    /// A decoder of all rows.
    #[doc(hidden)]
    fn decoder(template: &Template) -> Result<Self::Decoder, Error>;

    /// The request for all rows, for one run.
    #[doc(hidden)]
    fn request(self) -> Result<Request<Self::Decoder>, Error> {
        let template = self.template()?;
        let statements = Self::statements(&template, Form::All)?;
        Ok(Request { statements: statements.into(), writes: Self::WRITES, decoder: Self::decoder(&template)? })
    }
}

/// A [`Statement`] that gives rows.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this query gives no rows",
    label = "it gives the number of rows that it changes",
    note = "use `run`, or add `.returning()`"
)]
pub trait Reads: Statement<Output = Vec<Self::Row>> {
    /// A row.
    type Row: Send + 'static;

    /// What gives the first row.
    #[doc(hidden)]
    type First: Decoder<Output = Option<Self::Row>> + Send + 'static;

    /// A decoder of the first row.
    #[doc(hidden)]
    fn first(template: &Template) -> Result<Self::First, Error>;
}

/// A [`Statement`] that only reads, so that its rows can be counted.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this query does not only read",
    label = "only what a select finds is counted"
)]
pub trait Countable: Reads {}

/// What is kept of a query. It has no type parameter, so that a prepared query is the same for all.
#[doc(hidden)]
#[derive(Debug)]
pub struct Template {
    /// What it is.
    pub(crate) tree: Tree,
    /// What is missing where a row is, for messages.
    pub(crate) table: &'static str,
    /// Whether rows that are written before a failure stay.
    pub(crate) keeps: Terms,
    /// What its decoder is made from, if that is not its type alone.
    pub(crate) kept: Option<Box<dyn Any + Send + Sync>>,
}

/// A select, or statements that are lowered already.
#[derive(Debug)]
pub(crate) enum Tree {
    Select(Box<ast::Select>),
    Lowered(Vec<Sql>),
}

impl Template {
    /// A write of the table `T`.
    pub(super) fn write<T: Table>(statements: Vec<Sql>) -> Self {
        Self { tree: Tree::Lowered(statements), table: T::schema().name, keeps: Terms::default(), kept: None }
    }

    /// The statements of a form.
    pub(crate) fn statements(&self, form: Form) -> Result<Vec<Sql>, Error> {
        let select = match &self.tree {
            Tree::Select(select) => select,
            Tree::Lowered(statements) => return Ok(statements.clone()),
        };
        let sql = match form {
            Form::All => sql::select(select),
            Form::First => {
                let mut first = select.clone();
                first.at_most_one();
                sql::select(&first)
            }
            Form::Count => sql::count(select),
            Form::Exists => sql::exists(select),
        };
        Ok(vec![sql?])
    }
}

#[diagnostic::do_not_recommend]
impl<S, R: Shown, G> Statement for Select<S, Unbound, R, G> {
    type Output = Vec<R>;
    type Decoder = All<R>;
    const WRITES: bool = false;

    fn template(self) -> Result<Template, Error> {
        let select = self.into_tree();
        let table = select.from.schema.name;
        Ok(Template { tree: Tree::Select(Box::new(select)), table, keeps: Terms::default(), kept: None })
    }

    fn decoder(_: &Template) -> Result<All<R>, Error> {
        Ok(All::new())
    }
}

#[diagnostic::do_not_recommend]
impl<S, R: Shown, G> Reads for Select<S, Unbound, R, G> {
    type Row = R;
    type First = First<R>;

    fn first(_: &Template) -> Result<First<R>, Error> {
        Ok(First::new())
    }
}

#[diagnostic::do_not_recommend]
impl<S, R: Shown, G> Countable for Select<S, Unbound, R, G> {}

#[diagnostic::do_not_recommend]
impl<R: FromRow> Statement for Returning<Unbound, R> {
    type Output = Vec<R>;
    type Decoder = Keeping<All<R>>;
    const WRITES: bool = true;

    fn template(self) -> Result<Template, Error> {
        self.into_template()
    }

    fn decoder(template: &Template) -> Result<Keeping<All<R>>, Error> {
        Ok(Keeping::new(All::new(), template.keeps))
    }
}

#[diagnostic::do_not_recommend]
impl<R: FromRow> Reads for Returning<Unbound, R> {
    type Row = R;
    type First = Keeping<First<R>>;

    fn first(template: &Template) -> Result<Self::First, Error> {
        Ok(Keeping::new(First::new(), template.keeps))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Stored, U> Statement for Insert<T, Unbound, U> {
    type Output = u64;
    type Decoder = Keeping<Changes>;
    const WRITES: bool = true;

    fn template(self) -> Result<Template, Error> {
        self.into_template()
    }

    fn decoder(template: &Template) -> Result<Keeping<Changes>, Error> {
        Ok(Keeping::new(Changes::default(), template.keeps))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Stored, A: Written, F: Filtered, S> Statement for Update<T, Unbound, A, F, S> {
    type Output = u64;
    type Decoder = Keeping<Changes>;
    const WRITES: bool = true;

    fn template(self) -> Result<Template, Error> {
        self.into_template()
    }

    fn decoder(template: &Template) -> Result<Keeping<Changes>, Error> {
        Ok(Keeping::new(Changes::default(), template.keeps))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Stored, F: Filtered> Statement for Delete<T, Unbound, F> {
    type Output = u64;
    type Decoder = Keeping<Changes>;
    const WRITES: bool = true;

    fn template(self) -> Result<Template, Error> {
        self.into_template()
    }

    fn decoder(template: &Template) -> Result<Keeping<Changes>, Error> {
        Ok(Keeping::new(Changes::default(), template.keeps))
    }
}
