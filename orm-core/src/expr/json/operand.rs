//! What is JSON, what is read out of it, and what is put into it.

use serde::Serialize;

use super::call;
use crate::ast::{self, BinaryOp};
use crate::column::Column;
use crate::expr::Expr;
use crate::expr::operand::{Literal, Typed};
use crate::never::Never;
use crate::scope::At;
use crate::table::Table;
use crate::value::{
    ColumnType, ColumnValue, Documents, EncodeError, Integers, Moments, Octets, Plain, Reals, Texts, Truths, Value,
};

/// A column type that holds a JSON document: `Json<T>`, and text.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::column::Column;
/// use orm_sqlite::expr::JsonSource;
/// use orm_sqlite::value::ColumnValue;
///
/// fn arrays<V: ColumnValue<Base: JsonSource>>(column: Column<Device, V>) -> Expr<Device, bool> {
///     column.json_array_length(JsonPath::root().key("tags")).gt(0)
/// }
/// assert_eq!(db.select::<Device>().filter(arrays(Device::SETTINGS)).count()?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` is not JSON", label = "expected a `Json<..>` or a text")]
pub trait JsonSource: ColumnType {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family: SourceFamily>> JsonSource for V {}

/// A family of column types whose values may be JSON documents.
pub trait SourceFamily {}

impl SourceFamily for Texts {}
impl SourceFamily for Documents {}

/// A column type that a value of JSON is read as by `json_extract`: a text, a number, a `bool`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::JsonScalar;
///
/// fn setting<V: JsonScalar>(name: &str) -> Expr<Device, Option<V>> {
///     Device::SETTINGS.json_extract(JsonPath::root().key(name))
/// }
/// let volumes = db.select::<Device>().columns(setting::<f64>("volume")).all()?;
/// assert_eq!(volumes, [Some(7.0), Some(3.5)]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no single value of JSON",
    label = "expected a text, a number or a `bool`",
    note = "`json_get::<T>` reads an array or an object, as a `Json<T>`"
)]
pub trait JsonScalar: ColumnType {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family: ScalarFamily>> JsonScalar for V {}

/// A family of column types whose values are single values of JSON.
pub trait ScalarFamily {}

impl ScalarFamily for Integers {}
impl ScalarFamily for Octets {}
impl ScalarFamily for Reals {}
impl ScalarFamily for Texts {}
impl ScalarFamily for Truths {}
impl ScalarFamily for Plain {}
impl ScalarFamily for Moments {}

/// A column type whose values JSON can hold: every one but bytes.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::column::Column;
/// use orm_sqlite::expr::JsonStored;
/// use orm_sqlite::value::ColumnValue;
///
/// fn save<V: ColumnValue<Base: JsonStored>>(column: Column<Device, V>) -> Expr<Device, Json<JsonValue>> {
///     Device::SETTINGS.json_set(JsonPath::root().key("saved"), column)
/// }
/// db.update::<Device>().set(Device::SETTINGS.to(save(Device::NAME))).filter(Device::ID.eq(1)).run()?;
/// assert_eq!(db.find::<Device>(1).one()?.settings.0["saved"], "phone");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "JSON cannot hold a `{Self}`",
    label = "expected a text, a number, a `bool` or JSON"
)]
pub trait JsonStored: ColumnType {
    /// The value as JSON.
    #[doc(hidden)]
    fn stored(node: ast::Expr) -> ast::Expr;
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family: StoredFamily>> JsonStored for V {
    fn stored(node: ast::Expr) -> ast::Expr {
        V::Family::stored(node.into_value())
    }
}

/// A family of column types whose values JSON can hold.
pub trait StoredFamily {
    /// The value as JSON. SQLite's functions take numbers and texts as they are.
    #[doc(hidden)]
    fn stored(node: ast::Expr) -> ast::Expr {
        node
    }
}

impl StoredFamily for Integers {}
impl StoredFamily for Octets {}
impl StoredFamily for Reals {}
impl StoredFamily for Texts {}
impl StoredFamily for Plain {}
impl StoredFamily for Moments {}

impl StoredFamily for Truths {
    /// SQL has 0 and 1 for JSON's `false` and `true`: they are the positions in a list of the two. `NULL` is at none.
    fn stored(node: ast::Expr) -> ast::Expr {
        let words = ast::Expr::Value(Value::Text("[false,true]".to_owned()));
        ast::Expr::Binary(BinaryOp::JsonGet, Box::new(words), Box::new(node))
    }
}

impl StoredFamily for Documents {
    /// Without `json` the text would be a text in the other document.
    fn stored(node: ast::Expr) -> ast::Expr {
        call("json", vec![node])
    }
}

/// What is put into a JSON document: any serde value, a column, an expression.
///
/// A value of the program is bound as the JSON that serde makes of it: `true`, `None`, a list, a struct. A `NULL` of a
/// column becomes JSON's `null`. `J` is how the operand was found, and is inferred.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let path = |key: &str| JsonPath::root().key(key);
/// let settings = Device::SETTINGS
///     .json_set(path("muted"), true)
///     .json_set(path("tags"), ["a", "b"])
///     .json_set(path("owner"), None::<String>)
///     .json_set(path("label"), Device::NAME);
/// db.update::<Device>().set(Device::SETTINGS.to(settings)).filter(Device::ID.eq(2)).run()?;
/// let stored = db.find::<Device>(2).one()?.settings.0;
/// assert_eq!(stored["label"], "laptop");
/// assert!(stored["owner"].is_null() && stored["muted"] == true);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be put into JSON",
    label = "expected a value that serde serializes, a column or an expression, but no bytes"
)]
pub trait JsonOperand<S, J> {
    /// The operand in the untyped tree, as JSON.
    #[doc(hidden)]
    fn json(self) -> ast::Expr;
}

#[diagnostic::do_not_recommend]
impl<S, X: Serialize> JsonOperand<S, Literal> for X {
    fn json(self) -> ast::Expr {
        // serde_json's message may quote the value.
        let text = serde_json::to_string(&self)
            .map(Value::Text)
            .map_err(|_| EncodeError::Custom("the value cannot be written as JSON".to_owned()));
        call("json", vec![ast::Expr::from_encoded(text)])
    }
}

#[diagnostic::do_not_recommend]
impl<S, T: Table, V: ColumnValue<Base: JsonStored>, I> JsonOperand<S, At<I>> for Column<T, V> {
    fn json(self) -> ast::Expr {
        V::Base::stored(self.node())
    }
}

#[diagnostic::do_not_recommend]
impl<S, V: ColumnValue<Base: JsonStored>, K> JsonOperand<S, Typed> for Expr<S, V, K> {
    fn json(self) -> ast::Expr {
        V::Base::stored(self.node)
    }
}

#[diagnostic::do_not_recommend]
impl<S> JsonOperand<S, Self> for Never {
    fn json(self) -> ast::Expr {
        ast::Expr::Value(Value::Null)
    }
}
