//! Spatial indexes: what the predicates find, and that the index follows every write.

mod limits;
mod odd;
mod property;
mod query;

use orm_sqlite::Error;
use orm_sqlite::prelude::*;

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "houses")]
#[relations(rooms = has_many(Room::HOUSE_ID))]
pub(crate) struct House {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) name: String,
}

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "rooms", rtree(x(left, right), y(top, bottom)))]
#[relations(house = belongs_to(house_id))]
pub(crate) struct Room {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(references = House::ID, on_delete = cascade)]
    pub(crate) house_id: i64,
    #[column(unique)]
    pub(crate) name: String,
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: Option<f64>,
    pub(crate) bottom: Option<f64>,
    #[column(default = 0)]
    pub(crate) doors: i64,
}

pub(crate) fn room(house: i64, name: &str, [left, right]: [f64; 2], y: Option<[f64; 2]>) -> NewRoom {
    NewRoom::builder()
        .house_id(house)
        .name(name)
        .left(left)
        .right(right)
        .top(y.map(|[top, _]| top))
        .bottom(y.map(|[_, bottom]| bottom))
        .build()
}

/// The hall (1) and the study (2) touch; the attic (3) is above both, in the other house; nobody knows where the cellar (4) ends.
pub(crate) fn database() -> Result<Database, Error> {
    let db = Database::open_in_memory()?;
    db.create_tables(&schema!(House, Room))?;
    db.insert_many(["Hill", "Mill"].map(|name| NewHouse::builder().name(name).build())).run()?;
    db.insert_many([
        room(1, "hall", [0.0, 4.0], Some([0.0, 4.0])),
        room(1, "study", [4.0, 6.0], Some([0.0, 1.0])),
        room(2, "attic", [3.0, 9.0], Some([5.0, 8.0])),
        room(2, "cellar", [0.0, 9.0], None),
    ])
    .run()?;
    Ok(db)
}

/// The keys of no row.
pub(crate) const NOTHING: [i64; 0] = [];

pub(crate) fn found(db: &Database, predicate: Expr<Room, bool>) -> Vec<i64> {
    db.select::<Room>().filter(predicate).order_by(Room::ID).columns(Room::ID).all().unwrap()
}

#[test]
fn overlaps_within_and_contains() -> Result<(), Error> {
    let db = database()?;
    assert_eq!(found(&db, Room::overlaps(Room::bounds().x(4.0..=4.5).y(0.0..=2.0))), [1, 2]);
    assert_eq!(found(&db, Room::overlaps(Room::bounds().x(4.1..))), [2, 3]);
    assert_eq!(found(&db, Room::overlaps(Room::bounds().y(..=0))), [1, 2]);
    assert_eq!(found(&db, Room::within(Room::bounds().x(0.0..=6.0))), [1, 2]);
    assert_eq!(found(&db, Room::within(Room::bounds().x(0..=6).y(0.0..=3.9))), [2]);
    assert_eq!(found(&db, Room::within(Room::bounds().x(3).y(..))), NOTHING);
    assert_eq!(found(&db, Room::contains(Room::bounds().x(4).y(0.5))), [1, 2]);
    assert_eq!(found(&db, Room::contains(Room::bounds().x(3.0..=9.0))), [3]);
    Ok(())
}

#[test]
fn what_is_left_out_is_not_asked() -> Result<(), Error> {
    let db = database()?;
    assert_eq!(found(&db, Room::overlaps(Room::bounds())), [1, 2, 3]);
    assert_eq!(found(&db, Room::within(Room::bounds().x(..).y(..))), [1, 2, 3]);
    assert_eq!(found(&db, Room::contains(Room::bounds().x(..=9.0))), [3]);
    // The ends one by one, of which the last one counts.
    assert_eq!(found(&db, Room::within(Room::bounds().x(3.0..).x(..=9.0))), [2, 3]);
    assert_eq!(found(&db, Room::within(Room::bounds().x(3.0..).x(0.0..=6.0).x(..))), [1, 2]);
    Ok(())
}

#[test]
fn a_reversed_range_is_empty() -> Result<(), Error> {
    let db = database()?;
    let reversed = || Room::bounds().x(5.0..=1.0);
    for predicate in [Room::overlaps(reversed()), Room::within(reversed()), Room::contains(reversed())] {
        assert_eq!(found(&db, predicate), NOTHING);
    }
    // The hall is around the gap between the ends, which is known only when the query runs.
    let by_ends = db.prepare(|(low, high): (Param<f64>, Param<f64>)| {
        Room::select().filter(Room::overlaps(Room::bounds().x(low..=high))).columns(Room::ID)
    })?;
    assert_eq!((by_ends.all((1.0, 2.0))?, by_ends.all((2.0, 1.0))?), (vec![1], vec![]));
    Ok(())
}

#[test]
fn a_row_without_a_box_is_not_found() -> Result<(), Error> {
    let db = database()?;
    assert_eq!(found(&db, Room::overlaps(Room::bounds().x(0.0..=9.0))), [1, 2, 3]);
    assert_eq!(found(&db, not(Room::overlaps(Room::bounds().x(0.0..=5.0)))), [4]);
    db.update::<Room>().set((Room::TOP.to(1.0), Room::BOTTOM.to(2.0))).filter(Room::ID.eq(4)).run()?;
    assert_eq!(found(&db, Room::overlaps(Room::bounds().x(0.0..=9.0))), [1, 2, 3, 4]);
    db.update::<Room>().set(Room::TOP.to(None)).filter(Room::ID.eq(1)).run()?;
    assert_eq!(found(&db, Room::overlaps(Room::bounds().x(0.0..=9.0))), [2, 3, 4]);
    assert!(db.check_spatial::<Room>()?);
    Ok(())
}

#[test]
fn changes_reach_the_index() -> Result<(), Error> {
    let db = database()?;
    let at = |x: f64| found(&db, Room::contains(Room::bounds().x(x)));
    db.update::<Room>().set((Room::LEFT.to(20.0), Room::RIGHT.to(21.0))).filter(Room::ID.eq(1)).run()?;
    assert_eq!((at(20.5), at(1.0)), (vec![1], vec![]));
    db.update::<Room>().set(Room::ID.to(9)).filter(Room::ID.eq(1)).run()?;
    assert_eq!(at(20.5), [9]);
    sql!("update rooms set rowid = 10 where id = 9").run(&db)?;
    assert_eq!(at(20.5), [10]);
    db.delete::<House>().filter(House::ID.eq(1)).run()?;
    assert_eq!((at(20.5), at(5.0)), (vec![], vec![3]));
    assert_eq!(sql!("select id from rooms_rtree").all::<i64, _>(&db)?, [3]);
    assert!(db.check_spatial::<Room>()?);
    Ok(())
}

#[test]
fn a_write_finds_its_rows_by_the_index_that_it_changes() -> Result<(), Error> {
    let db = database()?;
    let shift = Room::LEFT.add(1.0);
    let moved = db.update::<Room>().set((Room::LEFT.to(shift), Room::RIGHT.to(Room::RIGHT.add(1.0))));
    assert_eq!(moved.filter(Room::overlaps(Room::bounds().y(0.0..=1.0))).run()?, 2);
    assert_eq!(found(&db, Room::contains(Room::bounds().x(0.5))), NOTHING);
    assert_eq!(db.delete::<Room>().filter(Room::within(Room::bounds().x(1.0..=7.0))).run()?, 2);
    assert_eq!(found(&db, Room::overlaps(Room::bounds())), [3]);
    assert!(db.check_spatial::<Room>()?);
    Ok(())
}

#[test]
fn an_upsert_and_a_replace_keep_the_index() -> Result<(), Error> {
    let db = database()?;
    let again = |x: [f64; 2]| room(1, "study", x, Some([0.0, 1.0]));
    let all = (Room::LEFT.set_excluded(), Room::RIGHT.set_excluded());
    db.insert(again([30.0, 31.0])).on_conflict(Room::NAME).do_update(all).run()?;
    assert_eq!(found(&db, Room::within(Room::bounds().x(30.0..))), [2]);
    db.insert(again([50.0, 51.0])).on_conflict(Room::NAME).do_nothing().run()?;
    db.insert(again([50.0, 51.0])).or_ignore().run()?;
    assert!(db.check_spatial::<Room>()?);

    // The same key: the row is another one now, or has no box.
    let hall = NewRoom { id: Set::Value(1), ..room(1, "hall", [40.0, 41.0], Some([0.0, 1.0])) };
    db.insert(hall).or_replace().run()?;
    assert_eq!(found(&db, Room::within(Room::bounds().x(40.0..))), [1]);
    db.insert(NewRoom { id: Set::Value(1), ..room(1, "hall", [40.0, 41.0], None) }).or_replace().run()?;
    assert_eq!(found(&db, Room::overlaps(Room::bounds())), [2, 3]);
    assert!(db.check_spatial::<Room>()?);
    Ok(())
}

#[test]
fn a_replace_by_another_key_leaves_a_box_that_nobody_finds() -> Result<(), Error> {
    let db = database()?;
    let study = || room(1, "study", [30.0, 31.0], Some([0.0, 1.0]));
    db.insert(study()).or_replace().run()?;
    assert_eq!(found(&db, Room::overlaps(Room::bounds())), [1, 3, 5]);
    assert_eq!(sql!("select id from rooms_rtree order by id").all::<i64, _>(&db)?, [1, 2, 3, 5]);
    assert!(!db.check_spatial::<Room>()?);

    // A new row with that number takes the place of the box, even if it has none.
    db.insert(NewRoom { id: Set::Value(2), ..room(2, "shed", [0.0, 1.0], None) }).run()?;
    assert_eq!(found(&db, Room::overlaps(Room::bounds())), [1, 3, 5]);
    assert!(db.check_spatial::<Room>()?);

    db.insert(study()).or_replace().run()?;
    db.update::<Room>().or_replace().set(Room::NAME.to("study")).filter(Room::ID.eq(1)).run()?;
    assert!(!db.check_spatial::<Room>()?);
    db.transaction(|tx| {
        tx.rebuild_spatial::<Room>()?;
        assert!(tx.check_spatial::<Room>()?);
        Ok(())
    })?;
    assert_eq!(sql!("select id from rooms_rtree order by id").all::<i64, _>(&db)?, [1, 3]);
    Ok(())
}

#[test]
fn an_update_of_other_columns_writes_nothing_to_the_index() -> Result<(), Error> {
    let db = database()?;
    // A box that is written again stands behind the others of its node.
    let nodes = || sql!("select group_concat(hex(data)) from rooms_rtree_node").one::<String, _>(&db);
    let before = nodes()?;
    db.update::<Room>().set(Room::DOORS.to(5)).all_rows().run()?;
    db.update::<Room>().set(Room::LEFT.to(Room::LEFT)).all_rows().run()?;
    assert_eq!(nodes()?, before);
    sql!("delete from rooms_rtree where id = 1").run(&db)?;
    sql!("insert into rooms_rtree select id, \"left\", \"right\", top, bottom from rooms where id = 1").run(&db)?;
    assert_ne!(nodes()?, before);
    assert!(db.check_spatial::<Room>()?);
    Ok(())
}

#[test]
fn keys_and_counts_of_an_insert_are_those_of_the_table() -> Result<(), Error> {
    let db = database()?;
    let stored = db.insert(room(1, "loft", [0.0, 1.0], Some([9.0, 9.5]))).returning().one()?;
    assert_eq!(stored.id, 5);
    sql!("insert into rooms (house_id, name, \"left\", \"right\") values (1, 'yard', 1, 2)").run(&db)?;
    assert_eq!(sql!("select last_insert_rowid()").one::<i64, _>(&db)?, 6);
    assert_eq!(db.update::<Room>().set(Room::LEFT.to(-1.0)).all_rows().run()?, 6);
    assert_eq!(db.delete::<Room>().all_rows().run()?, 6);
    Ok(())
}
