//! Functions of texts.

use super::call;
use crate::column::Column;
use crate::expr::text::Text;
use crate::expr::{Expr, Joined, Kind, Operand, Term};
use crate::table::Table;
use crate::value::ColumnValue;

/// The functions of texts, as methods of columns and expressions.
///
/// A `NULL` gives `NULL`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let ada = User::EMAIL.substr(1, User::EMAIL.instr("@").sub(1)).upper().eq("ADA");
/// assert_eq!(db.select::<User>().filter(ada).count()?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[rustfmt::skip]
pub trait TextFunctions: Sized {
    /// `lower(x)`: with small letters, of ASCII only: <https://sqlite.org/lang_corefunc.html#lower>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let names = db.select::<User>().columns(User::NAME.lower()).all()?;
    /// assert_eq!(names, ["ada", "bob", "cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn lower<S, J, V: ColumnValue<Base: Text>, K: Kind>(self) -> Expr<S, V::Lift<String>, K::Part> where Self: Term<S, J, V, K> {
        call("lower", [self.term()])
    }

    /// `upper(x)`: with capital letters, of ASCII only: <https://sqlite.org/lang_corefunc.html#upper>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let names = db.select::<User>().order_by(User::NAME.upper().desc()).columns(User::NAME.upper()).all()?;
    /// assert_eq!(names, ["CLEO", "BOB", "ADA"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn upper<S, J, V: ColumnValue<Base: Text>, K: Kind>(self) -> Expr<S, V::Lift<String>, K::Part> where Self: Term<S, J, V, K> {
        call("upper", [self.term()])
    }

    /// `length(x)`: how many characters a text has, up to a NUL if there is one: <https://sqlite.org/lang_corefunc.html#length>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let long = db.select::<User>().filter(User::NAME.length().gt(3)).columns(User::NAME).all()?;
    /// assert_eq!(long, ["Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn length<S, J, V: ColumnValue<Base: Text>, K: Kind>(self) -> Expr<S, V::Lift<i64>, K::Part> where Self: Term<S, J, V, K> {
        call("length", [self.term()])
    }

    /// `trim(x)`: without the spaces at both ends: <https://sqlite.org/lang_corefunc.html#trim>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let name = db.select::<User>().columns(User::NAME.concat("  ").trim()).one()?;
    /// assert_eq!(name, "Ada");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn trim<S, J, V: ColumnValue<Base: Text>, K: Kind>(self) -> Expr<S, V::Lift<String>, K::Part> where Self: Term<S, J, V, K> {
        call("trim", [self.term()])
    }

    /// `ltrim(x)`: without the spaces at the start: <https://sqlite.org/lang_corefunc.html#ltrim>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let word = db.select::<Tag>().columns(Tag::NAME.replace("m", " ").trim_start()).one()?;
    /// assert_eq!(word, "ath");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn trim_start<S, J, V: ColumnValue<Base: Text>, K: Kind>(self) -> Expr<S, V::Lift<String>, K::Part> where Self: Term<S, J, V, K> {
        call("ltrim", [self.term()])
    }

    /// `rtrim(x)`: without the spaces at the end: <https://sqlite.org/lang_corefunc.html#rtrim>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let word = db.select::<Tag>().columns(Tag::NAME.replace("h", " ").trim_end()).one()?;
    /// assert_eq!(word, "mat");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn trim_end<S, J, V: ColumnValue<Base: Text>, K: Kind>(self) -> Expr<S, V::Lift<String>, K::Part> where Self: Term<S, J, V, K> {
        call("rtrim", [self.term()])
    }

    /// `trim(x, chars)`: without any of these characters at both ends: <https://sqlite.org/lang_corefunc.html#trim>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let inner = db.select::<User>().columns(User::EMAIL.trim_chars("a.gro")).one()?;
    /// assert_eq!(inner, "da@x");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn trim_chars<S, J, V: ColumnValue<Base: Text>, K: Kind, R: Operand<S, String, I> + Joined<S, I>, I>(self, chars: R) -> Expr<S, R::Lift<V::Lift<String>>, R::Kind<K>> where Self: Term<S, J, V, K> {
        call("trim", [self.term(), chars.operand()])
    }

    /// `ltrim(x, chars)`: without any of these characters at the start: <https://sqlite.org/lang_corefunc.html#ltrim>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let rest = db.select::<User>().columns(User::EMAIL.trim_start_chars("ad")).one()?;
    /// assert_eq!(rest, "@x.org");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn trim_start_chars<S, J, V: ColumnValue<Base: Text>, K: Kind, R: Operand<S, String, I> + Joined<S, I>, I>(self, chars: R) -> Expr<S, R::Lift<V::Lift<String>>, R::Kind<K>> where Self: Term<S, J, V, K> {
        call("ltrim", [self.term(), chars.operand()])
    }

    /// `rtrim(x, chars)`: without any of these characters at the end: <https://sqlite.org/lang_corefunc.html#rtrim>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let host = db.select::<User>().columns(User::EMAIL.trim_end_chars(".gro")).one()?;
    /// assert_eq!(host, "ada@x");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn trim_end_chars<S, J, V: ColumnValue<Base: Text>, K: Kind, R: Operand<S, String, I> + Joined<S, I>, I>(self, chars: R) -> Expr<S, R::Lift<V::Lift<String>>, R::Kind<K>> where Self: Term<S, J, V, K> {
        call("rtrim", [self.term(), chars.operand()])
    }

    /// `replace(x, from, to)`: with every `from` changed to `to`; an empty `from` changes nothing: <https://sqlite.org/lang_corefunc.html#replace>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let emails = db.select::<User>().columns(User::EMAIL.replace("x.org", "y.net")).all()?;
    /// assert_eq!(emails[0], "ada@y.net");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn replace<S, J, V: ColumnValue<Base: Text>, K: Kind, R: Operand<S, String, I> + Joined<S, I>, I, Q: Operand<S, String, H> + Joined<S, H>, H>(self, from: R, to: Q) -> Expr<S, Q::Lift<R::Lift<V::Lift<String>>>, Q::Kind<R::Kind<K>>> where Self: Term<S, J, V, K> {
        call("replace", [self.term(), from.operand(), to.operand()])
    }

    /// `substr(x, start, length)`: so many characters from the one at `start`, which is 1 for the first.
    ///
    /// A negative `start` counts from the end, a negative `length` takes the characters before: <https://sqlite.org/lang_corefunc.html#substr>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let parts = db.select::<User>().columns((User::EMAIL.substr(1, 3), User::EMAIL.substr(-3, 3))).one()?;
    /// assert_eq!(parts, ("ada".to_owned(), "org".to_owned()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn substr<S, J, V: ColumnValue<Base: Text>, K: Kind, R: Operand<S, i64, I> + Joined<S, I>, I, Q: Operand<S, i64, H> + Joined<S, H>, H>(self, start: R, length: Q) -> Expr<S, Q::Lift<R::Lift<V::Lift<String>>>, Q::Kind<R::Kind<K>>> where Self: Term<S, J, V, K> {
        call("substr", [self.term(), start.operand(), length.operand()])
    }

    /// `substr(x, start)`: the characters from the one at `start` to the end.
    ///
    /// # Example: what stands behind a character
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let hosts = db.select::<User>().columns(User::EMAIL.substr_from(User::EMAIL.instr("@").add(1))).all()?;
    /// assert_eq!(hosts, ["x.org", "x.org", "x.org"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn substr_from<S, J, V: ColumnValue<Base: Text>, K: Kind, R: Operand<S, i64, I> + Joined<S, I>, I>(self, start: R) -> Expr<S, R::Lift<V::Lift<String>>, R::Kind<K>> where Self: Term<S, J, V, K> {
        call("substr", [self.term(), start.operand()])
    }

    /// `instr(x, text)`: where the text stands first, 1 at the start and 0 if it does not: <https://sqlite.org/lang_corefunc.html#instr>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let at = db.select::<User>().columns(User::EMAIL.instr("@")).all()?;
    /// assert_eq!(at, [4, 4, 5]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn instr<S, J, V: ColumnValue<Base: Text>, K: Kind, R: Operand<S, String, I> + Joined<S, I>, I>(self, needle: R) -> Expr<S, R::Lift<V::Lift<i64>>, R::Kind<K>> where Self: Term<S, J, V, K> {
        call("instr", [self.term(), needle.operand()])
    }

    /// `unicode(x)`: the code point of the first character, `NULL` for the empty text: <https://sqlite.org/lang_corefunc.html#unicode>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let first = db.select::<User>().columns(User::NAME.unicode()).all()?;
    /// assert_eq!(first, [Some(65), Some(66), Some(67)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn unicode<S, J, V: ColumnValue<Base: Text>, K: Kind>(self) -> Expr<S, Option<i64>, K::Part> where Self: Term<S, J, V, K> {
        call("unicode", [self.term()])
    }

    /// `unhex(x)`: the bytes that the digits stand for, `NULL` where they are none: <https://sqlite.org/lang_corefunc.html#unhex>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let bytes = db.select::<User>().columns(User::NAME.hex().unhex()).one()?;
    /// assert_eq!(bytes, Some(b"Ada".to_vec()));
    /// assert_eq!(db.select::<User>().columns(User::NAME.unhex()).one()?, None);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn unhex<S, J, V: ColumnValue<Base: Text>, K: Kind>(self) -> Expr<S, Option<Vec<u8>>, K::Part> where Self: Term<S, J, V, K> {
        call("unhex", [self.term()])
    }
}

impl<T: Table, V: ColumnValue> TextFunctions for Column<T, V> {}
impl<S, V: ColumnValue, K: Kind> TextFunctions for Expr<S, V, K> {}
