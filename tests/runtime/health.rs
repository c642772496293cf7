//! How a database does.

use std::fs;

use orm_sqlite::JournalMode;
use orm_sqlite::prelude::*;

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "items")]
struct Item {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
}

fn item(name: &str) -> NewItem {
    NewItem::builder().name(name).build()
}

#[test]
fn a_report_has_the_figures_that_the_system_and_sqlite_have() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let db = Database::open(&path).unwrap();
    db.create_tables(&schema!(Item)).unwrap();
    db.insert_many((0..2000).map(|at| item(&format!("{at:0>200}")))).run().unwrap();
    db.delete::<Item>().filter(Item::ID.gt(100)).run().unwrap();
    let health = db.health().unwrap();
    assert!(health.is_alive());
    let raw = rusqlite::Connection::open(&path).unwrap();
    let number =
        |name: &str| raw.query_row(&format!("pragma {name}"), [], |row| row.get::<_, i64>(0)).unwrap().unsigned_abs();
    assert_eq!(health.page_count, number("page_count"));
    assert_eq!(health.free_pages, number("freelist_count"));
    assert!(health.free_pages > 50);
    assert_eq!(health.page_size, 4096);
    assert_eq!(health.journal_mode, Some(JournalMode::Wal));
    assert_eq!(health.sqlite_version, rusqlite::version());
    assert_eq!(health.file_size, fs::metadata(&path).unwrap().len());
    assert_eq!(health.wal_size, fs::metadata(directory.path().join("app.db-wal")).unwrap().len());

    let memory = Database::open_in_memory().unwrap().health().unwrap();
    assert_eq!((memory.file_size, memory.wal_size, memory.journal_mode), (0, 0, Some(JournalMode::Memory)));
}

#[test]
fn a_database_that_does_not_answer_is_not_alive() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let options = Database::options().path(&path).journal_mode(JournalMode::Delete);
    let db = options.busy_timeout(std::time::Duration::from_millis(10)).open().unwrap();
    db.create_tables(&schema!(Item)).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("begin exclusive").unwrap();
    let health = db.health().unwrap();
    assert!(!health.is_alive());
    assert!(health.failure.unwrap().contains("locked"));
    assert!(health.response_time >= std::time::Duration::from_millis(5));
    other.execute_batch("rollback").unwrap();
    assert!(db.health().unwrap().is_alive());
    assert!(db.transaction(|_tx| db.health()).unwrap_err().is_refused());
}

#[test]
fn optimize_gathers_statistics_where_they_are_missing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let db = Database::open(&path).unwrap();
    db.create_tables(&schema!(Item)).unwrap();
    db.insert_many((0..5000).map(|at| item(&format!("{at}")))).run().unwrap();
    db.select::<Item>().filter(Item::NAME.eq("7")).one().unwrap();
    db.optimize().unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    let count: i64 =
        raw.query_row("select count(*) from sqlite_stat1 where tbl = 'items'", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 1);
}
