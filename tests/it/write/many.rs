//! `update_many`: a change of its own for each row.

use std::cell::Cell;

use orm_sqlite::prelude::*;

use crate::model::{Country, CountryPatch, Fixture, NewCountry, Seat, SeatPatch, User, UserPatch, blog, key_schema};

thread_local! {
    static CALLS: Cell<i64> = const { Cell::new(0) };
}

fn call() -> i64 {
    CALLS.set(CALLS.get() + 1);
    CALLS.get()
}

#[derive(Table, Debug, PartialEq)]
#[table(name = "pages")]
struct Page {
    #[column(primary_key)]
    id: u8,
    text: Option<String>,
    #[column(default = 0, on_update_fn = call)]
    touched: i64,
}

fn patch() -> UserPatch {
    UserPatch::default()
}

#[test]
fn each_row_gets_its_own_changes() {
    let fixture = blog();
    let rows = [
        (3, UserPatch { name: Set::Value("C".to_owned()), ..patch() }),
        (1, UserPatch { name: Set::Value("A".to_owned()), bio: Set::Value(None), ..patch() }),
        (99, UserPatch { name: Set::Value("?".to_owned()), ..patch() }),
        (4, patch()),
        (2, UserPatch { name: Set::Value("B".to_owned()), ..patch() }),
    ];
    assert_eq!(fixture.db.update_many(rows).run().unwrap(), 3);
    let rows = fixture.rows("select id, name, bio from users order by id");
    assert_eq!(rows, ["1|A|NULL", "2|B|NULL", "3|C|", "4|Dee|NULL"]);
    assert_eq!(fixture.db.update_many(Vec::<(i64, UserPatch)>::new()).run().unwrap(), 0);
    assert_eq!(fixture.db.update_many([(1, patch())]).run().unwrap(), 0);
    assert!(fixture.db.update_many([(1, patch())]).returning().all().unwrap().is_empty());
}

#[test]
fn they_are_given_back_in_the_order_of_the_input() {
    let fixture = blog();
    let logins = |logins: i64| UserPatch { logins: Set::Value(logins), ..patch() };
    let rows = fixture.db.update_many([(4, logins(40)), (2, logins(20)), (7, logins(70)), (1, logins(10))]);
    let rows = rows.returning().all().unwrap();
    assert_eq!(rows.iter().map(|row| (row.id, row.logins)).collect::<Vec<_>>(), [(4, 40), (2, 20), (1, 10)]);
    let first = fixture.db.update_many([(3, logins(1)), (4, logins(1))]).returning().get().unwrap().unwrap();
    assert_eq!(first.id, 3);
    assert_eq!(fixture.number("select count(*) from users where logins = 1"), 2, "all are written");
}

#[test]
fn all_are_written_or_none() {
    let fixture = blog();
    let email = |email: &str| UserPatch { email: Set::Value(email.to_owned()), ..patch() };
    let error = fixture.db.update_many([(1, email("new@x")), (2, email("dee@x"))]).run().unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!(fixture.rows("select email from users where id = 1"), ["ada@x"]);
    // One after another, as they stand there.
    assert_eq!(fixture.db.update_many([(1, email("free@x")), (2, email("ada@x"))]).run().unwrap(), 2);
    fixture
        .db
        .transaction(|tx| {
            assert!(tx.update_many([(1, email("gone@x")), (2, email("dee@x"))]).run().is_err());
            tx.update_many([(3, email("kept@x"))]).run()
        })
        .unwrap();
    assert_eq!(fixture.rows("select email from users order by id"), ["free@x", "ada@x", "kept@x", "dee@x"]);
}

#[test]
fn a_key_that_stands_there_twice_is_refused() {
    let fixture = blog();
    let name = |name: &str| UserPatch { name: Set::Value(name.to_owned()), ..patch() };
    let twice = || fixture.db.update_many([(1, name("a")), (2, name("b")), (1, patch())]);
    assert!(twice().run().unwrap_err().is_refused());
    assert!(twice().returning().all().unwrap_err().is_refused());
    let error = twice().to_sql().unwrap_err();
    assert!(error.to_string().contains("`users`") && !error.to_string().contains('1'), "{error}");
    assert_eq!(fixture.number("select count(*) from users where name in ('a', 'b')"), 0);

    // As the table compares its keys.
    let fixture = Fixture::new(&key_schema());
    fixture.db.insert(NewCountry { code: "de".to_owned(), name: "?".to_owned() }).run().unwrap();
    let country = |name: &str| CountryPatch { name: Set::Value(name.to_owned()), ..CountryPatch::default() };
    let rows = |other: &str| [("DE".to_owned(), country("a")), (other.to_owned(), country("b"))];
    assert!(fixture.db.update_many::<_, _, Country>(rows("de")).run().unwrap_err().is_refused());
    assert_eq!(fixture.db.update_many(rows("fr")).run().unwrap(), 1);
    assert_eq!(fixture.rows("select code, name from countries"), ["de|a"]);
}

#[test]
fn composite_keys_and_functions() {
    let fixture = Fixture::new(&key_schema());
    fixture.raw.execute_batch("insert into seats values ('a', 1, 'x'), ('a', 2, 'x'), ('b', 1, 'x')").unwrap();
    let kind = |kind: &str| SeatPatch { kind: Set::Value(kind.to_owned()), ..SeatPatch::default() };
    let rows = [(("a".to_owned(), 2), kind("y")), (("b".to_owned(), 1), kind("z")), (("b".to_owned(), 2), kind("w"))];
    assert_eq!(fixture.db.update_many(rows).run().unwrap(), 2);
    let seats = fixture.db.select::<Seat>().order_by((Seat::HALL, Seat::NUMBER)).columns(Seat::KIND).all().unwrap();
    assert_eq!(seats, ["x", "y", "z"]);

    let fixture = Fixture::new(&schema!(Page));
    fixture.raw.execute_batch("insert into pages (id) values (1), (2), (3)").unwrap();
    let text = |text: &str| PagePatch { text: Set::Value(Some(text.to_owned())), ..PagePatch::default() };
    let explicit = PagePatch { touched: Set::Value(-1), ..text("c") };
    let rows = [(1, text("a")), (2, PagePatch::default()), (3, explicit)];
    assert_eq!(fixture.db.update_many(rows).run().unwrap(), 2);
    assert_eq!(fixture.rows("select id, text, touched from pages"), ["1|a|1", "2|NULL|0", "3|c|-1"]);
    let more: Vec<(u8, PagePatch)> = (1..=3).map(|id| (id, text("t"))).collect();
    assert_eq!(fixture.db.update_many(more).run().unwrap(), 3);
    assert_eq!(fixture.rows("select touched from pages"), ["2", "3", "4"], "called for each row");
}

#[test]
fn equal_statements_are_one_text() {
    let fixture = blog();
    let logins = |logins: i64| UserPatch { logins: Set::Value(logins), ..patch() };
    let rows: Vec<(i64, UserPatch)> = (0..40_000).map(|id| (id, logins(id))).collect();
    let mut texts: Vec<String> =
        fixture.db.update_many(rows.clone()).to_sql().unwrap().iter().map(|sql| sql.text.to_string()).collect();
    texts.dedup();
    assert_eq!(texts, [r#"UPDATE "users" SET "logins" = ? WHERE "users"."id" = ?"#]);
    assert_eq!(fixture.db.update_many(rows).run().unwrap(), 4);
    assert_eq!(fixture.rows("select logins from users order by id"), ["1", "2", "3", "4"]);
    let bio = |bio: Option<&str>| UserPatch { bio: Set::Value(bio.map(str::to_owned)), ..patch() };
    assert_eq!(fixture.db.update_many([(1, bio(None)), (2, bio(Some("b"))), (3, logins(9))]).run().unwrap(), 3);
    let users =
        fixture.db.select::<User>().order_by(User::ID).columns((User::BIO, User::LOGINS)).limit(3).all().unwrap();
    assert_eq!(users, [(None, 1), (Some("b".to_owned()), 2), (Some(String::new()), 9)]);
}
