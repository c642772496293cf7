//! Where queries start: on a handle, or unbound on the table.

use super::delete::Delete;
use super::insert::Insert;
use super::select::Select;
use super::update::Update;
use crate::engine::{Engine, Unbound};
use crate::table::{Insertable, PrimaryKey, TableRow};
use crate::value::IntoValue;

/// The builders without a database: they can be stored, and bound with `using`.
pub trait TableExt: TableRow {
    /// All rows of the table.
    fn select() -> Select<Self, Unbound, Self> {
        Select::table(Unbound)
    }

    /// An insert of one row.
    fn insert<N: Insertable<Table = Self>>(row: N) -> Insert<Self, Unbound> {
        Insert::new([row], Unbound)
    }

    /// An update, which needs `set` and `filter`.
    fn update() -> Update<Self, Unbound> {
        Update::new(Unbound)
    }

    /// A delete, which needs `filter`.
    fn delete() -> Delete<Self, Unbound> {
        Delete::new(Unbound)
    }
}

impl<T: TableRow> TableExt for T {}

/// The builders on a handle. `Database` and `Transaction` have the same as inherent methods of the same names.
#[doc(hidden)]
#[derive(Debug)]
pub struct Statements;

impl Statements {
    pub fn select<T: TableRow, D: Engine>(db: D) -> Select<T, D, T> {
        Select::table(db)
    }

    pub fn find<T: PrimaryKey, D: Engine>(db: D, key: impl IntoValue<T::Key>) -> Select<T, D, T> {
        Select::find(db, key.into_value())
    }

    pub fn insert<N: Insertable, D: Engine>(db: D, row: N) -> Insert<N::Table, D> {
        Insert::new([row], db)
    }

    pub fn insert_many<N: Insertable, D: Engine>(db: D, rows: impl IntoIterator<Item = N>) -> Insert<N::Table, D> {
        Insert::new(rows, db)
    }

    pub fn update<T: TableRow, D: Engine>(db: D) -> Update<T, D> {
        Update::new(db)
    }

    pub fn delete<T: TableRow, D: Engine>(db: D) -> Delete<T, D> {
        Delete::new(db)
    }
}
