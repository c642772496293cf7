//! An insert of many rows that fails leaves nothing behind.

use orm_sqlite::prelude::*;

use crate::model::{Fixture, NewUser, User, blog};

/// The last of many rows breaks the constraint on `email`.
fn users() -> Vec<NewUser> {
    let email = |at: usize| if at == 170 { "ada@x".to_owned() } else { format!("{at}@new") };
    (0..171).map(|at| NewUser::builder().email(email(at)).name("n").build()).collect()
}

fn emails(fixture: &Fixture) -> Vec<String> {
    fixture.rows("select email from users where name = 'n' order by id")
}

#[test]
fn a_failure_in_the_last_chunk_leaves_nothing() {
    let fixture = blog();
    assert!(fixture.db.insert_many(users()).to_sql().unwrap().len() > 1, "several chunks");
    assert!(fixture.db.insert_many(users()).run().unwrap_err().is_unique_violation());
    assert!(emails(&fixture).is_empty());
    assert!(fixture.db.insert_many(users()).returning().all().unwrap_err().is_unique_violation());
    assert!(fixture.db.insert_many(users()).returning().get().unwrap_err().is_unique_violation());
    assert!(emails(&fixture).is_empty());
    let kept = fixture.db.insert_many(users()).on_conflict_do_nothing().run().unwrap();
    assert_eq!((kept, emails(&fixture).len()), (170, 170));
}

#[test]
fn a_transaction_that_goes_on_keeps_only_what_succeeded() {
    let fixture = blog();
    let one = |email: &str| NewUser::builder().email(email).name("n").build();
    fixture
        .db
        .transaction(|tx| {
            tx.insert(one("before@new")).run()?;
            assert!(tx.insert_many(users()).run().unwrap_err().is_unique_violation());
            assert_eq!(tx.select::<User>().filter(User::NAME.eq("n")).count()?, 1);
            tx.insert(one("after@new")).run()?;
            let inner = tx.transaction(|inner| {
                inner.insert(one("inner@new")).run()?;
                inner.insert_many(users()).returning().all().map(|_| ())
            });
            assert!(inner.unwrap_err().is_unique_violation());
            Ok(())
        })
        .unwrap();
    assert_eq!(emails(&fixture), ["before@new", "after@new"]);
}

#[test]
fn rows_that_cannot_be_written_stop_before_the_first() {
    let fixture = blog();
    let rows = || {
        let good = NewUser::builder().email("good@new").name("n").build();
        [good, NewUser::builder().id(1).email("id@new").name("n").build()]
    };
    let error = fixture.db.insert_many(rows()).run().unwrap_err();
    assert!(error.is_unique_violation(), "a run with an own id is a statement of its own");
    assert!(emails(&fixture).is_empty());
}
