//! Frames of each kind, with each exclusion.

use orm_sqlite::expr::Window;
use orm_sqlite::prelude::*;

use super::model::{Entry, Excluded, Order, Unit, entries, frame, partition, sum};

const BOUNDS: [(Option<i64>, Option<i64>); 12] = [
    (None, None),
    (None, Some(0)),
    (None, Some(-1)),
    (None, Some(2)),
    (Some(-2), Some(0)),
    (Some(-1), Some(1)),
    (Some(0), None),
    (Some(0), Some(0)),
    (Some(1), Some(2)),
    (Some(1), None),
    (Some(-3), Some(-1)),
    (Some(-100), Some(1000)),
];

fn framed(window: Window<Entry>, unit: Unit, bounds: (Option<i64>, Option<i64>), excluded: Excluded) -> Window<Entry> {
    let window = match (unit, bounds) {
        (Unit::Rows, (None, None)) => window.rows(..),
        (Unit::Rows, (None, Some(end))) => window.rows(..=end),
        (Unit::Rows, (Some(start), None)) => window.rows(start..),
        (Unit::Rows, (Some(start), Some(end))) => window.rows(start..=end),
        (Unit::Range, (None, None)) => window.range(..),
        (Unit::Range, (None, Some(end))) => window.range(..=end),
        (Unit::Range, (Some(start), None)) => window.range(start..),
        (Unit::Range, (Some(start), Some(end))) => window.range(start..=end),
        (Unit::Groups, (None, None)) => window.groups(..),
        (Unit::Groups, (None, Some(end))) => window.groups(..=end),
        (Unit::Groups, (Some(start), None)) => window.groups(start..),
        (Unit::Groups, (Some(start), Some(end))) => window.groups(start..=end),
    };
    match excluded {
        Excluded::None => window,
        Excluded::CurrentRow => window.exclude_current_row(),
        Excluded::Group => window.exclude_group(),
        Excluded::Ties => window.exclude_ties(),
    }
}

#[test]
fn a_frame_has_the_rows_that_the_model_says() {
    let (fixture, rows) = entries(40);
    let mut tried = 0;
    for order in [Order::Key, Order::Descending, Order::Total] {
        for unit in [Unit::Rows, Unit::Range, Unit::Groups] {
            // Which of two equal rows comes first is left to SQLite.
            if unit == Unit::Rows && order != Order::Total {
                continue;
            }
            for (index, bounds) in BOUNDS.into_iter().enumerate() {
                let has_distance = [bounds.0, bounds.1].into_iter().flatten().any(|distance| distance != 0);
                if unit == Unit::Range && order == Order::Total && has_distance {
                    let refused = fixture.db.select::<Entry>().columns(count().over(framed(
                        order.window(false),
                        unit,
                        bounds,
                        Excluded::None,
                    )));
                    assert!(refused.all().unwrap_err().is_refused());
                    continue;
                }
                for excluded in [Excluded::None, Excluded::CurrentRow, Excluded::Group, Excluded::Ties] {
                    let partitioned = index % 2 == 0;
                    let of_frame = framed(order.window(partitioned), unit, bounds, excluded);
                    let found: Vec<(i64, i64, Option<i64>, Option<i64>)> = fixture
                        .db
                        .select::<Entry>()
                        .columns((
                            Entry::ID,
                            count().over(&of_frame),
                            Entry::WEIGHT.sum().over(&of_frame),
                            Entry::WEIGHT.mul(2).max().over(&of_frame),
                        ))
                        .order_by(Entry::ID)
                        .all()
                        .unwrap();
                    let expected: Vec<_> = rows
                        .iter()
                        .map(|row| {
                            let partition = partition(&rows, row, order, partitioned);
                            let frame = frame(&partition, row, order, unit, bounds, excluded);
                            let most = frame.iter().filter_map(|row| row.weight).max();
                            (row.id, i64::try_from(frame.len()).unwrap(), sum(&frame), most.map(|most| most * 2))
                        })
                        .collect();
                    assert_eq!(found, expected, "{order:?} {unit:?} {bounds:?} {excluded:?}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 200, "only {tried} frames");
}

#[test]
fn values_come_from_the_frame() {
    let (fixture, rows) = entries(25);
    for bounds in BOUNDS {
        for excluded in [Excluded::None, Excluded::CurrentRow] {
            let of_frame = framed(Order::Total.window(true), Unit::Rows, bounds, excluded);
            let found: Vec<(Option<i64>, Option<i64>, Option<i64>, Option<String>)> = fixture
                .db
                .select::<Entry>()
                .columns((
                    Entry::ID.first_value().over(&of_frame),
                    Entry::WEIGHT.last_value().over(&of_frame),
                    Entry::ID.mul(10).nth_value(2).over(&of_frame),
                    Entry::ID.group_concat("-").over(&of_frame),
                ))
                .order_by(Entry::ID)
                .all()
                .unwrap();
            let expected = rows.iter().map(|row| {
                let partition = partition(&rows, row, Order::Total, true);
                let frame = frame(&partition, row, Order::Total, Unit::Rows, bounds, excluded);
                let ids: Vec<_> = frame.iter().map(|row| row.id.to_string()).collect();
                (
                    frame.first().map(|row| row.id),
                    frame.last().and_then(|row| row.weight),
                    frame.get(1).map(|row| row.id * 10),
                    (!ids.is_empty()).then(|| ids.join("-")),
                )
            });
            assert_eq!(found, expected.collect::<Vec<_>>(), "{bounds:?} {excluded:?}");
        }
    }
}

#[test]
fn a_range_of_floating_point_numbers() {
    let (fixture, rows) = entries(30);
    let half = window().order_by(Entry::KEY.expr().cast::<f64>().mul(0.5)).range(-0.5..=0.25);
    let found = fixture.db.select::<Entry>().columns(count().over(half)).order_by(Entry::ID).all().unwrap();
    let expected = rows.iter().map(|row| {
        let near = rows.iter().filter(|other| match (row.key, other.key) {
            (Some(key), Some(other)) => (key - 1..=key).contains(&other),
            (own, other) => own == other,
        });
        i64::try_from(near.count()).unwrap()
    });
    assert_eq!(found, expected.collect::<Vec<_>>());
    let above: Vec<_> = fixture
        .db
        .select::<Entry>()
        .columns(count().over(window().order_by(Entry::KEY).range(0.5..)))
        .filter(Entry::KEY.is_not_null())
        .order_by(Entry::ID)
        .all()
        .unwrap();
    let keys: Vec<_> = rows.iter().filter_map(|row| row.key).collect();
    let expected = keys.iter().map(|key| i64::try_from(keys.iter().filter(|other| *other > key).count()).unwrap());
    assert_eq!(above, expected.collect::<Vec<_>>());
}

#[test]
fn a_frame_that_is_none_is_refused() {
    let (fixture, _) = entries(3);
    let of = |window: Window<Entry>| fixture.db.select::<Entry>().columns(count().over(window)).all();
    let (start, end) = (1, -1);
    assert!(of(window().rows(start..=end)).unwrap_err().to_string().contains("ends before it starts"));
    assert!(of(window().order_by(Entry::ID).range(0.5..=0.25)).unwrap_err().is_refused());
    assert!(of(window().order_by(Entry::ID).range(f64::NAN..)).unwrap_err().is_refused());
    assert!(of(window().range(-1..=0)).unwrap_err().to_string().contains("order_by"));
    assert!(of(window().order_by((Entry::ID, Entry::KEY)).range(-1..=0)).unwrap_err().is_refused());
    assert_eq!(of(window().range(..=0)).unwrap(), [3, 3, 3], "all rows are equal without an order");
    assert_eq!(of(window().groups(-1..=0)).unwrap(), [3, 3, 3]);
    assert_eq!(of(window().order_by(Entry::ID).rows(i64::MIN..=0)).unwrap(), [1, 2, 3]);
    assert_eq!(of(window().order_by(Entry::ID).rows(0..=0).rows(..)).unwrap(), [3, 3, 3], "the last frame counts");
    let excluded = window().order_by(Entry::ID).exclude_current_row();
    assert_eq!(of(excluded.clone()).unwrap(), [0, 1, 2], "the default frame, with an exclusion");
    assert_eq!(of(excluded.rows(..)).unwrap(), [2, 2, 2], "a frame keeps the exclusion");
}
