//! What a database knows of a table: data, built in constants by `#[derive(Table)]`.
//!
//! Positions in `columns` are the way in which the rest of the crate names a column: keys, indexes and queries hold
//! positions, and the name is looked up where text is written.

mod column;
mod constraint;
mod partial;
mod search;
mod soft_delete;
mod source;
mod spatial;
mod table;
mod view;

pub use column::{ColumnSchema, DefaultValue, Generated, RustValue, is_version};
pub use constraint::{Check, ForeignKey, IndexPart, IndexSchema, ReferentialAction, Unique};
pub use partial::Term;
pub use search::SearchIndex;
pub(crate) use search::{MATCHED, RANK};
pub use soft_delete::{DeletedAt, SoftDelete, deleted_at, deleted_by, has_moment, is_nullable};
pub use source::Source;
pub use spatial::{Dimension, SpatialIndex};
pub(crate) use spatial::{NUMBER, ends_of};
pub use table::{TableName, TableSchema};
pub use view::{TableKind, ViewBody, ViewDefinition};

/// The tables and views of a database, in the order in which they were named: see `schema!`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::doctest::User;
/// use orm_sqlite::schema::Schema;
/// use orm_sqlite::table::Table;
///
/// let schema = Schema::new(vec![User::schema()]);
/// assert_eq!(schema.tables()[0].name, "users");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    tables: Vec<&'static TableSchema>,
}

impl Schema {
    /// A schema of these tables and views.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(orm_sqlite::schema::Schema::new(Vec::new()).tables().is_empty());
    /// ```
    pub const fn new(tables: Vec<&'static TableSchema>) -> Self {
        Self { tables }
    }

    /// The tables and views.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::doctest::User;
    /// use orm_sqlite::schema::Schema;
    /// use orm_sqlite::table::Table;
    ///
    /// assert_eq!(Schema::new(vec![User::schema()]).tables().len(), 1);
    /// ```
    pub fn tables(&self) -> &[&'static TableSchema] {
        &self.tables
    }
}
