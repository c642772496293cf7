//! A document that is changed: `json_set`, `json_insert`, `json_replace`, `json_remove`, `json_patch`.

use super::{JsonOperand, JsonPath, JsonSource, call};
use crate::ast;
use crate::column::Column;
use crate::expr::{Expr, Joined, Kind, Row};
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnValue, EncodeError};

fn changed<S, V, K>(name: &'static str, document: ast::Expr, path: JsonPath, value: ast::Expr) -> Expr<S, V, K> {
    Expr::new(call(name, vec![document, path.into_node(), value]))
}

/// SQLite makes `NULL` of a document without its root, also where the column takes none.
fn removed<S, V, K>(document: ast::Expr, path: JsonPath) -> Expr<S, V, K> {
    if path.is_root() {
        let error = EncodeError::Custom("a document without its root is nothing: assign `NULL` instead".to_owned());
        return Expr::new(ast::Expr::Invalid(error, None).meant_for(&document));
    }
    Expr::new(call("json_remove", vec![document, path.into_node()]))
}

#[rustfmt::skip]
#[expect(clippy::type_complexity, reason = "the value's type under the query's joins")]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `json_set(column, path, value)`: the document with the value at the path, in place of what is there or new.
    ///
    /// The value becomes JSON, as [`JsonOperand`] says. Objects on the way to a new key are made; where the path
    /// leads through something that is neither an object nor an array, the document stays as it is, and so it does past
    /// the end of an array. `NULL` stays `NULL`: <https://sqlite.org/json1.html#jins>. The result has the column's type,
    /// and what does not fit that type any more is an error when it is read.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let quiet = Device::SETTINGS.json_set(JsonPath::root().key("volume"), 0);
    /// db.update::<Device>().set(Device::SETTINGS.to(quiet)).filter(Device::ID.eq(1)).run()?;
    /// assert_eq!(db.find::<Device>(1).one()?.settings.0["volume"], 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_set<S, R: JsonOperand<S, J> + Joined<S, J>, I, J>(self, path: impl Into<JsonPath>, value: R) -> Expr<S, <Of<T> as InScope<T, S, I>>::Null<V>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: JsonSource {
        changed("json_set", self.node(), path.into(), value.json())
    }

    /// `json_insert(column, path, value)`: as `json_set`, but what is there already stays.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let themed = Device::SETTINGS.json_insert(JsonPath::root().key("theme"), "blue");
    /// db.update::<Device>().set(Device::SETTINGS.to(themed)).all_rows().run()?;
    /// assert_eq!(db.find::<Device>(1).one()?.settings.0["theme"], "dark");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_insert<S, R: JsonOperand<S, J> + Joined<S, J>, I, J>(self, path: impl Into<JsonPath>, value: R) -> Expr<S, <Of<T> as InScope<T, S, I>>::Null<V>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: JsonSource {
        changed("json_insert", self.node(), path.into(), value.json())
    }

    /// `json_replace(column, path, value)`: as `json_set`, but nothing new is made.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let first = Device::SETTINGS.json_replace(JsonPath::root().key("tags").index(0), "old");
    /// db.update::<Device>().set(Device::SETTINGS.to(first)).all_rows().run()?;
    /// let tags = Device::SETTINGS.json_get::<JsonValue>(JsonPath::root().key("tags"));
    /// let lists: Vec<String> = db.select::<Device>().columns(tags.cast::<String>()).all::<>()?.into_iter().flatten().collect();
    /// assert_eq!(lists, [r#"["old","blue"]"#, "[]"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_replace<S, R: JsonOperand<S, J> + Joined<S, J>, I, J>(self, path: impl Into<JsonPath>, value: R) -> Expr<S, <Of<T> as InScope<T, S, I>>::Null<V>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: JsonSource {
        changed("json_replace", self.node(), path.into(), value.json())
    }

    /// `json_remove(column, path)`: the document without what stands at the path, if anything does.
    ///
    /// The path of the root is an error before the statement is prepared, because nothing would be left.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let plain = Device::SETTINGS.json_remove(JsonPath::root().key("theme"));
    /// db.update::<Device>().set(Device::SETTINGS.to(plain)).all_rows().run()?;
    /// assert!(db.find::<Device>(1).one()?.settings.0.get("theme").is_none());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_remove<S, I>(self, path: impl Into<JsonPath>) -> Expr<S, <Of<T> as InScope<T, S, I>>::Null<V>> where Of<T>: InScope<T, S, I>, V::Base: JsonSource {
        removed(self.node(), path.into())
    }

    /// `json_patch(column, patch)`: the document with the patch merged in, as RFC 7396 does it.
    ///
    /// A key of the patch replaces the document's, `null` removes it, objects are merged key by key, arrays are replaced
    /// whole. `NULL` if either is. A text column is read as the JSON that it holds.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let patch: JsonValue = [("theme", None), ("volume", Some(1))].into_iter().collect();
    /// db.update::<Device>().set(Device::SETTINGS.to(Device::SETTINGS.json_patch(patch))).all_rows().run()?;
    /// let stored = db.find::<Device>(1).one()?.settings.0;
    /// assert!(stored.get("theme").is_none() && stored["volume"] == 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_patch<S, R: JsonOperand<S, J> + Joined<S, J>, I, J>(self, patch: R) -> Expr<S, R::Lift<<Of<T> as InScope<T, S, I>>::Null<V>>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: JsonSource {
        Expr::new(call("json_patch", vec![self.node(), patch.json()]))
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K: Kind> Expr<S, V, K> {
    /// `json_set(document, path, value)`: the document with the value at the path, in place of what is there or new.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let path = JsonPath::root().key("seen").key("times");
    /// let seen = Device::SETTINGS.expr().json_set(&path, 1);
    /// assert_eq!(db.select::<Device>().columns(seen.json_extract::<i64>(&path)).one()?, Some(1));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_set<R: JsonOperand<S, J> + Joined<S, J>, J>(self, path: impl Into<JsonPath>, value: R) -> Expr<S, V, R::Kind<K>> where V::Base: JsonSource {
        changed("json_set", self.node, path.into(), value.json())
    }

    /// `json_insert(document, path, value)`: as `json_set`, but what is there already stays.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let path = JsonPath::root().append();
    /// let titles = Post::TITLE.json_group_array().json_insert(path, "the end");
    /// assert_eq!(db.select::<Post>().columns(titles).one()?.0.len(), 4);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_insert<R: JsonOperand<S, J> + Joined<S, J>, J>(self, path: impl Into<JsonPath>, value: R) -> Expr<S, V, R::Kind<K>> where V::Base: JsonSource {
        changed("json_insert", self.node, path.into(), value.json())
    }

    /// `json_replace(document, path, value)`: as `json_set`, but nothing new is made.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let settings = Device::SETTINGS.expr().json_replace(JsonPath::root().key("no such key"), 1);
    /// let unchanged = db.select::<Device>().filter(settings.eq(Device::SETTINGS)).count()?;
    /// assert_eq!(unchanged, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_replace<R: JsonOperand<S, J> + Joined<S, J>, J>(self, path: impl Into<JsonPath>, value: R) -> Expr<S, V, R::Kind<K>> where V::Base: JsonSource {
        changed("json_replace", self.node, path.into(), value.json())
    }

    /// `json_remove(document, path)`: the document without what stands at the path, if anything does.
    ///
    /// The path of the root is an error before the statement is prepared.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let titles = Post::TITLE.json_group_array().json_remove(JsonPath::root().last());
    /// assert_eq!(db.select::<Post>().columns(titles).one()?.0, ["Notes", "Engines"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_remove(self, path: impl Into<JsonPath>) -> Expr<S, V, K::Part> where V::Base: JsonSource {
        removed(self.node, path.into())
    }

    /// `json_patch(document, patch)`: the document with the patch merged in, as RFC 7396 does it. `NULL` if either is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let name: JsonValue = [("name", "x")].into_iter().collect();
    /// let named = Device::SETTINGS.expr().json_patch(name);
    /// assert_eq!(db.select::<Device>().columns(named).one()?.0["name"], "x");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn json_patch<R: JsonOperand<S, J> + Joined<S, J>, J>(self, patch: R) -> Expr<S, R::Lift<V>, R::Kind<K>> where V::Base: JsonSource {
        Expr::new(call("json_patch", vec![self.node, patch.json()]))
    }
}
