//! A database in a file, opened by the library and by rusqlite, which is the oracle.

use std::path::{Path, PathBuf};

use orm_sqlite::migrate::{Migration, Migrations};
use orm_sqlite::{Database, Synchronous};
use proptest::prelude::ProptestConfig;

pub(crate) struct Fixture {
    pub(crate) db: Database,
    pub(crate) raw: rusqlite::Connection,
    folder: tempfile::TempDir,
}

impl Fixture {
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.db");
        // Nothing here survives a power failure, so nobody waits for the disk.
        let db = Database::options().synchronous(Synchronous::Off).path(&path).open().unwrap();
        let raw = connection(&path);
        Self { db, raw, folder }
    }

    /// With tables and rows by a script.
    pub(crate) fn of(script: &str) -> Self {
        let fixture = Self::empty();
        fixture.raw.execute_batch(script).unwrap_or_else(|error| panic!("{error}: {script}"));
        fixture
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }

    /// The rows of hand-written SQL, as text: `1|a|NULL`.
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        rows(&self.raw, sql)
    }

    /// The rows of hand-written SQL as the `sqlite3` program reads them: another build of SQLite, and none of our code. Nothing if
    /// there is no such program.
    pub(crate) fn shell(&self, sql: &str) -> Option<Vec<String>> {
        let output = std::process::Command::new("sqlite3").arg("-batch").arg(self.path()).arg(sql).output().ok()?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Some(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect())
    }

    /// The first number of hand-written SQL.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        self.raw.query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

fn connection(path: &Path) -> rusqlite::Connection {
    let raw = rusqlite::Connection::open(path).unwrap();
    raw.pragma_update(None, "foreign_keys", true).unwrap();
    raw.pragma_update(None, "synchronous", "OFF").unwrap();
    raw
}

/// The rows of hand-written SQL, as text: `1|a|NULL`.
pub(crate) fn rows(raw: &rusqlite::Connection, sql: &str) -> Vec<String> {
    use rusqlite::types::Value;
    let mut statement = raw.prepare(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
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

/// Migrations of names and texts.
pub(crate) fn migrations(list: &[(&'static str, &'static str)]) -> Migrations {
    Migrations::new(list.iter().map(|(name, up)| Migration::new(*name, *up).unwrap())).unwrap()
}

/// How a property is tested: with so many cases, or with those of `PROPTEST_CASES`.
pub(crate) fn property(cases: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    // A seed has no simpler one.
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::default() }
}
