//! Views, and the queries that can stand behind one.

use super::TableRow;
use crate::expr::FitsIn;
use crate::value::ColumnValue;

/// A view: a struct that derives `View`, whose rows come from a query.
///
/// It is read like a table: selected, joined, aliased and related. Nothing can be written to it. What its query is, is in
/// [`TableSchema::kind`](crate::schema::TableSchema::kind).
///
/// # Example: a function over views
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::table::View;
///
/// #[derive(View)]
/// #[view(sql = "SELECT id, title FROM posts WHERE published")]
/// struct Published {
///     id: i64,
///     title: String,
/// }
///
/// fn rows<V: View>(db: &Database) -> Result<u64, orm_sqlite::Error> {
///     db.select::<V>().count()
/// }
/// db.create_tables(&schema!(Published))?;
/// assert_eq!(rows::<Published>(&db)?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a view",
    label = "not a view",
    note = "a view is a struct that derives `View`"
)]
pub trait View: TableRow {
    /// The types of the columns: the one type, a tuple of up to 16, or beyond that tuples of up to 16 in a tuple.
    type Columns;
}

/// The rows of a query, as a type, give the columns `C` of a view: as many, in the same order, each of the same type.
///
/// A `V` also gives an `Option<V>`. A view of one column takes the plain type; one of more than 16 columns takes the tuple
/// of tuples that [`View::Columns`] is, as `columns` selects it: `((first, .., sixteenth), (seventeenth, ..))`.
///
/// # Example
///
/// ```
/// use orm_sqlite::table::FillsColumns;
///
/// fn check<R: FillsColumns<C>, C>() {}
/// check::<String, String>();
/// check::<(i64, String), (i64, Option<String>)>();
/// ```
///
/// The impls are those of `FillsColumnsPart`: rustc would list sixteen tuples of this trait, but lists no impl for a type
/// parameter.
#[diagnostic::on_unimplemented(
    message = "the query gives rows of `{Self}`, the view has the columns `{C}`",
    label = "expected rows of `{C}`",
    note = "`columns` says what a query gives, in the order of the view's fields"
)]
pub trait FillsColumns<C>: FillsColumnsPart<C> {}

#[diagnostic::do_not_recommend]
impl<C, R: FillsColumnsPart<C>> FillsColumns<C> for R {}

/// As [`FillsColumns`].
#[doc(hidden)]
pub trait FillsColumnsPart<C> {}

#[diagnostic::do_not_recommend]
impl<V: ColumnValue, R: FitsIn<V>> FillsColumnsPart<V> for R {}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        #[diagnostic::do_not_recommend]
        impl<$($name, $row: FillsColumnsPart<$name>),+> FillsColumnsPart<($($name,)+)> for ($($row,)+) {}
    };
}

crate::macros::for_each_tuple!(tuple);
