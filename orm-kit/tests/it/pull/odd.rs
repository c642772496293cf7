//! Schemas that SQLite takes and that few people write: what is listed, and what is not lost.

use super::{pulled, structs};

/// Schemas that the round trip compiles, each with the changes that a migration to the structs would make.
pub(super) const ODD: &[(&str, &[&str], &[&str])] = &[
    (
        "keywords",
        &[
            "CREATE TABLE \"type\" (\"self\" INTEGER PRIMARY KEY, \"fn\" TEXT, \"crate\" TEXT, \"unique\" TEXT UNIQUE, \
             \"with_deleted\" INTEGER, \"build\" TEXT, \"select\" TEXT, name TEXT, \"desc\" INT, \"gen\" REAL)",
            "CREATE INDEX i ON \"type\" (\"unique\", \"with_deleted\" DESC, \"desc\", name)",
            "CREATE TABLE \"option\" (\"string\" TEXT PRIMARY KEY NOT NULL, \"vec\" BLOB, t INTEGER REFERENCES \"type\")",
            "CREATE TABLE words (id INTEGER PRIMARY KEY, type_id REFERENCES \"type\", row_id REFERENCES \"type\", self_id REFERENCES words, \
             crate_id INTEGER REFERENCES words, query_id REFERENCES words, count_id REFERENCES words, count_by_id REFERENCES words, _id REFERENCES words)",
            "CREATE TABLE \"new_type\" (\"with_deleted\" INTEGER, \"unique\" INTEGER, PRIMARY KEY (\"with_deleted\", \"unique\")) STRICT",
        ],
        &[],
    ),
    (
        "names",
        &[
            "CREATE TABLE \"quo\"\"te\" (\"a\"\"b\" INTEGER PRIMARY KEY, \"a'b\" TEXT, \"a b\" TEXT, \"a-b\" TEXT, \"1\" TEXT, \"%\" TEXT)",
            "CREATE TABLE \"ä\" (\"ä\" INTEGER PRIMARY KEY, \"Ä\" TEXT, \"名前\" TEXT, \"e\u{301}\" TEXT, \"é\" TEXT, rowid TEXT, oid TEXT)",
            "CREATE TABLE \"Ä\" (id INTEGER PRIMARY KEY, r INTEGER REFERENCES \"ä\" (\"ä\"))",
            "CREATE TABLE \"a b\" (id INTEGER PRIMARY KEY) STRICT",
            "CREATE TABLE \"A_B\" (id INTEGER PRIMARY KEY, \"a b\" INTEGER REFERENCES \"a b\") STRICT",
        ],
        &[],
    ),
    (
        "keys",
        &[
            "CREATE TABLE pair (a INTEGER NOT NULL, b TEXT NOT NULL, c INTEGER, PRIMARY KEY (b, a)) WITHOUT ROWID",
            "CREATE TABLE child (id INTEGER PRIMARY KEY AUTOINCREMENT, x INTEGER, y TEXT, parent_id INTEGER, \
             FOREIGN KEY (y, x) REFERENCES pair (b, a) ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED, \
             FOREIGN KEY (parent_id) REFERENCES child ON DELETE SET DEFAULT)",
            "CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER UNIQUE REFERENCES b ON DELETE RESTRICT)",
            "CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a, other_a_id INTEGER REFERENCES a (id))",
            "CREATE TABLE friend (one INTEGER NOT NULL REFERENCES a, two INTEGER NOT NULL REFERENCES a, PRIMARY KEY (one, two))",
            "CREATE TABLE twice (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a REFERENCES b)",
            "CREATE TABLE link (a_id INTEGER NOT NULL REFERENCES a, b_id INTEGER NOT NULL REFERENCES b, PRIMARY KEY (a_id, b_id))",
            "CREATE TABLE doubled (a INTEGER NOT NULL, b INTEGER REFERENCES doubled DEFERRABLE, PRIMARY KEY (a))",
            "CREATE TABLE keyless (n INTEGER, a_id INTEGER REFERENCES a)",
        ],
        &[],
    ),
    (
        "columns",
        &[
            "CREATE TABLE t (id INTEGER PRIMARY KEY, flag BOOLEAN NOT NULL DEFAULT 1 CHECK (flag IN (0, 1)), \
             free BOOLEAN, price DECIMAL(10, 2) NOT NULL DEFAULT 0.5, n INT DEFAULT -7, m INTEGER DEFAULT (1 + 1), \
             d DATETIME DEFAULT CURRENT_TIMESTAMP, s VARCHAR(20) COLLATE RTRIM DEFAULT 'it''s', x BLOB DEFAULT x'00ff', \
             w \"odd (type\" DEFAULT \"word\", g TEXT AS (s || '--') STORED, h INTEGER GENERATED ALWAYS AS (n * 2 -- twice\n) VIRTUAL, \
             CONSTRAINT positive CHECK (price >= 0), CHECK (n < 10 -- small\n), CONSTRAINT \"both\" UNIQUE (n, m), UNIQUE (s), UNIQUE (s), CONSTRAINT s UNIQUE (s))",
            "CREATE UNIQUE INDEX part ON t (lower(s) DESC, n COLLATE NOCASE, n) WHERE flag = 1 -- only",
            "CREATE INDEX plain ON t (n, m DESC)",
            "CREATE TABLE u (a INT, b ANY, c INTEGER NOT NULL, PRIMARY KEY (a, c)) STRICT",
        ],
        &[],
    ),
    (
        "left_out",
        &[
            "CREATE TABLE t (id INT PRIMARY KEY, a TEXT NOT NULL ON CONFLICT IGNORE, b TEXT UNIQUE ON CONFLICT REPLACE, \
             c TEXT REFERENCES missing (id), d TEXT REFERENCES n (id), UNIQUE (a COLLATE NOCASE))",
            "CREATE TABLE n (id INTEGER PRIMARY KEY DESC, e)",
            "CREATE VIEW v (x, \"y z\") AS SELECT id, a FROM t",
            "CREATE VIEW w AS SELECT id FROM t",
            "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END",
        ],
        &[
            "add to table `n`: primary key (id)",
            "add to table `t`: unique (b)",
            "change column `n.id` from `INTEGER` to `INTEGER not null`",
            "change column `t.a` from `TEXT not null on null Ignore` to `TEXT not null`",
            "change column `t.id` from `INT` to `INT not null`",
            "drop trigger `g`",
            "drop view `w`",
            "take from table `n`: primary key beside (id desc)",
            "take from table `t`: foreign key (c) missing (id)",
            "take from table `t`: foreign key (d) n (id)",
            "take from table `t`: unique (a collate nocase)",
            "take from table `t`: unique (b) on conflict Replace",
        ],
    ),
];

#[test]
fn odd_schemas_become_structs() {
    for (name, statements, _) in ODD {
        let pulled = pulled(statements);
        let tables = statements.iter().filter(|sql| sql.starts_with("CREATE TABLE") || sql.starts_with("CREATE VIEW"));
        assert_eq!(structs(&pulled.source).len(), tables.count(), "{name}:\n{}", pulled.source);
    }
}

#[test]
fn what_cannot_be_said_is_listed() {
    let (.., statements, _) = ODD.last().unwrap();
    let pulled = pulled(statements);
    let listed: Vec<_> = pulled.left_out.iter().map(ToString::to_string).collect();
    let expected = [
        "t.id: that it may be NULL in the primary key, because a field of the primary key is never NULL",
        "n.id: that it may be NULL in the primary key, because a field of the primary key is never NULL",
        "t.c: the foreign key to `missing`, because no struct is of that table",
        "t.d: the foreign key to `n`, because its columns are of other types than those that it references",
        "t: ON CONFLICT of the unique constraint over \"b\", because what happens on a conflict is said by each statement",
        "t: the unique constraint over a, because a unique constraint is of plain columns; an index may say more",
        "t.a: ON CONFLICT of NOT NULL, because what happens on a conflict is said by each statement",
        "n: the order or the collating sequence in the primary key, because a key is of plain columns",
        "w: the query of the view, because it does not list its columns, so that the struct says `existing`: nothing creates or changes it",
        "g: the trigger on `t`, because structs have no triggers of their own",
    ];
    assert_eq!(listed, expected);
}

/// A view of a column without a type, and of an expression, reads every value; a key without a type has that of the last one it leads to.
#[test]
fn columns_without_a_type_take_all() {
    let pulled = pulled(&[
        "CREATE TABLE a (id INTEGER PRIMARY KEY, x ANY, y BLOB) STRICT",
        "CREATE TABLE b (id PRIMARY KEY NOT NULL REFERENCES a, u)",
        "CREATE TABLE c (id INTEGER PRIMARY KEY, b_id REFERENCES b)",
        "CREATE VIEW v (x, y, n) AS SELECT x, y, count(*) FROM a",
    ]);
    let source = pulled.source.replace(char::is_whitespace, "");
    for field in [
        "pubx:Option<orm_sqlite::value::Value>",
        "puby:Option<Vec<u8>>",
        "pubu:Option<orm_sqlite::value::Value>",
        "pubb_id:Option<i64>",
    ] {
        assert!(source.contains(field), "{field}: {}", pulled.source);
    }
    let view = source.split_once("structV{").unwrap().1;
    assert_eq!(view.matches("Option<orm_sqlite::value::Value>").count(), 3, "{}", pulled.source);
    assert!(pulled.left_out.is_empty(), "{:?}", pulled.left_out);
}

#[test]
fn a_schema_gives_the_same_text_each_time() {
    for (_, statements, _) in ODD {
        assert_eq!(pulled(statements), pulled(statements));
    }
}
