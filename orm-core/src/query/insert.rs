//! `INSERT`.

mod conflict;
mod draft;
mod growing;
mod nested;
mod or;
mod row_list;
mod select;
mod values;

use std::fmt;
use std::marker::PhantomData;

pub use conflict::{ColumnList, OnConflict};
pub use nested::{
    BelowRow, NestedRow, NestedRowExt, NewLinks, NewRows, NewRowsOf, WithNew, insert_nested, insert_nested_query,
};
pub use select::Targets;

use super::decoder::{Changes, Keeping};
use super::projection::Project;
use super::returning::Returning;
use crate::ast::{self, Expr as Node};
use crate::engine::{Engine, HasLimits, Limits, Request, Sql, StatementList, Unbound};
use crate::error::Error;
use crate::expr::{Expr, RowKind};
use crate::scope::Upsert;
use crate::table::{Assignments, Insertable, RowValues, Stored};
use crate::value::Value;
use draft::{Action, Clause, Draft};
use growing::Growing;
use row_list::RowList;

/// The statements that insert rows of their own columns; one that is there already, by the columns of `unless`, stays.
pub(crate) fn rows(
    table: ast::Source,
    rows: Vec<Vec<ast::Assignment>>,
    unless: Option<Vec<usize>>,
    variables: usize,
) -> Result<Vec<Sql>, Error> {
    let mut draft = Draft::values(table, rows);
    // A row that is there and marked as deleted would swallow the insert: it comes back instead.
    let deleted = ast::Source { deleted: ast::Deleted::Only, ..table };
    let (action, filter) = match table.schema.soft_delete {
        Some(soft) => {
            let unmark = ast::Assignment { column: soft.column, value: Node::Value(Value::Null) };
            (Action::Update(vec![unmark]), deleted.unless_deleted().into_iter().collect())
        }
        None => (Action::Nothing, Vec::new()),
    };
    let clause = |target| Clause { target, target_filter: Vec::new(), action, filter };
    draft.on_conflict.extend(unless.map(clause));
    draft.statements(Vec::new(), variables)?.lower()
}

/// An insert of one row or many into the table `T`.
///
/// It starts from `db.insert(row)` or `db.insert_many(rows)`. A column that a row leaves out is left out of the statement,
/// so that the database's default works. Rows are split into runs that set the same columns and into chunks that keep
/// within SQLite's limit on parameters; their order is kept, and all are written in one transaction, all or none.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let names = ["Dora", "Emil"];
/// let new = names.map(|name| NewUser::builder().name(name).email(format!("{name}@x.org")).build());
/// assert_eq!(db.insert_many(new).run()?, 2);
/// assert_eq!(db.insert_many(Vec::<NewUser>::new()).run()?, 0);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "an insert does nothing until a method such as `run` runs it"]
pub struct Insert<T, D, U = NoUpdate> {
    pub(super) draft: Growing,
    db: D,
    types: PhantomData<fn() -> (T, U)>,
}

/// The last thing said is not `do_update`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::engine::Unbound;
/// use orm_sqlite::query::{Insert, NoUpdate};
///
/// let insert: Insert<Tag, Unbound, NoUpdate> = Tag::insert(NewTag::builder().name("verse").build());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct NoUpdate;
/// The last thing said is `do_update`, so that `filter` can follow.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::engine::Unbound;
/// use orm_sqlite::query::{DoUpdate, Insert};
///
/// fn upsert(tag: NewTag) -> Insert<Tag, Unbound, DoUpdate> {
///     Tag::insert(tag).on_conflict(Tag::ID).do_update_rest()
/// }
/// # upsert(NewTag::builder().id(1).name("verse").build()).to_sql()?;
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct DoUpdate;

/// The last thing said is `do_update`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an insert has a `filter` behind `do_update` alone",
    label = "no `do_update` before it",
    note = "the filter says which stored rows `do_update` changes"
)]
pub trait HasUpdate {}

#[diagnostic::do_not_recommend]
impl HasUpdate for DoUpdate {}

impl<T: Stored, D> Insert<T, D> {
    pub(super) fn new<N: Insertable>(rows: impl IntoIterator<Item = N>, db: D) -> Self {
        let mut list = RowList::new(T::source());
        rows.into_iter().for_each(|row| list.push(row));
        Self::draft(list.into(), db)
    }

    pub(super) fn one<N: Insertable>(row: N, db: D) -> Self {
        let table = T::source();
        let row = row.assign(Assignments::<N::Table>::behind(RowValues::with_room(table.schema.columns.len())));
        Self { draft: Growing::row(table, row.into_values()), db, types: PhantomData }
    }

    fn draft(draft: Box<Draft>, db: D) -> Self {
        Self { draft: draft.into(), db, types: PhantomData }
    }
}

impl<T: Stored, D, U> Insert<T, D, U> {
    fn retyped<U2>(self) -> Insert<T, D, U2> {
        Insert { draft: self.draft, db: self.db, types: PhantomData }
    }

    /// `ON CONFLICT (columns)`: says what happens to a row that is there already by these columns.
    ///
    /// A primary key, a unique constraint or a unique index must cover exactly these columns, else SQLite refuses the
    /// statement: <https://sqlite.org/lang_upsert.html>. A row that breaks another constraint is still an error.
    ///
    /// Said several times, the first whose columns meet a stored row counts.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let again = NewUser::builder().email("ada@x.org").name("Countess").build();
    /// db.insert(again).on_conflict(User::EMAIL).do_update(User::NAME.set_excluded()).run()?;
    /// assert_eq!(db.find::<User>(1).one()?.name, "Countess");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn on_conflict<C: ColumnList<T>>(self, target: C) -> OnConflict<T, D> {
        OnConflict::new(self.retyped(), target.positions())
    }

    /// `ON CONFLICT DO NOTHING`: leaves out rows that are there already by any uniqueness constraint.
    ///
    /// After other `on_conflict`s it is about the constraints that none of them names; before one, the insert is refused.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let again = NewUser::builder().email("ada@x.org").name("Countess").build();
    /// assert_eq!(db.insert(again).on_conflict_do_nothing().run()?, 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn on_conflict_do_nothing(self) -> Insert<T, D> {
        OnConflict::new(self.retyped(), Vec::new()).do_nothing()
    }

    /// `RETURNING` all columns: gives back the rows as the database stored them, with its defaults and keys.
    ///
    /// They come in the order of the input. A row that `do_nothing` left out is not among them.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let dora = db.insert(NewUser::builder().name("Dora").email("dora@x.org").build()).returning().one()?;
    /// assert_eq!((dora.id, dora.role, dora.logins), (4, Role::Member, 0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn returning(self) -> Returning<D, T>
    where
        D: HasLimits,
    {
        self.into_returning(ast::all_columns(T::source()).collect())
    }

    /// `RETURNING` some columns: a column, an expression, or a tuple of up to 16, in the order of the input.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let new = ["verse", "prose"].map(|name| NewTag::builder().name(name).build());
    /// let ids: Vec<i64> = db.insert_many(new).returning_columns(Tag::ID).all()?;
    /// assert_eq!(ids, [3, 4]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    pub fn returning_columns<X: Project<T, K, I, R>, R, K: RowKind, I>(self, projection: X) -> Returning<D, R> where D: HasLimits {
        let mut columns = Vec::new();
        projection.project(&mut columns);
        self.into_returning(columns)
    }

    pub(super) fn into_returning<R>(self, returning: Vec<Node>) -> Returning<D, R>
    where
        D: HasLimits,
    {
        let (statements, keeps, db) = self.statements(returning);
        Returning::new(statements, T::schema().name, db).keeping(keeps)
    }

    /// The statements, and whether rows stay that were written before one that breaks a constraint.
    pub(super) fn statements(self, returning: Vec<Node>) -> (Result<StatementList, Error>, bool, D)
    where
        D: HasLimits,
    {
        let keeps = self.draft.keeps_rows();
        (self.draft.statements(returning, self.db.limits().variables), keeps, self.db)
    }

    /// Inserts, and gives the number of rows written. Nothing in, 0 out, and the database is not asked.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let taken = db.insert(NewTag::builder().name("math").build()).run();
    /// assert!(taken.is_err_and(|error| error.is_unique_violation()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn run(self) -> D::Output<u64>
    where
        D: Engine,
    {
        let (statements, keeps, db) = self.statements(Vec::new());
        let decoder = Keeping::new(Changes::default(), keeps);
        db.run(statements.map(|statements| Request { statements, writes: true, decoder }))
    }

    /// The statements' texts and parameters.
    ///
    /// # Errors
    ///
    /// When a value cannot be written, or what is to be done with a conflict contradicts itself.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// let statements = Tag::insert(NewTag::builder().name("verse").build()).to_sql()?;
    /// assert_eq!(&*statements[0].text, r#"INSERT INTO "tags" ("name") VALUES (?)"#);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn to_sql(self) -> Result<Vec<Sql>, Error> {
        self.draft.statements(Vec::new(), Limits::default().variables)?.lower()
    }
}

impl<T, U> Insert<T, Unbound, U> {
    /// Binds the insert to a database or a transaction.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let insert = Tag::insert(NewTag::builder().name("verse").build());
    /// assert_eq!(insert.using(&db).run()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn using<E: Engine>(self, db: E) -> Insert<T, E, U> {
        Insert { draft: self.draft, db, types: PhantomData }
    }
}

#[rustfmt::skip]
impl<T: Stored, D, U> Insert<T, D, U> {
    /// `WHERE` of the `do_update` before it: changes the stored row only if the predicate is true of it, and of the row that
    /// was not added, whose columns are [`excluded`](crate::expr::excluded). Repeated, all must be true.
    ///
    /// Where it is not true, the stored row stays as it is, does not count as written, and is not returned. A predicate with
    /// an `all_of`, `any_of` or `not_in_list` of an empty list in it is refused.
    ///
    /// # Example: only a newer row replaces the older one
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let import = |logins: i64| {
    ///     db.insert(NewUser::builder().email("ada@x.org").name("Countess").logins(logins).build())
    ///         .on_conflict(User::EMAIL)
    ///         .do_update_rest()
    ///         .filter(User::LOGINS.lt(excluded(User::LOGINS)))
    ///         .run()
    /// };
    /// assert_eq!(import(2)?, 0);
    /// assert_eq!(import(4)?, 1);
    /// assert_eq!(db.find::<User>(1).one()?.name, "Countess");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn filter<K: RowKind>(mut self, predicate: Expr<Upsert<T>, bool, K>) -> Self where U: HasUpdate {
        self.draft.filter_update(predicate.node);
        self
    }
}

/// For a program that adds clauses in a loop: one type before and after `do_update`.
impl<T: Stored, D> From<Insert<T, D, DoUpdate>> for Insert<T, D> {
    fn from(insert: Insert<T, D, DoUpdate>) -> Self {
        insert.retyped()
    }
}

impl<T: Stored, D, U> fmt::Debug for Insert<T, D, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Insert").field("table", &T::schema().name).finish_non_exhaustive()
    }
}
