//! Statements that are held: found again, bound again, used within their own run, and let go.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use orm_core::engine::Binding;
use orm_core::error::Error;
use orm_core::expr::Param;
use orm_core::query::TableExt as _;
use orm_core::value::{Set, Value};

use crate::access::{Read as _, Write as _};
use crate::database::Database;
use crate::fixture::{NewUser, User, create, emails, memory, raw, user};
use crate::statement::RawStatement;

fn filled(rows: i64) -> Database {
    let db = memory();
    let rows = (1..=rows).map(|number| NewUser { age: Set::Value(number), ..user(&format!("user {number}")) });
    db.insert_many(rows).run().unwrap();
    db
}

fn by_age(db: &Database, age: i64) -> Vec<String> {
    db.select::<User>().filter(User::AGE.eq(age)).columns(User::EMAIL).all().unwrap()
}

#[test]
fn a_shape_is_found_again_with_other_values_and_not_for_another_shape() {
    let db = filled(3);
    for age in [1, 2, 3, 2, 9] {
        let expected: Vec<_> = (1..=3).filter(|of| *of == age).map(|of| format!("user {of}")).collect();
        assert_eq!(by_age(&db, age), expected);
        let others = db.select::<User>().filter(User::AGE.ne(age)).count().unwrap();
        assert_eq!(others, if age == 9 { 3 } else { 2 });
        assert_eq!(db.select::<User>().filter(User::ID.eq(age)).count().unwrap(), expected.len() as u64);
    }
}

#[test]
fn a_query_runs_within_its_own_run() {
    let db = filled(4);
    db.transaction(|tx| {
        let mut pairs = 0;
        tx.select::<User>().filter(User::AGE.gt(0)).for_each(|outer| {
            // The same shape, with another value, while its statement stands on a row.
            let inner = tx.select::<User>().filter(User::AGE.gt(outer.age)).all()?;
            assert!(inner.iter().all(|user| user.age > outer.age));
            pairs += inner.len();
            Ok::<_, Error>(())
        })?;
        assert_eq!(pairs, 3 + 2 + 1);
        Ok(())
    })
    .unwrap();
    assert_eq!(by_age(&db, 4), ["user 4"]);
}

#[test]
fn fewer_places_than_shapes_lose_nothing() {
    for places in [0, 1, 2] {
        let db = Database::options().statement_cache_size(places).open().unwrap();
        create(&db);
        for round in 0..3 {
            db.insert(user(&format!("round {round}"))).run().unwrap();
            assert_eq!(db.select::<User>().count().unwrap(), round + 1);
            assert_eq!(db.select::<User>().filter(User::EMAIL.starts_with("round")).count().unwrap(), round + 1);
            assert_eq!(raw("select count(*) from users").one::<u64, _>(&db).unwrap(), round + 1);
            assert!(db.find::<User>(1).get().unwrap().is_some());
        }
    }
}

#[test]
fn a_prepared_query_of_another_database_finds_no_statement_of_this_one() {
    let (one, other) = (filled(1), filled(2));
    let count = one.prepare(|age: Param<i64>| User::select().filter(User::AGE.ge(age))).unwrap();
    assert_eq!((count.count(0).unwrap(), count.on(&other).count(0).unwrap()), (1, 2));
    drop(one);
    assert_eq!(count.on(&other).all(2).unwrap().len(), 1);
}

#[test]
fn long_texts_and_lists_are_bound_again_and_again() {
    let db = memory();
    for length in [0, 1, 1023, 1024, 1025, 100_000, 3, 0] {
        let email = "é".repeat(length);
        let inserted = db.insert(user(&email)).run();
        assert!(inserted.is_ok() || (length == 0 && inserted.unwrap_err().is_unique_violation()));
        assert_eq!(db.select::<User>().filter(User::EMAIL.eq(&email)).one().unwrap().email, email);
        let listed = User::EMAIL.in_list([email.clone(), "x".repeat(length + 1)]);
        assert_eq!(db.select::<User>().filter(listed).count().unwrap(), 1, "{length}");
    }
}

#[test]
fn a_value_that_cannot_be_bound_leaves_the_statement_usable() {
    let db = filled(1);
    // SQLite takes no text of more bytes than this, however much memory there is.
    let limit = rusqlite::limits::Limit::SQLITE_LIMIT_LENGTH;
    db.with_driver(|driver| assert!(driver.set_limit(limit, 1000).is_ok()));
    let find = |email: &str| db.select::<User>().filter(User::EMAIL.eq(email).and(User::AGE.gt(0))).count();
    assert_eq!(find("user 1").unwrap(), 1);
    let refused = find(&"x".repeat(1001)).unwrap_err();
    assert!(!refused.to_string().contains("xx"), "{refused}");
    assert!(refused.is_too_big());
    assert_eq!((refused.table(), refused.columns()), (Some("users"), ["email".to_owned()].as_slice()));
    assert_eq!(find("user 1").unwrap(), 1);
}

#[test]
fn a_parameter_never_points_at_a_value_that_is_gone() {
    let text = |length: usize| Binding::Value(Value::Text("x".repeat(length)));
    memory().with_driver(|driver| {
        assert!(driver.set_limit(rusqlite::limits::Limit::SQLITE_LIMIT_LENGTH, 5000).is_ok());
        let mut statement = RawStatement::prepare(driver, "SELECT ?1, ?2", true).unwrap();
        statement.values().extend([text(1), text(2)]);
        statement.bind().unwrap();
        // The first is bound, and of the kind that a reset lets go; the second is longer than SQLite takes.
        statement.values().extend([text(2000), text(5001)]);
        assert!(statement.bind().is_err());
        statement.reset();
        assert!(statement.step().unwrap());
        assert!(statement.is_null(0) && statement.is_null(1));
    });
}

#[test]
fn a_panic_in_the_middle_of_a_run_leaves_the_query_usable() {
    let db = filled(3);
    let run = |at: i64| {
        let mut seen = 0;
        db.select::<User>().filter(User::AGE.gt(0)).for_each(|user| {
            assert!(user.age != at, "stop");
            seen += 1;
            ControlFlow::Continue(())
        })?;
        Ok::<_, Error>(seen)
    };
    assert_eq!(run(9).unwrap(), 3);
    assert!(catch_unwind(AssertUnwindSafe(|| run(2))).is_err());
    assert_eq!(run(9).unwrap(), 3);
}

#[test]
fn a_table_that_changes_under_a_held_statement_is_seen_as_it_is() {
    let db = filled(2);
    assert_eq!(by_age(&db, 2), ["user 2"]);
    db.execute_script("alter table users add column extra integer; create index by_age on users (age)").unwrap();
    assert_eq!(by_age(&db, 1), ["user 1"]);
    db.execute_script("drop table users").unwrap();
    assert!(db.select::<User>().filter(User::AGE.eq(2)).columns(User::EMAIL).all().is_err());
    create(&db);
    assert_eq!(by_age(&db, 2), Vec::<String>::new());
}

#[test]
fn an_insert_of_many_rows_runs_one_statement_often() {
    for rows in [1_u32, 49, 50, 51, 100, 120, 151] {
        let db = filled(i64::from(rows));
        let emails = emails(&db);
        assert_eq!(emails.len(), rows as usize);
        assert_eq!(
            db.select::<User>().columns(User::AGE.sum()).one().unwrap(),
            Some(i64::from(rows * (rows + 1) / 2)),
            "{rows}"
        );
        let twice = (0..rows).map(|number| user(&format!("user {}", number + 1)));
        let upserted = db.insert_many(twice).on_conflict(User::EMAIL).do_update(User::AGE.to(-1)).run().unwrap();
        assert_eq!(upserted, u64::from(rows));
        assert_eq!(db.select::<User>().filter(User::AGE.eq(-1)).count().unwrap(), u64::from(rows));
    }
}

#[test]
fn handles_are_dropped_in_any_order() {
    let db = filled(1);
    let prepared = db.prepare(|id: Param<i64>| User::select().filter(User::ID.eq(id))).unwrap();
    assert!(prepared.exists(1).unwrap());
    let clone = db.clone();
    drop(db);
    assert_eq!(emails(&clone).len(), 1);
    drop(clone);
    assert!(prepared.exists(1).unwrap());
    std::thread::spawn(move || assert!(prepared.exists(1).unwrap())).join().unwrap();
}
