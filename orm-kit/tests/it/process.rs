//! The command line as a person has it: a process at a terminal, in a pipe, and under signals.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that meets an error has failed, and says what it skips"
)]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const ORM: &str = env!("CARGO_BIN_EXE_orm");

/// A folder with a migration and a configuration.
fn project(sql: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("orm.toml"), "database = \"app.db\"\n").unwrap();
    let migration = folder.path().join("migrations/1_first");
    fs::create_dir_all(&migration).unwrap();
    fs::write(migration.join("migration.sql"), sql).unwrap();
    folder
}

fn orm(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(ORM);
    command
        .args(arguments)
        .current_dir(folder)
        .env_remove("ORM_DATABASE")
        .env_remove("ORM_KEY")
        .env_remove("NO_COLOR")
        .stdin(Stdio::null());
    command
}

/// Runs a command at a pseudo-terminal of `script`, if there is one: its output and its exit code.
fn at_a_terminal(folder: &Path, arguments: &str) -> Option<(String, i32)> {
    let run = |version: &str| Command::new("script").arg(version).output().is_ok_and(|output| output.status.success());
    if !run("--version") {
        println!("skipped: there is no `script` that makes a terminal");
        return None;
    }
    let output: Output = Command::new("script")
        .args(["-q", "-e", "-c", &format!("{ORM} {arguments}"), "/dev/null"])
        .current_dir(folder)
        .env_remove("ORM_DATABASE")
        .env_remove("NO_COLOR")
        .env("TERM", "xterm")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Some((String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code().unwrap()))
}

#[test]
fn errors_have_colours_at_a_terminal_and_none_in_a_pipe() {
    let folder = project("nonsense;\n");
    let piped = orm(folder.path(), &["migrate"]).output().unwrap();
    assert_eq!(piped.status.code(), Some(1));
    let words = String::from_utf8(piped.stderr).unwrap();
    assert!(words.starts_with("error: 1_first, line 1: ") && !words.contains('\u{1b}'), "{words}");
    let Some((shown, code)) = at_a_terminal(folder.path(), "migrate") else { return };
    assert_eq!(code, 1);
    assert!(shown.contains("\u{1b}[1;31merror\u{1b}[0m: 1_first, line 1: "), "{shown:?}");
}

#[test]
fn a_command_never_asks_and_says_the_same_at_a_terminal() {
    let folder = project("CREATE TABLE a (b);\n");
    let Some((shown, code)) = at_a_terminal(folder.path(), "generate more") else { return };
    assert_eq!(code, 2);
    assert!(shown.contains("needs the structs"), "{shown:?}");
    let (shown, code) = at_a_terminal(folder.path(), "migrate --json").unwrap();
    assert_eq!(code, 0, "{shown:?}");
    assert_eq!(orm(folder.path(), &["status"]).output().unwrap().stdout, b"applied\t1_first\n");
    assert!(at_a_terminal(folder.path(), "status").unwrap().0.contains("applied  1_first"));
    let json = &shown[shown.find('{').unwrap()..=shown.rfind('}').unwrap()];
    assert_eq!(serde_json::from_str::<serde_json::Value>(json).unwrap()["applied"][0], "1_first");
}

#[test]
fn a_reader_that_is_gone_is_no_panic() {
    let folder = project("CREATE TABLE a (b);\n");
    let mut child =
        orm(folder.path(), &["completions", "bash"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{output:?}");
}

#[test]
fn a_signal_stops_a_migration_and_rolls_it_back() {
    let slow = "CREATE TABLE a (b);\n\
        INSERT INTO a WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) SELECT i FROM n;\n";
    for signal in ["INT", "TERM"] {
        let folder = project(slow);
        let mut child = orm(folder.path(), &["migrate"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let database = folder.path().join("app.db");
        signal_when_locked(&child, &database, signal);
        let code = child.wait().unwrap().code();
        assert_eq!(code, Some(130), "SIG{signal}");
        let db = orm_sqlite::Database::open(&database).unwrap();
        assert!(db.inspect().unwrap().tables.is_empty());
        assert!(db.applied_migrations().unwrap().is_empty());
    }
}

/// Whether SIGINT does nothing to the processes of this one, as behind `nohup` and in the background of a script.
fn ignores_interrupts() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 0b10 != 0)
}

#[test]
fn a_signal_ends_the_filling_of_tables_and_nothing_of_it_stays() {
    for signal in ["INT", "TERM"] {
        if signal == "INT" && ignores_interrupts() {
            println!("skipped: SIGINT is ignored here");
            continue;
        }
        let folder = project("CREATE TABLE a (b TEXT NOT NULL) STRICT;\n");
        assert!(orm(folder.path(), &["migrate"]).status().unwrap().success());
        // It would take hours.
        let mut child = orm(folder.path(), &["seed", "--rows", "1000000000"]).stdout(Stdio::piped()).spawn().unwrap();
        let database = folder.path().join("app.db");
        signal_when_locked(&child, &database, signal);
        let start = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if start.elapsed() > Duration::from_secs(20) {
                child.kill().unwrap();
                panic!("SIG{signal} does not end it");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let db = orm_sqlite::Database::open(&database).unwrap();
        assert_eq!(orm_sqlite::sql!("select count(*) from a").one::<i64, _>(&db).unwrap(), 0);
    }
}

#[test]
#[cfg(not(feature = "sqlcipher"))]
fn a_key_is_refused_by_a_program_that_does_not_encrypt() {
    let folder = project("CREATE TABLE a (b);\n");
    let output = orm(folder.path(), &["migrate"]).env("ORM_KEY", "canary").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("without encryption") && !errors.contains("canary"), "{errors}");
    assert!(!folder.path().join("app.db").exists());
}

#[test]
#[cfg(feature = "sqlcipher")]
fn a_key_in_the_environment_opens_an_encrypted_database() {
    let folder = project("CREATE TABLE a (b TEXT);\n");
    let with_key = |arguments: &[&str], key: &str| orm(folder.path(), arguments).env("ORM_KEY", key).output().unwrap();
    assert_eq!(with_key(&["migrate"], "a secret").status.code(), Some(0));
    assert!(!fs::read(folder.path().join("app.db")).unwrap().starts_with(b"SQLite format 3"));
    assert_eq!(with_key(&["seed"], "a secret").status.code(), Some(0));
    assert_eq!(with_key(&["status"], "a secret").stdout, b"applied\t1_first\n");
    assert!(String::from_utf8(with_key(&["pull"], "a secret").stdout).unwrap().contains("struct A"));
    for output in [with_key(&["status"], "another"), orm(folder.path(), &["status"]).output().unwrap()] {
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{errors}");
        assert!(errors.contains("encrypted") && !errors.contains("another one"), "{errors}");
    }
}

/// Waits until a process has begun, which is when it has the database's lock, and sends it a signal.
fn signal_when_locked(child: &Child, database: &Path, signal: &str) {
    let start = Instant::now();
    while !is_locked(database) {
        assert!(start.elapsed() < Duration::from_mins(1), "it did not begin");
        std::thread::sleep(Duration::from_millis(20));
    }
    let sent = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn is_locked(database: &Path) -> bool {
    if !database.exists() {
        return false;
    }
    let db = orm_sqlite::Database::options().path(database).busy_timeout(Duration::ZERO).open();
    db.is_ok_and(|db| db.transaction(|_tx| Ok(())).is_err_and(|error| error.is_busy()))
}

#[test]
fn processes_that_generate_at_once_make_one_history() {
    let folder = project("CREATE TABLE t (a);\n");
    if fs::File::open(folder.path()).is_err() {
        return println!("skipped: folders cannot be locked here");
    }
    let generate = |at: usize| {
        let mut command = orm(folder.path(), &["generate", &format!("by {at}"), "--custom"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    fs::remove_dir_all(folder.path().join("migrations")).unwrap();
    let mut made = 0;
    for _ in 0..10 {
        let processes: Vec<Child> = (0..6).map(generate).collect();
        made += processes.len();
        for process in processes {
            let output = process.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
    let names = fs::read_dir(folder.path().join("migrations")).unwrap().map(|entry| entry.unwrap().file_name());
    let names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    assert_eq!(names.len(), made, "{names:?}");
    let check = orm(folder.path(), &["check"]).output().unwrap();
    assert_eq!(check.status.code(), Some(0), "{}", String::from_utf8_lossy(&check.stderr));
}
