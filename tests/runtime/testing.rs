//! What the tests of a program have: databases, logs, findings and faults.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use orm_sqlite::migrate::{Migration, Migrations};
use orm_sqlite::prelude::*;
use orm_sqlite::testing::{self, Fault, TestDatabase};
use orm_sqlite::{AsyncDatabase, Error, QueryKind};

use crate::model::{Comment, NewComment, NewPost, NewTag, NewUser, Post, PostTag, SEED, Tag, User, blog_schema};

fn blog() -> TestDatabase {
    testing::database_with(&blog_schema(), |db| db.execute_script(SEED)).unwrap()
}

/// What an assertion fails with; none if it holds.
fn failure(assertion: impl FnOnce()) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(assertion)).err()?;
    Some(*panic.downcast::<String>().unwrap())
}

#[track_caller]
fn fails(assertion: impl FnOnce(), parts: &[&str]) {
    let message = failure(assertion).expect("the assertion holds");
    for part in parts {
        assert!(message.contains(part), "no `{part}` in:\n{message}");
    }
}

#[test]
fn a_database_is_filled_once_and_each_test_has_its_own() {
    static FILLED: AtomicU32 = AtomicU32::new(0);
    let make = || {
        testing::database_with(&schema!(Tag), |db| {
            FILLED.fetch_add(1, Ordering::Relaxed);
            db.insert(NewTag::builder().label("first").build()).run().map(drop)
        })
    };
    let databases: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| make().unwrap())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    databases[0].delete::<Tag>().all_rows().run().unwrap();
    let counts: Vec<_> = databases.iter().map(|db| db.select::<Tag>().count().unwrap()).collect();
    assert_eq!(counts, [0, 1, 1, 1]);
    assert_eq!(FILLED.load(Ordering::Relaxed), 1);
    let empty = testing::database(&schema!(Tag)).unwrap();
    assert_eq!(empty.select::<Tag>().count().unwrap(), 0);
}

#[test]
fn a_database_is_as_in_production_but_for_the_disk() {
    let db = blog();
    let text = |pragma: &str| {
        let raw = rusqlite::Connection::open(db.path()).unwrap();
        raw.query_row(pragma, [], |row| row.get::<_, String>(0)).unwrap()
    };
    assert_eq!((text("pragma journal_mode"), text("pragma integrity_check")), ("wal".to_owned(), "ok".to_owned()));
    let (synchronous, foreign_keys): (i64, i64) =
        db.transaction(|tx| Ok((sql!("pragma synchronous").one(tx)?, sql!("pragma foreign_keys").one(tx)?))).unwrap();
    assert_eq!((synchronous, foreign_keys), (0, 1));
    // A reader beside a writer, which a database in memory would let wait.
    let tx = db.begin().unwrap();
    tx.delete::<Comment>().all_rows().run().unwrap();
    let seen = thread::scope(|scope| scope.spawn(|| db.select::<Comment>().count().unwrap()).join().unwrap());
    assert_eq!(seen, 4);
}

#[test]
fn the_folder_of_a_database_goes_with_it_also_after_a_panic() {
    let folder = |db: &TestDatabase| db.path().parent().unwrap().to_owned();
    let db = blog();
    let gone = folder(&db);
    drop(db);
    assert!(!gone.exists());
    let mut gone = None;
    let panicked = failure(|| {
        let db = blog();
        gone = Some(folder(&db));
        panic!("{}", "a test that fails");
    });
    assert!(panicked.is_some() && !gone.unwrap().exists());
}

#[test]
fn a_filling_that_fails_is_an_error_for_each_who_asks() {
    for _ in 0..2 {
        let failed = testing::database_with(&schema!(Tag), |_| Err(Error::custom("not today")));
        assert_eq!(failed.unwrap_err().to_string(), "not today");
    }
}

#[test]
fn migrations_are_applied_once_for_each_list_of_them() {
    let first = Migration::new("20250101000000_a", "CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT;").unwrap();
    let second = Migration::new("20250102000000_b", "CREATE TABLE b (id INTEGER PRIMARY KEY) STRICT;").unwrap();
    let one = Migrations::new([first.clone()]).unwrap();
    let two = Migrations::new([first, second]).unwrap();
    let applied = |migrations: &Migrations| testing::migrated(migrations).unwrap().applied_migrations().unwrap().len();
    assert_eq!([applied(&one), applied(&two), applied(&one)], [1, 2, 1]);
}

#[test]
fn fixtures_come_in_any_order_and_no_row_without_its_parent_stays() {
    let db = testing::database(&blog_schema()).unwrap();
    let user =
        |id, invited_by| NewUser::builder().id(id).name("x").email(format!("{id}@x")).invited_by_id(invited_by).build();
    db.fixtures(|tx| {
        tx.insert(NewComment::builder().post_id(5).body("x").build()).run()?;
        tx.insert(NewPost::builder().id(5).author_id(1).title("x").build()).run()?;
        // Each has invited the other.
        tx.insert_many([user(1, 2), user(2, 1)]).run()
    })
    .unwrap();
    assert_eq!(db.select::<Comment>().count().unwrap(), 1);
    let orphan = db.fixtures(|tx| tx.insert(NewComment::builder().post_id(6).body("x").build()).run());
    assert!(orphan.is_err_and(|error| error.is_foreign_key_violation()));
    assert_eq!(db.select::<Comment>().count().unwrap(), 1);
    // Outside of fixtures a row needs its parent at once.
    let at_once = db.transaction(|tx| tx.insert(NewComment::builder().post_id(7).body("x").build()).run().map(drop));
    assert!(at_once.is_err_and(|error| error.is_foreign_key_violation()));
}

#[test]
fn what_is_rolled_back_is_not_there_whatever_the_closure_gives() {
    let db = blog();
    let none = db.rolled_back(|tx| {
        tx.delete::<PostTag>().all_rows().run()?;
        tx.transaction(|inner| inner.delete::<Comment>().all_rows().run())?;
        tx.select::<Comment>().count()
    });
    assert_eq!(none.unwrap(), 0);
    let failed = db.rolled_back(|tx| tx.find::<User>(99).one());
    assert!(failed.is_err_and(|error| error.is_not_found()));
    assert_eq!((db.select::<PostTag>().count().unwrap(), db.select::<Comment>().count().unwrap()), (4, 4));
}

#[test]
fn a_log_has_what_ran_on_every_handle_while_it_lives_and_nothing_else() {
    let db = blog();
    db.select::<User>().count().unwrap();
    let log = db.record();
    let other = db.record();
    db.select::<User>().count().unwrap();
    thread::scope(|scope| drop(scope.spawn(|| db.clone().delete::<PostTag>().all_rows().run().unwrap())));
    let asynchronous = AsyncDatabase::from(Database::clone(&db));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { asynchronous.select::<Post>().count().await.unwrap() });
    let seen = log.statements();
    assert_eq!(
        seen.iter().map(|one| one.kind).collect::<Vec<_>>(),
        [QueryKind::Select, QueryKind::Delete, QueryKind::Select]
    );
    assert!(seen.iter().all(|one| one.caller.is_some_and(|caller| caller.file() == file!())), "{seen:?}");
    drop(other);
    db.select::<User>().count().unwrap();
    assert_eq!(log.count(QueryKind::Select), 3);
    log.clear();
    assert!(log.statements().is_empty());
}

#[test]
fn a_full_scan_is_found_by_the_rows_that_it_steps_over() {
    let db = blog();
    db.insert_many((0..500).map(|at| NewTag::builder().label(format!("t{at}")).build())).run().unwrap();
    let log = db.record();
    db.find::<Tag>(7).one().unwrap();
    // The first rows of a table are no scan of it.
    db.select::<Tag>().order_by(Tag::ID).limit(5).all().unwrap();
    log.assert_no_full_scan(100);
    let line = line!() + 1;
    db.select::<Tag>().filter(Tag::LABEL.eq("t9")).all().unwrap();
    let place = format!("{}:{line}", file!());
    fails(|| log.assert_no_full_scan(100), &["`tags`", "50", "SCAN tags", &place, "WHERE", "index"]);
    log.assert_no_full_scan(600);
}

#[test]
fn an_index_that_sqlite_makes_for_itself_is_a_full_scan() {
    let db = blog();
    db.insert_many((0..300).map(|at| NewTag::builder().label(format!("t{at}")).build())).run().unwrap();
    let log = db.record();
    sql!("select count(*) from tags as a join tags as b on a.label = b.label").one::<i64, _>(&*db).unwrap();
    fails(|| log.assert_no_full_scan(400), &["`tags`", "AUTOMATIC"]);
}

#[test]
fn a_temporary_b_tree_is_found_whatever_it_is_for() {
    let db = blog();
    let log = db.record();
    db.select::<User>().order_by(User::EMAIL).all().unwrap();
    db.insert(NewTag::builder().label("x").build()).run().unwrap();
    log.assert_no_temporary_b_tree();
    for (text, word) in [
        ("select name from users order by name", "ORDER BY"),
        ("select name, count(*) from users group by name", "GROUP BY"),
        ("select distinct name from users", "DISTINCT"),
    ] {
        log.clear();
        let db = &*db;
        match word {
            "ORDER BY" => sql!("select name from users order by name").all::<String, _>(db).map(drop),
            "GROUP BY" => sql!("select name, count(*) from users group by name").all::<(String, i64), _>(db).map(drop),
            _ => sql!("select distinct name from users").all::<String, _>(db).map(drop),
        }
        .unwrap();
        fails(|| log.assert_no_temporary_b_tree(), &["`users`", word, text, file!(), "index"]);
    }
}

#[test]
fn a_query_for_each_row_is_found_with_its_line() {
    let db = blog();
    let log = db.record();
    db.query::<User>().with_posts_by(|posts| posts.with_comments()).all().unwrap();
    log.assert_no_repeated(1);
    log.clear();
    let line = line!() + 2;
    for user in db.select::<User>().all().unwrap() {
        db.select::<Post>().filter(Post::AUTHOR_ID.eq(user.id)).all().unwrap();
    }
    let place = format!("{}:{line}", file!());
    fails(|| log.assert_no_repeated(3), &["`posts`", "4 times", &place, "with_"]);
    log.assert_no_repeated(4);
}

#[test]
fn a_foreign_key_without_an_index_is_found_unless_it_says_that_it_needs_none() {
    #[derive(Table)]
    #[table(name = "owners")]
    struct Owner {
        #[column(primary_key)]
        id: i64,
    }
    #[derive(Table)]
    #[table(name = "bare")]
    struct Bare {
        #[column(primary_key)]
        id: i64,
        #[column(references = Owner::ID)]
        owner_id: i64,
    }
    #[derive(Table)]
    #[table(name = "told")]
    struct Told {
        #[column(primary_key)]
        id: i64,
        #[column(references = Owner::ID, no_index)]
        owner_id: i64,
        #[column(references = Owner::ID, unique)]
        only_id: i64,
    }
    #[derive(Table)]
    #[table(name = "second", index(kind, owner_id))]
    struct Second {
        #[column(primary_key)]
        id: i64,
        kind: i64,
        #[column(references = Owner::ID)]
        owner_id: i64,
    }
    let find = testing::assert_foreign_keys_have_indexes;
    find(&schema!(Owner, Told));
    fails(|| find(&schema!(Owner, Bare)), &["`bare`", "`owner_id`", "`owners`", "no_index"]);
    fails(|| find(&schema!(Owner, Second)), &["`second`", "`owner_id`"]);
    let _ = |bare: Bare, told: Told, second: Second, owner: Owner| {
        (
            bare.id,
            bare.owner_id,
            told.id,
            told.owner_id,
            told.only_id,
            second.id,
            second.kind,
            second.owner_id,
            owner.id,
        )
    };
}

#[test]
fn strict_finds_all_of_it_at_the_end_and_keeps_still_behind_another_failure() {
    let db = blog();
    let bad = |db: &Database| {
        for _ in 0..3 {
            db.select::<User>().order_by(User::NAME).all().unwrap();
        }
    };
    let good = db.strict(&schema!(Tag));
    db.find::<User>(1).one().unwrap();
    drop(good);
    let strict = db.strict(&schema!(User)).full_scan(2).repeated(2);
    bad(&db);
    fails(|| drop(strict), &["full scan", "3 times", "TEMP B-TREE", "`invited_by_id`"]);
    let message = failure(|| {
        let _strict = db.strict(&schema!(User)).full_scan(0);
        bad(&db);
        panic!("{}", "another failure");
    });
    assert_eq!(message.as_deref(), Some("another failure"));
    let lenient = db.strict(&schema!(Tag)).allow_temporary_b_trees();
    bad(&db);
    drop(lenient);
}

#[test]
fn an_injected_fault_is_the_error_and_the_state_that_sqlite_leaves() {
    let db = blog();
    let comments = || db.select::<Comment>().count().unwrap();
    let write = |tx: &Transaction<'_>| tx.delete::<Comment>().all_rows().run();

    let busy = db.inject(Fault::Busy, 2);
    assert!(db.transaction(write).is_err_and(|error| error.is_busy() && error.is_retryable()));
    assert!(db.delete::<Comment>().all_rows().run().is_err_and(|error| error.is_busy()));
    assert_eq!((busy.left(), comments()), (0, 4));
    db.rolled_back(write).unwrap();
    drop(busy);

    let full = db.inject(Fault::DiskFull, 1);
    let after = db.transaction(|tx| {
        assert_eq!(tx.select::<Comment>().count()?, 4);
        let failed = write(tx);
        assert!(failed.is_err_and(|error| error.is_storage_failure()));
        tx.select::<Comment>().count()
    });
    assert!(after.is_err_and(|error| error.is_transaction_aborted()));
    assert_eq!((full.left(), comments()), (0, 4));
    db.rolled_back(write).unwrap();
    drop(full);

    let io = db.inject(Fault::CommitFails, 1);
    assert!(db.transaction(write).is_err_and(|error| error.is_storage_failure()));
    assert_eq!((io.left(), comments()), (0, 4));
    drop(io);

    let never = db.inject(Fault::Busy, 9);
    drop(never);
    assert_eq!(db.transaction(write).unwrap(), 4);
    assert_eq!(db.integrity_check().unwrap(), []);
}

#[test]
fn a_fault_is_of_one_database() {
    let (db, other) = (blog(), blog());
    let _full = db.inject(Fault::DiskFull, u32::MAX);
    assert_eq!(other.delete::<PostTag>().all_rows().run().unwrap(), 4);
    assert!(db.delete::<PostTag>().all_rows().run().is_err());
}
