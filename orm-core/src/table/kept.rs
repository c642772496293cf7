//! The traits of tables with an index beside them that triggers keep in step.

use super::TableRow;
use crate::schema::{SearchIndex, SpatialIndex};

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

/// A table with a spatial index: `#[table(rtree(x(left, right), y(top, bottom)))]`.
///
/// # Example: a function over all of them
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Bounds;
/// use orm_sqlite::table::Spatial;
///
/// fn seen<T: Spatial>(db: &Database, view: Bounds<T>) -> Result<u64, orm_sqlite::Error> {
///     db.select::<T>().filter(T::overlaps(view)).count()
/// }
/// assert_eq!(seen::<Room>(&db, Room::bounds().x(4.5..))?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "table `{Self}` has no spatial index",
    label = "rows of `{Self}` have no boxes",
    note = "name the dimensions and the columns of their ends: `#[table(rtree(x(left, right), y(top, bottom)))]`"
)]
pub trait Spatial: TableRow {
    /// The index.
    #[doc(hidden)]
    fn spatial_index() -> &'static SpatialIndex;
}

/// What the derive implements for [`Spatial`], as [`SearchableDef`].
#[doc(hidden)]
pub trait SpatialDef: TableRow {
    /// The index.
    fn spatial_index() -> &'static SpatialIndex;
}

#[diagnostic::do_not_recommend]
impl<T: SpatialDef> Spatial for T {
    fn spatial_index() -> &'static SpatialIndex {
        <T as SpatialDef>::spatial_index()
    }
}
