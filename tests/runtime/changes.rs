//! Hooks after commits: what they are told, when, and in which order.

mod model;
mod rows;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use orm_sqlite::prelude::*;
use orm_sqlite::{Error, Subscription};
use tempfile::TempDir;

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "authors")]
pub(crate) struct Author {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) name: String,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "books")]
pub(crate) struct Book {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(references = Author::ID, on_delete = cascade, index)]
    pub(crate) author_id: i64,
    pub(crate) title: String,
}

/// No statement of a test writes it: a trigger on `books` does.
#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "notices")]
pub(crate) struct Notice {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) text: String,
}

#[derive(Table, Debug)]
#[table(name = "wanted")]
struct Wanted {
    #[column(primary_key)]
    id: i64,
}

const MORE: &str = "
    create trigger noticing after insert on books begin insert into notices (text) values (new.title); end;
    create view titles as select title, name from books join authors on authors.id = author_id;
    create trigger through_the_view instead of update on titles begin
        update authors set name = new.name where name = old.name;
    end;
    create table plain (id integer primary key, value any);
";

/// In a file, and in memory, where one connection does everything.
pub(crate) fn libraries() -> [(TempDir, Database); 2] {
    let folder = tempfile::tempdir().unwrap();
    let file = Database::options().path(folder.path().join("test.db")).synchronous(orm_sqlite::Synchronous::Off);
    [(folder, file.open().unwrap()), (tempfile::tempdir().unwrap(), Database::open_in_memory().unwrap())].map(
        |(folder, db)| {
            db.create_tables(&schema!(Author, Book, Notice)).unwrap();
            db.execute_script(MORE).unwrap();
            author(&db, 1);
            (folder, db)
        },
    )
}

pub(crate) fn author(db: &impl Write, id: i64) {
    db.insert(NewAuthor { id: Set::Value(id), name: format!("author {id}") }).run().unwrap();
}

pub(crate) fn book(db: &impl Write, id: i64) -> Result<u64, Error> {
    db.insert(NewBook { id: Set::Value(id), author_id: 1, title: format!("book {id}") }).run()
}

/// The sorted tables of each commit from now on.
fn tables(db: &Database) -> (Subscription, mpsc::Receiver<Vec<String>>) {
    let (sender, receiver) = mpsc::channel();
    let hook = db.on_commit(move |commit| {
        let mut tables: Vec<String> = commit.tables().iter().map(|name| (**name).to_owned()).collect();
        tables.sort();
        sender.send(tables).unwrap();
    });
    (hook.unwrap(), receiver)
}

#[test]
fn a_commit_names_what_triggers_foreign_keys_views_and_raw_sql_write() {
    for (_folder, db) in libraries() {
        // Prepared before anybody wants to know.
        book(&db, 1).unwrap();
        let (_hook, told) = tables(&db);
        let next = || told.try_recv().unwrap();
        book(&db, 2).unwrap();
        assert_eq!(next(), ["books", "notices"]);
        db.update::<Book>().set(Book::TITLE.to("x")).filter(Book::ID.eq(1)).run().unwrap();
        assert_eq!(next(), ["books"]);
        sql!("update titles set name = 'y' where title = 'x'").run(&db).unwrap();
        assert!(next().contains(&"authors".to_owned()));
        db.execute_script(
            "insert into plain values (1, 1); begin; update plain set value = 2; delete from notices; commit",
        )
        .unwrap();
        assert_eq!((next(), next()), (vec!["plain".to_owned()], vec!["notices".to_owned(), "plain".to_owned()]));
        let id: i64 = sql!("insert into plain values (2, 2) returning id").one(&db).unwrap();
        assert_eq!(id, 2);
        assert_eq!(next(), ["plain"]);
        db.transaction(|tx| {
            author(tx, 2);
            tx.transaction(|inner| book(inner, 3))
        })
        .unwrap();
        assert_eq!(next(), ["authors", "books", "notices"]);
        db.delete::<Author>().filter(Author::ID.eq(1)).run().unwrap();
        assert_eq!(next(), ["authors", "books"]);
        assert!(told.try_recv().is_err(), "one commit each");
    }
}

#[test]
fn reading_and_rolling_back_are_no_commits() {
    for (_folder, db) in libraries() {
        let (_hook, told) = tables(&db);
        let (sender, undone) = mpsc::channel();
        let _undone = db.on_rollback(move || sender.send(()).unwrap()).unwrap();
        db.select::<Book>().count().unwrap();
        db.read_transaction(|tx| tx.select::<Book>().count()).unwrap();
        drop(db.begin_read().unwrap());
        db.transaction(|tx| tx.select::<Book>().count()).unwrap();
        assert!(undone.try_recv().is_err());
        let tx = db.begin().unwrap();
        author(&tx, 5);
        drop(tx);
        undone.try_recv().unwrap();
        assert!(db.transaction(|tx| book(tx, 1).and(Err::<(), _>(Error::custom("not today")))).is_err());
        undone.try_recv().unwrap();
        // The transaction of one statement.
        assert!(sql!("insert into authors values (1, 'again')").run(&db).is_err());
        undone.try_recv().unwrap();
        assert!(sql!("insert or rollback into authors values (1, 'again')").run(&db).is_err());
        undone.try_recv().unwrap();
        assert!(undone.try_recv().is_err());
        assert!(told.try_recv().is_err());
        // What was written before a rollback is not part of the next commit.
        sql!("insert into plain values (1, 1)").run(&db).unwrap();
        assert_eq!(told.try_recv().unwrap(), ["plain"]);
    }
}

#[test]
fn a_hook_runs_before_the_call_comes_back_and_may_use_the_database() {
    for (_folder, db) in libraries() {
        let here = thread::current().id();
        let (own, log) = (db.clone(), Arc::new(Mutex::new(Vec::new())));
        let seen = log.clone();
        let _hook = db
            .on_commit(move |commit| {
                assert_eq!(thread::current().id(), here);
                let count = own.select::<Author>().count().unwrap();
                seen.lock().unwrap().push(count);
                if commit.touched::<Book>() {
                    author(&own, 10);
                    // The commit within is told after this one.
                    assert_eq!(seen.lock().unwrap().len(), 1);
                }
            })
            .unwrap();
        book(&db, 1).unwrap();
        assert_eq!(*log.lock().unwrap(), [1, 2]);
    }
}

#[test]
fn commits_are_told_in_their_order_whatever_the_thread_and_each_once() {
    for (_folder, db) in libraries() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let seen = told.clone();
        let _hook = db.on_change::<Book>(move |change| seen.lock().unwrap().push(change.rowid())).unwrap();
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        db.transaction(|tx| {
                            let next = i64::try_from(tx.select::<Book>().count()?).unwrap();
                            book(tx, next)
                        })
                        .unwrap();
                    }
                });
            }
        });
        assert_eq!(*told.lock().unwrap(), (0..200).collect::<Vec<i64>>());
    }
}

#[test]
fn no_thread_waits_for_the_hook_of_another() {
    for (_folder, db) in libraries() {
        let (inside, leave) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let (sender, told) = mpsc::channel();
        let (first, last) = (inside.clone(), leave.clone());
        let _hook = db
            .on_change::<Author>(move |change| {
                if change.rowid() == 50 {
                    first.wait();
                    last.wait();
                }
                sender.send(change.rowid()).unwrap();
            })
            .unwrap();
        thread::scope(|scope| {
            scope.spawn(|| author(&db, 50));
            inside.wait();
            // Its hook is waiting for this thread.
            author(&db, 51);
            assert!(told.try_recv().is_err());
            leave.wait();
            let order: Vec<i64> = (0..2).map(|_| told.recv_timeout(Duration::from_secs(20)).unwrap()).collect();
            assert_eq!(order, [50, 51]);
        });
    }
}

#[test]
fn a_panic_in_a_hook_goes_on_after_the_others_have_run() {
    for (_folder, db) in libraries() {
        let (sender, told) = mpsc::channel();
        let _panics = db.on_commit(|_commit| panic!("on purpose")).unwrap();
        let _hook = db.on_commit(move |commit| sender.send(commit.touched::<Author>()).unwrap()).unwrap();
        let panicked = catch_unwind(AssertUnwindSafe(|| author(&db, 5))).unwrap_err();
        assert_eq!(panicked.downcast_ref(), Some(&"on purpose"));
        assert_eq!(told.try_recv(), Ok(true));
        assert_eq!(db.select::<Author>().count().unwrap(), 2, "what was committed stays, and the connection is free");
        let panicked = catch_unwind(AssertUnwindSafe(|| db.transaction(|tx| book(tx, 1)))).unwrap_err();
        assert_eq!(panicked.downcast_ref(), Some(&"on purpose"));
        assert_eq!(told.try_recv(), Ok(false));
    }
}

#[test]
fn a_hook_does_not_panic_during_another_panic() {
    for (_folder, db) in libraries() {
        let _panics = db.on_rollback(|| panic!("the second")).unwrap();
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            db.transaction(|tx| -> Result<(), Error> {
                book(tx, 1)?;
                panic!("the first")
            })
        }));
        assert_eq!(panicked.unwrap_err().downcast_ref(), Some(&"the first"));
        assert_eq!(db.select::<Book>().count().unwrap(), 0);
    }
}

#[test]
fn a_hook_ends_with_its_subscription() {
    for (_folder, db) in libraries() {
        let (sender, told) = mpsc::channel();
        let other = sender.clone();
        let hook = db.on_commit(move |_commit| sender.send("dropped").unwrap()).unwrap();
        db.on_commit(move |_commit| other.send("kept").unwrap()).unwrap().forget();
        author(&db, 5);
        drop(hook);
        author(&db, 6);
        assert_eq!(told.try_iter().collect::<Vec<_>>(), ["dropped", "kept", "kept"]);
        drop(db);
        assert!(told.recv().is_err(), "with the database the closures go");
    }
}

#[test]
fn a_schema_that_others_change_is_seen_by_statements_that_are_prepared() {
    let [(folder, db), _] = libraries();
    let (_hook, told) = tables(&db);
    author(&db, 5);
    assert_eq!(told.try_recv().unwrap(), ["authors"]);
    let raw = rusqlite::Connection::open(folder.path().join("test.db")).unwrap();
    raw.execute_batch("create trigger more after insert on authors begin insert into plain (value) values (1); end")
        .unwrap();
    author(&db, 6);
    assert_eq!(told.try_recv().unwrap(), ["authors", "plain"]);
    author(&db, 7);
    assert_eq!(told.try_recv().unwrap(), ["authors", "plain"]);
}

#[test]
fn a_change_of_the_schema_and_a_migration_touch_everything() {
    for (_folder, db) in libraries() {
        let (sender, told) = mpsc::channel();
        let _hook = db
            .on_commit(move |commit| sender.send((commit.touched_everything(), commit.touched::<Notice>())).unwrap())
            .unwrap();
        db.execute_script("create table more (a)").unwrap();
        assert_eq!(told.try_recv(), Ok((true, true)));
        sql!("drop table more").run(&db).unwrap();
        assert_eq!(told.try_recv(), Ok((true, true)));
        let changes = Arc::new(Mutex::new(0));
        let counted = changes.clone();
        let _changes = db.on_change::<Author>(move |_change| *counted.lock().unwrap() += 1).unwrap();
        db.push(&schema!(Author, Book, Notice, Wanted)).run().unwrap();
        assert_eq!(told.try_recv(), Ok((true, true)));
        assert!(told.try_recv().is_err());
        // The recorder is back.
        author(&db, 9);
        assert_eq!(told.try_recv(), Ok((false, false)));
        assert_eq!(*changes.lock().unwrap(), 1);
    }
}

#[test]
fn the_first_hook_is_refused_within_an_own_transaction_and_later_ones_are_not() {
    for (_folder, db) in libraries() {
        let tx = db.begin().unwrap();
        assert!(db.on_commit(|_commit| ()).is_err_and(|error| error.is_refused()));
        assert!(db.watch(|tx| tx.select::<Book>().count()).is_err_and(|error| error.is_refused()));
        drop(tx);
        let _hook = db.on_commit(|_commit| ()).unwrap();
        let tx = db.begin().unwrap();
        let (sender, told) = mpsc::channel();
        let _hook = db.on_commit(move |_commit| sender.send(()).unwrap()).unwrap();
        assert!(db.on_change::<Book>(|_change| ()).is_err_and(|error| error.is_refused()));
        book(&tx, 1).unwrap();
        tx.commit().unwrap();
        assert_eq!(told.try_iter().count(), 1);
    }
}

#[test]
fn hooks_go_on_after_panics_that_panic_when_they_are_dropped() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("when it is dropped");
        }
    }
    let db = Database::open_in_memory().unwrap();
    db.execute_script("create table things (id integer primary key)").unwrap();
    let armed = Arc::new(AtomicBool::new(true));
    let bomb = || {
        let armed = armed.clone();
        db.on_commit(move |_commit| {
            if armed.load(Ordering::Relaxed) {
                std::panic::panic_any(Bomb);
            }
        })
    };
    let (_one, _two) = (bomb().unwrap(), bomb().unwrap());
    let (sender, receiver) = mpsc::channel();
    let _told = db.on_commit(move |_commit| sender.send(()).unwrap()).unwrap();
    let insert = || sql!("insert into things default values").run(&db);
    let panicked = catch_unwind(AssertUnwindSafe(insert));
    std::mem::forget(panicked.unwrap_err());
    armed.store(false, Ordering::Relaxed);
    assert_eq!(insert().unwrap(), 1);
    assert_eq!(receiver.try_iter().count(), 2);
}
