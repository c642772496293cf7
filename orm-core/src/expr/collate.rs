//! `COLLATE` and `||`.

use super::{Expr, Joined, Kind, Operand, Row};
use crate::ast::{self, BinaryOp};
use crate::column::Column;
use crate::expr::text::Text;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::ColumnValue;

/// A collating sequence: which texts are equal, and which comes first. <https://sqlite.org/datatype3.html#collation>
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Collation;
///
/// let ada = User::NAME.collate(Collation::NoCase).eq("ADA");
/// assert_eq!(db.select::<User>().filter(ada).count()?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Collation {
    /// `BINARY`: byte by byte.
    Binary,
    /// `NOCASE`: the case of ASCII letters does not matter.
    NoCase,
    /// `RTRIM`: spaces at the end do not matter.
    RTrim,
    /// One that the program has registered on the connection. SQLite refuses a name that it does not know.
    Named(&'static str),
}

impl Collation {
    const fn name(self) -> &'static str {
        match self {
            Self::Binary => "BINARY",
            Self::NoCase => "NOCASE",
            Self::RTrim => "RTRIM",
            Self::Named(name) => name,
        }
    }
}

fn collate<S, V, K>(operand: ast::Expr, collation: Collation) -> Expr<S, V, K> {
    Expr::new(ast::Expr::Collate(Box::new(operand), collation.name()))
}

fn concat<S, V, K>(left: ast::Expr, right: ast::Expr) -> Expr<S, V, K> {
    Expr::new(ast::Expr::binary(BinaryOp::Concat, left, right))
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `column COLLATE sequence`: the column, for a comparison or an order by this sequence.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::Collation;
    ///
    /// db.update::<User>().set(User::NAME.to("bob")).filter(User::ID.eq(2)).run()?;
    /// let by_letter = db.select::<User>().order_by(User::NAME.collate(Collation::NoCase)).columns(User::NAME).all()?;
    /// assert_eq!(by_letter, ["Ada", "bob", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn collate<S, I>(self, collation: Collation) -> Expr<S, <Of<T> as InScope<T, S, I>>::Null<V>> where Of<T>: InScope<T, S, I>, V::Base: Text {
        collate(self.node(), collation)
    }

    /// `column || value`: one text after the other; `NULL` if either is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let addresses = db.select::<User>().columns(User::NAME.concat(" at ").concat(User::EMAIL)).all()?;
    /// assert_eq!(addresses[0], "Ada at ada@x.org");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn concat<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, R::Lift<<Of<T> as InScope<T, S, I>>::Null<V>>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: Text {
        concat(self.node(), value.operand())
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K: Kind> Expr<S, V, K> {
    /// `expression COLLATE sequence`: the expression, for a comparison or an order by this sequence.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::Collation;
    ///
    /// let padded = User::NAME.concat("  ").collate(Collation::RTrim);
    /// assert_eq!(db.select::<User>().filter(padded.eq("Bob")).count()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn collate(self, collation: Collation) -> Expr<S, V, K::Part> where V::Base: Text {
        collate(self.node, collation)
    }

    /// `expression || value`: one text after the other; `NULL` if either is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let shouts = db.select::<User>().columns(User::BIO.concat("!").concat("!")).all()?;
    /// assert_eq!(shouts, [Some("wrote the first program!!".to_owned()), None, None]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn concat<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, R::Lift<V>, R::Kind<K>> where V::Base: Text {
        concat(self.node, value.operand())
    }
}
