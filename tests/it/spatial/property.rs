//! Random boxes, writes and questions against a model of boxes in plain Rust.

use std::collections::{BTreeMap, BTreeSet};

use orm_sqlite::prelude::*;
use proptest::prelude::*;

use crate::model::Fixture;

#[derive(Table, Debug, PartialEq)]
#[table(name = "shapes", rtree(x(left, right), y))]
struct Shape {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    slug: i64,
    left: f64,
    right: f64,
    y: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    slug: i64,
    x: [f64; 2],
    y: Option<f64>,
}

/// The table, and the numbers of boxes that `OR REPLACE` has left in the index.
#[derive(Debug, Default)]
struct Model {
    rows: BTreeMap<i64, Row>,
    left: BTreeSet<i64>,
}

/// Few values, so that ends meet, and values that the index rounds or that are beyond its range.
fn coordinate() -> impl Strategy<Value = f64> {
    let exact = prop::sample::select(&[0.0, -0.0, 1.0, -1.0, 2.0, 3.5, f64::INFINITY, f64::NEG_INFINITY][..]);
    let rounded = [
        0.1,
        0.1_f64.next_up(),
        -0.1,
        1.0_f64.next_down(),
        1.0_f64.next_up(),
        16_777_217.0,
        f64::from(f32::MAX),
        1e39,
        -1e39,
        f64::MAX,
        f64::MIN,
        1e-46,
        -1e-46,
        f64::MIN_POSITIVE,
        5e-324,
    ];
    prop_oneof![3 => exact, 3 => prop::sample::select(rounded.to_vec()), 2 => -4.0..4.0]
}

fn ends() -> impl Strategy<Value = [f64; 2]> {
    let ordered = |(one, other): (f64, f64)| if one <= other { [one, other] } else { [other, one] };
    prop_oneof![4 => (coordinate(), coordinate()).prop_map(ordered), 1 => coordinate().prop_map(|end| [end, end])]
}

#[derive(Debug, Clone)]
enum Edit {
    Insert(i64, Row),
    Upsert(i64, Row),
    Replace(i64, Row),
    /// As the other program writes, by hand.
    ReplaceByHand(i64, Row),
    Ends(i64, f64, f64),
    Y(i64, Option<f64>),
    Move(i64, i64),
    MoveReplacing(i64, i64),
    Within([f64; 2]),
    Delete(i64),
    DeleteByHand(i64),
    Rebuild,
}

fn edit() -> impl Strategy<Value = Edit> {
    let id = || 1..7_i64;
    let y = || prop::option::weighted(0.8, coordinate());
    let row = move || (1..7_i64, ends(), y()).prop_map(|(slug, x, y)| Row { slug, x, y });
    prop_oneof![
        4 => (id(), row()).prop_map(|(id, row)| Edit::Insert(id, row)),
        2 => (id(), row()).prop_map(|(id, row)| Edit::Upsert(id, row)),
        2 => (id(), row()).prop_map(|(id, row)| Edit::Replace(id, row)),
        1 => (id(), row()).prop_map(|(id, row)| Edit::ReplaceByHand(id, row)),
        2 => (id(), coordinate(), coordinate()).prop_map(|(id, left, right)| Edit::Ends(id, left, right)),
        1 => (id(), y()).prop_map(|(id, y)| Edit::Y(id, y)),
        1 => (id(), id()).prop_map(|(from, to)| Edit::Move(from, to)),
        1 => (id(), id()).prop_map(|(from, to)| Edit::MoveReplacing(from, to)),
        1 => ends().prop_map(Edit::Within),
        1 => id().prop_map(Edit::Delete),
        1 => id().prop_map(Edit::DeleteByHand),
        1 => Just(Edit::Rebuild),
    ]
}

/// A question and its bounds; an end may be left out, and the ends may be reversed.
#[derive(Debug, Clone)]
struct Ask {
    which: usize,
    x: [Option<f64>; 2],
    y: [Option<f64>; 2],
    prepared: bool,
}

fn ask() -> impl Strategy<Value = Ask> {
    let end = || prop::option::weighted(0.8, coordinate());
    let range = move || {
        let ordered = ends().prop_map(|[low, high]| [Some(low), Some(high)]);
        prop_oneof![2 => ordered, 2 => [end(), end()]]
    };
    (0..3_usize, range(), range(), any::<bool>()).prop_map(|(which, x, y, prepared)| Ask { which, x, y, prepared })
}

impl Ask {
    fn is_true_of(&self, row: &Row) -> bool {
        let Some(y) = row.y else { return false };
        [(row.x, self.x), ([y, y], self.y)].iter().all(|([low, high], [from, to])| {
            let reversed = matches!((from, to), (Some(from), Some(to)) if from > to);
            let above = |value: &f64, end: &Option<f64>| end.is_none_or(|end| *value >= end);
            let below = |value: &f64, end: &Option<f64>| end.is_none_or(|end| *value <= end);
            !reversed
                && match self.which {
                    0 => below(low, to) && above(high, from),
                    1 => above(low, from) && below(high, to),
                    _ => below(low, from) && above(high, to),
                }
        })
    }

    fn found(&self, db: &Database) -> Vec<i64> {
        if self.prepared
            && let ([Some(low), Some(high)], [None, None]) = (self.x, self.y)
        {
            let which = self.which;
            let prepared = db.prepare(|(low, high): (Param<f64>, Param<f64>)| {
                let predicate = question(which, Shape::bounds().x(low..=high));
                Shape::select().filter(predicate).order_by(Shape::ID).columns(Shape::ID)
            });
            return prepared.unwrap().all((low, high)).unwrap();
        }
        let mut bounds = Shape::bounds();
        bounds = match self.x {
            [Some(low), Some(high)] => bounds.x(low..=high),
            [Some(low), None] => bounds.x(low..),
            [None, Some(high)] => bounds.x(..=high),
            [None, None] => bounds,
        };
        bounds = match self.y {
            [Some(low), Some(high)] => bounds.y(low..=high),
            [low, high] => {
                let bounds = low.map_or(bounds.clone(), |low| bounds.y(low..));
                high.map_or(bounds.clone(), |high| bounds.y(..=high))
            }
        };
        db.select::<Shape>().filter(question(self.which, bounds)).order_by(Shape::ID).columns(Shape::ID).all().unwrap()
    }
}

fn question(which: usize, bounds: orm_sqlite::expr::Bounds<Shape>) -> Expr<Shape, bool> {
    match which {
        0 => Shape::overlaps(bounds),
        1 => Shape::within(bounds),
        _ => Shape::contains(bounds),
    }
}

impl Model {
    fn taken(&self, id: i64, slug: i64) -> bool {
        self.rows.iter().any(|(other, row)| *other != id && row.slug == slug)
    }

    /// A row that is written with this key and slug in place of all that have one of them. What goes by its slug leaves its box.
    fn replace(&mut self, id: i64, row: Row) {
        let by_slug: Vec<i64> = self
            .rows
            .iter()
            .filter(|(other, old)| **other != id && old.slug == row.slug)
            .map(|(other, _)| *other)
            .collect();
        for other in by_slug {
            if self.rows.remove(&other).is_some_and(|old| old.y.is_some()) {
                self.left.insert(other);
            }
        }
        self.put(id, row);
    }

    /// A row that is written takes the place of a box with its number.
    fn put(&mut self, id: i64, row: Row) {
        self.left.remove(&id);
        self.rows.insert(id, row);
    }

    /// Does the edit in the database and here; a conflict changes neither.
    fn apply(&mut self, fixture: &Fixture, edit: &Edit) {
        let db = &fixture.db;
        let new = |id: i64, row: &Row| {
            NewShape::builder().id(id).slug(row.slug).left(row.x[0]).right(row.x[1]).y(row.y).build()
        };
        match *edit {
            Edit::Insert(id, row) => {
                let free = !self.rows.contains_key(&id) && !self.taken(id, row.slug);
                assert_eq!(db.insert(new(id, &row)).run().is_ok(), free);
                if free {
                    self.put(id, row);
                }
            }
            Edit::Upsert(id, row) => {
                let done = db.insert(new(id, &row)).on_conflict(Shape::ID).do_update_rest().run();
                assert_eq!(done.is_ok(), !self.taken(id, row.slug));
                if done.is_ok() {
                    self.put(id, row);
                }
            }
            Edit::Replace(id, row) => {
                db.insert(new(id, &row)).or_replace().run().unwrap();
                self.replace(id, row);
            }
            Edit::ReplaceByHand(id, row) => {
                let sql = "insert or replace into shapes (id, slug, \"left\", \"right\", y) values (?, ?, ?, ?, ?)";
                fixture.raw.execute(sql, (id, row.slug, row.x[0], row.x[1], row.y)).unwrap();
                self.replace(id, row);
            }
            Edit::Ends(id, left, right) => {
                let set = (Shape::LEFT.to(left), Shape::RIGHT.to(right));
                let done = db.update::<Shape>().set(set).filter(Shape::ID.eq(id)).run();
                assert_eq!(done.is_ok(), !self.rows.contains_key(&id) || left <= right);
                if let (Ok(1), Some(row)) = (done, self.rows.get_mut(&id)) {
                    row.x = [left, right];
                }
            }
            Edit::Y(id, y) => {
                db.update::<Shape>().set(Shape::Y.to(y)).filter(Shape::ID.eq(id)).run().unwrap();
                self.rows.entry(id).and_modify(|row| row.y = y);
            }
            Edit::Move(from, to) => {
                let done = db.update::<Shape>().set(Shape::ID.to(to)).filter(Shape::ID.eq(from)).run();
                assert_eq!(done.is_ok(), from == to || !self.rows.contains_key(&from) || !self.rows.contains_key(&to));
                if let (Ok(1), Some(row)) = (done, self.rows.get(&from).copied()) {
                    self.rows.remove(&from);
                    self.put(to, row);
                }
            }
            Edit::MoveReplacing(from, to) => {
                fixture.raw.execute("update or replace shapes set rowid = ? where id = ?", (to, from)).unwrap();
                if let Some(row) = self.rows.remove(&from) {
                    self.put(to, row);
                }
            }
            // The rows of a write are found by the index that the write changes.
            Edit::Within([low, high]) => {
                let set = (Shape::LEFT.to(-2.0), Shape::RIGHT.to(2.0));
                let within = Shape::within(Shape::bounds().x(low..=high));
                let done = db.update::<Shape>().set(set).filter(within).run().unwrap();
                let rows = self.rows.values_mut().filter(|row| row.y.is_some() && row.x[0] >= low && row.x[1] <= high);
                assert_eq!(rows.map(|row| row.x = [-2.0, 2.0]).count() as u64, done);
            }
            Edit::Delete(id) => {
                db.delete::<Shape>().filter(Shape::ID.eq(id)).run().unwrap();
                self.rows.remove(&id);
            }
            Edit::DeleteByHand(id) => {
                fixture.raw.execute("delete from shapes where id = ?", [id]).unwrap();
                self.rows.remove(&id);
            }
            Edit::Rebuild => {
                db.rebuild_spatial::<Shape>().unwrap();
                self.left.clear();
            }
        }
    }

    /// The numbers that the index has.
    fn numbers(&self) -> BTreeSet<i64> {
        let boxes = self.rows.iter().filter(|(_, row)| row.y.is_some()).map(|(id, _)| *id);
        boxes.chain(self.left.iter().copied()).collect()
    }
}

proptest! {
    #![proptest_config(crate::model::property(64))]

    #[test]
    fn finds_what_the_model_finds(
        edits in prop::collection::vec(edit(), 1..40),
        asks in prop::collection::vec(ask(), 1..20),
    ) {
        let fixture = Fixture::new(&schema!(Shape));
        let mut model = Model::default();
        for edit in &edits {
            model.apply(&fixture, edit);
            let sound: String = fixture.raw.query_row("select rtreecheck('shapes_rtree')", [], |row| row.get(0)).unwrap();
            prop_assert_eq!(sound, "ok", "{:?}", edit);
        }
        let numbers: Vec<i64> = sql!("select id from shapes_rtree order by id").all(&fixture.db).unwrap();
        prop_assert_eq!(numbers, model.numbers().into_iter().collect::<Vec<_>>());
        prop_assert_eq!(fixture.db.check_spatial::<Shape>().unwrap(), model.left.is_empty());
        for ask in &asks {
            let expected: Vec<i64> = model.rows.iter().filter(|(_, row)| ask.is_true_of(row)).map(|(id, _)| *id).collect();
            prop_assert_eq!(ask.found(&fixture.db), expected, "{:?} of {:?}", ask, model.rows);
        }
    }

    /// So many that the tree has inner nodes, which are searched by the rounded boxes of their children.
    #[test]
    fn finds_what_the_model_finds_in_a_tree_of_several_levels(
        boxes in prop::collection::vec((ends(), coordinate()), 200..600),
        removed in prop::collection::vec(0..600_i64, 0..100),
        asks in prop::collection::vec(ask(), 1..30),
    ) {
        let db = Database::open_in_memory().unwrap();
        db.create_tables(&schema!(Shape)).unwrap();
        let rows = (1..).zip(&boxes).map(|(id, (x, y))| (id, Row { slug: id, x: *x, y: Some(*y) }));
        let mut model = Model { rows: rows.collect(), ..Model::default() };
        let new = model.rows.iter().map(|(id, row)| {
            NewShape::builder().id(*id).slug(*id).left(row.x[0]).right(row.x[1]).y(row.y).build()
        });
        db.insert_many(new).run().unwrap();
        db.delete::<Shape>().filter(Shape::ID.in_list(removed.clone())).run().unwrap();
        model.rows.retain(|id, _| !removed.contains(id));
        prop_assert!(db.check_spatial::<Shape>().unwrap());
        for ask in &asks {
            let expected: Vec<i64> = model.rows.iter().filter(|(_, row)| ask.is_true_of(row)).map(|(id, _)| *id).collect();
            prop_assert_eq!(ask.found(&db), expected, "{:?}", ask);
        }
    }
}
