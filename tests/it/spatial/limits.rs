//! What a spatial index cannot hold: the table refuses it, by name, whoever writes.

use orm_sqlite::Error;
use orm_sqlite::error::ConstraintKind;
use orm_sqlite::prelude::*;
use orm_sqlite::sql::create_table;

use super::{NewRoom, Room, room};
use crate::model::Fixture;

#[derive(Table, Debug)]
#[table(name = "cells", rtree(x(x0, x1), z, integer))]
struct Cell {
    #[column(primary_key)]
    id: i64,
    x0: i64,
    x1: i64,
    z: Option<i32>,
}

#[derive(Table, Debug)]
#[table(name = "loose", strict = false, rtree(x(low, high)))]
struct Loose {
    #[column(primary_key)]
    id: i64,
    low: f64,
    high: f64,
}

fn broken(error: &Error, message: &str, table: &str, columns: &[&str]) {
    assert_eq!(error.constraint_kind(), Some(ConstraintKind::Check), "{error}");
    assert_eq!(error.to_string(), message);
    assert_eq!(
        (error.table(), error.columns().to_vec()),
        (Some(table), columns.iter().map(|&c| c.to_owned()).collect())
    );
}

#[test]
fn a_reversed_box_is_refused_by_the_table() -> Result<(), Error> {
    let db = super::database()?;
    let message = "CHECK constraint failed: `rooms.left <= rooms.right`";
    let error = db.insert(room(1, "void", [1.0, 0.5], None)).run().unwrap_err();
    broken(&error, message, "rooms", &["left", "right"]);
    let error = db.update::<Room>().set(Room::LEFT.to(99.0)).filter(Room::ID.eq(1)).run().unwrap_err();
    broken(&error, message, "rooms", &["left", "right"]);
    let error = sql!("update rooms set bottom = -1 where id = 1").run(&db).unwrap_err();
    broken(&error, "CHECK constraint failed: `rooms.top <= rooms.bottom`", "rooms", &["top", "bottom"]);
    let error = db.insert(room(1, "void", [f64::NAN, 0.5], None)).run().unwrap_err();
    assert_eq!(error.to_string(), "cannot write rooms.left: NaN cannot be stored: SQLite would turn it into NULL");
    // Nothing was written, and a clause of the statement decides as for any other check.
    assert_eq!(db.insert(room(1, "void", [1.0, 0.5], None)).or_ignore().run()?, 0);
    assert!(db.check_spatial::<Room>()?);
    Ok(())
}

#[test]
fn a_box_of_no_width_and_an_endless_one_are_boxes() -> Result<(), Error> {
    let db = super::database()?;
    let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
    for (id, x) in [(10, [2.0, 2.0]), (11, [low, high]), (12, [high, high]), (13, [-0.0, 0.0])] {
        let row = room(1, &format!("{x:?}"), x, Some([0.0, high]));
        db.insert(NewRoom { id: Set::Value(id), ..row }).run()?;
    }
    assert!(db.check_spatial::<Room>()?);
    let among = |predicate: Expr<Room, bool>| super::found(&db, predicate.and(Room::ID.ge(10)));
    assert_eq!(among(Room::contains(Room::bounds().x(2.0).y(1e300))), [10, 11]);
    assert_eq!(among(Room::overlaps(Room::bounds().x(f64::MAX..))), [11, 12]);
    assert_eq!(among(Room::within(Room::bounds().x(0.0..=f64::MAX))), [10, 13]);
    assert_eq!(among(Room::contains(Room::bounds().x(low..=high))), [11]);
    Ok(())
}

#[test]
fn integers_beyond_32_bits_are_refused_by_the_table() -> Result<(), Error> {
    let db = Database::open_in_memory()?;
    db.create_tables(&schema!(Cell))?;
    let cell = |x0: i64, x1: i64| NewCell::builder().x0(x0).x1(x1).z(7).build();
    let (low, high) = (i64::from(i32::MIN), i64::from(i32::MAX));
    db.insert_many([cell(low, high), cell(high, high), cell(low, low)]).run()?;
    let error = db.insert(cell(0, high + 1)).run().unwrap_err();
    broken(&error, "CHECK constraint failed: `cells.x1 has 32 bits`", "cells", &["x1"]);
    let error = db.insert(cell(low - 1, 0)).run().unwrap_err();
    broken(&error, "CHECK constraint failed: `cells.x0 has 32 bits`", "cells", &["x0"]);
    assert!(sql!("update cells set z = 3000000000").run(&db).is_err_and(|error| error.is_check_violation()));

    let found =
        |predicate: Expr<Cell, bool>| db.select::<Cell>().filter(predicate).order_by(Cell::ID).columns(Cell::ID).all();
    assert_eq!(found(Cell::contains(Cell::bounds().x(high)))?, [1, 2]);
    assert_eq!(found(Cell::overlaps(Cell::bounds().x(high + 1..)))?, super::NOTHING);
    assert_eq!(found(Cell::within(Cell::bounds().x(i64::MIN..=i64::MAX).z(7)))?, [1, 2, 3]);
    assert_eq!(found(Cell::within(Cell::bounds().x(..=high - 1)))?, [3]);
    assert!(db.check_spatial::<Cell>()?);
    let sql: String = sql!("select sql from sqlite_schema where name = 'cells_rtree'").one(&db)?;
    assert!(sql.contains("USING rtree_i32("), "{sql}");
    Ok(())
}

#[test]
fn what_is_no_number_is_refused_where_the_types_do_not() -> Result<(), Error> {
    let db = Database::open_in_memory()?;
    db.create_tables(&schema!(Loose))?;
    sql!("insert into loose values (1, '1.5', 2)").run(&db)?;
    let error = sql!("insert into loose values (2, 1, 'two')").run(&db).unwrap_err();
    broken(&error, "CHECK constraint failed: `loose.high is a number`", "loose", &["high"]);
    assert_eq!(db.select::<Loose>().filter(Loose::contains(Loose::bounds().x(1.5))).count()?, 1);
    Ok(())
}

/// A table that was there before, without the checks: the R*Tree itself refuses what it can.
#[test]
fn a_table_without_the_checks() {
    let fixture = Fixture::empty();
    let statements = create_table(Loose::schema()).unwrap();
    fixture.raw.execute_batch("create table loose (id integer primary key, low real, high real)").unwrap();
    fixture.raw.execute_batch(&statements[1..].join(";\n")).unwrap();
    let row = NewLoose::builder().low(2.0).high(1.0).build();
    let error = fixture.db.insert(row).run().unwrap_err();
    assert_eq!(error.to_string(), "rtree constraint failed: loose_rtree.(min_x<=max_x)");
    assert_eq!(error.constraint_kind(), Some(ConstraintKind::Other));
    assert_eq!(fixture.number("select count(*) from loose"), 0);
}

#[test]
fn an_index_that_is_missing_or_damaged() -> Result<(), Error> {
    let fixture = Fixture::new(&schema!(Loose));
    let db = &fixture.db;
    db.insert_many((0..200).map(|at| NewLoose::builder().low(f64::from(at)).high(f64::from(at)).build())).run()?;
    assert!(db.check_spatial::<Loose>()?);

    // A box too many, one too few, one that is too small.
    for damage in [
        "insert into loose_rtree values (999, 1, 1)",
        "delete from loose_rtree where id = 7",
        "update loose_rtree set max_x = 5.5, min_x = 5.25 where id = 6",
        "delete from loose_rtree_node where nodeno > 1",
    ] {
        fixture.raw.execute_batch(damage).unwrap();
        assert!(!db.check_spatial::<Loose>()?, "{damage}");
        db.rebuild_spatial::<Loose>()?;
        assert!(db.check_spatial::<Loose>()?, "{damage}");
        assert_eq!(db.select::<Loose>().filter(Loose::overlaps(Loose::bounds().x(5.0..=7.0))).count()?, 3, "{damage}");
    }

    fixture.raw.execute_batch("drop table loose_rtree").unwrap();
    let error = db.rebuild_spatial::<Loose>().unwrap_err();
    assert_eq!(error.to_string(), "no such table: loose_rtree");
    assert!(db.check_spatial::<Loose>().is_err());
    assert!(db.select::<Loose>().filter(Loose::overlaps(Loose::bounds())).all().is_err());
    Ok(())
}

/// The bundled SQLite has the module, and what another one says without it tells what is missing.
#[test]
fn sqlite_without_the_module() -> Result<(), Error> {
    let db = Database::open_in_memory()?;
    let options: Vec<String> = sql!("select compile_options from pragma_compile_options").all(&db)?;
    assert!(options.iter().any(|option| option == "ENABLE_RTREE"), "{options:?}");
    let error = sql!("create virtual table t using rtree_none(id, a, b)").run(&db).unwrap_err();
    assert!(
        error.to_string().starts_with("no such module: rtree_none; this SQLite is built without R*Trees"),
        "{error}"
    );
    Ok(())
}
