//! Migrations that somebody wrote: rows that are changed, a rebuild with its own pragmas, a full-text index.

use orm_sqlite::Transaction;

use super::{FILL_USERS, KEPT_USERS, Scenario, USERS};

const POSTS: &str =
    "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE CASCADE)";
const FILL_POSTS: &str = "INSERT INTO posts SELECT id, id FROM users;";

/// With more rows than the cache has pages, so that they are written before the end.
const DATA: &str = "CREATE TABLE copies (user_id INTEGER, what TEXT);
INSERT INTO copies SELECT id, replace(hex(zeroblob(150)), '00', name) FROM users;
UPDATE users SET age = age + 1, note = coalesce(note, '') || name WHERE id % 2 = 0;
DELETE FROM copies WHERE user_id % 5 = 0;
INSERT INTO copies SELECT user_id + 1000, upper(what) FROM copies WHERE user_id % 3 = 0;";

const REBUILD: &str = "PRAGMA foreign_keys = OFF;
CREATE TABLE fresh (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INTEGER, note TEXT);
INSERT INTO fresh SELECT * FROM users;
DROP TABLE users;
ALTER TABLE fresh RENAME TO users;
PRAGMA foreign_keys = ON;";

const SEARCH: &str = "CREATE VIRTUAL TABLE words USING fts5(name, note, content = 'users', content_rowid = 'id');
CREATE TRIGGER words_insert AFTER INSERT ON users BEGIN
    INSERT INTO words (rowid, name, note) VALUES (new.id, new.name, new.note);
END;
INSERT INTO words (words) VALUES ('rebuild');
INSERT INTO users (id, name) VALUES (9999, 'somebody new');";

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::of("data", &[USERS], FILL_USERS).by_hand(DATA).keeps(&["SELECT id, name FROM users"]),
        Scenario::of("rebuild by hand", &[USERS, POSTS], &format!("{FILL_USERS}{FILL_POSTS}"))
            .by_hand(REBUILD)
            .keeps(&[KEPT_USERS, "SELECT * FROM posts"]),
        Scenario::of("full-text index", &[USERS], FILL_USERS)
            .by_hand(SEARCH)
            .keeps(&["SELECT id, name FROM users WHERE id < 9999"]),
        Scenario::of("in Rust", &[USERS], FILL_USERS)
            .by_hand("-- rust step\nALTER TABLE users ADD COLUMN long TEXT;")
            .keeps(&[KEPT_USERS]),
        Scenario::of("two by hand", &[USERS], FILL_USERS)
            .by_hand("CREATE TABLE sums (age INTEGER PRIMARY KEY, n INTEGER); INSERT INTO sums SELECT age, count(*) FROM users GROUP BY age;")
            .by_hand("UPDATE sums SET n = n * 2; CREATE INDEX by_n ON sums (n);")
            .keeps(&[KEPT_USERS]),
    ]
}

impl Scenario {
    /// The step of a migration that has one in Rust.
    pub(crate) fn in_rust(tx: &Transaction<'_>) -> Result<(), orm_sqlite::Error> {
        orm_sqlite::sql!("UPDATE users SET long = replace(hex(zeroblob(100)), '00', name)").run(tx).map(drop)
    }
}

/// A rebuild as a generated one, which takes the end of each text with NUL in it.
pub(super) fn lossy() -> Scenario {
    const LOSSY: &str =
        "CREATE TABLE __orm_new_users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INTEGER, note TEXT);
INSERT INTO __orm_new_users (id, name, age, note) SELECT id, name, age, note FROM (
    SELECT id, name, age, CAST(CASE instr(CAST(note AS BLOB), x'00') WHEN 0 THEN note
        ELSE substr(CAST(note AS BLOB), 1, instr(CAST(note AS BLOB), x'00') - 1) END AS TEXT) AS note FROM users);
DROP TABLE users;
ALTER TABLE __orm_new_users RENAME TO users;";
    Scenario::of("lossy", &[USERS], FILL_USERS).by_hand(LOSSY)
}
