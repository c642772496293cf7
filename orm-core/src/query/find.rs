//! Finding a row by its primary key.

use smallvec::smallvec;

use super::group::Ungrouped;
use super::select::Select;
use crate::ast::{Conditions, Expr, Growing, Source};
use crate::error::Error;
use crate::expr::Param;
use crate::never::Never;
use crate::table::PrimaryKey;
use crate::value::{ColumnType, IntoValue, Value};

/// A primary key: the value of one column, or a tuple of several.
///
/// # Example: a key of two columns
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let link: Option<PostTag> = db.find::<PostTag>((2, 1)).get()?;
/// assert!(link.is_some());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait Key {
    /// The values, in the order of the key's columns.
    #[doc(hidden)]
    fn into_nodes(self) -> Conditions;
}

impl<V: ColumnType> Key for V {
    fn into_nodes(self) -> Conditions {
        smallvec![Expr::from_encoded(self.encode())]
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<$($name: ColumnType),+> Key for ($($name,)+) {
            fn into_nodes(self) -> Conditions {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                smallvec![$(Expr::from_encoded($name.encode())),+]
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);

/// What `find` takes for a primary key of the type `K`: the key, by value or by reference, or what stands for it, as `&str` does for a
/// `String`; in a prepared query also a `Param`. A key of several columns is a tuple of these.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let id = 2;
/// assert_eq!(db.find::<User>(&id).one()?, db.find::<User>(id).one()?);
///
/// let link = db.prepare(|tag: Param<i64>| PostTag::select().find((2, tag)))?;
/// assert_eq!((link.exists(1)?, link.exists(9)?), (true, false));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` does not stand for a `{K}`", label = "expected `{K}`")]
pub trait IntoKey<K> {
    /// The values, in the order of the key's columns.
    #[doc(hidden)]
    fn into_nodes(self) -> Conditions;
}

fn value<K: ColumnType>(value: impl IntoValue<K>) -> Conditions {
    smallvec![Expr::from_encoded(value.into_value().encode())]
}

#[diagnostic::do_not_recommend]
impl<K: ColumnType> IntoKey<K> for K {
    fn into_nodes(self) -> Conditions {
        value::<K>(self)
    }
}

#[diagnostic::do_not_recommend]
impl<K: ColumnType + Clone> IntoKey<K> for &K {
    fn into_nodes(self) -> Conditions {
        value::<K>(self.clone())
    }
}

#[diagnostic::do_not_recommend]
impl<K: ColumnType> IntoKey<K> for Param<K> {
    fn into_nodes(self) -> Conditions {
        smallvec![Expr::Param(self.index())]
    }
}

#[diagnostic::do_not_recommend]
impl<K: ColumnType> IntoKey<Never> for Param<K> {
    fn into_nodes(self) -> Conditions {
        smallvec![Expr::Param(self.index())]
    }
}

macro_rules! stands_for {
    ($($from:ty => $to:ty),+ $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoKey<$to> for $from {
            fn into_nodes(self) -> Conditions {
                value::<$to>(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl IntoKey<$to> for &$from {
            fn into_nodes(self) -> Conditions {
                value::<$to>(*self)
            }
        }
    )+};
}

stands_for!(
    &str => String,
    &str => Box<str>,
    &str => std::borrow::Cow<'static, str>,
    &[u8] => Vec<u8>,
);

macro_rules! tuple_key {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        #[diagnostic::do_not_recommend]
        impl<$($name: ColumnType, $kind: IntoKey<$name>),+> IntoKey<($($name,)+)> for ($($kind,)+) {
            fn into_nodes(self) -> Conditions {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($kind,)+) = self;
                let mut nodes = Conditions::new();
                $(nodes.extend($kind.into_nodes());)+
                nodes
            }
        }

        #[diagnostic::do_not_recommend]
        impl<'k, $($name: ColumnType, $kind),+> IntoKey<($($name,)+)> for &'k ($($kind,)+)
        where
            $(&'k $kind: IntoKey<$name>),+
        {
            fn into_nodes(self) -> Conditions {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($kind,)+) = self;
                let mut nodes = Conditions::new();
                $(nodes.extend($kind.into_nodes());)+
                nodes
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple_key);

impl<T: PrimaryKey, D> Select<T, D, T> {
    /// The row with a primary key.
    pub(super) fn by_key(db: D, key: impl IntoKey<T::Key>) -> Self {
        Self::new(Growing::by_key(T::source(), key.into_nodes()), db)
    }
}

#[rustfmt::skip]
impl<T: PrimaryKey, D, R> Select<T, D, R, Ungrouped> {
    /// The row with a primary key, if the other conditions leave it: `WHERE id = ?`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let by_id = db.prepare(|id: Param<i64>| User::select().find(id).columns(User::NAME))?;
    /// assert_eq!((by_id.get(2)?, by_id.get(9)?), (Some("Bob".to_owned()), None));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn find(mut self, key: impl IntoKey<T::Key>) -> Self {
        self.ast.find(T::source(), key.into_nodes());
        self
    }
}

/// The values of a key.
pub(crate) fn values(source: Source, key: impl Key) -> Result<Vec<Value>, Error> {
    let columns = source.schema.primary_key.iter().map(|&index| source.column(index));
    let values = columns.zip(key.into_nodes()).map(|(column, node)| match node {
        Expr::Value(value) => Ok(value),
        Expr::Invalid(error, _) => Err(Error::encode(column.path(), error)),
        _ => Err(Error::refused(format!("`{}` is part of a key that is no value", column.path()))),
    });
    values.collect()
}
