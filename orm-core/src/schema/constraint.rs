//! Constraints and indexes over the columns of a table.

use super::{TableName, TableSchema};

/// A foreign key: <https://sqlite.org/foreignkeys.html>.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::schema::ReferentialAction;
/// use orm_sqlite::table::Table;
///
/// let key = &Post::schema().foreign_keys[0];
/// assert_eq!((key.columns, key.references), (&[1][..], &[0][..]));
/// assert_eq!(key.table.schema().name, "users");
/// assert_eq!(key.on_delete, Some(ReferentialAction::Cascade));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct ForeignKey {
    /// Positions of this table's columns.
    pub columns: &'static [usize],
    /// The table that is referenced; a function, because two tables may reference each other.
    pub table: TableName,
    /// Positions of the referenced columns.
    pub references: &'static [usize],
    /// What happens when the referenced row is deleted.
    pub on_delete: Option<ReferentialAction>,
    /// What happens when the referenced key changes.
    pub on_update: Option<ReferentialAction>,
    /// Whether the check waits for the commit.
    pub deferrable: bool,
    /// Whether the database has the constraint; else only relations know the reference.
    pub constraint: bool,
}

/// Constructors for expansions.
#[doc(hidden)]
impl ForeignKey {
    pub const fn new(
        columns: &'static [usize],
        table: fn() -> &'static TableSchema,
        references: &'static [usize],
    ) -> Self {
        Self {
            columns,
            table: TableName(table),
            references,
            on_delete: None,
            on_update: None,
            deferrable: false,
            constraint: true,
        }
    }

    pub const fn on_delete(mut self, action: ReferentialAction) -> Self {
        self.on_delete = Some(action);
        self
    }

    pub const fn on_update(mut self, action: ReferentialAction) -> Self {
        self.on_update = Some(action);
        self
    }

    pub const fn deferrable(mut self) -> Self {
        self.deferrable = true;
        self
    }

    pub const fn without_constraint(mut self) -> Self {
        self.constraint = false;
        self
    }
}

impl PartialEq for ForeignKey {
    fn eq(&self, other: &Self) -> bool {
        let names =
            |key: &Self| key.references.iter().map(|&at| key.table.schema().columns[at].name).collect::<Vec<_>>();
        self.columns == other.columns
            && self.table.schema().name == other.table.schema().name
            && names(self) == names(other)
            && self.on_delete == other.on_delete
            && self.on_update == other.on_update
            && self.deferrable == other.deferrable
            && self.constraint == other.constraint
    }
}

/// What a foreign key does when the referenced row goes: <https://sqlite.org/foreignkeys.html#fk_actions>.
///
/// # Example
///
/// ```
/// assert_eq!(orm_sqlite::schema::ReferentialAction::SetNull.sql(), "SET NULL");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferentialAction {
    /// Delete or update the referencing rows too.
    Cascade,
    /// Refuse at once.
    Restrict,
    /// Refuse at the end of the statement, or of the transaction if deferred.
    NoAction,
    /// Set the referencing columns to `NULL`.
    SetNull,
    /// Set the referencing columns to their defaults.
    SetDefault,
}

impl ReferentialAction {
    /// The keywords in SQL.
    ///
    /// # Example
    ///
    /// ```
    /// assert_eq!(orm_sqlite::schema::ReferentialAction::Cascade.sql(), "CASCADE");
    /// ```
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Cascade => "CASCADE",
            Self::Restrict => "RESTRICT",
            Self::NoAction => "NO ACTION",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}

/// A uniqueness constraint.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::table::Table;
///
/// assert_eq!(User::schema().uniques[0].columns, [1]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unique {
    /// The constraint's name, if it has one.
    pub name: Option<&'static str>,
    /// Positions of the columns.
    pub columns: &'static [usize],
}

#[doc(hidden)]
impl Unique {
    pub const fn new(name: Option<&'static str>, columns: &'static [usize]) -> Self {
        Self { name, columns }
    }
}

/// A check over the row.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// #[derive(Table)]
/// #[table(check(name = "ordered", "low <= high"))]
/// struct Range {
///     #[column(primary_key)]
///     id: i64,
///     low: i64,
///     high: i64,
/// }
///
/// # use orm_sqlite::table::Table as _;
/// assert_eq!(Range::schema().checks[0].name, Some("ordered"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check {
    /// The constraint's name, if it has one.
    pub name: Option<&'static str>,
    /// The condition, in SQL.
    pub sql: &'static str,
}

#[doc(hidden)]
impl Check {
    pub const fn new(name: Option<&'static str>, sql: &'static str) -> Self {
        Self { name, sql }
    }
}

/// An index.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::table::Table;
///
/// let index = &Post::schema().indexes[0];
/// assert!(!index.unique && index.filter.is_none());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndexSchema {
    /// The name.
    pub name: &'static str,
    /// What is indexed.
    pub parts: &'static [IndexPart],
    /// Whether two rows may not have equal parts.
    pub unique: bool,
    /// The condition of a partial index, in SQL.
    pub filter: Option<&'static str>,
}

#[doc(hidden)]
impl IndexSchema {
    pub const fn new(name: &'static str, parts: &'static [IndexPart]) -> Self {
        Self { name, parts, unique: false, filter: None }
    }

    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    pub const fn filter(mut self, sql: &'static str) -> Self {
        self.filter = Some(sql);
        self
    }
}

/// One part of an index.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::schema::IndexPart;
/// use orm_sqlite::table::Table;
///
/// assert_eq!(Post::schema().indexes[0].parts, [IndexPart::Asc(1)]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexPart {
    /// The column at a position, ascending.
    Asc(usize),
    /// The column at a position, descending.
    Desc(usize),
    /// An expression, in SQL.
    Expr(&'static str),
}
