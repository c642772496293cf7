//! A check that rows violate stops before anything is written, with the count and the keys: also over columns that are new, that are
//! converted, and that are filled.

use orm_sqlite::error::Verdict;
use orm_sqlite::migrate::{Decisions, plan};

use crate::attack::{led, schema};

const ROWS: &str = "INSERT INTO t VALUES (1, 'a', 5), (2, 'b', -5), (3, 'c', NULL), (4, 'a', -7)";

fn table(columns: &str) -> String {
    format!("CREATE TABLE t (id INTEGER PRIMARY KEY{columns})")
}

/// What the change of a table of three columns says, and that it has changed nothing.
#[track_caller]
fn stops(after: &str, decisions: &Decisions, words: &str) {
    for strict in ["", " STRICT"] {
        let before = table(", a TEXT, n INTEGER") + strict;
        let after = table(after) + strict;
        let (fixture, done) = led(&[&before], ROWS, &[&after], decisions);
        let error = done.expect_err("rows are in the way");
        assert_eq!(error.verdict(), Some(Verdict::Decision), "{error}");
        assert_eq!(error.migration_code(), Some("rows_in_the_way"), "{error}");
        assert!(error.to_string().contains(words), "{error}\n{words}");
        assert_eq!(fixture.rows("SELECT id, a, n FROM t"), ["1|a|5", "2|b|-5", "3|c|NULL", "4|a|-7"]);
        let made = plan(&schema(&[&before]), &schema(&[&after]), decisions);
        assert!(made.conditions.iter().any(|condition| words.starts_with(condition)), "{:?}", made.conditions);
    }
}

#[track_caller]
fn goes(after: &str, decisions: &Decisions, read: &str, rows: &[&str]) {
    for strict in ["", " STRICT"] {
        let before = table(", a TEXT, n INTEGER") + strict;
        let after = table(after) + strict;
        let (fixture, done) = led(&[&before], ROWS, &[&after], decisions);
        done.unwrap_or_else(|error| panic!("{after}: {error}"));
        assert_eq!(fixture.rows(read), rows, "{after}");
    }
}

#[test]
fn a_column_that_is_added_with_a_default_outside_of_its_check() {
    let none = Decisions::new();
    stops(
        ", a TEXT, n INTEGER, x INTEGER DEFAULT 0 CHECK (x > 0)",
        &none,
        "t.x violates x > 0: 4 rows, with the keys 1, 2, 3, 4",
    );
    stops(
        ", a TEXT, n INTEGER, x TEXT DEFAULT 'b', CONSTRAINT differ CHECK (x <> a)",
        &none,
        "t violates differ: 1 row, with the key 2",
    );
    // NULL is no violation: <https://sqlite.org/lang_createtable.html#check_constraints>.
    goes(", a TEXT, n INTEGER, x INTEGER CHECK (x > 0)", &none, "SELECT count(*) FROM t WHERE x IS NULL", &["4"]);
    stops(
        ", a TEXT, n INTEGER, x INTEGER CHECK (x IS NOT NULL)",
        &none,
        "t.x violates x IS NOT NULL: 4 rows, with the keys 1, 2, 3, 4",
    );
    goes(", a TEXT, n INTEGER, x INTEGER DEFAULT 1 CHECK (x > 0)", &none, "SELECT sum(x) FROM t", &["4"]);
}

#[test]
fn a_check_compares_what_the_column_makes_of_a_value() {
    let none = Decisions::new();
    // The default is a text, and the column makes a number of it.
    goes(
        ", a TEXT, n INTEGER, x INTEGER DEFAULT '7' CHECK (x < 10 AND typeof(x) = 'integer')",
        &none,
        "SELECT sum(x) FROM t",
        &["28"],
    );
    goes(", a TEXT, n INTEGER, x TEXT DEFAULT 7 CHECK (typeof(x) = 'text')", &none, "SELECT DISTINCT x FROM t", &["7"]);
    goes(", a TEXT, n INTEGER, x REAL DEFAULT 7 CHECK (typeof(x) = 'real')", &none, "SELECT sum(x) FROM t", &["28.0"]);
    goes(
        ", a TEXT, n INTEGER, x TEXT COLLATE NOCASE DEFAULT 'X' CHECK (x = 'x')",
        &none,
        "SELECT DISTINCT x FROM t",
        &["X"],
    );
    // Not a number, in a column that is one by its name alone.
    let (before, after) = (
        table(", a TEXT, n INTEGER"),
        table(", a TEXT, n INTEGER, d DATE DEFAULT '2020-02-02' CHECK (d > '2000-01-01')"),
    );
    let (fixture, done) = led(&[&before], ROWS, &[&after], &none);
    done.unwrap();
    assert_eq!(fixture.rows("SELECT DISTINCT d FROM t"), ["2020-02-02"]);
}

/// What only SQLite finds, as it copies: rows are named all the same.
#[test]
fn a_filling_that_is_not_taken_names_its_rows() {
    for (after, decisions, words) in [
        (
            ", a TEXT, n INTEGER NOT NULL",
            Decisions::new().fill("t.n", "nullif(n, -5)"),
            "`t` has rows that are not taken as they would be (NOT NULL constraint failed on `t.n`): 2 rows, with the keys 2, 3",
        ),
        (
            ", a TEXT, n INTEGER, x INTEGER NOT NULL",
            Decisions::new().fill_nulls("t.x", "CASE WHEN n > 0 THEN n END"),
            "`t` has rows that are not taken as they would be (NOT NULL constraint failed on `t.x`): 3 rows, with the keys 2, 3, 4",
        ),
    ] {
        let (fixture, done) = led(&[&table(", a TEXT, n INTEGER")], ROWS, &[&table(after)], &decisions);
        let error = done.unwrap_err();
        assert_eq!(error.migration_code(), Some("rows_in_the_way"), "{error}");
        assert!(error.to_string().contains(words), "{error}\n{words}");
        assert_eq!(fixture.rows("SELECT id, a, n FROM t"), ["1|a|5", "2|b|-5", "3|c|NULL", "4|a|-7"]);
    }
    let (before, after) = (table(", a TEXT, n INTEGER") + " STRICT", table(", a TEXT, n INTEGER") + " STRICT");
    let after = after.replace("n INTEGER", "n INTEGER CHECK (n > -99)");
    let said = Decisions::new().fill("t.n", "CASE id WHEN 2 THEN 'x' WHEN 4 THEN x'00' ELSE 1.0 END");
    let (fixture, done) = led(&[&before], ROWS, &[&after], &said);
    let error = done.unwrap_err();
    assert_eq!(
        (error.verdict(), error.migration_code()),
        (Some(Verdict::Decision), Some("rows_in_the_way")),
        "{error}"
    );
    assert!(
        error.to_string().ends_with("2 rows, with the keys 2, 4") && !error.to_string().contains("__orm"),
        "{error}"
    );
    assert_eq!(fixture.number("SELECT count(*) FROM t"), 4);
    // By whatever tells rows apart.
    for (before, after, keys) in [
        (
            "CREATE TABLE t (a TEXT, n, PRIMARY KEY (a, n)) WITHOUT ROWID",
            "CREATE TABLE t (a TEXT, n, c INT NOT NULL, PRIMARY KEY (a, n)) WITHOUT ROWID",
            "2 rows, with the keys x, 1, z, 1",
        ),
        ("CREATE TABLE t (a TEXT, n)", "CREATE TABLE t (a TEXT, n, c INT NOT NULL)", "2 rows, with the keys 1, 3"),
    ] {
        let said = Decisions::new().fill("t.c", "nullif(n, 1)");
        let (_, done) = led(&[before], "INSERT INTO t VALUES ('x', 1), ('y', 2), ('z', 1)", &[after], &said);
        let error = done.unwrap_err().to_string();
        assert!(error.contains(keys), "{error}");
    }
}

/// All that rows are in the way of is said at once.
#[test]
fn all_obstacles_are_named_together() {
    let (before, after) = (table(", a TEXT, n INTEGER"), table(", a TEXT UNIQUE, n INTEGER NOT NULL, CHECK (n > 0)"));
    let other = ["CREATE TABLE u (x)", "CREATE TABLE u (x NOT NULL)"];
    let rows = format!("{ROWS}; INSERT INTO u VALUES (NULL)");
    let (_, done) = led(&[&before, other[0]], &rows, &[&after, other[1]], &Decisions::new());
    let error = done.unwrap_err();
    assert_eq!(error.migration_code(), Some("rows_in_the_way"));
    for words in [
        "t.n becomes NOT NULL, and has NULL: 1 row, with the key 3",
        "t has rows that are equal in a: 2 rows, with the keys 1, 4",
        "t.n violates n > 0: 2 rows, with the keys 2, 4",
        "u.x becomes NOT NULL, and has NULL: 1 row",
    ] {
        assert!(error.to_string().contains(words), "{error}\n{words}");
    }
}

#[test]
fn a_check_over_the_number_of_a_row_is_left_to_sqlite() {
    let (before, after) = ("CREATE TABLE t (a)", "CREATE TABLE t (a, x DEFAULT 2 CHECK (x > rowid))");
    let (_, done) = led(&[before], "INSERT INTO t VALUES (1)", &[after], &Decisions::new());
    done.unwrap();
    let (fixture, done) = led(&[before], "INSERT INTO t VALUES (1), (2), (3)", &[after], &Decisions::new());
    assert!(done.is_err());
    assert_eq!(fixture.rows("SELECT a FROM t"), ["1", "2", "3"]);
}

#[test]
fn a_new_check_over_columns_that_stay() {
    let none = Decisions::new();
    stops(", a TEXT, n INTEGER CHECK (n > 0)", &none, "t.n violates n > 0: 2 rows, with the keys 2, 4");
    stops(", a TEXT, n INTEGER CHECK (n >= -5)", &none, "t.n violates n >= -5: 1 row, with the key 4");
    stops(", a TEXT, n INTEGER, CHECK (n > 0 OR a = 'b')", &none, "t violates n > 0 OR a = 'b': 1 row, with the key 4");
}

#[test]
fn a_check_over_a_column_that_is_converted() {
    let none = Decisions::new();
    stops(", a TEXT, n TEXT CHECK (length(n) = 2)", &none, "t.n violates length(n) = 2: 1 row, with the key 1");
    goes(", a TEXT, n TEXT CHECK (length(n) < 3)", &none, "SELECT n FROM t", &["5", "-5", "NULL", "-7"]);
}

#[test]
fn a_filling_is_what_a_check_sees() {
    let said = Decisions::new().fill("t.n", "abs(n)");
    goes(", a TEXT, n INTEGER CHECK (n > 0)", &said, "SELECT n FROM t", &["5", "5", "NULL", "7"]);
    stops(", a TEXT, n INTEGER CHECK (n > 5)", &said, "t.n violates n > 5: 2 rows, with the keys 1, 2");
    let said = Decisions::new().fill_nulls("t.n", "-1");
    stops(", a TEXT, n INTEGER NOT NULL CHECK (n <> -1)", &said, "t.n violates n <> -1: 1 row, with the key 3");
    // A check that was there sees it too.
    let (before, after) = (table(", n INTEGER CHECK (n > 0), a"), table(", n INTEGER CHECK (n > 0), a, b"));
    let said = Decisions::new().fill("t.n", "n - 1");
    let (_, done) = led(&[&before], "INSERT INTO t VALUES (1, 1, 0), (2, 2, 0)", &[&after], &said);
    let error = done.unwrap_err();
    assert!(error.to_string().contains("t.n violates n > 0: 1 row, with the key 1"), "{error}");
    let (fixture, done) = led(&[&before], "INSERT INTO t VALUES (2, 2, 0)", &[&after], &said);
    done.unwrap();
    assert_eq!(fixture.rows("SELECT n FROM t"), ["1"]);
}

#[test]
fn a_filling_is_what_a_key_sees() {
    let (before, after) = (table(", a INTEGER UNIQUE, b"), table(", a INTEGER UNIQUE, b, c"));
    let said = Decisions::new().fill("t.a", "a / 2");
    let (_, done) = led(&[&before], "INSERT INTO t VALUES (1, 2, 0), (2, 3, 0)", &[&after], &said);
    let error = done.unwrap_err();
    assert_eq!(error.migration_code(), Some("rows_in_the_way"), "{error}");
    let (fixture, done) = led(&[&before], "INSERT INTO t VALUES (1, 2, 0), (2, 4, 0)", &[&after], &said);
    done.unwrap();
    assert_eq!(fixture.rows("SELECT a FROM t"), ["1", "2"]);
}
