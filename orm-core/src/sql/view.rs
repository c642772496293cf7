//! `CREATE VIEW`.

use super::select::push_select;
use super::writer::Writer;
use crate::ast::Select;
use crate::error::Error;
use crate::schema::{TableKind, TableSchema, ViewBody};

/// The statement that creates a view; none for a view that is there already.
///
/// The columns are listed, so that their names are the struct's, whatever the query calls them. Values of the query are
/// written into it as literals, because a view takes no parameters.
///
/// # Errors
///
/// When the query cannot be lowered, or there is none.
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// use orm_sqlite::sql::create_view;
/// use orm_sqlite::table::Table;
///
/// #[derive(View)]
/// #[view(name = "adults", sql = "SELECT id FROM people WHERE age >= 18")]
/// struct Adult {
///     id: i64,
/// }
///
/// let statement = create_view(Adult::schema())?;
/// assert_eq!(statement.as_deref(), Some(r#"CREATE VIEW "adults" ("id") AS SELECT id FROM people WHERE age >= 18"#));
/// # Ok::<(), orm_sqlite::error::Error>(())
/// ```
pub fn create_view(view: &TableSchema) -> Result<Option<String>, Error> {
    let query = match view.kind {
        TableKind::View(ViewBody::Sql(sql)) => sql.to_owned(),
        TableKind::View(ViewBody::Query(query)) => query.to_sql()?,
        TableKind::View(ViewBody::Existing) => return Ok(None),
        TableKind::Table | TableKind::Index => {
            return Err(Error::refused(format!("`{}` is a table, not a view", view.name)));
        }
        TableKind::Derived => {
            return Err(Error::refused(format!(
                "the view `{}` has no query: add `#[view(query = ..)]` or `#[view(sql = \"..\")]`, or `#[view(existing)]` \
                 if the database has it",
                view.name
            )));
        }
    };
    let mut w = Writer::default();
    w.push("CREATE VIEW ");
    w.push_ident(view.name);
    w.push(" (");
    w.separated(", ", view.columns, |w, column| w.push_ident(column.name));
    w.push(") AS ");
    w.push(&query);
    w.finish_text().map(Some)
}

/// Reads no row of a view: SQLite looks at a view's query only when it is read, so that a mistake in it would wait for the
/// first query.
pub(super) fn probe(view: &TableSchema) -> Result<String, Error> {
    let mut w = Writer::default();
    w.push("SELECT ");
    w.separated(", ", view.columns, |w, column| w.push_ident(column.name));
    w.push(" FROM ");
    w.push_ident(view.name);
    w.push(" LIMIT 0");
    w.finish_text()
}

/// Lowers a select with its values written into it.
pub(crate) fn inline(select: &Select) -> Result<String, Error> {
    let mut w = Writer::inline();
    push_select(&mut w, select);
    w.finish_text()
}
