//! What is around a table that is built anew: kept, or refused by name.

use orm_sqlite::error::Verdict;
use orm_sqlite::migrate::{Decisions, Migration, Migrations, Snapshot, generate};

use crate::fixture::Fixture;

/// The table before and after: only a rebuild leads from one to the other.
const BEFORE: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER)";
const AFTER: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, CHECK (b < 1000))";

/// A database with a table, what a person has made around it, and a migration that builds the table anew.
fn rebuilt(before: &str, after: &str, around: &str) -> (Fixture, Migrations) {
    let fixture = Fixture::of(&format!("{before}; {around}"));
    let schema = |sql: &str| Snapshot::parse([sql]).unwrap();
    let first = generate("1_first", None, schema(before), &Decisions::new()).unwrap();
    let file = first.migration.snapshot().unwrap();
    let second = generate("2_second", file.as_ref(), schema(after), &Decisions::new().accept_loss("t.b")).unwrap();
    assert_eq!(second.plan.refusals, []);
    let list = Migrations::new([first.migration, second.migration]).unwrap();
    fixture.db.migrator(&list).baseline("1").unwrap();
    (fixture, list)
}

fn objects(fixture: &Fixture) -> Vec<String> {
    fixture.rows("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT IN ('t', '__orm_migrations') AND sql IS NOT NULL ORDER BY 1, 2")
}

#[test]
fn all_that_a_person_made_is_there_again() {
    let around = "CREATE INDEX plain ON t (a);
        CREATE UNIQUE INDEX part ON t (b DESC) WHERE b > 5;
        CREATE INDEX expr ON t (lower(a) COLLATE NOCASE, b + 1);
        CREATE TABLE log (what TEXT);
        CREATE TRIGGER own AFTER UPDATE OF a ON t WHEN new.a <> '' BEGIN INSERT INTO log VALUES ('own'); END;
        CREATE TRIGGER foreign_one AFTER INSERT ON log BEGIN UPDATE t SET a = 'seen' WHERE b = 3; END;
        CREATE VIEW one AS SELECT id, a FROM t;
        CREATE VIEW two AS SELECT id FROM one;
        CREATE TRIGGER instead INSTEAD OF INSERT ON two BEGIN INSERT INTO t (id) VALUES (new.id); END;
        CREATE VIRTUAL TABLE words USING fts5(a, content = 't', content_rowid = 'id');
        INSERT INTO t VALUES (1, 'x', 3), (7, 'y', 9);
        INSERT INTO words (words) VALUES ('rebuild');
        CREATE TABLE child (t_id INTEGER REFERENCES t (id) ON DELETE CASCADE);
        INSERT INTO child VALUES (1), (7)";
    let (fixture, list) = rebuilt(BEFORE, AFTER, around);
    let before = objects(&fixture);
    let report = fixture.db.migrate(&list).unwrap();
    assert_eq!(objects(&fixture), before);
    assert_eq!(report.recreated.len(), 4, "{report:?}");
    assert_eq!(fixture.rows("SELECT * FROM t"), ["1|x|3", "7|y|9"]);
    assert_eq!(fixture.rows("SELECT * FROM child"), ["1", "7"]);
    assert_eq!(fixture.rows("SELECT rowid FROM words('y')"), ["7"]);
    // They work, and not only stand there.
    fixture.raw.execute_batch("UPDATE t SET a = 'z' WHERE id = 1; INSERT INTO two VALUES (9)").unwrap();
    assert_eq!(fixture.rows("SELECT what FROM log"), ["own"]);
    assert_eq!(fixture.rows("SELECT id, a FROM t ORDER BY id"), ["1|seen", "7|y", "9|NULL"]);
    fixture.raw.execute_batch("DELETE FROM t WHERE id = 7").unwrap();
    assert_eq!(fixture.rows("SELECT * FROM child"), ["1"]);
}

#[test]
fn what_cannot_be_kept_is_refused_by_name() {
    let without_b = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT CHECK (a <> 'no'))";
    for (around, name) in [
        ("CREATE INDEX over_b ON t (b)", "index `over_b`"),
        ("CREATE TRIGGER of_b AFTER UPDATE ON t BEGIN SELECT new.b; END", "trigger"),
        ("CREATE VIEW of_b AS SELECT b FROM t", "view `of_b`"),
        (
            "CREATE TABLE l (x); CREATE TRIGGER from_l AFTER INSERT ON l BEGIN UPDATE t SET b = 1; END",
            "trigger `from_l` of `l`",
        ),
    ] {
        let (fixture, list) = rebuilt(BEFORE, without_b, &format!("{around}; INSERT INTO t VALUES (1, 'x', 2)"));
        let before = fixture.rows("SELECT * FROM sqlite_schema");
        let error = fixture.db.migrate(&list).unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
        assert!(matches!(error.verdict(), Some(Verdict::Decision | Verdict::Failed)));
        if name.starts_with("index") {
            assert_eq!((error.verdict(), error.migration_code()), (Some(Verdict::Decision), Some("cannot_keep")));
            assert!(error.to_string().contains("is in no migration, and cannot be kept"), "{error}");
        }
        assert_eq!(fixture.rows("SELECT * FROM sqlite_schema"), before);
        assert_eq!(fixture.rows("SELECT * FROM t"), ["1|x|2"]);
    }
}

#[test]
fn what_was_broken_before_is_only_reported() {
    let around = "CREATE TABLE gone (x); CREATE VIEW broken AS SELECT x FROM gone; DROP TABLE gone; INSERT INTO t (id) VALUES (1)";
    let (fixture, list) = rebuilt(BEFORE, AFTER, around);
    let report = fixture.db.migrate(&list).unwrap();
    assert_eq!(report.warnings, ["the view `broken` was broken before `2_second`"]);
}

/// A trigger that is broken hides nothing of the others of its table.
#[test]
fn a_trigger_beside_a_broken_one_is_looked_at_too() {
    let around = "CREATE TABLE gone (x); CREATE TABLE log (x);
        CREATE VIEW seen AS SELECT id FROM t;
        CREATE TRIGGER first_one AFTER INSERT ON t BEGIN INSERT INTO gone VALUES (1); END;
        CREATE TRIGGER second_one AFTER DELETE ON t BEGIN INSERT INTO log VALUES (1); END;
        CREATE TRIGGER third_one INSTEAD OF INSERT ON seen BEGIN INSERT INTO gone VALUES (1); END;
        CREATE TRIGGER fourth_one INSTEAD OF DELETE ON seen BEGIN INSERT INTO log VALUES (1); END;
        DROP TABLE gone";
    let (fixture, list) = rebuilt(BEFORE, AFTER, around);
    let before = objects(&fixture);
    let without_log = Migration::new("3_third", "DROP TABLE log;").unwrap();
    let list = Migrations::new(list.iter().cloned().chain([without_log])).unwrap();
    let report = fixture.db.migrator(&list).up_to("2").unwrap();
    let warnings = [
        "the trigger `third_one` of `seen` was broken before `2_second`",
        "the trigger `first_one` of `t` was broken before `2_second`",
    ];
    assert_eq!(report.warnings, warnings);
    assert_eq!(objects(&fixture), before);
    let error = fixture.db.migrate(&list).unwrap_err();
    assert_eq!(error.migration_code(), Some("broken_object"));
    for name in ["trigger `second_one` of `t`", "trigger `fourth_one` of `seen`"] {
        assert!(error.to_string().contains(name), "{error}");
    }
    assert_eq!(objects(&fixture), before);
}

#[test]
fn orphans_of_before_are_reported_and_new_ones_are_refused() {
    let child = "CREATE TABLE child (t_id INTEGER REFERENCES t (id)); PRAGMA foreign_keys = OFF;
        INSERT INTO child VALUES (99); PRAGMA foreign_keys = ON";
    let (fixture, list) = rebuilt(BEFORE, AFTER, child);
    let report = fixture.db.migrate(&list).unwrap();
    assert_eq!(report.warnings, ["1 row was without its parent before `2_second`"]);

    let (fixture, _) = rebuilt(
        BEFORE,
        AFTER,
        "INSERT INTO t (id) VALUES (1); CREATE TABLE child (t_id REFERENCES t (id)); INSERT INTO child VALUES (1)",
    );
    let list = crate::fixture::migrations(&[("1_first", ""), ("3_bad", "DELETE FROM t;")]);
    let error = fixture.db.migrator(&list).allow_drift(true).up().map(drop);
    // The first file is another one: only the direct run of the second matters here.
    assert!(error.is_err());
    fixture.raw.execute_batch("DELETE FROM __orm_migrations").unwrap();
    let error = fixture.db.migrate(&crate::fixture::migrations(&[("3_bad", "DELETE FROM t;")])).unwrap_err();
    assert_eq!(error.migration_code(), Some("foreign_key_violations"));
    assert!(error.to_string().contains("row 1 of `child` has no parent in `t`"), "{error}");
}

#[test]
fn sequences_and_the_numbers_of_rows_stay() {
    let before = "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT)";
    let after = "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT CHECK (a <> 'no'))";
    let rows = "INSERT INTO t VALUES (1, 'x'), (5, 'y'); DELETE FROM t WHERE id = 5";
    for rows in [rows, "INSERT INTO t VALUES (8, 'x'); DELETE FROM t"] {
        let (fixture, list) = rebuilt(before, after, rows);
        let next = fixture.number("SELECT seq + 1 FROM sqlite_sequence WHERE name = 't'");
        fixture.db.migrate(&list).unwrap();
        fixture.raw.execute_batch("INSERT INTO t (a) VALUES ('new')").unwrap();
        assert_eq!(fixture.number("SELECT id FROM t WHERE a = 'new'"), next);
        assert_eq!(fixture.rows("SELECT name FROM sqlite_sequence"), ["t"]);
    }
    let rows = "INSERT INTO t (rowid, a) VALUES (3, 'x'), (9, 'y')";
    let (fixture, list) = rebuilt("CREATE TABLE t (a TEXT)", "CREATE TABLE t (a TEXT NOT NULL)", rows);
    fixture.db.migrate(&list).unwrap();
    assert_eq!(fixture.rows("SELECT rowid, a FROM t"), ["3|x", "9|y"]);
}

#[test]
fn what_stands_beside_columns_is_kept() {
    let parts = "id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE NOT NULL DEFAULT (lower('X')), b REAL CONSTRAINT small CHECK (b < 5), \
        c INTEGER GENERATED ALWAYS AS (id * 2) STORED, d TEXT AS (upper(a)), e UNIQUE ON CONFLICT REPLACE, \
        f INTEGER REFERENCES t (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED, UNIQUE (a, b) ON CONFLICT IGNORE";
    let before = format!("CREATE TABLE t ({parts})");
    let after = format!("CREATE TABLE t ({parts}, CHECK (id < 1000))");
    let (fixture, list) = rebuilt(&before, &after, "INSERT INTO t (id, b, f) VALUES (1, 1.5, NULL), (2, 2.5, 1)");
    fixture.db.migrate(&list).unwrap();
    assert_eq!(fixture.rows("SELECT id, a, b, c, d, e, f FROM t"), ["1|x|1.5|2|X|NULL|NULL", "2|x|2.5|4|X|NULL|1"]);
    assert_eq!(fixture.db.inspect().unwrap(), Snapshot::parse([after]).unwrap());
    // A table that references itself says its own name, not the one that it had meanwhile.
    assert_eq!(fixture.rows("SELECT \"table\" FROM pragma_foreign_key_list('t')"), ["t"]);
}

#[test]
fn a_table_of_the_name_that_is_needed_is_not_dropped() {
    let (fixture, list) =
        rebuilt(BEFORE, AFTER, "CREATE TABLE __orm_new_t (precious); INSERT INTO __orm_new_t VALUES (1)");
    let error = fixture.db.migrate(&list).unwrap_err();
    assert!(error.to_string().contains("__orm_new_t"), "{error}");
    assert_eq!(fixture.rows("SELECT * FROM __orm_new_t"), ["1"]);
}

/// SQLite keeps the name of a trigger's table as the trigger spells it.
#[test]
fn a_table_that_a_trigger_spells_otherwise_is_the_same() {
    let around = "CREATE TABLE log (x); CREATE TABLE gone (x);
        CREATE TRIGGER bad AFTER INSERT ON t BEGIN INSERT INTO gone VALUES (1); END;
        CREATE TRIGGER good AFTER INSERT ON T BEGIN INSERT INTO log VALUES (1); END; DROP TABLE gone";
    let (fixture, list) = rebuilt(BEFORE, AFTER, around);
    let drop = Migration::new("3_third", "DROP TABLE log;").unwrap();
    let list = Migrations::new(list.iter().cloned().chain([drop])).unwrap();
    let error = fixture.db.migrate(&list).unwrap_err().to_string();
    assert!(error.contains("trigger `good` of `T` would not work any more"), "{error}");
    let view = "CREATE VIEW v AS SELECT b FROM t; CREATE TRIGGER r INSTEAD OF INSERT ON V BEGIN INSERT INTO t (b) VALUES (new.b); END";
    let fixture = Fixture::of(BEFORE);
    let list = Migrations::new([Migration::new("1_view", view).unwrap()]).unwrap();
    assert_eq!(fixture.db.migrate(&list).unwrap().warnings, Vec::<String>::new());
}
