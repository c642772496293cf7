//! What a connection with lower limits than SQLite's own takes and refuses.

use orm_core::engine::{Engine, Limits};
use orm_core::error::Error;
use rusqlite::limits::Limit;

use super::of;
use crate::access::{Read as _, Write as _};
use crate::connection::open;
use crate::database::Database;
use crate::deadline::WithLimits as _;
use crate::fixture::{User, create, raw, user};
use crate::location::Location;
use crate::options::Options;

/// A database whose connection has these limits from its beginning.
fn limited(limits: &[(Limit, i32)]) -> Database {
    let options = Options::default();
    let (mut connection, in_use) = open(&options, &Location::Memory).unwrap();
    for (limit, number) in limits {
        connection.set_limit(*limit, *number).unwrap();
    }
    connection.limits = of(&connection);
    let db = Database::new(connection, in_use, options, Location::Memory);
    create(&db);
    db
}

fn limits(engine: &impl Engine) -> Limits {
    engine.limits()
}

#[test]
fn every_handle_answers_with_the_limits_of_the_connection() {
    let db = limited(&[(Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 50), (Limit::SQLITE_LIMIT_COLUMN, 20)]);
    let expected = db.engine().limits();
    assert_eq!((expected.variables, expected.columns), (50, 20));
    assert_eq!((expected.compound_select, expected.subqueries), (500, 20));
    assert_eq!((limits(&&db), limits(&db)), (expected, expected));
    let timed = db.with_timeout(std::time::Duration::MAX);
    assert_eq!((limits(&&timed), timed.engine().limits()), (expected, expected));
    db.transaction(|tx| {
        assert_eq!((limits(&tx), tx.engine().limits()), (expected, expected));
        assert_eq!(tx.with_timeout(std::time::Duration::MAX).engine().limits(), expected);
        Ok(())
    })
    .unwrap();
    db.read_transaction(|tx| {
        assert_eq!((limits(&tx), tx.engine().limits()), (expected, expected));
        Ok(())
    })
    .unwrap();
    assert_eq!(Database::open_in_memory().unwrap().engine().limits(), Limits::default());
}

#[test]
fn r24_an_insert_of_many_rows_keeps_to_a_lower_number_of_variables() {
    for variables in [4, 5, 7, 100, 32_766] {
        let db = limited(&[(Limit::SQLITE_LIMIT_VARIABLE_NUMBER, variables)]);
        let users: Vec<_> = (0..501).map(|number| user(&format!("user {number}"))).collect();
        assert_eq!(db.insert_many(users).run().unwrap(), 501, "{variables}");
        assert_eq!(db.transaction(|tx| tx.select::<User>().count()).unwrap(), 501);
        db.transaction(|tx| tx.insert_many((0..501).map(|number| user(&format!("more {number}")))).run()).unwrap();
        assert_eq!(db.select::<User>().count().unwrap(), 1_002);
    }
}

#[test]
fn r25_a_statement_beyond_a_lowered_limit_is_a_typed_error_and_runs_nothing() {
    let beyond: [(Limit, i32, &'static str); 6] = [
        (Limit::SQLITE_LIMIT_COLUMN, 8, "select 1, 2, 3, 4, 5, 6, 7, 8, 9"),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 10, "select ((((1 + 1) + 1) + 1) + 1) + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1"),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 2, "select 1 union all select 2 union all select 3"),
        (Limit::SQLITE_LIMIT_FUNCTION_ARG, 8, "select max(1, 2, 3, 4, 5, 6, 7, 8, 9)"),
        (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 3, "select ?9"),
        (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 3, "select ?, ?, ?, ?"),
    ];
    for (limit, number, text) in beyond {
        let db = limited(&[(limit, number)]);
        let refused: Error = raw(text).run(&db).unwrap_err();
        assert!(refused.is_limit() && refused.is_refused(), "{text}: {refused}");
        assert_eq!(refused.sql(), Some(text));
        assert_eq!(db.select::<User>().count().unwrap(), 0);
    }
    // The same statements, where nothing is lowered.
    let db = limited(&[]);
    for (_, _, text) in &beyond[..4] {
        raw(text).run(&db).unwrap();
    }
}
