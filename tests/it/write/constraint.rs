//! Broken constraints: which one, of which table and columns, and never the value.

use orm_sqlite::Error;
use orm_sqlite::error::ConstraintKind;
use orm_sqlite::prelude::*;

use crate::model::{Comment, Fixture, NewComment, NewUser, Post, User, blog};

#[derive(Table, Debug)]
#[table(name = "accounts", unique(owner, kind), check(name = "solvent", "balance >= 0"))]
struct Account {
    #[column(primary_key)]
    id: i64,
    owner: String,
    kind: String,
    balance: i64,
}

#[track_caller]
fn check<T>(result: Result<T, Error>, kind: ConstraintKind, table: Option<&str>, columns: &[&str]) -> Error {
    let Err(error) = result else { panic!("no error") };
    assert_eq!(error.constraint_kind(), Some(kind), "{error}");
    assert_eq!(
        (error.table(), error.columns()),
        (table, &columns.iter().map(ToString::to_string).collect::<Vec<_>>()[..])
    );
    let all = format!("{error} {error:?} {:?}", error.sql());
    assert!(!all.contains("c4n4ry"), "{all}");
    assert!(error.sql().is_some());
    error
}

#[test]
fn uniqueness_and_checks_say_what_they_are_about() {
    let fixture = Fixture::new(&schema!(Account));
    let account =
        |id: i64, balance: i64| NewAccount::builder().id(id).owner("c4n4ry").kind("c4n4ry").balance(balance).build();
    fixture.db.insert(account(1, 5)).run().unwrap();
    let error =
        check(fixture.db.insert(account(2, 5)).run(), ConstraintKind::Unique, Some("accounts"), &["owner", "kind"]);
    assert!(error.is_unique_violation());
    let other = NewAccount::builder().id(1).owner("o").kind("k").balance(0).build();
    check(fixture.db.insert(other).run(), ConstraintKind::PrimaryKey, Some("accounts"), &["id"]);
    let broke = fixture.db.update::<Account>().set(Account::BALANCE.to(-4711)).all_rows().run();
    let error = check(broke, ConstraintKind::Check, None, &[]);
    assert!(error.is_check_violation() && error.constraint() == Some("solvent"), "{error}");
    assert!(!error.to_string().contains("4711"));
    let error = sql!("update accounts set owner = null").run(&fixture.db);
    assert!(check(error, ConstraintKind::NotNull, Some("accounts"), &["owner"]).is_not_null_violation());
    let error = sql!("update accounts set balance = 'c4n4ry'").run(&fixture.db).unwrap_err();
    assert_eq!((error.constraint_kind(), error.table()), (Some(ConstraintKind::DataType), Some("accounts")));
    assert_eq!(error.columns(), ["balance"]);
    assert_eq!(fixture.rows("select id, balance from accounts"), ["1|5"]);
}

#[test]
fn an_email_that_is_taken_is_not_shown() {
    let fixture = blog();
    let user = || NewUser::builder().email("c4n4ry@x").name("c4n4ry").build();
    fixture.db.insert(user()).run().unwrap();
    check(fixture.db.insert(user()).returning().one(), ConstraintKind::Unique, Some("users"), &["email"]);
}

#[test]
fn foreign_keys_are_enforced_and_act() {
    let fixture = blog();
    let orphan = NewComment { id: Set::Unset, post_id: 4711, body: "c4n4ry".to_owned() };
    let error = fixture.db.insert(orphan).run().unwrap_err();
    assert!(error.is_foreign_key_violation() && !error.to_string().contains("4711"), "{error}");
    let error = fixture.db.delete::<User>().filter(User::ID.eq(2)).run().unwrap_err();
    assert!(error.is_foreign_key_violation(), "Bob edits a post of Ada's");
    fixture
        .raw
        .execute_batch("update posts set editor_id = null; delete from profiles; delete from friendships")
        .unwrap();
    let gone = fixture.db.delete::<User>().filter(User::ID.eq(1)).run().unwrap();
    assert_eq!(gone, 1, "rows that a cascade deletes do not count");
    assert_eq!(fixture.rows("select id, invited_by_id from users order by id"), ["2|NULL", "3|NULL", "4|NULL"]);
    assert_eq!(fixture.rows("select id from posts"), ["13"]);
    assert_eq!(fixture.rows("select id from comments"), ["103"]);
    assert_eq!(fixture.rows("select user_id from memberships"), ["2"]);
    assert_eq!(fixture.db.select::<Post>().count().unwrap(), 1);
    assert_eq!(fixture.db.select::<Comment>().count().unwrap(), 1);
}
