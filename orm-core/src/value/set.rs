//! A field that may be left out of a write.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field of an insert or update model: left out, or a value.
///
/// `Unset` leaves the column out of the statement, so an insert takes the database's default and an update keeps what
/// is stored; `Value(None)` writes `NULL`.
///
/// In serde an absent field is `Unset` and `null` is `Value(None)`. A `null` where the column takes none is an error,
/// except for an INTEGER key: there it means what it means to SQLite, that the database chooses.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::Set;
///
/// let bio: Set<Option<String>> = Set::Value(None);
/// assert!(bio.is_set());
/// assert_eq!(Set::from(3), Set::Value(3));
/// assert_eq!(Set::<i64>::default(), Set::Unset);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Set<T> {
    /// Leave the column out.
    #[default]
    Unset,
    /// Write this value.
    Value(T),
}

impl<T> Set<T> {
    /// Whether there is a value.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::value::Set;
    ///
    /// assert!(Set::Value(1).is_set());
    /// assert!(!Set::<i64>::Unset.is_set());
    /// ```
    pub const fn is_set(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// Whether there is none.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(orm_sqlite::value::Set::<i64>::Unset.is_unset());
    /// ```
    pub const fn is_unset(&self) -> bool {
        matches!(self, Self::Unset)
    }

    /// The value, if there is one.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::value::Set;
    ///
    /// assert_eq!(Set::Value(1).into_option(), Some(1));
    /// ```
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Unset => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> From<T> for Set<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Serialize> Serialize for Set<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unset => serializer.serialize_none(),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Set<T> {
    /// Reads a field that the derive could not mark with `default`: an INTEGER key of a user's type, or a nullable
    /// column behind an alias. Both take a missing field as `Unset` or `NULL`, so the two need no telling apart.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<T>::deserialize(deserializer)?.map_or(Self::Unset, Self::Value))
    }
}

/// Reads a field that is present: the strict form that expansions put beside `#[serde(default)]`, so that `null` must
/// be a value of the column's type.
///
/// # Errors
///
/// Whatever the column's type says of the input.
#[doc(hidden)]
pub fn deserialize_set<'de, T, D>(deserializer: D) -> Result<Set<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Set::Value)
}
