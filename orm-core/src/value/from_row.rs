//! From a row to what a query returns.

use super::{ColumnType, Decode, DecodeError, ValueRef};

/// A row that an engine shows while it stands on it.
///
/// # Example
///
/// ```
/// use orm_core::value::{Row, ValueRef};
///
/// struct OneColumn(i64);
/// impl Row for OneColumn {
///     fn value(&self, _index: usize) -> ValueRef<'_> {
///         ValueRef::Integer(self.0)
///     }
/// }
/// assert_eq!(OneColumn(3).get::<u8>(0)?, 3);
/// # Ok::<(), orm_core::value::DecodeError>(())
/// ```
pub trait Row {
    /// The value at a position, counted from 0. The caller never asks beyond the statement's columns.
    fn value(&self, index: usize) -> ValueRef<'_>;

    /// Reads the value at a position.
    ///
    /// # Errors
    ///
    /// When the value does not fit the type; the error knows the position.
    #[inline]
    fn get<T: Decode>(&self, index: usize) -> Result<T, DecodeError> {
        T::decode(self.value(index)).map_err(|error| error.at(index))
    }
}

/// A type that is read from consecutive columns of a row: one value, a tuple, or a table's struct.
///
/// `#[derive(Table)]` implements it by position, in the order of the fields.
///
/// # Example
///
/// ```
/// use orm_core::value::FromRow;
///
/// assert_eq!(<(i64, Option<String>)>::width(), 2);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a row",
    note = "a row becomes a column type, a tuple of them, or a struct that derives `Table`"
)]
pub trait FromRow: Sized + Send + 'static {
    /// How many columns are read.
    fn width() -> usize;

    /// Whether the columns from `start` are those of a row that an outer join did not find.
    ///
    /// A table answers by a column that is never `NULL` in it, so that a found row full of `NULL`s is not taken for
    /// an absent one.
    fn is_absent<R: Row + ?Sized>(row: &R, start: usize) -> bool;

    /// Reads the columns from `start` on.
    ///
    /// # Errors
    ///
    /// When a value does not fit its column's type.
    fn from_row<R: Row + ?Sized>(row: &R, start: usize) -> Result<Self, DecodeError>;
}

#[diagnostic::do_not_recommend]
impl<T: ColumnType> FromRow for T {
    fn width() -> usize {
        1
    }

    #[inline]
    fn is_absent<R: Row + ?Sized>(row: &R, start: usize) -> bool {
        row.value(start).is_null()
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
