//! The way back: what stands in its way is known before its first step, all of it, and a rehearsal changes nothing.

use orm_sqlite::Error;
use orm_sqlite::error::Verdict;
use orm_sqlite::migrate::{Migration, Migrations};

use crate::fixture::Fixture;

fn step(name: &'static str, up: &'static str, down: Option<&'static str>) -> Migration {
    let migration = Migration::new(name, up).unwrap();
    match down {
        Some(down) => migration.with_down(down),
        None => migration,
    }
}

/// Three migrations that lose something on the way back, the names in the comments being those before it.
fn list() -> Migrations {
    let first = step(
        "0001_people",
        "CREATE TABLE people (id INTEGER PRIMARY KEY, bio TEXT); INSERT INTO people VALUES (1, 'b'), (2, NULL)",
        Some("-- loses: people\nDROP TABLE people"),
    );
    let second = step(
        "0002_names",
        "ALTER TABLE people ADD COLUMN name TEXT DEFAULT 'n'",
        Some("-- loses: people.name\nALTER TABLE people DROP COLUMN name"),
    );
    let third = step(
        "0003_users",
        "ALTER TABLE people RENAME TO users; CREATE TABLE notes (id INTEGER PRIMARY KEY); INSERT INTO notes VALUES (1)",
        Some("-- loses: notes\nDROP TABLE notes; ALTER TABLE users RENAME TO people"),
    );
    Migrations::new([first, second, third]).unwrap()
}

fn applied(list: &Migrations) -> Fixture {
    let fixture = Fixture::empty();
    fixture.db.migrate(list).unwrap();
    fixture
}

/// An error, after which everything is as it was.
#[track_caller]
fn refused<T: std::fmt::Debug>(fixture: &Fixture, run: impl FnOnce() -> Result<T, Error>) -> Error {
    let before = state(fixture);
    let error = run().unwrap_err();
    assert_eq!(state(fixture), before, "{error}");
    error
}

fn state(fixture: &Fixture) -> Vec<String> {
    let tables = ["users", "people", "notes"].map(|table| format!("SELECT '{table}', * FROM {table}"));
    let rows = tables.iter().filter(|sql| fixture.raw.prepare(sql).is_ok()).flat_map(|sql| fixture.rows(sql));
    let ledger = fixture.rows("SELECT name FROM __orm_migrations");
    fixture.rows("SELECT name, sql FROM sqlite_schema").into_iter().chain(rows).chain(ledger).collect()
}

#[test]
fn all_losses_of_all_migrations_are_named_before_the_first_is_taken_back() {
    let list = list();
    let fixture = applied(&list);
    let error = refused(&fixture, || fixture.db.migrator(&list).down(3));
    assert_eq!((error.verdict(), error.migration_code()), (Some(Verdict::Decision), Some("destructive")));
    let message = error.to_string();
    for words in [
        "`notes`, with 1 row",
        "`people.name`, with 2 values",
        "`people`, with 2 rows",
        "--accept-data-loss=notes --accept-data-loss=people.name --accept-data-loss=people",
    ] {
        assert!(message.contains(words), "{message}\n{words}");
    }
    // What was accepted is not named again.
    let migrator = fixture.db.migrator(&list).accept_loss("people").accept_loss("NOTES");
    let message = refused(&fixture, || migrator.down(3)).to_string();
    assert!(message.contains("people.name") && !message.contains("notes"), "{message}");
    assert_eq!(migrator.accept_loss("people.name").down(3).unwrap().reverted.len(), 3);
}

#[test]
fn what_cannot_be_taken_back_is_known_before_what_can() {
    let mut all: Vec<Migration> = list().iter().cloned().collect();
    all.insert(0, step("0000_zero", "CREATE TABLE zero (a)", None));
    let list = Migrations::new(all).unwrap();
    let fixture = applied(&list);
    let migrator = fixture.db.migrator(&list).accept_loss("people").accept_loss("notes").accept_loss("people.name");
    let error = refused(&fixture, || migrator.down(4));
    assert_eq!(error.migration_code(), Some("irreversible"));
    assert!(error.to_string().contains("0000_zero"), "{error}");
    assert_eq!(migrator.down(3).unwrap().reverted, ["0003_users", "0002_names", "0001_people"]);
}

#[test]
fn places_without_rows_need_no_word() {
    let list = list();
    let fixture = applied(&list);
    fixture.raw.execute_batch("DELETE FROM users; DELETE FROM notes").unwrap();
    assert_eq!(fixture.db.migrator(&list).down(3).unwrap().reverted.len(), 3);
}

#[test]
fn a_rehearsal_does_everything_and_changes_nothing() {
    let list = list();
    let fixture = applied(&list);
    let migrator = fixture.db.migrator(&list).rehearse(true);
    assert_eq!(refused(&fixture, || migrator.down(1)).migration_code(), Some("destructive"));
    let before = state(&fixture);
    let migrator = migrator.accept_loss("people").accept_loss("notes").accept_loss("people.name");
    assert_eq!(migrator.down(2).unwrap().reverted, ["0003_users", "0002_names"]);
    assert_eq!(migrator.down_to("1").unwrap().reverted, ["0003_users", "0002_names"]);
    let report = migrator.redo().unwrap();
    assert_eq!((report.reverted, report.applied), (vec!["0003_users".to_owned()], vec!["0003_users".to_owned()]));
    assert_eq!(state(&fixture), before);
    // And the way there, as far as is said.
    let migrator = migrator.rehearse(false);
    migrator.down(3).unwrap();
    let before = state(&fixture);
    let migrator = migrator.rehearse(true);
    assert_eq!(migrator.up_to("2").unwrap().applied, ["0001_people", "0002_names"]);
    assert_eq!(migrator.up().unwrap().applied.len(), 3);
    assert_eq!(state(&fixture), before);
}

#[test]
fn a_rehearsal_copies_nothing_to_a_file() {
    let list = list();
    let fixture = applied(&list);
    let copy = fixture.path().with_extension("bak");
    let migrator = fixture.db.migrator(&list).accept_loss("notes").backup_to(&copy);
    assert!(!migrator.clone().rehearse(true).down(1).unwrap().backed_up);
    assert!(!copy.exists());
    assert!(migrator.down(1).unwrap().backed_up && copy.exists());
}

#[test]
fn a_rehearsal_finds_what_a_run_finds() {
    let bad = step("0004_bad", "CREATE TABLE b (a)", Some("DROP TABLE nowhere"));
    let list = Migrations::new(list().iter().cloned().chain([bad])).unwrap();
    let fixture = applied(&list);
    let migrator = fixture.db.migrator(&list).rehearse(true);
    let error = refused(&fixture, || migrator.down(1));
    assert!(error.to_string().contains("no such table: nowhere"), "{error}");
}

#[test]
fn a_migration_is_named_by_its_name_its_number_or_its_words() {
    let list = list();
    let fixture = applied(&list);
    let migrator = fixture.db.migrator(&list).accept_loss("notes").accept_loss("people.name");
    for name in ["0001_people", "0001", "1", "people"] {
        assert_eq!(migrator.down_to(name).unwrap().reverted, ["0003_users", "0002_names"], "{name}");
        migrator.up_to("users").unwrap();
    }
    assert_eq!(list.find("names").unwrap().name(), "0002_names");
    for name in ["", "name", "0001_names", "_people", "4"] {
        let error = migrator.down_to(name).unwrap_err();
        assert_eq!(error.migration_code(), Some("no_such_migration"), "{name}");
    }
    let twice = Migrations::new(["1_same", "2_same"].map(|name| step(name, "", Some("")))).unwrap();
    let error = twice.find("same").unwrap_err();
    assert_eq!(error.verdict(), Some(Verdict::Decision));
    assert!(error.to_string().contains("`1_same`, `2_same`"), "{error}");
}
