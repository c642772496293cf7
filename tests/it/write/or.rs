//! `OR REPLACE`, `OR IGNORE`, `OR ABORT`, `OR FAIL`, `OR ROLLBACK`.

use orm_sqlite::prelude::*;

use crate::model::{Fixture, NewPost, NewUser, Post, User, UserPatch, blog};

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "gauges", insert(derive(Clone)), check("level < 10"))]
struct Gauge {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
    #[column(default = 1)]
    level: i64,
}

/// A table that the database declares otherwise than the struct.
#[derive(Table, Debug, PartialEq)]
#[table(name = "loose", strict = false)]
struct Loose {
    #[column(primary_key)]
    id: i64,
    name: Option<String>,
}

fn gauge(name: &str, level: i64) -> NewGauge {
    NewGauge { id: Set::Unset, name: name.to_owned(), level: Set::Value(level) }
}

fn gauges() -> Fixture {
    let fixture = Fixture::new(&schema!(Gauge));
    fixture.db.insert_many([gauge("a", 1), gauge("b", 2)]).run().unwrap();
    fixture
}

fn names(fixture: &Fixture) -> Vec<String> {
    fixture.rows("select name, level from gauges order by id")
}

/// More rows than one statement takes; the one at `bad` breaks the constraint on `name`.
fn many(bad: usize) -> Vec<NewGauge> {
    (0..130).map(|at| gauge(&if at == bad { "a".to_owned() } else { format!("n{at}") }, 1)).collect()
}

#[test]
fn replace_deletes_what_is_in_the_way() {
    let fixture = blog();
    // One new row takes the id of one user and the email of another: both are gone, with all that cascades.
    fixture
        .raw
        .execute_batch("update posts set editor_id = null; delete from profiles; delete from friendships")
        .unwrap();
    let new = NewUser::builder().id(1).email("bob@x").name("Both").build();
    assert_eq!(fixture.db.insert(new).or_replace().run().unwrap(), 1);
    assert_eq!(
        fixture.rows("select id, email, name, logins from users order by id"),
        ["1|bob@x|Both|0", "3|cyd@x|Cyd|3", "4|dee@x|Dee|0"]
    );
    assert_eq!(fixture.number("select count(*) from posts"), 0);
    assert_eq!(fixture.number("select count(*) from users where invited_by_id is not null"), 0, "set to NULL");
    let update = fixture.db.update::<User>().or_replace().set(User::EMAIL.to("dee@x")).filter(User::ID.eq(3));
    assert_eq!(update.run().unwrap(), 1);
    assert_eq!(fixture.rows("select id, email from users order by id"), ["1|bob@x", "3|dee@x"]);
}

#[test]
fn replace_gives_a_missing_value_its_default() {
    let fixture = gauges();
    fixture
        .db
        .execute_script("create table loose (id integer primary key, name text not null default 'none')")
        .unwrap();
    let null = || NewLoose { id: Set::Unset, name: Set::Value(None) };
    assert!(fixture.db.insert(null()).run().unwrap_err().is_not_null_violation());
    assert_eq!(fixture.db.insert(null()).or_replace().returning().one().unwrap().name.as_deref(), Some("none"));
    assert_eq!(fixture.db.insert(null()).or_ignore().run().unwrap(), 0);
}

#[test]
fn ignore_leaves_rows_out() {
    let fixture = gauges();
    let rows = || [gauge("a", 5), gauge("c", 3), gauge("d", 99), gauge("e", 4)];
    assert!(fixture.db.insert_many(rows()).on_conflict_do_nothing().run().unwrap_err().is_check_violation());
    let stored = fixture.db.insert_many(rows()).or_ignore().returning_columns(Gauge::NAME).all().unwrap();
    assert_eq!(stored, ["c", "e"]);
    assert_eq!(names(&fixture), ["a|1", "b|2", "c|3", "e|4"]);
    let update = || fixture.db.update::<Gauge>().or_ignore();
    assert_eq!(update().set(Gauge::LEVEL.to(Gauge::LEVEL.add(7))).all_rows().run().unwrap(), 2);
    assert_eq!(names(&fixture), ["a|8", "b|9", "c|3", "e|4"]);
    assert_eq!(update().set(Gauge::NAME.to("a")).all_rows().run().unwrap(), 1);
    assert_eq!(fixture.db.insert_many(many(3)).or_ignore().run().unwrap(), 129);
}

#[test]
fn abort_leaves_nothing() {
    let fixture = gauges();
    for bad in [0, 70, 129] {
        assert!(fixture.db.insert_many(many(bad)).or_abort().run().unwrap_err().is_unique_violation());
    }
    let update = fixture.db.update::<Gauge>().set(Gauge::LEVEL.to(Gauge::LEVEL.add(8))).all_rows().or_abort();
    assert!(update.run().unwrap_err().is_check_violation());
    assert_eq!(names(&fixture), ["a|1", "b|2"]);
}

#[test]
fn fail_keeps_the_rows_before_however_many_statements_they_are() {
    for bad in [0, 1, 49, 50, 51, 129] {
        let fixture = gauges();
        let error = fixture.db.insert_many(many(bad)).or_fail().run().unwrap_err();
        assert!(error.is_unique_violation());
        assert_eq!(names(&fixture).len(), 2 + bad);
        let fixture = gauges();
        let error = fixture.db.insert_many(many(bad)).or_fail().returning().all().unwrap_err();
        assert!(error.is_unique_violation());
        assert_eq!(names(&fixture).len(), 2 + bad, "the rows that were not given back stay too");
    }
    let fixture = gauges();
    let update = || fixture.db.update::<Gauge>().set(Gauge::LEVEL.to(Gauge::LEVEL.add(8))).all_rows();
    assert!(update().or_fail().run().unwrap_err().is_check_violation());
    assert_eq!(names(&fixture), ["a|9", "b|2"]);
    fixture.raw.execute("update gauges set level = 1", []).unwrap();
    fixture.raw.execute("update gauges set level = 2 where id = 2", []).unwrap();
    assert!(update().or_fail().returning().all().unwrap_err().is_check_violation());
    assert_eq!(names(&fixture), ["a|9", "b|2"]);
}

#[test]
fn fail_in_a_transaction_leaves_the_decision_to_the_program() {
    let fixture = gauges();
    fixture
        .db
        .transaction(|tx| {
            assert!(tx.insert_many(many(70)).or_fail().run().unwrap_err().is_unique_violation());
            tx.insert(gauge("after", 1)).run()
        })
        .unwrap();
    assert_eq!(names(&fixture).len(), 2 + 70 + 1);
    let undone = fixture.db.transaction(|tx| tx.insert_many([gauge("x", 1), gauge("a", 1)]).or_fail().run());
    assert!(undone.unwrap_err().is_unique_violation());
    assert_eq!(names(&fixture).len(), 2 + 70 + 1);
}

#[test]
fn fail_is_not_about_foreign_keys() {
    let fixture = blog();
    let post = |author: i64| NewPost::builder().author_id(author).title("t").build();
    let posts = (0..120).map(|at| post(if at == 110 { 99 } else { 1 }));
    let error = fixture.db.insert_many(posts).or_fail().run().unwrap_err();
    assert!(error.is_foreign_key_violation());
    assert_eq!(fixture.number("select count(*) from posts"), 4, "all statements or none");
}

#[test]
fn rollback_ends_the_transaction() {
    let fixture = gauges();
    // Without a transaction around it: one statement, several, and one that returns rows.
    assert!(
        fixture.db.insert_many([gauge("c", 1), gauge("a", 1)]).or_rollback().run().unwrap_err().is_unique_violation()
    );
    assert!(fixture.db.insert_many(many(129)).or_rollback().run().unwrap_err().is_unique_violation());
    assert!(fixture.db.insert_many(many(129)).or_rollback().returning().all().unwrap_err().is_unique_violation());
    assert_eq!(names(&fixture), ["a|1", "b|2"]);

    let result = fixture.db.transaction(|tx| {
        tx.insert(gauge("before", 1)).run()?;
        let inner = tx.transaction(|inner| {
            inner.insert(gauge("inner", 1)).run()?;
            assert!(inner.insert_many(many(129)).or_rollback().run().unwrap_err().is_unique_violation());
            assert!(inner.insert(gauge("c", 1)).run().unwrap_err().is_transaction_aborted());
            assert!(inner.select::<Gauge>().count().unwrap_err().is_transaction_aborted());
            Ok(())
        });
        assert!(inner.unwrap_err().is_transaction_aborted());
        assert!(tx.insert(gauge("d", 1)).run().unwrap_err().is_transaction_aborted());
        assert!(tx.update::<Gauge>().set(Gauge::LEVEL.to(5)).all_rows().run().unwrap_err().is_transaction_aborted());
        assert!(tx.insert(gauge("e", 1)).returning().one().unwrap_err().is_transaction_aborted());
        Ok(())
    });
    assert!(result.unwrap_err().is_transaction_aborted());
    assert_eq!(names(&fixture), ["a|1", "b|2"], "nothing is written outside of a transaction");
    // The database goes on.
    fixture.db.insert(gauge("c", 1)).or_rollback().run().unwrap();
    assert_eq!(names(&fixture).len(), 3);
}

#[test]
fn a_clause_of_its_own_comes_first() {
    let fixture = gauges();
    let rows = [gauge("a", 7), gauge("z", 99)];
    let insert = fixture.db.insert_many(rows).or_ignore().on_conflict(Gauge::NAME);
    assert_eq!(insert.do_update(Gauge::LEVEL.set_excluded()).run().unwrap(), 1);
    assert_eq!(names(&fixture), ["a|7", "b|2"]);
    let last = fixture.db.insert(gauge("a", 3)).or_replace().or_ignore();
    assert_eq!(last.run().unwrap(), 0, "the last one said");
    let empty = fixture.db.insert(NewGauge { id: Set::Value(1), name: "b".to_owned(), level: Set::Unset }).or_replace();
    assert_eq!(empty.returning().one().unwrap(), Gauge { id: 1, name: "b".to_owned(), level: 1 });
    assert_eq!(names(&fixture), ["b|1"]);
}

#[test]
fn an_empty_patch_resolves_nothing() {
    let fixture = blog();
    let update = fixture.db.update::<User>().or_rollback().patch(UserPatch::default()).all_rows();
    assert_eq!(update.run().unwrap(), 0);
    assert_eq!(fixture.db.select::<Post>().count().unwrap(), 4);
}

#[test]
fn the_first_row_of_a_prepared_write_keeps_what_fail_keeps() {
    let fixture = gauges();
    let raise = fixture
        .db
        .prepare(|| Gauge::update().or_fail().set(Gauge::LEVEL.to(Gauge::LEVEL.mul(2))).all_rows().returning())
        .unwrap();
    assert_eq!(raise.get(()).unwrap().map(|gauge| gauge.level), Some(2));
    assert_eq!(raise.one(()).unwrap().level, 4);
    // The level of `b` would be 16.
    fixture.db.update::<Gauge>().set(Gauge::LEVEL.to(8)).filter(Gauge::NAME.eq("b")).run().unwrap();
    assert!(raise.get(()).unwrap_err().is_check_violation());
    assert_eq!(names(&fixture), ["a|8", "b|8"]);
    fixture.db.update::<Gauge>().set(Gauge::LEVEL.to(4)).filter(Gauge::NAME.eq("a")).run().unwrap();
    assert!(raise.one(()).unwrap_err().is_check_violation());
    assert_eq!(names(&fixture), ["a|8", "b|8"]);
}
