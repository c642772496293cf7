//! Keys of parents, and finding the parents of a child.

mod index;

use std::collections::HashSet;
use std::hash::{BuildHasher, Hasher, RandomState};

use crate::ast::Expr;
use crate::schema::{ColumnSchema, TableSchema};
use crate::value::{Row, Value, ValueRef};

pub(super) use index::KeyIndex;

/// A key as it stands in a row. `NULL` relates to nothing, so a key with a `NULL` in it is none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Integer(i64),
    Text(Box<[u8]>),
    Blob(Box<[u8]>),
    /// A REAL by its bits; SQL compares a REAL key with an INTEGER by value, so an integral one is an `Integer`.
    Real(u64),
    Several(Box<[Self]>),
}

/// How the texts of one part of a key are compared: by the collating sequence of the columns.
///
/// Two texts that are equal to the database must be one key here, or a child would be lost without a word. A sequence of
/// the program's own cannot be called from here: its texts are compared byte by byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Collation {
    #[default]
    Binary,
    NoCase,
    RTrim,
}

impl Collation {
    /// The sequence of a column that a key references.
    pub(super) fn of(referenced: &ColumnSchema) -> Self {
        let name = referenced.collate.unwrap_or("BINARY");
        if name.eq_ignore_ascii_case("NOCASE") {
            Self::NoCase
        } else if name.eq_ignore_ascii_case("RTRIM") {
            Self::RTrim
        } else {
            Self::Binary
        }
    }

    fn fold(self, text: &[u8]) -> Box<[u8]> {
        match self {
            Self::Binary => text.into(),
            Self::NoCase => text.to_ascii_lowercase().into(),
            Self::RTrim => {
                let kept = text.iter().rposition(|&byte| byte != b' ').map_or(0, |last| last + 1);
                text[..kept].into()
            }
        }
    }
}

impl Key {
    fn read(row: &impl Row, positions: &[usize], collations: &[Collation]) -> Option<Self> {
        let part =
            |part: usize, at: usize| Self::from_value(row.value(at), collations.get(part).copied().unwrap_or_default());
        if let [only] = *positions {
            return part(0, only);
        }
        positions
            .iter()
            .enumerate()
            .map(|(index, &at)| part(index, at))
            .collect::<Option<Box<[Self]>>>()
            .map(Self::Several)
    }

    fn from_value(value: ValueRef<'_>, collation: Collation) -> Option<Self> {
        Some(match value {
            ValueRef::Null => return None,
            ValueRef::Integer(integer) => Self::Integer(integer),
            ValueRef::Text(text) => Self::Text(collation.fold(text)),
            ValueRef::Blob(bytes) => Self::Blob(bytes.into()),
            ValueRef::Real(real) => integral(real).map_or(Self::Real(real.to_bits()), Self::Integer),
        })
    }

    /// One part of the key, as a value to bind.
    fn part(&self, part: usize) -> Value {
        match self {
            Self::Integer(integer) => Value::Integer(*integer),
            // The bytes came from TEXT; what is not UTF-8 was an error when the row was read, or equals no key.
            Self::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
            Self::Blob(bytes) => Value::Blob(bytes.to_vec()),
            Self::Real(bits) => Value::Real(f64::from_bits(*bits)),
            Self::Several(parts) => parts[part].part(0),
        }
    }
}

/// Values as a row.
struct Values<'a>(&'a [Value]);

impl Row for Values<'_> {
    fn value(&self, index: usize) -> ValueRef<'_> {
        self.0[index].as_ref()
    }
}

/// Keeps the first of rows with equal values. A row with a value that cannot be bound stays, for lowering to refuse.
pub(super) fn retain_distinct(rows: &mut Vec<Vec<Expr>>, collations: &[Collation]) {
    let mut seen: HashSet<Vec<Option<Key>>> = HashSet::new();
    rows.retain(|row| {
        let parts = row.iter().zip(collations).map(|(value, &collation)| match value {
            Expr::Value(value) => Some(Key::from_value(value.as_ref(), collation)),
            _ => None,
        });
        parts.collect::<Option<_>>().is_none_or(|key| seen.insert(key))
    });
}

/// The integer that equals a REAL.
fn integral(real: f64) -> Option<i64> {
    // The bounds are exact powers of two, so that the cast cannot saturate.
    let fits = real.fract() == 0.0 && (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&real);
    #[expect(clippy::cast_possible_truncation, reason = "integral and within the range of i64")]
    fits.then_some(real as i64)
}

/// Primary keys of a table that were seen, as the table compares them.
#[derive(Debug)]
pub(crate) struct KeySet {
    seen: HashSet<Vec<Key>>,
    collations: Box<[Collation]>,
}

impl KeySet {
    pub(crate) fn new(table: &TableSchema) -> Self {
        let collations = table.primary_key.iter().map(|&column| Collation::of(&table.columns[column]));
        Self { seen: HashSet::new(), collations: collations.collect() }
    }

    /// Adds a key, and says whether it was not there yet. A key with `NULL` in it equals no other.
    pub(crate) fn insert(&mut self, key: &[Value]) -> bool {
        let parts = key.iter().zip(&self.collations).map(|(value, &part)| Key::from_value(value.as_ref(), part));
        parts.collect::<Option<_>>().is_none_or(|key| self.seen.insert(key))
    }
}

/// Starts each map's hash at a number that nobody can know, so that nobody can choose keys that fall together.
#[derive(Debug, Clone)]
pub(super) struct KeyState(u64);

impl Default for KeyState {
    fn default() -> Self {
        Self(RandomState::new().build_hasher().finish())
    }
}

impl BuildHasher for KeyState {
    type Hasher = KeyHasher;

    fn build_hasher(&self) -> KeyHasher {
        KeyHasher(self.0)
    }
}

/// A fast hash: a load that hashes the keys of all its rows must not cost more than reading them.
#[derive(Debug)]
pub(super) struct KeyHasher(u64);

impl KeyHasher {
    const fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.mix(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.mix(word);
    }

    fn write_i64(&mut self, word: i64) {
        self.mix(word.cast_unsigned());
    }

    fn write_isize(&mut self, word: isize) {
        self.mix(word.cast_unsigned() as u64);
    }

    fn write_usize(&mut self, word: usize) {
        self.mix(word as u64);
    }

    fn finish(&self) -> u64 {
        // The table takes its low bits from here, and a product has its best bits on top.
        self.0.rotate_left(26)
    }
}
