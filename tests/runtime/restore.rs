//! Backups put in the place of databases that are whole, damaged, open, or left behind by a crash.

use std::fs;
use std::path::{Path, PathBuf};

use orm_sqlite::prelude::*;
use rusqlite::config::DbConfig;
use tempfile::TempDir;

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "notes")]
struct Note {
    #[column(primary_key)]
    id: i64,
    text: String,
    /// So that there are some pages.
    filler: String,
}

struct Fixture {
    directory: TempDir,
    /// Has the notes "new".
    backup: PathBuf,
    /// Has the notes "old", and is closed.
    target: PathBuf,
}

impl Fixture {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let (backup, target) = (directory.path().join("backup.db"), directory.path().join("app.db"));
        fill(&directory.path().join("source.db"), "new").backup(&backup).unwrap();
        fill(&target, "old");
        Self { directory, backup, target }
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.target.clone().into_os_string();
        name.push(suffix);
        name.into()
    }

    fn restore(&self) -> Result<(), orm_sqlite::Error> {
        Database::restore_backup(&self.backup, &self.target)
    }

    /// Whether the database is the backup, and nothing of the old one is left.
    #[track_caller]
    fn assert_restored(&self) {
        for suffix in ["-wal", "-shm", "-journal", "-wal.old", "-shm.old", "-journal.old"] {
            assert!(!self.beside(suffix).exists(), "{suffix} is left");
        }
        assert_eq!(texts(&self.target), vec!["new"; 300]);
        assert!(!self.has_partial());
    }

    fn has_partial(&self) -> bool {
        let entries = fs::read_dir(self.directory.path()).unwrap();
        entries.into_iter().any(|entry| entry.unwrap().file_name().to_string_lossy().contains(".partial-"))
    }
}

fn fill(path: &Path, text: &str) -> Database {
    let db = Database::open(path).unwrap();
    db.create_tables(&schema!(Note)).unwrap();
    db.insert_many((0..300).map(|_| NewNote::builder().text(text).filler("f".repeat(200)).build())).run().unwrap();
    db
}

fn texts(path: &Path) -> Vec<String> {
    let raw = rusqlite::Connection::open(path).unwrap();
    let whole: String = raw.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(whole, "ok");
    let mut statement = raw.prepare("select text from notes order by id").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// Writes as a program that is killed does: the log stays, and all of the rows are in it.
fn crash(path: &Path, text: &str) {
    let raw = rusqlite::Connection::open(path).unwrap();
    raw.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).unwrap();
    raw.execute_batch("pragma wal_autocheckpoint = 0").unwrap();
    raw.execute("update notes set text = ?", [text]).unwrap();
}

#[test]
fn a_backup_is_restored_over_a_closed_database_and_where_there_is_none() {
    let fixture = Fixture::new();
    let before = fs::read(&fixture.backup).unwrap();
    fixture.restore().unwrap();
    fixture.assert_restored();
    fs::remove_file(&fixture.target).unwrap();
    fixture.restore().unwrap();
    fixture.assert_restored();
    assert_eq!(fs::read(&fixture.backup).unwrap(), before);
    // The restored file is a database like any other.
    let db = Database::open(&fixture.target).unwrap();
    db.insert(NewNote::builder().text("after").filler("").build()).run().unwrap();
    assert_eq!(db.select::<Note>().count().unwrap(), 301);
}

#[test]
fn a_restored_database_is_not_read_with_the_log_of_the_old_one() {
    let fixture = Fixture::new();
    crash(&fixture.target, "in the log");
    assert!(fs::metadata(fixture.beside("-wal")).unwrap().len() > 4096);
    fixture.restore().unwrap();
    fixture.assert_restored();
}

#[test]
fn the_log_of_a_database_that_is_gone_is_not_read_either() {
    let fixture = Fixture::new();
    crash(&fixture.target, "in the log");
    fs::remove_file(&fixture.target).unwrap();
    fixture.restore().unwrap();
    fixture.assert_restored();
}

#[test]
fn a_backup_is_restored_over_a_damaged_database_with_its_log() {
    // The log is not the damage: a header that is no database's, and a schema that cannot be read.
    for (from, bytes) in [(0, 200), (100, 3000)] {
        let fixture = Fixture::new();
        crash(&fixture.target, "in the log");
        // The wal-index would help SQLite over the damage.
        fs::remove_file(fixture.beside("-shm")).unwrap();
        let log = fs::read(fixture.beside("-wal")).unwrap();
        let mut file = fs::read(&fixture.target).unwrap();
        file[from..from + bytes].fill(0xaa);
        fs::write(&fixture.target, &file).unwrap();
        fs::write(fixture.beside("-wal"), &log).unwrap();
        fixture.restore().unwrap();
        fixture.assert_restored();
    }
}

#[test]
fn a_database_that_is_open_in_this_process_is_not_replaced() {
    let fixture = Fixture::new();
    let db = Database::open(&fixture.target).unwrap();
    let refused = fixture.restore().unwrap_err();
    assert!(refused.is_refused(), "{refused}");
    db.insert(NewNote::builder().text("old").filler("").build()).run().unwrap();
    drop(db);
    assert_eq!(texts(&fixture.target), vec!["old"; 301]);
    assert!(!fixture.has_partial());
}

#[test]
fn a_database_that_another_connection_has_open_is_not_replaced() {
    for mode in ["wal", "delete"] {
        let fixture = Fixture::new();
        let other = rusqlite::Connection::open(&fixture.target).unwrap();
        let set: String = other.query_row(&format!("pragma journal_mode = {mode}"), [], |row| row.get(0)).unwrap();
        assert_eq!(set, mode);
        // It reads; in WAL mode, having read is enough.
        other.execute_batch("begin; select * from notes limit 1").unwrap();
        other.query_row("select count(*) from notes", [], |_| Ok(())).unwrap();
        if mode == "wal" {
            other.execute_batch("rollback").unwrap();
        }
        let refused = fixture.restore().unwrap_err();
        assert!(refused.is_busy(), "{mode}: {refused}");
        drop(other);
        assert_eq!(texts(&fixture.target), vec!["old"; 300]);
        assert!(!fixture.has_partial());
        fixture.restore().unwrap();
        fixture.assert_restored();
    }
}

#[test]
fn a_backup_that_is_not_whole_is_refused_before_anything_is_touched() {
    let fixture = Fixture::new();
    let good = fs::read(&fixture.backup).unwrap();
    crash(&fixture.target, "in the log");
    let (file, log) = (fs::read(&fixture.target).unwrap(), fs::read(fixture.beside("-wal")).unwrap());
    let mut torn = good.clone();
    torn[2 * 4096..2 * 4096 + 2000].fill(0x55);
    let mut cut = good.clone();
    cut.truncate(good.len() - 4096);
    let letters = "Dear reader, this is no database. ".repeat(100).into_bytes();
    for (name, bytes) in
        [("torn", torn), ("cut", cut), ("letters", letters), ("empty", Vec::new()), ("short", vec![1; 100])]
    {
        fs::write(&fixture.backup, bytes).unwrap();
        let refused = fixture.restore().unwrap_err();
        assert!(refused.is_corrupt(), "{name}: {refused}");
        assert_eq!(fs::read(&fixture.target).unwrap(), file, "{name}");
        assert_eq!(fs::read(fixture.beside("-wal")).unwrap(), log, "{name}");
        assert!(!fixture.has_partial(), "{name}");
    }
    fs::remove_file(&fixture.backup).unwrap();
    assert!(fixture.restore().unwrap_err().is_cannot_open());
    assert!(Database::restore_backup(&fixture.target, &fixture.target).unwrap_err().is_refused());
    assert!(Database::restore_backup(":memory:", &fixture.target).is_err());
    assert!(Database::restore_backup(&fixture.target, ":memory:").is_err());
    assert_eq!(texts(&fixture.target), vec!["in the log"; 300]);
}

#[test]
fn a_database_with_a_log_is_a_backup_too() {
    let fixture = Fixture::new();
    let source = fixture.directory.path().join("crashed.db");
    fill(&source, "old");
    crash(&source, "new");
    Database::restore_backup(&source, &fixture.target).unwrap();
    fixture.assert_restored();
    // And one that is in use.
    let live = fill(&fixture.directory.path().join("live.db"), "new");
    Database::restore_backup(fixture.directory.path().join("live.db"), &fixture.target).unwrap();
    fixture.assert_restored();
    assert_eq!(live.select::<Note>().count().unwrap(), 300);
}

#[test]
fn a_backup_that_needs_functions_and_collations_of_the_program_is_restored() {
    let fixture = Fixture::new();
    let backup = fixture.directory.path().join("special.db");
    let raw = rusqlite::Connection::open(&backup).unwrap();
    raw.create_collation("backwards", |left: &str, right: &str| right.cmp(left)).unwrap();
    let flags = rusqlite::functions::FunctionFlags::SQLITE_DETERMINISTIC;
    raw.create_scalar_function("is_fine", 1, flags, |_| Ok(true)).unwrap();
    raw.execute_batch(
        "create table words (word text collate backwards unique check (is_fine(word))); insert into words values ('a'), ('b')",
    )
    .unwrap();
    drop(raw);
    Database::restore_backup(&backup, &fixture.target).unwrap();
    let raw = rusqlite::Connection::open(&fixture.target).unwrap();
    assert_eq!(raw.query_row("select count(*) from words", [], |row| row.get::<_, i64>(0)).unwrap(), 2);
}

#[cfg(unix)]
#[test]
fn a_restored_database_has_the_mode_of_the_old_one_and_a_new_one_is_private() {
    use std::os::unix::fs::PermissionsExt as _;

    let fixture = Fixture::new();
    let mode = || fs::metadata(&fixture.target).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(&fixture.target, fs::Permissions::from_mode(0o640)).unwrap();
    fixture.restore().unwrap();
    assert_eq!(mode(), 0o640);
    fs::remove_file(&fixture.target).unwrap();
    fixture.restore().unwrap();
    assert_eq!(mode(), 0o600);
}

#[cfg(unix)]
#[test]
fn a_link_goes_on_leading_to_the_database() {
    let fixture = Fixture::new();
    let link = fixture.directory.path().join("link.db");
    std::os::unix::fs::symlink(&fixture.target, &link).unwrap();
    Database::restore_backup(&fixture.backup, &link).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    fixture.assert_restored();
}
