//! The trap that empties child tables: a parent is dropped while foreign keys are enforced. 120 cases, and no child row changes.

use orm_sqlite::migrate::{Decisions, Migration, Migrations, Snapshot, generate};
use orm_sqlite::prelude::*;

use crate::fixture::Fixture;

const ACTIONS: [&str; 6] = [
    "",
    "ON DELETE CASCADE",
    "ON DELETE SET NULL",
    "ON DELETE SET DEFAULT",
    "ON DELETE RESTRICT",
    "ON DELETE NO ACTION DEFERRABLE INITIALLY DEFERRED",
];
const SHAPES: [&str; 4] = ["child", "grandchild", "self", "circular"];
const WAYS: [&str; 5] = ["generated", "by hand", "push", "down", "in a transaction"];

/// The parent that is built anew: with a check or without.
#[derive(Table, Debug)]
#[table(name = "p", check("id < 1000"), strict = false)]
struct Parent {
    #[column(primary_key)]
    id: i64,
    name: Option<String>,
    p_id: Option<i64>,
}

fn statements(action: &str, shape: &str) -> Vec<String> {
    let own = match shape {
        "self" => format!("p_id INTEGER DEFAULT NULL REFERENCES p (id) {action}"),
        "circular" => format!("p_id INTEGER DEFAULT NULL REFERENCES c (id) {action}"),
        _ => "p_id INTEGER".to_owned(),
    };
    vec![
        format!("CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT, {own})"),
        format!("CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER DEFAULT NULL REFERENCES p (id) {action})"),
        format!("CREATE TABLE g (id INTEGER PRIMARY KEY, c_id INTEGER DEFAULT NULL REFERENCES c (id) {action})"),
    ]
}

const ROWS: &str = "PRAGMA foreign_keys = OFF;
    INSERT INTO p VALUES (1, 'a', NULL), (2, 'b', 1), (3, 'c', 2);
    INSERT INTO c VALUES (1, 1), (2, 2), (3, 3);
    INSERT INTO g VALUES (1, 1), (2, 2);
    PRAGMA foreign_keys = ON;";

fn rows(fixture: &Fixture) -> Vec<String> {
    ["SELECT * FROM p", "SELECT * FROM c", "SELECT * FROM g"].iter().flat_map(|sql| fixture.rows(sql)).collect()
}

fn case(action: &str, shape: &str, way: &str) {
    let before = statements(action, shape);
    let mut after = before.clone();
    if shape == "grandchild" {
        // The table in the middle is built anew as well.
        after[1] = format!("{}, CHECK (id < 1000))", before[1].strip_suffix(')').unwrap());
    }
    // `(id))` ends in two: only the last one is the table's.
    after[0] = format!("{}, CHECK (id < 1000))", before[0].strip_suffix(')').unwrap());
    let fixture = Fixture::of(&format!("{}; {ROWS}", before.join("; ")));
    let expected = rows(&fixture);
    let schema = |statements: &[String]| Snapshot::parse(statements).unwrap();
    let first = generate("1_first", None, schema(&before), &Decisions::new()).unwrap().migration;
    let file = first.snapshot().unwrap();
    let second = generate("2_second", file.as_ref(), schema(&after), &Decisions::new()).unwrap().migration;
    let by_hand = format!(
        "PRAGMA foreign_keys = OFF;\n{};\nINSERT INTO fresh SELECT * FROM p;\nDROP TABLE p;\nALTER TABLE fresh RENAME TO p;\n\
         PRAGMA foreign_keys = ON;",
        after[0].replacen("TABLE p ", "TABLE fresh ", 1)
    );
    match way {
        "generated" | "down" => {
            let list = Migrations::new([first, second]).unwrap();
            fixture.db.migrator(&list).baseline("1").unwrap();
            fixture.db.migrate(&list).unwrap();
            assert_eq!(fixture.db.inspect().unwrap(), schema(&after));
            if way == "down" {
                fixture.db.migrator(&list).down(1).unwrap();
                assert_eq!(fixture.db.inspect().unwrap(), schema(&before));
            }
        }
        "by hand" => {
            let list = Migrations::new([Migration::new("2_second", by_hand).unwrap()]).unwrap();
            fixture.db.migrate(&list).unwrap_or_else(|error| panic!("{action}, {shape}: {error}"));
            assert!(fixture.db.inspect().unwrap().table("p").unwrap().checks.len() == 1, "it was built anew");
        }
        "push" => {
            // The structs have no foreign key of the parent itself, so that one of it goes, and all others stay.
            fixture.db.push(&schema!(Parent)).run().unwrap();
        }
        _ => {
            let list = Migrations::new([first, second]).unwrap();
            fixture
                .db
                .transaction(|_tx| {
                    assert!(fixture.db.migrate(&list).unwrap_err().is_refused());
                    Ok(())
                })
                .unwrap();
        }
    }
    assert_eq!(rows(&fixture), expected, "{action}, {shape}, {way}");
    assert_eq!(fixture.rows("PRAGMA foreign_key_check"), Vec::<String>::new());
    assert_eq!(fixture.number("PRAGMA foreign_keys"), 1);
    let enforced: i64 = orm_sqlite::sql!("PRAGMA foreign_keys").one(&fixture.db).unwrap();
    assert_eq!(enforced, 1);
}

#[test]
fn no_child_row_changes() {
    let mut cases = 0;
    for action in ACTIONS {
        for shape in SHAPES {
            for way in WAYS {
                case(action, shape, way);
                cases += 1;
            }
        }
    }
    assert_eq!(cases, 120);
}
