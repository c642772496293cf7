//! What SQLite's errors become, and that no value is in them.

use std::error::Error as StdError;

use orm_core::error::{ConstraintKind, Error};

use super::message::failure;
use super::{Condition, Phase};
use crate::access::{Read as _, Write as _};
use crate::database::Database;
use crate::fixture::{User, memory, raw, raw_with, user};

const CANARY: &str = "SECRET-CANARY";

fn tables() -> Database {
    let db = memory();
    db.execute_script(
        "create table items (
             a text not null, b text not null, n integer constraint positive check (n > 0), u text unique check (length(u) < 50),
             owner integer references users (id),
             unique (a, b)
         ) strict;
         create unique index items_lower on items (lower(u));
         create table loose (id integer primary key, n integer) ;
         create virtual table words using fts5 (text);
         insert into items (a, b, u) values ('x', 'y', 'z');
         insert into words values ('hello');
         create trigger no_fives before insert on loose when new.n = 5 begin select raise(abort, 'no fives'); end;",
    )
    .unwrap();
    db
}

fn fails(db: &Database, text: &'static str) -> Error {
    raw(text).run(db).unwrap_err()
}

#[test]
fn constraints_are_named() {
    let db = tables();
    let check =
        |text: &'static str, kind, message: &str, table: Option<&str>, columns: &[&str], constraint: Option<&str>| {
            let error = fails(&db, text);
            assert_eq!(error.constraint_kind(), Some(kind), "{text}");
            assert_eq!(error.to_string(), message, "{text}");
            assert_eq!(error.table(), table, "{text}");
            assert_eq!(error.columns(), columns, "{text}");
            assert_eq!(error.constraint(), constraint, "{text}");
            assert_eq!(error.sql(), Some(text));
            assert!(error.extended_code().is_some());
        };
    check(
        "insert into items (a, b) values ('x', 'y')",
        ConstraintKind::Unique,
        "UNIQUE constraint failed on `items.a`, `items.b`",
        Some("items"),
        &["a", "b"],
        None,
    );
    check(
        "insert into items (a, b, u) values ('p', 'q', 'Z')",
        ConstraintKind::Unique,
        "UNIQUE constraint failed on the index `items_lower`",
        None,
        &[],
        Some("items_lower"),
    );
    check(
        "insert into items (a) values ('x')",
        ConstraintKind::NotNull,
        "NOT NULL constraint failed on `items.b`",
        Some("items"),
        &["b"],
        None,
    );
    check(
        "insert into items (a, b, n) values ('p', 'q', 0)",
        ConstraintKind::Check,
        "CHECK constraint failed: `positive`",
        None,
        &[],
        Some("positive"),
    );
    check(
        "insert into items (a, b, n) values ('p', 'q', 'many')",
        ConstraintKind::DataType,
        "a value of type TEXT cannot be stored in the INTEGER column `items.n`",
        Some("items"),
        &["n"],
        None,
    );
    check(
        "insert into items (a, b, owner) values ('p', 'q', 99)",
        ConstraintKind::ForeignKey,
        "FOREIGN KEY constraint failed",
        None,
        &[],
        None,
    );
    raw("insert into loose values (1, 1)").run(&db).unwrap();
    check(
        "insert into loose values (1, 1)",
        ConstraintKind::PrimaryKey,
        "PRIMARY KEY constraint failed on `loose.id`",
        Some("loose"),
        &["id"],
        None,
    );
    check(
        "insert into loose values ('x', 1)",
        ConstraintKind::DataType,
        "a value that is no INTEGER cannot be stored in an INTEGER PRIMARY KEY",
        None,
        &[],
        None,
    );
    check("insert into loose values (2, 5)", ConstraintKind::Other, "no fives", None, &[], None);
}

#[test]
fn predicates_tell_the_kinds_apart() {
    let db = tables();
    assert!(fails(&db, "insert into items (a, b) values ('x', 'y')").is_unique_violation());
    assert!(fails(&db, "insert into items (a) values ('x')").is_not_null_violation());
    assert!(fails(&db, "insert into items (a, b, n) values ('p', 'q', 0)").is_check_violation());
    assert!(fails(&db, "insert into items (a, b, owner) values ('p', 'q', 99)").is_foreign_key_violation());
    assert_eq!(fails(&db, "select * from nowhere").to_string(), "no such table: nowhere");
    assert_eq!(fails(&db, "select missing from users").to_string(), "no such column: missing");
}

#[test]
fn the_source_is_the_drivers_code() {
    let error = fails(&tables(), "insert into items (a) values ('x')");
    let source = error.source().unwrap();
    assert_eq!(format!("{source:?}"), "DriverError(1299)");
    assert!(source.to_string().starts_with("Error code 1299: "), "{source}");
    assert!(source.source().is_none());
}

#[test]
fn conditions_come_from_codes() {
    use rusqlite::ffi;
    let condition = |code| failure(ffi::Error::new(code), Some(CANARY), "", Phase::Running);
    let cases = [
        (ffi::SQLITE_BUSY, Condition::Busy),
        (ffi::SQLITE_BUSY_SNAPSHOT, Condition::BusySnapshot),
        (ffi::SQLITE_LOCKED, Condition::Busy),
        (ffi::SQLITE_READONLY, Condition::ReadOnly),
        (ffi::SQLITE_READONLY_RECOVERY, Condition::ReadOnly),
        (ffi::SQLITE_CANTOPEN, Condition::CannotOpen),
        (ffi::SQLITE_NOTADB, Condition::NotADatabase),
        (ffi::SQLITE_CORRUPT_INDEX, Condition::Corrupt),
        (ffi::SQLITE_FULL, Condition::Full),
        (ffi::SQLITE_IOERR_WRITE, Condition::Io),
        (ffi::SQLITE_INTERRUPT, Condition::Interrupted),
        (ffi::SQLITE_TOOBIG, Condition::TooBig),
        (ffi::SQLITE_ABORT_ROLLBACK, Condition::TransactionAborted),
        (ffi::SQLITE_ERROR, Condition::Other),
        (ffi::SQLITE_CONSTRAINT_VTAB, Condition::Constraint(ConstraintKind::Other)),
        (ffi::SQLITE_CONSTRAINT_UNIQUE, Condition::Constraint(ConstraintKind::Unique)),
    ];
    for (code, expected) in cases {
        let failure = condition(code);
        assert_eq!(failure.condition, expected, "{code}");
        assert_eq!(failure.extended_code, Some(code));
        assert!(!failure.message.contains(CANARY), "{code}");
    }
}

/// Everything that an error shows.
fn shown(error: &Error) -> String {
    let mut texts = vec![format!("{error} {error:?} {error:#?} {:?}", error.sql())];
    let mut source = error.source();
    while let Some(cause) = source {
        texts.push(format!("{cause} {cause:?}"));
        source = cause.source();
    }
    texts.join(" ")
}

#[test]
fn no_value_is_in_an_error() {
    let db = tables();
    let canary = || CANARY.to_owned();
    db.insert(user(CANARY)).run().unwrap();
    raw_with("insert into items (a, b, u) values ('m', 'n', ", &canary(), ")").run(&db).unwrap();
    let long = CANARY.repeat(10);
    let mut errors = vec![
        // Constraints.
        db.insert(user(CANARY)).run().unwrap_err(),
        db.insert_many([user("other"), user(CANARY)]).run().unwrap_err(),
        raw_with("insert into items (a, b, u) values ('p', 'q', ", &canary(), ")").run(&db).unwrap_err(),
        raw_with("insert into items (a, b, u) values ('p', 'q', ", &long, ")").run(&db).unwrap_err(),
        raw_with("insert into items (a, b, u) values ('p', null, ", &canary(), ")").run(&db).unwrap_err(),
        raw_with("insert into items (a, b, n) values ('p', 'q', ", &canary(), ")").run(&db).unwrap_err(),
        raw_with("insert into items (a, b, owner) values ('p', 'q', length(", &canary(), "))").run(&db).unwrap_err(),
        raw_with("insert into loose (id) values (", &canary(), ")").run(&db).unwrap_err(),
        // Values that SQLite's own messages quote.
        raw_with("select json_extract('{}', ", &canary(), ")").run(&db).unwrap_err(),
        raw_with("select json_extract('{}', '$.' || ", &format!("[{CANARY}"), ")").run(&db).unwrap_err(),
        raw_with("select json(", &canary(), ")").run(&db).unwrap_err(),
        raw_with("select * from words where words match ", &format!("{CANARY}:x"), "").run(&db).unwrap_err(),
        raw_with("select * from words where words match ", &format!("\"{CANARY}"), "").run(&db).unwrap_err(),
        raw_with("select * from words where words match ", &format!("AND {CANARY}"), "").run(&db).unwrap_err(),
        raw_with("insert into words (words) values (", &canary(), ")").run(&db).unwrap_err(),
        // Values of other types than they are read as.
        raw_with("select ", &canary(), "").one::<i64, _>(&db).unwrap_err(),
        db.select::<User>()
            .columns(User::EMAIL)
            .filter(User::EMAIL.eq(CANARY))
            .order_by(User::ID)
            .one()
            .and_then(|email| raw_with("select abs(-9223372036854775808) + length(", &email, ")").run(&db).map(drop))
            .unwrap_err(),
        // More than one value for a parameter.
        raw_with("select ? + ", &canary(), "").run(&db).unwrap_err(),
        raw_with("begin -- ", &canary(), "").run(&db).unwrap_err(),
        raw_with("attach ", &format!("/none/{CANARY}"), " as x").run(&db).unwrap_err(),
    ];
    // Too big a value.
    errors.push(raw_with("select zeroblob(3000000000), ", &canary(), "").run(&db).unwrap_err());
    // A transaction that SQLite rolled back.
    let aborted = db.transaction(|tx| {
        let _ = raw_with("insert or rollback into users (email) values (", &canary(), ")").run(tx);
        tx.insert(user("x")).run()
    });
    errors.push(aborted.unwrap_err());
    // A stored value that is no longer what its column says.
    db.execute_script("create table shadow (id integer, email text, bio text, age)").unwrap();
    raw_with("insert into shadow values (1, 'e', null, ", &canary(), ")").run(&db).unwrap();
    errors.push(raw("select id, email, bio, age from shadow").one::<User, _>(&db).unwrap_err());
    for error in &errors {
        let text = shown(error);
        assert!(!text.contains("CANARY") && !text.contains("SECRET"), "{text}");
    }
    // The messages still say what happened.
    let says = |text: &str| assert!(errors.iter().any(|error| error.to_string().contains(text)), "{text}");
    says("UNIQUE constraint failed on `users.email`");
    says("a JSON path is malformed");
    says("malformed JSON");
    says("a full-text query is malformed");
    says("larger than SQLite's limit");
    says("integer overflow");
}

#[test]
fn a_name_is_shown_where_the_statement_has_it() {
    let db = tables();
    // The statement is cached and finds out only when it runs.
    raw("select * from loose").run(&db).unwrap();
    db.execute_script("drop table loose").unwrap();
    assert_eq!(fails(&db, "select * from loose").to_string(), "no such table: loose");
}
