//! Full-text and spatial indexes beside a table that has rows.

use orm_sqlite::migrate::{Decisions, Migrations, Snapshot, generate, plan};
use orm_sqlite::prelude::*;

use crate::fixture::Fixture;

mod before {
    use orm_sqlite::prelude::*;

    #[derive(Table, Debug)]
    #[table(name = "places")]
    pub(super) struct Place {
        #[column(primary_key)]
        id: i64,
        name: String,
        x: Option<f64>,
        y: Option<f64>,
    }
}

mod after {
    use orm_sqlite::prelude::*;

    #[derive(Table, Debug)]
    #[table(name = "places", fts(name), rtree(x, y))]
    pub(super) struct Place {
        #[column(primary_key)]
        id: i64,
        name: String,
        x: Option<f64>,
        y: Option<f64>,
    }
}

#[test]
fn an_index_that_is_new_has_the_rows_that_are_there() {
    let fixture = Fixture::empty();
    fixture.db.push(&schema!(before::Place)).run().unwrap();
    fixture
        .raw
        .execute_batch(
            "INSERT INTO places VALUES (1, 'old mill', 1.5, 2.5), (2, 'new inn', NULL, 1), (7, 'mill pond', 3, 4)",
        )
        .unwrap();
    fixture.db.push(&schema!(after::Place)).run().unwrap();
    assert!(fixture.db.push(&schema!(after::Place)).plan().unwrap().is_empty());
    let [search, spatial] = virtual_tables(&fixture);
    assert_eq!(
        fixture.rows(&format!("SELECT rowid FROM {search} WHERE {search} MATCH 'mill' ORDER BY rowid")),
        ["1", "7"]
    );
    assert_eq!(fixture.rows(&format!("SELECT id FROM {spatial} ORDER BY id")), ["1", "7"]);
    fixture
        .raw
        .execute_batch("INSERT INTO places VALUES (9, 'wind mill', 5, 6); DELETE FROM places WHERE id = 1")
        .unwrap();
    assert_eq!(
        fixture.rows(&format!("SELECT rowid FROM {search} WHERE {search} MATCH 'mill' ORDER BY rowid")),
        ["7", "9"]
    );
    assert_eq!(fixture.rows(&format!("SELECT id FROM {spatial} ORDER BY id")), ["7", "9"]);
}

#[test]
fn an_index_of_a_table_that_is_built_anew_stays_in_step() {
    let fixture = Fixture::empty();
    fixture.db.push(&schema!(after::Place)).run().unwrap();
    fixture.raw.execute_batch("INSERT INTO places VALUES (1, 'old mill', 1.5, 2.5), (7, 'mill pond', 3, 4)").unwrap();
    let before = fixture.db.inspect().unwrap();
    let text = |sql: &str| sql.replacen("\"name\" TEXT NOT NULL", "\"name\" TEXT NOT NULL CHECK (\"name\" <> 'no')", 1);
    let after = Snapshot::parse(before.statements().map(text)).unwrap();
    let first = generate("1_first", None, before, &Decisions::new()).unwrap().migration;
    let second = generate("2_second", first.snapshot().unwrap().as_ref(), after, &Decisions::new()).unwrap();
    assert_eq!((second.plan.rebuilt.as_slice(), second.plan.losses.len()), (["places".to_owned()].as_slice(), 0));
    let list = Migrations::new([first, second.migration]).unwrap();
    fixture.db.migrator(&list).baseline("1").unwrap();
    fixture.db.migrate(&list).unwrap();
    fixture
        .raw
        .execute_batch("UPDATE places SET name = 'mill' WHERE id = 7; INSERT INTO places VALUES (9, 'mill', 5, 6)")
        .unwrap();
    let [search, spatial] = virtual_tables(&fixture);
    assert_eq!(
        fixture.rows(&format!("SELECT rowid FROM {search} WHERE {search} MATCH 'mill' ORDER BY rowid")),
        ["1", "7", "9"]
    );
    assert_eq!(fixture.rows(&format!("SELECT rowid FROM {search} WHERE {search} MATCH 'pond'")), Vec::<String>::new());
    assert_eq!(fixture.rows(&format!("SELECT id FROM {spatial} ORDER BY id")), ["1", "7", "9"]);
}

#[test]
fn an_index_beside_a_table_is_no_loss_and_a_table_of_words_is_one() {
    let fixture = Fixture::empty();
    fixture.db.push(&schema!(after::Place)).run().unwrap();
    fixture.raw.execute_batch("CREATE VIRTUAL TABLE words USING fts5(a)").unwrap();
    let live = fixture.db.inspect().unwrap();
    let to = Snapshot::of(&schema!(before::Place)).unwrap();
    assert_eq!(plan(&live, &to, &Decisions::new()).losses, ["words"]);
}

/// The full-text index and the spatial one.
fn virtual_tables(fixture: &Fixture) -> [String; 2] {
    fixture
        .rows("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%' ORDER BY instr(sql, 'rtree') > 0")
        .try_into()
        .unwrap()
}
