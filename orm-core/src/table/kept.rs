//! The traits of tables with an index beside them that triggers keep in step.

use super::TableRow;
use crate::schema::SearchIndex;

/// A table with a full-text index: `#[table(fts(title, body))]`.
///
/// # Example: a function over all of them
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Match;
/// use orm_sqlite::table::Searchable;
///
/// fn found<T: Searchable>(db: &Database, text: &str) -> Result<u64, orm_sqlite::Error> {
///     db.select::<T>().search(Match::all(text)).count()
/// }
/// assert_eq!(found::<Article>(&db, "engine")?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "table `{Self}` has no full-text index",
    label = "`{Self}` cannot be searched",
    note = "name the columns that are searched: `#[table(fts(title, body))]`"
)]
pub trait Searchable: TableRow {
    /// The index.
    #[doc(hidden)]
    fn search_index() -> &'static SearchIndex;
}

/// What the derive implements for [`Searchable`], so that rustc lists no other tables where one has no index.
#[doc(hidden)]
pub trait SearchableDef: TableRow {
    /// The index.
    fn search_index() -> &'static SearchIndex;
}

#[diagnostic::do_not_recommend]
impl<T: SearchableDef> Searchable for T {
    fn search_index() -> &'static SearchIndex {
        <T as SearchableDef>::search_index()
    }
}
