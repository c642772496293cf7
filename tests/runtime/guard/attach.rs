//! Other databases: no statement reaches one unless the program says so.

use std::path::Path;

use orm_sqlite::Error;
use orm_sqlite::migrate::{Migration, Migrations};
use orm_sqlite::prelude::*;
use orm_sqlite::sql::trusted;

fn migrations(sql: &str) -> Migrations {
    Migrations::new([Migration::new("1_a", sql.to_owned()).unwrap()]).unwrap()
}

fn attach(target: &Path) -> String {
    format!("ATTACH '{}' AS other", target.display())
}

/// A statement through every way in that takes SQL of the program.
fn everywhere(db: &Database, statement: &str) -> Vec<(&'static str, Result<(), Error>)> {
    let text = || trusted(statement.to_owned());
    let (one, two, three, four) = (text(), text(), text(), text());
    vec![
        ("sql!", sql!("{one}").run(db).map(drop)),
        ("sql! rows", sql!("{two}").all::<i64, _>(db).map(drop)),
        ("transaction", db.transaction(|tx| sql!("{three}").run(tx).map(drop))),
        ("read transaction", db.read_transaction(|tx| sql!("{four}").all::<i64, _>(tx).map(drop))),
        ("script", db.execute_script(statement)),
        ("script in a transaction", db.execute_script(&format!("BEGIN; {statement}; COMMIT"))),
        ("second of a script", db.execute_script(&format!("SELECT 1; /* x */ {statement}"))),
        ("migration", db.migrate(&migrations(statement)).map(drop)),
        ("migration outside", db.migrate(&migrations(&format!("-- no-transaction\n{statement};"))).map(drop)),
    ]
}

#[test]
fn s13_no_statement_attaches_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("target.db");
    rusqlite::Connection::open(&target)
        .unwrap()
        .execute_batch("create table secrets (x); insert into secrets values (7)")
        .unwrap();
    let path = folder.path().join("app.db");
    for db in
        [Database::open(&path).unwrap(), Database::open_in_memory().unwrap(), Database::open_read_only(&path).unwrap()]
    {
        for statement in [attach(&target), "ATTACH ':memory:' AS other".to_owned(), "aTtAcH '' AS other".to_owned()] {
            for (way, result) in everywhere(&db, &statement) {
                let error = result.expect_err(way);
                let text = error.to_string();
                let ours = text.contains("`ATTACH` is off") || error.migration_code() == Some("attach");
                let read_only = text.contains("read-only");
                assert!(ours || read_only, "{way} of {statement}: {text}");
            }
        }
        let attached: i64 = sql!("select count(*) from pragma_database_list where name = 'other'").one(&db).unwrap();
        assert_eq!(attached, 0);
    }
}

#[test]
fn s13_a_view_or_a_trigger_cannot_attach_either() {
    let db = Database::open_in_memory().unwrap();
    for script in [
        "create table t (x); create trigger a after insert on t begin attach 'x' as y; end",
        "create view v as select sqlite_attach('x', 'y', ''); select * from v",
        "select sqlite_attach('x', 'y', '')",
    ] {
        assert!(db.execute_script(script).is_err(), "{script}");
    }
}

#[test]
fn s13_a_program_that_says_so_attaches_and_makes_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("target.db");
    rusqlite::Connection::open(&target)
        .unwrap()
        .execute_batch("create table secrets (x); insert into secrets values (7)")
        .unwrap();
    let db = Database::options().path(folder.path().join("app.db")).allow_attach(true).open().unwrap();
    db.execute_script(&attach(&target)).unwrap();
    assert_eq!(sql!("select x from other.secrets").one::<i64, _>(&db).unwrap(), 7);
    db.execute_script("DETACH other").unwrap();
    let missing = folder.path().join("missing.db");
    assert!(db.execute_script(&attach(&missing)).is_err());
    assert!(!missing.exists());
    assert!(db.migrate(&migrations(&format!("-- no-transaction\n{};", attach(&target)))).is_ok());
}

#[test]
fn s13_a_vacuum_works_and_leaves_no_room_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.db");
    let copy = |at: usize| folder.path().join(format!("copy{at}.db"));
    let db = Database::open(&path).unwrap();
    db.execute_script("create table t (x); insert into t values (zeroblob(100000)); delete from t").unwrap();
    let size = || sql!("pragma page_count").one::<i64, _>(&db).unwrap();
    let before = size();
    let off = || db.execute_script("ATTACH ':memory:' AS other").unwrap_err().is_refused();
    sql!("vacuum").run(&db).unwrap();
    assert!(size() < before && off());
    let into = copy(1).display().to_string();
    sql!(" -- copy\n VACUUM into {into}").run(&db).unwrap();
    assert!(copy(1).exists() && off());
    db.execute_script(&format!("select 1; vacuum; /* x */ vacuum into '{}'", copy(2).display())).unwrap();
    assert!(copy(2).exists() && off());
    db.migrate(&migrations("-- no-transaction\nVACUUM;")).unwrap();
    assert!(off());
    // One that fails leaves none either.
    assert!(sql!("vacuum into {into}").run(&db).is_err());
    assert!(db.execute_script("vacuum nowhere").is_err());
    assert!(db.transaction(|tx| sql!("vacuum").run(tx)).is_err());
    assert!(off());
}

#[test]
fn s12_no_extension_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.db");
    let all = [
        Database::open(&path).unwrap(),
        Database::open_read_only(&path).unwrap(),
        Database::open_untrusted(&path).unwrap(),
        Database::open_in_memory().unwrap(),
        Database::options().allow_attach(true).open().unwrap(),
    ];
    for db in &all {
        for sql in ["select load_extension('x')", "select load_extension('x', 'y')"] {
            let text = trusted(sql);
            let error = sql!("{text}").all::<i64, _>(db).unwrap_err();
            assert!(error.to_string().contains("not authorized"), "{error}");
            assert!(db.execute_script(sql).unwrap_err().to_string().contains("not authorized"));
        }
        // The tokenizers of FTS3 took an address of the process as a value.
        assert!(db.execute_script("select fts3_tokenizer('simple', x'0000000000000000')").is_err());
    }
}
