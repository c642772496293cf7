//! Types of columns that change: what stores the same is only spelled anew, and what would become something else is in the way.

use orm_sqlite::migrate::{Decisions, plan};

use crate::attack::{led, schema};

const VALUES: &str = "INSERT INTO t VALUES (1, 'text'), (2, '0123'), (3, 12), (4, 1.5), (5, x'00ff'), (6, NULL), (7, 1e300), (8, '1.50')";
const READ: &str = "SELECT id, typeof(a), hex(CAST(a AS BLOB)) FROM t ORDER BY id";

#[test]
fn another_spelling_of_one_affinity_keeps_every_value_and_asks_nothing() {
    for (old, new) in [
        ("INT", "INTEGER"),
        ("TEXT", "VARCHAR(20)"),
        ("NVARCHAR(100)", "CLOB"),
        ("FLOAT", "DOUBLE PRECISION"),
        ("BLOB", ""),
        ("DATE", "DECIMAL(10, 2)"),
        // Both make numbers of texts that are some, and let others be.
        ("BOOLEAN", "INTEGER"),
        ("BIGINT", "NUMERIC"),
    ] {
        let table = |declared: &str| format!("CREATE TABLE t (id INTEGER PRIMARY KEY, a {declared})");
        let (before, after) = (table(old), table(new));
        let made = plan(&schema(&[&before]), &schema(&[&after]), &Decisions::new());
        assert_eq!((made.rebuilt, made.conditions), (vec!["t".to_owned()], Vec::<String>::new()), "{old} to {new}");
        let (fixture, done) = led(&[&before], VALUES, &[&after], &Decisions::new());
        done.unwrap_or_else(|error| panic!("{old} to {new}: {error}"));
        let stored = crate::fixture::Fixture::of(&format!("{before}; {VALUES}"));
        assert_eq!(fixture.rows(READ), stored.rows(READ), "{old} to {new}");
        // What another build of SQLite stores in the new column by itself.
        let fresh = crate::fixture::Fixture::of(&format!("{after}; {VALUES}"));
        assert_eq!(fixture.rows(READ), fresh.rows(READ), "{old} to {new}");
    }
}

#[test]
fn another_affinity_is_guarded() {
    for (old, new) in [("TEXT", "INTEGER"), ("INT", "TEXT"), ("BLOB", "TEXT"), ("REAL", "NUMERIC"), ("POINT", "STRING")]
    {
        let table = |declared: &str| format!("CREATE TABLE t (id INTEGER PRIMARY KEY, a {declared})");
        let made = plan(&schema(&[&table(old)]), &schema(&[&table(new)]), &Decisions::new());
        // `POINT` has `INT` in it, and `STRING` is a number as little as it sounds: both are numbers to SQLite.
        assert_eq!(made.conditions.is_empty(), old == "POINT", "{old} to {new}");
    }
}

#[test]
fn a_key_that_becomes_the_number_of_the_row_is_looked_at() {
    let before = ["CREATE TABLE t (id INT PRIMARY KEY, a TEXT)"];
    let after = ["CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)"];
    for (rows, words) in [
        (
            "INSERT INTO t VALUES ('one', 'x'), (2, 'y')",
            "t.id has values that are not kept as INTEGER: 1 row, with the key one",
        ),
        ("INSERT INTO t VALUES (NULL, 'x'), (2, 'y')", "t.id becomes NOT NULL, and has NULL: 1 row"),
    ] {
        let (fixture, done) = led(&before, rows, &after, &Decisions::new());
        let error = done.unwrap_err();
        assert_eq!(error.migration_code(), Some("rows_in_the_way"), "{error}");
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(fixture.rows("SELECT a FROM t ORDER BY a"), ["x", "y"]);
    }
    let (fixture, done) = led(&before, "INSERT INTO t VALUES (7, 'x'), (3, 'y')", &after, &Decisions::new());
    done.unwrap();
    assert_eq!(fixture.rows("SELECT rowid, id, a FROM t"), ["3|3|y", "7|7|x"]);
    // The way back: the number of the row is a column like others.
    let (fixture, done) = led(&after, "INSERT INTO t VALUES (7, 'x')", &before, &Decisions::new());
    done.unwrap();
    assert_eq!(fixture.rows("SELECT typeof(id), id, a FROM t"), ["integer|7|x"]);
    // A column of the right spelling, which is no key yet.
    let (before, after) = (["CREATE TABLE t (a INTEGER, b)"], ["CREATE TABLE t (a INTEGER PRIMARY KEY, b)"]);
    let (_, done) = led(&before, "INSERT INTO t VALUES ('one', 1)", &after, &Decisions::new());
    assert_eq!(done.unwrap_err().migration_code(), Some("rows_in_the_way"));
}

#[test]
fn a_text_among_blobs_is_not_made_a_blob_unasked() {
    let after = ["CREATE TABLE t (id INTEGER PRIMARY KEY, a BLOB) STRICT"];
    for (declared, is_strict) in [("BLOB", false), ("", false), ("ANY", true)] {
        let strict = if is_strict { " STRICT" } else { "" };
        let before = [format!("CREATE TABLE t (id INTEGER PRIMARY KEY, a {declared}){strict}")];
        let before = before.each_ref().map(String::as_str);
        let rows = "INSERT INTO t VALUES (1, x'00ff'), (2, 'text'), (3, NULL), (4, 5)";
        let (fixture, done) = led(&before, rows, &after, &Decisions::new());
        let error = done.unwrap_err();
        assert_eq!(error.migration_code(), Some("rows_in_the_way"), "{declared}: {error}");
        assert!(
            error.to_string().contains("t.a has values that are not kept as BLOB: 2 rows, with the keys 2, 4"),
            "{error}"
        );
        assert_eq!(fixture.rows("SELECT typeof(a) FROM t"), ["blob", "text", "null", "integer"]);
        let said = Decisions::new().fill("t.a", "CAST(a AS BLOB)");
        let (fixture, done) = led(&before, rows, &after, &said);
        done.unwrap();
        assert_eq!(fixture.rows("SELECT hex(a) FROM t"), ["00FF", "74657874", "", "35"]);
        let (fixture, done) = led(&before, "INSERT INTO t VALUES (1, x'00ff'), (3, NULL)", &after, &Decisions::new());
        done.unwrap();
        assert_eq!(fixture.rows("SELECT typeof(a), hex(a) FROM t"), ["blob|00FF", "null|"]);
    }
}
