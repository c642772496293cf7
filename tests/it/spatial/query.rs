//! The predicates beside joins, relations, aliases and views, and whether the index is used.

use orm_sqlite::Error;
use orm_sqlite::expr::Bounds;
use orm_sqlite::prelude::*;
use orm_sqlite::query::ViewQuery;

use super::{House, NOTHING, NewRoom, Room, database, room};

#[derive(View, Debug, PartialEq)]
#[view(name = "low_rooms", query = low_rooms)]
struct LowRoom {
    id: i64,
    name: String,
}

fn low_rooms() -> impl ViewQuery<LowRoom> {
    Room::select().filter(Room::within(Room::bounds().y(..=4.0))).columns((Room::ID, Room::NAME))
}

/// Whether a plan reads the index by its own search, and the table by the keys that it gave.
fn uses_the_index(plan: &[String]) -> bool {
    let has = |parts: [&str; 2]| plan.iter().any(|line| parts.iter().all(|part| line.contains(part)));
    has(["rooms_rtree", "VIRTUAL TABLE INDEX 2:"]) && has(["SEARCH", "USING INTEGER PRIMARY KEY (rowid=?)"])
}

#[test]
fn every_predicate_uses_the_index() -> Result<(), Error> {
    let db = database()?;
    let bounds = || Room::bounds().x(0.0..=5.0).y(1.0..);
    for predicate in [Room::overlaps(bounds()), Room::within(bounds()), Room::contains(bounds())] {
        let plan = db.select::<Room>().filter(predicate).explain()?;
        assert!(uses_the_index(&plan), "{plan:#?}");
        // Three ends are asked, each a letter for the comparison and the number of the end.
        let searched = plan.iter().find_map(|line| line.split("VIRTUAL TABLE INDEX 2:").nth(1)).unwrap_or_default();
        assert_eq!(searched.len(), 6, "{plan:#?}");
    }
    let plan = db.select::<Room>().filter(Room::DOORS.eq(0)).explain()?;
    assert!(!uses_the_index(&plan), "{plan:#?}");
    Ok(())
}

#[test]
fn a_join_by_boxes_uses_the_index() -> Result<(), Error> {
    alias!(Other = Room as "other");
    let db = database()?;
    let around = || Other::bounds().x(Room::LEFT..=Room::RIGHT).y(Room::TOP..=Room::BOTTOM);
    let pairs = db.select::<Room>().inner_join::<Other>().on(Other::overlaps(around()).and(Other::ID.gt(Room::ID)));
    let plan = pairs.clone().explain()?;
    assert!(uses_the_index(&plan), "{plan:#?}");
    assert_eq!(pairs.columns((Room::ID, Other::ID)).all()?, [(1, 2)]);

    let left: Vec<(i64, Option<i64>)> = db
        .select::<Room>()
        .left_join::<Other>()
        .on(Other::contains(Other::bounds().x(Room::LEFT).y(Room::TOP)).and(Other::ID.ne(Room::ID)))
        .order_by(Room::ID)
        .columns((Room::ID, Other::ID))
        .all()?;
    assert_eq!(left, [(1, None), (2, Some(1)), (3, None), (4, None)]);
    db.insert(room(1, "shell", [-1.0, 5.0], Some([-1.0, 5.0]))).run()?;
    let shelled = db.select::<Room>().inner_join::<Other>().on(Other::contains(around()).and(Other::ID.ne(Room::ID)));
    assert_eq!(shelled.columns((Room::ID, Other::ID)).all()?, [(1, 5)]);
    // An expression is an end, too.
    let wide = Other::bounds()
        .x(Room::LEFT.sub(1.0)..=Room::RIGHT.add(1.0))
        .y(Room::TOP.sub(1.0)..)
        .y(..=Room::BOTTOM.add(1.0));
    let near = db.select::<Room>().inner_join::<Other>().on(Other::overlaps(wide).and(Other::ID.gt(Room::ID)));
    assert_eq!(
        near.order_by((Room::ID, Other::ID)).columns((Room::ID, Other::ID)).all()?,
        [(1, 2), (1, 3), (1, 5), (2, 5), (3, 5)]
    );
    Ok(())
}

#[test]
fn relations_ask_for_boxes() -> Result<(), Error> {
    let db = database()?;
    let houses = db.query::<House>().filter(House::rooms().any(Room::overlaps(Room::bounds().x(0.0..=1.0)))).all()?;
    assert_eq!(houses.iter().map(|house| house.name.as_str()).collect::<Vec<_>>(), ["Hill"]);

    let right = Room::within(Room::bounds().x(3.0..));
    let houses = db.query::<House>().with_rooms_by(|rooms| rooms.filter(right)).order_by(House::ID).all()?;
    let rooms = houses.iter().map(|house| house.rooms.iter().map(|room| room.id).collect::<Vec<_>>());
    assert_eq!(rooms.collect::<Vec<_>>(), [[2], [3]]);

    let room = db.query::<Room>().filter(Room::contains(Room::bounds().x(8).y(6))).with_house().one()?;
    assert_eq!(room.house.name, "Mill");
    let counted = db.query::<House>().filter(House::rooms().count().gt(1)).with_count(House::rooms()).all()?;
    assert_eq!(counted.iter().map(|house| house.extra).collect::<Vec<_>>(), [2, 2]);
    Ok(())
}

#[test]
fn bounds_are_values_of_a_type() -> Result<(), Error> {
    fn view<S>(level: Option<f64>) -> Bounds<Room, S> {
        let all = Room::bounds().x(0.0..=9.0);
        if let Some(level) = level { all.y(level) } else { all }
    }
    let db = database()?;
    assert_eq!(super::found(&db, Room::overlaps(view(Some(0.5)))), [1, 2]);
    let of_houses = db.select::<House>().inner_join::<Room>().on(Room::HOUSE_ID.eq(House::ID));
    assert_eq!(of_houses.filter(Room::overlaps(view(None))).count()?, 3);
    let kept: Bounds<Room> = view(Some(6.0));
    let both = Room::overlaps(kept.clone()).and(Room::within(kept.y(..=8.0)));
    assert_eq!(super::found(&db, both), NOTHING);
    let predicate: Expr<Room, bool> = Room::overlaps(view(Some(6.0)));
    let widened = db.select::<House>().inner_join::<Room>().on(Room::HOUSE_ID.eq(House::ID)).filter(predicate.widen());
    assert_eq!(widened.columns(House::NAME).all()?, ["Mill"]);
    Ok(())
}

#[test]
fn a_parameter_is_an_end() -> Result<(), Error> {
    let db = database()?;
    let at = db.prepare(|(x, low): (Param<f64>, Param<f64>)| {
        Room::select().filter(Room::overlaps(Room::bounds().x(x).y(low..))).order_by(Room::ID).columns(Room::ID)
    })?;
    assert_eq!((at.all((4.0, 0.0))?, at.all((4.0, 6.0))?, at.all((40.0, 0.0))?), (vec![1, 2, 3], vec![3], vec![]));
    let nan = at.all((f64::NAN, 0.0)).unwrap_err();
    assert!(nan.to_string().contains("argument 1 of the prepared query"), "{nan}");

    let (moved, left) = db.batch((
        Room::update().set(Room::DOORS.to(2)).filter(Room::within(Room::bounds().x(3.0..))),
        Room::select().filter(Room::overlaps(Room::bounds().x(..=3.0))).columns(Room::DOORS),
    ))?;
    assert_eq!((moved, left), (2, vec![0, 2]));
    Ok(())
}

#[test]
fn a_view_has_its_bounds_in_its_text() -> Result<(), Error> {
    let db = database()?;
    db.create_tables(&schema!(LowRoom))?;
    let names = || db.select::<LowRoom>().order_by(LowRoom::ID).columns(LowRoom::NAME).all();
    assert_eq!(names()?, ["hall", "study"]);
    db.insert(NewRoom { id: Set::Value(9), ..room(1, "niche", [0.0, 0.5], Some([0.0, f64::MIN_POSITIVE])) }).run()?;
    assert_eq!(names()?, ["hall", "study", "niche"]);
    Ok(())
}

#[test]
fn nan_is_an_error_before_the_statement_is_prepared() -> Result<(), Error> {
    let db = database()?;
    let error = db.select::<Room>().filter(Room::overlaps(Room::bounds().x(f64::NAN..=1.0))).all().unwrap_err();
    assert_eq!(
        (error.to_string(), error.sql()),
        ("cannot write rooms.right: NaN cannot be stored: SQLite would turn it into NULL".to_owned(), None)
    );
    let error = Room::select().filter(Room::within(Room::bounds().y(f64::NAN))).to_sql().unwrap_err();
    assert!(error.to_string().starts_with("cannot write rooms.top: "), "{error}");
    Ok(())
}
