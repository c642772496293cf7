//! The schema of a database as data: what the derive says, what a snapshot file holds, and what a live database has.
//!
//! All three are read from `CREATE` statements by one parser, so that they are equal when they mean the same.

mod canonical;
mod constraint;
mod object;
mod table;

pub use constraint::{CheckConstraint, ConflictClause, ForeignKeyConstraint, KeyConstraint, KeyPart};
pub use object::{Object, ObjectKind};
pub use table::{Column, Computed, Index, Table};

use crate::error::Error;
use crate::schema::Schema;

/// The name of the table in which applied migrations are written down.
///
/// # Example
///
/// ```
/// assert_eq!(orm_sqlite::migrate::LEDGER, "__orm_migrations");
/// ```
pub const LEDGER: &str = "__orm_migrations";

/// What a table that is being rebuilt is called until it takes the place of the old one: this, and the table's name.
#[doc(hidden)]
pub const NEW: &str = "__orm_new_";

/// The name of the table that takes no rows: see `sql/migrate/guard.rs`.
#[doc(hidden)]
pub const GUARD: &str = "__orm_guard";

/// The schema of a whole database: tables with their indexes, views, triggers and virtual tables.
///
/// Two are equal when they mean the same: the order of columns and constraints, case, white space, quotes and the names
/// of constraints that SQLite never reports make no difference.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::migrate::Snapshot;
///
/// let of_structs = Snapshot::of(&schema!(Tag))?;
/// let by_hand = Snapshot::parse(["create table TAGS (name text not null unique, id integer primary key) strict"])?;
/// assert_eq!(of_structs, by_hand);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Snapshot {
    /// The tables, without virtual ones.
    pub tables: Vec<Table>,
    /// Views, triggers and virtual tables.
    pub objects: Vec<Object>,
}

impl Snapshot {
    /// The schema of structs.
    ///
    /// # Errors
    ///
    /// As [`create_all`](crate::sql::create_all).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::migrate::Snapshot;
    ///
    /// let snapshot = Snapshot::of(&schema!(User, Post))?;
    /// assert_eq!(snapshot.table("posts").unwrap().columns[0].name, "id");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn of(schema: &Schema) -> Result<Self, Error> {
        let statements = crate::sql::create_all(schema)?;
        Self::parse(statements.iter().filter(|text| text.starts_with("CREATE")))
    }

    /// Reads `CREATE` statements, as `sqlite_schema` has them. Tables come before their indexes.
    ///
    /// # Errors
    ///
    /// When one is no `CREATE` statement that SQLite would take, or an index is of a table that is not there.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Snapshot;
    ///
    /// let snapshot = Snapshot::parse(["CREATE TABLE a (b INT)", "CREATE INDEX c ON a (b DESC)"])?;
    /// assert!(snapshot.table("a").unwrap().indexes[0].parts[0].descending);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn parse<S: AsRef<str>>(statements: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        let mut snapshot = Self::default();
        for statement in statements {
            super::parse::statement(&mut snapshot, statement.as_ref())?;
        }
        snapshot.resolve_references();
        Ok(snapshot)
    }

    /// A table by its name, whose case does not matter.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Snapshot;
    ///
    /// let snapshot = Snapshot::parse(["CREATE TABLE a (b)"])?;
    /// assert!(snapshot.table("A").is_some() && snapshot.table("b").is_none());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name.eq_ignore_ascii_case(name))
    }

    pub(crate) fn table_mut(&mut self, name: &str) -> Option<&mut Table> {
        self.tables.iter_mut().find(|table| table.name.eq_ignore_ascii_case(name))
    }

    /// A view, a trigger or a virtual table by its name.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::{ObjectKind, Snapshot};
    ///
    /// let snapshot = Snapshot::parse(["CREATE VIEW v AS SELECT 1"])?;
    /// assert_eq!(snapshot.object("v").unwrap().kind, ObjectKind::View);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn object(&self, name: &str) -> Option<&Object> {
        self.objects.iter().find(|object| object.name.eq_ignore_ascii_case(name))
    }

    /// The statements that make it, in an order in which they can run: tables, indexes, virtual tables, views, triggers.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Snapshot;
    ///
    /// let statements = ["CREATE TABLE a (b)", "CREATE VIEW v AS SELECT b FROM a"];
    /// assert!(Snapshot::parse(statements)?.statements().eq(statements));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn statements(&self) -> impl Iterator<Item = &str> {
        let tables = self.tables.iter().map(|table| table.sql.as_str());
        let indexes = self.tables.iter().flat_map(|table| &table.indexes).map(|index| index.sql.as_str());
        let of = |kind| self.objects.iter().filter(move |object| object.kind == kind).map(|object| object.sql.as_str());
        let kinds = [ObjectKind::VirtualTable, ObjectKind::View, ObjectKind::Trigger];
        tables.chain(indexes).chain(kinds.into_iter().flat_map(of))
    }

    /// The part of it that another schema names, under the name that it has there or had before.
    #[doc(hidden)]
    #[must_use]
    pub fn managed(&self, named: &Self) -> Self {
        self.managed_with(named, &super::Decisions::new())
    }

    /// As [`managed`](Self::managed), with the names before renames.
    #[doc(hidden)]
    #[must_use]
    pub fn managed_with(&self, named: &Self, decisions: &super::Decisions) -> Self {
        let renamed = decisions.renamed_tables(self, named);
        let is_renamed = |name: &str| renamed.iter().any(|from| from.eq_ignore_ascii_case(name));
        let is_named = |name: &str| named.table(name).is_some() || is_renamed(name);
        let has_trigger = |name: &str| named.object(name).is_some();
        let mut part = Self::default();
        part.tables.extend(self.tables.iter().filter(|table| is_named(&table.name)).cloned());
        for table in &mut part.tables {
            let own: Vec<&Index> =
                named.table(&table.name).map(|table| table.indexes.iter().collect()).unwrap_or_default();
            let unnamed = |index: &Index| !own.iter().any(|other| other.name.eq_ignore_ascii_case(&index.name));
            // An index that is not named is somebody else's.
            table.indexes.retain(|index| !unnamed(index));
        }
        part.objects.extend(self.objects.iter().filter(|object| has_trigger(&object.name)).cloned());
        part
    }

    /// A foreign key that names no columns means the other table's primary key.
    fn resolve_references(&mut self) {
        let keys: Vec<(String, Vec<String>)> = self
            .tables
            .iter()
            .map(|table| (table.name.clone(), table.primary_key_columns().map(str::to_owned).collect()))
            .collect();
        for key in self.tables.iter_mut().flat_map(|table| &mut table.foreign_keys) {
            let target = keys.iter().find(|(name, _)| name.eq_ignore_ascii_case(&key.table));
            if let (true, Some((_, columns))) = (key.references.is_empty(), target) {
                key.references.clone_from(columns);
            }
        }
    }
}
