//! What a window is, in plain Rust.

use std::cmp::Ordering;

use orm_sqlite::expr::Window;
use orm_sqlite::prelude::*;

use crate::model::Fixture;

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "entries", insert(derive(Clone)))]
pub(super) struct Entry {
    #[column(primary_key)]
    pub(super) id: i64,
    pub(super) part: Option<i64>,
    pub(super) key: Option<i64>,
    pub(super) weight: Option<i64>,
}

/// Rows with ties and `NULL`s in every column, in an order that is none of theirs.
pub(super) fn entries(number: i64) -> (Fixture, Vec<Entry>) {
    let fixture = Fixture::new(&schema!(Entry));
    let mut state: i64 = 7;
    let mut next = |below: i64| {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        let value = (state / 65_536) % (below + 1);
        (value < below).then_some(value)
    };
    let rows: Vec<_> =
        (1..=number).map(|id| Entry { id, part: next(3), key: next(9), weight: next(20).map(|x| x - 5) }).collect();
    let new =
        rows.iter().map(|row| NewEntry::builder().id(row.id).part(row.part).key(row.key).weight(row.weight).build());
    fixture.db.insert_many(new).run().unwrap();
    (fixture, rows)
}

/// The orders that a window is tried with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Order {
    /// By the key: with ties.
    Key,
    /// By the key, greatest first.
    Descending,
    /// By the key and the primary key: without ties.
    Total,
}

impl Order {
    pub(super) fn window(self, partitioned: bool) -> Window<Entry> {
        let window = if partitioned { window().partition_by(Entry::PART) } else { window() };
        match self {
            Self::Key => window.order_by(Entry::KEY),
            Self::Descending => window.order_by(Entry::KEY.desc()),
            Self::Total => window.order_by((Entry::KEY, Entry::ID)),
        }
    }

    /// Where a row stands: `NULL` is smaller than everything.
    fn place(self, row: &Entry) -> (i64, i64) {
        match (self, row.key) {
            (Self::Descending, None) => (1, 0),
            (Self::Descending, Some(key)) => (0, -key),
            (_, None) => (0, 0),
            (_, Some(key)) => (1, key),
        }
    }

    pub(super) fn compare(self, a: &Entry, b: &Entry) -> Ordering {
        let by_place = self.place(a).cmp(&self.place(b));
        if self == Self::Total { by_place.then(a.id.cmp(&b.id)) } else { by_place }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Unit {
    Rows,
    Range,
    Groups,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Excluded {
    None,
    CurrentRow,
    Group,
    Ties,
}

/// A row's partition, in order.
pub(super) fn partition<'a>(rows: &'a [Entry], row: &Entry, order: Order, partitioned: bool) -> Vec<&'a Entry> {
    let mut partition: Vec<_> = rows.iter().filter(|other| !partitioned || other.part == row.part).collect();
    partition.sort_by(|a, b| order.compare(a, b).then(a.id.cmp(&b.id)));
    partition
}

/// The rows of a row's frame, in order.
pub(super) fn frame<'a>(
    partition: &[&'a Entry],
    row: &Entry,
    order: Order,
    unit: Unit,
    bounds: (Option<i64>, Option<i64>),
    excluded: Excluded,
) -> Vec<&'a Entry> {
    let is_tie = |other: &Entry| order.compare(other, row) == Ordering::Equal;
    let groups_before = |place: &Entry| {
        let mut before: Vec<_> =
            partition.iter().filter(|other| order.compare(other, place) == Ordering::Less).collect();
        before.dedup_by(|a, b| order.compare(a, b) == Ordering::Equal);
        i64::try_from(before.len()).unwrap()
    };
    let position = |row: &Entry| i64::try_from(partition.iter().position(|other| other.id == row.id).unwrap()).unwrap();
    // How far another row is from this one; in a range a `NULL` is at no distance from a number, but before or after it.
    let distance = |other: &Entry| match unit {
        Unit::Rows => position(other) - position(row),
        Unit::Groups => groups_before(other) - groups_before(row),
        Unit::Range => {
            let ((class, value), (own_class, own_value)) = (order.place(other), order.place(row));
            match class.cmp(&own_class) {
                Ordering::Less => i64::MIN,
                Ordering::Greater => i64::MAX,
                Ordering::Equal => value - own_value,
            }
        }
    };
    let is_framed = |other: &Entry| {
        if unit == Unit::Range && order == Order::Total {
            // Without distances: only the ends and the current row's ties.
            let side = order.compare(other, row);
            return (bounds.0.is_none() || side != Ordering::Less) && (bounds.1.is_none() || side != Ordering::Greater);
        }
        // A `NULL` plus a distance is `NULL`, so whatever the bounds of a range are, its ties are within.
        let is_null_tie = unit == Unit::Range && row.key.is_none() && is_tie(other);
        let (start, end) = bounds;
        is_null_tie
            || start.is_none_or(|start| distance(other) >= start) && end.is_none_or(|end| distance(other) <= end)
    };
    let is_excluded = |other: &Entry| match excluded {
        Excluded::None => false,
        Excluded::CurrentRow => other.id == row.id,
        Excluded::Group => is_tie(other),
        Excluded::Ties => is_tie(other) && other.id != row.id,
    };
    partition.iter().copied().filter(|other| is_framed(other) && !is_excluded(other)).collect()
}

/// The sum of the weights, `NULL` if there is none.
pub(super) fn sum(rows: &[&Entry]) -> Option<i64> {
    rows.iter().filter_map(|row| row.weight).reduce(|a, b| a + b)
}
