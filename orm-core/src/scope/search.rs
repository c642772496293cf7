//! The scope of a query that searches a table by its full-text index.

use std::fmt;
use std::marker::PhantomData;

use super::{Here, InScope, Of, Scope};
use crate::ast::Source;
use crate::expr::index_source;
use crate::schema::SearchIndex;
use crate::table::{Searchable, Table};
use crate::value::ColumnValue;

/// The table `T` joined with its full-text index: the scope of `db.select::<Article>().search(..)`.
///
/// Its rows are those of the table alone.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::scope::Searched;
///
/// fn close() -> Expr<Searched<Article>, bool> {
///     Search::<Article>::rank().lt(0.0)
/// }
/// assert_eq!(db.select::<Article>().search("engine").filter(close()).count()?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Searched<T>(PhantomData<fn() -> T>);

/// The full-text index of the table `T` in a query that searches it: its functions rank the rows, and show where the words stand.
///
/// They compute in a query that starts with [`search`](crate::query::Select::search), before its rows are grouped.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let best = db.select::<Article>().search("engine").order_by(Search::<Article>::rank());
/// let titles = best.columns(Search::<Article>::highlight(Article::TITLE, "[", "]")).all()?;
/// assert_eq!(titles, ["The [Engine]", "Notes"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Search<T>(PhantomData<fn() -> T>);

impl<T: Table<Row: Searchable>> Search<T> {
    pub(crate) fn index() -> &'static SearchIndex {
        T::Row::search_index()
    }

    pub(crate) fn source() -> Source {
        index_source::<Self>(&Self::index().table)
    }
}

#[diagnostic::do_not_recommend]
impl<T> InScope<T, Searched<T>, Here> for Of<T> {
    type Null<V: ColumnValue> = V;
}

#[diagnostic::do_not_recommend]
impl<T> InScope<Search<T>, Searched<T>, Here> for Of<Search<T>> {
    type Null<V: ColumnValue> = V;
}

#[diagnostic::do_not_recommend]
impl<T: Table> Scope for Searched<T> {
    type Row = T::Row;
    type Tuple = (T::Row,);
}

impl<T> fmt::Debug for Searched<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Searched")
    }
}

impl<T> fmt::Debug for Search<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Search")
    }
}
