//! Requests against a database in memory.

mod held;

use orm_core::ast::KeyList;
use orm_core::engine::{Cursor, Decoder, LocalEngine, Param, Request, Sql};
use orm_core::error::Error;
use orm_core::value::{Row, Set, Value};

use crate::access::{Read as _, Write as _};
use crate::database::Database;
use crate::fixture::{NewUser, User, UserPatch, emails, memory, raw, raw_with, user};

#[test]
fn writes_and_reads_rows() {
    let db = memory();
    let ada = db.insert(user("ada")).returning().one().unwrap();
    assert_eq!(ada, User { id: 1, email: "ada".into(), bio: None, age: 18 });
    let grace =
        NewUser { id: Set::Value(7), bio: Set::Value(Some("x\0y".into())), age: Set::Value(30), ..user("grace") };
    assert_eq!(db.insert(grace).run().unwrap(), 1);
    assert_eq!(db.find::<User>(7).get().unwrap().unwrap().bio.as_deref(), Some("x\0y"));
    assert_eq!(db.find::<User>(8).get().unwrap(), None);
    assert!(db.find::<User>(8).one().unwrap_err().is_not_found());
    assert_eq!(db.select::<User>().filter(User::ID.in_list([1, 7, 9])).count().unwrap(), 2);
    assert_eq!(db.update::<User>().set(User::AGE.to(40)).filter(User::BIO.is_null()).run().unwrap(), 1);
    assert_eq!(
        db.update::<User>().patch(UserPatch { age: Set::Value(41), ..UserPatch::default() }).all_rows().run().unwrap(),
        2
    );
    assert_eq!(db.delete::<User>().filter(User::ID.eq(1)).run().unwrap(), 1);
    assert_eq!(emails(&db), ["grace"]);
}

#[test]
fn a_write_is_whole_although_only_its_first_row_is_read() {
    let db = memory();
    let rows = (0..120).map(|number| user(&number.to_string()));
    let first = db.insert_many(rows).returning().get().unwrap().unwrap();
    assert_eq!(first.email, "0");
    assert_eq!(db.select::<User>().count().unwrap(), 120);
    let one = db.update::<User>().set(User::AGE.to(1)).all_rows().returning().one().unwrap();
    assert_eq!(one.age, 1);
    assert_eq!(db.select::<User>().filter(User::AGE.eq(1)).count().unwrap(), 120);
}

#[test]
fn many_rows_are_written_all_or_none() {
    let db = memory();
    let rows = || (0..120).map(|number| user(&(number % 110).to_string()));
    assert!(db.insert_many(rows()).run().unwrap_err().is_unique_violation());
    assert_eq!(emails(&db).len(), 0);
    db.transaction(|tx| {
        tx.insert(user("kept")).run()?;
        assert!(tx.insert_many(rows()).run().unwrap_err().is_unique_violation());
        Ok(())
    })
    .unwrap();
    assert_eq!(emails(&db), ["kept"]);
    assert_eq!(db.insert_many(Vec::<NewUser>::new()).run().unwrap(), 0);
}

#[test]
fn a_closure_may_stop_early_and_the_connection_is_free_afterwards() {
    let db = memory();
    db.insert_many((0..9).map(|number| user(&number.to_string()))).run().unwrap();
    let mut seen = 0;
    db.select::<User>()
        .for_each(|_| {
            seen += 1;
            if seen == 3 { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!(seen, 3);
    let failed = db.select::<User>().for_each(|_| db.select::<User>().count().map(drop));
    assert!(failed.unwrap_err().is_refused());
    assert_eq!(db.delete::<User>().all_rows().run().unwrap(), 9);
}

#[test]
fn a_raw_statement_is_one_statement() {
    let db = memory();
    let refused =
        ["select 1; select 2", "select 1;; drop table users", "begin", "", ";", "-- x", "select 1\0", "select ?"];
    for text in refused {
        let error = raw(text).all::<i64, _>(&db).unwrap_err();
        assert!(error.is_refused(), "{text:?}: {error}");
    }
    for text in ["select 1;", "select 1 ; -- one\n", " /* one */ select 1 ;;"] {
        assert_eq!(raw(text).one::<i64, _>(&db).unwrap(), 1, "{text:?}");
    }
    assert_eq!(emails(&db).len(), 0);
}

#[test]
fn a_raw_row_is_as_wide_as_its_type() {
    let db = memory();
    let error = raw("select 1, 2, 3").all::<(i64, i64), _>(&db).unwrap_err();
    assert_eq!(error.to_string(), "the statement gives 3 columns, the row type takes 2");
    assert!(raw("select 1").get::<(i64, i64), _>(&db).unwrap_err().is_refused());
    let insert = raw("insert into users (email) values ('a') returning id, email");
    assert!(insert.one::<i64, _>(&db).unwrap_err().is_refused());
    assert_eq!(emails(&db).len(), 0);
}

#[test]
fn counts_the_rows_of_this_statement_only() {
    let db = memory();
    db.insert_many([user("a"), user("b")]).run().unwrap();
    assert_eq!(raw("create table other (x)").run(&db).unwrap(), 0);
    assert_eq!(raw("update users set age = 3 where id = 99").run(&db).unwrap(), 0);
    assert_eq!(raw("update users set age = 3 returning id").run(&db).unwrap(), 2);
    assert_eq!(raw("select 1").run(&db).unwrap(), 0);
    assert_eq!(raw_with("delete from users where email = ", &"a", "").run(&db).unwrap(), 1);
}

#[test]
fn a_raw_write_whose_rows_cannot_be_read_is_taken_back() {
    let db = memory();
    let insert = || raw("insert into users (email) values ('a') returning email");
    assert!(insert().one::<i64, _>(&db).unwrap_err().is_decode());
    assert!(emails(&db).is_empty());
    let none = raw("update users set age = 1 returning id").one::<i64, _>(&db).unwrap_err();
    assert!(none.is_not_found());
    db.transaction(|tx| {
        tx.insert(user("kept")).run()?;
        assert!(insert().one::<i64, _>(tx).unwrap_err().is_decode());
        assert_eq!(insert().one::<String, _>(tx)?, "a");
        Ok(())
    })
    .unwrap();
    assert_eq!(emails(&db), ["kept", "a"]);
}

#[test]
fn what_a_raw_write_says_of_conflicts_holds_when_it_returns_rows() {
    let fail = "insert or fail into users (email) values ('a'), ('a') returning email";
    let abort = "insert or abort into users (email) values ('a'), ('a') returning email";
    let rollback = "insert or rollback into users (email) values ('a'), ('a') returning email";
    for (text, kept) in [(fail, 1), (abort, 0), (rollback, 0)] {
        let db = memory();
        assert!(raw(text).all::<String, _>(&db).unwrap_err().is_unique_violation(), "{text}");
        assert_eq!(emails(&db).len(), kept, "{text}");
    }
    let db = memory();
    db.transaction(|tx| {
        assert!(raw(fail).all::<String, _>(tx).unwrap_err().is_unique_violation());
        Ok(())
    })
    .unwrap();
    assert_eq!(emails(&db), ["a"]);
}

#[test]
fn a_raw_write_into_a_table_that_has_changed_is_taken_back_or_read() {
    let db = memory();
    db.execute_script("create table w (a integer)").unwrap();
    let insert = || raw("insert into w (a) values (1) returning *");
    assert_eq!(insert().one::<i64, _>(&db).unwrap(), 1);
    db.execute_script("alter table w add column b integer default 7").unwrap();
    let count = || raw("select count(*) from w").one::<i64, _>(&db).unwrap();
    assert!(insert().one::<i64, _>(&db).unwrap_err().is_refused());
    assert_eq!(count(), 1);
    for _ in 0..2 {
        let before = count();
        match insert().one::<(i64, i64), _>(&db) {
            Ok(row) => assert_eq!((row, count()), ((1, 7), before + 1)),
            Err(error) => assert!(error.is_refused() && count() == before, "{error}"),
        }
    }
    assert!(count() > 1);
}

#[test]
fn a_raw_statement_that_no_transaction_may_hold_runs_outside_of_one() {
    let folder = tempfile::tempdir().unwrap();
    let db = Database::open(folder.path().join("a.db")).unwrap();
    let checkpoint = raw("pragma wal_checkpoint").one::<(i64, i64, i64), _>(&db).unwrap();
    assert_eq!(checkpoint.0, 0);
    raw("vacuum").run(&db).unwrap();
}

#[test]
fn plans_are_rows_too() {
    assert!(!memory().find::<User>(1).explain().unwrap().is_empty());
}

/// Collects the first column of each statement, and gives it as keys.
#[derive(Default)]
struct Levels(Vec<(usize, Vec<Value>)>);

impl Decoder for Levels {
    type Output = Vec<(usize, Vec<Value>)>;

    fn rows<C: Cursor>(&mut self, statement: usize, _: &Sql, cursor: &mut C) -> Result<(), Error> {
        let mut values = Vec::new();
        while let Some(row) = cursor.advance()? {
            values.push(Value::Integer(row.get(0).unwrap()));
        }
        self.0.push((statement, values));
        Ok(())
    }

    fn keys(&self, list: KeyList) -> Vec<Value> {
        self.0
            .iter()
            .find(|(statement, _)| *statement == list.statement)
            .map(|(_, keys)| keys.clone())
            .unwrap_or_default()
    }

    fn finish(&mut self) -> Result<Self::Output, Error> {
        Ok(std::mem::take(&mut self.0))
    }
}

fn levels(db: &Database, first: &str) -> Vec<(usize, Vec<Value>)> {
    let below = Param::Keys(KeyList { statement: 0, column: 0, part: 0 });
    let sql = |text: &str, params| Sql { text: text.into(), params, labels: [].into() };
    let ids = Param::List(vec![Value::Integer(1), Value::Integer(2)]);
    let statements = vec![
        sql(first, Vec::new()),
        sql("select id * 10 from users where id in rarray(?) order by id", vec![below]),
        sql("select id from users where id in rarray(?) order by id", vec![ids]),
    ];
    db.run_local(Ok(Request { statements: statements.into(), writes: false, decoder: Levels::default() })).unwrap()
}

#[test]
fn later_statements_bind_the_keys_of_earlier_ones() {
    let db = memory();
    db.insert_many([user("a"), user("b"), user("c")]).run().unwrap();
    let integers = |values: &[i64]| values.iter().copied().map(Value::Integer).collect::<Vec<_>>();
    let found = levels(&db, "select id from users where id > 1");
    assert_eq!(found, [(0, integers(&[2, 3])), (1, integers(&[20, 30])), (2, integers(&[1, 2]))]);
    // No keys: the statement cannot find a row and is not run.
    let found = levels(&db, "select id from users where id > 9");
    assert_eq!(found, [(0, Vec::new()), (2, integers(&[1, 2]))]);
}
