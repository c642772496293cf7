//! What somebody tried who meant to break it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use orm_sqlite::prelude::*;
use orm_sqlite::{AsyncDatabase, JournalMode};

use crate::{Counter, NewCounter, counters, set, value};

fn counter(id: i64) -> NewCounter {
    NewCounter { id: Set::Value(id), value: id }
}

#[test]
fn no_pragma_takes_effect_by_being_explained() {
    let (folder, db) = counters(|options| options);
    let explained = db.read_transaction(|tx| sql!("explain pragma query_only = 0").run(tx));
    assert!(explained.is_err_and(|error| error.is_refused()));
    assert!(sql!("explain query plan pragma foreign_keys = 0").run(&db).is_err_and(|error| error.is_refused()));
    let ghost = db.read_transaction(|tx| sql!("insert into counters values (50, 50)").run(tx));
    assert!(ghost.is_err_and(|error| error.is_read_only()));
    assert_eq!(sql!("pragma foreign_keys").one::<i64, _>(&db).unwrap(), 1);
    assert!(
        !sql!("explain select 1")
            .all::<(i64, String, i64, i64, i64, Option<String>, i64, Option<String>), _>(&db)
            .unwrap()
            .is_empty()
    );
    assert_eq!(value(&folder, 1), 0);
}

#[test]
fn a_comparison_that_panics_leaves_no_row_and_a_whole_index() {
    let (folder, db) = counters(|options| options);
    let panics = Arc::new(AtomicBool::new(false));
    let now = panics.clone();
    db.create_collation("odd", move |a, b| {
        assert!(!now.load(Ordering::Relaxed), "in the comparison");
        a.cmp(b)
    })
    .unwrap();
    db.execute_script(
        "create table t (id integer primary key, k text); create index ti on t (k collate odd); insert into t (k) values ('aa'), ('bb')",
    )
    .unwrap();
    let count = || sql!("select count(*) from t").one::<i64, _>(&db).unwrap();
    panics.store(true, Ordering::Relaxed);
    assert!(sql!("insert into t (k) values ('cc')").run(&db).is_err());
    let kept = db.transaction(|tx| {
        assert!(sql!("insert into t (k) values ('cc')").run(tx).is_err());
        sql!("insert into counters values (2, 2)").run(tx)
    });
    assert_eq!(kept.unwrap(), 1);
    // A script says so as well, and leaves nothing to say to who comes next.
    assert!(db.execute_script("create index other on t (k collate odd)").is_err());
    assert_eq!(db.insert(counter(3)).run().unwrap(), 1);
    panics.store(false, Ordering::Relaxed);
    assert_eq!(count(), 2);
    assert!(db.integrity_check().unwrap().is_empty());
    assert_eq!(value(&folder, 3), 3);
}

#[test]
fn a_write_that_waits_for_a_reader_is_told_once_and_as_a_commit() {
    let (folder, db) = counters(|options| options.journal_mode(JournalMode::Delete));
    let (commits, rollbacks) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (committed, rolled_back) = (commits.clone(), rollbacks.clone());
    let _commits = db
        .on_commit(move |_commit| {
            committed.fetch_add(1, Ordering::Relaxed);
        })
        .unwrap();
    let _rollbacks = db
        .on_rollback(move || {
            rolled_back.fetch_add(1, Ordering::Relaxed);
        })
        .unwrap();
    let mut watch = db.watch(|tx| tx.select::<Counter>().count()).unwrap();
    assert_eq!(watch.next().unwrap().unwrap(), 1);
    let raw = rusqlite::Connection::open(folder.path().join("test.db")).unwrap();
    raw.execute_batch("begin; select * from counters").unwrap();
    let release = thread::spawn(move || {
        thread::sleep(Duration::from_millis(200));
        drop(raw);
    });
    assert_eq!(db.insert(counter(2)).run().unwrap(), 1);
    release.join().unwrap();
    assert_eq!((commits.load(Ordering::Relaxed), rollbacks.load(Ordering::Relaxed)), (1, 0));
    assert_eq!(watch.try_next().unwrap(), Some(2));
}

#[test]
fn a_callback_that_panics_changes_nothing_of_what_it_is_told() {
    for word in ["RELEASE", "COMMIT", "INSERT", "ROLLBACK"] {
        let (folder, db) = counters(|options| {
            options.on_query(move |query| assert!(!query.sql().starts_with(word), "in the callback"))
        });
        let kept = db.transaction(|tx| tx.transaction(|inner| inner.insert(counter(5)).run()));
        assert_eq!(kept.unwrap(), 1, "{word}");
        assert_eq!(value(&folder, 5), 5);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            db.transaction(|tx| -> Result<(), orm_sqlite::Error> {
                tx.insert(counter(6)).run()?;
                panic!("of the program");
            })
        }));
        assert!(panicked.is_err());
        assert_eq!(db.select::<Counter>().count().unwrap(), 2);
    }
}

#[test]
fn a_value_that_is_written_piece_by_piece_is_a_commit_that_is_told() {
    #[derive(Table)]
    #[table(name = "files")]
    struct File {
        #[column(primary_key)]
        id: i64,
        content: Vec<u8>,
    }
    let db = Database::open_in_memory().unwrap();
    db.create_tables(&schema!(File)).unwrap();
    db.insert(NewFile { id: Set::Value(1), content: vec![0; 4] }).run().unwrap();
    let mut watch = db.watch(|tx| Ok(tx.find::<File>(1).one()?.content)).unwrap();
    assert_eq!(watch.next().unwrap().unwrap(), [0; 4]);
    let written = db.write_blob(File::CONTENT, 1, |blob| {
        std::io::Write::write_all(blob, &[1, 2, 3, 4]).map_err(|error| orm_sqlite::Error::custom(error.to_string()))
    });
    written.unwrap();
    assert_eq!(watch.try_next().unwrap(), Some(vec![1, 2, 3, 4]));
    assert_eq!(db.find::<File>(1).one().unwrap().id, 1);
}

fn endless() -> orm_sqlite::query::Raw {
    sql!("with recursive n(i) as (select 1 union all select i + 1 from n) select i from n where i < 0")
}

#[test]
fn an_awaited_query_that_is_dropped_stops_within_its_transaction() {
    let (folder, db) = counters(|options| options.readers(1));
    let db = AsyncDatabase::from(db);
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
        let start = Instant::now();
        let tx = db.begin().await.unwrap();
        let stopped = tokio::time::timeout(Duration::from_millis(50), endless().one::<i64, _>(&tx)).await;
        assert!(stopped.is_err());
        tx.insert(counter(2)).run().await.unwrap();
        tx.commit().await.unwrap();
        // A stream that finds no row.
        let mut rows = db.stream::<i64>(|db, each| endless().for_each(db, each));
        assert!(tokio::time::timeout(Duration::from_millis(50), rows.next()).await.is_err());
        drop(rows);
        assert_eq!(db.select::<Counter>().count().await.unwrap(), 2);
        assert!(start.elapsed() < Duration::from_secs(5));
    });
    assert_eq!(value(&folder, 2), 2);
}

#[test]
fn a_stream_does_not_end_as_if_it_were_whole() {
    let (_folder, db) = counters(|options| options);
    db.insert_many((2..=100).map(counter)).run().unwrap();
    let db = AsyncDatabase::from(db);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let panicked = runtime.block_on(runtime.spawn(async move {
        let mut rows = db.stream(|db, each| {
            db.select::<Counter>().order_by(Counter::ID).for_each(|row| {
                assert!(row.id < 50, "in the middle");
                each(row)
            })
        });
        let mut seen = 0;
        while let Some(row) = rows.next().await {
            row.unwrap();
            seen += 1;
        }
        seen
    }));
    assert!(panicked.unwrap_err().is_panic());
}

#[test]
fn outside_of_a_runtime_a_query_is_refused() {
    let (_folder, db) = counters(|options| options);
    set(&db, 1).unwrap();
    let db = AsyncDatabase::from(db);
    let mut query = std::pin::pin!(db.select::<Counter>().count());
    let polled = query.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
    let std::task::Poll::Ready(Err(error)) = polled else { panic!("{polled:?}") };
    assert!(error.is_refused(), "{error}");
}
