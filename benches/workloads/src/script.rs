//! The tables and their rows as one SQL script, so that every side starts from the same bytes.
//!
//! The rows come from a recursive query and a fixed seed: SQLite makes them, no library does.

use std::fmt::Write;
use std::sync::OnceLock;

use crate::arguments::Stored;
use crate::{Place, Workload};

/// Where a filled database is stored, if the command line says so.
static STORED: OnceLock<Stored> = OnceLock::new();

/// Says where it is stored, once and before a database is filled.
pub(crate) fn set_stored(stored: Stored) {
    STORED.set(stored).expect("it is set once");
}

const TABLES: &str = "
CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, hair_color TEXT) STRICT;
CREATE TABLE posts (id INTEGER NOT NULL PRIMARY KEY, user_id INTEGER NOT NULL, title TEXT NOT NULL, content TEXT NOT NULL) STRICT;
CREATE TABLE comments (id INTEGER NOT NULL PRIMARY KEY, post_id INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE measurements (
    id INTEGER NOT NULL PRIMARY KEY, sensor INTEGER NOT NULL, sequence INTEGER NOT NULL, error_code INTEGER,
    active INTEGER NOT NULL, temperature REAL NOT NULL, humidity REAL NOT NULL, pressure REAL, label TEXT NOT NULL,
    unit TEXT NOT NULL, location TEXT NOT NULL, note TEXT, payload BLOB NOT NULL, digest BLOB NOT NULL, signature BLOB
) STRICT;
";

/// Made when the rows are there, which is faster.
const INDEXES: &str = "
CREATE INDEX posts_user_id ON posts (user_id);
CREATE INDEX comments_post_id ON comments (post_id);
";

/// Steps through as many numbers as there are rows, each with a hash `h` of its own; `x` is the number.
fn numbers(rows: u64) -> String {
    format!(
        "WITH RECURSIVE numbers (x, h) AS (SELECT 1, 104729 UNION ALL
         SELECT x + 1, (h * 48271) % 2147483647 FROM numbers WHERE x < {rows})"
    )
}

impl Place {
    /// The settings of a connection that cost time, for the libraries that set fewer by themselves.
    pub const fn pragmas(&self) -> &'static str {
        match self {
            Self::Memory => "PRAGMA foreign_keys = 1; PRAGMA cell_size_check = 1;",
            Self::File(_) => {
                "PRAGMA foreign_keys = 1; PRAGMA cell_size_check = 1; PRAGMA journal_mode = wal; PRAGMA synchronous = normal;"
            }
        }
    }

    /// The name of the database: a path, or SQLite's name for memory.
    pub fn name(&self) -> &str {
        match self {
            Self::Memory => ":memory:",
            Self::File(path) => path.to_str().expect("a temporary folder has a plain name"),
        }
    }
}

impl Workload {
    /// What fills an empty database.
    pub fn script(self) -> String {
        match STORED.get() {
            None => self.filling(),
            Some(Stored::Save(path)) => format!("{} VACUUM INTO '{}';", self.filling(), path.display()),
            // Rows are copied as they are, and so are indexes, because the tables on both sides are the same.
            Some(Stored::From(path)) => {
                let tables = ["users", "posts", "comments", "measurements"];
                let copies = tables.map(|table| format!("INSERT INTO {table} SELECT * FROM filled.{table};")).concat();
                format!(
                    "ATTACH '{}' AS filled; BEGIN; {TABLES} {INDEXES} {copies} COMMIT; DETACH filled;",
                    path.display()
                )
            }
        }
    }

    fn filling(self) -> String {
        let (users, posts) = (self.users(), self.users() * self.posts());
        let comments = posts * self.comments();
        let mut script = format!("BEGIN;{TABLES}");
        let mut fill = |rows: u64, insert: &str| {
            if rows > 0 {
                let with = numbers(rows);
                write!(script, "{with} {insert} FROM numbers;").expect("a string takes everything");
            }
        };
        fill(
            users,
            "INSERT INTO users SELECT x, 'user ' || x || substr('abcdefghijkl', 1, h % 12),
             CASE h % 6 WHEN 0 THEN 'black' WHEN 1 THEN 'brown' WHEN 2 THEN 'blond' WHEN 3 THEN 'red' WHEN 4 THEN 'grey' END",
        );
        // Children are stored in another order than their parents, and each parent has the same number of them.
        let owner = format!("1 + (x * 7919) % {}", users.max(1));
        fill(
            posts,
            &format!("INSERT INTO posts SELECT x, {owner}, 'title ' || h, 'content of ' || x || ' ' || hex(h)"),
        );
        let owner = format!("1 + (x * 7919) % {}", posts.max(1));
        fill(comments, &format!("INSERT INTO comments SELECT x, {owner}, 'comment ' || h"));
        fill(
            self.measurements(),
            "INSERT INTO measurements SELECT x, h % 512, h, iif(h % 4, NULL, h % 100), h % 2, h / 7.0, x / 3.0,
             iif(h % 5, h / 11.0, NULL), 'label ' || h, substr('mm kPa degC rel ', 1 + h % 9, 4),
             'building ' || h % 40 || ', room ' || h % 300, iif(h % 3, NULL, 'noted at ' || x),
             CAST(hex(h || x || h) AS BLOB), CAST('digest' || h AS BLOB), iif(h % 2, CAST(hex(h) AS BLOB), NULL)",
        );
        script.push_str(INDEXES);
        script.push_str("COMMIT;");
        script
    }
}
