//! Integers, floats and `bool`.

use super::column_type::{Integers, Octets, Reals, Truths};
use super::{
    AllowedValues, ColumnType, Decode, DecodeError, Encode, EncodeError, Row, Set, StorageClass, Value, ValueRef,
};

/// Asks the row for a value of the class in which the type is stored, and only if it has none what it has instead.
macro_rules! decode_at {
    (integer) => { decode_at!(@ integer Integer); };
    (real) => { decode_at!(@ real Real); };
    (@ $class:ident $variant:ident) => {
        #[inline]
        fn decode_at<R: Row + ?Sized>(row: &R, index: usize) -> Result<Self, DecodeError> {
            match row.$class(index) {
                Some(value) => Self::decode(ValueRef::$variant(value)),
                None => Self::decode(row.value(index)),
            }
        }

        #[inline]
        fn decode_nullable_at<R: Row + ?Sized>(row: &R, index: usize) -> Result<Option<Self>, DecodeError> {
            match row.$class(index) {
                Some(value) => Self::decode(ValueRef::$variant(value)).map(Some),
                None if row.is_null(index) => Ok(None),
                None => Self::decode(row.value(index)).map(Some),
            }
        }
    };
}

macro_rules! integer {
    ($family:ident: $($ty:ident),+) => {$(
        #[diagnostic::do_not_recommend]
        impl Encode for $ty {
            #[inline]
            fn encode(self) -> Result<Value, EncodeError> {
                Ok(Value::Integer(i64::from(self)))
            }
        }

        integer!(@read $ty, $family, integer!(@range $ty));
    )+};
    (@checked $($ty:ident),+) => {$(
        #[diagnostic::do_not_recommend]
        impl Encode for $ty {
            #[inline]
            fn encode(self) -> Result<Value, EncodeError> {
                i64::try_from(self).map(Value::Integer).map_err(|_| EncodeError::OutOfRange(stringify!($ty)))
            }
        }

        integer!(@read $ty, Integers, Some(AllowedValues::Range(0, i64::MAX)));
    )+};
    (@range i64) => { None };
    // Written so that the compiler checks that no bound is cut off.
    (@range $ty:ident) => { Some(AllowedValues::Range($ty::MIN as i64, $ty::MAX as i64)) };
    (@read $ty:ident, $family:ident, $allowed:expr) => {
        #[diagnostic::do_not_recommend]
        impl Decode for $ty {
            #[inline]
            fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
                match value {
                    ValueRef::Integer(integer) => Self::try_from(integer)
                        .map_err(|_| DecodeError::does_not_fit(stringify!($ty), "an INTEGER out of its range")),
                    other => Err(DecodeError::found(stringify!($ty), other)),
                }
            }

            decode_at!(integer);
        }

        #[diagnostic::do_not_recommend]
        impl ColumnType for $ty {
            const STORAGE: StorageClass = StorageClass::Integer;
            const ALLOWED: Option<AllowedValues> = $allowed;
            type Family = $family;
            type KeyField<T: ColumnType> = Set<T>;
        }
    };
}

integer!(Integers: i8, i16, i32, i64, u16, u32);
integer!(Octets: u8);
integer!(@checked u64, usize);

#[diagnostic::do_not_recommend]
impl Encode for f64 {
    #[inline]
    fn encode(self) -> Result<Value, EncodeError> {
        if self.is_nan() { Err(EncodeError::NotANumber) } else { Ok(Value::Real(self)) }
    }
}

/// The largest magnitude up to which every integer is an `f64`: 2 to the 53rd.
const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;

/// The `f64` that equals an integer.
///
/// Beyond 2^53 an integer is exact when its lowest bits are zero, which a round trip through the cast shows; the cast
/// back saturates, so `i64::MAX` is excluded by itself.
fn exact(integer: i64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "the next line checks that nothing was lost")]
    let real = integer as f64;
    #[expect(clippy::cast_possible_truncation, reason = "compared with the integer it came from")]
    let back = real as i64;
    (integer.unsigned_abs() <= EXACT || (back == integer && back != i64::MAX)).then_some(real)
}

#[diagnostic::do_not_recommend]
impl Decode for f64 {
    #[inline]
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Real(real) => Ok(real),
            ValueRef::Integer(integer) => {
                exact(integer).ok_or_else(|| DecodeError::does_not_fit("f64", "an INTEGER that it cannot hold exactly"))
            }
            other => Err(DecodeError::found("f64", other)),
        }
    }

    decode_at!(real);
}

#[diagnostic::do_not_recommend]
impl ColumnType for f64 {
    const STORAGE: StorageClass = StorageClass::Real;
    type Family = Reals;
    type KeyField<T: ColumnType> = T;
}

#[diagnostic::do_not_recommend]
impl Encode for f32 {
    #[inline]
    fn encode(self) -> Result<Value, EncodeError> {
        f64::from(self).encode()
    }
}

#[diagnostic::do_not_recommend]
impl Decode for f32 {
    #[inline]
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let wide = match value {
            ValueRef::Real(_) | ValueRef::Integer(_) => f64::decode(value),
            other => Err(DecodeError::found("f32", other)),
        };
        let wide = wide.map_err(|_| DecodeError::found("f32", value))?;
        #[expect(clippy::cast_possible_truncation, reason = "the next line checks that nothing was lost")]
        let narrow = wide as Self;
        if f64::from(narrow).to_bits() == wide.to_bits() {
            Ok(narrow)
        } else {
            Err(DecodeError::does_not_fit("f32", "a REAL that it cannot hold exactly"))
        }
    }
}

#[diagnostic::do_not_recommend]
impl ColumnType for f32 {
    const STORAGE: StorageClass = StorageClass::Real;
    type Family = Reals;
    type KeyField<T: ColumnType> = T;
}

#[diagnostic::do_not_recommend]
impl Encode for bool {
    #[inline]
    fn encode(self) -> Result<Value, EncodeError> {
        Ok(Value::Integer(i64::from(self)))
    }
}

#[diagnostic::do_not_recommend]
impl Decode for bool {
    #[inline]
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Integer(0) => Ok(false),
            ValueRef::Integer(1) => Ok(true),
            ValueRef::Integer(_) => Err(DecodeError::does_not_fit("bool", "an INTEGER other than 0 and 1")),
            other => Err(DecodeError::found("bool", other)),
        }
    }

    decode_at!(integer);
}

#[diagnostic::do_not_recommend]
impl ColumnType for bool {
    const STORAGE: StorageClass = StorageClass::Integer;
    const ALLOWED: Option<AllowedValues> = Some(AllowedValues::Integers(&[0, 1]));
    type Family = Truths;
    type KeyField<T: ColumnType> = T;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_accepts_only_integers_that_it_holds_exactly() {
        for integer in [0, 1, -1, 1 << 53, -(1 << 53), (1 << 53) + 2, i64::MIN] {
            let real = f64::decode(ValueRef::Integer(integer)).unwrap();
            assert_eq!(format!("{real:.0}"), integer.to_string());
        }
        for integer in [(1 << 53) + 1, -(1 << 53) - 1, i64::MAX, i64::MAX - 1, i64::MIN + 1] {
            assert!(f64::decode(ValueRef::Integer(integer)).is_err(), "{integer}");
        }
    }

    #[test]
    fn an_f32_is_never_rounded() {
        assert_eq!(f32::decode(ValueRef::Real(0.5)).unwrap().to_bits(), 0.5_f32.to_bits());
        assert!(f32::decode(ValueRef::Real(0.1)).is_err());
        assert!(f32::decode(ValueRef::Integer((1 << 24) + 1)).is_err());
        assert!(f32::decode(ValueRef::Real(f64::INFINITY)).unwrap().is_infinite());
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        assert!(u64::MAX.encode().is_err());
        assert!(f64::NAN.encode().is_err());
        assert!(f32::NAN.encode().is_err());
        assert!(i8::decode(ValueRef::Integer(128)).is_err());
        assert!(u32::decode(ValueRef::Integer(-1)).is_err());
        assert!(bool::decode(ValueRef::Integer(2)).is_err());
        assert!(i64::decode(ValueRef::Real(1.0)).is_err());
        assert!(i64::decode(ValueRef::Null).is_err());
    }
}
