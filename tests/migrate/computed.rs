//! What a computed column may be, rows that are there have to fulfil too: found before anything is written, with the count and the keys.

use orm_sqlite::error::Verdict;
use orm_sqlite::migrate::Decisions;

use crate::attack::{exported, led};

const ROWS: &str = "INSERT INTO t (id, a, n) VALUES (1, 'Ann', 5), (2, 'ANN', -5), (3, NULL, 0), (4, 'bob', 5)";

fn table(columns: &str) -> String {
    format!("CREATE TABLE t (id INTEGER PRIMARY KEY, {columns})")
}

/// What the change says, for a program and for another runner, and that it has changed nothing.
#[track_caller]
fn stops(before: &str, after: &str, decisions: &Decisions, words: &str) {
    for strict in ["", " STRICT"] {
        let (before, after) = (table(before) + strict, table(after) + strict);
        let (fixture, done) = led(&[&before], ROWS, &[&after], decisions);
        let error = done.expect_err("rows are in the way");
        assert_eq!(error.verdict(), Some(Verdict::Decision), "{error}");
        assert_eq!(error.migration_code(), Some("rows_in_the_way"), "{error}");
        assert!(error.to_string().contains(words), "{error}\n{words}");
        assert!(!error.to_string().contains("generate` it with"), "no flag fills what is computed: {error}");
        assert_eq!(fixture.rows("SELECT id, a, n FROM t"), ["1|Ann|5", "2|ANN|-5", "3|NULL|0", "4|bob|5"]);
        let (_, done) = exported(&[&before], ROWS, &[&after], decisions);
        let finding = words.split(": ").next().unwrap();
        assert!(done.unwrap_err().to_string().contains(finding), "{after}");
    }
}

#[track_caller]
fn goes(before: &str, after: &str, decisions: &Decisions, read: &str, rows: &[&str]) {
    for strict in ["", " STRICT"] {
        let (before, after) = (table(before) + strict, table(after) + strict);
        let (fixture, done) = led(&[&before], ROWS, &[&after], decisions);
        done.unwrap_or_else(|error| panic!("{after}: {error}"));
        assert_eq!(fixture.rows(read), rows, "{after}");
    }
}

const PLAIN: &str = "a TEXT, n INTEGER";

#[test]
fn a_check_over_a_column_that_is_computed_anew() {
    let none = Decisions::new();
    for kind in ["VIRTUAL", "STORED"] {
        let doubled = |check: &str| format!("a TEXT, n INTEGER, d INTEGER AS (n * 2) {kind}{check}");
        let words = "t violates d > 0: 2 rows, with the keys 2, 3";
        stops(PLAIN, &doubled(" CHECK (d > 0)"), &none, words);
        stops(&doubled(""), &doubled(" CHECK (d > 0)"), &none, words);
        stops(PLAIN, &doubled(", CHECK (d <> n)"), &none, "t violates d <> n: 1 row, with the key 3");
        goes(PLAIN, &doubled(" CHECK (d > -11)"), &none, "SELECT d FROM t", &["10", "-10", "0", "10"]);
    }
}

#[test]
fn a_column_computed_from_one_that_is_computed_or_filled() {
    let none = Decisions::new();
    // The one that is needed first stands last.
    let chain = "a TEXT, n INTEGER, y INTEGER AS (x + 1) CHECK (y > 1), x INTEGER AS (n * 10)";
    stops(PLAIN, chain, &none, "t violates y > 1: 2 rows, with the keys 2, 3");
    let filled = Decisions::new().fill("t.n", "n + 100");
    let check = "a TEXT, n INTEGER NOT NULL, d INTEGER AS (n * 2) CHECK (d > 199)";
    stops(PLAIN, check, &filled, "t violates d > 199: 1 row, with the key 2");
    // A text is converted before it is computed with.
    let text = "a TEXT, n TEXT, l INTEGER AS (length(n)) CHECK (l < 2)";
    stops(PLAIN, text, &none, "t violates l < 2: 1 row, with the key 2");
    // A function is no column, whatever columns are called.
    let names = "a TEXT, n INTEGER, lower TEXT AS (upper(a)) CHECK (lower <> 'BOB'), upper TEXT AS (lower(a))";
    let before = table(PLAIN);
    let (_, done) = led(&[&before], ROWS, &[&table(names)], &none);
    done.expect_err("a row violates the check, whoever finds it");
    let (_, done) = led(&[&before], &format!("{ROWS}; DELETE FROM t WHERE id = 4"), &[&table(names)], &none);
    done.unwrap();
}

#[test]
fn a_computed_column_that_is_not_null() {
    let none = Decisions::new();
    for kind in ["VIRTUAL", "STORED"] {
        let lower = |end: &str| format!("a TEXT, n INTEGER, l TEXT AS (lower(a)) {kind}{end}");
        stops(PLAIN, &lower(" NOT NULL"), &none, "t.l is computed as NULL, and is NOT NULL: 1 row, with the key 3");
        stops(
            &lower(""),
            &lower(" NOT NULL"),
            &none,
            "t.l is computed as NULL, and is NOT NULL: 1 row, with the key 3",
        );
        let coalesced = format!("a TEXT, n INTEGER, l TEXT AS (coalesce(a, '')) {kind} NOT NULL");
        goes(&coalesced, &lower(""), &none, "SELECT l FROM t", &["ann", "ann", "NULL", "bob"]);
        goes(PLAIN, &coalesced, &none, "SELECT l FROM t", &["Ann", "ANN", "", "bob"]);
    }
}

#[test]
fn a_computed_column_that_is_unique() {
    let none = Decisions::new();
    let lower = "a TEXT, n INTEGER, l TEXT AS (lower(a)) STORED";
    let words = "t has rows that are equal in l: 2 rows, with the keys 1, 2";
    stops(PLAIN, &format!("{lower} UNIQUE"), &none, words);
    stops(lower, &format!("{lower} UNIQUE"), &none, words);
    stops(PLAIN, "a TEXT, n INTEGER, l TEXT AS (a) STORED, UNIQUE (l COLLATE NOCASE)", &none, words);
    stops(PLAIN, "a TEXT, n INTEGER, l TEXT COLLATE NOCASE AS (a) UNIQUE", &none, words);
    goes(PLAIN, "a TEXT, n INTEGER, l TEXT AS (a) UNIQUE", &none, "SELECT l FROM t", &["Ann", "ANN", "NULL", "bob"]);
    // An index that is unique: over the column, over an expression with it, and over some rows.
    for (index, words) in [
        ("l", "t has rows that are equal in l: 2 rows, with the keys 1, 2"),
        ("substr(l, 1, 1), n > 0", ""),
        ("n) WHERE (l < 'b'", ""),
        ("n) WHERE (l > 'a'", "t has rows that are equal in n: 2 rows, with the keys 1, 4"),
    ] {
        let (before, after) = (table(PLAIN), table("a TEXT, n INTEGER, l TEXT AS (lower(a))"));
        let index = format!("CREATE UNIQUE INDEX i ON t ({index})");
        let (_, done) = led(&[&before], ROWS, &[&after, &index], &none);
        match done {
            Ok(()) => assert_eq!(words, "", "{index}"),
            Err(error) => assert!(!words.is_empty() && error.to_string().contains(words), "{index}: {error}"),
        }
    }
}

/// A column that is computed as before is not looked at again: SQLite has seen to it.
#[test]
fn what_was_computed_before_has_no_guard() {
    let computed = "l TEXT NOT NULL AS (coalesce(lower(a), '')) STORED UNIQUE CHECK (l <> 'x')";
    let (before, after) = (
        table(&format!("a TEXT, n INTEGER, {computed}")),
        table(&format!("a TEXT, n INTEGER, {computed}, CHECK (n < 9)")),
    );
    let plan = orm_sqlite::migrate::plan(
        &crate::attack::schema(&[&before]),
        &crate::attack::schema(&[&after]),
        &Decisions::new(),
    );
    assert_eq!(plan.conditions, ["t.n violates n < 9"]);
}

/// What is compared, converted or sorted otherwise in a column than in an expression is no reason to refuse a row.
#[test]
fn a_row_that_the_columns_take_is_not_refused() {
    let none = Decisions::new();
    for (before, rows, after, index) in [
        ("n INTEGER, a TEXT)", "(1, 5, '9')", "n INTEGER, a TEXT, d INTEGER AS (n * 2) CHECK (d > a))", ""),
        ("a TEXT) STRICT", "(1, '5')", "a ANY CHECK (a <> 5)) STRICT", ""),
        ("a TEXT)", "(1, '5')", "a CHECK (a <> 5))", ""),
        ("a TEXT COLLATE NOCASE)", "(1, 'Ann')", "a TEXT COLLATE NOCASE, d TEXT AS (a) STORED CHECK (d <> 'ANN'))", ""),
        ("n REAL)", "(1, 5.0)", "n REAL, d INTEGER AS (n), h INTEGER AS (d / 2) CHECK (h < 2.3))", ""),
        ("a BLOB)", "(1, x'41'), (2, 'A')", "a BLOB, d TEXT AS (a) STORED UNIQUE)", ""),
        ("a TEXT) STRICT", "(1, '1e2')", "a TEXT, d INTEGER AS (a) CHECK (d >= 100)) STRICT", ""),
        (
            "a TEXT COLLATE NOCASE, n)",
            "(1, 'x', 1), (2, 'X', 1)",
            "a TEXT, n)",
            "CREATE UNIQUE INDEX i ON t (n) WHERE a = 'x'",
        ),
        (
            "text TEXT) STRICT",
            "(1, '10')",
            "text TEXT, \"t\" ANY AS (CAST(\"text\" AS REAL)) STORED CHECK (\"t\" <> \"text\")) STRICT",
            "",
        ),
        // A column of texts keeps a blob, whatever the column that it comes from is.
        ("n NUMERIC)", "(1, 'A'), (2, x'41')", "n NUMERIC, d TEXT AS (n) UNIQUE CHECK (d <> 'B'))", ""),
        // A text is compared with a column that takes all as it is, and with an expression as a text.
        ("a TEXT)", "(1, '')", "a TEXT, k BLOB AS (a IS NULL) STORED CHECK (a > k))", ""),
        // The same check twice.
        ("n)", "(1, 1)", "n, d AS (n) CHECK (n > 0), CHECK (n > 0))", ""),
        // Each row has a default of its own.
        ("a TEXT)", "(1, 'x'), (2, 'y')", "a TEXT, token TEXT NOT NULL DEFAULT (hex(randomblob(16))) UNIQUE)", ""),
        (
            "a TEXT)",
            "(1, 'x'), (2, 'y')",
            "a TEXT, token TEXT NOT NULL DEFAULT (hex(randomblob(16))))",
            "CREATE UNIQUE INDEX i ON t (token)",
        ),
        // A column is added after those that its check names.
        ("n INTEGER)", "(1, 1)", "n INTEGER, a INTEGER CHECK (a < b), b INTEGER)", ""),
        ("n INTEGER)", "(1, 1)", "n INTEGER, a INTEGER DEFAULT 1 CHECK (\"b\" < \"a\"), b INTEGER DEFAULT 0)", ""),
        ("n INTEGER)", "(1, 1)", "n INTEGER, a INTEGER AS (id) CHECK (a < b), b INTEGER AS (id + 1))", ""),
        ("n INTEGER)", "(1, 1)", "n INTEGER, a INTEGER CHECK (b > 0), b INTEGER AS (id + 1))", ""),
    ] {
        let table = |columns: &str| format!("CREATE TABLE t (id INTEGER PRIMARY KEY, {columns}");
        let statements: Vec<String> =
            [table(after), index.to_owned()].into_iter().filter(|sql| !sql.is_empty()).collect();
        let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
        let rows = format!("INSERT INTO t VALUES {rows}");
        let (_, done) = led(&[&table(before)], &rows, &statements, &none);
        done.unwrap_or_else(|error| panic!("{after}: {error}"));
        let (_, done) = exported(&[&table(before)], &rows, &statements, &none);
        done.unwrap_or_else(|error| panic!("{after}: {error}"));
    }
}

/// What is violated only under the comparisons of the new columns is found by SQLite, and by us with the keys.
#[test]
fn a_row_that_the_columns_do_not_take_is_named() {
    let none = Decisions::new();
    for (before, rows, after) in [
        (
            "a TEXT, d INTEGER AS (a = 'x') CHECK (d = 0))",
            "(1, 'X')",
            "a TEXT COLLATE NOCASE, d INTEGER AS (a = 'x') CHECK (d = 0))",
        ),
        ("a TEXT, CHECK (a <= 5))", "(1, '5')", "a, CHECK (a <= 5))"),
        ("n)", "(1, 1), (2, '1')", "n NUMERIC UNIQUE)"),
        ("a TEXT) STRICT", "(1, 'x')", "a TEXT, d INTEGER AS (a) STORED) STRICT"),
        ("n)", "(1, NULL)", "n, key INTEGER NOT NULL AS (n = 'ann') STORED)"),
    ] {
        let table = |columns: &str| format!("CREATE TABLE t (id INTEGER PRIMARY KEY, {columns}");
        let rows = format!("INSERT INTO t (id, {}) VALUES {rows}", &before[..1]);
        let (fixture, done) = led(&[&table(before)], &rows, &[&table(after)], &none);
        let error = done.expect_err(after);
        assert_eq!(error.migration_code(), Some("rows_in_the_way"), "{after}: {error}");
        assert!(error.to_string().contains(", with the key"), "{after}: {error}");
        assert!(fixture.number("SELECT count(*) FROM t") > 0, "{after}");
    }
}

/// `--using` with the column itself says that it is converted.
#[test]
fn a_filling_that_is_the_column_converts_it() {
    for (before, after, read) in [
        ("n INTEGER)", "n TEXT)", "text5"),
        ("n INTEGER)", "n REAL)", "real5.0"),
        ("n INTEGER) STRICT", "n TEXT) STRICT", "text5"),
        ("n INTEGER) STRICT", "n REAL) STRICT", "real5.0"),
    ] {
        let table = |columns: &str| format!("CREATE TABLE t (id INTEGER PRIMARY KEY, {columns}");
        let said = Decisions::new().fill("t.n", "n");
        let (fixture, done) = led(&[&table(before)], "INSERT INTO t VALUES (1, 5)", &[&table(after)], &said);
        done.unwrap_or_else(|error| panic!("{after}: {error}"));
        assert_eq!(fixture.rows("SELECT typeof(n) || n FROM t"), [read]);
    }
}
