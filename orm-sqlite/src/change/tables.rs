//! Sets of tables, and what a statement does with them.

use std::collections::HashMap;
use std::sync::Arc;

/// A set of tables, by the numbers that [`Names`] gives them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TableSet {
    /// Every table, also one that has no number yet.
    all: bool,
    bits: Vec<u64>,
}

impl TableSet {
    /// Every table.
    pub(crate) const fn all() -> Self {
        Self { all: true, bits: Vec::new() }
    }

    pub(super) fn insert(&mut self, table: usize) {
        let word = table / 64;
        if self.bits.len() <= word {
            self.bits.resize(word + 1, 0);
        }
        self.bits[word] |= 1 << (table % 64);
    }

    pub(super) const fn insert_all(&mut self) {
        self.all = true;
    }

    pub(super) fn contains(&self, table: usize) -> bool {
        self.all || self.bits.get(table / 64).is_some_and(|word| word & (1 << (table % 64)) != 0)
    }

    pub(super) const fn is_all(&self) -> bool {
        self.all
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.all && self.bits.iter().all(|word| *word == 0)
    }

    pub(super) fn clear(&mut self) {
        self.all = false;
        self.bits.fill(0);
    }

    pub(super) fn extend(&mut self, other: &Self) {
        self.all |= other.all;
        if self.bits.len() < other.bits.len() {
            self.bits.resize(other.bits.len(), 0);
        }
        for (word, more) in self.bits.iter_mut().zip(&other.bits) {
            *word |= more;
        }
    }

    /// Whether a table is in both. What is every table meets every set, because nobody knows what it leaves out.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.all || other.all || self.bits.iter().zip(&other.bits).any(|(one, two)| one & two != 0)
    }
}

/// What a statement does, as SQLite says while it compiles it: with what its views, triggers and foreign keys do.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    pub(super) reads: TableSet,
    pub(super) writes: TableSet,
    pub(super) savepoint: Option<Savepoint>,
    /// Whether it drops a table, for which SQLite asks whether the rows may be deleted.
    pub(super) drops: bool,
}

impl Tables {
    pub(super) fn is_empty(&self) -> bool {
        self.reads.is_empty() && self.writes.is_empty()
    }
}

/// What a statement does with a savepoint of a name.
#[derive(Debug, Clone)]
pub(super) enum Savepoint {
    Begin(String),
    Release(String),
    RollBack(String),
}

/// The numbers of tables. A name keeps its number as long as the database is open.
#[derive(Debug, Default)]
pub(super) struct Names {
    numbers: HashMap<String, usize>,
    names: Vec<Arc<str>>,
}

impl Names {
    /// SQLite takes names that differ in the case of ASCII letters for the same.
    pub(super) fn number(&mut self, name: &str) -> usize {
        let folded = name.to_ascii_lowercase();
        let next = self.names.len();
        let number = *self.numbers.entry(folded).or_insert(next);
        if number == next {
            self.names.push(name.into());
        }
        number
    }

    /// The names of the tables of a set that are known.
    pub(super) fn of(&self, set: &TableSet) -> Vec<Arc<str>> {
        let numbered = self.names.iter().enumerate();
        numbered.filter(|(number, _)| set.contains(*number)).map(|(_, name)| name.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Names, TableSet};

    fn set(tables: &[usize]) -> TableSet {
        let mut set = TableSet::default();
        for table in tables {
            set.insert(*table);
        }
        set
    }

    #[test]
    fn sets_of_any_number_of_tables_meet_where_they_share_one() {
        let (few, many) = (set(&[3]), set(&[3, 64, 200]));
        assert!(few.meets(&many) && many.meets(&few));
        assert!(!set(&[2]).meets(&many) && !set(&[199]).meets(&many));
        assert!(TableSet::all().meets(&set(&[])) && set(&[7]).meets(&TableSet::all()));
        assert!(many.contains(200) && !many.contains(201) && !few.contains(64));
        let mut both = few;
        both.extend(&many);
        assert_eq!(both, many);
        both.clear();
        assert!(both.is_empty());
    }

    #[test]
    fn a_name_has_one_number_however_it_is_written() {
        let mut names = Names::default();
        assert_eq!((names.number("users"), names.number("posts"), names.number("USERS")), (0, 1, 0));
        assert_eq!(names.of(&set(&[1])), ["posts".into()]);
        assert_eq!(names.of(&TableSet::all()).len(), 2);
    }
}
