//! Tables and scripts.

use orm_core::schema::Schema;
use orm_core::table::Table;

use crate::access::{Read as _, Write as _};
use crate::database::Database;
use crate::fixture::{User, emails, memory, raw, user};

impl Database {
    /// Shows the driver's connection, for what no option sets.
    pub(crate) fn with_driver(&self, use_it: impl FnOnce(&rusqlite::Connection)) {
        use_it(&self.0.pool.writer().unwrap());
    }
}

#[test]
fn is_shared_between_threads() {
    fn shared<T: Clone + Send + Sync>() {}
    shared::<Database>();
    let db = memory();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let db = db.clone();
            scope.spawn(move || {
                for number in 0..25 {
                    db.insert(user(&format!("{thread}/{number}"))).run().unwrap();
                }
            });
        }
    });
    assert_eq!(emails(&db).len(), 100);
}

#[test]
fn debug_shows_where_it_is_and_nothing_else() {
    assert_eq!(format!("{:?}", memory()), "Database { location: Memory, .. }");
}

#[test]
fn two_databases_in_memory_are_two() {
    let (one, other) = (memory(), memory());
    one.insert(user("a")).run().unwrap();
    assert!(emails(&other).is_empty());
    let named = Database::open(":memory:").unwrap();
    assert!(named.select::<User>().count().is_err());
}

#[test]
fn tables_are_created_all_or_none() {
    let db = Database::open_in_memory().unwrap();
    let error = db.create_tables(&Schema::new(vec![User::schema(), User::schema()])).unwrap_err();
    assert_eq!(error.to_string(), "table \"users\" already exists");
    assert!(error.sql().unwrap().starts_with("CREATE TABLE"));
    db.create_tables(&Schema::new(vec![User::schema()])).unwrap();
}

#[test]
fn a_script_runs_until_it_fails() {
    let db = memory();
    db.execute_script("").unwrap();
    db.execute_script(" -- nothing\n ;").unwrap();
    let error = db
        .execute_script(
            "insert into users (email) values ('a'); insert into users (email) values ('a'); delete from users",
        )
        .unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!(error.sql(), Some("insert into users (email) values ('a');"));
    assert_eq!(emails(&db), ["a"]);
    let error = db.execute_script("delete from users; selec 1; select 2").unwrap_err();
    assert_eq!(error.to_string(), "near \"selec\": syntax error");
    assert_eq!(error.sql(), Some("selec 1; select 2"));
    assert!(emails(&db).is_empty());
    assert!(db.execute_script("select 1\0; drop table users").unwrap_err().is_refused());
}

#[test]
fn a_script_may_hold_transactions_but_not_leave_one_open() {
    let db = memory();
    db.execute_script("begin; insert into users (email) values ('a'); commit").unwrap();
    let error = db.execute_script("begin; insert into users (email) values ('b')").unwrap_err();
    assert!(error.is_refused(), "{error}");
    let error = db.execute_script("begin; insert into users (email) values ('c'); nonsense").unwrap_err();
    assert!(!error.is_refused());
    assert_eq!(emails(&db), ["a"]);
    db.execute_script("select email from users; insert into users (email) values ('d') returning id").unwrap();
    assert_eq!(raw("select count(*) from users").one::<i64, _>(&db).unwrap(), 2);
}
