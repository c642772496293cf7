//! Documents made of columns and expressions: `json_array`, `json_object`.

use super::{JsonStored, call};
use crate::ast;
use crate::expr::{Expr, Kind, Kinds};
use crate::query::projection::ProjectPart;
use crate::value::{ColumnType, ColumnValue, Json, JsonValue, Value};

/// `json_array(a, b, ..)`: an array of a tuple of columns and expressions.
///
/// A `NULL` is JSON's `null`. The array is never `NULL`, and is read as the tuple of what the columns hold.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::json_array;
///
/// let Json((id, bio)) = db.select::<User>().columns(json_array((User::ID, User::BIO))).one()?;
/// assert_eq!((id, bio.as_deref()), (1, Some("wrote the first program")));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn json_array<S, X: JsonItems<S, K, I, R>, K: Kinds, I, R>(items: X) -> Expr<S, Json<R>, <K::Out as Kind>::Part>
where
    Json<R>: ColumnType,
{
    let mut arguments = Vec::new();
    items.items(&mut arguments);
    Expr::new(call("json_array", arguments))
}

/// `json_object('name', value, ..)`: an object of a tuple of names, each with a column or an expression.
///
/// The names are bound. A `NULL` is JSON's `null`. The object is never `NULL`; `json_as` reads it as a type of the program.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::json_object;
///
/// let card = json_object((("name", User::NAME), ("posts", User::posts().count())));
/// let Json(ada) = db.select::<User>().columns(card).one()?;
/// assert_eq!(ada.to_string(), r#"{"name":"Ada","posts":2}"#);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn json_object<S, X: JsonFields<S, K, I>, K: Kinds, I>(
    fields: X,
) -> Expr<S, Json<JsonValue>, <K::Out as Kind>::Part> {
    let mut arguments = Vec::new();
    fields.fields(&mut arguments);
    Expr::new(call("json_object", arguments))
}

/// A column or an expression as JSON. `K`, `I` and `R` are what [`Project`](crate::query::Project) infers.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be put into JSON",
    label = "expected a column or an expression"
)]
pub trait JsonItem<S, K, I, R> {
    /// The value as JSON.
    fn item(self) -> ast::Expr;
}

#[diagnostic::do_not_recommend]
impl<S, K, I, R: ColumnValue<Base: JsonStored>, X: ProjectPart<S, K, I, R>> JsonItem<S, K, I, R> for X {
    fn item(self) -> ast::Expr {
        let mut columns = Vec::with_capacity(1);
        self.project(&mut columns);
        R::Base::stored(columns.pop().unwrap_or(ast::Expr::Value(Value::Null)))
    }
}

/// What [`json_array`] takes: a tuple of up to 16 columns and expressions.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::json_array;
///
/// let rows = db.select::<Post>().columns(json_array((Post::TITLE, Post::PUBLISHED))).all()?;
/// assert_eq!(rows[2], Json(("Draft".to_owned(), false)));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of columns for JSON",
    label = "expected a tuple of columns and expressions"
)]
pub trait JsonItems<S, K, I, R> {
    /// Appends the elements.
    #[doc(hidden)]
    fn items(self, arguments: &mut Vec<ast::Expr>);
}

/// What [`json_object`] takes: a tuple of up to 16 pairs of a name and a column or an expression.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::json_object;
///
/// let Json(row) = db.select::<Post>().columns(json_object((("a \"b\"", Post::PUBLISHED),))).one()?;
/// assert_eq!(row["a \"b\""], true);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of fields for JSON",
    label = "expected a tuple of pairs: `((\"name\", column), ..)`"
)]
pub trait JsonFields<S, K, I> {
    /// Appends the names and the values.
    #[doc(hidden)]
    fn fields(self, arguments: &mut Vec<ast::Expr>);
}

/// A name and its value.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no field of a JSON object",
    label = "expected a name and a column: `(\"name\", column)`"
)]
pub trait JsonField<S, K, I, R> {
    /// Appends the name and the value.
    fn field(self, arguments: &mut Vec<ast::Expr>);
}

#[diagnostic::do_not_recommend]
impl<S, K, I, R, N: Into<String>, X: JsonItem<S, K, I, R>> JsonField<S, K, I, R> for (N, X) {
    fn field(self, arguments: &mut Vec<ast::Expr>) {
        arguments.extend([ast::Expr::Value(Value::Text(self.0.into())), self.1.item()]);
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        #[diagnostic::do_not_recommend]
        impl<S, $($name: JsonItem<S, $kind, $index, $row>, $index, $kind, $row),+>
            JsonItems<S, ($($kind,)+), ($($index,)+), ($($row,)+)> for ($($name,)+)
        {
            fn items(self, arguments: &mut Vec<ast::Expr>) {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                arguments.extend([$($name.item()),+]);
            }
        }

        #[diagnostic::do_not_recommend]
        impl<S, $($name: JsonField<S, $kind, $index, $row>, $index, $kind, $row),+>
            JsonFields<S, ($($kind,)+), ($(($index, $row),)+)> for ($($name,)+)
        {
            fn fields(self, arguments: &mut Vec<ast::Expr>) {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                $($name.field(arguments);)+
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);
