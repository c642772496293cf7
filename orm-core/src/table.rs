//! The traits that `#[derive(Table)]` implements.

use std::marker::PhantomData;

use crate::ast::{Assignment, Expr, Source};
use crate::column::Column;
use crate::schema::TableSchema;
use crate::value::{ColumnValue, Field, FromRow};

/// A table that a query can name: a struct that derives `Table`, or an alias of one.
///
/// # Example
///
/// ```
/// # use orm_sqlite::doctest::User;
/// use orm_core::table::Table;
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
    fn schema() -> &'static TableSchema;

    /// The name by which a query calls the table, if it is not the table's own.
    fn alias() -> Option<&'static str> {
        None
    }

    /// The table as a query's source.
    fn source() -> Source {
        Source { schema: Self::schema(), alias: Self::alias() }
    }
}

/// A struct that derives `Table`: a row of it becomes itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table",
    label = "not a table",
    note = "a table is a struct that derives `Table`"
)]
pub trait TableRow: Table<Row = Self> + FromRow {
    /// The insert model.
    type New: Insertable<Table = Self>;
    /// The update model.
    type Patch: Patch<Table = Self>;
    /// The same table under the name `A`, with the same columns: see `alias!`.
    type Alias<A: Alias>: Table<Row = Self>;
}

/// A table whose rows can be found by primary key.
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
pub trait Alias: 'static {
    /// The name in SQL.
    fn name() -> &'static str;
}

/// A model whose value is one new row.
///
/// `#[derive(Table)]` implements it for the insert model it makes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be inserted",
    label = "not an insert model",
    note = "insert the table's `New..` model, which `#[derive(Table)]` makes"
)]
pub trait Insertable {
    /// The table that the row goes into.
    type Table: TableRow;

    /// The values of the columns that are set, in the order of the table.
    fn assignments(self) -> Assignments<Self::Table>;
}

/// A model whose value changes the columns that are set in it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an update model",
    label = "not an update model",
    note = "`patch` takes the table's `..Patch` model, which `#[derive(Table)]` makes"
)]
pub trait Patch {
    /// The table whose rows change.
    type Table: TableRow;

    /// The values of the columns that are set, in the order of the table.
    fn assignments(self) -> Assignments<Self::Table>;
}

/// The values of one row of the table `T`, gathered column by column.
#[derive(Debug)]
pub struct Assignments<T> {
    list: Vec<Assignment>,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> Assignments<T> {
    /// No column yet, of so many.
    #[doc(hidden)]
    #[must_use]
    pub fn new(columns: usize) -> Self {
        Self { list: Vec::with_capacity(columns), table: PhantomData }
    }

    /// Adds a column, if the model's field sets it.
    #[doc(hidden)]
    #[must_use]
    pub fn with<V: ColumnValue>(mut self, column: Column<T, V>, field: impl Field<V>) -> Self {
        if let Some(value) = field.into_value() {
            let value = match value.encode() {
                Ok(value) => Expr::Value(value),
                Err(error) => Expr::Invalid(error, Some(T::source().column(column.index()))),
            };
            self.list.push(Assignment { column: column.index(), value });
        }
        self
    }

    /// The values. One that cannot be written is an error when the statement is lowered, which names `table.column`.
    pub(crate) fn into_list(self) -> Vec<Assignment> {
        self.list
    }
}
