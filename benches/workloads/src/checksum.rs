//! Checksums of rows: equal for equal rows, in whatever order they were loaded.

use crate::rows::{Comment, Measurement, Pair, Post, User};

const PRIME: u64 = 0x0100_0000_01b3;

/// A checksum that grows field by field (FNV-1a).
#[derive(Debug, Clone, Copy)]
struct Sum(u64);

impl Sum {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(PRIME);
        }
        // A boundary, so that two texts are not one.
        self.0 = (self.0 ^ 0x1ff).wrapping_mul(PRIME);
        self
    }

    fn number(self, number: u64) -> Self {
        self.bytes(&number.to_le_bytes())
    }

    fn optional<T>(self, value: Option<T>, add: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => add(self.number(1), value),
            None => self.number(0),
        }
    }
}

/// The sum of many, whose order does not matter.
pub fn all(sums: impl IntoIterator<Item = u64>) -> u64 {
    sums.into_iter().fold(0, u64::wrapping_add)
}

/// A row and the rows below it, which do not count as each other's.
pub fn above(row: u64, below: u64) -> u64 {
    Sum(row).number(below).0
}

/// A user's fields.
pub fn user(id: i64, name: &str, hair_color: Option<&str>) -> u64 {
    let sum = Sum::new().number(id.cast_unsigned()).bytes(name.as_bytes());
    sum.optional(hair_color, |sum, color| sum.bytes(color.as_bytes())).0
}

/// A post's fields.
pub fn post(id: i64, user_id: i64, title: &str, content: &str) -> u64 {
    let keys = Sum::new().number(id.cast_unsigned()).number(user_id.cast_unsigned());
    keys.bytes(title.as_bytes()).bytes(content.as_bytes()).0
}

/// A comment's fields.
pub fn comment(id: i64, post_id: i64, text: &str) -> u64 {
    Sum::new().number(id.cast_unsigned()).number(post_id.cast_unsigned()).bytes(text.as_bytes()).0
}

/// The fields of a row of the join.
pub fn pair(user_id: i64, name: &str, post_id: i64, title: &str) -> u64 {
    let user = Sum::new().number(user_id.cast_unsigned()).bytes(name.as_bytes());
    user.number(post_id.cast_unsigned()).bytes(title.as_bytes()).0
}

/// A measurement's integers: key, sensor, sequence, error code, and whether it is active.
pub type Keys = (i64, i64, i64, Option<i64>, bool);

/// Its temperature, humidity and pressure.
pub type Reals = (f64, f64, Option<f64>);

/// Its label, unit, location and note.
pub type Texts<'r> = (&'r str, &'r str, &'r str, Option<&'r str>);

/// Its payload, digest and signature.
pub type Blobs<'r> = (&'r [u8], &'r [u8], Option<&'r [u8]>);

/// A measurement's fields, borrowed.
pub fn measurement(keys: Keys, reals: Reals, texts: Texts<'_>, blobs: Blobs<'_>) -> u64 {
    let mut sum = Sum::new();
    for key in [keys.0, keys.1, keys.2] {
        sum = sum.number(key.cast_unsigned());
    }
    sum = sum.optional(keys.3, |sum, code| sum.number(code.cast_unsigned())).number(u64::from(keys.4));
    sum = sum.number(reals.0.to_bits()).number(reals.1.to_bits());
    sum = sum.optional(reals.2, |sum, real| sum.number(real.to_bits()));
    sum = sum.bytes(texts.0.as_bytes()).bytes(texts.1.as_bytes()).bytes(texts.2.as_bytes());
    sum = sum.optional(texts.3, |sum, text| sum.bytes(text.as_bytes()));
    sum = sum.bytes(blobs.0).bytes(blobs.1);
    sum.optional(blobs.2, |sum, blob| sum.bytes(blob)).0
}

/// What has a checksum.
pub trait Checksum {
    /// It.
    fn checksum(&self) -> u64;
}

/// Gives structs with the fields of the tables their checksums: `checksums!(user: User, post: Post)`.
#[macro_export]
macro_rules! checksums {
    (@row user: $row:ty) => {
        impl $crate::checksum::Checksum for $row {
            fn checksum(&self) -> u64 {
                $crate::checksum::user(self.id, &self.name, self.hair_color.as_deref())
            }
        }
    };
    (@row post: $row:ty) => {
        impl $crate::checksum::Checksum for $row {
            fn checksum(&self) -> u64 {
                $crate::checksum::post(self.id, self.user_id, &self.title, &self.content)
            }
        }
    };
    (@row comment: $row:ty) => {
        impl $crate::checksum::Checksum for $row {
            fn checksum(&self) -> u64 {
                $crate::checksum::comment(self.id, self.post_id, &self.text)
            }
        }
    };
    (@row measurement: $row:ty) => {
        impl $crate::checksum::Checksum for $row {
            fn checksum(&self) -> u64 {
                $crate::checksum::measurement(
                    (self.id, self.sensor, self.sequence, self.error_code, self.active),
                    (self.temperature, self.humidity, self.pressure),
                    (&self.label, &self.unit, &self.location, self.note.as_deref()),
                    (&self.payload, &self.digest, self.signature.as_deref()),
                )
            }
        }
    };
    ($($table:ident: $row:ty),+ $(,)?) => {
        $($crate::checksums!(@row $table: $row);)+
    };
}

checksums!(user: User, post: Post, comment: Comment, measurement: Measurement);

impl Checksum for Pair {
    fn checksum(&self) -> u64 {
        pair(self.user_id, &self.name, self.post_id, &self.title)
    }
}

/// A row with the rows below it.
impl<T: Checksum, B: Checksum> Checksum for (T, Vec<B>) {
    fn checksum(&self) -> u64 {
        above(self.0.checksum(), self.1.checksum())
    }
}

impl<T: Checksum> Checksum for Vec<T> {
    fn checksum(&self) -> u64 {
        all(self.iter().map(Checksum::checksum))
    }
}

impl<T: Checksum> Checksum for Option<T> {
    fn checksum(&self) -> u64 {
        self.as_ref().map_or(0, Checksum::checksum)
    }
}

/// A sum that was made while rows went by.
impl Checksum for u64 {
    fn checksum(&self) -> u64 {
        *self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_rows_does_not_matter_and_their_values_do() {
        let user = |id, name: &str| User { id, name: name.to_owned(), hair_color: None };
        let rows = vec![user(1, "a"), user(2, "b")];
        let turned = vec![user(2, "b"), user(1, "a")];
        let mixed = vec![user(1, "b"), user(2, "a")];
        assert_eq!(rows.checksum(), turned.checksum());
        assert_ne!(rows.checksum(), mixed.checksum());
        assert_ne!(user(1, "a").checksum(), User { hair_color: Some(String::new()), ..user(1, "a") }.checksum());
    }

    #[test]
    fn a_row_below_another_parent_is_another_sum() {
        let post = |id| Post { id, user_id: 0, title: String::new(), content: String::new() };
        let user = |id| User { id, name: String::new(), hair_color: None };
        let one = vec![(user(1), vec![post(1)]), (user(2), vec![post(2)])];
        let other = vec![(user(1), vec![post(2)]), (user(2), vec![post(1)])];
        assert_ne!(one.checksum(), other.checksum());
    }

    #[test]
    fn two_texts_are_not_one() {
        assert_ne!(post(1, 1, "ab", "c"), post(1, 1, "a", "bc"));
    }
}
