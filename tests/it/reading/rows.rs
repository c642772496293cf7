//! Rows one at a time: borrowed, and as an iterator.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use orm_sqlite::Error;
use orm_sqlite::prelude::*;

use crate::model::{Comment, Fixture, NewUser, Post, Role, User, blog};

#[derive(Table, Debug, PartialEq)]
#[table(name = "files")]
struct File {
    #[column(primary_key)]
    id: i64,
    name: String,
    note: Option<String>,
    bytes: Vec<u8>,
    short: Option<Box<str>>,
}

fn files() -> Fixture {
    let fixture = Fixture::new(&schema!(File));
    fixture
        .raw
        .execute_batch(
            "insert into files values (1, 'a', null, x'0102', 's'), (2, '', 'n', x'', null), (3, 'ä', '', x'ff', '');",
        )
        .unwrap();
    fixture
}

#[test]
fn borrowed_rows_equal_owned_ones() {
    let fixture = files();
    let select = || {
        let columns = (File::ID, File::NAME, File::NOTE, File::BYTES, File::SHORT);
        fixture.db.select::<File>().order_by(File::ID).columns(columns)
    };
    let mut borrowed = Vec::new();
    select()
        .for_each_ref(|(id, name, note, bytes, short): (i64, &str, Option<&str>, &[u8], Option<&str>)| {
            borrowed.push((
                id,
                name.to_owned(),
                note.map(str::to_owned),
                bytes.to_vec(),
                short.map(|short| short.to_owned().into_boxed_str()),
            ));
        })
        .unwrap();
    assert_eq!(borrowed, select().all().unwrap());
    let mut names = String::new();
    fixture
        .db
        .select::<File>()
        .order_by(File::ID)
        .columns(File::NAME)
        .for_each_ref(|name| names.push_str(name))
        .unwrap();
    assert_eq!(names, "aä");
}

#[test]
fn borrowed_rows_of_joins_tuples_and_own_types() {
    let fixture = blog();
    let mut seen = Vec::new();
    fixture
        .db
        .select::<User>()
        .left_join::<Post>()
        .on(Post::AUTHOR_ID.eq(User::ID))
        .order_by((User::ID, Post::ID))
        .columns((User::ROLE, (User::NAME, Post::TITLE), Post::SCORE))
        .for_each_ref(|(role, (name, title), score): (Role, (&str, Option<&str>), Option<i64>)| {
            seen.push(format!("{role:?} {name} {title:?} {score:?}"));
        })
        .unwrap();
    assert_eq!(seen.len(), 6);
    assert_eq!(seen[0], r#"Admin Ada Some("Notes") Some(7)"#);
    assert_eq!(seen[5], "Member Dee None None");
}

#[test]
fn a_borrowed_row_stops_early_and_names_what_does_not_fit() {
    let fixture = files();
    let mut seen = 0;
    fixture
        .db
        .select::<File>()
        .columns(File::NAME)
        .for_each_ref(|_| {
            seen += 1;
            ControlFlow::Break(())
        })
        .unwrap();
    assert_eq!(seen, 1);
    let failed =
        fixture.db.select::<File>().columns(File::NAME).for_each_ref(|_| Err::<(), _>(Error::custom("enough")));
    assert_eq!(failed.unwrap_err().to_string(), "enough");
    fixture.raw.execute_batch("update files set name = cast(x'ff' as text) where id = 2").unwrap();
    let mut before = 0;
    let error = fixture
        .db
        .select::<File>()
        .order_by(File::ID)
        .columns((File::ID, File::NAME))
        .for_each_ref(|(_, _): (i64, &str)| before += 1)
        .unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("files.name"), "{error}");
    assert_eq!(before, 1);
}

#[test]
fn an_iterator_reads_as_far_as_it_is_asked() {
    let fixture = blog();
    let select = || fixture.db.select::<User>().order_by(User::ID);
    let ids = select().iterate(|rows| rows.map(|user| Ok(user?.id)).collect::<Result<Vec<_>, Error>>());
    assert_eq!(ids.unwrap(), [1, 2, 3, 4]);
    let second = select().iterate(|mut rows| {
        rows.next();
        Ok(rows.next().transpose()?.map(|user| user.name))
    });
    assert_eq!(second.unwrap().as_deref(), Some("Bob"));
    // The row behind the one that is asked for cannot be read, and nobody notices.
    fixture
        .raw
        .execute_batch("pragma ignore_check_constraints = 1; update users set role = 'king' where id = 2")
        .unwrap();
    assert_eq!(select().iterate(|mut rows| rows.next().transpose()).unwrap().map(|user| user.id), Some(1));
    let mut seen = Vec::new();
    let ended = select().iterate(|mut rows| {
        for user in &mut rows {
            seen.push(user.map(|user| user.id).map_err(|error| error.is_decode()));
        }
        Ok(rows.next().is_none())
    });
    assert!(ended.unwrap());
    assert_eq!(seen, [Ok(1), Err(true)]);
    let failed = select().iterate(|_| Err::<(), _>(Error::custom("enough")));
    assert_eq!(failed.unwrap_err().to_string(), "enough");
}

#[test]
fn the_statement_ends_with_the_closure_and_with_a_panic() {
    let fixture = blog();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        fixture.db.select::<User>().iterate(|mut rows| {
            rows.next();
            assert!(rows.next().is_none(), "there are more");
            Ok(())
        })
    }));
    assert!(panicked.is_err());
    // A statement that still stood on a row would keep its read lock, and these could not take theirs.
    fixture.db.insert(NewUser::builder().email("e").name("Eve").build()).run().unwrap();
    fixture.db.select::<User>().iterate(|mut rows| rows.next().transpose()).unwrap();
    fixture.raw.execute_batch("drop table comments").unwrap();
    assert_eq!(fixture.db.select::<User>().count().unwrap(), 5);
}

#[test]
fn inside_of_a_transaction_other_queries_run_meanwhile() {
    let fixture = blog();
    let counts = fixture.db.read_transaction(|tx| {
        tx.select::<User>().order_by(User::ID).iterate(|rows| {
            rows.map(|user| tx.select::<Post>().filter(Post::AUTHOR_ID.eq(user?.id)).count())
                .collect::<Result<Vec<_>, Error>>()
        })
    });
    assert_eq!(counts.unwrap(), [3, 1, 0, 0]);
    // On the database itself it is said at once.
    let refused = fixture.db.select::<User>().iterate(|_| fixture.db.select::<Comment>().count());
    assert!(refused.unwrap_err().is_refused());
}
