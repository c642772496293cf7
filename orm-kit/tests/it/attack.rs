//! What once went wrong on the command line: each case is the smallest that shows it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const ORM: &str = env!("CARGO_BIN_EXE_orm");

/// A folder with migrations and a configuration.
fn project(migrations: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("orm.toml"), "database = \"app.db\"\n").unwrap();
    for (name, sql) in migrations {
        let migration = folder.path().join("migrations").join(name);
        fs::create_dir_all(&migration).unwrap();
        fs::write(migration.join("migration.sql"), sql).unwrap();
    }
    folder
}

fn orm(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(ORM);
    command.args(arguments).current_dir(folder).env_remove("ORM_DATABASE").stdin(Stdio::null()).output().unwrap()
}

#[test]
fn what_migrates_can_be_exported() {
    let rebuild = "CREATE TABLE \"__orm_new_p\" (id INTEGER PRIMARY KEY, CHECK (id > 0));\n\
        INSERT INTO \"__orm_new_p\" (\"id\") SELECT \"id\" FROM \"p\";\nDROP TABLE \"p\";\n\
        ALTER TABLE \"__orm_new_p\" RENAME TO \"p\";\n";
    let first = "CREATE TABLE p (id INTEGER PRIMARY KEY);\nCREATE VIEW v AS SELECT id FROM p;\n";
    let folder = project(&[("1_first", first), ("2_second", rebuild)]);
    for arguments in [["migrate"].as_slice(), &["export", "--format", "d1", "--out", "out"]] {
        let output = orm(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn an_import_that_fails_has_written_nothing() {
    let folder = project(&[]);
    let meta = folder.path().join("drizzle/meta");
    fs::create_dir_all(&meta).unwrap();
    let entry = |at: usize, tag: &str| {
        format!(
            r#"{{ "idx": {at}, "version": "6", "when": {}, "tag": "{tag}", "breakpoints": true }}"#,
            at + 1_700_000_000_000
        )
    };
    let entries = [entry(0, "0000_first"), entry(1, "0001_second")].join(", ");
    let journal = format!(r#"{{ "version": "7", "dialect": "sqlite", "entries": [{entries}] }}"#);
    fs::write(meta.join("_journal.json"), journal).unwrap();
    fs::write(folder.path().join("drizzle/0000_first.sql"), "CREATE TABLE a (b);").unwrap();
    fs::write(folder.path().join("drizzle/0001_second.sql"), "nonsense;").unwrap();
    let output = orm(folder.path(), &["import", "drizzle", "drizzle"]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && words.contains("0001_second"), "{words}");
    assert!(!folder.path().join("migrations").exists());
}

#[test]
fn migrations_without_snapshots_can_be_rebased() {
    let folder = project(&[
        ("1_first", "CREATE TABLE p (id INTEGER PRIMARY KEY);"),
        ("2_mine", "ALTER TABLE p ADD COLUMN x;"),
        ("3_theirs", "ALTER TABLE p ADD COLUMN y;"),
    ]);
    let output = orm(folder.path(), &["rebase", "2_mine"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!folder.path().join("migrations/2_mine").exists());
    let output = orm(folder.path(), &["migrate"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_command_waits_as_long_as_it_is_told_to() {
    let folder = project(&[("1_first", "CREATE TABLE p (id INTEGER PRIMARY KEY);")]);
    let other = rusqlite::Connection::open(folder.path().join("app.db")).unwrap();
    other.execute_batch("CREATE TABLE other (a); BEGIN EXCLUSIVE").unwrap();
    let start = Instant::now();
    let output = orm(folder.path(), &["migrate", "--lock-timeout", "1"]);
    assert_eq!(output.status.code(), Some(4), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
}
