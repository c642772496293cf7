//! Values that SQLite cannot hold are refused before it sees them, at each place where a value is bound.

use orm_sqlite::prelude::*;
use orm_sqlite::{Error, sql};

use crate::model::{Fixture, NewTypes, Types, TypesPatch};

/// Too large for SQLite, and with digits that no message would have by accident.
const HUGE: u64 = 18_446_744_073_709_551_557;

#[track_caller]
fn names_the_column<T>(result: Result<T, Error>, place: &str) {
    let Err(error) = result else { panic!("no error at {place}") };
    assert!(error.is_encode(), "{error}");
    assert_eq!(error.value_place(), Some(place));
    assert!(error.to_string().contains(place), "{error}");
    let all = format!("{error} {error:?} {:?}", std::error::Error::source(&error).map(ToString::to_string));
    assert!(!all.contains("551557") && !all.contains(&HUGE.to_string()), "{all}");
}

fn fixture() -> Fixture {
    let fixture = Fixture::new(&schema!(Types));
    fixture.db.insert(Types::plain(1).to_new()).run().unwrap();
    fixture
}

#[test]
fn an_unsigned_integer_beyond_i64_is_refused_wherever_it_is_bound() {
    let fixture = fixture();
    let db = &fixture.db;
    let new = || NewTypes { u64: HUGE, ..Types::plain(2).to_new() };
    let place = "types.u64";
    names_the_column(db.insert(new()).run(), place);
    names_the_column(db.insert(new()).returning().one(), place);
    names_the_column(db.insert_many([Types::plain(3).to_new(), new()]).run(), place);
    names_the_column(Types::insert(new()).to_sql(), place);
    let patch = || TypesPatch { u64: Set::Value(HUGE), ..TypesPatch::default() };
    names_the_column(db.update::<Types>().patch(patch()).all_rows().run(), place);
    names_the_column(db.update::<Types>().set(Types::U64.to(HUGE)).all_rows().run(), place);
    let upsert = db.insert(Types::plain(1).to_new()).on_conflict(Types::ID).do_update(Types::U64.to(HUGE));
    names_the_column(upsert.run(), place);

    let filters: [Expr<Types, bool>; 14] = [
        Types::U64.eq(HUGE),
        Types::U64.ne(HUGE),
        Types::U64.lt(HUGE),
        Types::U64.ge(HUGE),
        Types::U64.in_list([1, HUGE]),
        Types::U64.not_in_list([HUGE]),
        Types::U64.between(0, HUGE),
        Types::U64.between(HUGE, 0),
        Types::U64.is(HUGE),
        Types::U64.is_not(HUGE),
        Types::U64.add(HUGE).eq(3),
        Types::U64.eq(1).or(Types::U64.eq(HUGE)),
        not(Types::U64.eq(HUGE)),
        all_of([Types::U64.eq(1), any_of([Types::U64.eq(HUGE)])]),
    ];
    for filter in filters {
        names_the_column(db.select::<Types>().filter(filter.clone()).all(), place);
        names_the_column(db.select::<Types>().filter(filter.clone()).count(), place);
        names_the_column(db.select::<Types>().filter(filter.clone()).to_sql(), place);
        names_the_column(db.delete::<Types>().filter(filter.clone()).run(), place);
        names_the_column(db.update::<Types>().set(Types::I8.to(2)).filter(filter).run(), place);
    }
    names_the_column(db.select::<Types>().filter(Types::MAYBE_USIZE.eq(usize::MAX)).all(), "types.maybe_usize");
    assert_eq!(fixture.number("select count(*) from types where i8 = 1"), 1, "nothing was written");
    names_the_column(sql!("select {HUGE}").one::<i64, _>(db), "a value of the raw statement");
}

#[test]
fn a_nan_is_refused_and_never_becomes_null() {
    let fixture = fixture();
    let db = &fixture.db;
    names_the_column(db.insert(NewTypes { f64: f64::NAN, ..Types::plain(2).to_new() }).run(), "types.f64");
    names_the_column(db.insert(NewTypes { f32: f32::NAN, ..Types::plain(2).to_new() }).run(), "types.f32");
    let nullable = NewTypes { maybe_f64: Set::Value(Some(f64::NAN)), ..Types::plain(2).to_new() };
    names_the_column(db.insert(nullable).run(), "types.maybe_f64");
    names_the_column(db.update::<Types>().set(Types::MAYBE_F32.to(f32::NAN)).all_rows().run(), "types.maybe_f32");
    names_the_column(db.select::<Types>().filter(Types::F64.in_list([f64::NAN])).all(), "types.f64");
    names_the_column(db.select::<Types>().filter(Types::F64.gt(f64::NAN)).all(), "types.f64");
    assert_eq!(fixture.number("select count(*) from types"), 1);
}

#[derive(Table, Debug)]
#[table(name = "keys")]
struct Wide {
    #[column(primary_key)]
    id: u64,
}

#[test]
fn a_key_that_does_not_fit_is_refused() {
    let fixture = Fixture::new(&schema!(Wide));
    names_the_column(fixture.db.find::<Wide>(HUGE).get(), "keys.id");
    names_the_column(fixture.db.insert(NewWide { id: Set::Value(HUGE) }).run(), "keys.id");
    fixture.db.insert(NewWide { id: Set::Value(i64::MAX.cast_unsigned()) }).run().unwrap();
    assert_eq!(fixture.db.find::<Wide>(i64::MAX.cast_unsigned()).one().unwrap().id, i64::MAX.cast_unsigned());
}

const BIG: u64 = HUGE;

#[derive(Table)]
#[table(name = "defaults")]
struct Defaulted {
    #[column(primary_key)]
    id: i64,
    #[column(default = BIG)]
    big: u64,
}

#[test]
fn a_default_that_does_not_fit_names_its_column() {
    let fixture = Fixture::empty();
    names_the_column(fixture.db.create_tables(&schema!(Defaulted)), "defaults.big");
    let row = Defaulted { id: 1, big: 2 };
    assert_eq!((row.id, row.big), (1, 2));
}
