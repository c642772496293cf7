//! `INSERT`.

use std::fmt;
use std::marker::PhantomData;

use super::decoder::Changes;
use super::projection::Project;
use super::returning::Returning;
use super::update::with_updates;
use crate::ast::{self, Assignment, ConflictAction, Expr};
use crate::column::Column;
use crate::engine::{Engine, Request, Sql, Unbound};
use crate::error::Error;
use crate::expr::{Assignments, RowKind};
use crate::scope::{Of, SameTable};
use crate::sql;
use crate::table::{Insertable, Stored, Table, TableRow};
use crate::value::ColumnValue;

/// How many rows one statement inserts: measured, fifty is as fast as more, and its text is shared by all chunks.
const ROWS: usize = 50;

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
pub struct Insert<T, D> {
    rows: Result<Vec<Vec<Assignment>>, Error>,
    on_conflict: Option<ast::OnConflict>,
    db: D,
    table: PhantomData<fn() -> T>,
}

impl<T: Stored, D> Insert<T, D> {
    pub(super) fn new<N: Insertable>(rows: impl IntoIterator<Item = N>, db: D) -> Self {
        let rows = rows.into_iter().map(|row| with_defaults::<T>(row.assignments().into_list())).collect();
        Self { rows, on_conflict: None, db, table: PhantomData }
    }

    /// `ON CONFLICT (columns)`: says what happens to a row that is there already by these columns.
    ///
    /// A primary key, a unique constraint or a unique index must cover exactly these columns, else SQLite refuses the
    /// statement: <https://sqlite.org/lang_upsert.html>. A row that breaks another constraint is still an error.
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
        OnConflict { target: target.positions(), insert: self }
    }

    /// `ON CONFLICT DO NOTHING`: leaves out rows that are there already by any uniqueness constraint.
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
    pub fn on_conflict_do_nothing(mut self) -> Self {
        self.on_conflict = Some(ast::OnConflict { target: Vec::new(), action: ConflictAction::Nothing });
        self
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
        D: Engine,
    {
        let returning: Vec<_> = ast::all_columns(T::source()).collect();
        self.into_returning(&returning)
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
    pub fn returning_columns<X: Project<T, K, I, R>, R, K: RowKind, I>(self, projection: X) -> Returning<D, R> where D: Engine {
        let mut columns = Vec::new();
        projection.project(&mut columns);
        self.into_returning(&columns)
    }

    fn into_returning<R>(self, returning: &[Expr]) -> Returning<D, R>
    where
        D: Engine,
    {
        let variables = self.db.limits().variables;
        let statements = self.rows.and_then(|rows| lower::<T>(rows, self.on_conflict.as_ref(), returning, variables));
        Returning::new(statements, T::schema().name, self.db)
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
    pub fn run(self) -> D::Output<u64>
    where
        D: Engine,
    {
        let variables = self.db.limits().variables;
        let statements = self.rows.and_then(|rows| lower::<T>(rows, self.on_conflict.as_ref(), &[], variables));
        self.db.run(statements.map(|statements| Request { statements, writes: true, decoder: Changes::default() }))
    }

    /// The statements' texts and parameters.
    ///
    /// # Errors
    ///
    /// When a value cannot be written.
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
        lower::<T>(self.rows?, self.on_conflict.as_ref(), &[], crate::engine::Limits::default().variables)
    }
}

impl<T> Insert<T, Unbound> {
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
    pub fn using<E: Engine>(self, db: E) -> Insert<T, E> {
        Insert { rows: self.rows, on_conflict: self.on_conflict, db, table: PhantomData }
    }
}

/// Adds what the program's own default functions give for columns that are left out.
fn with_defaults<T: Table>(mut row: Vec<Assignment>) -> Result<Vec<Assignment>, Error> {
    let source = T::source();
    for (index, column) in source.schema.columns.iter().enumerate() {
        if let Some(default) = column.default_fn
            && !row.iter().any(|assignment| assignment.column == index)
        {
            let value = default.value().map_err(|error| Error::encode(source.column(index).path(), error))?;
            row.push(Assignment { column: index, value: Expr::Value(value) });
        }
    }
    row.sort_unstable_by_key(|assignment| assignment.column);
    Ok(row)
}

/// One statement for each chunk of each run of rows that set the same columns.
fn lower<T: Table>(
    rows: Vec<Vec<Assignment>>,
    on_conflict: Option<&ast::OnConflict>,
    returning: &[Expr],
    variables: usize,
) -> Result<Vec<Sql>, Error> {
    let mut statements: Vec<Sql> = Vec::new();
    let mut rows = rows.into_iter().peekable();
    while let Some(first) = rows.next() {
        let columns: Vec<usize> = first.iter().map(|assignment| assignment.column).collect();
        // SQLite has no VALUES list without columns, so such rows go one by one.
        let most = if columns.is_empty() { 1 } else { (variables / columns.len()).clamp(1, ROWS) };
        let mut chunk = vec![values(first)];
        while chunk.len() < most
            && let Some(next) =
                rows.next_if(|row| row.iter().map(|assignment| assignment.column).eq(columns.iter().copied()))
        {
            chunk.push(values(next));
        }
        let insert = ast::Insert {
            table: T::source(),
            columns,
            rows: chunk,
            on_conflict: on_conflict.cloned(),
            returning: returning.to_vec(),
        };
        let mut sql = sql::insert(&insert)?;
        // Equal texts are one allocation, however many chunks there are.
        if let Some(same) = statements.last().filter(|last| last.text == sql.text) {
            sql.text = same.text.clone();
            sql.labels = same.labels.clone();
        }
        statements.push(sql);
    }
    Ok(statements)
}

fn values(row: Vec<Assignment>) -> Vec<Expr> {
    row.into_iter().map(|assignment| assignment.value).collect()
}

/// An insert that waits for what to do with a row that is there already.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let waiting = db.insert(NewTag::builder().name("math").build()).on_conflict(Tag::NAME);
/// assert_eq!(waiting.do_nothing().run()?, 0);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "`on_conflict` needs `do_update` or `do_nothing`"]
pub struct OnConflict<T, D> {
    insert: Insert<T, D>,
    target: Vec<usize>,
}

impl<T: TableRow, D> OnConflict<T, D> {
    /// `DO UPDATE SET`: changes the stored row. `column.set_excluded()` takes the value of the row that was not added.
    ///
    /// The row counts as written, and `returning` gives it as it is afterwards.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let again = NewUser::builder().email("bob@x.org").name("Robert").build();
    /// let bob = db
    ///     .insert(again)
    ///     .on_conflict(User::EMAIL)
    ///     .do_update((User::NAME.set_excluded(), User::LOGINS.to(User::LOGINS.add(1))))
    ///     .returning()
    ///     .one()?;
    /// assert_eq!((bob.id, bob.name.as_str(), bob.logins), (2, "Robert", 1));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn do_update<A: Assignments<T>>(mut self, assignments: A) -> Insert<T, D> {
        let mut list = Vec::new();
        assignments.append(&mut list);
        let list = with_updates::<T>(list).unwrap_or_else(|error| {
            self.insert.rows = Err(error);
            Vec::new()
        });
        if list.is_empty() && self.insert.rows.is_ok() {
            self.insert.rows =
                Err(Error::refused("`do_update` sets nothing; `do_nothing` leaves the stored row as it is"));
        }
        let action = ConflictAction::Update { assignments: list, filter: Vec::new() };
        self.insert.on_conflict = Some(ast::OnConflict { target: self.target, action });
        self.insert
    }

    /// `DO NOTHING`: leaves the stored row as it is. The row does not count as written, and `returning` leaves it out.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tags = ["math", "verse"].map(|name| NewTag::builder().name(name).build());
    /// let new = db.insert_many(tags).on_conflict(Tag::NAME).do_nothing().returning_columns(Tag::NAME).all()?;
    /// assert_eq!(new, ["verse"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn do_nothing(mut self) -> Insert<T, D> {
        self.insert.on_conflict = Some(ast::OnConflict { target: self.target, action: ConflictAction::Nothing });
        self.insert
    }
}

/// Columns of the table `T`: one, or a tuple of them.
///
/// The impls are those of `ColumnPart`: rustc lists the impls of the trait that a method asks for, ten lines of tuples,
/// but none that is for a type parameter.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let link = NewPostTag::builder().post_id(1).tag_id(1).build();
/// assert_eq!(db.insert(link).on_conflict((PostTag::POST_ID, PostTag::TAG_ID)).do_nothing().run()?, 0);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "this is not a column of `{T}`",
    label = "expected a column of `{T}`, or a tuple of them"
)]
pub trait ColumnList<T>: ColumnPart<T> {}

impl<T, X: ColumnPart<T>> ColumnList<T> for X {}

/// One column, or several.
#[diagnostic::on_unimplemented(
    message = "this is not a column of `{T}`",
    label = "expected a column of `{T}`, or a tuple of them"
)]
pub trait ColumnPart<T> {
    /// The positions in the table.
    #[doc(hidden)]
    fn positions(self) -> Vec<usize>;
}

impl<T, U: Table, V: ColumnValue> ColumnPart<T> for Column<U, V>
where
    Of<U>: SameTable<T>,
{
    fn positions(self) -> Vec<usize> {
        vec![self.index()]
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<T, $($name: ColumnPart<T>),+> ColumnPart<T> for ($($name,)+) {
            fn positions(self) -> Vec<usize> {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                [$($name.positions()),+].concat()
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);

impl<T: TableRow, D> fmt::Debug for Insert<T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Insert").field("table", &T::schema().name).finish_non_exhaustive()
    }
}

impl<T: TableRow, D> fmt::Debug for OnConflict<T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnConflict").field("target", &self.target).finish_non_exhaustive()
    }
}
