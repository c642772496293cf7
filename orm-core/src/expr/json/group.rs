//! Documents made of the rows of a group.

use std::collections::BTreeMap;

use super::JsonStored;
use super::build::JsonItem;
use crate::ast::{self, Call};
use crate::column::Column;
use crate::expr::text::Text;
use crate::expr::{Agg, Expr, RowKind};
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, Json};

fn aggregate<S, V>(name: &'static str, arguments: Vec<ast::Expr>) -> Expr<S, V, Agg> {
    Expr::new(Call::aggregate(name, arguments).into())
}

/// `json_group_object(key, value)`: an object with a key for each row of the group.
///
/// The keys are texts, which SQLite ends at a NUL; a row whose key is `NULL` is left out. Of several rows with one key, which SQLite all writes, the
/// last one that it read is what the map holds. Without any row the object is empty; it is never `NULL`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::json_group_object;
///
/// let Json(likes) = db.select::<Post>().columns(json_group_object(Post::TITLE, Post::LIKES)).one()?;
/// assert_eq!(likes["Notes"], 5);
/// assert_eq!(likes.len(), 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[rustfmt::skip]
pub fn json_group_object<S, A: JsonItem<S, KA, IA, N>, B: JsonItem<S, KB, IB, V>, N: ColumnValue<Base: Text>, V: ColumnValue, KA: RowKind, KB: RowKind, IA, IB>(key: A, value: B) -> Expr<S, Json<BTreeMap<String, V>>, Agg> where Json<BTreeMap<String, V>>: ColumnType {
    aggregate("json_group_object", vec![key.item(), value.item()])
}

#[rustfmt::skip]
#[expect(clippy::type_complexity, reason = "the value's type under the query's joins")]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `json_group_array(column)`: an array with an element for each row of the group.
    ///
    /// Rows come in no promised order. A `NULL` is JSON's `null`, which the `Option` reads. Without any row the array is
    /// empty; it is never `NULL`. What serde reads differently from what the column stores, such as an enum with names of
    /// its own, is an error when it is read.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let titles: Vec<(i64, Json<Vec<String>>)> = db
    ///     .select::<Post>()
    ///     .group_by(Post::AUTHOR_ID)
    ///     .columns((Post::AUTHOR_ID, Post::TITLE.json_group_array()))
    ///     .all()?;
    /// assert_eq!(titles[1], (2, Json(vec!["Draft".to_owned()])));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_group_array<S, I>(self) -> Expr<S, Json<Vec<<Of<T> as InScope<T, S, I>>::Null<V>>>, Agg> where Of<T>: InScope<T, S, I>, V::Base: JsonStored {
        aggregate("json_group_array", vec![V::Base::stored(self.node())])
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K> Expr<S, V, K> {
    /// `json_group_array(expression)`: an array with an element for each row of the group, never `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let famous = Post::LIKES.gt(5).json_group_array();
    /// assert_eq!(db.select::<Post>().columns(famous).one()?, Json(vec![false, true, false]));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_group_array(self) -> Expr<S, Json<Vec<V>>, Agg> where K: RowKind, V::Base: JsonStored {
        aggregate("json_group_array", vec![V::Base::stored(self.node)])
    }
}
