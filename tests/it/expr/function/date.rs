//! Dates, against hand-written SQL.

use orm_sqlite::expr::{Modifier, Moment, Weekday, now};
use orm_sqlite::prelude::*;

use crate::model::Fixture;

#[derive(Table, Debug)]
#[table(name = "events")]
struct Event {
    #[column(primary_key)]
    id: i64,
    at: Timestamp,
    ended: Option<Timestamp>,
    day: String,
}

fn events() -> Fixture {
    let f = Fixture::new(&schema!(Event));
    f.raw
        .execute_batch(
            "insert into events values (1, 1709208000123, null, '2024-01-31 10:00');
             insert into events values (2, -1, 0, 'no date');
             insert into events values (3, 999999999999999, 1709208000000, '2023-12-31T23:59:59.5Z');",
        )
        .unwrap();
    f
}

#[track_caller]
fn same(f: &Fixture, expr: Expr<Event, Option<String>>, sql: &str) {
    let found = f.db.select::<Event>().order_by(Event::ID).columns(expr).all().unwrap();
    let found: Vec<_> = found.into_iter().map(|text| text.unwrap_or_else(|| "NULL".to_owned())).collect();
    assert_eq!(found, f.rows(&format!("select {sql} from events order by id")), "{sql}");
}

#[test]
fn a_timestamp_and_a_text_are_dates() {
    let f = events();
    same(&f, Event::AT.date(), "date(at / 1000.0, 'unixepoch')");
    same(&f, Event::AT.time(), "time(at / 1000.0, 'unixepoch')");
    same(&f, Event::ENDED.datetime(), "datetime(ended / 1000.0, 'unixepoch')");
    same(&f, Event::DAY.date(), "date(day)");
    same(&f, Event::DAY.datetime(), "datetime(day)");
    same(&f, Event::AT.strftime("%Y-%j %f"), "strftime('%Y-%j %f', at / 1000.0, 'unixepoch')");
    same(&f, Event::DAY.strftime("%!"), "null");
    let days: Vec<Option<f64>> = f.db.select::<Event>().columns(Event::DAY.julianday()).all().unwrap();
    assert_eq!(days[1], None);
    let seconds: Vec<Option<i64>> = f.db.select::<Event>().columns(Event::AT.unixepoch()).all().unwrap();
    assert_eq!(seconds, [Some(1_709_208_000), Some(-1), None]);
    let whole: Vec<Option<Timestamp>> = f.db.select::<Event>().columns(Event::AT.moment().timestamp()).all().unwrap();
    assert_eq!(whole[..2], [Some(Timestamp::from_millis(1_709_208_000_123)), Some(Timestamp::from_millis(-1))]);
    assert!(f.db.select::<Event>().columns(Event::DAY.strftime("%Y\0")).all().unwrap_err().is_encode());
}

#[test]
fn modifiers_are_sqlites() {
    let f = events();
    for (modifiers, sql) in [
        (vec![Modifier::Years(-1)], "'-1 years'"),
        (vec![Modifier::Months(1)], "'+1 months'"),
        (vec![Modifier::Months(1), Modifier::Floor], "'+1 months', 'floor'"),
        (vec![Modifier::Months(1), Modifier::Ceiling], "'+1 months', 'ceiling'"),
        (vec![Modifier::Days(400), Modifier::Hours(-3)], "'+400 days', '-3 hours'"),
        (vec![Modifier::Minutes(90), Modifier::Seconds(-30)], "'+90 minutes', '-30 seconds'"),
        (vec![Modifier::StartOfYear, Modifier::StartOfMonth, Modifier::StartOfDay], "'start of year'"),
        (
            vec![Modifier::StartOfMonth, Modifier::Months(1), Modifier::Days(-1)],
            "'start of month', '+1 months', '-1 days'",
        ),
        (vec![Modifier::Weekday(Weekday::Sunday)], "'weekday 0'"),
        (vec![Modifier::Weekday(Weekday::Saturday)], "'weekday 6'"),
        (vec![Modifier::LocalTime, Modifier::Utc], "'localtime', 'utc'"),
        (vec![Modifier::Years(i64::MAX)], "'+9223372036854775807 years'"),
        (vec![Modifier::Days(i64::MIN)], "'-9223372036854775808 days'"),
    ] {
        let of = |moment: Moment<Event>| modifiers.iter().fold(moment, |moment, modifier| moment.modify(*modifier));
        same(&f, of(Event::DAY.moment()).datetime(), &format!("datetime(day, {sql})"));
        same(&f, of(Event::AT.moment()).datetime(), &format!("datetime(at / 1000.0, 'unixepoch', {sql})"));
    }
}

#[test]
fn differences_and_the_present() {
    let f = events();
    same(
        &f,
        Event::AT.moment().timediff(Event::DAY.moment().modify(Modifier::StartOfYear)),
        "timediff(strftime('%Y-%m-%d %H:%M:%f', at / 1000.0, 'unixepoch'), date(day, 'start of year'))",
    );
    let before = Timestamp::now();
    let moment = f.db.select::<Event>().columns(now()).get().unwrap().unwrap();
    assert!(before <= moment && moment <= Timestamp::now());
    assert_eq!(f.db.select::<Event>().filter(Event::AT.lt(now())).count().unwrap(), 2);
    f.db.update::<Event>().set((Event::ENDED.to(now()), Event::AT.to(now()))).filter(Event::ID.eq(1)).run().unwrap();
    let row = f.db.find::<Event>(1).one().unwrap();
    assert_eq!(row.ended, Some(row.at));
    let week = now().moment().modify(Modifier::Days(-7)).timestamp();
    assert_eq!(f.db.select::<Event>().filter(Event::AT.gt(week)).count().unwrap(), 2);
}

#[test]
fn a_day_is_what_rows_are_grouped_by() {
    let f = events();
    let days =
        f.db.select::<Event>()
            .group_by(Event::DAY.strftime("%Y"))
            .order_by(Event::DAY.strftime("%Y"))
            .columns((Event::DAY.strftime("%Y"), count()))
            .all()
            .unwrap();
    assert_eq!(days, [(None, 1), (Some("2023".to_owned()), 1), (Some("2024".to_owned()), 1)]);
    let last = f.db.select::<Event>().columns(Event::AT.min().date()).one().unwrap();
    assert_eq!(last.as_deref(), Some("1969-12-31"));
}
