//! Settings read back, and files that cannot be opened.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use orm_core::error::Error;
use tempfile::TempDir;

use crate::access::{Read as _, Write as _};
use crate::database::Database;
use crate::fixture::{create, emails, raw, user};
use crate::options::{JournalMode, Synchronous};

fn directory() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The names in a directory, in order.
fn names(directory: &TempDir) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// What SQLite says of a setting, without this crate's own reading.
fn pragma(db: &Database, name: &'static str) -> String {
    match raw(name).one::<i64, _>(db) {
        Ok(number) => number.to_string(),
        Err(_) => raw(name).one::<String, _>(db).unwrap(),
    }
}

/// A file in one of the journal modes with one user in it, which nobody has open.
fn stored(directory: &TempDir, mode: JournalMode) -> PathBuf {
    let path = directory.path().join("app.db");
    let db = Database::options().path(&path).journal_mode(mode).open().unwrap();
    create(&db);
    db.insert(user("ada")).run().unwrap();
    path
}

const PRAGMAS: [(&str, &str); 7] = [
    ("pragma foreign_keys", "1"),
    ("pragma trusted_schema", "0"),
    ("pragma cell_size_check", "1"),
    ("pragma busy_timeout", "5000"),
    ("pragma journal_size_limit", "67108864"),
    ("pragma synchronous", "2"),
    ("pragma ignore_check_constraints", "0"),
];

#[test]
fn every_connection_has_the_safety_settings() {
    let directory = directory();
    let path = directory.path().join("app.db");
    let file = Database::open(&path).unwrap();
    let memory = Database::open_in_memory().unwrap();
    let read_only = Database::open_read_only(&path).unwrap();
    for db in [&file, &memory, &read_only] {
        for (name, value) in PRAGMAS {
            assert_eq!(pragma(db, name), value, "{name} of {db:?}");
        }
        let query_only = if std::ptr::eq(db, &raw const read_only) { "1" } else { "0" };
        assert_eq!(pragma(db, "pragma query_only"), query_only, "{db:?}");
        // Double-quoted strings are off.
        assert!(raw("select \"missing\"").one::<String, _>(db).unwrap_err().to_string().contains("no such column"));
        // Extensions are never loaded.
        let error = raw("select load_extension('x')").run(db).unwrap_err();
        assert!(error.to_string().contains("not authorized"), "{error}");
    }
    assert_eq!(pragma(&file, "pragma journal_mode"), "wal");
    assert_eq!(pragma(&file, "pragma mmap_size"), "0");
    assert_eq!(pragma(&memory, "pragma journal_mode"), "memory");
    // DEFENSIVE: the schema table cannot be written to, and no file is made by ATTACH.
    file.execute_script("pragma writable_schema = 1").unwrap();
    assert!(raw("delete from sqlite_schema").run(&file).is_err());
    let other = directory.path().join("other.db");
    let attach = format!("attach '{}' as other", other.display());
    assert!(file.execute_script(&attach).is_err());
    assert!(!other.exists());
    file.execute_script("create table x (y) strict").unwrap_err();
    file.execute_script("vacuum").unwrap();
    let copy = directory.path().join("copy.db");
    file.execute_script(&format!("vacuum into '{}'", copy.display())).unwrap();
    assert!(copy.exists());
}

#[test]
fn options_are_followed() {
    let directory = directory();
    let db = Database::options()
        .path(directory.path().join("app.db"))
        .journal_mode(JournalMode::Truncate)
        .synchronous(Synchronous::Normal)
        .busy_timeout(Duration::from_millis(1234))
        .cache_size(4096)
        .foreign_keys(false)
        .statement_cache_size(0)
        .open()
        .unwrap();
    let settings = [
        ("pragma journal_mode", "truncate"),
        ("pragma synchronous", "1"),
        ("pragma busy_timeout", "1234"),
        ("pragma cache_size", "-4096"),
        ("pragma foreign_keys", "0"),
    ];
    for (name, value) in settings {
        assert_eq!(pragma(&db, name), value, "{name}");
    }
    create(&db);
    db.insert(user("ada")).run().unwrap();
}

#[test]
fn a_setting_that_sqlite_does_not_take_is_named() {
    let error = Database::options().journal_mode(JournalMode::Wal).open().unwrap_err();
    assert_eq!(error.to_string(), "the setting `journal_mode` is memory after it was set to wal");
}

#[test]
fn a_script_does_not_change_the_settings() {
    let directory = directory();
    let db = Database::open(directory.path().join("app.db")).unwrap();
    db.execute_script("pragma foreign_keys = off; pragma synchronous = off; pragma query_only = 1").unwrap();
    for (name, value) in PRAGMAS {
        assert_eq!(pragma(&db, name), value, "{name}");
    }
}

#[test]
fn a_path_is_a_file_whatever_it_looks_like() {
    let directory = directory();
    let name = "file:x?mode=memory";
    let db = Database::open(directory.path().join(name)).unwrap();
    create(&db);
    drop(db);
    assert_eq!(names(&directory), [name]);
    assert!(emails(&Database::open_read_only(directory.path().join(name)).unwrap()).is_empty());
    let odd = directory.path().join("ä %41#?.db");
    create(&Database::open(&odd).unwrap());
    assert!(emails(&Database::open_read_only(&odd).unwrap()).is_empty());
}

#[test]
fn reading_only_leaves_the_file_and_the_directory_as_they_are() {
    for mode in [JournalMode::Wal, JournalMode::Delete, JournalMode::Truncate] {
        let directory = directory();
        let path = stored(&directory, mode);
        let before = (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap(), names(&directory));
        let db = Database::open_read_only(&path).unwrap();
        assert_eq!(emails(&db), ["ada"]);
        assert!(db.insert(user("grace")).run().unwrap_err().is_read_only());
        assert!(db.transaction(|tx| tx.insert(user("grace")).run()).unwrap_err().is_read_only());
        assert!(db.execute_script("create table x (y)").unwrap_err().is_read_only());
        db.read_transaction(|tx| tx.select::<crate::fixture::User>().count()).unwrap();
        assert_eq!(names(&directory), before.2, "{mode:?}");
        drop(db);
        let after = (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap(), names(&directory));
        assert!(before == after, "{mode:?}");
    }
}

#[test]
fn reading_only_sees_what_a_writer_has_not_yet_checkpointed() {
    let directory = directory();
    let path = stored(&directory, JournalMode::Wal);
    let writer = Database::open(&path).unwrap();
    writer.insert(user("grace")).run().unwrap();
    let reader = Database::open_read_only(&path).unwrap();
    assert_eq!(emails(&reader), ["ada", "grace"]);
    writer.insert(user("edsger")).run().unwrap();
    assert_eq!(emails(&reader).len(), 3);
}

#[cfg(unix)]
#[test]
fn reading_only_follows_a_link() {
    let directory = directory();
    let path = stored(&directory, JournalMode::Wal);
    let link = directory.path().join("link.db");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let writer = Database::open(&path).unwrap();
    writer.insert(user("grace")).run().unwrap();
    assert_eq!(emails(&Database::open_read_only(&link).unwrap()), ["ada", "grace"]);
}

fn message(result: Result<Database, Error>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn says_why_a_file_cannot_be_opened() {
    let directory = directory();
    let at = |name: &str| directory.path().join(name);
    let show = |path: &Path| format!("`{}`", path.display());

    let missing = at("none/app.db");
    let text = format!("cannot open {}: there is no directory {}", show(&missing), show(&at("none")));
    assert_eq!(message(Database::open(&missing)), text);

    let text = format!("cannot open {}: it is a directory", show(directory.path()));
    assert_eq!(message(Database::open(directory.path())), text);

    let absent = at("absent.db");
    let text = format!("cannot open {}: there is no such file", show(&absent));
    assert_eq!(message(Database::open_read_only(&absent)), text);
    assert_eq!(message(Database::options().path(&absent).create(false).open()), text);
    assert!(!absent.exists());

    for (name, content) in [("long", "not a database, however long it is. ".repeat(200)), ("short", "x".to_owned())] {
        let path = at(name);
        fs::write(&path, &content).unwrap();
        for open in [Database::open, Database::open_read_only] {
            let error = open(&path).unwrap_err();
            assert!(error.is_corrupt(), "{error}");
            assert_eq!(error.to_string(), format!("cannot open {}: the file is not a SQLite database", show(&path)));
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
    assert_eq!(names(&directory), ["long", "short"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_is_refused_unless_it_is_only_read() {
    use std::os::unix::fs::PermissionsExt;

    let directory = directory();
    let path = stored(&directory, JournalMode::Delete);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    if fs::OpenOptions::new().write(true).open(&path).is_ok() {
        eprintln!("skipped: root may write to every file");
        return;
    }
    let before = fs::read(&path).unwrap();
    let error = Database::open(&path).unwrap_err();
    assert!(error.is_read_only());
    assert!(error.to_string().contains("app.db` for writing: the file is read-only"), "{error}");
    assert_eq!(emails(&Database::open_read_only(&path).unwrap()), ["ada"]);
    assert_eq!(fs::read(&path).unwrap(), before);

    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    assert!(Database::open(&path).unwrap_err().is_cannot_open());
}

#[test]
fn an_empty_file_is_an_empty_database() {
    let directory = directory();
    let path = directory.path().join("empty.db");
    fs::write(&path, "").unwrap();
    Database::open_read_only(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"");
    create(&Database::open(&path).unwrap());
}

#[test]
fn a_new_file_is_opened_by_many_at_once() {
    for _ in 0..5 {
        let directory = directory();
        let path = directory.path().join("app.db");
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| Database::open(&path).unwrap());
            }
        });
        assert_eq!(pragma(&Database::open(&path).unwrap(), "pragma journal_mode"), "wal");
    }
}

#[test]
fn reading_does_not_drop_the_locks_of_a_writer_in_this_process() {
    let directory = directory();
    let path = stored(&directory, JournalMode::Delete);
    let db = Database::options().path(&path).journal_mode(JournalMode::Delete).open().unwrap();
    let script = "begin immediate; update users set email = 'x'; commit";
    // Another process: locks are per process, so that a second connection of this one would show nothing.
    let other = || std::process::Command::new("sqlite3").arg(&path).arg(script).output();
    if other().is_err() {
        println!("skipped: there is no sqlite3 shell");
        return;
    }
    db.transaction(|_| {
        drop(Database::open_read_only(&path)?);
        let output = other().unwrap();
        assert!(String::from_utf8_lossy(&output.stderr).contains("locked"), "{output:?}");
        Ok(())
    })
    .unwrap();
}
