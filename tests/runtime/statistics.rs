//! What a database has done since it was opened.

use orm_sqlite::Statistics;
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

fn since(db: &Database, before: Statistics) -> [u64; 3] {
    let now = db.statistics().unwrap();
    [now.statements - before.statements, now.cache_misses - before.cache_misses, now.rows_changed - before.rows_changed]
}

#[test]
fn statements_misses_and_changed_rows_are_counted() {
    let db = Database::open_in_memory().unwrap();
    db.create_tables(&schema!(Item)).unwrap();
    // Neither scripts nor what begins a transaction is a statement of a query.
    assert_eq!(since(&db, db.statistics().unwrap()), [0; 3]);
    let mark = || db.statistics().unwrap();

    let before = mark();
    db.insert_many(["a", "b", "c"].map(item)).run().unwrap();
    let [statements, _, changed] = since(&db, before);
    assert_eq!(changed, 3);
    assert!(statements >= 1);

    let before = mark();
    for _ in 0..4 {
        assert_eq!(db.select::<Item>().all().unwrap().len(), 3);
    }
    assert_eq!(since(&db, before), [4, 1, 0]);

    let before = mark();
    let find = db.prepare(|id: Param<i64>| Item::select().filter(Item::ID.eq(id))).unwrap();
    find.one(1).unwrap();
    find.one(2).unwrap();
    assert!(find.get(99).unwrap().is_none());
    assert_eq!(since(&db, before), [3, 1, 0]);

    // An error is a statement that ran, and one that cannot be prepared is none.
    let before = mark();
    assert!(db.insert(item("a")).run().unwrap_err().is_unique_violation());
    assert!(sql!("select nothing").one::<i64, _>(&db).is_err());
    assert_eq!(since(&db, before)[0], 1);
    assert_eq!(since(&db, before)[2], 0);

    let before = mark();
    let gone = db.transaction(|tx| {
        tx.update::<Item>().set(Item::NAME.to("d")).filter(Item::ID.eq(1)).run()?;
        tx.delete::<Item>().all_rows().run()?;
        Err::<(), _>(orm_sqlite::Error::custom("no"))
    });
    assert!(gone.is_err());
    assert_eq!(since(&db, before), [2, 2, 4]);

    let before = mark();
    let returned = db.delete::<Item>().filter(Item::ID.gt(1)).returning().all().unwrap();
    assert_eq!(returned.len(), 2);
    assert_eq!(since(&db, before)[2], 2);
}

#[test]
fn a_database_without_a_cache_misses_always() {
    let db = Database::options().statement_cache_size(0).open().unwrap();
    db.create_tables(&schema!(Item)).unwrap();
    let before = db.statistics().unwrap();
    for _ in 0..5 {
        db.select::<Item>().count().unwrap();
    }
    assert_eq!(since(&db, before)[..2], [5, 5]);
    assert_eq!(db.statistics().unwrap().cache_hits(), before.cache_hits());
}
