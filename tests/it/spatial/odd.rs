//! Odd names, other types, one dimension and five, and what else a table can be.

use orm_sqlite::Error;
use orm_sqlite::prelude::*;

#[derive(Table, Debug, PartialEq)]
#[table(
    name = "odd \"it's\" table; --",
    rtree(r#type(select, upper), r#integer, depth(r#in), name = "odd \"tree\" it's")
)]
struct Odd {
    #[column(name = "key \"of\" it's", primary_key)]
    id: i64,
    #[column(name = "se\"lect, it's")]
    select: f64,
    #[column(name = "UPPER()", generated(virtual, "\"se\"\"lect, it's\" + 1"))]
    upper: Option<f64>,
    #[column(name = "in'teger")]
    integer: i64,
    #[column(name = "as")]
    r#in: f32,
}

#[test]
fn odd_names() -> Result<(), Error> {
    let db = Database::open_in_memory()?;
    db.create_tables(&schema!(Odd))?;
    let row = |select: f64, integer: i64| NewOdd::builder().select(select).integer(integer).r#in(0.5).build();
    db.insert_many([row(1.0, -3), row(2.5, 8)]).run()?;
    let found =
        |predicate: Expr<Odd, bool>| db.select::<Odd>().filter(predicate).order_by(Odd::ID).columns(Odd::ID).all();
    assert_eq!(found(Odd::overlaps(Odd::bounds().r#type(2.0..=2.25)))?, [1]);
    assert_eq!(found(Odd::within(Odd::bounds().integer(0..).depth(..=0.5)))?, [2]);
    db.update::<Odd>().set(Odd::SELECT.to(9.0)).filter(Odd::overlaps(Odd::bounds().r#type(2.0..=2.25))).run()?;
    assert_eq!(found(Odd::contains(Odd::bounds().r#type(9.5)))?, [1]);
    assert!(db.check_spatial::<Odd>()?);
    db.rebuild_spatial::<Odd>()?;
    db.delete::<Odd>().filter(Odd::ID.eq(1)).run()?;
    assert_eq!(found(Odd::overlaps(Odd::bounds()))?, [2]);
    assert!(db.check_spatial::<Odd>()?);
    Ok(())
}

#[derive(Table, Debug, PartialEq)]
#[table(name = "spans", rtree(n(low, high)))]
struct Span {
    #[column(primary_key)]
    id: i64,
    low: i64,
    high: Option<i64>,
}

/// The index has 24 bits of each, and what is asked has more.
#[test]
fn integers_that_no_floating_point_number_holds() -> Result<(), Error> {
    let db = Database::open_in_memory()?;
    db.create_tables(&schema!(Span))?;
    let odd = (1_i64 << 53) + 1;
    let ends = [odd, odd + 1, -odd, i64::MAX, i64::MAX - 1, i64::MIN, i64::MIN + 1, 16_777_217, 0];
    db.insert_many(ends.map(|end| NewSpan::builder().low(end).high(end).build())).run()?;
    assert!(db.check_spatial::<Span>()?);
    for (at, end) in ends.iter().enumerate() {
        let bounds = || Span::bounds().n(*end);
        for predicate in [Span::contains(bounds()), Span::within(bounds()), Span::overlaps(bounds())] {
            assert_eq!(
                db.select::<Span>().filter(predicate).columns(Span::ID).all()?,
                [i64::try_from(at).unwrap() + 1]
            );
        }
        let above = ends.iter().filter(|other| *other >= end).count();
        assert_eq!(db.select::<Span>().filter(Span::within(Span::bounds().n(*end..))).count()?, above as u64);
    }
    let plan = db.select::<Span>().filter(Span::contains(Span::bounds().n(odd))).explain()?;
    assert!(plan.iter().any(|line| line.contains("spans_rtree VIRTUAL TABLE INDEX 2:B0D1")), "{plan:#?}");
    Ok(())
}

#[derive(ColumnType, Debug, Clone, Copy, PartialEq, PartialOrd)]
struct Meters(f64);

#[derive(Table, Debug, PartialEq)]
#[table(
    name = "events",
    rtree(at(starts, ends), height(low, high), lon, lat, level),
    fts(name),
    soft_delete = gone
)]
struct Event {
    #[column(primary_key)]
    id: i64,
    name: String,
    starts: Timestamp,
    ends: Timestamp,
    low: Meters,
    high: Meters,
    lon: f32,
    lat: f32,
    level: u8,
    gone: Option<Timestamp>,
    #[column(version)]
    version: i64,
}

fn event(name: &str, [starts, ends]: [i64; 2], low: f64) -> NewEvent {
    NewEvent::builder()
        .name(name)
        .starts(Timestamp::from_millis(starts))
        .ends(Timestamp::from_millis(ends))
        .low(Meters(low))
        .high(Meters(low + 2.5))
        .lon(0.1)
        .lat(-0.1)
        .level(3)
        .build()
}

#[test]
fn five_dimensions_of_other_types_in_a_table_that_has_more() -> Result<(), Error> {
    let db = Database::open_in_memory()?;
    db.create_tables(&schema!(Event))?;
    let day = 86_400_000;
    db.insert_many([
        event("tea", [0, day], 0.0),
        event("dance", [day, 2 * day], 1.0),
        event("sleep", [day + 1, 3 * day], 9.0),
    ])
    .run()?;
    let at = |millis: i64| Event::bounds().at(Timestamp::from_millis(millis));
    let found = |predicate: Expr<Event, bool>| {
        db.select::<Event>().filter(predicate).order_by(Event::ID).columns(Event::NAME).all().unwrap()
    };
    assert_eq!(found(Event::contains(at(day))), ["tea", "dance"]);
    assert_eq!(found(Event::contains(at(day + 1).height(Meters(10.0)))), ["sleep"]);
    assert_eq!(found(Event::contains(at(day).lon(0.1_f32).lat(..=-0.1_f32).level(3))), ["tea", "dance"]);
    assert_eq!(found(Event::contains(at(day).level(4))), Vec::<String>::new());
    assert_eq!(found(Event::contains(at(day)).and(Event::matches("dance"))), ["dance"]);

    // A row that is deleted softly keeps its box, and no query sees it.
    db.delete::<Event>().filter(Event::contains(at(0))).run()?;
    assert_eq!(found(Event::contains(at(day))), ["dance"]);
    assert_eq!(db.select::<Event>().with_deleted().filter(Event::contains(at(day))).count()?, 2);
    assert_eq!(db.update::<Event>().restore().filter(Event::contains(at(0))).run()?, 1);
    assert!(db.check_spatial::<Event>()? && db.check_search::<Event>()?);

    let dance = db.select::<Event>().filter(Event::NAME.eq("dance")).one()?;
    let later = Event::ENDS.to(Timestamp::from_millis(9 * day));
    db.update::<Event>().set(later.clone()).filter(Event::ID.eq(dance.id)).version(dance.version).run()?;
    assert_eq!(found(Event::contains(at(8 * day))), ["dance"]);
    let stale = db.update::<Event>().set(later).filter(Event::contains(at(8 * day))).version(dance.version).run();
    assert!(stale.is_err_and(|error| error.is_conflict()));
    assert!(db.check_spatial::<Event>()?);
    Ok(())
}

#[derive(Table, Debug, PartialEq)]
#[table(name = "places", rtree(lon, lat))]
struct Place {
    #[column(primary_key)]
    id: i64,
    lon: f64,
    lat: Option<f64>,
}

/// 0.1 is no `f32`: the index has a box around it.
#[test]
fn points_are_found_exactly() -> Result<(), Error> {
    let db = Database::open_in_memory()?;
    db.create_tables(&schema!(Place))?;
    let place = |lon: f64, lat: f64| NewPlace::builder().lon(lon).lat(lat).build();
    let next = 0.1_f64.next_up();
    db.insert_many([place(0.1, 0.1), place(next, 0.1), place(0.1, 1e-300), place(1e300, -1e300)]).run()?;
    db.insert(NewPlace::builder().lon(0.1).build()).run()?;
    let found = |predicate: Expr<Place, bool>| db.select::<Place>().filter(predicate).columns(Place::ID).all().unwrap();
    assert_eq!(found(Place::within(Place::bounds().lon(..=0.1))), [1, 3]);
    assert_eq!(found(Place::overlaps(Place::bounds().lon(next..=1.0))), [2]);
    assert_eq!(found(Place::contains(Place::bounds().lon(0.1).lat(0.1))), [1]);
    assert_eq!(found(Place::within(Place::bounds().lat(0.0..=1e-299))), [3]);
    assert_eq!(found(Place::within(Place::bounds().lon(1e299..).lat(..=-1e299))), [4]);
    assert_eq!(sql!("select count(*) from places_rtree where min_lon < max_lon").one::<i64, _>(&db)?, 4);
    assert!(db.check_spatial::<Place>()?);
    Ok(())
}
