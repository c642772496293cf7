//! The rows that have changed.

use std::sync::mpsc;

use orm_sqlite::ChangeKind::{self, Delete, Insert, Update};
use orm_sqlite::prelude::*;
use orm_sqlite::table::Stored;
use orm_sqlite::{Error, Subscription};

use super::{Author, Book, NewAuthor, Notice, author, book, libraries};

#[derive(Table, Debug)]
#[table(name = "plain")]
struct Plain {
    #[column(primary_key)]
    id: i64,
    value: Option<i64>,
}

#[derive(Table, Debug)]
#[table(name = "keyed", without_rowid)]
struct Keyed {
    #[column(primary_key)]
    key: String,
}

type Told = mpsc::Receiver<(ChangeKind, i64)>;

/// The changes of a table from now on.
fn changes<T: Stored>(db: &Database) -> (Subscription, Told) {
    let (sender, told) = mpsc::channel();
    let hook = db.on_change::<T>(move |change| sender.send((change.kind(), change.rowid())).unwrap());
    (hook.unwrap(), told)
}

fn all(told: &Told) -> Vec<(ChangeKind, i64)> {
    told.try_iter().collect()
}

#[test]
fn rows_are_told_after_the_commit_in_the_order_of_the_statements() {
    for (_folder, db) in libraries() {
        let (_books, books) = changes::<Book>(&db);
        let (_notices, notices) = changes::<Notice>(&db);
        db.transaction(|tx| {
            book(tx, 2)?;
            book(tx, 1)?;
            tx.update::<Book>().set(Book::TITLE.to("x")).all_rows().run()?;
            tx.delete::<Author>().filter(Author::ID.eq(1)).run()?;
            assert!(all(&books).is_empty(), "nothing before the commit");
            Ok(())
        })
        .unwrap();
        let told = all(&books);
        assert_eq!(told[..4], [(Insert, 2), (Insert, 1), (Update, 1), (Update, 2)]);
        let mut deleted = told[4..].to_vec();
        deleted.sort_by_key(|(_, rowid)| *rowid);
        assert_eq!(deleted, [(Delete, 1), (Delete, 2)], "by the foreign key");
        assert_eq!(all(&notices), [(Insert, 1), (Insert, 2)], "by the trigger");
    }
}

#[test]
fn an_upsert_is_an_insert_or_an_update() {
    for (_folder, db) in libraries() {
        let (_hook, told) = changes::<Author>(&db);
        let rows = (1..=2).map(|id| NewAuthor { id: Set::Value(id), name: "x".to_owned() });
        db.insert_many(rows).on_conflict(Author::ID).do_update(Author::NAME.set_excluded()).run().unwrap();
        assert_eq!(all(&told), [(Update, 1), (Insert, 2)]);
        db.insert(NewAuthor { id: Set::Value(1), name: "y".to_owned() })
            .on_conflict(Author::ID)
            .do_nothing()
            .run()
            .unwrap();
        assert!(all(&told).is_empty());
    }
}

#[test]
fn a_savepoint_that_is_rolled_back_takes_its_changes_with_it() {
    for (_folder, db) in libraries() {
        let (_hook, told) = changes::<Author>(&db);
        let mut tx = db.begin().unwrap();
        author(&tx, 2);
        let mut inner = tx.begin().unwrap();
        author(&inner, 3);
        let innermost = inner.begin().unwrap();
        author(&innermost, 4);
        innermost.commit().unwrap();
        inner.roll_back().unwrap();
        let inner = tx.begin().unwrap();
        author(&inner, 5);
        inner.commit().unwrap();
        tx.commit().unwrap();
        assert_eq!(all(&told), [(Insert, 2), (Insert, 5)]);
        db.execute_script(
            "savepoint A; insert into authors values (6, ''); savepoint b; insert into authors values (7, '');
             savepoint b; insert into authors values (8, ''); rollback to b; release b; insert into authors values (9, '');
             rollback to B; release a;",
        )
        .unwrap();
        assert_eq!(all(&told), [(Insert, 6)]);
        assert_eq!(db.select::<Author>().columns(Author::ID).all().unwrap(), [1, 2, 5, 6]);
    }
}

#[test]
fn of_a_statement_that_fails_is_told_what_it_leaves() {
    for (_folder, db) in libraries() {
        let (_hook, told) = changes::<Author>(&db);
        db.transaction(|tx| {
            author(tx, 2);
            // The third row is in the way.
            let aborts = sql!("insert into authors select column1, '' from (values (10), (11), (2))");
            assert!(aborts.run(tx).is_err());
            let fails = sql!("insert or fail into authors select column1, '' from (values (20), (21), (2))");
            assert!(fails.run(tx).is_err());
            Ok(())
        })
        .unwrap();
        assert_eq!(all(&told), [(Insert, 2), (Insert, 20), (Insert, 21)]);
        assert_eq!(db.select::<Author>().columns(Author::ID).all().unwrap(), [1, 2, 20, 21]);
        // The same outside of a transaction.
        assert!(sql!("insert into authors select column1, '' from (values (30), (2))").run(&db).is_err());
        assert!(all(&told).is_empty());
        assert!(sql!("insert or fail into authors select column1, '' from (values (40), (2))").run(&db).is_err());
        assert_eq!(all(&told), [(Insert, 40)]);
        assert!(sql!("insert or ignore into authors select column1, '' from (values (50), (2))").run(&db).is_ok());
        assert_eq!(all(&told), [(Insert, 50)]);
        // A write that is taken back because of its rows.
        let undecodable: Result<i64, Error> = sql!("insert into authors values (60, '') returning name").one(&db);
        assert!(undecodable.is_err());
        assert!(all(&told).is_empty());
        let many = (70..=72).chain([2]).map(|id| NewAuthor { id: Set::Value(id), name: String::new() });
        assert!(db.insert_many(many).run().is_err());
        assert!(all(&told).is_empty());
    }
}

#[test]
fn a_delete_of_all_rows_tells_each_and_a_table_that_is_dropped_is_gone() {
    for (_folder, db) in libraries() {
        let insert = || sql!("insert into plain values (1, 1), (5, 5), (9, 9)").run(&db).unwrap();
        insert();
        // Prepared when nobody wants to know.
        let empty = || db.delete::<Plain>().all_rows().run().unwrap();
        assert_eq!(empty(), 3);
        insert();
        let deleted = [(Delete, 1), (Delete, 5), (Delete, 9)];
        let (hook, told) = changes::<Plain>(&db);
        assert_eq!(empty(), 3);
        assert_eq!(all(&told), deleted);
        drop(hook);
        insert();
        empty();
        insert();
        let (_hook, told) = changes::<Plain>(&db);
        empty();
        assert_eq!(all(&told), deleted, "also when it is asked for again");
        insert();
        db.execute_script("delete from plain").unwrap();
        assert_eq!(all(&told)[3..], deleted);
        insert();
        all(&told);
        db.execute_script("drop table plain").unwrap();
        assert!(db.select::<Plain>().count().is_err());
    }
}

#[test]
fn a_table_without_rowid_is_refused() {
    let db = Database::open_in_memory().unwrap();
    let refused = db.on_change::<Keyed>(|_change| ()).unwrap_err();
    assert!(refused.is_refused() && refused.to_string().contains("`keyed`"), "{refused}");
    // The struct says nothing of it, and another has made the table.
    db.execute_script("create table Plain (id integer primary key, value any) without rowid").unwrap();
    let refused = db.on_change::<Plain>(|_change| ()).unwrap_err();
    assert!(refused.is_refused() && refused.to_string().contains("`plain`"), "{refused}");
}

#[test]
fn a_commit_that_fails_tells_nothing_until_it_succeeds() {
    for (_folder, db) in libraries() {
        db.execute_script("create table late (id integer primary key, author integer references authors deferrable initially deferred)")
            .unwrap();
        let (_hook, told) = changes::<Author>(&db);
        let broken = db.transaction(|tx| {
            author(tx, 2);
            sql!("insert into late values (1, 77)").run(tx)
        });
        assert!(broken.is_err_and(|error| error.is_foreign_key_violation()));
        assert!(all(&told).is_empty());
        let whole: Result<_, Error> = db.transaction(|tx| {
            sql!("insert into late values (1, 77)").run(tx)?;
            author(tx, 77);
            Ok(())
        });
        whole.unwrap();
        assert_eq!(all(&told), [(Insert, 77)]);
    }
}
