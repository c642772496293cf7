//! Valid databases, and what is done to them.

use std::fs;
use std::path::Path;

use orm_sqlite::prelude::*;
use orm_sqlite::{JournalMode, Options};

use crate::model::{SEED, blog_schema};
use crate::random::Random;

/// How many valid databases there are.
pub(super) const BASES: usize = 3;

/// A valid database: with pages of several sizes, in several journal modes.
pub(super) fn base(at: usize) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("base.db");
    let size = [4096, 512, 1024][at];
    rusqlite::Connection::open(&path).unwrap().execute_batch(&format!("pragma page_size = {size}; vacuum")).unwrap();
    let mode = if at == 1 { JournalMode::Wal } else { JournalMode::Delete };
    let options: Options = Database::options().path(&path).journal_mode(mode);
    let db = options.open().unwrap();
    db.create_tables(&blog_schema()).unwrap();
    db.execute_script(SEED).unwrap();
    db.execute_script(
        "create view odd_view as select id as x from users where id > 1;
         create trigger on_tag after insert on tags begin update tags set label = 'x' where id = new.id; end;
         create virtual table articles_fts using fts5 (title, body);
         insert into articles_fts values ('engine', 'an analytical engine'), ('other', 'nothing');
         create virtual table places using rtree (id, left, right);
         insert into places values (1, 1, 2), (2, 3, 4);
         create table made (a, b as (a || 'x') stored, c as (a + 1), check (a <> 'never'));
         insert into made values ('a'), (7), (x'00');
         create index made_expression on made (lower(a)) where a is not null;
         with recursive n (id) as (select 1000 union all select id + 1 from n where id < 1040)
         insert into comments (id, post_id, body) select id, 10, printf('%.900c', 'y') from n;",
    )
    .unwrap();
    drop(db);
    fs::read(path).unwrap()
}

/// Writes a damaged database; says what was done to it.
pub(super) fn mutate(random: &mut Random, bases: &[Vec<u8>], path: &Path) -> String {
    let mut bytes = random.pick(bases).clone();
    let kind = random.below(10);
    let what = match kind {
        0..=2 => flip(random, &mut bytes),
        3 => overwrite(random, &mut bytes),
        4 => {
            let length = random.below(bytes.len());
            bytes.truncate(length);
            format!("cut to {length} bytes")
        }
        5 => swap(random, &mut bytes),
        _ => String::new(),
    };
    fs::write(path, &bytes).unwrap();
    match kind {
        6 | 7 => schema(random, path),
        8 => values(random, path),
        9 => format!("{} and {}", schema(random, path), {
            let mut bytes = fs::read(path).unwrap();
            let what = flip(random, &mut bytes);
            fs::write(path, bytes).unwrap();
            what
        }),
        _ => what,
    }
}

fn byte(random: &mut Random) -> u8 {
    u8::try_from(random.below(256)).unwrap()
}

/// Where a byte matters most: the header, the heads of pages, or anywhere.
fn place(random: &mut Random, bytes: &[u8]) -> usize {
    let page = 512 * random.below(bytes.len().div_ceil(512));
    let at = match random.below(4) {
        0 => random.below(108),
        1 | 2 => page + random.below(40),
        _ => random.below(bytes.len()),
    };
    at.min(bytes.len() - 1)
}

fn flip(random: &mut Random, bytes: &mut [u8]) -> String {
    let many = 1 + random.below(12);
    for _ in 0..many {
        let at = place(random, bytes);
        bytes[at] ^= 1 << random.below(8);
    }
    format!("{many} bits flipped")
}

fn overwrite(random: &mut Random, bytes: &mut [u8]) -> String {
    let at = place(random, bytes);
    let length = (1 + random.below(300)).min(bytes.len() - at);
    let fill = [0, 0xff, byte(random)][random.below(3)];
    bytes[at..at + length].fill(fill);
    format!("{length} bytes from {at} are {fill}")
}

/// One page in the place of another: trees that share pages, or have themselves as a child.
fn swap(random: &mut Random, bytes: &mut [u8]) -> String {
    let pages = bytes.len() / 512;
    let (from, to) = (512 * random.below(pages), 512 * random.below(pages));
    let copied = bytes[from..from + 512].to_vec();
    bytes[to..to + 512].copy_from_slice(&copied);
    format!("512 bytes from {from} to {to}")
}

/// Statements that stand in the schema table of a file that does harm.
const HOSTILE: [&str; 16] = [
    "CREATE TABLE users (id INTEGER PRIMARY KEY, email, name, bio, role, logins, invited_by_id AS (randomblob(1000000000)))",
    "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT)",
    "CREATE TABLE users (id INTEGER PRIMARY KEY, email, name, bio, role, logins DEFAULT (load_extension('x')), invited_by_id)",
    "CREATE VIEW users AS SELECT 1 AS id, 'x' AS email, 'x' AS name, 'x' AS bio, 'admin' AS role, 1 AS logins, 1 AS invited_by_id",
    "CREATE VIEW users AS WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id, id AS email FROM n",
    "CREATE VIEW odd_view AS SELECT x FROM odd_view",
    "CREATE VIRTUAL TABLE users USING fts5 (id, email)",
    "CREATE VIRTUAL TABLE users USING nothing (x)",
    "CREATE VIRTUAL TABLE users USING rarray",
    "CREATE TABLE users (id INTEGER PRIMARY KEY, \"email\"\"]; fn pwn() {}\" TEXT) WITHOUT ROWID, STRICT",
    "CREATE TABLE users (a, b, CHECK (a IN (SELECT 1)))",
    "CREATE TRIGGER users AFTER INSERT ON posts BEGIN SELECT load_extension('x'); END",
    "CREATE TABLE",
    "DROP TABLE posts",
    "CREATE TABLE users (id INTEGER PRIMARY KEY, x AS (y), y AS (x))",
    "",
];

/// Changes the schema table behind SQLite's back.
fn schema(random: &mut Random, path: &Path) -> String {
    let raw = rusqlite::Connection::open(path).unwrap();
    let target =
        *random.pick(&["users", "posts", "comments", "memberships", "odd_view", "on_tag", "articles_fts", "made"]);
    let change = match random.below(9) {
        0 | 1 => format!("sql = '{}'", random.pick(&HOSTILE).replace('\'', "''")),
        2 => format!("rootpage = {}", random.below(40)),
        3 => format!("rootpage = {}", random.next().cast_signed()),
        4 => format!("type = '{}'", random.pick(&["table", "view", "index", "trigger", "nothing", ""])),
        5 => "sql = cast(replace(cast(sql as blob), 'i', x'ff') as text)".to_owned(),
        6 => format!("sql = {}", random.pick(&["null", "7", "1.5", "x'00ff'", "'a' || char(0) || 'b'"])),
        7 => format!(
            "{} = {}",
            random.pick(&["name", "tbl_name"]),
            random.pick(&["'sqlite_x'", "null", "7", "cast(x'ff' as text)"])
        ),
        _ => {
            let (from, to) = (
                random.pick(&["TEXT", "INTEGER", "STRICT", "(", ")", ",", "NOT NULL"]),
                random.pick(&["BLOB", "", "ANY", "(", ", "]),
            );
            format!("sql = replace(sql, '{from}', '{to}')")
        }
    };
    let script = format!(
        "pragma writable_schema = on; update sqlite_schema set {change} where name = '{target}'; pragma writable_schema = off"
    );
    let _ = raw.execute_batch(&script);
    let version: i64 = raw.query_row("pragma schema_version", [], |row| row.get(0)).unwrap_or(1);
    let _ = raw.execute_batch(&format!("pragma schema_version = {}; pragma journal_mode = delete", version + 1));
    format!("{target}: {change}")
}

/// Stores values that no struct has in columns that have no type any more.
fn values(random: &mut Random, path: &Path) -> String {
    let untyped = "pragma writable_schema = on; update sqlite_schema set sql = replace(replace(sql, 'STRICT', ''), 'NOT NULL', '') \
        where type = 'table' and sql like '%STRICT%'; pragma writable_schema = off; pragma ignore_check_constraints = on";
    rusqlite::Connection::open(path).unwrap().execute_batch(untyped).unwrap();
    let raw = rusqlite::Connection::open(path).unwrap();
    let (table, column) = *random.pick(&[
        ("users", "email"),
        ("users", "role"),
        ("users", "logins"),
        ("posts", "title"),
        ("posts", "author_id"),
        ("comments", "body"),
        ("profiles", "user_id"),
        ("groups", "name"),
        ("tags", "label"),
    ]);
    let value = *random.pick(&[
        "null",
        "7",
        "-9223372036854775808",
        "9e999",
        "'text'",
        "x'00ff'",
        "cast(x'ff' as text)",
        "cast(x'610062' as text)",
        "zeroblob(100000)",
    ]);
    let update = format!("pragma ignore_check_constraints = on; update or ignore {table} set {column} = {value}");
    let _ = raw.execute_batch(&update);
    let _ = raw.execute_batch("pragma journal_mode = delete");
    format!("{table}.{column} = {value}")
}
