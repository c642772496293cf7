//! How a Rust type is declared in a table.

use std::fmt;

use super::{Decode, Encode, EncodeError, Value};

/// A type that a column without `NULL` can have.
///
/// The built-in types implement it; `#[derive(ColumnType)]` implements it for enums and newtypes. A nullable column is
/// the `Option` of such a type.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::{ColumnType, StorageClass};
///
/// assert_eq!(<bool as ColumnType>::STORAGE, StorageClass::Integer);
/// ```
///
/// # Example: a type of another crate
///
/// A newtype of one's own says how it is stored. What it refuses is an error that names the column, and should not quote the value.
///
/// ```
/// # use orm_sqlite::prelude::*;
/// use std::net::Ipv4Addr;
///
/// use orm_sqlite::value::{ColumnType, Decode, DecodeError, Encode, EncodeError, Plain, StorageClass, Value, ValueRef};
///
/// #[derive(Debug, Clone, Copy, PartialEq)]
/// struct Address(Ipv4Addr);
///
/// impl Encode for Address {
///     fn encode(self) -> Result<Value, EncodeError> {
///         self.0.to_string().encode()
///     }
/// }
///
/// impl Decode for Address {
///     fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
///         let text = String::decode(value)?;
///         text.parse().map(Self).map_err(|_| DecodeError::custom("Address", "not an address".to_owned()))
///     }
/// }
///
/// impl ColumnType for Address {
///     const STORAGE: StorageClass = StorageClass::Text;
///     type Family = Plain;
///     type KeyField<T: ColumnType> = T;
/// }
///
/// #[derive(Table)]
/// struct Host {
///     #[column(primary_key)]
///     id: i64,
///     address: Address,
/// }
///
/// let db = Database::open_in_memory()?;
/// db.create_tables(&schema!(Host))?;
/// let local = Address(Ipv4Addr::LOCALHOST);
/// db.insert(NewHost::builder().address(local).build()).run()?;
/// assert_eq!(db.select::<Host>().filter(Host::ADDRESS.eq(local)).one()?.address, local);
///
/// sql!("update host set address = 'elsewhere'").run(&db)?;
/// let error = db.find::<Host>(1).one().err().map(|error| error.to_string());
/// assert_eq!(error.as_deref(), Some("cannot read host.address: expected Address: not an address"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column type",
    label = "not a column type",
    note = "a field is a built-in type, an `Option` of one, or derives `ColumnType`; `Json<T>` stores any serde type"
)]
pub trait ColumnType: Encode + Decode + Send + 'static {
    /// The storage class, and so the declared type of a STRICT table.
    const STORAGE: StorageClass;

    /// The only values that a column may have, which become a `CHECK`.
    const ALLOWED: Option<AllowedValues> = None;

    /// The present moment, where the type is one of time: what a soft delete writes by itself.
    const NOW: Option<fn() -> Result<Value, EncodeError>> = None;

    /// Which operators values have: numbers add, texts are searched.
    type Family;

    /// The field of the insert model where a column of type `T`, stored like this type, is the table's only key:
    /// [`Set<T>`](super::Set) for INTEGER, which SQLite fills in by itself, and `T` for the rest.
    type KeyField<T: ColumnType>: super::column_value::Field<T>;
}

/// A storage class of SQLite, without `NULL`.
///
/// # Example
///
/// ```
/// assert_eq!(orm_sqlite::value::StorageClass::Text.to_string(), "TEXT");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorageClass {
    /// A signed integer of up to 64 bits.
    Integer,
    /// A floating point number of 64 bits.
    Real,
    /// Text in UTF-8.
    Text,
    /// Bytes.
    Blob,
    /// Each value has its own: of a column, and of no value.
    Any,
}

impl fmt::Display for StorageClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Integer => "INTEGER",
            Self::Real => "REAL",
            Self::Text => "TEXT",
            Self::Blob => "BLOB",
            Self::Any => "ANY",
        })
    }
}

/// The values that a column may have: those of an enum, the range of a narrow integer, or bytes of one length.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::{AllowedValues, ColumnType};
///
/// assert_eq!(<bool as ColumnType>::ALLOWED, Some(AllowedValues::Integers(&[0, 1])));
/// assert_eq!(<u8 as ColumnType>::ALLOWED, Some(AllowedValues::Range(0, 255)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AllowedValues {
    /// Texts.
    Texts(&'static [&'static str]),
    /// Integers.
    Integers(&'static [i64]),
    /// All integers from the first to the second, both included.
    Range(i64, i64),
    /// BLOBs of so many bytes.
    Length(usize),
}

/// The family of integers: they add up to an `i64`.
///
/// # Example: their sum
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let total: Option<i64> = db.select::<User>().columns(User::LOGINS.sum()).one()?;
/// assert_eq!(total, Some(8));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Integers;
/// The family of floating point numbers: they add up to an `f64`.
///
/// # Example: their sum
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let halves = User::LOGINS.expr().cast::<f64>().mul(0.5);
/// let total: Option<f64> = db.select::<User>().columns(halves.sum()).one()?;
/// assert_eq!(total, Some(4.0));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Reals;
/// The family of texts.
///
/// # Example: they can be searched
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// assert_eq!(db.select::<User>().filter(User::NAME.starts_with("A")).count()?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Texts;
/// The family of types without operators beyond comparison.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::{ColumnType, Decode, DecodeError, Encode, EncodeError, Plain, StorageClass, Value, ValueRef};
///
/// #[derive(Debug, PartialEq)]
/// struct Celsius(i32);
///
/// impl Encode for Celsius {
///     fn encode(self) -> Result<Value, EncodeError> {
///         self.0.encode()
///     }
/// }
///
/// impl Decode for Celsius {
///     fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
///         i32::decode(value).map(Self)
///     }
/// }
///
/// impl ColumnType for Celsius {
///     const STORAGE: StorageClass = StorageClass::Integer;
///     type Family = Plain;
///     type KeyField<T: ColumnType> = T;
/// }
/// assert_eq!(Celsius::decode(ValueRef::Integer(-3)), Ok(Celsius(-3)));
/// ```
#[derive(Debug)]
pub struct Plain;

/// The family of `u8`: an integer, but a `Vec` of them is bytes and no list.
#[doc(hidden)]
#[derive(Debug)]
pub struct Octets;

/// The family of bytes.
#[doc(hidden)]
#[derive(Debug)]
pub struct Bytes;

/// The family of `bool`: plain, but JSON has two words for its 0 and 1.
#[doc(hidden)]
#[derive(Debug)]
pub struct Truths;

/// The family of JSON texts: plain, but within JSON they are arrays and objects and no texts.
#[doc(hidden)]
#[derive(Debug)]
pub struct Documents;

/// The family of moments: plain, but functions of dates read them.
#[doc(hidden)]
#[derive(Debug)]
pub struct Moments;

/// A family whose values are no bytes, so that a `Vec` of them is a list.
#[doc(hidden)]
pub trait Single {}

impl Single for Integers {}
impl Single for Reals {}
impl Single for Texts {}
impl Single for Plain {}
impl Single for Truths {}
impl Single for Documents {}
impl Single for Moments {}
