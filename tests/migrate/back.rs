//! The way back: what stands in its way is known before its first step, all of it, and a rehearsal changes nothing.

use orm_sqlite::Error;
use orm_sqlite::error::Verdict;
use orm_sqlite::migrate::{Decisions, Migration, Migrations, OnUnknown, Rename, Snapshot, generate};

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
    for name in ["", "name", "0001_names", "_people", "4", "+2", " 2"] {
        let error = migrator.down_to(name).unwrap_err();
        assert_eq!(error.migration_code(), Some("no_such_migration"), "{name}");
    }
    let twice = Migrations::new(["1_same", "2_same"].map(|name| step(name, "", Some("")))).unwrap();
    let error = twice.find("same").unwrap_err();
    assert_eq!(error.verdict(), Some(Verdict::Decision));
    assert!(error.to_string().contains("`1_same`, `2_same`"), "{error}");
}

/// Three schemas of a table, each with its snapshot.
fn generated() -> Vec<Migration> {
    let schemas = ["a TEXT", "a TEXT, b TEXT", "b TEXT NOT NULL"];
    let mut list: Vec<Migration> = Vec::new();
    for (at, columns) in schemas.iter().enumerate() {
        let parent = list.last().and_then(|last| last.snapshot().unwrap());
        let schema = Snapshot::parse([format!("CREATE TABLE t (id INTEGER PRIMARY KEY, {columns})")]).unwrap();
        let decisions = Decisions::new().accept_loss("t.a").fill("t.b", "'new'");
        list.push(generate(&format!("{at}_step"), parent.as_ref(), schema, &decisions).unwrap().migration);
    }
    list
}

#[test]
fn a_way_back_that_leads_elsewhere_is_rolled_back() {
    let list = generated();
    for (down, needs) in [
        ("ALTER TABLE t DROP COLUMN b; ALTER TABLE t ADD COLUMN x TEXT", "drop column `t.x`"),
        ("DROP TABLE t", "create table `t`"),
        ("SELECT 1", "drop column `t.b`"),
    ] {
        let wrong = list[1].clone().with_down(down);
        let list = Migrations::new([list[0].clone(), wrong]).unwrap();
        let fixture = applied(&list);
        let error = refused(&fixture, || fixture.db.migrator(&list).down(1));
        assert_eq!((error.verdict(), error.migration_code()), (Some(Verdict::Failed), Some("other_schema")));
        let words =
            format!("`down.sql` of `1_step` does not lead back to the schema of `0_step`, which would need: {needs}");
        assert!(error.to_string().contains(&words), "{error}");
        refused(&fixture, || fixture.db.migrator(&list).rehearse(true).down(1));
        assert_eq!(fixture.db.migrator(&list).allow_drift(true).down(1).unwrap().reverted, ["1_step"]);
    }
}

#[test]
fn what_is_not_brought_back_is_told() {
    let list = Migrations::new(generated()).unwrap();
    let fixture = applied(&list);
    fixture.raw.execute_batch("INSERT INTO t (b) VALUES ('x')").unwrap();
    let report = fixture.db.migrator(&list).rehearse(true).redo().unwrap();
    assert_eq!(report.irreversible, ["what was in t.a is not brought back", "what was in t.b is not brought back"]);
    assert_eq!(fixture.db.migrator(&list).down(1).unwrap().irreversible.len(), 2);
}

#[test]
fn all_that_cannot_be_taken_back_is_named_with_what_to_do() {
    let names = ["1_one", "2_two", "3_three"];
    let down = |name: &str| (name == "2_two").then_some("SELECT 1");
    let list = Migrations::new(names.map(|name| step(name, "SELECT 1", down(name)))).unwrap();
    let fixture = applied(&list);
    let error = refused(&fixture, || fixture.db.migrator(&list).down(3)).to_string();
    assert!(error.contains("`3_three`, `1_one` cannot be taken back") && error.contains("`SELECT 1;`"), "{error}");
    // Its file says why.
    let why = "-- there is no way back where there are rows: a.c is NOT NULL without a default, and there are rows\n";
    let list = Migrations::new([step("1_one", "SELECT 1", Some(why))]).unwrap();
    let error = fixture_error(&list);
    assert!(error.contains("there is no way back where there are rows: a.c is NOT NULL"), "{error}");
}

fn fixture_error(list: &Migrations) -> String {
    let fixture = applied(list);
    refused(&fixture, || fixture.db.migrator(list).down(1)).to_string()
}

#[test]
fn back_to_one_that_was_not_applied_is_refused() {
    let list = list();
    let fixture = Fixture::empty();
    fixture.db.migrator(&list).up_to("2").unwrap();
    let migrator = fixture.db.migrator(&list).accept_loss("people").accept_loss("people.name");
    let error = refused(&fixture, || migrator.down_to("3"));
    assert_eq!((error.verdict(), error.migration_code()), (Some(Verdict::History), Some("not_applied")));
    assert!(error.to_string().contains("0003_users"), "{error}");
    assert!(migrator.down_to("2").unwrap().reverted.is_empty());
}

/// However the way back is written, what it loses is counted where it is before.
#[test]
fn a_loss_is_found_under_every_name() {
    let filled = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, 'precious')";
    let with_old = "CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE old (x); INSERT INTO t VALUES (1), (2)";
    for (up, down, words) in [
        (filled, "-- loses: t.b\nALTER TABLE t RENAME a TO b; ALTER TABLE t DROP COLUMN b", "`t.b`, with 1 value"),
        (
            filled,
            "-- loses: t.b\nALTER TABLE main.t RENAME COLUMN a TO b; ALTER TABLE t DROP COLUMN b",
            "`t.b`, with 1 value",
        ),
        (filled, "-- loses: u\nALTER TABLE main.t RENAME TO u; DROP TABLE u", "`u`, with 1 row"),
        (
            filled,
            "-- loses: u.b\nALTER TABLE \"main\".t RENAME TO u; ALTER TABLE u RENAME a TO b; ALTER TABLE u DROP b",
            "`u.b`, with 1 value",
        ),
        (
            filled,
            "-- loses: t.a\nCREATE TABLE t_new (id INTEGER PRIMARY KEY); INSERT INTO t_new SELECT id FROM t; DROP TABLE t; \
             ALTER TABLE t_new RENAME TO t",
            "`t.a`, with 1 value",
        ),
        (with_old, "-- loses: t\nDROP TABLE t; ALTER TABLE old RENAME TO t", "`t`, with 2 rows"),
        (with_old, "-- loses: t\nDROP TABLE IF EXISTS main.t; ALTER TABLE old RENAME TO t", "`t`, with 2 rows"),
        // What is not there is not known, and that is no reason to lose it.
        (filled, "-- loses: t.aa\nALTER TABLE t DROP COLUMN a", "`t.aa`, which is not there"),
    ] {
        let list = Migrations::new([step("1_up", up, Some(down))]).unwrap();
        let fixture = applied(&list);
        let error = refused(&fixture, || fixture.db.migrator(&list).down(1));
        assert_eq!(error.migration_code(), Some("destructive"), "{error}");
        assert!(error.to_string().contains(words), "{down}: {error}");
        assert_eq!(
            fixture.db.migrator(&list).accept_loss(words.split('`').nth(1).unwrap()).down(1).unwrap().reverted.len(),
            1
        );
    }
    // A table may be called like a column.
    let dotted = "CREATE TABLE \"a.b\" (x); INSERT INTO \"a.b\" VALUES (1)";
    let list = Migrations::new([step("1_up", dotted, Some("-- loses: a.b\nDROP TABLE \"a.b\""))]).unwrap();
    let fixture = applied(&list);
    assert!(refused(&fixture, || fixture.db.migrator(&list).down(1)).to_string().contains("`a.b`, with 1 row"));
}

#[test]
fn what_cannot_be_applied_again_is_not_taken_back_for_that() {
    let list: Vec<Migration> = ["1_a", "2_b", "3_c"]
        .map(|name| {
            let table = name.rsplit('_').next().unwrap();
            Migration::new(name, format!("CREATE TABLE {table} (x)")).unwrap().with_down(format!("DROP TABLE {table}"))
        })
        .into();
    let of = |names: &[&str]| Migrations::new(list.iter().filter(|one| names.contains(&one.name())).cloned()).unwrap();
    // The newest is only in the ledger.
    let fixture = applied(&of(&["1_a", "2_b", "3_c"]));
    let error = refused(&fixture, || fixture.db.migrator(&of(&["1_a", "2_b"])).redo());
    assert!(error.to_string().contains("3_c"), "{error}");
    // The newest by the ledger is not the newest by its number.
    let fixture = applied(&of(&["1_a", "3_c"]));
    let all = of(&["1_a", "2_b", "3_c"]);
    fixture.db.migrator(&all).allow_out_of_order(true).up().unwrap();
    assert_eq!(refused(&fixture, || fixture.db.migrator(&all).redo()).migration_code(), Some("out_of_order"));
    assert_eq!(fixture.db.migrator(&all).allow_out_of_order(true).redo().unwrap().applied, ["2_b"]);
    // A step that the program does not have.
    let step = Migration::new("1_step", "-- rust step\n").unwrap().with_down("SELECT 1");
    let with = Migrations::new([step.clone()]).unwrap().step("1_step", |_| Ok(())).unwrap();
    let fixture = applied(&with);
    let without = Migrations::new([step]).unwrap();
    assert_eq!(refused(&fixture, || fixture.db.migrator(&without).redo()).migration_code(), Some("missing_step"));
}

#[test]
fn a_rehearsal_goes_on_behind_what_runs_outside_of_a_transaction() {
    let list = [("1_a", "CREATE TABLE a (b)"), ("2_v", "-- no-transaction\nVACUUM"), ("3_c", "CREATE TABLE c (d)")];
    let list = Migrations::new(list.map(|(name, up)| step(name, up, None))).unwrap();
    let fixture = Fixture::empty();
    let report = fixture.db.migrator(&list).dry_run().unwrap();
    assert_eq!(report.applied, ["1_a", "2_v", "3_c"]);
    assert_eq!(report.warnings, ["`2_v` was not tried: it runs outside of a transaction"]);
    assert_eq!(fixture.rows("SELECT name FROM sqlite_schema"), Vec::<String>::new());
}

/// A program that is older than the database goes back behind what it knows.
#[test]
fn an_older_program_takes_back_what_the_ledger_has() {
    let all = Migrations::new(generated().into_iter().take(2)).unwrap();
    let old = Migrations::new(generated().into_iter().take(1)).unwrap();
    let fixture = applied(&all);
    assert!(fixture.db.migrator(&old).on_unknown(OnUnknown::Warn).up().unwrap().applied.is_empty());
    assert_eq!(fixture.db.migrator(&old).down(1).unwrap().reverted, ["1_step"]);
    assert!(fixture.db.migrate(&old).unwrap().applied.is_empty());
}

#[test]
fn one_that_was_begun_and_did_not_end_is_not_taken_back() {
    let list = Migrations::new([step("1_a", "CREATE TABLE a (b)", Some("DROP TABLE a"))]).unwrap();
    let fixture = applied(&list);
    fixture.raw.execute_batch("UPDATE __orm_migrations SET finished_at = NULL").unwrap();
    assert_eq!(refused(&fixture, || fixture.db.migrator(&list).down(1)).migration_code(), Some("interrupted"));
}

/// What gives way to an expression is lost, and there is a copy of it.
#[test]
fn what_is_replaced_is_copied_before() {
    let schema =
        |columns: &str| Snapshot::parse([format!("CREATE TABLE t (id INTEGER PRIMARY KEY, {columns})")]).unwrap();
    let first = generate("1_first", None, schema("n INTEGER, x"), &Decisions::new()).unwrap();
    let file = first.migration.snapshot().unwrap();
    let said = Decisions::new().fill("t.n", "n * 2").fill_nulls("t.x", "0").fill("t.new", "1");
    let second =
        generate("2_second", file.as_ref(), schema("n INTEGER CHECK (n > 1), x NOT NULL, new"), &said).unwrap();
    assert_eq!((second.plan.losses, second.irreversible), (vec!["t.n".to_owned()], vec!["t.n".to_owned()]));
    let list = Migrations::new([first.migration, second.migration]).unwrap();
    let fixture = Fixture::empty();
    fixture.db.migrator(&list).up_to("1").unwrap();
    fixture.raw.execute_batch("INSERT INTO t (n) VALUES (1), (2)").unwrap();
    let copy = fixture.path().with_extension("bak");
    let report = fixture.db.migrator(&list).backup_to(&copy).up().unwrap();
    assert!(report.backed_up && report.lost == [("t.n".to_owned(), 2)], "{report:?}");
    let copy = rusqlite::Connection::open(copy).unwrap();
    assert_eq!(crate::fixture::rows(&copy, "SELECT n FROM t"), ["1", "2"]);
    assert_eq!(fixture.rows("SELECT n, x, new FROM t"), ["2|0|1", "4|0|1"]);
}

/// A column has a new name, and another one has its old name: the way back gives it its values again.
#[test]
fn a_name_that_was_given_to_another_column_is_given_back() {
    let schema =
        |columns: &str| Snapshot::parse([format!("CREATE TABLE t (id INTEGER PRIMARY KEY, {columns})")]).unwrap();
    let first = generate("1_first", None, schema("c TEXT NOT NULL, e"), &Decisions::new()).unwrap();
    let file = first.migration.snapshot().unwrap();
    let said = Decisions::new().rename(Rename::column("t", "c", "d"));
    let second = generate("2_second", file.as_ref(), schema("d TEXT NOT NULL, e, c INTEGER"), &said).unwrap();
    assert_eq!(second.plan.losses, Vec::<String>::new());
    let list = Migrations::new([first.migration, second.migration]).unwrap();
    let fixture = Fixture::empty();
    let migrator = fixture.db.migrator(&list);
    migrator.up_to("1").unwrap();
    fixture.raw.execute_batch("INSERT INTO t (c, e) VALUES ('old', 1)").unwrap();
    migrator.up().unwrap();
    fixture.raw.execute_batch("UPDATE t SET c = 7").unwrap();
    assert_eq!(fixture.rows("SELECT d, e, c FROM t"), ["old|1|7"]);
    let error = refused(&fixture, || fixture.db.migrator(&list).down(1)).to_string();
    assert!(
        error.contains("`t.c`, with 1 value, would be lost") || error.contains("`t.c`, with 1 value would be lost"),
        "{error}"
    );
    migrator.accept_loss("t.c").down(1).unwrap();
    assert_eq!(fixture.rows("SELECT id, c, e FROM t"), ["1|old|1"]);
}
