//! The traits that `#[derive(Table)]` and `#[derive(View)]` implement.

mod kept;
mod view;

use std::marker::PhantomData;

use crate::ast::{Assignment, Deleted, Expr, Source, TableId};
use crate::column::Column;
use crate::engine::Binding;
use crate::expr::BoundsDef;
use crate::schema::TableSchema;
use crate::value::checked::{CheckedColumn, Fields};
use crate::value::{EncodeError, Field, FromRow, Value};

pub use self::kept::{Searchable, SearchableDef, Spatial, SpatialDef};
pub use self::view::{FillsColumns, FillsColumnsPart, View};

/// A table that a query can name: a struct that derives `Table` or `View`, or an alias of one.
///
/// # Example
///
/// ```
/// # use orm_sqlite::doctest::User;
/// use orm_sqlite::table::Table;
///
/// assert_eq!(User::schema().name, "users");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table",
    label = "not a table",
    note = "a table is a struct that derives `Table`, or an alias made by `alias!`"
)]
pub trait Table: Sized + 'static {
    /// The struct that a row becomes.
    type Row: TableRow;

    /// What the database knows of the table.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::table::Table;
    ///
    /// assert_eq!(Post::schema().columns.len(), 5);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn schema() -> &'static TableSchema;

    /// The name by which a query calls the table, if it is not the table's own.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::table::Table;
    ///
    /// alias!(Inviter = User as "inviter");
    /// assert_eq!(Inviter::alias(), Some("inviter"));
    /// assert_eq!(User::alias(), None);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn alias() -> Option<&'static str> {
        None
    }

    /// The table as a query's source.
    #[doc(hidden)]
    fn source() -> Source {
        Source {
            schema: Self::schema(),
            alias: Self::alias(),
            table: Some(TableId::of::<Self>()),
            deleted: Deleted::Skip,
        }
    }
}

/// What `#[derive(Table)]` implements. [`Table`] follows from it by one impl, because rustc would list the impls of
/// `Table` where it misses one: every table of the program.
#[doc(hidden)]
pub trait TableDef: Sized + 'static {
    /// As [`Table::Row`].
    type Row: TableRow;

    /// As [`Table::schema`].
    fn schema() -> &'static TableSchema;

    /// As [`Table::alias`].
    fn alias() -> Option<&'static str> {
        None
    }
}

#[diagnostic::do_not_recommend]
impl<T: TableDef> Table for T {
    type Row = T::Row;

    fn schema() -> &'static TableSchema {
        <T as TableDef>::schema()
    }

    fn alias() -> Option<&'static str> {
        <T as TableDef>::alias()
    }
}

/// A struct that rows are read into: it derives `Table` or `View`, and a row of it becomes itself.
///
/// Select, joins, aliases and relations ask for it. What writes asks for [`Stored`].
///
/// # Example: a function over tables
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::table::TableRow;
///
/// fn page<T: TableRow>(db: &Database, number: u64) -> Result<Vec<T>, orm_sqlite::Error> {
///     db.select::<T>().limit(2).offset(2 * number).all()
/// }
/// assert_eq!(page::<User>(&db, 1)?[0].name, "Cleo");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table",
    label = "not a table",
    note = "a table is a struct that derives `Table`"
)]
pub trait TableRow: Table<Row = Self> + FromRow {
    /// The same table under the name `A`, with the same columns: see `alias!`.
    type Alias<A: Alias>: Table<Row = Self>;
    /// Whether rows can be written.
    #[doc(hidden)]
    type Access;
    /// The bounds that its boxes are compared with, in a query with the scope `S`. It is no part of `Spatial`, so that a table without a
    /// spatial index is one message.
    #[doc(hidden)]
    type Bounds<S>: BoundsDef<S>;
}

/// A table whose rows are stored, so that they can be inserted, updated and deleted: a struct that derives `Table`.
///
/// A view is only read.
///
/// # Example: a function over tables that it empties
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::table::Stored;
///
/// fn empty<T: Stored>(db: &Database) -> Result<u64, orm_sqlite::Error> {
///     db.delete::<T>().all_rows().run()
/// }
/// assert_eq!(empty::<Comment>(&db)?, 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table",
    label = "not a table",
    note = "a table is a struct that derives `Table`"
)]
pub trait Stored: TableRow {
    /// The insert model.
    type New: Insertable<Table = Self>;
    /// The update model.
    type Patch: Patch<Table = Self>;
}

/// The one impl, so that rustc says what is missing: that the struct is no table, or that it is only read.
impl<T: TableRow<Access: Writes<T>>> Stored for T {
    type New = <T::Access as Writes<T>>::New;
    type Patch = <T::Access as Writes<T>>::Patch;
}

/// The access to a table, with its insert and its update model.
#[doc(hidden)]
#[derive(Debug)]
pub struct ReadWrite<N, P>(PhantomData<fn() -> (N, P)>);

/// The access to a view.
#[doc(hidden)]
#[derive(Debug)]
pub struct ReadOnly;

/// The access allows to write rows of `T`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{T}` is a view, and cannot be written",
    label = "a view is only read",
    note = "write to the tables that the view reads"
)]
pub trait Writes<T> {
    /// As [`Stored::New`].
    type New: Insertable<Table = T>;
    /// As [`Stored::Patch`].
    type Patch: Patch<Table = T>;
}

#[diagnostic::do_not_recommend]
impl<T, N: Insertable<Table = T>, P: Patch<Table = T>> Writes<T> for ReadWrite<N, P> {
    type New = N;
    type Patch = P;
}

/// A table with a soft delete: `#[table(soft_delete = deleted_at)]`.
///
/// A delete marks its rows and keeps them; selects, updates, joins and relations leave them out. It is an update of the row:
/// an `on_update_fn` is called and a version counted.
///
/// A required `belongs_to` whose row is deleted fails its load, as one whose row is missing does: load it by
/// `with_x_by(|x| x.with_deleted())`, or leave such rows out by `filter(Post::x().exists())`. A relation that is declared
/// `belongs_to(x_id, with_deleted)` has the deleted rows everywhere, of any kind; `#[shape(with_deleted)]` loads them for one field.
/// A polymorphic relation is such a one too, and loads no deleted rows: `filter(Note::x().to::<Post>().exists())`.
/// An upsert changes a deleted row and leaves it deleted.
///
/// # Example: a function over such tables
///
/// ```
/// # use orm_sqlite::prelude::*;
/// # let db = Database::open_in_memory()?;
/// use orm_sqlite::table::SoftDeletes;
///
/// #[derive(Table, Debug)]
/// #[table(soft_delete = deleted_at)]
/// struct Note {
///     #[column(primary_key)]
///     id: i64,
///     deleted_at: Option<Timestamp>,
/// }
///
/// fn in_the_bin<T: SoftDeletes>(db: &Database) -> Result<u64, orm_sqlite::Error> {
///     db.select::<T>().only_deleted().count()
/// }
/// db.create_tables(&schema!(Note))?;
/// assert_eq!(in_the_bin::<Note>(&db)?, 0);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "table `{Self}` has no soft delete",
    label = "rows of `{Self}` are deleted for good",
    note = "name the column that marks deleted rows: `#[table(soft_delete = deleted_at)]`"
)]
pub trait SoftDeletes: TableRow {}

/// A table with a version, which every update counts up: `#[column(version)]`.
///
/// # Example: a function over such tables
///
/// ```
/// # use orm_sqlite::prelude::*;
/// # let db = Database::open_in_memory()?;
/// use orm_sqlite::table::{Stored, Versioned};
///
/// #[derive(Table, Debug)]
/// #[table(name = "docs")]
/// struct Doc {
///     #[column(primary_key)]
///     id: i64,
///     #[column(version)]
///     version: i64,
/// }
///
/// fn empty<T: Stored + Versioned>(db: &Database, version: i64) -> Result<u64, orm_sqlite::Error> {
///     db.delete::<T>().all_rows().version(version).run()
/// }
/// db.create_tables(&schema!(Doc))?;
/// db.insert(NewDoc::builder().build()).run()?;
/// assert_eq!(empty::<Doc>(&db, 1)?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "table `{Self}` has no version",
    label = "rows of `{Self}` have no version",
    note = "mark an integer field with `#[column(version)]`"
)]
pub trait Versioned: TableRow {}

/// A table whose rows can be found by primary key.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::table::PrimaryKey;
///
/// fn title(db: &Database, id: <Post as PrimaryKey>::Key) -> Result<String, orm_sqlite::Error> {
///     db.find::<Post>(id).columns(Post::TITLE).one()
/// }
/// assert_eq!(title(&db, 2)?, "Engines");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "table `{Self}` has no primary key",
    label = "`find` needs a primary key",
    note = "mark a field with `#[column(primary_key)]`, or filter by another column"
)]
pub trait PrimaryKey: TableRow {
    /// The key: the field's type, or a tuple of them in the order of the declaration.
    type Key: crate::query::find::Key;
}

/// The name of an alias.
#[doc(hidden)]
pub trait Alias: 'static {
    /// The name in SQL.
    fn name() -> &'static str;
}

/// A model whose value is one new row.
///
/// `#[derive(Table)]` implements it for the insert model it makes.
///
/// # Example: a function over insert models
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::table::Insertable;
///
/// fn stored<N: Insertable>(db: &Database, row: N) -> Result<N::Table, orm_sqlite::Error> {
///     db.insert(row).returning().one()
/// }
/// assert_eq!(stored(&db, NewTag::builder().name("verse").build())?.id, 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be inserted",
    label = "not an insert model",
    note = "insert the table's `New..` model, which `#[derive(Table)]` makes"
)]
pub trait Insertable {
    /// The table that the row goes into.
    type Table: Stored;

    /// The values of the columns that are set, in the order of the table.
    #[doc(hidden)]
    fn assign(self, row: Assignments<Self::Table>) -> Assignments<Self::Table>;
}

/// A model whose value changes the columns that are set in it.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::table::{Patch, Stored};
///
/// fn change_all<T: Stored>(db: &Database, patch: T::Patch) -> Result<u64, orm_sqlite::Error> {
///     db.update::<T>().patch(patch).all_rows().run()
/// }
/// let patch = UserPatch { logins: Set::Value(0), ..UserPatch::default() };
/// assert_eq!(change_all::<User>(&db, patch)?, 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an update model",
    label = "not an update model",
    note = "`patch` takes the table's `..Patch` model, which `#[derive(Table)]` makes"
)]
pub trait Patch {
    /// The table whose rows change.
    type Table: Stored;

    /// The values of the columns that are set, in the order of the table.
    #[doc(hidden)]
    fn assign(self, row: Assignments<Self::Table>) -> Assignments<Self::Table>;
}

/// The values of rows of the table `T`, gathered row by row and column by column.
#[doc(hidden)]
#[derive(Debug)]
pub struct Assignments<T> {
    values: RowValues,
    table: PhantomData<fn() -> T>,
}

/// The columns that a row sets, and behind the values of the rows before it its own.
#[derive(Debug, Default)]
pub(crate) struct RowValues {
    pub(crate) columns: Vec<usize>,
    pub(crate) values: Vec<Binding>,
    /// The first value that cannot be written, and its column. `NULL` stands for it.
    pub(crate) invalid: Option<(EncodeError, usize)>,
}

impl<T: Table> Assignments<T> {
    /// Goes on behind other rows.
    pub(crate) const fn behind(values: RowValues) -> Self {
        Self { values, table: PhantomData }
    }

    /// Adds a column, if the model's field sets it. A value that cannot be written is an error when the statement is lowered,
    /// which names `table.column`.
    #[doc(hidden)]
    #[must_use]
    #[inline]
    pub fn with<V: CheckedColumn<T::Checked>>(mut self, column: Column<T, V>, field: impl Field<V>) -> Self
    where
        T: Fields,
    {
        if let Some(value) = field.into_value() {
            self.values.columns.push(column.index());
            self.values.push(value.checked_encode());
        }
        self
    }

    pub(crate) fn into_values(self) -> RowValues {
        self.values
    }

    /// The values of one row.
    pub(crate) fn into_list(self) -> Vec<Assignment> {
        let RowValues { columns, values, invalid } = self.values;
        let assignment = |(column, value)| {
            let value = match (value, &invalid) {
                (_, Some((error, at))) if *at == column => {
                    Expr::Invalid(error.clone(), Some(T::source().column(column)))
                }
                (Binding::Value(value), _) => Expr::Value(value),
                (Binding::List(_), _) => Expr::Value(Value::Null),
            };
            Assignment { column, value }
        };
        columns.into_iter().zip(values).map(assignment).collect()
    }
}

impl<T: Table> Default for Assignments<T> {
    fn default() -> Self {
        Self::behind(RowValues::default())
    }
}

impl RowValues {
    /// No values, and room for a row of so many columns.
    pub(crate) fn with_room(columns: usize) -> Self {
        Self { columns: Vec::with_capacity(columns), values: Vec::with_capacity(columns), invalid: None }
    }

    /// Adds the value of the column that was added last.
    #[inline]
    pub(crate) fn push(&mut self, value: Result<Value, EncodeError>) {
        let value = match value {
            Ok(value) => value,
            Err(error) => self.refuse(error),
        };
        self.values.push(Binding::Value(value));
    }

    #[cold]
    fn refuse(&mut self, error: EncodeError) -> Value {
        let column = self.columns.last().copied().unwrap_or_default();
        self.invalid.get_or_insert((error, column));
        Value::Null
    }
}
