//! Rows that are read without copying: text and bytes straight from the statement.

use std::borrow::Cow;

use super::text::text;
use super::{ColumnType, DecodeError, Json, Row, Timestamp, ValueRef};

/// A column type as it is borrowed from a row: `&str` for text, `&[u8]` for bytes, and any other type as it is.
///
/// # Example: a query over the names of any rows
///
/// ```
/// use orm_sqlite::value::{DecodeRef, ValueRef};
///
/// let name: &str = String::decode_ref(ValueRef::Text(b"ada"))?;
/// assert_eq!(name, "ada");
/// # Ok::<(), orm_sqlite::value::DecodeError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be borrowed from a row",
    label = "not borrowed",
    note = "columns, `Option`s and tuples of them can; select the columns of a table with `columns`"
)]
pub trait DecodeRef: ColumnType {
    /// What is borrowed.
    type Ref<'r>;

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// When the value does not fit the type.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::value::{DecodeRef, ValueRef};
    ///
    /// assert_eq!(<Vec<u8>>::decode_ref(ValueRef::Blob(&[1, 2]))?, [1, 2]);
    /// assert!(String::decode_ref(ValueRef::Text(&[0xff])).is_err());
    /// # Ok::<(), orm_sqlite::value::DecodeError>(())
    /// ```
    fn decode_ref(value: ValueRef<'_>) -> Result<Self::Ref<'_>, DecodeError>;

    /// Reads the value in a column of a row. Text asks the row for text.
    ///
    /// # Errors
    ///
    /// As [`decode_ref`](Self::decode_ref).
    #[doc(hidden)]
    #[inline]
    fn decode_ref_at<R: Row + ?Sized>(row: &R, index: usize) -> Result<Self::Ref<'_>, DecodeError> {
        Self::decode_ref(row.value(index))
    }

    /// The same in a column that may be `NULL`.
    ///
    /// # Errors
    ///
    /// As [`decode_ref`](Self::decode_ref).
    #[doc(hidden)]
    #[inline]
    fn decode_nullable_ref_at<R: Row + ?Sized>(row: &R, index: usize) -> Result<Option<Self::Ref<'_>>, DecodeError> {
        let value = row.value(index);
        if value.is_null() { Ok(None) } else { Self::decode_ref(value).map(Some) }
    }
}

/// A column type of which nothing can be borrowed.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be borrowed from a row",
    label = "not borrowed",
    note = "columns, `Option`s and tuples of them can; select the columns of a table with `columns`"
)]
pub trait Unborrowed: ColumnType {}

#[diagnostic::do_not_recommend]
impl<T: Unborrowed> DecodeRef for T {
    type Ref<'r> = T;

    #[inline]
    fn decode_ref(value: ValueRef<'_>) -> Result<T, DecodeError> {
        T::decode(value)
    }

    #[inline]
    fn decode_ref_at<R: Row + ?Sized>(row: &R, index: usize) -> Result<T, DecodeError> {
        T::decode_at(row, index)
    }

    #[inline]
    fn decode_nullable_ref_at<R: Row + ?Sized>(row: &R, index: usize) -> Result<Option<T>, DecodeError> {
        T::decode_nullable_at(row, index)
    }
}

macro_rules! unborrowed {
    ($($ty:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl Unborrowed for $ty {}
    )+};
}

unborrowed!(i8, i16, i32, i64, u8, u16, u32, u64, usize, f32, f64, bool, Timestamp);

#[diagnostic::do_not_recommend]
impl<const N: usize> Unborrowed for [u8; N] where Self: ColumnType {}

#[diagnostic::do_not_recommend]
impl<T> Unborrowed for Json<T> where Self: ColumnType {}

macro_rules! borrowed_text {
    ($($ty:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl DecodeRef for $ty {
            type Ref<'r> = &'r str;

            #[inline]
            fn decode_ref(value: ValueRef<'_>) -> Result<&str, DecodeError> {
                text(value, "&str")
            }

            #[inline]
            fn decode_ref_at<R: Row + ?Sized>(row: &R, index: usize) -> Result<&str, DecodeError> {
                row.text(index).map_or_else(|| text(row.value(index), "&str"), Ok)
            }

            #[inline]
            fn decode_nullable_ref_at<R: Row + ?Sized>(row: &R, index: usize) -> Result<Option<&str>, DecodeError> {
                match row.text(index) {
                    None if row.is_null(index) => Ok(None),
                    None => text(row.value(index), "&str").map(Some),
                    found => Ok(found),
                }
            }
        }
    )+};
}

borrowed_text!(String, Box<str>, Cow<'static, str>);

#[diagnostic::do_not_recommend]
impl DecodeRef for Vec<u8> {
    type Ref<'r> = &'r [u8];

    #[inline]
    fn decode_ref(value: ValueRef<'_>) -> Result<&[u8], DecodeError> {
        match value {
            ValueRef::Blob(bytes) => Ok(bytes),
            other => Err(DecodeError::found("&[u8]", other)),
        }
    }
}

/// A row as it is borrowed from a statement: a column, an `Option`, or a tuple of them.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let mut longest = 0;
/// db.select::<User>().columns((User::NAME, User::BIO)).for_each_ref(|(name, bio): (&str, Option<&str>)| {
///     longest = longest.max(name.len() + bio.map_or(0, str::len));
/// })?;
/// assert_eq!(longest, 26);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be borrowed from a row",
    label = "not borrowed",
    note = "columns, `Option`s and tuples of them can; select the columns of a table with `columns`"
)]
pub trait BorrowRow: super::FromRow {
    /// What is borrowed.
    type Ref<'r>;

    /// Reads the columns from `start` on.
    #[doc(hidden)]
    fn borrow_row<R: Row + ?Sized>(row: &R, start: usize) -> Result<Self::Ref<'_>, DecodeError>;

    /// The same, of columns that an outer join or a nullable column may not have.
    ///
    /// # Errors
    ///
    /// When a value does not fit its column's type.
    #[doc(hidden)]
    #[inline]
    fn borrow_optional<R: Row + ?Sized>(row: &R, start: usize) -> Result<Option<Self::Ref<'_>>, DecodeError> {
        if Self::is_absent(row, start) { Ok(None) } else { Self::borrow_row(row, start).map(Some) }
    }
}

#[diagnostic::do_not_recommend]
impl<T: DecodeRef> BorrowRow for T {
    type Ref<'r> = <T as DecodeRef>::Ref<'r>;

    #[inline]
    fn borrow_row<R: Row + ?Sized>(row: &R, start: usize) -> Result<Self::Ref<'_>, DecodeError> {
        T::decode_ref_at(row, start).map_err(|error| error.at(start))
    }

    #[inline]
    fn borrow_optional<R: Row + ?Sized>(row: &R, start: usize) -> Result<Option<Self::Ref<'_>>, DecodeError> {
        T::decode_nullable_ref_at(row, start).map_err(|error| error.at(start))
    }
}

#[diagnostic::do_not_recommend]
impl<T: BorrowRow> BorrowRow for Option<T> {
    type Ref<'r> = Option<T::Ref<'r>>;

    #[inline]
    fn borrow_row<R: Row + ?Sized>(row: &R, start: usize) -> Result<Self::Ref<'_>, DecodeError> {
        T::borrow_optional(row, start)
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        #[diagnostic::do_not_recommend]
        impl<$($name: BorrowRow),+> BorrowRow for ($($name,)+) {
            type Ref<'r> = ($($name::Ref<'r>,)+);

            #[inline]
            fn borrow_row<Stored: Row + ?Sized>(row: &Stored, start: usize) -> Result<Self::Ref<'_>, DecodeError> {
                let mut next = start;
                let mut advance = |width: usize| {
                    let at = next;
                    next += width;
                    at
                };
                Ok(($($name::borrow_row(row, advance($name::width()))?,)+))
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);
