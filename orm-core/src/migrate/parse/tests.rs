//! What statements mean, by the facts that are read from them.

use crate::migrate::Snapshot;

fn canonical(statements: &[&str]) -> String {
    Snapshot::parse(statements).unwrap_or_else(|error| panic!("{statements:?}: {error}")).canonical()
}

#[test]
fn a_table_is_read_whole() {
    let sql = r#"CREATE TABLE IF NOT EXISTS main."t" (
        id INTEGER PRIMARY KEY ON CONFLICT FAIL AUTOINCREMENT NOT NULL,
        [a b] varchar ( 10 , 2 ) DEFAULT (1 + 2) COLLATE nocase CONSTRAINT c CHECK ("a b" > ')'),
        c DEFAULT -1.5 NOT NULL ON CONFLICT IGNORE UNIQUE,
        d TEXT DEFAULT hello REFERENCES other (x) ON DELETE SET NULL MATCH FULL DEFERRABLE INITIALLY DEFERRED,
        e INT GENERATED ALWAYS AS (c * 2) STORED, f AS (c), g DEFAULT CURRENT_TIMESTAMP NULL,
        CONSTRAINT u UNIQUE (c COLLATE nocase DESC, d) ON CONFLICT REPLACE
        CHECK (c < d) FOREIGN KEY (c, d) REFERENCES o ON UPDATE CASCADE NOT DEFERRABLE INITIALLY IMMEDIATE
    ) STRICT;"#;
    let expected = r#"table t
  check  (c < d)
  check c ("a b" > ')')
  column "a b" VARCHAR(10,2) default 1 + 2 collate nocase
  column c  not null on null Ignore default - 1.5
  column d TEXT default 'hello'
  column e INT stored c * 2
  column f  virtual c
  column g  default current_timestamp
  column id INTEGER not null
  foreign key (c, d) o () on update CASCADE
  foreign key (d) other (x) on delete SET NULL deferred
  primary key autoincrement (id) on conflict Fail
  strict
  unique (c collate nocase desc, d) on conflict Replace
  unique (c)
"#;
    assert_eq!(canonical(&[sql]), expected);
}

#[test]
fn the_same_in_other_words_is_equal() {
    let same = [
        ["CREATE TABLE a(id INTEGER PRIMARY KEY)", "CREATE TABLE A (\"id\" integer not null, PRIMARY KEY (id ASC))"],
        ["CREATE TABLE a(b TEXT UNIQUE)", "CREATE TABLE a(b text CONSTRAINT x UNIQUE)"],
        ["CREATE TABLE a(b, c)", "CREATE TABLE a(c, b)"],
        ["CREATE TABLE a(b DEFAULT 1)", "CREATE TABLE a(b DEFAULT (1))"],
        ["CREATE TABLE a(b DEFAULT 'x')", "CREATE TABLE a(b DEFAULT \"x\")"],
        ["CREATE TABLE a(b REFERENCES c(d))", "CREATE TABLE a(b, FOREIGN KEY (b) REFERENCES c(d) ON DELETE NO ACTION)"],
        ["CREATE TABLE a(b INT PRIMARY KEY) STRICT", "CREATE TABLE a(b INT NOT NULL, PRIMARY KEY (b)) STRICT"],
        ["CREATE TABLE a(b COLLATE BINARY)", "CREATE TABLE a(b)"],
        ["CREATE VIEW v AS SELECT 1", "create view V as select 1 -- one"],
        ["CREATE TABLE a(b NOT NULL, CHECK (b > 0))", "CREATE TABLE a(b CHECK ((b > 0)) NOT NULL)"],
    ];
    for [left, right] in same {
        assert_eq!(canonical(&[left]), canonical(&[right]));
    }
    let different = [
        ["CREATE TABLE a(b INT)", "CREATE TABLE a(b INTEGER)"],
        ["CREATE TABLE a(b INT PRIMARY KEY)", "CREATE TABLE a(b INT PRIMARY KEY NOT NULL)"],
        ["CREATE TABLE a(b INTEGER PRIMARY KEY)", "CREATE TABLE a(b INTEGER PRIMARY KEY DESC)"],
        ["CREATE TABLE a(b CONSTRAINT x CHECK (b))", "CREATE TABLE a(b CHECK (b))"],
        ["CREATE TABLE a(b REFERENCES c)", "CREATE TABLE a(b REFERENCES c ON DELETE RESTRICT)"],
        ["CREATE TABLE a(b DEFAULT 'x')", "CREATE TABLE a(b DEFAULT 'X')"],
        ["CREATE TABLE a(b, c, UNIQUE (b, c))", "CREATE TABLE a(b, c, UNIQUE (c, b))"],
    ];
    for [left, right] in different {
        assert_ne!(canonical(&[left]), canonical(&[right]));
    }
}

#[test]
fn indexes_views_and_triggers_are_read() {
    let found = canonical(&[
        "CREATE TABLE a (b, c)",
        "CREATE UNIQUE INDEX i ON a (b COLLATE nocase DESC, lower(c || ',')) WHERE c IS NOT NULL",
        "CREATE TRIGGER t AFTER UPDATE OF c ON a WHEN new.c BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE f USING fts5(b, content = 'a')",
    ]);
    let expected = "table a\n  column b \n  column c \n  \
        unique index i (b collate nocase desc, lower ( c || ',' )) where c is not null\n\
        trigger t after update of c on a when new . c begin select 1 ; end\n\
        virtual table f using fts5 ( b , content = 'a' )\n";
    assert_eq!(found, expected);
}

#[test]
fn what_is_not_understood_is_an_error_and_never_a_panic() {
    let whole =
        "CREATE TABLE a (b INT DEFAULT (1) REFERENCES c (d) ON DELETE SET NULL, UNIQUE (b), CHECK (b > 'é')) STRICT";
    for (at, _) in whole.char_indices() {
        let _ = Snapshot::parse([&whole[..at]]);
        let _ = Snapshot::parse([format!("{}){}", &whole[..at], &whole[at..])]);
    }
    for sql in ["", "DROP TABLE a", "CREATE INDEX i ON nowhere (b)", "CREATE TABLE a", "CREATE TABLE a (b CHECK (1)"] {
        assert!(Snapshot::parse([sql]).is_err(), "{sql}");
    }
}

#[test]
fn a_second_statement_is_never_taken_along() {
    let second = "; ATTACH 'x.db' AS x";
    for first in [
        "CREATE TABLE a (b)",
        "CREATE VIEW v AS SELECT 1",
        "CREATE VIRTUAL TABLE f USING fts5(a)",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END",
    ] {
        assert!(Snapshot::parse([first]).is_ok());
        assert!(Snapshot::parse([format!("{first};")]).is_ok());
        assert!(Snapshot::parse([format!("{first}{second}")]).is_err(), "{first}");
        assert!(Snapshot::parse([format!("{first}\0{second}")]).is_err(), "{first}");
    }
}
