//! The parents of a relation, found by their keys.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::{Collation, Key, KeyState, Values};
use crate::value::{Row, Value};

/// The parents of one relation by key. Several parents may have one key: they share a child, or were themselves read
/// more than once.
#[derive(Debug)]
pub(in crate::relation) struct KeyIndex {
    /// The keys as long as each is an INTEGER above the one before, as those of a table are that is read in its order:
    /// then a key's place is guessed or found by halves, and nothing is hashed.
    ascending: Option<Vec<i64>>,
    hashed: Hashed,
    /// How each part is compared.
    collations: Box<[Collation]>,
}

/// Any keys.
#[derive(Debug, Default)]
struct Hashed {
    first: HashMap<Key, usize, KeyState>,
    /// For each parent, the parent before it with the same key.
    previous: Vec<Option<usize>>,
    /// Parts of keys that are `NULL` in another part. They find no child of this relation, but a relation whose key begins
    /// with the same column binds the same list.
    incomplete: HashSet<(usize, Key), KeyState>,
}

impl KeyIndex {
    /// No parents yet.
    pub(in crate::relation) fn new(collations: Box<[Collation]>) -> Self {
        Self { ascending: Some(Vec::new()), hashed: Hashed::default(), collations }
    }

    /// No parents, compared in the same way.
    pub(in crate::relation) fn fresh(&self) -> Self {
        Self::new(self.collations.clone())
    }

    /// Adds the next parent by its row.
    #[inline]
    pub(in crate::relation) fn push(&mut self, row: &impl Row, positions: &[usize]) {
        if let ([only], Some(keys)) = (positions, &mut self.ascending)
            && let Some(key) = row.integer(*only)
            && keys.last().is_none_or(|last| *last < key)
        {
            keys.push(key);
            return;
        }
        self.push_any(row, positions);
    }

    fn push_any(&mut self, row: &impl Row, positions: &[usize]) {
        self.hash_all();
        let key = Key::read(row, positions, &self.collations);
        if key.is_none() && positions.len() > 1 {
            for (part, &at) in positions.iter().enumerate() {
                let collation = self.collations.get(part).copied().unwrap_or_default();
                let found = Key::from_value(row.value(at), collation);
                self.hashed.incomplete.extend(found.map(|key| (part, key)));
            }
        }
        self.hashed.push(key);
    }

    /// Goes over to any keys.
    fn hash_all(&mut self) {
        let ascending = self.ascending.take().unwrap_or_default();
        for key in ascending {
            self.hashed.push(Some(Key::Integer(key)));
        }
    }

    /// Adds the next parent by the values of its key.
    pub(in crate::relation) fn push_values(&mut self, key: &[Value]) {
        let positions: Vec<usize> = (0..key.len()).collect();
        self.push(&Values(key), &positions);
    }

    /// Adds the next parent, which has no key.
    pub(in crate::relation) fn push_none(&mut self) {
        self.hash_all();
        self.hashed.push(None);
    }

    /// The parents of the child on which a row stands.
    #[inline]
    pub(in crate::relation) fn parents(&self, row: &impl Row, positions: &[usize]) -> impl Iterator<Item = usize> {
        let last = match (&self.ascending, positions) {
            (Some(keys), [only]) => match row.integer(*only) {
                Some(key) => place(keys, key),
                None => self.place_of_any(row, positions),
            },
            _ => self.place_of_any(row, positions),
        };
        std::iter::successors(last, |&parent| self.hashed.previous.get(parent).copied().flatten())
    }

    fn place_of_any(&self, row: &impl Row, positions: &[usize]) -> Option<usize> {
        let key = Key::read(row, positions, &self.collations)?;
        match (&self.ascending, &key) {
            (Some(keys), Key::Integer(integer)) => place(keys, *integer),
            _ => self.hashed.first.get(&key).copied(),
        }
    }

    /// How many parents there are.
    pub(in crate::relation) fn len(&self) -> usize {
        self.ascending.as_ref().map_or(self.hashed.previous.len(), Vec::len)
    }

    /// One part of each different key.
    pub(in crate::relation) fn parts(&self, part: usize) -> Vec<Value> {
        if let Some(keys) = &self.ascending {
            return keys.iter().copied().map(Value::Integer).collect();
        }
        let incomplete = self.hashed.incomplete.iter().filter(|(of, _)| *of == part).map(|(_, key)| key.part(0));
        self.hashed.first.keys().map(|key| key.part(part)).chain(incomplete).collect()
    }
}

impl Default for KeyIndex {
    fn default() -> Self {
        Self::new(Box::default())
    }
}

impl Hashed {
    fn push(&mut self, key: Option<Key>) {
        let parent = self.previous.len();
        self.previous.push(None);
        match key.map(|key| self.first.entry(key)) {
            None => {}
            Some(Entry::Vacant(entry)) => {
                entry.insert(parent);
            }
            Some(Entry::Occupied(mut entry)) => self.previous[parent] = Some(entry.insert(parent)),
        }
    }
}

/// Where a key stands among ascending ones. Without gaps, as many keys have none, its distance from the first says so.
#[inline]
fn place(keys: &[i64], key: i64) -> Option<usize> {
    let distance = key.wrapping_sub(*keys.first()?);
    let guess = usize::try_from(distance).ok();
    match guess {
        Some(guess) if keys.get(guess) == Some(&key) => Some(guess),
        _ => keys.binary_search(&key).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(keys: &[Value]) -> KeyIndex {
        let mut index = KeyIndex::default();
        for key in keys {
            index.push_values(std::slice::from_ref(key));
        }
        index
    }

    fn parents(index: &KeyIndex, key: Value) -> Vec<usize> {
        index.parents(&Values(&[key]), &[0]).collect()
    }

    #[test]
    fn finds_keys_with_gaps_and_at_the_ends_of_the_range() {
        let keys = [i64::MIN, -3, 0, 1, 2, 7, i64::MAX];
        let index = index(&keys.map(Value::Integer));
        for (place, key) in keys.into_iter().enumerate() {
            assert_eq!(parents(&index, Value::Integer(key)), [place], "{key}");
        }
        for absent in [i64::MIN + 1, -1, 3, 6, 8, i64::MAX - 1] {
            assert!(parents(&index, Value::Integer(absent)).is_empty(), "{absent}");
        }
        assert_eq!(index.parts(0), keys.map(Value::Integer));
    }

    #[test]
    fn goes_over_to_any_keys_and_loses_none() {
        let mut found =
            index(&[Value::Integer(1), Value::Integer(4), Value::Integer(2), Value::Null, Value::Integer(4)]);
        found.push_none();
        assert_eq!(found.len(), 6);
        assert_eq!(parents(&found, Value::Integer(1)), [0]);
        assert_eq!(parents(&found, Value::Integer(4)), [4, 1]);
        assert_eq!(parents(&found, Value::Real(2.0)), [2]);
        assert!(parents(&found, Value::Null).is_empty());
        assert!(parents(&found, Value::Text("1".to_owned())).is_empty());
    }

    #[test]
    fn a_real_finds_the_integer_that_it_equals() {
        let index = index(&[Value::Integer(1), Value::Integer(2)]);
        assert_eq!(parents(&index, Value::Real(2.0)), [1]);
        assert!(parents(&index, Value::Real(1.5)).is_empty());
    }
}
