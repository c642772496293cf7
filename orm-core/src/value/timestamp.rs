//! A moment, as milliseconds in an INTEGER.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::column_type::Moments;
use super::{ColumnType, Decode, DecodeError, Encode, EncodeError, Set, StorageClass, Value, ValueRef};

/// Milliseconds since 1970-01-01 00:00:00 UTC, stored as INTEGER.
///
/// Order in SQL is order in time, before 1970 too. SQLite's functions read it as `datetime(x / 1000, 'unixepoch')`.
/// In serde it is the number of milliseconds.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::Timestamp;
///
/// let earlier = Timestamp::from_millis(-1);
/// assert!(earlier < Timestamp::now());
/// assert_eq!(earlier.as_millis(), -1);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The system clock's present moment, rounded down to a millisecond.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(orm_sqlite::value::Timestamp::now().as_millis() > 1_700_000_000_000);
    /// ```
    #[must_use]
    pub fn now() -> Self {
        Self::from(SystemTime::now())
    }

    /// The moment so many milliseconds after 1970, or before it if negative.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::value::Timestamp;
    ///
    /// assert_eq!(Timestamp::from_millis(0), Timestamp::default());
    /// ```
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// The milliseconds since 1970, negative before it.
    ///
    /// # Example
    ///
    /// ```
    /// assert_eq!(orm_sqlite::value::Timestamp::from_millis(5).as_millis(), 5);
    /// ```
    pub const fn as_millis(self) -> i64 {
        self.0
    }
}

impl From<SystemTime> for Timestamp {
    /// Rounds down to a millisecond; a time beyond 292 million years saturates.
    fn from(time: SystemTime) -> Self {
        let millis = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self(millis(after)),
            Err(before) => {
                let before = before.duration();
                let rounded_up = i64::from(before.subsec_nanos() % 1_000_000 != 0);
                Self((-millis(before)).saturating_sub(rounded_up))
            }
        }
    }
}

#[diagnostic::do_not_recommend]
impl Encode for Timestamp {
    #[inline]
    fn encode(self) -> Result<Value, EncodeError> {
        Ok(Value::Integer(self.0))
    }
}

#[diagnostic::do_not_recommend]
impl Decode for Timestamp {
    #[inline]
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Integer(millis) => Ok(Self(millis)),
            other => Err(DecodeError::found("Timestamp", other)),
        }
    }
}

#[diagnostic::do_not_recommend]
impl ColumnType for Timestamp {
    const STORAGE: StorageClass = StorageClass::Integer;
    const NOW: Option<fn() -> Result<Value, EncodeError>> = Some(|| Self::now().encode());
    type Family = Moments;
    type KeyField<T: ColumnType> = Set<T>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_before_1970_round_down() {
        let half_before = UNIX_EPOCH - Duration::from_micros(500);
        assert_eq!(Timestamp::from(half_before).as_millis(), -1);
        assert_eq!(Timestamp::from(UNIX_EPOCH + Duration::from_micros(1500)).as_millis(), 1);
    }
}
