//! Statements whose rows are not taken, tables that change under them, names, patterns and lists.

use std::time::Duration;

use orm_sqlite::prelude::*;
use rusqlite::Connection;

use crate::model::{Comment, NewTag, Post, Profile, Tag, User, blog};
use crate::{Counter, counters, set};

#[test]
fn r15_rows_that_are_dropped_half_way_leave_no_lock() {
    let (folder, db) = counters(|options| options.readers(1).acquire_timeout(Duration::from_millis(200)));
    db.insert_many((2..=500).map(|id| crate::NewCounter { id: Set::Value(id), value: id })).run().unwrap();
    let mut seen = 0;
    db.select::<Counter>()
        .for_each(|_row| {
            seen += 1;
            if seen < 3 { std::ops::ControlFlow::Continue(()) } else { std::ops::ControlFlow::Break(()) }
        })
        .unwrap();
    let failed = db.select::<Counter>().for_each(|_row| Err::<(), _>(orm_sqlite::Error::custom("enough")));
    assert!(failed.is_err());
    assert_eq!(set(&db, 9).unwrap(), 1);
    // Nobody reads: all of the log goes into the file.
    let raw = Connection::open(folder.path().join("test.db")).unwrap();
    let busy = raw.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(busy, 0);
    assert_eq!(db.select::<Counter>().count().unwrap(), 500);
}

#[test]
fn r18_what_a_script_leaves_behind_does_not_meet_the_next_one() {
    let (_folder, db) = counters(|options| options.readers(0));
    assert!(db.execute_script("begin; update counters set value = 5").is_err());
    assert_eq!(db.find::<Counter>(1).one().unwrap().value, 0);
    db.execute_script("pragma foreign_keys = off; pragma synchronous = off; pragma query_only = on").unwrap();
    let setting = |name: &str| match name {
        "foreign_keys" => sql!("pragma foreign_keys").one::<i64, _>(&db).unwrap(),
        "synchronous" => sql!("pragma synchronous").one::<i64, _>(&db).unwrap(),
        _ => sql!("pragma query_only").one::<i64, _>(&db).unwrap(),
    };
    assert_eq!((setting("foreign_keys"), setting("synchronous"), setting("query_only")), (1, 2, 0));
    let attached = db.execute_script("attach ':memory:' as other");
    assert!(attached.is_err_and(|error| error.is_refused()));
}

#[test]
fn r21_a_column_that_goes_or_moves_is_never_read_for_another() {
    let fixture = blog();
    let db = &fixture.db;
    let before = db.find::<Tag>(1).one().unwrap();
    // Another process changes the table under a statement that is prepared, on every connection.
    fixture.raw.execute_batch("alter table tags add column extra text default 'x'").unwrap();
    assert_eq!(db.find::<Tag>(1).one().unwrap(), before);
    fixture.raw.execute_batch("drop table post_tags; alter table tags rename column label to gone").unwrap();
    for _ in 0..3 {
        let error = db.find::<Tag>(1).one().unwrap_err();
        assert!(error.to_string().contains("label"), "{error}");
    }
    fixture
        .raw
        .execute_batch("alter table tags rename column gone to label; alter table tags drop column extra")
        .unwrap();
    assert_eq!(db.find::<Tag>(1).one().unwrap(), before);
}

#[test]
fn r33_an_empty_list_matches_nothing_and_its_opposite_everything() {
    let fixture = blog();
    let none: [i64; 0] = [];
    let count = |filter| fixture.db.select::<User>().filter(filter).count().unwrap();
    assert_eq!(count(User::ID.in_list(none)), 0);
    assert_eq!(count(User::ID.not_in_list(none)), 4);
    // NULL is neither in a list nor outside of it, as in SQL.
    let authors =
        i64::try_from(fixture.db.select::<Post>().filter(Post::SCORE.not_in_list([2])).count().unwrap()).unwrap();
    assert_eq!(authors, fixture.number("select count(*) from posts where score not in (2)"));
}

#[test]
fn r34_a_comparison_with_none_is_said_as_one() {
    let fixture = blog();
    let count = |filter| fixture.db.select::<User>().filter(filter).count().unwrap();
    assert_eq!(count(User::BIO.is_null()), 2);
    assert_eq!(count(User::BIO.is_not_distinct_from(None::<String>)), 2);
    assert_eq!(count(User::BIO.is_distinct_from(Some("first".to_owned()))), 3);
    assert_eq!(count(User::BIO.ne("first")), 1, "as in SQL, NULL is not different");
}

#[test]
fn r35_s5_a_pattern_of_a_user_has_no_syntax() {
    let fixture = blog();
    let db = &fixture.db;
    for label in ["100%", "100x", "a_b", "acb", "back\\slash", "%", "_"] {
        db.insert(NewTag::builder().label(label).build()).run().unwrap();
    }
    let labels = |filter| {
        let mut labels = db.select::<Tag>().filter(filter).columns(Tag::LABEL).all().unwrap();
        labels.sort();
        labels
    };
    assert_eq!(labels(Tag::LABEL.contains("0%")), ["100%"]);
    assert_eq!(labels(Tag::LABEL.contains("_")), ["_", "a_b"]);
    assert_eq!(labels(Tag::LABEL.starts_with("%")), ["%"]);
    assert_eq!(labels(Tag::LABEL.ends_with("\\slash")), ["back\\slash"]);
    assert_eq!(labels(Tag::LABEL.starts_with("RUST")), ["rust"], "letters of ASCII have no case, as in SQLite");
}

#[test]
fn r36_columns_of_one_name_are_not_mixed_up() {
    let fixture = blog();
    let db = &fixture.db;
    let rows = db
        .select::<Post>()
        .inner_join::<User>()
        .on(Post::AUTHOR_ID.eq(User::ID))
        .order_by(Post::ID)
        .columns((Post::ID, User::ID))
        .all();
    let found: Vec<String> = rows.unwrap().iter().map(|(post, user)| format!("{post}|{user}")).collect();
    assert_eq!(found, fixture.rows("select p.id, u.id from posts p join users u on u.id = p.author_id order by p.id"));
}

#[test]
fn r37_a_row_of_nulls_is_a_row_and_a_missing_one_is_none() {
    let fixture = blog();
    let loaded = fixture.db.query::<User>().with_profile().order_by(User::ID).all().unwrap();
    let sites: Vec<Option<Option<String>>> =
        loaded.into_iter().map(|user| user.profile.map(|profile: Profile| profile.site)).collect();
    assert_eq!(sites, [Some(Some("ada.org".to_owned())), Some(None), None, None]);
}

#[test]
fn r38_s2_a_name_is_quoted_whatever_is_in_it() {
    #[derive(Table, Debug, PartialEq)]
    #[table(name = "odd \" ] ` ; -- name")]
    struct Odd {
        #[column(primary_key, name = "select")]
        id: i64,
        #[column(name = "a\"b'c`d]e;--")]
        value: String,
    }
    let db = Database::open_in_memory().unwrap();
    db.create_tables(&schema!(Odd)).unwrap();
    db.insert(NewOdd { id: Set::Value(1), value: "x".to_owned() }).run().unwrap();
    let found = db.select::<Odd>().filter(Odd::VALUE.eq("x")).order_by(Odd::ID).one().unwrap();
    assert_eq!(found, Odd { id: 1, value: "x".to_owned() });
    assert_eq!(db.update::<Odd>().set(Odd::VALUE.to("y")).filter(Odd::ID.eq(1)).run().unwrap(), 1);
}

#[test]
fn r39_a_name_in_quotes_that_is_no_column_is_an_error_and_no_text() {
    let fixture = blog();
    for connection in ["reader", "writer"] {
        let statement = sql!("select \"nothing\" from users");
        let error = match connection {
            "reader" => statement.all::<String, _>(&fixture.db).unwrap_err(),
            _ => fixture.db.transaction(|tx| statement.all::<String, _>(tx)).unwrap_err(),
        };
        assert!(error.to_string().contains("no such column"), "{error}");
    }
    assert!(fixture.db.execute_script("create index odd on users (\"nothing\")").is_err());
}

#[test]
fn r42_a_column_is_compared_with_a_value_of_its_type() {
    let fixture = blog();
    // `'5' = 5` is a question of affinity in SQL; here there is no such question.
    assert_eq!(fixture.db.select::<User>().filter(User::LOGINS.eq(5)).count().unwrap(), 1);
    assert_eq!(fixture.db.select::<User>().filter(User::NAME.eq("5")).count().unwrap(), 0);
    let between = fixture.db.select::<User>().filter(User::LOGINS.gt(2)).filter(User::LOGINS.lt(5)).count().unwrap();
    assert_eq!(between, 2);
}

#[test]
fn r43_rows_that_triggers_and_keys_change_are_not_counted() {
    let fixture = blog();
    let db = &fixture.db;
    fixture.raw.execute_batch("create trigger more after insert on tags when new.label <> 'again' begin insert into tags (label) values ('again'); end").unwrap();
    let added = db.insert(NewTag::builder().label("one").build());
    assert_eq!(added.run().unwrap(), 1);
    assert_eq!(fixture.number("select count(*) from tags"), 5);
    let returned = db.insert(NewTag::builder().label("two").build()).returning().one().unwrap();
    assert_eq!(returned.label, "two");
    // Comments of a post go with it.
    let comments = db.select::<Comment>().count().unwrap();
    assert_eq!(db.delete::<Post>().filter(Post::ID.eq(13)).run().unwrap(), 1);
    assert!(db.select::<Comment>().count().unwrap() < comments);
}

#[test]
fn s3_a_raw_statement_binds_its_values_and_is_one() {
    let fixture = blog();
    let name = "Ada'; drop table users; --";
    assert_eq!(sql!("select count(*) from users where name = {name}").one::<i64, _>(&fixture.db).unwrap(), 0);
    let several = sql!("select 1; drop table users").all::<i64, _>(&fixture.db);
    assert!(several.is_err_and(|error| error.is_refused()));
    assert_eq!(fixture.number("select count(*) from users"), 4);
}

#[test]
fn s4_an_order_that_a_request_names_is_one_of_the_tables_columns() {
    assert!(User::column_by_name("name").is_ok());
    for name in ["name desc", "name; drop table users", "\"name\"", "rowid", "", "NAME "] {
        assert!(User::column_by_name(name).is_err(), "{name:?}");
    }
}

#[test]
fn s7_a_limit_is_a_number_and_never_none_by_accident() {
    let fixture = blog();
    let count = |limit: u64, offset: u64| {
        fixture.db.select::<User>().order_by(User::ID).limit(limit).offset(offset).all().unwrap().len()
    };
    assert_eq!(count(0, 0), 0);
    assert_eq!(count(2, 3), 1);
    assert_eq!(count(1, u64::from(u32::MAX)), 0);
    // What is beyond 64 bits of SQLite must not become a limit below zero, which is none.
    let beyond = fixture.db.select::<User>().order_by(User::ID).limit(u64::MAX);
    assert_eq!(beyond.all().unwrap().len(), 4);
    let sql = User::select().limit(u64::MAX).to_sql().unwrap();
    assert_eq!(sql.params, [orm_sqlite::engine::Param::Value(orm_sqlite::value::Value::Integer(i64::MAX))]);
}

#[test]
fn r30_a_number_beyond_64_bits_is_an_error_and_is_not_stored() {
    let fixture = blog();
    let db = &fixture.db;
    db.update::<User>().set(User::LOGINS.to(i64::MAX)).filter(User::ID.eq(1)).run().unwrap();
    let update = db.update::<User>().set(User::LOGINS.to(User::LOGINS.add(1))).filter(User::ID.eq(1)).run();
    assert!(update.is_err());
    let sum = db.select::<User>().columns(User::LOGINS.sum()).one();
    assert!(sum.is_err_and(|error| error.is_overflow()));
    assert_eq!(fixture.rows("select typeof(logins), logins from users where id = 1"), ["integer|9223372036854775807"]);
    // The table is STRICT, so that SQLite itself refuses a real number.
    assert!(fixture.raw.execute_batch("update users set logins = logins + 0.5").is_err());
}
