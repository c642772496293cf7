//! Where a database is: URLs, and the permissions of new files.

use orm_sqlite::prelude::*;
use orm_sqlite::{JournalMode, Options};

#[test]
fn s14_a_url_opens_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a b%.db");
    let url = |query: &str| format!("file:{}{query}", folder.path().join("a%20b%25.db").display());
    assert!(Database::open_url(&url("?mode=ro")).unwrap_err().is_cannot_open());
    assert!(Database::open_url(&url("?mode=rw")).unwrap_err().is_cannot_open());
    assert!(!path.exists());
    Database::open_url(&url("")).unwrap().execute_script("create table t (x)").unwrap();
    assert!(path.exists());
    Database::open_url(&url("?mode=rw&cache=private")).unwrap().execute_script("insert into t values (1)").unwrap();
    let db = Database::open_url(&url("?mode=ro")).unwrap();
    assert!(db.execute_script("insert into t values (1)").unwrap_err().is_read_only());
    assert_eq!(sql!("select x from t").one::<i64, _>(&db).unwrap(), 1);
    let options = Options::from_url(&url("?mode=rw")).unwrap().journal_mode(JournalMode::Delete);
    assert_eq!(sql!("pragma journal_mode").one::<String, _>(&options.open().unwrap()).unwrap(), "delete");
    for memory in ["file::memory:", "file:nowhere/x.db?mode=memory"] {
        Database::open_url(memory).unwrap().execute_script("create table t (x)").unwrap();
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else was made");
}

#[test]
fn s14_a_path_inside_of_a_url_is_not_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file:{}/file%3Ax%3Fmode%3Dmemory%26vfs%3Dnone", folder.path().display());
    Database::open_url(&url).unwrap().execute_script("create table t (x)").unwrap();
    assert!(folder.path().join("file:x?mode=memory&vfs=none").exists());
}

#[cfg(unix)]
mod mode {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::path::Path;
    use std::process::Command;

    use super::*;

    /// In a process of its own, which gives up the `umask`.
    const CHILD: &str = "ORM_TEST_FILE_MODE";

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn beside(path: &Path, suffix: &str) -> std::path::PathBuf {
        format!("{}{suffix}", path.display()).into()
    }

    /// Runs a test of this file again in a process without a `umask`; says whether this is that process.
    fn without_umask(name: &str) -> bool {
        if std::env::var_os(CHILD).is_some() {
            return true;
        }
        let script = "umask 000; exec \"$0\" --exact \"$1\" --nocapture";
        let mut command = Command::new("sh");
        command.args(["-c", script]).arg(std::env::current_exe().unwrap()).arg(name).env(CHILD, "1");
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{output:?}");
        false
    }

    #[test]
    fn s15_new_files_have_the_mode_and_those_beside_them_too() {
        if !without_umask("guard::location::mode::s15_new_files_have_the_mode_and_those_beside_them_too") {
            return;
        }
        for wanted in [0o600, 0o640, 0o644, 0o660, 0o664] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("app.db");
            let db = Database::options().path(&path).file_mode(wanted).open().unwrap();
            db.execute_script("create table t (x); insert into t values (1)").unwrap();
            for file in [path.clone(), beside(&path, "-wal"), beside(&path, "-shm")] {
                assert_eq!(mode(&file), wanted, "{file:?}");
            }
            drop(db);
            let path = folder.path().join("other.db");
            let options = Database::options().path(&path).file_mode(wanted).journal_mode(JournalMode::Persist);
            options.open().unwrap().execute_script("create table t (x)").unwrap();
            assert_eq!((mode(&path), mode(&beside(&path, "-journal"))), (wanted, wanted));
        }
    }

    #[test]
    fn s15_nothing_is_ever_writable_by_everybody() {
        if !without_umask("guard::location::mode::s15_nothing_is_ever_writable_by_everybody") {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.db");
        let db = Database::open(&path).unwrap();
        let copy = folder.path().join("copy.db");
        db.execute_script(&format!("create table t (x); vacuum into '{}'", copy.display())).unwrap();
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(files.len(), 4, "{files:?}");
        for file in files {
            assert_eq!(mode(&file) & 0o002, 0, "{file:?}");
        }
    }

    #[test]
    fn s15_a_mode_that_is_no_permission_of_a_database_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.db");
        for wanted in [0, 0o400, 0o200, 0o606, 0o666, 0o777, 0o700, 0o4600, 0o100_600, u32::MAX] {
            let error = Database::options().path(&path).file_mode(wanted).open().unwrap_err();
            assert!(error.is_cannot_open() && error.to_string().contains(&format!("0o{wanted:o}")), "{error}");
            assert!(!path.exists());
        }
    }

    #[test]
    fn s15_a_file_that_is_there_keeps_its_mode_and_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.db");
        Database::open(&path).unwrap().execute_script("create table t (x); insert into t values (1)").unwrap();
        for given in [0o644, 0o660] {
            fs::set_permissions(&path, Permissions::from_mode(given)).unwrap();
            let db = Database::options().path(&path).file_mode(0o600).open().unwrap();
            assert_eq!(sql!("select x from t").one::<i64, _>(&db).unwrap(), 1);
            assert_eq!(mode(&path), given);
        }
    }

    #[test]
    fn s15_a_link_to_nothing_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (path, target) = (folder.path().join("app.db"), folder.path().join("target.db"));
        symlink(&target, &path).unwrap();
        let error = Database::options().path(&path).file_mode(0o600).open().unwrap_err();
        assert!(error.is_cannot_open(), "{error}");
        assert!(!target.exists());
        // One to a file is.
        Database::open(&target).unwrap().execute_script("create table t (x)").unwrap();
        let db = Database::options().path(&path).file_mode(0o600).open().unwrap();
        assert!(sql!("select count(*) from t").one::<i64, _>(&db).is_ok());
    }

    #[test]
    fn s15_many_threads_make_one_file() {
        for _ in 0..5 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("app.db");
            std::thread::scope(|scope| {
                for _ in 0..6 {
                    scope.spawn(|| Database::options().path(&path).file_mode(0o600).open().unwrap());
                }
            });
            assert_eq!(mode(&path), 0o600);
        }
    }
}
