//! What a function of the program takes: a tuple of column values.

use crate::value::{ColumnType, ColumnValue, DecodeError, Row};

/// The parameters of a function of the program: a tuple of up to 16 column types, or of `Option`s of them.
///
/// # Example
///
/// ```
/// use orm_sqlite::expr::Parameters;
///
/// assert_eq!(<(String, Option<i64>) as Parameters>::count(), 2);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of parameters",
    label = "expected a tuple of column types: `(String,)`"
)]
pub trait Parameters: Sized + 'static {
    /// How many there are.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::expr::Parameters;
    ///
    /// assert_eq!(<() as Parameters>::count(), 0);
    /// ```
    fn count() -> usize;

    /// The arguments of a call, or `None` if one of them is `NULL` whose parameter is no `Option`.
    ///
    /// # Errors
    ///
    /// When a value does not fit the type of its parameter.
    #[doc(hidden)]
    fn read<R: Row + ?Sized>(row: &R) -> Result<Option<Self>, DecodeError>;
}

#[diagnostic::do_not_recommend]
impl Parameters for () {
    fn count() -> usize {
        0
    }

    fn read<R: Row + ?Sized>(_row: &R) -> Result<Option<Self>, DecodeError> {
        Ok(Some(()))
    }
}

/// One parameter.
pub trait Parameter: ColumnValue {
    /// What makes the result nullable: an argument of type `V`, unless the parameter takes `NULL` itself.
    type Strict<V: ColumnValue>: ColumnValue;
}

#[diagnostic::do_not_recommend]
impl<P: ColumnType> Parameter for P {
    type Strict<V: ColumnValue> = V;
}

#[diagnostic::do_not_recommend]
impl<P: ColumnType> Parameter for Option<P> {
    type Strict<V: ColumnValue> = P;
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        #[diagnostic::do_not_recommend]
        impl<$($name: Parameter),+> Parameters for ($($name,)+) {
            fn count() -> usize {
                [$($name::NULLABLE),+].len()
            }

            fn read<R: Row + ?Sized>(row: &R) -> Result<Option<Self>, DecodeError> {
                let nullable = [$($name::NULLABLE),+];
                if nullable.into_iter().enumerate().any(|(index, nullable)| !nullable && row.value(index).is_null()) {
                    return Ok(None);
                }
                let mut indexes = 0..;
                let mut next = || indexes.next().unwrap_or_default();
                Ok(Some(($(row.get::<$name>(next())?,)+)))
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);
