//! The tables that the tests share, and a database file that rusqlite reads beside the library.
//!
//! Other targets take this file too, so its parts stand here with their paths.
//!
//! rusqlite is the oracle: what a builder says is compared with hand-written SQL on the same file.

#[path = "model/blog.rs"]
mod blog;
#[path = "model/keys.rs"]
mod keys;
#[path = "model/types.rs"]
mod types;

use std::path::PathBuf;

use orm_sqlite::migrate::Snapshot;
use orm_sqlite::prelude::*;
use orm_sqlite::{Options, Synchronous};
use proptest::prelude::ProptestConfig;

pub(crate) use blog::*;
pub(crate) use keys::*;
pub(crate) use types::*;

/// A database in a file, opened by the library and by rusqlite.
pub(crate) struct Fixture {
    pub(crate) db: Database,
    pub(crate) raw: rusqlite::Connection,
    folder: tempfile::TempDir,
}

impl Fixture {
    pub(crate) fn new(schema: &Schema) -> Self {
        let fixture = Self::empty();
        fixture.db.create_tables(schema).unwrap();
        // Whatever structs a test has: the database that they make is read back as what they say.
        assert_eq!(fixture.db.inspect().unwrap(), Snapshot::of(schema).unwrap());
        fixture
    }

    /// Without any table.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.db");
        let db = options().path(&path).open().unwrap();
        let raw = connection(&path);
        Self { db, raw, folder }
    }

    /// One more connection that is not the library's.
    pub(crate) fn another(&self) -> rusqlite::Connection {
        connection(&self.path())
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }

    /// The rows of hand-written SQL, as text: `1|a|NULL`.
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        rows(&self.raw, sql)
    }

    /// The first number of hand-written SQL.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        self.raw.query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

/// Nothing here survives a power failure, so nobody waits for the disk.
fn options() -> Options {
    Database::options().synchronous(Synchronous::Off)
}

fn connection(path: &std::path::Path) -> rusqlite::Connection {
    let raw = rusqlite::Connection::open(path).unwrap();
    raw.pragma_update(None, "foreign_keys", true).unwrap();
    raw.pragma_update(None, "synchronous", "OFF").unwrap();
    raw
}

/// The rows of hand-written SQL, as text: `1|a|NULL`.
pub(crate) fn rows(raw: &rusqlite::Connection, sql: &str) -> Vec<String> {
    use rusqlite::types::Value;
    let mut statement = raw.prepare(sql).unwrap();
    let width = statement.column_count();
    let shown = |value: Value| match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(integer) => integer.to_string(),
        Value::Real(real) => format!("{real:?}"),
        Value::Text(text) => text,
        Value::Blob(bytes) => format!("{bytes:02x?}"),
    };
    let read = |row: &rusqlite::Row<'_>| (0..width).map(|at| row.get(at).map(shown)).collect::<Result<Vec<_>, _>>();
    statement.query_map([], read).unwrap().map(|row| row.unwrap().join("|")).collect()
}

/// The blog's tables with a few rows: see `SEED`.
pub(crate) fn blog() -> Fixture {
    let fixture = Fixture::new(&blog_schema());
    fixture.raw.execute_batch(SEED).unwrap();
    fixture
}

/// How a property is tested: with so many cases, or with those of `PROPTEST_CASES`.
pub(crate) fn property(cases: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
