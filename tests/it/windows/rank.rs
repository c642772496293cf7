//! Numbers and ranks, with ties and `NULL`s, and values of other rows.

use orm_sqlite::prelude::*;

use super::model::{Entry, Order, entries, partition};

fn int(number: usize) -> i64 {
    i64::try_from(number).unwrap()
}

#[expect(clippy::cast_precision_loss, reason = "the numbers are small")]
fn ratio(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64
}

#[test]
fn ranks_count_ties_and_nulls_as_the_model_does() {
    let (fixture, rows) = entries(40);
    for order in [Order::Key, Order::Descending, Order::Total] {
        let of_part = order.window(true).named("of_part");
        let found: Vec<(i64, i64, f64, f64)> = fixture
            .db
            .select::<Entry>()
            .columns((
                rank().over(&of_part),
                dense_rank().over(&of_part),
                percent_rank().over(&of_part),
                cume_dist().over(&of_part),
            ))
            .order_by(Entry::ID)
            .all()
            .unwrap();
        let expected = rows.iter().map(|row| {
            let partition = partition(&rows, row, order, true);
            let before: Vec<_> = partition.iter().filter(|other| order.compare(other, row).is_lt()).collect();
            let up_to = partition.iter().filter(|other| order.compare(other, row).is_le()).count();
            let mut groups = before.clone();
            groups.dedup_by(|a, b| order.compare(a, b).is_eq());
            let (before, all) = (int(before.len()), int(partition.len()));
            let percent = if all == 1 { 0.0 } else { ratio(before, all - 1) };
            (before + 1, int(groups.len()) + 1, percent, ratio(int(up_to), all))
        });
        assert_eq!(found, expected.collect::<Vec<_>>(), "{order:?}");
    }
}

#[test]
fn numbers_and_buckets() {
    let (fixture, rows) = entries(23);
    for buckets in [1, 2, 5, 23, 100] {
        let found: Vec<(i64, i64)> = fixture
            .db
            .select::<Entry>()
            .columns((row_number().over(Order::Total.window(true)), ntile(buckets).over(Order::Total.window(false))))
            .order_by(Entry::ID)
            .all()
            .unwrap();
        let expected = rows.iter().map(|row| {
            let number = |partitioned| {
                let partition = partition(&rows, row, Order::Total, partitioned);
                int(partition.iter().position(|other| other.id == row.id).unwrap())
            };
            let (at, all, buckets) = (number(false), int(rows.len()), i64::from(buckets));
            let (size, larger) = (all / buckets, all % buckets);
            let bucket =
                if at < larger * (size + 1) { at / (size + 1) } else { larger + (at - larger * (size + 1)) / size };
            (number(true) + 1, bucket + 1)
        });
        assert_eq!(found, expected.collect::<Vec<_>>(), "{buckets}");
    }
    let none = fixture.db.select::<Entry>().columns(ntile(0).over(window())).all();
    assert!(none.is_err(), "SQLite wants a positive number");
    let no_rows = fixture.db.select::<Entry>().filter(Entry::ID.lt(0)).columns(ntile(0).over(window())).all();
    assert!(no_rows.unwrap().is_empty());
}

#[test]
fn values_of_earlier_and_later_rows() {
    let (fixture, rows) = entries(30);
    for offset in [0, 1, 3, 1000] {
        let of_part = Order::Total.window(true);
        let found: Vec<(Option<i64>, i64, Option<i64>, Option<i64>)> = fixture
            .db
            .select::<Entry>()
            .columns((
                Entry::WEIGHT.lag(offset).over(&of_part),
                Entry::ID.lag_or(offset, -1).over(&of_part),
                Entry::ID.mul(2).lead(offset).over(&of_part),
                Entry::WEIGHT.lead_or(offset, Entry::ID).over(&of_part),
            ))
            .order_by(Entry::ID)
            .all()
            .unwrap();
        let expected = rows.iter().map(|row| {
            let partition = partition(&rows, row, Order::Total, true);
            let at = partition.iter().position(|other| other.id == row.id).unwrap();
            let offset = usize::try_from(offset).unwrap();
            let earlier = at.checked_sub(offset).map(|at| partition[at]);
            let later = partition.get(at + offset);
            (
                earlier.and_then(|row| row.weight),
                earlier.map_or(-1, |row| row.id),
                later.map(|row| row.id * 2),
                later.map_or(Some(row.id), |row| row.weight),
            )
        });
        assert_eq!(found, expected.collect::<Vec<_>>(), "{offset}");
    }
}

#[test]
fn a_running_sum_of_some_rows() {
    let (fixture, rows) = entries(30);
    let so_far = window().order_by(Entry::ID);
    let found: Vec<(i64, Option<i64>, f64)> = fixture
        .db
        .select::<Entry>()
        .columns((
            count().filter(Entry::KEY.gt(4)).over(&so_far),
            Entry::WEIGHT.sum().filter(Entry::KEY.gt(4)).filter(Entry::PART.is_not_null()).over(&so_far),
            Entry::WEIGHT.total().over(so_far),
        ))
        .order_by(Entry::ID)
        .all()
        .unwrap();
    let expected = (1..=rows.len()).map(|up_to| {
        let high = || rows[..up_to].iter().filter(|row| row.key.is_some_and(|key| key > 4));
        let sum = high().filter(|row| row.part.is_some()).filter_map(|row| row.weight).reduce(|a, b| a + b);
        let total: i64 = rows[..up_to].iter().filter_map(|row| row.weight).sum();
        (int(high().count()), sum, ratio(total, 1))
    });
    assert_eq!(found, expected.collect::<Vec<_>>());
}
