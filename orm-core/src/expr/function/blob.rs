//! Functions of bytes.

use super::call;
use crate::ast;
use crate::column::Column;
use crate::expr::{Expr, Kind, Term};
use crate::table::Table;
use crate::value::{Bytes, ColumnType, ColumnValue, Texts, Value};

/// A column type of texts or bytes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither text nor bytes",
    label = "this function is of texts and bytes"
)]
pub trait TextOrBlob: ColumnType {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family: OfOctets>> TextOrBlob for V {}

/// A family of texts or bytes.
pub trait OfOctets {}

impl OfOctets for Texts {}
impl OfOctets for Bytes {}

/// The functions of bytes, as methods of columns and expressions.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let long = db.select::<User>().filter(User::NAME.octet_length().gt(3)).columns(User::NAME.hex()).all()?;
/// assert_eq!(long, ["436C656F"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[rustfmt::skip]
pub trait BlobFunctions: Sized {
    /// `octet_length(x)`: how many bytes a text or a blob has: <https://sqlite.org/lang_corefunc.html#octet_length>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let bytes = db.select::<User>().columns(User::NAME.octet_length()).all()?;
    /// assert_eq!(bytes, [3, 3, 4]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn octet_length<S, J, V: ColumnValue<Base: TextOrBlob>, K: Kind>(self) -> Expr<S, V::Lift<i64>, K::Part> where Self: Term<S, J, V, K> {
        call("octet_length", [self.term()])
    }

    /// `hex(x)`: the bytes of a text or a blob, two digits each; the empty text for `NULL`: <https://sqlite.org/lang_corefunc.html#hex>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let digits = db.select::<User>().columns((User::NAME.hex(), User::BIO.null_if(User::BIO).hex())).one()?;
    /// assert_eq!(digits, ("416461".to_owned(), String::new()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn hex<S, J, V: ColumnValue<Base: TextOrBlob>, K: Kind>(self) -> Expr<S, String, K::Part> where Self: Term<S, J, V, K> {
        call("hex", [self.term()])
    }

    /// `quote(x)`: the value as a literal of SQL, `NULL` for `NULL`: <https://sqlite.org/lang_corefunc.html#quote>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let literals = db.select::<User>().columns((User::NAME.quote(), User::LOGINS.quote(), User::BIO.quote())).all()?;
    /// assert_eq!(literals[1], ("'Bob'".to_owned(), "0".to_owned(), "NULL".to_owned()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn quote<S, J, V: ColumnValue, K: Kind>(self) -> Expr<S, String, K::Part> where Self: Term<S, J, V, K> {
        call("quote", [self.term()])
    }
}

impl<T: Table, V: ColumnValue> BlobFunctions for Column<T, V> {}
impl<S, V: ColumnValue, K: Kind> BlobFunctions for Expr<S, V, K> {}

/// `zeroblob(bytes)`: so many zero bytes: <https://sqlite.org/lang_corefunc.html#zeroblob>
///
/// SQLite fails where that is more than its limit for a value, a billion.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::zeroblob;
///
/// assert_eq!(db.select::<Tag>().columns(zeroblob(2)).one()?, [0, 0]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use]
pub fn zeroblob<S>(bytes: u32) -> Expr<S, Vec<u8>> {
    call("zeroblob", [ast::Expr::Value(Value::Integer(i64::from(bytes)))])
}

/// `randomblob(bytes)`: so many random bytes, new ones for each row; one at least: <https://sqlite.org/lang_corefunc.html#randomblob>
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::randomblob;
///
/// let keys = db.select::<User>().columns(randomblob(16)).all()?;
/// assert_eq!(keys[0].len(), 16);
/// assert_ne!(keys[0], keys[1]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use]
pub fn randomblob<S>(bytes: u32) -> Expr<S, Vec<u8>> {
    call("randomblob", [ast::Expr::Value(Value::Integer(i64::from(bytes)))])
}
