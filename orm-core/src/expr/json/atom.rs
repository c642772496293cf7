//! A single value of JSON whose type only the document knows.

use crate::ast;
use crate::expr::Operand;
use crate::expr::operand::Literal;
use crate::value::{
    ColumnType, Decode, DecodeError, Encode, EncodeError, IntoValue, StorageClass, Texts, Value, ValueRef,
};

/// A single value of JSON, as `json_each` shows it: a text, a number, 0 and 1 for `false` and `true`, and the JSON text of an
/// array or an object.
///
/// A column of it compares with `&str`, `String`, `i64`, `f64` and `bool`, and with lists of them, and has the functions of texts and of JSON. `cast`
/// makes another type of it.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::JsonAtom;
/// use orm_sqlite::{JsonEach, json_each};
///
/// let values = db.select_from(json_each(Json((1, "a", 0.5)))).columns(JsonEach::VALUE).all()?;
/// assert_eq!(values[0], Some(JsonAtom::Integer(1)));
/// assert_eq!(values[1].as_ref().and_then(JsonAtom::as_str), Some("a"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum JsonAtom {
    /// An integer, or a `bool` as 0 or 1.
    Integer(i64),
    /// A number with a fraction or an exponent, or beyond 64 bits.
    Real(f64),
    /// A text, or the JSON of an array or an object.
    Text(String),
}

impl JsonAtom {
    /// The text, if it is one.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::expr::JsonAtom;
    ///
    /// assert_eq!(JsonAtom::Text("a".to_owned()).as_str(), Some("a"));
    /// assert_eq!(JsonAtom::Integer(1).as_str(), None);
    /// ```
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Integer(_) | Self::Real(_) => None,
        }
    }

    /// The integer, if it is one.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::expr::JsonAtom;
    ///
    /// assert_eq!(JsonAtom::Integer(1).as_i64(), Some(1));
    /// assert_eq!(JsonAtom::Real(1.0).as_i64(), None);
    /// ```
    pub const fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Integer(integer) => Some(*integer),
            Self::Real(_) | Self::Text(_) => None,
        }
    }
}

#[diagnostic::do_not_recommend]
impl Encode for JsonAtom {
    fn encode(self) -> Result<Value, EncodeError> {
        match self {
            Self::Integer(integer) => integer.encode(),
            Self::Real(real) => real.encode(),
            Self::Text(text) => text.encode(),
        }
    }
}

#[diagnostic::do_not_recommend]
impl Decode for JsonAtom {
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Integer(integer) => Ok(Self::Integer(integer)),
            ValueRef::Real(real) => Ok(Self::Real(real)),
            ValueRef::Text(_) => String::decode(value).map(Self::Text),
            ValueRef::Null | ValueRef::Blob(_) => Err(DecodeError::found("JsonAtom", value)),
        }
    }
}

#[diagnostic::do_not_recommend]
impl ColumnType for JsonAtom {
    const STORAGE: StorageClass = StorageClass::Text;
    type Family = Texts;
    type KeyField<T: ColumnType> = T;
}

/// What stands for a single value of JSON. With it, the operand is one impl over a parameter, which rustc proposes nowhere else.
#[doc(hidden)]
pub trait StandsForAtom {
    /// The value.
    fn atom(self) -> JsonAtom;
}

macro_rules! stands_for {
    ($($ty:ty => $value:expr),+ $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl StandsForAtom for $ty {
            fn atom(self) -> JsonAtom {
                $value(self)
            }
        }
    )+};
}

stands_for!(
    String => JsonAtom::Text,
    &str => |text: &str| JsonAtom::Text(text.to_owned()),
    &&str => |text: &&str| JsonAtom::Text((*text).to_owned()),
    i64 => JsonAtom::Integer,
    f64 => JsonAtom::Real,
    bool => |truth| JsonAtom::Integer(i64::from(truth)),
);

#[diagnostic::do_not_recommend]
impl<S, V: StandsForAtom> Operand<S, JsonAtom, Literal> for V {
    fn operand(self) -> ast::Expr {
        ast::Expr::from_encoded(self.atom().encode())
    }
}

#[diagnostic::do_not_recommend]
impl<V: StandsForAtom> IntoValue<JsonAtom> for V {
    fn into_value(self) -> JsonAtom {
        self.atom()
    }
}
