//! What stands in a document: `->>`, `->`, `json_type`, `json_array_length`, `json_valid`.

use super::{JsonPath, JsonScalar, JsonSource, JsonType, call};
use crate::ast::{self, BinaryOp};
use crate::column::Column;
use crate::expr::{Expr, Kind};
use crate::scope::{At, InScope, Of};
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, Json};

fn at<S, V, K>(op: BinaryOp, document: ast::Expr, path: JsonPath) -> Expr<S, V, K> {
    Expr::new(ast::Expr::Binary(op, Box::new(document), Box::new(path.into_node())))
}

fn valid<S, K>(text: ast::Expr) -> Expr<S, bool, K> {
    Expr::new(ast::Expr::IsTrue(Box::new(call("json_valid", vec![text]))))
}

/// What stands in a document that is a column with values of type `V`, in the scope `S`, found at `J`.
///
/// A trait, so that the only type to write is the one that is wanted: `Device::SETTINGS.json_extract::<f64>(path)`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::expr::JsonColumn;
///
/// let path = JsonPath::root().key("theme");
/// let theme: Expr<Device, Option<String>> = JsonColumn::json_extract(Device::SETTINGS, path);
/// assert_eq!(database()?.select::<Device>().filter(theme.eq("light")).columns(Device::NAME).all()?, ["laptop"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait JsonColumn<S, J, V: ColumnValue> {
    /// `column ->> path`: the text, number or `bool` at the path, as a value of type `W`; `NULL` if nothing stands there.
    ///
    /// The value is what JSON says: `1` is an INTEGER and `1.0` a REAL, so that an `f64` reads both and an `i64` the first
    /// only; an integer beyond 64 bits is a REAL; `true` and `false` are 1 and 0, which a `bool` reads, and an `i64` too.
    /// JSON's `null` is `NULL`, like nothing at all: `json_type` tells them apart. An array or an object is its JSON text
    /// where `W` is a text, and otherwise an error when it is read. A document that is no JSON fails:
    /// <https://sqlite.org/json1.html#jptr>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let volume = Device::SETTINGS.json_extract::<f64>(JsonPath::root().key("volume"));
    /// let loud = db.select::<Device>().filter(volume.clone().gt(5)).columns((Device::NAME, volume)).all()?;
    /// assert_eq!(loud, [("phone".to_owned(), Some(7.0))]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn json_extract<W: JsonScalar>(self, path: impl Into<JsonPath>) -> Expr<S, Option<W>>
    where
        V::Base: JsonSource;

    /// `column -> path`: what stands at the path, as JSON; `NULL` if nothing stands there.
    ///
    /// Unlike `json_extract` it reads arrays and objects, and JSON's `null` as JSON: an `X` of `Option<..>` is
    /// `Some(Json(None))` for it, and `None` for nothing. A document that is no JSON fails.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tags = Device::SETTINGS.json_get::<Vec<String>>(JsonPath::root().key("tags"));
    /// let lists = db.select::<Device>().columns(tags).all()?;
    /// assert_eq!(lists, [Some(Json(vec!["new".to_owned(), "blue".to_owned()])), Some(Json(vec![]))]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn json_get<X>(self, path: impl Into<JsonPath>) -> Expr<S, Option<Json<X>>>
    where
        Json<X>: ColumnType,
        V::Base: JsonSource;

    /// The same document, read as `Json<X>`. The SQL does not change.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::collections::BTreeMap;
    ///
    /// let settings = Device::SETTINGS.json_as::<BTreeMap<String, JsonValue>>();
    /// let Json(map) = db.select::<Device>().columns(settings).one()?;
    /// assert_eq!(map["theme"], "dark");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn json_as<X>(self) -> Expr<S, V::Lift<Json<X>>>
    where
        Json<X>: ColumnType,
        V::Base: JsonSource;
}

#[rustfmt::skip]
#[diagnostic::do_not_recommend]
impl<S, T: Table, V: ColumnValue, I> JsonColumn<S, At<I>, <Of<T> as InScope<T, S, I>>::Null<V>> for Column<T, V> where Of<T>: InScope<T, S, I> {
    fn json_extract<W: JsonScalar>(self, path: impl Into<JsonPath>) -> Expr<S, Option<W>> where V::Base: JsonSource {
        at(BinaryOp::JsonExtract, self.node(), path.into())
    }

    fn json_get<X>(self, path: impl Into<JsonPath>) -> Expr<S, Option<Json<X>>> where Json<X>: ColumnType, V::Base: JsonSource {
        at(BinaryOp::JsonGet, self.node(), path.into())
    }

    fn json_as<X>(self) -> Expr<S, <<Of<T> as InScope<T, S, I>>::Null<V> as ColumnValue>::Lift<Json<X>>> where Json<X>: ColumnType, V::Base: JsonSource {
        Expr::new(self.node())
    }
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `json_type(column, path)`: what stands at the path, `NULL` if nothing does.
    ///
    /// It tells JSON's `null` from nothing, which `json_extract` and `json_get` do not. A text that is no JSON fails.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::JsonType;
    ///
    /// let volume = Device::SETTINGS.json_type(JsonPath::root().key("volume"));
    /// assert_eq!(db.select::<Device>().filter(volume.eq(JsonType::Integer)).columns(Device::NAME).all()?, ["phone"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_type<S, I>(self, path: impl Into<JsonPath>) -> Expr<S, Option<JsonType>> where Of<T>: InScope<T, S, I>, V::Base: JsonSource {
        Expr::new(call("json_type", vec![self.node(), path.into().into_node()]))
    }

    /// `json_array_length(column, path)`: how many elements the array at the path has.
    ///
    /// It is 0 for what is no array, and `NULL` if nothing stands there. A text that is no JSON fails.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tags = db.select::<Device>().columns(Device::SETTINGS.json_array_length(JsonPath::root().key("tags"))).all()?;
    /// assert_eq!(tags, [Some(2), Some(0)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_array_length<S, I>(self, path: impl Into<JsonPath>) -> Expr<S, Option<i64>> where Of<T>: InScope<T, S, I>, V::Base: JsonSource {
        Expr::new(call("json_array_length", vec![self.node(), path.into().into_node()]))
    }

    /// `json_valid(column)`: whether a text is JSON as RFC 8259 has it. It is never `NULL`; a `NULL` is no JSON.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.update::<User>().set(User::BIO.to(r#"{"sails": true}"#)).filter(User::NAME.eq("Bob")).run()?;
    /// assert_eq!(db.select::<User>().filter(User::BIO.json_valid()).columns(User::NAME).all()?, ["Bob"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_valid<S, I>(self) -> Expr<S, bool> where Of<T>: InScope<T, S, I>, V::Base: JsonSource {
        valid(self.node())
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K: Kind> Expr<S, V, K> {
    /// `document ->> path`: the text, number or `bool` at the path, as a value of type `W`; `NULL` if nothing stands there.
    ///
    /// The value is read as [`JsonColumn::json_extract`] says.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let last = Post::TITLE.json_group_array().json_extract::<String>(JsonPath::root().last());
    /// assert_eq!(db.select::<Post>().columns(last).one()?.as_deref(), Some("Draft"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_extract<W: JsonScalar>(self, path: impl Into<JsonPath>) -> Expr<S, Option<W>, K::Part> where V::Base: JsonSource {
        at(BinaryOp::JsonExtract, self.node, path.into())
    }

    /// `document -> path`: what stands at the path, as JSON; `NULL` if nothing stands there.
    ///
    /// It is read as [`JsonColumn::json_get`] says.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let (tags, added) = (JsonPath::root().key("tags"), JsonPath::root().key("tags").append());
    /// let lists = Device::SETTINGS.json_insert(added, "x").json_get::<Vec<String>>(tags);
    /// assert_eq!(db.select::<Device>().columns(lists).all()?[1], Some(Json(vec!["x".to_owned()])));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_get<X>(self, path: impl Into<JsonPath>) -> Expr<S, Option<Json<X>>, K::Part> where Json<X>: ColumnType, V::Base: JsonSource {
        at(BinaryOp::JsonGet, self.node, path.into())
    }

    /// The same document, read as `Json<X>`. The SQL does not change.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::json_object;
    /// use std::collections::BTreeMap;
    ///
    /// let likes = json_object((("likes", Post::LIKES),)).json_as::<BTreeMap<String, i64>>();
    /// let Json(map) = db.select::<Post>().columns(likes).one()?;
    /// assert_eq!(map["likes"], 5);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_as<X>(self) -> Expr<S, V::Lift<Json<X>>, K::Part> where Json<X>: ColumnType, V::Base: JsonSource {
        Expr::new(self.node)
    }

    /// `json_type(document, path)`: what stands at the path, `NULL` if nothing does.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::JsonType;
    ///
    /// let nothing = Device::SETTINGS.json_set(JsonPath::root().key("owner"), None::<i64>);
    /// let kind = nothing.json_type(JsonPath::root().key("owner"));
    /// assert_eq!(db.select::<Device>().columns(kind).one()?, Some(JsonType::Null));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_type(self, path: impl Into<JsonPath>) -> Expr<S, Option<JsonType>, K::Part> where V::Base: JsonSource {
        Expr::new(call("json_type", vec![self.node, path.into().into_node()]))
    }

    /// `json_array_length(document, path)`: how many elements the array at the path has; 0 for what is no array, `NULL` if
    /// nothing stands there.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let names = Post::TITLE.json_group_array();
    /// let posts = db.select::<Post>().columns(names.json_array_length(JsonPath::root())).one()?;
    /// assert_eq!(posts, Some(3));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_array_length(self, path: impl Into<JsonPath>) -> Expr<S, Option<i64>, K::Part> where V::Base: JsonSource {
        Expr::new(call("json_array_length", vec![self.node, path.into().into_node()]))
    }

    /// `json_valid(expression)`: whether a text is JSON as RFC 8259 has it. It is never `NULL`; a `NULL` is no JSON.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let digits = User::ID.expr().cast::<String>();
    /// assert_eq!(db.select::<User>().filter(digits.json_valid()).count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_valid(self) -> Expr<S, bool, K::Part> where V::Base: JsonSource {
        valid(self.node)
    }
}
