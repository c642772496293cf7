//! The prepared statements of a connection.
//!
//! A statement is found by the hash of what it is asked for, compared in full, and taken out while it runs: a second run of
//! the same statement within the first prepares one of its own, which goes when it ends.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};
use std::sync::Arc;

use orm_core::engine::{Fingerprint, Param, Sql};

use super::raw::RawStatement;
use crate::change::Tables;

/// What a statement is asked for by.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Key<'k> {
    /// The shape of a query.
    Shape(&'k Fingerprint),
    /// A text that is kept by whoever asks, such as a prepared query: the same allocation is the same text.
    Kept(&'k Arc<str>),
    /// A text.
    Text(&'k str),
}

#[derive(Debug)]
enum Owner {
    Shape(Box<[u64]>),
    Kept(Arc<str>),
    Text,
}

impl Key<'_> {
    fn hash(self) -> u64 {
        match self {
            Self::Shape(shape) => shape.hash(),
            Self::Kept(text) => (text.as_ptr().addr() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32),
            Self::Text(text) => BuildHasherDefault::<std::hash::DefaultHasher>::default().hash_one(text),
        }
    }

    fn to_owner(self) -> Owner {
        match self {
            Self::Shape(shape) => Owner::Shape(shape.words().into()),
            Self::Kept(text) => Owner::Kept(text.clone()),
            Self::Text(_) => Owner::Text,
        }
    }
}

/// A statement that was prepared, and what it reads and writes, if somebody wants to know.
pub(super) type Prepared = (RawStatement, Option<Box<Tables>>);

/// A statement that is not running, and what it is.
#[derive(Debug)]
pub(crate) struct Cached {
    /// The text and its columns; the parameters are the places of values.
    pub(super) sql: Sql,
    /// Whether the places are those of the values, one after another.
    in_order: bool,
    /// Whether one value has several places.
    pub(super) repeats: bool,
    pub(super) statement: RawStatement,
    /// Whether it goes with its run, and does not come back here.
    pub(super) spent: bool,
    /// What it reads and writes, if somebody wants to know.
    pub(super) tables: Option<Box<Tables>>,
    /// How many rows this run has given or changed.
    pub(super) rows: u64,
    hash: u64,
    /// Its slot, once it has one.
    place: usize,
    owner: Owner,
}

impl Cached {
    pub(super) fn new(key: Key<'_>, sql: Sql, (statement, tables): Prepared) -> Box<Self> {
        let mut places = sql.params.iter().enumerate();
        let in_order = places.all(|(index, place)| matches!(place, Param::Argument(place) if place.is_plain(index)));
        let places = || {
            sql.params.iter().filter_map(|param| match param {
                Param::Argument(place) => Some(place.index()),
                _ => None,
            })
        };
        let repeats = places().enumerate().any(|(at, index)| places().take(at).any(|earlier| earlier == index));
        Box::new(Self {
            sql,
            in_order,
            repeats: !in_order && repeats,
            statement,
            spent: false,
            tables,
            rows: 0,
            hash: key.hash(),
            place: usize::MAX,
            owner: key.to_owner(),
        })
    }

    /// Whether so many values are bound as they come. A value may stand in the tree and not in the text: that of a column
    /// which is counted only.
    #[inline]
    pub(super) fn takes_in_order(&self, values: usize) -> bool {
        self.in_order && self.sql.params.len() == values
    }

    /// Whether it was prepared for this run.
    #[inline]
    pub(super) const fn is_new(&self) -> bool {
        self.place == usize::MAX
    }

    fn answers(&self, key: Key<'_>) -> bool {
        match (&self.owner, key) {
            (Owner::Shape(words), Key::Shape(shape)) => **words == *shape.words(),
            (Owner::Kept(own), Key::Kept(text)) => Arc::ptr_eq(own, text),
            (Owner::Text, Key::Text(text)) => *self.sql.text == *text,
            _ => false,
        }
    }
}

/// The statements of a connection that are not running.
#[derive(Debug)]
pub(crate) struct Cache {
    slots: Vec<Slot>,
    /// Where a hash has its slot.
    places: HashMap<u64, usize, BuildHasherDefault<Hashed>>,
    capacity: usize,
    clock: u64,
    /// Kept between queries, so that a shape costs no allocation.
    pub(super) shape: Fingerprint,
}

/// A place for a statement, empty while it runs.
#[derive(Debug)]
struct Slot {
    hash: u64,
    cached: Option<Box<Cached>>,
    used: u64,
}

impl Slot {
    #[inline]
    fn take(&mut self, key: Key<'_>, clock: &mut u64) -> Option<Box<Cached>> {
        let found = self.cached.take_if(|cached| cached.answers(key))?;
        *clock += 1;
        self.used = *clock;
        Some(found)
    }
}

impl Cache {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { slots: Vec::new(), places: HashMap::default(), capacity, clock: 0, shape: Fingerprint::default() }
    }

    /// Lets all statements go.
    pub(crate) fn forget(&mut self) {
        self.slots.clear();
        self.places.clear();
    }

    /// Takes the statement out, if it is there.
    #[inline]
    pub(super) fn take(&mut self, key: Key<'_>) -> Option<Box<Cached>> {
        let place = *self.places.get(&key.hash())?;
        self.slots.get_mut(place)?.take(key, &mut self.clock)
    }

    /// Takes the statement of the shape out, if it is there.
    #[inline]
    pub(super) fn take_shape(&mut self) -> Option<Box<Cached>> {
        let place = *self.places.get(&self.shape.hash())?;
        self.slots.get_mut(place)?.take(Key::Shape(&self.shape), &mut self.clock)
    }

    /// Puts a statement back, or adds a new one. One that has come to its place meanwhile goes.
    #[inline]
    pub(super) fn put(&mut self, cached: Box<Cached>) {
        match self.slots.get_mut(cached.place) {
            Some(slot) if slot.hash == cached.hash => slot.cached = Some(cached),
            _ => self.add(cached),
        }
    }

    #[cold]
    fn add(&mut self, mut cached: Box<Cached>) {
        if self.capacity == 0 {
            return;
        }
        let hash = cached.hash;
        cached.place = match self.places.get(&hash) {
            Some(place) => *place,
            None if self.slots.len() < self.capacity => self.slots.len(),
            // The one that was not asked for the longest. Preparing costs far more than this look at all of them.
            None => (0..self.slots.len()).min_by_key(|place| self.slots[*place].used).unwrap_or(0),
        };
        self.clock += 1;
        let place = cached.place;
        let slot = Slot { hash, cached: Some(cached), used: self.clock };
        match self.slots.get_mut(place) {
            Some(old) => {
                self.places.remove(&old.hash);
                *old = slot;
            }
            None => self.slots.push(slot),
        }
        self.places.insert(hash, place);
    }
}

/// Passes on what is a hash already.
#[derive(Debug, Default)]
pub(crate) struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 << 8) | u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
