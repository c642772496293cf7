//! A history that somebody has tampered with: each case has its verdict, and nothing is run.

use orm_sqlite::Database;
use orm_sqlite::error::Verdict;
use orm_sqlite::migrate::{Decisions, Migration, Migrations, OnUnknown, Snapshot, State, generate};

use crate::fixture::{Fixture, migrations};

const FIRST: (&str, &str) = ("20260101000000_first", "-- one\nCREATE TABLE a (b INTEGER);\n");
const SECOND: (&str, &str) = ("20260102000000_second", "CREATE TABLE c (d INTEGER);\n");
const THIRD: (&str, &str) = ("20260103000000_third", "CREATE TABLE e (f INTEGER);\n");

/// A database that has been through the first two.
fn database() -> Fixture {
    let fixture = Fixture::empty();
    fixture.db.migrate(&migrations(&[FIRST, SECOND])).unwrap();
    fixture
}

/// What a run says: its verdict and its word; the database is as before.
#[track_caller]
fn refused(fixture: &Fixture, list: &Migrations) -> (Verdict, &'static str, String) {
    let before = fixture.rows("SELECT * FROM sqlite_schema");
    let error = fixture.db.migrate(list).unwrap_err();
    assert_eq!(fixture.rows("SELECT * FROM sqlite_schema"), before);
    (error.verdict().unwrap(), error.migration_code().unwrap(), error.to_string())
}

#[track_caller]
fn assert_refused(fixture: &Fixture, list: &Migrations, verdict: Verdict, code: &str, words: &str) {
    let (found, word, message) = refused(fixture, list);
    assert_eq!((found, word), (verdict, code), "{message}");
    assert!(message.contains(words), "{message}");
}

#[test]
fn an_edited_file_is_named_with_its_line() {
    let edited = (FIRST.0, "-- one\nCREATE TABLE a (b TEXT);\n");
    let list = migrations(&[edited, SECOND, THIRD]);
    let fixture = database();
    let words = "line 2 was `CREATE TABLE a (b INTEGER);` and is `CREATE TABLE a (b TEXT);`";
    assert_refused(&fixture, &list, Verdict::History, "checksum_mismatch", words);
    assert_eq!(fixture.db.migrator(&list).status().unwrap().migrations[0].1, State::Edited);
}

#[test]
fn line_ends_and_a_byte_order_mark_are_no_edits() {
    let windows = (FIRST.0, "\u{feff}-- one\r\nCREATE TABLE a (b INTEGER);\r\n");
    database().db.migrate(&migrations(&[windows, SECOND])).unwrap();
    // And such a file runs.
    Fixture::empty().db.migrate(&migrations(&[windows, SECOND])).unwrap();
}

#[test]
fn a_missing_file_is_named() {
    assert_refused(&database(), &migrations(&[SECOND, THIRD]), Verdict::History, "missing_migration", FIRST.0);
}

#[test]
fn a_renamed_file_is_named_with_both_names() {
    let renamed = ("20260101000000_other", FIRST.1);
    let list = migrations(&[renamed, SECOND]);
    assert_refused(&database(), &list, Verdict::History, "renamed_migration", "20260101000000_other");
}

#[test]
fn two_of_one_version_are_refused_before_a_database_is_there() {
    let twice = [("20260101000000_first", ""), ("20260101000000_other", "")];
    let twice = twice.map(|(name, up)| Migration::new(name, up).unwrap());
    assert_eq!(Migrations::new(twice).unwrap_err().migration_code(), Some("duplicate_version"));
    let same = ["1_a", "0001_b"].map(|name| Migration::new(name, "").unwrap());
    assert_eq!(Migrations::new(same).unwrap_err().migration_code(), Some("duplicate_version"));
}

#[test]
fn an_older_one_is_a_decision_and_applied_where_the_order_does_not_matter() {
    let fixture = Fixture::empty();
    fixture.db.migrate(&migrations(&[FIRST, THIRD])).unwrap();
    let list = migrations(&[FIRST, SECOND, THIRD]);
    assert_refused(&fixture, &list, Verdict::Decision, "out_of_order", SECOND.0);
    assert_eq!(fixture.db.migrator(&list).allow_out_of_order(true).up().unwrap().applied, [SECOND.0]);
    assert!(fixture.db.migrate(&list).unwrap().applied.is_empty());

    // The third one drops what the second one makes: applied last, it would be there.
    let drops = (THIRD.0, "DROP TABLE IF EXISTS c;");
    let fixture = Fixture::empty();
    fixture.db.migrate(&migrations(&[FIRST, drops])).unwrap();
    let list = migrations(&[FIRST, SECOND, drops]);
    let error = fixture.db.migrator(&list).allow_out_of_order(true).up().unwrap_err();
    assert_eq!(error.migration_code(), Some("order_matters"));
}

#[test]
fn a_newer_database_is_refused_or_reported() {
    let old = migrations(&[FIRST]);
    let fixture = database();
    assert_refused(&fixture, &old, Verdict::History, "unknown_migration", SECOND.0);
    let report = fixture.db.migrator(&old).on_unknown(OnUnknown::Warn).up().unwrap();
    assert_eq!(report.unknown, [SECOND.0]);
}

#[test]
fn a_ledger_that_lost_a_row_or_vanished_makes_nothing_again() {
    let fixture = database();
    fixture.raw.execute_batch("DELETE FROM __orm_migrations WHERE id = 2").unwrap();
    assert_refused(&fixture, &migrations(&[FIRST, SECOND]), Verdict::Failed, "statement", "already exists");

    let fixture = generated();
    fixture.0.raw.execute_batch("DROP TABLE __orm_migrations").unwrap();
    assert_refused(&fixture.0, &fixture.1, Verdict::History, "no_history", "baseline");
}

#[test]
fn a_ledger_with_other_columns_is_not_touched() {
    let fixture = database();
    fixture.raw.execute_batch("ALTER TABLE __orm_migrations RENAME COLUMN checksum TO sum").unwrap();
    assert_refused(&fixture, &migrations(&[FIRST, SECOND, THIRD]), Verdict::History, "bad_ledger", "somebody");
}

/// A database that has been through migrations with snapshots.
fn generated() -> (Fixture, Migrations) {
    let schema = Snapshot::parse(["CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT)"]).unwrap();
    let more = Snapshot::parse(["CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT, c INT)"]).unwrap();
    let first = generate("1_first", None, schema, &Decisions::new()).unwrap();
    let file = first.migration.snapshot().unwrap();
    let second = generate("2_second", file.as_ref(), more, &Decisions::new()).unwrap();
    let fixture = Fixture::empty();
    let list = Migrations::new([first.migration, second.migration]).unwrap();
    fixture.db.migrate(&list).unwrap();
    (fixture, list)
}

#[test]
fn drift_is_named_change_by_change() {
    let (fixture, list) = generated();
    fixture
        .raw
        .execute_batch("ALTER TABLE a DROP COLUMN b; CREATE TABLE beside (x); CREATE INDEX own ON a (c)")
        .unwrap();
    let (verdict, code, message) = refused(&fixture, &list);
    assert_eq!((verdict, code), (Verdict::History, "drift"));
    assert!(message.contains("add column `a.b`"), "{message}");
    // What somebody made beside it is nobody's business.
    assert!(!message.contains("beside") && !message.contains("own"), "{message}");
    assert_eq!(fixture.db.migrator(&list).status().unwrap().drift.len(), 1);
    assert!(fixture.db.migrator(&list).allow_drift(true).up().unwrap().applied.is_empty());
}

#[test]
fn a_file_that_does_not_lead_to_its_snapshot_is_rolled_back() {
    let schema = Snapshot::parse(["CREATE TABLE a (b INT)"]).unwrap();
    let snapshot = generate("1_first", None, schema, &Decisions::new()).unwrap().snapshot;
    let edited = Migration::new("1_first", "CREATE TABLE a (b TEXT);").unwrap().with_snapshot(snapshot);
    let fixture = Fixture::empty();
    let list = Migrations::new([edited]).unwrap();
    assert_refused(&fixture, &list, Verdict::Failed, "other_schema", "change column `a.b` from `TEXT` to `INT`");
}

#[test]
fn a_transaction_in_a_file_is_refused_with_its_line() {
    for (statement, line) in [
        ("BEGIN", 3),
        ("COMMIT", 3),
        ("ROLLBACK", 3),
        ("SAVEPOINT s", 3),
        ("END", 3),
        ("RELEASE s", 3),
        ("/* a\n\n */ begin immediate", 5),
    ] {
        let text: &'static str = format!("CREATE TABLE a (b);\n\n{statement};\nCREATE TABLE c (d);").leak();
        let fixture = Fixture::empty();
        let words = format!("1_first, line {line}: BEGIN");
        assert_refused(&fixture, &migrations(&[("1_first", text)]), Verdict::Failed, "transaction_control", &words);
    }
    // In a text, a comment or a trigger they are none.
    let harmless = "-- COMMIT;\nCREATE TABLE a (b DEFAULT 'BEGIN; COMMIT;');\n\
        CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 'ROLLBACK'; END;";
    Fixture::empty().db.migrate(&migrations(&[("1_first", harmless)])).unwrap();
}

#[test]
fn pragmas_and_other_files_need_a_file_of_their_own() {
    for (statement, code) in [
        ("PRAGMA journal_mode = DELETE", "pragma"),
        ("PRAGMA writable_schema = ON", "pragma"),
        ("PRAGMA user_version = 3", "pragma"),
        ("ATTACH 'other.db' AS o", "attach"),
        ("VACUUM", "statement"),
    ] {
        let text: &'static str = format!("{statement};").leak();
        let (_, found, message) = refused(&Fixture::empty(), &migrations(&[("1_first", text)]));
        assert_eq!(found, code, "{message}");
    }
    // What foreign keys are set to is the runner's.
    let harmless = "PRAGMA foreign_keys = OFF; CREATE TABLE a (b); PRAGMA foreign_keys = ON; PRAGMA foreign_key_check;";
    Fixture::empty().db.migrate(&migrations(&[("1_first", harmless)])).unwrap();
    let alone = "-- no-transaction\nPRAGMA user_version = 3;";
    let fixture = Fixture::empty();
    fixture.db.migrate(&migrations(&[("1_first", alone)])).unwrap();
    assert_eq!(fixture.number("PRAGMA user_version"), 3);
    let two = "-- no-transaction\nPRAGMA user_version = 3; VACUUM;";
    let (_, code, _) = refused(&Fixture::empty(), &migrations(&[("1_first", two)]));
    assert_eq!(code, "several_statements");
}

#[test]
fn one_that_was_begun_and_did_not_end_is_seen() {
    let list = migrations(&[FIRST, ("20260102000000_vacuum", "-- no-transaction\nVACUUM;")]);
    let fixture = Fixture::empty();
    fixture.db.migrate(&list).unwrap();
    fixture.raw.execute_batch("UPDATE __orm_migrations SET finished_at = NULL WHERE id = 2").unwrap();
    assert_refused(&fixture, &list, Verdict::History, "interrupted", "20260102000000_vacuum");
    let migrator = fixture.db.migrator(&list);
    migrator.mark_applied("20260102000000_vacuum").unwrap();
    assert!(migrator.up().unwrap().applied.is_empty());
    migrator.forget("20260102000000_vacuum").unwrap();
    assert_eq!(migrator.up().unwrap().applied, ["20260102000000_vacuum"]);
}

#[test]
fn a_failure_in_the_middle_leaves_nothing_of_it_and_all_before_it() {
    let broken = (SECOND.0, "CREATE TABLE c (d);\nINSERT INTO c VALUES (1);\nINSERT INTO nowhere VALUES (1);\n");
    let fixture = Fixture::empty();
    let error = fixture.db.migrate(&migrations(&[FIRST, broken, THIRD])).unwrap_err();
    assert!(error.to_string().contains("20260102000000_second, line 3: "), "{error}");
    assert!(error.to_string().ends_with("; `20260101000000_first` was applied before, and stays"), "{error}");
    assert_eq!(
        fixture.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'"),
        ["a"]
    );
    assert_eq!(fixture.db.migrate(&migrations(&[FIRST, SECOND, THIRD])).unwrap().applied, [SECOND.0, THIRD.0]);
}

#[test]
fn the_connection_has_its_settings_again() {
    let fixture = Fixture::empty();
    let settings = |db: &Database| {
        ["foreign_keys", "synchronous", "busy_timeout", "legacy_alter_table"].map(|name| {
            let text = orm_sqlite::sql::trusted(format!("PRAGMA {name}"));
            orm_sqlite::sql!("{text}").one::<i64, _>(db).unwrap()
        })
    };
    let before = settings(&fixture.db);
    fixture.db.migrate(&migrations(&[FIRST])).unwrap();
    assert_eq!(settings(&fixture.db), before);
    let _ = fixture.db.migrate(&migrations(&[FIRST, ("20260102000000_bad", "nonsense")])).unwrap_err();
    assert_eq!(settings(&fixture.db), before);
    // Neither the authorizer nor the hooks are left.
    fixture.db.execute_script("BEGIN; SAVEPOINT s; COMMIT").unwrap();
}

#[test]
fn a_step_in_rust_is_part_of_the_transaction() {
    let list = || migrations(&[FIRST, ("20260102000000_step", "-- rust step\nINSERT INTO a VALUES (1);\n")]);
    let fixture = Fixture::empty();
    assert_refused_step(&fixture, &list(), "missing_step");
    let fails = list().step("20260102000000_step", |_| Err(orm_sqlite::Error::custom("not today"))).unwrap();
    assert_refused_step(&fixture, &fails, "step");
    let panics = list().step("20260102000000_step", |_| panic!("of the step")).unwrap();
    assert_refused_step(&fixture, &panics, "step_panicked");
    assert_eq!(fixture.number("SELECT count(*) FROM a"), 0);
    let works = list().step("20260102000000_step", |tx| {
        orm_sqlite::sql!("insert into a values (2)").run(tx)?;
        Ok(())
    });
    fixture.db.migrate(&works.unwrap()).unwrap();
    assert_eq!(fixture.rows("SELECT b FROM a"), ["1", "2"]);
}

#[track_caller]
fn assert_refused_step(fixture: &Fixture, list: &Migrations, code: &str) {
    let error = fixture.db.migrate(list).unwrap_err();
    assert_eq!(error.migration_code(), Some(code), "{error}");
}

#[test]
fn a_read_only_database_is_refused_before_anything() {
    let fixture = database();
    let db = Database::open_read_only(fixture.path()).unwrap();
    assert!(db.migrate(&migrations(&[FIRST, SECOND, THIRD])).unwrap_err().is_read_only());
    assert!(db.migrate(&migrations(&[FIRST, SECOND])).unwrap().applied.is_empty());
}

#[test]
fn inside_of_a_transaction_is_an_error_at_once() {
    let fixture = database();
    fixture
        .db
        .transaction(|_tx| {
            assert!(fixture.db.migrate(&migrations(&[FIRST, SECOND, THIRD])).unwrap_err().is_refused());
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_locked_database_has_its_own_verdict() {
    let fixture = database();
    fixture.raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    let list = migrations(&[FIRST, SECOND, THIRD]);
    let error = fixture.db.migrator(&list).lock_timeout(std::time::Duration::from_millis(20)).up().unwrap_err();
    assert_eq!((error.verdict(), error.migration_code()), (Some(Verdict::Locked), Some("locked")));
    fixture.raw.execute_batch("COMMIT").unwrap();
    assert_eq!(fixture.db.migrate(&list).unwrap().applied.len(), 1);
}

#[test]
fn a_backup_is_what_was_there_and_no_file_is_overwritten() {
    let fixture = database();
    fixture.raw.execute_batch("INSERT INTO a VALUES (1), (2)").unwrap();
    let drops = (THIRD.0, "-- loses: a\nDROP TABLE a;");
    let list = migrations(&[FIRST, SECOND, drops]);
    let path = fixture.path().with_file_name("backup");
    std::fs::write(&path, "mine").unwrap();
    let error = fixture.db.migrator(&list).backup_to(&path).up().unwrap_err();
    assert_eq!(error.migration_code(), Some("backup"));
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(fixture.db.migrator(&list).backup_to(&path).up().unwrap().lost, [("a".to_owned(), 2)]);
    let copy = rusqlite::Connection::open(&path).unwrap();
    assert_eq!(crate::fixture::rows(&copy, "SELECT b FROM a"), ["1", "2"]);
    assert_eq!(crate::fixture::rows(&copy, "SELECT count(*) FROM __orm_migrations"), ["2"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

/// A trial in memory writes no file, whatever the migrations do to files.
#[test]
fn a_trial_of_another_order_touches_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let db = Database::options().allow_attach(true).path(file("app.db")).open().unwrap();
    let vacuum = format!("-- no-transaction\n/* a copy */ VACUUM INTO '{}';", file("copy.db").display());
    let attach = format!("-- no-transaction\nATTACH '{}' AS other;", file("other.db").display());
    let all = |with_second: bool| {
        let list = [
            (FIRST.0, FIRST.1),
            (SECOND.0, SECOND.1),
            ("20260103000000_copy", vacuum.as_str()),
            ("20260104000000_attach", attach.as_str()),
        ];
        let list = list.into_iter().filter(|(name, _)| with_second || *name != SECOND.0);
        Migrations::new(list.map(|(name, up)| Migration::new(name, up.to_owned()).unwrap())).unwrap()
    };
    std::fs::write(file("other.db"), "").unwrap();
    db.migrate(&all(false)).unwrap();
    assert!(file("copy.db").exists(), "it was applied");
    for name in ["copy.db", "other.db"] {
        let _ = std::fs::remove_file(file(name));
    }
    let late = all(true);
    assert_eq!(db.migrator(&late).allow_out_of_order(true).up().unwrap().applied, [SECOND.0]);
    assert!(!file("copy.db").exists() && !file("other.db").exists());
}

/// What was marked as not applied in the middle can be marked as applied again, at its old place.
#[test]
fn one_of_the_middle_can_be_marked_and_marked_again() {
    let mut list: Vec<Migration> = Vec::new();
    for (at, columns) in ["a", "a, b", "a, b, c", "a, b, c, d"].iter().enumerate() {
        let parent = list.last().and_then(|last| last.snapshot().unwrap());
        let schema = Snapshot::parse([format!("CREATE TABLE t ({columns})")]).unwrap();
        list.push(generate(&format!("{at}_step"), parent.as_ref(), schema, &Decisions::new()).unwrap().migration);
    }
    let list = Migrations::new(list).unwrap();
    let fixture = Fixture::empty();
    fixture.db.migrate(&list).unwrap();
    let migrator = fixture.db.migrator(&list);
    let ledger = || fixture.rows("SELECT name FROM __orm_migrations ORDER BY id");
    for forgotten in
        [vec!["1_step"], vec!["2_step", "1_step"], vec!["0_step"], vec!["3_step"], vec!["1_step", "3_step"]]
    {
        let before = ledger();
        for name in &forgotten {
            migrator.forget(name).unwrap();
        }
        assert_eq!(ledger().len(), before.len() - forgotten.len());
        for name in forgotten.iter().rev() {
            migrator.mark_applied(name).unwrap_or_else(|error| panic!("{forgotten:?}: {error}"));
        }
        assert_eq!(ledger(), before, "{forgotten:?}");
        assert!(fixture.db.migrate(&list).unwrap().applied.is_empty());
    }
    assert_eq!(migrator.down(1).unwrap().reverted, ["3_step"]);
    // The newest of all is still compared.
    let error = migrator.mark_applied("3_step").unwrap_err();
    assert_eq!((error.verdict(), error.migration_code()), (Some(Verdict::History), Some("other_schema")));
    assert!(error.to_string().contains("add column `t.d`"), "{error}");
}

#[test]
fn a_database_without_a_history_says_how_it_gets_one() {
    let (fixture, list) = generated();
    fixture.raw.execute_batch("DROP TABLE __orm_migrations").unwrap();
    let words = "`mark MIGRATION --baseline`, or `Migrator::baseline`";
    assert_refused(&fixture, &list, Verdict::History, "no_history", words);
    let problem = fixture.db.migrator(&list).status().unwrap().problem.unwrap();
    assert!(problem.contains(words), "{problem}");
}
