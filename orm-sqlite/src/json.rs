//! A JSON document as rows: `json_each` and `json_tree`, <https://sqlite.org/json1.html#jeach>.

use orm_core::expr::{Joined, JsonAtom, JsonInput, JsonPath, JsonType, json_rows};
use orm_core::query::DerivedTable;
use orm_core::table::{Table, TableRow};
use orm_derive::View;

/// An element of a JSON array, or a field of an object: a row of [`json_each`].
///
/// # Example: the devices with a tag
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::{JsonEach, JsonTable as _};
///
/// let tags = JsonEach::of_part(Device::SETTINGS, JsonPath::root().key("tags"));
/// let blue: Vec<String> = db
///     .select::<Device>()
///     .cross_join_from(tags)
///     .filter(JsonEach::VALUE.eq("blue"))
///     .columns(Device::NAME)
///     .all()?;
/// assert_eq!(blue, ["phone"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(View, Debug, Clone, PartialEq)]
#[view(crate = crate, name = "json_each")]
pub struct JsonEach {
    /// The position in the array or the key in the object; `NULL` for a document that is neither.
    pub key: Option<JsonAtom>,
    /// The value, with JSON's `null` as `NULL`; an array or an object is its JSON text.
    pub value: Option<JsonAtom>,
    /// What the value is.
    pub r#type: JsonType,
    /// The value unless it is an array or an object; then `NULL`.
    pub atom: Option<JsonAtom>,
    /// A number that no other element of the document has.
    pub id: i64,
    /// The `id` of the element around it: always `NULL`, because the rows are all of one level.
    pub parent: Option<i64>,
    /// The path of the element.
    pub fullkey: String,
    /// The path of the array or object in which it stands.
    pub path: String,
}

/// A JSON document, or anything in it, at any depth: a row of [`json_tree`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::{JsonTree, json_tree};
///
/// let places: Vec<String> = db
///     .select_from(json_tree(Json([vec![1, 2], vec![2]])))
///     .filter(JsonTree::ATOM.eq(2))
///     .columns(JsonTree::FULLKEY)
///     .all()?;
/// assert_eq!(places, ["$[0][1]", "$[1][0]"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(View, Debug, Clone, PartialEq)]
#[view(crate = crate, name = "json_tree")]
pub struct JsonTree {
    /// The position in the array or the key in the object; `NULL` for the document itself.
    pub key: Option<JsonAtom>,
    /// The value, with JSON's `null` as `NULL`; an array or an object is its JSON text.
    pub value: Option<JsonAtom>,
    /// What the value is.
    pub r#type: JsonType,
    /// The value unless it is an array or an object; then `NULL`.
    pub atom: Option<JsonAtom>,
    /// A number that no other element of the document has.
    pub id: i64,
    /// The `id` of the array or object around it; `NULL` for the document itself.
    pub parent: Option<i64>,
    /// The path of the element.
    pub fullkey: String,
    /// The path of the array or object in which it stands.
    pub path: String,
}

/// A row of a table function of JSON.
#[doc(hidden)]
pub trait JsonRow: TableRow {
    /// The function.
    const FUNCTION: &'static str;
}

#[diagnostic::do_not_recommend]
impl JsonRow for JsonEach {
    const FUNCTION: &'static str = "json_each";
}

#[diagnostic::do_not_recommend]
impl JsonRow for JsonTree {
    const FUNCTION: &'static str = "json_tree";
}

/// The table functions of JSON under any name: [`JsonEach`], [`JsonTree`], and their aliases.
///
/// Two documents in one query are two names.
///
/// # Example: tags that two devices share
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::{JsonEach, JsonTable as _};
///
/// alias!(Other = Device as "other");
/// alias!(OtherTag = JsonEach as "other_tag");
///
/// let tags = || JsonPath::root().key("tags");
/// let shared = db
///     .select::<Device>()
///     .cross_join_from(JsonEach::of_part(Device::SETTINGS, tags()))
///     .inner_join::<Other>()
///     .on(Other::ID.ne(Device::ID))
///     .cross_join_from(OtherTag::of_part(Other::SETTINGS, tags()))
///     .filter(OtherTag::VALUE.eq(JsonEach::VALUE));
/// assert_eq!(shared.count()?, 0);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait JsonTable: Table<Row: JsonRow> {
    /// The rows of a document.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::{JsonEach, JsonTable as _};
    ///
    /// alias!(Letter = JsonEach as "letter");
    /// assert_eq!(db.select_from(Letter::of(Json(["a", "b"]))).filter(Letter::VALUE.eq("b")).count()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn of<S, X: JsonInput<S, J> + Joined<S, J>, J>(document: X) -> DerivedTable<S, Self> {
        json_rows(<Self::Row as JsonRow>::FUNCTION, document, None)
    }

    /// The rows of what stands at a path of a document; none if nothing does.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::{JsonEach, JsonTable as _};
    ///
    /// let tags = JsonEach::of_part(Device::SETTINGS, JsonPath::root().key("tags"));
    /// let devices = db.select::<Device>().left_join_from(tags).on(JsonEach::ID.is_not_null()).group_by(Device::ID);
    /// assert_eq!(devices.columns((Device::ID, JsonEach::ID.count())).all()?, [(1, 2), (2, 0)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn of_part<S, X: JsonInput<S, J> + Joined<S, J>, J>(
        document: X,
        path: impl Into<JsonPath>,
    ) -> DerivedTable<S, Self> {
        json_rows(<Self::Row as JsonRow>::FUNCTION, document, Some(path.into()))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Table<Row: JsonRow>> JsonTable for T {}

/// `json_each(document)`: a row for each element of an array or field of an object, and one for any other document.
///
/// It stands in `select_from` and in the joins `.._from`, where the document may be a column of a table before it. `NULL` has
/// no rows, and a text that is no JSON fails. A key that no path reaches is found here, because it is a value:
/// `JsonEach::KEY.eq(key)`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::{JsonEach, json_each};
///
/// let themes: Vec<(String, Option<String>)> = db
///     .select::<Device>()
///     .cross_join_from(json_each(Device::SETTINGS))
///     .filter(JsonEach::KEY.eq("theme"))
///     .columns((Device::NAME, JsonEach::VALUE.cast::<String>()))
///     .all()?;
/// assert_eq!(themes[0], ("phone".to_owned(), Some("dark".to_owned())));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn json_each<S, X: JsonInput<S, J> + Joined<S, J>, J>(document: X) -> DerivedTable<S, JsonEach> {
    JsonEach::of(document)
}

/// `json_tree(document)`: a row for the document and for everything in it, at any depth.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::json_tree;
///
/// let everything = db.select::<Device>().cross_join_from(json_tree(Device::SETTINGS));
/// assert_eq!(everything.count()?, 10);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn json_tree<S, X: JsonInput<S, J> + Joined<S, J>, J>(document: X) -> DerivedTable<S, JsonTree> {
    JsonTree::of(document)
}
