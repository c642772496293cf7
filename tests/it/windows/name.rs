//! Named windows, and what extends them.

use orm_sqlite::prelude::*;

use super::model::{Entry, entries};
use crate::model::{Post, User, blog};

#[test]
fn named_windows_and_their_extensions_are_those_of_hand_written_sql() {
    let (fixture, _) = entries(30);
    let of_part = window().partition_by(Entry::PART).named("of part");
    let ordered = of_part.order_by((Entry::KEY, Entry::ID)).named("say \"ordered\"");
    let rows: Vec<(i64, i64, i64, Option<i64>)> = fixture
        .db
        .select::<Entry>()
        .columns((
            Entry::ID,
            count().over(&of_part),
            row_number().over(&ordered),
            Entry::WEIGHT.sum().over(ordered.extended().rows(-1..=1).exclude_current_row()),
        ))
        .order_by((row_number().over(of_part.order_by(Entry::ID)), Entry::ID))
        .all()
        .unwrap();
    let sql = "select id, count(*) over p, row_number() over o,
            sum(weight) over (o rows between 1 preceding and 1 following exclude current row)
        from entries
        window p as (partition by part), o as (p order by key, id)
        order by row_number() over (partition by part order by id), id";
    let shown = |number: Option<i64>| number.map_or("NULL".to_owned(), |number| number.to_string());
    let rows: Vec<_> = rows.iter().map(|(id, all, at, sum)| format!("{id}|{all}|{at}|{}", shown(*sum))).collect();
    assert_eq!(rows, fixture.rows(sql));
}

#[test]
fn a_window_is_defined_once_and_before_what_extends_it() {
    let of_part = window().partition_by(Entry::PART).named("a");
    let by_key = of_part.order_by(Entry::KEY).named("b");
    let rows = Entry::select().columns((rank().over(&by_key), rank().over(&by_key).add(1), count().over(of_part)));
    let text = rows.to_sql().unwrap().text.to_string();
    let (_, clause) = text.split_once(" WINDOW ").unwrap();
    assert_eq!(clause, "\"a\" AS (PARTITION BY \"entries\".\"part\"), \"b\" AS (\"a\" ORDER BY \"entries\".\"key\")");
}

#[test]
fn what_sqlite_does_not_take_is_refused_before() {
    // There are no tables: whatever reaches SQLite fails in another way.
    let db = Database::open_in_memory().unwrap();
    let plain = || window().partition_by(Entry::PART).named("w");
    let ordered = || window().order_by(Entry::ID).named("W");
    let framed = window().rows(..).named("w");
    let errors = [
        db.select::<Entry>().columns((count().over(plain()), rank().over(ordered()))).all().map(drop),
        db.select::<Entry>().columns(count().over(plain())).order_by(rank().over(ordered())).all().map(drop),
        db.select::<Entry>().columns(count().over(plain().extended().partition_by(Entry::KEY))).all().map(drop),
        db.select::<Entry>().columns(count().over(ordered().order_by(Entry::KEY))).all().map(drop),
        db.select::<Entry>().columns(count().over(framed.extended().rows(-1..=0))).all().map(drop),
        db.select::<Entry>().columns(count().over(framed.order_by(Entry::ID))).all().map(drop),
    ];
    for error in errors {
        let error = error.unwrap_err();
        assert!(error.is_refused() && error.to_string().contains('`'), "{error}");
    }
    let fine = db.select::<Entry>().columns((count().over(plain()), rank().over(plain().order_by(Entry::ID))));
    assert!(!fine.all().unwrap_err().is_refused(), "this one reached SQLite");
}

#[test]
fn a_subquery_has_windows_of_its_own() {
    let fixture = blog();
    let by_id = || window().order_by(Post::ID).named("w");
    let first = Post::select().columns(row_number().over(by_id())).order_by(Post::ID.desc()).limit(1);
    let rows: Vec<(i64, i64, Option<i64>)> = fixture
        .db
        .select::<User>()
        .columns((User::ID, rank().over(window().order_by(User::ID.desc()).named("w")), scalar(first)))
        .order_by(User::ID)
        .all()
        .unwrap();
    assert_eq!(rows, [(1, 4, Some(4)), (2, 3, Some(4)), (3, 2, Some(4)), (4, 1, Some(4))]);
}
