//! Commit, rollback, nesting, and what happens when SQLite rolls back by itself.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use orm_core::engine::LocalEngine;
use orm_core::error::Error;
use orm_core::query::TableExt;

use crate::access::{Read, Write};
use crate::database::Database;
use crate::fixture::{User, create, emails, memory, raw, raw_with, user};
use crate::transaction::Transaction;

/// A database in a file that lives as long as the directory.
fn file() -> (tempfile::TempDir, Database) {
    let directory = tempfile::tempdir().unwrap();
    let db = Database::open(directory.path().join("app.db")).unwrap();
    create(&db);
    (directory, db)
}

/// What stands in an `Err` of `transaction`.
fn rejected() -> Error {
    Error::custom("rejected")
}

#[test]
fn commits_on_ok_and_rolls_back_on_err() {
    let db = memory();
    let id = db.transaction(|tx| Ok(tx.insert(user("kept")).returning().one()?.id)).unwrap();
    assert_eq!(id, 1);
    let result = db.transaction(|tx| {
        tx.insert(user("dropped")).run()?;
        Err::<(), _>(rejected())
    });
    assert_eq!(result.unwrap_err().to_string(), "rejected");
    assert_eq!(emails(&db), ["kept"]);
}

#[test]
fn rolls_back_on_the_programs_own_error() {
    #[derive(Debug)]
    enum Failure {
        Mine,
        Db(#[expect(dead_code, reason = "only shown")] Error),
    }
    impl From<Error> for Failure {
        fn from(error: Error) -> Self {
            Self::Db(error)
        }
    }
    let db = memory();
    let result = db.try_transaction(|tx| {
        tx.insert(user("dropped")).run()?;
        Err::<(), _>(Failure::Mine)
    });
    assert!(matches!(result, Err(Failure::Mine)));
    let result = db.try_transaction(|_| db.select::<User>().count().map_err(Failure::from));
    assert!(matches!(result, Err(Failure::Db(_))));
    assert!(emails(&db).is_empty());
}

#[test]
fn a_panic_rolls_back_goes_on_and_leaves_the_database_usable() {
    let db = memory();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        db.transaction(|tx| -> Result<(), Error> {
            tx.insert(user("dropped")).run()?;
            tx.transaction(|inner| {
                inner.insert(user("dropped too")).run()?;
                panic!("in the middle")
            })
        })
    }));
    assert_eq!(*panicked.unwrap_err().downcast::<&str>().unwrap(), "in the middle");
    db.insert(user("after")).run().unwrap();
    assert_eq!(emails(&db), ["after"]);
}

#[test]
fn a_panic_caught_inside_ends_only_the_inner_transaction() {
    let db = memory();
    db.transaction(|tx| {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            tx.transaction(|inner| -> Result<(), Error> {
                inner.insert(user("dropped")).run()?;
                panic!("inside")
            })
        }));
        assert!(panicked.is_err());
        tx.insert(user("kept")).run()?;
        Ok(())
    })
    .unwrap();
    assert_eq!(emails(&db), ["kept"]);
}

#[test]
fn an_inner_error_rolls_back_the_inner_transaction_only() {
    let db = memory();
    db.transaction(|tx| {
        tx.insert(user("a")).run()?;
        let inner = tx.transaction(|inner| {
            inner.insert(user("b")).run()?;
            inner.transaction(|innermost| innermost.insert(user("c")).run())?;
            Err::<(), _>(rejected())
        });
        assert!(inner.is_err());
        tx.transaction(|inner| inner.insert(user("d")).run())?;
        Ok(())
    })
    .unwrap();
    assert_eq!(emails(&db), ["a", "d"]);
}

#[test]
fn nests_a_hundred_deep() {
    /// Writes at each level and fails at one of them.
    fn descend(tx: &Transaction<'_>, level: u32, fails_at: u32) -> Result<(), Error> {
        tx.insert(user(&level.to_string())).run()?;
        if level == 100 {
            return Ok(());
        }
        let inner = tx.transaction(|inner| {
            descend(inner, level + 1, fails_at)?;
            if level == fails_at { Err(rejected()) } else { Ok(()) }
        });
        if level == fails_at {
            assert_eq!(inner.unwrap_err().to_string(), "rejected");
            return Ok(());
        }
        inner
    }
    for (fails_at, written) in [(1_000, 100), (1, 1), (50, 50), (99, 99)] {
        let db = memory();
        db.transaction(|tx| descend(tx, 1, fails_at)).unwrap();
        assert_eq!(emails(&db).len(), written, "fails at {fails_at}");
    }
}

#[test]
fn an_outer_handle_is_refused_while_an_inner_one_is_open() {
    let db = memory();
    db.transaction(|tx| {
        tx.transaction(|inner| {
            assert!(tx.insert(user("a")).run().unwrap_err().is_refused());
            assert!(tx.transaction(|_| Ok(())).unwrap_err().is_refused());
            inner.insert(user("b")).run()
        })?;
        tx.insert(user("c")).run()
    })
    .unwrap();
    assert_eq!(emails(&db), ["b", "c"]);
}

#[test]
fn the_database_is_refused_inside_of_its_own_transaction() {
    let (_directory, file) = file();
    for db in [memory(), file] {
        let clone = db.clone();
        db.transaction(|tx| {
            let start = Instant::now();
            assert!(db.select::<User>().count().unwrap_err().is_refused());
            assert!(clone.insert(user("x")).run().unwrap_err().is_refused());
            assert!(clone.transaction(|_| Ok(())).unwrap_err().is_refused());
            assert!(db.read_transaction(|_| Ok(())).unwrap_err().is_refused());
            assert!(db.execute_script("delete from users").unwrap_err().is_refused());
            assert!(start.elapsed() < Duration::from_secs(1));
            tx.insert(user("y")).run()
        })
        .unwrap();
        assert_eq!(emails(&db), ["y"]);
    }
}

#[test]
fn another_thread_waits_for_its_turn() {
    let (_directory, file) = file();
    for db in [memory(), file] {
        let (sender, receiver) = mpsc::channel();
        thread::scope(|scope| {
            scope.spawn(|| {
                db.transaction(|tx| {
                    tx.insert(user("first")).run()?;
                    sender.send(()).unwrap();
                    thread::sleep(Duration::from_millis(50));
                    tx.insert(user("second")).run()
                })
                .unwrap();
            });
            receiver.recv().unwrap();
            db.insert(user("third")).run().unwrap();
        });
        assert_eq!(emails(&db), ["first", "second", "third"]);
    }
}

#[test]
fn nothing_is_written_after_sqlite_rolled_back() {
    let db = memory();
    db.insert(user("taken")).run().unwrap();
    let result = db.transaction(|tx| {
        tx.insert(user("lost")).run()?;
        let conflict = raw("insert or rollback into users (email) values ('taken')").run(tx);
        assert!(conflict.unwrap_err().is_unique_violation());
        // Each of these would be written at once, or begin a transaction of its own.
        let ghosts = [
            tx.insert(user("ghost 1")).run().map(drop),
            tx.insert_many([user("ghost 2"), user("ghost 3")]).run().map(drop),
            tx.transaction(|inner| inner.insert(user("ghost 4")).run()).map(drop),
            tx.select::<User>().count().map(drop),
            raw("insert into users (email) values ('ghost 5')").run(tx).map(drop),
        ];
        for ghost in ghosts {
            let error = ghost.unwrap_err();
            assert!(error.is_transaction_aborted(), "{error}");
            assert!(
                error.to_string().ends_with("after this error: UNIQUE constraint failed on `users.email`"),
                "{error}"
            );
        }
        Ok(())
    });
    assert!(result.unwrap_err().is_transaction_aborted());
    assert_eq!(emails(&db), ["taken"]);
}

#[test]
fn nothing_is_written_after_a_trigger_rolled_back_in_an_inner_transaction() {
    let db = memory();
    db.execute_script(
        "create trigger no_root before insert on users when new.email = 'root' begin select raise(rollback, 'no root'); end",
    )
    .unwrap();
    let result = db.transaction(|tx| {
        let inner = tx.transaction(|inner| {
            let error = inner.insert(user("root")).run().unwrap_err();
            assert_eq!(error.to_string(), "no root");
            inner.insert(user("ghost")).run()
        });
        assert!(inner.unwrap_err().is_transaction_aborted());
        // The outer closure does not look.
        let _ = tx.insert(user("ghost too")).run();
        Ok(())
    });
    assert!(result.unwrap_err().is_transaction_aborted());
    assert!(emails(&db).is_empty());
    db.insert(user("fine")).run().unwrap();
}

#[test]
fn a_rollback_in_the_middle_of_a_write_of_many_statements_ends_the_transaction() {
    let db = memory();
    db.execute_script(
        "create trigger stop before insert on users when new.email = '70' begin select raise(rollback, 'stop'); end",
    )
    .unwrap();
    let result = db.transaction(|tx| {
        let written = tx.insert_many((0..120).map(|number| user(&number.to_string()))).run();
        assert_eq!(written.unwrap_err().to_string(), "stop");
        tx.insert(user("ghost")).run()
    });
    assert!(result.unwrap_err().is_transaction_aborted());
    assert!(emails(&db).is_empty());
}

#[test]
fn a_failing_commit_rolls_back() {
    let db = memory();
    db.execute_script(
        "create table notes (user_id integer references users (id) deferrable initially deferred) strict",
    )
    .unwrap();
    let result = db.transaction(|tx| {
        tx.insert(user("dropped")).run()?;
        raw("insert into notes values (99)").run(tx)
    });
    assert!(result.unwrap_err().is_foreign_key_violation());
    db.insert(user("after")).run().unwrap();
    assert_eq!(emails(&db), ["after"]);
}

#[test]
fn a_transaction_cannot_be_ended_by_a_raw_statement() {
    let db = memory();
    db.transaction(|tx| {
        tx.insert(user("a")).run()?;
        for text in ["commit", "rollback", "release orm_1", "savepoint x", "begin"] {
            assert!(raw(text).run(tx).unwrap_err().is_refused(), "{text}");
        }
        tx.insert(user("b")).run()
    })
    .unwrap();
    assert_eq!(emails(&db), ["a", "b"]);
}

#[test]
fn a_read_transaction_sees_one_state_and_writes_nothing() {
    let (directory, db) = file();
    db.insert(user("a")).run().unwrap();
    let other = Database::open(directory.path().join("app.db")).unwrap();
    db.read_transaction(|tx| {
        assert_eq!(tx.select::<User>().count()?, 1);
        other.insert(user("b")).run()?;
        assert_eq!(tx.select::<User>().count()?, 1);
        assert_eq!(tx.find::<User>(2).get()?, None);
        assert!(raw("delete from users").run(tx).unwrap_err().is_read_only());
        assert!(User::delete().all_rows().using(tx).run().unwrap_err().is_read_only());
        Ok(())
    })
    .unwrap();
    let panicked =
        catch_unwind(AssertUnwindSafe(|| db.read_transaction(|_| -> Result<(), Error> { panic!("reading") })));
    assert!(panicked.is_err());
    // Writing is allowed again.
    db.insert(user("c")).run().unwrap();
    assert_eq!(emails(&db), ["a", "b", "c"]);
}

#[test]
fn two_connections_count_without_losing_one() {
    let (directory, db) = file();
    db.insert(user("counter")).run().unwrap();
    db.update::<User>().set(User::AGE.to(0)).all_rows().run().unwrap();
    let path = directory.path().join("app.db");
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let db = Database::open(&path).unwrap();
                for _ in 0..25 {
                    db.transaction(|tx| {
                        let age = tx.find::<User>(1).one()?.age;
                        tx.update::<User>().set(User::AGE.to(age + 1)).all_rows().run()
                    })
                    .unwrap();
                }
            });
        }
    });
    assert_eq!(db.find::<User>(1).one().unwrap().age, 100);
}

#[test]
fn a_busy_database_is_said_to_be_busy() {
    let (directory, db) = file();
    let hasty = Database::options().path(directory.path().join("app.db")).busy_timeout(Duration::ZERO).open().unwrap();
    db.transaction(|_| {
        let error = hasty.insert(user("x")).run().unwrap_err();
        assert!(error.is_busy() && error.is_retryable(), "{error}");
        assert!(hasty.transaction(|_| Ok(())).unwrap_err().is_busy());
        assert_eq!(hasty.select::<User>().count()?, 0);
        Ok(())
    })
    .unwrap();
    hasty.insert(user("x")).run().unwrap();
}

#[test]
fn a_function_takes_any_handle() {
    fn add(db: &impl Write, email: &str) -> Result<u64, Error> {
        db.transaction(|tx| tx.insert(user(email)).run())?;
        db.insert(user(&format!("{email}+"))).run()?;
        db.update::<User>().set(User::AGE.to(1)).all_rows().run()?;
        db.delete::<User>().filter(User::EMAIL.eq("nobody")).run()?;
        number(db)
    }
    fn number(db: &impl Read) -> Result<u64, Error> {
        assert!(db.find::<User>(99).get()?.is_none());
        let raw: u64 = raw_with("select count(*) from users where id > ", &0, "").one(db.engine())?;
        assert_eq!(raw, db.select::<User>().count()?);
        Ok(raw)
    }
    let db = memory();
    assert_eq!(add(&db, "a").unwrap(), 2);
    assert_eq!(db.transaction(|tx| add(tx, "b")).unwrap(), 4);
    assert_eq!(db.transaction(|tx| tx.transaction(|inner| add(inner, "c"))).unwrap(), 6);
    assert_eq!(db.read_transaction(|tx| number(tx)).unwrap(), 6);
    assert_eq!(emails(&db).len(), 6);
}

#[test]
fn rows_are_shown_one_by_one_and_may_write_in_a_transaction() {
    let db = memory();
    db.insert_many([user("a"), user("b")]).run().unwrap();
    db.transaction(|tx| {
        tx.select::<User>().for_each(|row| {
            tx.update::<User>().set(User::AGE.to(row.id)).filter(User::ID.eq(row.id)).run().map(drop)
        })?;
        let sum: i64 = raw("select sum(age) from users").one(tx)?;
        assert_eq!(sum, 3);
        Ok(())
    })
    .unwrap();
    // An error of lowering arrives before anything runs.
    let failed: Result<(), Error> = (&db).run_local::<Never>(Err(rejected()));
    assert_eq!(failed.unwrap_err().to_string(), "rejected");
}

/// A decoder that is never asked.
struct Never;

impl orm_core::engine::Decoder for Never {
    type Output = ();

    fn rows<C: orm_core::engine::Cursor>(
        &mut self,
        _: usize,
        _: &orm_core::engine::Sql,
        _: &mut C,
    ) -> Result<(), Error> {
        unreachable!("no statement")
    }

    fn finish(&mut self) -> Result<(), Error> {
        unreachable!("no statement")
    }
}
