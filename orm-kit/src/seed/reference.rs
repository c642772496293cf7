//! Foreign keys: the keys that there are to choose from.

use fake::RngExt as _;
use fake::rand::rngs::ChaCha8Rng;
use orm_sqlite::migrate::{ForeignKeyConstraint, Snapshot, Table};
use orm_sqlite::value::Value;
use orm_sqlite::{Error, Transaction};

use super::sql;

/// The referenced keys of one foreign key, in a random order.
pub(super) struct Pool<'a> {
    pub(super) key: &'a ForeignKeyConstraint,
    pub(super) keys: Vec<Vec<Value>>,
    /// Whether no two rows may reference the same.
    pub(super) is_unique: bool,
    /// Whether the table references itself, so that new rows join the pool.
    pub(super) is_own: bool,
    next: usize,
}

impl<'a> Pool<'a> {
    pub(super) fn new(
        tx: &Transaction<'_>,
        table: &Table,
        key: &'a ForeignKeyConstraint,
        rng: &mut ChaCha8Rng,
    ) -> Result<Self, Error> {
        let mut keys = sql::keys(tx, &key.table, &key.references)?;
        shuffle(rng, &mut keys);
        let is_own = key.table.eq_ignore_ascii_case(&table.name);
        Ok(Self { key, keys, is_unique: is_unique(table, &key.columns), is_own, next: 0 })
    }

    /// A key that agrees with what is chosen already for some of the columns.
    pub(super) fn choose(&mut self, rng: &mut ChaCha8Rng, chosen: &[Option<Value>]) -> Option<&[Value]> {
        let agrees =
            |key: &[Value]| key.iter().zip(chosen).all(|(own, chosen)| chosen.as_ref().is_none_or(|it| it == own));
        if self.keys.is_empty() {
            return None;
        }
        let count = self.keys.len();
        let start = if self.is_unique { self.next } else { rng.random_range(0..count) };
        // Each of them once before any comes again.
        let found = (start..start + count).map(|at| at % count).find(|at| agrees(&self.keys[*at]))?;
        self.next = found + 1;
        Some(&self.keys[found])
    }
}

/// Says of which foreign key SQLite would complain with every row: <https://sqlite.org/foreignkeys.html#fk_schemaerrors>.
pub(super) fn check(snapshot: &Snapshot, table: &Table) -> Result<(), Error> {
    for key in &table.foreign_keys {
        let is_key = |parent: &Table| {
            let is_it = |unique: &[&str]| {
                let has = |name: &String| unique.iter().any(|own| own.eq_ignore_ascii_case(name));
                unique.len() == key.references.len() && key.references.iter().all(has)
            };
            key.references.len() == key.columns.len() && uniques(parent).any(|unique| is_it(&unique))
        };
        if !snapshot.table(&key.table).is_some_and(is_key) {
            let columns = key.columns.join(", ");
            let message = format!("`{}.{columns}` references a key of `{}` that is not there", table.name, key.table);
            return Err(Error::custom(message));
        }
    }
    Ok(())
}

/// The same order for the same numbers.
fn shuffle<T>(rng: &mut ChaCha8Rng, items: &mut [T]) {
    for last in (1..items.len()).rev() {
        items.swap(last, rng.random_range(0..=last));
    }
}

/// Whether some columns hold the primary key, a unique constraint or a whole unique index.
pub(super) fn is_unique(table: &Table, columns: &[String]) -> bool {
    uniques(table).any(|key| key.iter().all(|name| columns.iter().any(|own| own.eq_ignore_ascii_case(name))))
}

/// The keys of plain columns that no two rows have in common.
pub(super) fn uniques(table: &Table) -> impl Iterator<Item = Vec<&str>> {
    let keys = table.primary_key.iter().chain(&table.uniques).map(|key| &key.parts);
    let whole = table.indexes.iter().filter(|index| index.unique && index.filter.is_none());
    let parts = keys.chain(whole.map(|index| &index.parts));
    parts.filter_map(|parts| parts.iter().map(|part| part.column.as_deref()).collect())
}
