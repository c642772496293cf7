//! Finding a row by its primary key.

use crate::ast::{BinaryOp, Expr, Source};
use crate::error::Error;
use crate::value::{ColumnType, Value};

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
    fn into_nodes(self) -> Vec<Expr>;
}

impl<V: ColumnType> Key for V {
    fn into_nodes(self) -> Vec<Expr> {
        vec![Expr::from_encoded(self.encode())]
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<$($name: ColumnType),+> Key for ($($name,)+) {
            fn into_nodes(self) -> Vec<Expr> {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                vec![$(Expr::from_encoded($name.encode())),+]
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);

/// The conditions that the key's columns equal the key.
pub(crate) fn conditions(source: Source, key: impl Key) -> Vec<Expr> {
    equal(source, key.into_nodes())
}

/// The same for values that are encoded already.
pub(crate) fn equal(source: Source, key: impl IntoIterator<Item = Expr>) -> Vec<Expr> {
    let columns = source.schema.primary_key.iter().map(|&index| Expr::Column(source.column(index)));
    columns.zip(key).map(|(column, value)| Expr::binary(BinaryOp::Eq, column, value)).collect()
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
