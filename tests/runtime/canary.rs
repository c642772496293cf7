//! No value is in what an error, or the `Debug` form of a query, shows: a program logs both.

use std::error::Error as _;
use std::fmt::Debug;

use orm_sqlite::Error;
use orm_sqlite::expr::{Function, Match};
use orm_sqlite::migrate::{Migration, Migrations};
use orm_sqlite::prelude::*;
use orm_sqlite::value::{Value, ValueRef};

use crate::model::{NewUser, Post, Types, User, UserPatch, blog};

const CANARY: &str = "c4n4ry";
const NUMBER: i64 = 987_654_321;

/// Whether a text has the canary in it, as text, as a number or as the bytes of either.
fn has_canary(text: &str) -> bool {
    let bytes = format!("{:?}", CANARY.as_bytes());
    let text = text.to_lowercase();
    [CANARY, "987654321", "987_654_321", bytes.trim_matches(['[', ']']), "63346e347279"]
        .iter()
        .any(|part| text.contains(part))
}

fn hides(what: &str, shown: &dyn Debug) {
    for text in [format!("{shown:?}"), format!("{shown:#?}")] {
        assert!(!has_canary(&text), "{what}: {text}");
    }
}

/// Everything that an error shows, also of what it comes from.
fn quiet(what: &str, error: &Error) {
    let mut texts = vec![format!("{error} {error:?} {error:#?} {:?} {:?}", error.sql(), error.value_place())];
    let mut source = error.source();
    while let Some(cause) = source {
        texts.push(format!("{cause} {cause:?} {cause:#?}"));
        source = cause.source();
    }
    for text in texts {
        assert!(!has_canary(&text), "{what}: {text}");
    }
}

#[test]
fn the_canary_is_found_where_it_is() {
    for text in ["a C4N4RY b", "x 987654321", "63346e347279", &format!("{:?}", CANARY.as_bytes())] {
        assert!(has_canary(text), "{text}");
    }
    assert!(!has_canary("canary 98765432"));
}

#[test]
fn s16_the_debug_form_of_a_query_shows_no_value() {
    let fixture = blog();
    let filters: Vec<Expr<User, bool>> = vec![
        User::NAME.eq(CANARY),
        User::LOGINS.eq(NUMBER).or(User::NAME.ne(CANARY)),
        User::NAME.in_list([CANARY, CANARY]),
        User::ID.in_list([NUMBER]),
        User::NAME.contains(CANARY).and(User::NAME.like(CANARY)),
        User::NAME.between(CANARY, CANARY),
        User::BIO.is(Some(CANARY.to_owned())),
        User::posts().any(Post::TITLE.eq(CANARY)),
        User::NAME.concat(CANARY).eq(value(CANARY.to_owned())),
        sql!("{User::NAME} = {CANARY}").expr::<bool>(),
        any_of((0..20).map(|_| User::NAME.eq(CANARY))),
        case().when(User::NAME.eq(CANARY), CANARY).otherwise(CANARY).eq(CANARY),
    ];
    for (at, filter) in filters.iter().enumerate() {
        let name = format!("filter {at}");
        hides(&name, filter);
        hides(&name, &User::select().filter(filter.clone()).limit(5));
        hides(&name, &fixture.db.select::<User>().filter(filter.clone()));
        hides(&name, &User::select().filter(filter.clone()).to_sql().unwrap());
        hides(&name, &User::delete().filter(filter.clone()));
        hides(&name, &User::update().set(User::NAME.to(CANARY)).filter(filter.clone()));
        hides(&name, &User::select().order_by((User::NAME.eq(CANARY).desc(), User::ID)));
    }
    let patch = UserPatch { name: Set::Value(CANARY.to_owned()), ..UserPatch::default() };
    hides("patch", &User::update().patch(patch).filter(User::ID.eq(NUMBER)));
    let new = || NewUser::builder().email(CANARY).name(CANARY).logins(NUMBER).build();
    hides("insert", &User::insert(new()));
    hides("insert_many", &User::insert_many([new(), new()]));
    hides("upsert", &User::insert(new()).on_conflict(User::EMAIL).do_update(User::NAME.to(CANARY)));
    hides("insert to_sql", &User::insert(new()).to_sql().unwrap());
    let raw: orm_sqlite::query::Raw = sql!("select {CANARY}, {NUMBER}");
    hides("raw", &raw);
    hides("raw list", &sql!("select {[CANARY].as_slice()}").to_sql().unwrap());
    hides("path", &JsonPath::root().key(CANARY));
    hides("match", &Match::<User>::all(CANARY).in_column(User::NAME).and(Match::raw(CANARY)));
    hides("batch", &(User::insert(new()), User::select().filter(User::NAME.eq(CANARY))));
    let prepared =
        fixture.db.prepare(|id: Param<i64>| User::select().filter(User::NAME.eq(CANARY).and(User::ID.eq(id))));
    hides("prepared", &prepared.unwrap());
    for owned in
        [Value::Text(CANARY.to_owned()), Value::Blob(CANARY.into()), Value::Integer(NUMBER), Value::Real(987_654_321.0)]
    {
        hides("value", &owned);
        hides("list", &vec![owned]);
    }
    for shown in [ValueRef::Text(CANARY.as_bytes()), ValueRef::Blob(CANARY.as_bytes()), ValueRef::Integer(NUMBER)] {
        hides("value of a row", &shown);
    }
    let keyset = User::select().order_by(User::NAME).keyset(2).after(CANARY);
    hides("keyset", &keyset);
}

#[test]
fn s16_no_error_shows_a_value() {
    const FAILS: Function<(String,), i64> = Function::new("fails");
    let fixture = blog();
    let db = &fixture.db;
    db.create_function(FAILS, |(text,)| if text.len() > 3 { panic!("of {text}") } else { Err(Error::custom("no")) })
        .unwrap();
    let new = || NewUser::builder().email(CANARY).name(CANARY).logins(NUMBER).build();
    db.insert(new()).run().unwrap();
    let prepared = db.prepare(|text: Param<String>| User::select().filter(User::NAME.like(text))).unwrap();
    let canary = CANARY.to_owned();
    let errors = [
        ("unique", db.insert(new()).run().unwrap_err()),
        ("unique of many", db.insert_many([new()]).run().unwrap_err()),
        ("unique of an update", db.update::<User>().set(User::EMAIL.to(CANARY)).all_rows().run().unwrap_err()),
        ("foreign key", db.update::<Post>().set(Post::AUTHOR_ID.to(NUMBER)).all_rows().run().unwrap_err()),
        ("not found", db.select::<User>().filter(User::NAME.eq(CANARY).and(User::ID.eq(NUMBER))).one().unwrap_err()),
        ("batch", db.batch((User::insert(new()), User::select().filter(User::NAME.eq(CANARY)))).unwrap_err()),
        ("prepared", prepared.all(format!("{CANARY}\0")).unwrap_err()),
        ("prepared limit", prepared.all(CANARY.repeat(10_000)).unwrap_err()),
        ("encode", db.select::<User>().filter(User::NAME.contains(format!("{CANARY}\0"))).all().unwrap_err()),
        ("unsigned", db.select::<Types>().filter(Types::U64.eq(u64::MAX - 987_654_321)).all().unwrap_err()),
        ("json path", sql!("select json_extract('{{}}', {canary})").all::<i64, _>(db).unwrap_err()),
        ("json", sql!("select json({canary})").all::<i64, _>(db).unwrap_err()),
        ("json text", sql!("select json_each.value from json_each({canary})").all::<i64, _>(db).unwrap_err()),
        ("overflow", sql!("select abs(-9223372036854775808) + {NUMBER}").all::<i64, _>(db).unwrap_err()),
        ("function", db.select::<User>().columns(FAILS.call((User::NAME,))).all().unwrap_err()),
        ("decode", sql!("select {canary}").one::<i64, _>(db).unwrap_err()),
        ("width", sql!("select {canary}, 1").one::<String, _>(db).unwrap_err()),
        ("like", sql!("select 'x' like {CANARY.repeat(10_000)}").one::<i64, _>(db).unwrap_err()),
        ("printf", sql!("select json_insert({canary}, '$.a', 1)").one::<String, _>(db).unwrap_err()),
        ("attach", sql!("attach {canary} as other").run(db).unwrap_err()),
        ("cursor", db.select::<User>().order_by(User::ID).keyset(1).after(CANARY).page().unwrap_err()),
        ("column", User::column_by_name(CANARY).unwrap_err()),
        ("order", User::parse_order(CANARY, User::NAME).unwrap_err()),
        ("url", Database::open_url(&format!("file:a?key={CANARY}")).unwrap_err()),
        (
            "rollback",
            db.transaction(|tx| {
                let _ = sql!("insert or rollback into users (email, name) values ({CANARY}, {CANARY})").run(tx);
                tx.insert(new()).run()
            })
            .unwrap_err(),
        ),
    ];
    for (what, error) in &errors {
        quiet(what, error);
    }
}

#[test]
fn s16_rows_in_the_way_of_a_migration_are_counted_and_not_shown() {
    let fixture = crate::model::Fixture::empty();
    let db = &fixture.db;
    fixture.raw.execute_batch(&format!("create table notes (id integer primary key, text text); insert into notes values (1, '{CANARY}'), (2, null)")).unwrap();
    let attempts = [
        "create unique index one on notes ((1))",
        "create table other (text text primary key check (length(text) < 3)) strict; insert into other select text from notes",
        "create table other (n integer) strict; insert into other select text from notes",
        "create table other (t text not null) strict; insert into other select text from notes",
        "insert into notes select id, json(text) from notes",
        "update notes set id = text where id = 1",
    ];
    for attempt in attempts {
        let migration = Migration::new("20260101120000_a", attempt).unwrap();
        quiet(attempt, &db.migrate(&Migrations::new([migration]).unwrap()).unwrap_err());
    }
    assert_eq!(fixture.number("select count(*) from notes"), 2);
}
