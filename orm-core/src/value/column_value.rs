//! Nullability and conversions of column values, as types.

use super::{ColumnType, Decode, Encode, FromRow, Set};
use crate::never::Never;
use crate::query::builder_state::{Given, Missing};
use crate::relation::{Cardinality, Optional, Required};

/// What a column holds: a [`ColumnType`], or the `Option` of one.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::ColumnValue;
///
/// assert!(<Option<i64> as ColumnValue>::NULLABLE);
/// assert!(!<String as ColumnValue>::NULLABLE);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column type",
    label = "not a column type",
    note = "a field is a built-in type, an `Option` of one, or derives `ColumnType`; `Json<T>` stores any serde type"
)]
pub trait ColumnValue: Encode + Decode + FromRow + 'static {
    /// The type without `NULL`: comparisons are between bases, so that nullability never stops one.
    type Base: ColumnType;
    /// The type with `NULL`: what an outer join makes of it.
    type Opt: ColumnValue<Base = Self::Base>;
    /// `V`, nullable if `Self` is.
    type Lift<V: ColumnValue>: ColumnValue<Base = V::Base>;
    /// The field of the insert model for a column without a default.
    type Field: Field<Self>;
    /// How many parents a key of this type has.
    type Parents: Cardinality;
    /// Whether `NULL` is a value.
    const NULLABLE: bool;
}

#[diagnostic::do_not_recommend]
impl<T: ColumnType> ColumnValue for T {
    type Base = T;
    type Opt = Option<T>;
    type Lift<V: ColumnValue> = V;
    type Field = T;
    type Parents = Required;
    const NULLABLE: bool = false;
}

#[diagnostic::do_not_recommend]
impl<T: ColumnType> ColumnValue for Option<T> {
    type Base = T;
    type Opt = Self;
    type Lift<V: ColumnValue> = V::Opt;
    type Field = Set<Self>;
    type Parents = Optional;
    const NULLABLE: bool = true;
}

/// A field of an insert model for a column of type `T`: `T` where the column is required, `Set<T>` where it is not.
#[doc(hidden)]
pub trait Field<T> {
    /// The state in which a builder starts for the column `C`.
    type Start<C>;

    /// The value to write, if any.
    fn into_value(self) -> Option<T>;

    /// The field from what a builder gathered, whose type proves that a required value is there.
    fn from_set(set: Set<T>) -> Self;
}

impl<T> Field<T> for T {
    type Start<C> = Missing<C>;

    fn into_value(self) -> Option<T> {
        Some(self)
    }

    fn from_set(set: Set<T>) -> Self {
        set.into_option().expect("the builder's type says that the column is set")
    }
}

impl<T> Field<T> for Set<T> {
    type Start<C> = Given;

    fn into_value(self) -> Option<T> {
        self.into_option()
    }

    fn from_set(set: Self) -> Self {
        set
    }
}

/// A Rust value that stands for a column value of type `V` without loss.
///
/// Every type stands for itself, by value and by reference; `&str` for the text types, `&[u8]` for `Vec<u8>`, and an integer literal
/// for `f64`.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::IntoValue;
///
/// let name: String = "ada".into_value();
/// let copy: String = (&name).into_value();
/// assert_eq!(copy, "ada");
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` does not stand for a `{V}`", label = "expected `{V}`")]
pub trait IntoValue<V> {
    /// The value.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::value::IntoValue;
    ///
    /// let half: f64 = 2_i32.into_value();
    /// assert_eq!(half, 2.0);
    /// ```
    fn into_value(self) -> V;
}

#[diagnostic::do_not_recommend]
impl<V> IntoValue<V> for V {
    fn into_value(self) -> V {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType + Clone> IntoValue<V> for &V {
    fn into_value(self) -> V {
        self.clone()
    }
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType + Clone> IntoValue<V> for &&V {
    fn into_value(self) -> V {
        (*self).clone()
    }
}

/// A Rust value that a write takes for a column of type `V`: what stands for `V`, and for a nullable column also what
/// stands for its base.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::IntoField;
///
/// let bio: Option<String> = "wrote the first program".into_field();
/// assert!(bio.is_some());
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` is not a value of a `{V}` column", label = "expected `{V}`")]
pub trait IntoField<V> {
    /// The value.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::value::IntoField;
    ///
    /// let likes: Option<i64> = 3_i64.into_field();
    /// let none: Option<i64> = None.into_field();
    /// assert_eq!((likes, none), (Some(3), None));
    /// ```
    fn into_field(self) -> V;
}

#[diagnostic::do_not_recommend]
impl<V> IntoField<V> for V {
    fn into_field(self) -> V {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType> IntoField<Option<V>> for V {
    fn into_field(self) -> Option<V> {
        Some(self)
    }
}

macro_rules! stands_for {
    ($($from:ty => $to:ty),+ $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoField<$to> for $from {
            fn into_field(self) -> $to {
                self.into()
            }
        }

        #[diagnostic::do_not_recommend]
        impl IntoField<Option<$to>> for $from {
            fn into_field(self) -> Option<$to> {
                Some(self.into())
            }
        }
    )+};
}

macro_rules! stands_for_value {
    ($($from:ty => $to:ty),+ $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoValue<$to> for $from {
            fn into_value(self) -> $to {
                self.into()
            }
        }

        #[diagnostic::do_not_recommend]
        impl IntoValue<$to> for &$from {
            fn into_value(self) -> $to {
                (*self).into()
            }
        }
    )+};
}

stands_for_value!(
    &str => String,
    &str => Box<str>,
    i32 => f64,
    &[u8] => Vec<u8>,
);

stands_for!(
    &str => String,
    &String => String,
    &str => Box<str>,
    i32 => f64,
    &[u8] => Vec<u8>,
);

#[diagnostic::do_not_recommend]
impl IntoValue<Never> for i32 {
    fn into_value(self) -> Never {
        Never
    }
}

#[diagnostic::do_not_recommend]
impl IntoField<Never> for i32 {
    fn into_field(self) -> Never {
        Never
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<std::borrow::Cow<'static, str>> for &str {
    fn into_value(self) -> std::borrow::Cow<'static, str> {
        self.to_owned().into()
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<std::borrow::Cow<'static, str>> for &&str {
    fn into_value(self) -> std::borrow::Cow<'static, str> {
        (*self).to_owned().into()
    }
}

#[diagnostic::do_not_recommend]
impl IntoField<std::borrow::Cow<'static, str>> for &str {
    fn into_field(self) -> std::borrow::Cow<'static, str> {
        self.to_owned().into()
    }
}

/// Two key columns that can be compared: their base types are the same.
///
/// The expansion of a reference or a relation asks for it, so that the error stands at the user's token.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a key of type `{Self}` cannot reference a column of type `{Target}`",
    label = "the column has type `{Target}`, the key `{Self}`"
)]
pub trait KeyOf<Target> {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType> KeyOf<V> for V {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType> KeyOf<Never> for V {}
