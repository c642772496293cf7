//! Migrations for other tools, and of other tools.

use std::fs;
use std::path::{Path, PathBuf};

use orm_kit::{Kit, Outcome};
use orm_sqlite::Database;
use orm_sqlite::migrate::{Decisions, Snapshot, checksum, generate};

struct Project(tempfile::TempDir);

impl Project {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        let (database, migrations) = (self.path("app.db"), self.path("migrations"));
        let places = ["--database", database.to_str().unwrap(), "--migrations", migrations.to_str().unwrap()];
        Kit::standalone().run(["orm"].iter().chain(arguments).chain(&places).copied())
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Three migrations, of which the second builds a parent with cascading children anew.
fn migrations(project: &Project) {
    let child = "CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p (id) ON DELETE CASCADE)";
    let states = [
        vec!["CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)", child],
        vec!["CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL)", child],
        vec!["CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, more TEXT)", child],
    ];
    let mut parent = None;
    for (at, state) in states.into_iter().enumerate() {
        let name = format!("2026010{}000000_step_{at}", at + 1);
        let new = generate(&name, parent.as_ref(), Snapshot::parse(state).unwrap(), &Decisions::new()).unwrap();
        project.write(&format!("migrations/{name}/migration.sql"), new.migration.up());
        project.write(&format!("migrations/{name}/snapshot.json"), &new.snapshot);
        parent = new.migration.snapshot().unwrap();
    }
}

/// As another tool runs files: each in a transaction, with foreign keys enforced.
fn run_elsewhere(files: &[PathBuf]) -> Database {
    let db = Database::open_in_memory().unwrap();
    for (at, file) in files.iter().enumerate() {
        let text = fs::read_to_string(file).unwrap();
        db.execute_script(&format!("BEGIN; {text} COMMIT;")).unwrap_or_else(|error| panic!("{error}: {text}"));
        if at == 0 {
            db.execute_script(
                "INSERT INTO p VALUES (1, 'a'), (2, 'b'), (9, 'c'); DELETE FROM p WHERE id = 9; INSERT INTO c VALUES (1, 1), (2, 2)",
            )
            .unwrap();
        }
    }
    db
}

#[track_caller]
fn assert_all_there(db: &Database) {
    let children: Vec<(i64, i64)> = orm_sqlite::sql!("select id, p_id from c").all(db).unwrap();
    assert_eq!(children, [(1, 1), (2, 2)]);
    let parents: Vec<(i64, String)> = orm_sqlite::sql!("select id, name from p").all(db).unwrap();
    assert_eq!(parents, [(1, "a".to_owned()), (2, "b".to_owned())]);
    db.execute_script("INSERT INTO p (name) VALUES ('new')").unwrap();
    assert_eq!(orm_sqlite::sql!("select max(id) from p").one::<i64, _>(db).unwrap(), 10);
}

#[test]
fn cloudflares_form_keeps_children() {
    let project = Project::new();
    migrations(&project);
    let out = project.path("d1");
    let outcome = project.run(&["export", "--format", "d1", "--out", out.to_str().unwrap()]);
    assert_eq!(outcome.exit_code, 0, "{outcome:?}");
    let names = ["0001_step_0.sql", "0002_step_1.sql", "0003_step_2.sql"];
    let files: Vec<PathBuf> = names.iter().map(|name| out.join(name)).collect();
    let db = run_elsewhere(&files);
    assert_all_there(&db);
    let text = fs::read_to_string(&files[1]).unwrap();
    assert!(!text.contains("PRAGMA foreign_keys") && text.contains("PRAGMA defer_foreign_keys = ON"), "{text}");
    // Twice is once, and a file that says something else is not overwritten.
    assert_eq!(project.run(&["export", "--format", "d1", "--out", out.to_str().unwrap()]).output, "");
    fs::write(&files[2], "SELECT 1;").unwrap();
    let outcome = project.run(&["export", "--format", "d1", "--out", out.to_str().unwrap()]);
    assert_eq!(outcome.exit_code, 2, "{outcome:?}");
    assert_eq!(fs::read_to_string(&files[2]).unwrap(), "SELECT 1;");
}

#[test]
fn drizzles_form_keeps_children() {
    let project = Project::new();
    migrations(&project);
    let out = project.path("drizzle");
    let outcome = project.run(&["export", "--format", "drizzle", "--out", out.to_str().unwrap()]);
    assert_eq!(outcome.exit_code, 0, "{outcome:?}");
    let name = |at: usize| out.join(format!("2026010{}000000_step_{at}/migration.sql", at + 1));
    let files: Vec<PathBuf> = (0..3).map(name).collect();
    assert_all_there(&run_elsewhere(&files));
    // Drizzle sends what stands between two marks as one statement.
    let text = fs::read_to_string(&files[1]).unwrap();
    for part in text.split("--> statement-breakpoint") {
        let tokens = part.trim().trim_end_matches(';');
        assert!(!tokens.is_empty() && !tokens.contains(";\n"), "{part}");
    }
}

#[test]
fn what_cannot_be_set_aside_is_refused_by_name() {
    let project = Project::new();
    project.write(
        "migrations/1_first/migration.sql",
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p);",
    );
    project.write("migrations/2_by_hand/migration.sql", "DROP TABLE p; CREATE TABLE p (id INTEGER PRIMARY KEY, a);");
    let outcome = project.run(&["export", "--format", "d1", "--out", project.path("out").to_str().unwrap()]);
    assert_eq!(outcome.exit_code, 2);
    assert!(
        outcome.errors.contains("`2_by_hand` cannot be exported: it drops `p`, which `c` references"),
        "{outcome:?}"
    );
}

/// A project of Drizzle 0.45 with two migrations, and the database that it has made.
fn drizzle(project: &Project) -> [String; 2] {
    let first = "CREATE TABLE `users` (\n\t`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,\n\t`name` text NOT NULL\n);\n\
        --> statement-breakpoint\nCREATE UNIQUE INDEX `users_name` ON `users` (`name`);";
    let second = "PRAGMA foreign_keys=OFF;--> statement-breakpoint\nALTER TABLE `users` ADD `age` integer DEFAULT 0;\
        --> statement-breakpoint\nPRAGMA foreign_keys=ON;";
    project.write("drizzle/0000_brave_hulk.sql", first);
    project.write("drizzle/0001_calm_thor.sql", second);
    project.write(
        "drizzle/meta/_journal.json",
        r#"{"version":"7","dialect":"sqlite","entries":[
            {"idx":0,"version":"6","when":1767225600000,"tag":"0000_brave_hulk","breakpoints":true},
            {"idx":1,"version":"6","when":1767225600500,"tag":"0001_calm_thor","breakpoints":true}]}"#,
    );
    [first, second].map(str::to_owned)
}

fn drizzle_database(path: &Path, files: &[String], rows: &[(&str, i64)]) {
    let db = Database::open(path).unwrap();
    for file in files {
        db.execute_script(file).unwrap();
    }
    db.execute_script(
        "CREATE TABLE __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)",
    )
    .unwrap();
    for (hash, at) in rows {
        orm_sqlite::sql!("insert into __drizzle_migrations (hash, created_at) values ({*hash}, {*at})")
            .run(&db)
            .unwrap();
    }
}

#[test]
fn a_drizzle_project_goes_on_here() {
    let project = Project::new();
    let files = drizzle(&project);
    let hash = checksum(&files[0]);
    drizzle_database(&project.path("app.db"), &files[..1], &[(&hash, 1_767_225_600_000)]);
    let outcome = project.run(&["import", "drizzle", project.path("drizzle").to_str().unwrap()]);
    assert_eq!(outcome.exit_code, 0, "{outcome:?}");
    assert_eq!(outcome.output, "imported 20260101000000_brave_hulk\nimported 20260101000001_calm_thor\n");
    assert!(outcome.errors.contains("1 migration counts as applied"), "{outcome:?}");
    let outcome = project.run(&["migrate"]);
    assert_eq!(outcome.output, "applied 20260101000001_calm_thor\n", "{outcome:?}");
    assert_eq!(project.run(&["status", "--check"]).exit_code, 0);
    assert_eq!(project.run(&["check"]).exit_code, 0);
}

#[test]
fn one_that_drizzle_has_skipped_is_named() {
    let project = Project::new();
    let files = drizzle(&project);
    let hash = checksum(&files[1]);
    drizzle_database(&project.path("app.db"), &files, &[(&hash, 1_767_225_600_500)]);
    let outcome = project.run(&["import", "drizzle", project.path("drizzle").to_str().unwrap()]);
    assert_eq!(outcome.exit_code, 3, "{outcome:?}");
    assert!(outcome.errors.contains("has applied `0001_calm_thor` and never `0000_brave_hulk`"), "{outcome:?}");
    assert!(!project.path("migrations").exists());
}
