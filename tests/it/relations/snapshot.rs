//! All levels of a load read one state of the database, although another connection writes between them.

use std::cell::RefCell;

use orm_sqlite::prelude::*;
use orm_sqlite::value::{ColumnType, Decode, DecodeError, Encode, EncodeError, StorageClass, Value, ValueRef};

use crate::model::Fixture;

thread_local! {
    /// What another connection does when the first level's rows are read.
    static MEANWHILE: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

/// A text that lets another connection write when it is read: a load reads it between its statements.
#[derive(Debug, Clone, PartialEq)]
struct Hook(String);

impl Encode for Hook {
    fn encode(self) -> Result<Value, EncodeError> {
        self.0.encode()
    }
}

impl Decode for Hook {
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        if let Some(work) = MEANWHILE.take() {
            work();
        }
        String::decode(value).map(Self)
    }
}

impl ColumnType for Hook {
    const STORAGE: StorageClass = StorageClass::Text;
    type Family = <String as ColumnType>::Family;
    type KeyField<T: ColumnType> = T;
}

#[derive(Table, Relations, Debug)]
#[table(name = "parents")]
#[relations(children = has_many(Child::PARENT_ID), tags = many_to_many(Mark, through(Link::PARENT_ID, Link::MARK_ID)))]
struct Parent {
    #[column(primary_key)]
    id: i64,
    name: Hook,
}

#[derive(Table, Relations, Debug)]
#[table(name = "children")]
#[relations(parent = belongs_to(parent_id))]
struct Child {
    #[column(primary_key)]
    id: i64,
    #[column(references = Parent::ID)]
    parent_id: i64,
}

#[derive(Table, Debug)]
#[table(name = "marks")]
struct Mark {
    #[column(primary_key)]
    id: i64,
}

#[derive(Table, Debug)]
#[table(name = "links", primary_key(parent_id, mark_id))]
struct Link {
    #[column(references = Parent::ID, constraint = false)]
    parent_id: i64,
    #[column(references = Mark::ID)]
    mark_id: i64,
}

fn fixture() -> Fixture {
    let fixture = Fixture::new(&schema!(Parent, Child, Mark, Link));
    fixture
        .raw
        .execute_batch(
            "insert into parents values (1, 'a'), (2, 'b'); insert into marks values (1), (2);
             insert into children values (1, 1), (2, 2); insert into links values (1, 1), (2, 2);",
        )
        .unwrap();
    fixture
}

/// Lets another connection write in the middle of the next load.
fn meanwhile(fixture: &Fixture, sql: &'static str) {
    let other = fixture.another();
    MEANWHILE.set(Some(Box::new(move || other.execute_batch(sql).unwrap())));
}

fn sizes(db: &Database) -> Vec<(i64, usize, usize)> {
    let rows = db.query::<Parent>().with_children().with_tags().order_by(Parent::ID).all().unwrap();
    rows.iter().map(|row| (row.id, row.children.len(), row.tags.len())).collect()
}

#[test]
fn a_write_between_the_levels_is_not_seen() {
    let fixture = fixture();
    meanwhile(
        &fixture,
        "insert into children values (3, 1); delete from children where id = 2; delete from links; insert into parents values (3, 'c');",
    );
    assert_eq!(sizes(&fixture.db), [(1, 1, 1), (2, 1, 1)], "the state before");
    assert!(MEANWHILE.take().is_none(), "the other connection wrote while the first level was read");
    assert_eq!(sizes(&fixture.db), [(1, 2, 0), (2, 0, 0), (3, 0, 0)], "the state after");
}

#[test]
fn a_parent_that_goes_away_between_the_levels_is_still_there() {
    let fixture = fixture();
    // Read the hook in the second level's row, before the third level is read.
    meanwhile(&fixture, "pragma foreign_keys = off; delete from parents; delete from children;");
    let children = fixture.db.query::<Child>().with_parent_by(|parents| parents.with_children()).all().unwrap();
    assert_eq!(children.iter().map(|child| child.parent.children.len()).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(fixture.db.query::<Child>().count().unwrap(), 0);
}

#[test]
fn a_transaction_is_the_snapshot_of_its_loads() {
    let fixture = fixture();
    fixture
        .db
        .read_transaction(|tx| {
            let before = tx.query::<Parent>().with_children().all()?.len();
            fixture.raw.execute("insert into parents values (9, 'z')", []).unwrap();
            assert_eq!(tx.query::<Parent>().with_children().all()?.len(), before);
            Ok(())
        })
        .unwrap();
    assert_eq!(fixture.db.query::<Parent>().count().unwrap(), 3);
}
