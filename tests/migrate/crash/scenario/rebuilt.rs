//! Changes for which a table is built anew, with others that reference it and what a person has made around it.

use orm_sqlite::migrate::Decisions;

use super::{FILL_USERS, KEPT_USERS, Scenario, USERS};

fn users(name: &'static str, after: &str) -> Scenario {
    Scenario::of(name, &[USERS], FILL_USERS).then(&[after], &Decisions::new())
}

/// Numbered rows of one `INSERT`.
macro_rules! filled {
    ($insert:literal) => {
        concat!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120) ", $insert, " FROM n;")
    };
}

fn tables(name: &'static str, before: &[&str], rows: &str, after: &[&str]) -> Scenario {
    Scenario::of(name, before, rows).then(after, &Decisions::new())
}

const TAGS: &str = "CREATE TABLE tags (name TEXT PRIMARY KEY NOT NULL, weight INTEGER)";
const CHECKED: &str =
    "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INTEGER, note TEXT, CHECK (id < 100000))";
const POSTS: &str =
    "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE CASCADE)";
const LIKES: &str = "CREATE TABLE likes (post_id INTEGER REFERENCES posts (id) ON DELETE CASCADE, user_id INTEGER REFERENCES users (id) ON DELETE SET NULL)";
const FILL_CHILDREN: &str =
    "INSERT INTO posts SELECT id, id FROM users; INSERT INTO likes SELECT id, id FROM posts WHERE id % 3 = 0;";

const WORDS: &str = "CREATE VIRTUAL TABLE words USING fts5(name, note, content = 'users', content_rowid = 'id')";
const FILL_WORDS: &str = "INSERT INTO words (words) VALUES ('rebuild');";

/// What a person has made: the runner finds it, and no migration knows of it.
const AROUND: &str = "CREATE TABLE log (what TEXT);
    CREATE INDEX by_hand ON users (lower(name)) WHERE age > 5;
    CREATE TRIGGER own AFTER UPDATE OF name ON users BEGIN INSERT INTO log VALUES (new.name); END;
    CREATE TRIGGER other AFTER INSERT ON log BEGIN UPDATE users SET age = 0 WHERE id = 1; END;
    CREATE VIEW adults AS SELECT id, name FROM users WHERE age >= 18;";
const KEPT_AROUND: &str = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view') OR name = 'by_hand' ORDER BY name";

const BIG: &str = "CREATE TABLE big (id INTEGER PRIMARY KEY, body TEXT)";

pub(super) fn all() -> Vec<Scenario> {
    let fill = |rows: &str| format!("{FILL_USERS}{rows}");
    vec![
        users("not null", "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INTEGER, note TEXT)")
            .keeps(&[KEPT_USERS]),
        users("check", CHECKED).keeps(&[KEPT_USERS]),
        users("unique", "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE, age INTEGER, note TEXT)")
            .keeps(&[KEPT_USERS]),
        users("type", "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age TEXT, note TEXT)")
            .keeps(&[KEPT_USERS]),
        users("strict", "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INTEGER, note TEXT) STRICT")
            .keeps(&[KEPT_USERS]),
        tables(
            "without rowid",
            &[TAGS],
            filled!("INSERT INTO tags SELECT 'tag ' || i, i"),
            &["CREATE TABLE tags (name TEXT PRIMARY KEY NOT NULL, weight INTEGER) WITHOUT ROWID"],
        )
        .keeps(&["SELECT * FROM tags ORDER BY name"]),
        tables("cascade", &[USERS, POSTS, LIKES], &fill(FILL_CHILDREN), &[CHECKED, POSTS, LIKES])
            .keeps(&[KEPT_USERS, "SELECT * FROM posts", "SELECT * FROM likes"]),
        tables(
            "circular",
            &[
                "CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER REFERENCES b (id) ON DELETE CASCADE)",
                "CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id) ON DELETE SET NULL)",
            ],
            concat!(filled!("INSERT INTO a SELECT i, i"), filled!("INSERT INTO b SELECT i, i")),
            &[
                "CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER REFERENCES b (id) ON DELETE CASCADE, CHECK (id > 0))",
                "CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id) ON DELETE SET NULL, CHECK (id > 0))",
            ],
        )
        .keeps(&["SELECT * FROM a", "SELECT * FROM b"]),
        tables(
            "self reference",
            &["CREATE TABLE nodes (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES nodes (id) ON DELETE CASCADE)"],
            filled!("INSERT INTO nodes SELECT i, nullif(i / 2, 0)"),
            &["CREATE TABLE nodes (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES nodes (id) ON DELETE CASCADE, CHECK (id <> parent))"],
        )
        .keeps(&["SELECT * FROM nodes"]),
        tables(
            "autoincrement",
            &["CREATE TABLE jobs (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT)"],
            concat!(filled!("INSERT INTO jobs SELECT i, 'job ' || i"), "DELETE FROM jobs WHERE id > 110;"),
            &["CREATE TABLE jobs (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT NOT NULL)"],
        )
        .keeps(&["SELECT * FROM jobs", "SELECT * FROM sqlite_sequence"]),
        tables("around", &[USERS], &fill(AROUND), &[CHECKED]).keeps(&[KEPT_USERS, KEPT_AROUND]),
        tables("full text", &[USERS], &fill(&format!("{WORDS};{FILL_WORDS}")), &[CHECKED])
            .keeps(&[KEPT_USERS, "SELECT rowid FROM words('name')"]),
        tables(
            "generated",
            &["CREATE TABLE items (id INTEGER PRIMARY KEY, price INTEGER, twice INTEGER AS (price * 2) STORED, shown TEXT AS (price || '$'))"],
            filled!("INSERT INTO items (id, price) SELECT i, i * 3"),
            &["CREATE TABLE items (id INTEGER PRIMARY KEY, price INTEGER NOT NULL, twice INTEGER AS (price * 2) STORED, shown TEXT AS (price || '$'))"],
        )
        .keeps(&["SELECT * FROM items"]),
        tables(
            "large",
            &[BIG],
            filled!("INSERT INTO big SELECT i, i || hex(zeroblob(600))"),
            &["CREATE TABLE big (id INTEGER PRIMARY KEY, body TEXT NOT NULL)"],
        )
        .keeps(&["SELECT * FROM big"]),
    ]
}
