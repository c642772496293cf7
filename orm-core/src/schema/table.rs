//! One table.

use std::fmt;

use super::{
    Check, ColumnSchema, DeletedAt, ForeignKey, IndexSchema, SearchIndex, SoftDelete, Source, SpatialIndex, TableKind,
    Unique, ViewBody, ViewDefinition,
};
use crate::error::Error;
use crate::value::StorageClass;

/// One table: what `User::schema()` gives.
///
/// # Example
///
/// ```
/// # use orm_sqlite::doctest::PostTag;
/// use orm_sqlite::table::Table;
///
/// let names: Vec<_> = PostTag::schema().columns.iter().map(|column| column.name).collect();
/// assert_eq!(names, ["post_id", "tag_id"]);
/// assert_eq!(PostTag::schema().primary_key, [0, 1]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct TableSchema {
    /// The name in the database.
    pub name: &'static str,
    /// Whether it is a table, a view, or neither.
    pub kind: TableKind,
    /// The columns, in the order of the struct's fields.
    pub columns: &'static [ColumnSchema],
    /// Positions of the primary key's columns.
    pub primary_key: &'static [usize],
    /// Whether keys of deleted rows are never used again.
    pub autoincrement: bool,
    /// Uniqueness constraints.
    pub uniques: &'static [Unique],
    /// Indexes.
    pub indexes: &'static [IndexSchema],
    /// Checks over the row.
    pub checks: &'static [Check],
    /// Foreign keys.
    pub foreign_keys: &'static [ForeignKey],
    /// How rows are deleted softly, if they are.
    pub soft_delete: Option<SoftDelete>,
    /// The full-text index beside it.
    pub search: Option<&'static SearchIndex>,
    /// The spatial index beside it.
    pub spatial: Option<&'static SpatialIndex>,
    /// Whether the table is STRICT: <https://sqlite.org/stricttables.html>.
    pub strict: bool,
    /// Whether the table has no rowid: <https://sqlite.org/withoutrowid.html>.
    pub without_rowid: bool,
    /// The name that the table had before.
    pub renamed_from: Option<&'static str>,
    /// Where the struct is written.
    pub source: Option<Source>,
}

/// The attributes of a table, for expansions.
#[doc(hidden)]
impl TableSchema {
    pub const fn new(name: &'static str, columns: &'static [ColumnSchema]) -> Self {
        Self {
            name,
            kind: TableKind::Table,
            columns,
            primary_key: &[],
            autoincrement: false,
            uniques: &[],
            indexes: &[],
            checks: &[],
            foreign_keys: &[],
            soft_delete: None,
            search: None,
            spatial: None,
            strict: true,
            without_rowid: false,
            renamed_from: None,
            source: None,
        }
    }

    pub const fn source(mut self, file: &'static str, line: u32, fields: &'static [u32]) -> Self {
        self.source = Some(Source { file, line, fields });
        self
    }

    /// A view that only a query defines.
    pub const fn derived(mut self) -> Self {
        self.kind = TableKind::Derived;
        self
    }

    /// A view that the database has.
    pub const fn existing(mut self) -> Self {
        self.kind = TableKind::View(ViewBody::Existing);
        self
    }

    /// A view of a statement.
    pub const fn view_sql(mut self, sql: &'static str) -> Self {
        self.kind = TableKind::View(ViewBody::Sql(sql));
        self
    }

    /// A view of a query.
    pub const fn view_query(mut self, query: fn() -> Result<String, Error>) -> Self {
        self.kind = TableKind::View(ViewBody::Query(ViewDefinition(query)));
        self
    }

    pub const fn soft_delete(mut self, column: usize, moment: DeletedAt) -> Self {
        self.soft_delete = Some(SoftDelete { column, moment });
        self
    }

    pub const fn search(mut self, index: &'static SearchIndex) -> Self {
        self.search = Some(index);
        self
    }

    pub const fn spatial(mut self, index: &'static SpatialIndex) -> Self {
        self.spatial = Some(index);
        self
    }

    pub const fn primary_key(mut self, columns: &'static [usize]) -> Self {
        self.primary_key = columns;
        self
    }

    pub const fn autoincrement(mut self) -> Self {
        self.autoincrement = true;
        self
    }

    pub const fn uniques(mut self, uniques: &'static [Unique]) -> Self {
        self.uniques = uniques;
        self
    }

    pub const fn indexes(mut self, indexes: &'static [IndexSchema]) -> Self {
        self.indexes = indexes;
        self
    }

    pub const fn checks(mut self, checks: &'static [Check]) -> Self {
        self.checks = checks;
        self
    }

    pub const fn foreign_keys(mut self, foreign_keys: &'static [ForeignKey]) -> Self {
        self.foreign_keys = foreign_keys;
        self
    }

    pub const fn not_strict(mut self) -> Self {
        self.strict = false;
        self
    }

    pub const fn without_rowid(mut self) -> Self {
        self.without_rowid = true;
        self
    }

    pub const fn renamed_from(mut self, name: &'static str) -> Self {
        self.renamed_from = Some(name);
        self
    }
}

impl TableSchema {
    /// Whether it is an index beside another table.
    pub(crate) const fn is_index(&self) -> bool {
        matches!(self.kind, TableKind::Index)
    }

    /// Whether the rows come from the query that names it: the struct derives `View`, and says of no view of the database.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::table::Table;
    ///
    /// #[derive(View)]
    /// struct Totals {
    ///     posts: i64,
    /// }
    ///
    /// assert!(Totals::schema().is_derived() && !Post::schema().is_derived());
    /// ```
    pub const fn is_derived(&self) -> bool {
        matches!(self.kind, TableKind::Derived)
    }

    /// Whether a column is the number of the row, which SQLite chooses where an insert leaves it out:
    /// <https://sqlite.org/lang_createtable.html#rowid>.
    pub(crate) fn is_rowid_key(&self, index: usize) -> bool {
        let column = &self.columns[index];
        let declared = column.sql_type.map(|declared| declared.eq_ignore_ascii_case("INTEGER"));
        let is_integer = declared.unwrap_or(column.storage == StorageClass::Integer);
        self.primary_key == [index] && !self.without_rowid && is_integer
    }

    /// A name of the rowid: there are three, of which columns may have taken some
    /// (<https://sqlite.org/lang_createtable.html#rowid>).
    pub(crate) fn rowid_name(&self) -> Option<&'static str> {
        let taken = |name: &str| self.columns.iter().any(|column| column.name.eq_ignore_ascii_case(name));
        ["rowid", "_rowid_", "oid"].into_iter().find(|name| !self.without_rowid && !taken(name))
    }

    /// The position of a column that is never `NULL` in a row of the table: the first of the primary key, or the first
    /// that is `NOT NULL`. A table of nothing but nullable columns has none, and a view in SQL, of which nothing is proved.
    pub(crate) fn sentinel(&self) -> Option<usize> {
        if let TableKind::View(ViewBody::Sql(_) | ViewBody::Existing) = self.kind {
            return None;
        }
        let required = |&at: &usize| !self.columns[at].nullable;
        let key = self.primary_key.iter().copied().find(required);
        key.or_else(|| (0..self.columns.len()).find(required))
    }

    /// Whether these columns, in any order, are exactly a key: what `ON CONFLICT` takes.
    pub(crate) fn is_key(&self, columns: &[usize]) -> bool {
        let same = |key: &[usize]| key.len() == columns.len() && contains_all(columns, key);
        let indexes = self.indexes.iter().filter(|index| index.unique && index.filter.is_none());
        let mut indexes = indexes.filter(|index| index.parts.len() == columns.len());
        same(self.primary_key)
            || self.uniques.iter().any(|unique| same(unique.columns))
            || indexes.any(|index| contains_parts(columns, index.parts))
    }

    /// Whether an insert may leave the column out: it is nullable, has a default, is computed, or is the `rowid`.
    pub(crate) const fn may_be_left_out(&self, column: usize) -> bool {
        let schema = &self.columns[column];
        let rowid = self.primary_key.len() == 1
            && self.primary_key[0] == column
            && matches!(schema.storage, StorageClass::Integer)
            && !self.without_rowid;
        rowid
            || schema.nullable
            || schema.default.is_some()
            || schema.default_fn.is_some()
            || schema.generated.is_some()
    }

    /// Whether a set of columns can have equal values in at most one row: it holds the primary key, a unique
    /// constraint, or a whole unique index of plain columns.
    #[doc(hidden)]
    pub const fn is_unique(&self, columns: &[usize]) -> bool {
        if !self.primary_key.is_empty() && contains_all(columns, self.primary_key) {
            return true;
        }
        let mut at = 0;
        while at < self.uniques.len() {
            if contains_all(columns, self.uniques[at].columns) {
                return true;
            }
            at += 1;
        }
        let mut at = 0;
        while at < self.indexes.len() {
            let index = &self.indexes[at];
            if index.unique && index.filter.is_none() && contains_parts(columns, index.parts) {
                return true;
            }
            at += 1;
        }
        false
    }
}

const fn contains(columns: &[usize], column: usize) -> bool {
    let mut at = 0;
    while at < columns.len() {
        if columns[at] == column {
            return true;
        }
        at += 1;
    }
    false
}

const fn contains_all(columns: &[usize], wanted: &[usize]) -> bool {
    let mut at = 0;
    while at < wanted.len() {
        if !contains(columns, wanted[at]) {
            return false;
        }
        at += 1;
    }
    true
}

pub(super) const fn contains_parts(columns: &[usize], parts: &[super::IndexPart]) -> bool {
    let mut at = 0;
    while at < parts.len() {
        match parts[at] {
            super::IndexPart::Asc(column) | super::IndexPart::Desc(column) if contains(columns, column) => {
                at += 1;
            }
            _ => return false,
        }
    }
    true
}

/// A table by the function that gives its schema, so that two tables can name each other in constants.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::table::Table;
///
/// let table = Post::schema().foreign_keys[0].table;
/// assert_eq!(format!("{table:?}"), "users");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct TableName(pub(crate) fn() -> &'static TableSchema);

impl TableName {
    /// The table.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::table::Table;
    ///
    /// assert_eq!(Comment::schema().foreign_keys[1].table.schema().name, "users");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn schema(self) -> &'static TableSchema {
        (self.0)()
    }
}

impl fmt::Debug for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.schema().name)
    }
}
