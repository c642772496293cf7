//! From a row to what a query returns.

use super::{ColumnType, Decode, DecodeError, ValueRef};

/// A row that an engine shows while it stands on it.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::{Row, ValueRef};
///
/// struct OneColumn(i64);
/// impl Row for OneColumn {
///     fn value(&self, _index: usize) -> ValueRef<'_> {
///         ValueRef::Integer(self.0)
///     }
/// }
/// assert_eq!(OneColumn(3).get::<u8>(0)?, 3);
/// # Ok::<(), orm_sqlite::value::DecodeError>(())
/// ```
pub trait Row {
    /// The value at a position, counted from 0. The caller never asks beyond the statement's columns.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::value::{Row, ValueRef};
    ///
    /// struct Pair(i64, String);
    /// impl Row for Pair {
    ///     fn value(&self, index: usize) -> ValueRef<'_> {
    ///         if index == 0 { ValueRef::Integer(self.0) } else { ValueRef::Text(self.1.as_bytes()) }
    ///     }
    /// }
    /// assert_eq!(Pair(1, "a".to_owned()).value(1), ValueRef::Text(b"a"));
    /// ```
    fn value(&self, index: usize) -> ValueRef<'_>;

    /// Reads the value at a position.
    ///
    /// # Errors
    ///
    /// When the value does not fit the type; the error knows the position.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::value::{Row, ValueRef};
    /// # struct OneColumn(i64);
    /// # impl Row for OneColumn {
    /// #     fn value(&self, _index: usize) -> ValueRef<'_> {
    /// #         ValueRef::Integer(self.0)
    /// #     }
    /// # }
    /// assert_eq!(OneColumn(3).get::<i64>(0), Ok(3));
    /// assert!(OneColumn(3).get::<String>(0).is_err());
    /// ```
    #[inline]
    fn get<T: Decode>(&self, index: usize) -> Result<T, DecodeError> {
        T::decode_at(self, index).map_err(|error| error.at(index))
    }

    /// Whether the value at a position is `NULL`.
    #[doc(hidden)]
    #[inline]
    fn is_null(&self, index: usize) -> bool {
        self.value(index).is_null()
    }

    /// The value at a position, if it is an INTEGER.
    #[doc(hidden)]
    #[inline]
    fn integer(&self, index: usize) -> Option<i64> {
        match self.value(index) {
            ValueRef::Integer(integer) => Some(integer),
            _ => None,
        }
    }

    /// The value at a position, if it is a REAL.
    #[doc(hidden)]
    #[inline]
    fn real(&self, index: usize) -> Option<f64> {
        match self.value(index) {
            ValueRef::Real(real) => Some(real),
            _ => None,
        }
    }

    /// The value at a position, if it is TEXT in UTF-8.
    #[doc(hidden)]
    #[inline]
    fn text(&self, index: usize) -> Option<&str> {
        match self.value(index) {
            ValueRef::Text(bytes) => str::from_utf8(bytes).ok(),
            _ => None,
        }
    }
}

/// A type that is read from consecutive columns of a row: one value, a tuple, or a table's struct.
///
/// `#[derive(Table)]` implements it by position, in the order of the fields.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::FromRow;
///
/// assert_eq!(<(i64, Option<String>)>::width(), 2);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a row",
    label = "not a row",
    note = "a row becomes a column type, a tuple of them, a struct that derives `Table`, or a shape without relations"
)]
pub trait FromRow: Sized + Send + 'static {
    /// How many columns are read.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::value::FromRow;
    ///
    /// assert_eq!(<(Tag, Option<Post>, i64)>::width(), 2 + 5 + 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn width() -> usize;

    /// Whether the columns from `start` are those of a row that an outer join did not find.
    ///
    /// A table answers by a column that is never `NULL` in it, so that a found row full of `NULL`s is not taken for
    /// an absent one.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::value::{FromRow, Row, ValueRef};
    ///
    /// struct Nothing;
    /// impl Row for Nothing {
    ///     fn value(&self, _index: usize) -> ValueRef<'_> {
    ///         ValueRef::Null
    ///     }
    /// }
    /// assert!(<(i64, String)>::is_absent(&Nothing, 0));
    /// ```
    fn is_absent<R: Row + ?Sized>(row: &R, start: usize) -> bool;

    /// Reads the columns from `start` on.
    ///
    /// # Errors
    ///
    /// When a value does not fit its column's type.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::value::{FromRow, Row, ValueRef};
    ///
    /// struct Numbers;
    /// impl Row for Numbers {
    ///     fn value(&self, index: usize) -> ValueRef<'_> {
    ///         if index == 2 { ValueRef::Null } else { ValueRef::Integer(7) }
    ///     }
    /// }
    /// assert_eq!(<(u8, Option<i64>)>::from_row(&Numbers, 1), Ok((7, None)));
    /// ```
    fn from_row<R: Row + ?Sized>(row: &R, start: usize) -> Result<Self, DecodeError>;
}

#[diagnostic::do_not_recommend]
impl<T: ColumnType> FromRow for T {
    fn width() -> usize {
        1
    }

    #[inline]
    fn is_absent<R: Row + ?Sized>(row: &R, start: usize) -> bool {
        row.is_null(start)
    }

    #[inline]
    fn from_row<R: Row + ?Sized>(row: &R, start: usize) -> Result<Self, DecodeError> {
        row.get(start)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromRow> FromRow for Option<T> {
    fn width() -> usize {
        T::width()
    }

    #[inline]
    fn is_absent<R: Row + ?Sized>(row: &R, start: usize) -> bool {
        T::is_absent(row, start)
    }

    #[inline]
    fn from_row<R: Row + ?Sized>(row: &R, start: usize) -> Result<Self, DecodeError> {
        if T::is_absent(row, start) { Ok(None) } else { T::from_row(row, start).map(Some) }
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        #[diagnostic::do_not_recommend]
        impl<$($name: FromRow),+> FromRow for ($($name,)+) {
            fn width() -> usize {
                0 $(+ $name::width())+
            }

            fn is_absent<R: Row + ?Sized>(row: &R, start: usize) -> bool {
                let mut at = start;
                $(
                    if !$name::is_absent(row, at) {
                        return false;
                    }
                    at += $name::width();
                )+
                at > start
            }

            #[inline]
            fn from_row<R: Row + ?Sized>(row: &R, start: usize) -> Result<Self, DecodeError> {
                let mut next = start;
                let mut advance = |width: usize| {
                    let at = next;
                    next += width;
                    at
                };
                Ok(($($name::from_row(row, advance($name::width()))?,)+))
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);
