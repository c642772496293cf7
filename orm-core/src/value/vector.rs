//! A vector of fixed length, as a BLOB.

use std::fmt;

use super::column_type::Bytes;
use super::{AllowedValues, ColumnType, Decode, DecodeError, Encode, EncodeError, StorageClass, Value, ValueRef};

/// The size of one number.
const WIDTH: usize = size_of::<f32>();

/// A vector of `N` numbers, such as an embedding: a BLOB of `N` little-endian `f32`s, whose length is checked by the table.
///
/// The distance of two vectors is computed by functions that `Database::enable_vectors` registers. A search reads every
/// row: it is exact, and there is no index for it.
///
/// # Example: the nearest of all
///
/// ```
/// # use orm_sqlite::prelude::*;
/// use orm_sqlite::value::Vector;
///
/// #[derive(Table)]
/// struct Word {
///     #[column(primary_key)]
///     id: i64,
///     text: String,
///     place: Vector<2>,
/// }
///
/// let db = Database::open_in_memory()?;
/// db.enable_vectors()?;
/// db.create_tables(&schema!(Word))?;
/// for (text, place) in [("north", [0.0, 1.0]), ("south", [0.0, -1.0]), ("east", [1.0, 0.0])] {
///     db.insert(NewWord::builder().text(text).place(Vector::from(place)).build()).run()?;
/// }
/// let asked = Vector::from([0.2, 0.9]);
/// let nearest: Vec<String> =
///     db.select::<Word>().order_by(Word::PLACE.distance_l2(asked)).limit(2).columns(Word::TEXT).all()?;
/// assert_eq!(nearest, ["north", "east"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Vector<const N: usize>(Box<[f32]>);

impl<const N: usize> Vector<N> {
    /// The numbers.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::value::Vector;
    ///
    /// assert_eq!(Vector::from([1.0, 0.5]).as_slice(), [1.0, 0.5]);
    /// ```
    pub const fn as_slice(&self) -> &[f32] {
        &self.0
    }
}

impl<const N: usize> From<[f32; N]> for Vector<N> {
    fn from(numbers: [f32; N]) -> Self {
        Self(Box::new(numbers))
    }
}

impl<const N: usize> TryFrom<Vec<f32>> for Vector<N> {
    type Error = EncodeError;

    /// Refuses a list of another length.
    fn try_from(numbers: Vec<f32>) -> Result<Self, EncodeError> {
        if numbers.len() == N {
            return Ok(Self(numbers.into()));
        }
        Err(EncodeError::Custom(format!("a vector of {} numbers, where {N} are wanted", numbers.len())))
    }
}

/// An embedding is long, and its numbers say nothing to a reader.
impl<const N: usize> fmt::Debug for Vector<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vector<{N}>")
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Encode for Vector<N> {
    fn encode(self) -> Result<Value, EncodeError> {
        if self.0.iter().any(|number| number.is_nan()) {
            return Err(EncodeError::Custom("NaN in a vector: no distance to it is a number".to_owned()));
        }
        Ok(Value::Blob(self.0.iter().flat_map(|number| number.to_le_bytes()).collect()))
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Decode for Vector<N> {
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let ValueRef::Blob(bytes) = value else { return Err(DecodeError::found("Vector", value)) };
        let (numbers, rest) = bytes.as_chunks::<WIDTH>();
        if numbers.len() != N || !rest.is_empty() {
            return Err(DecodeError::does_not_fit("Vector", "a BLOB of another length"));
        }
        Ok(Self(numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()))
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> ColumnType for Vector<N> {
    const STORAGE: StorageClass = StorageClass::Blob;
    const ALLOWED: Option<AllowedValues> = Some(AllowedValues::Length(N * WIDTH));
    type Family = Bytes;
    type KeyField<T: ColumnType> = T;
}
