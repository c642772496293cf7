//! What stands behind the name of a schema: a table, a view, or a part of one query.

use std::fmt;

use crate::error::Error;

/// What the rows of a [`TableSchema`](super::TableSchema) come from.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::schema::TableKind;
/// use orm_sqlite::table::Table;
///
/// #[derive(View)]
/// struct Totals {
///     author_id: i64,
///     posts: i64,
/// }
///
/// assert_eq!(User::schema().kind, TableKind::Table);
/// assert_eq!(Totals::schema().kind, TableKind::Derived);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum TableKind {
    /// A table of the database.
    Table,
    /// A view of the database: <https://sqlite.org/lang_createview.html>.
    View(ViewBody),
    /// Neither: the query that names it says where its rows come from.
    Derived,
    /// An index beside a table, which a query joins to it or looks into.
    Index,
}

/// What a view selects.
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// use orm_sqlite::schema::{TableKind, ViewBody};
/// use orm_sqlite::table::Table;
///
/// #[derive(View)]
/// #[view(sql = "SELECT 1")]
/// struct One {
///     number: i64,
/// }
///
/// assert_eq!(One::schema().kind, TableKind::View(ViewBody::Sql("SELECT 1")));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum ViewBody {
    /// A statement in SQL.
    Sql(&'static str),
    /// A query of the program.
    Query(ViewDefinition),
    /// The database has the view already, and nothing creates it.
    Existing,
}

/// A function of the program that gives a view's query.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::schema::{TableKind, ViewBody};
/// use orm_sqlite::table::Table;
///
/// #[derive(View)]
/// #[view(query = names)]
/// struct Names {
///     name: String,
/// }
///
/// fn names() -> impl ViewQuery<Names> {
///     User::select().filter(User::LOGINS.gt(3)).columns(User::NAME)
/// }
///
/// let TableKind::View(ViewBody::Query(query)) = Names::schema().kind else { panic!("it has a query") };
/// assert_eq!(query.to_sql()?, r#"SELECT "users"."name" FROM "users" WHERE "users"."logins" > 3"#);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct ViewDefinition(pub(crate) fn() -> Result<String, Error>);

impl ViewDefinition {
    /// The query's text, with its values written into it.
    ///
    /// # Errors
    ///
    /// When the query cannot be lowered, as its own `to_sql`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # use orm_sqlite::schema::{TableKind, ViewBody};
    /// # use orm_sqlite::table::Table;
    /// #[derive(View)]
    /// #[view(query = tags)]
    /// struct Tags {
    ///     name: String,
    /// }
    ///
    /// fn tags() -> impl ViewQuery<Tags> {
    ///     Tag::select().filter(Tag::NAME.eq("it's")).columns(Tag::NAME)
    /// }
    ///
    /// let TableKind::View(ViewBody::Query(query)) = Tags::schema().kind else { panic!("it has a query") };
    /// assert!(query.to_sql()?.ends_with(r#""name" = 'it''s'"#));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn to_sql(self) -> Result<String, Error> {
        (self.0)()
    }
}

impl fmt::Debug for ViewDefinition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ViewDefinition")
    }
}

impl PartialEq for ViewDefinition {
    /// Two are equal when they give the same text now: the addresses of functions mean nothing.
    fn eq(&self, other: &Self) -> bool {
        match (self.to_sql(), other.to_sql()) {
            (Ok(left), Ok(right)) => left == right,
            _ => false,
        }
    }
}
