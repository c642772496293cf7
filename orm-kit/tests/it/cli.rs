//! The command line as a program calls it: arguments in, words and an exit code out.

use std::fs;
use std::path::{Path, PathBuf};

use orm_kit::{Kit, Outcome};
use orm_sqlite::prelude::*;
use serde_json::Value;

/// The structs in three states of their life.
mod first {
    use orm_sqlite::prelude::*;

    #[derive(Table, Debug)]
    #[table(name = "users")]
    pub(super) struct User {
        #[column(primary_key)]
        id: i64,
        login: String,
        bio: Option<String>,
    }
}

mod second {
    use orm_sqlite::prelude::*;

    #[derive(Table, Debug)]
    #[table(name = "users")]
    pub(super) struct User {
        #[column(primary_key)]
        id: i64,
        #[column(renamed_from = "login", unique)]
        name: String,
        age: i64,
    }
}

pub(crate) struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn run(&self, kit: &Kit, arguments: &str) -> Outcome {
        let (database, migrations) = (self.path("app.db"), self.path("migrations"));
        let places = ["--database", database.to_str().unwrap(), "--migrations", migrations.to_str().unwrap()];
        kit.run(["orm"].into_iter().chain(arguments.split(' ')).chain(places))
    }

    #[track_caller]
    pub(crate) fn ok(&self, kit: &Kit, arguments: &str) -> String {
        let outcome = self.run(kit, arguments);
        assert_eq!(outcome.exit_code, 0, "{arguments}: {outcome:?}");
        outcome.output
    }

    #[track_caller]
    pub(crate) fn fails(&self, kit: &Kit, arguments: &str, exit_code: u8, words: &str) -> String {
        let outcome = self.run(kit, arguments);
        assert_eq!(outcome.exit_code, exit_code, "{arguments}: {outcome:?}");
        assert!(outcome.errors.contains(words), "{arguments}: {outcome:?}");
        outcome.errors
    }

    pub(crate) fn db(&self) -> Database {
        Database::open(self.path("app.db")).unwrap()
    }

    pub(crate) fn migrations(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path("migrations"))
            .map(|entries| entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect())
            .unwrap_or_default();
        names.sort();
        names
    }
}

fn first_kit() -> Kit {
    Kit::new(schema!(first::User))
}

fn second_kit() -> Kit {
    Kit::new(schema!(second::User))
}

#[test]
fn a_life_of_a_database() {
    let (project, one, two) = (Project::new(), first_kit(), second_kit());
    assert!(project.ok(&one, "generate first").starts_with("create table `users`\n"));
    assert_eq!(project.migrations().len(), 1);
    assert_eq!(project.ok(&one, "generate again"), "the migrations say what the structs say\n");
    assert!(project.ok(&one, "migrate").starts_with("applied "));
    assert_eq!(project.ok(&one, "migrate"), "nothing to do\n");
    project.db().execute_script("INSERT INTO users VALUES (1, 'ada', 'first'), (2, 'bob', NULL)").unwrap();

    // What is gone has to be said, by the flag that is named.
    project.fails(&two, "generate second", 2, "`users.bio` is gone");
    project.fails(&two, "generate second", 2, "help: --accept-data-loss=users.bio");
    assert_eq!(project.migrations().len(), 1);
    let words = project.run(&two, "generate second --accept-data-loss=users.bio");
    assert_eq!(words.exit_code, 0, "{words:?}");
    assert!(words.errors.contains("where users.age is NOT NULL without a default, and there are rows"), "{words:?}");
    project.fails(
        &two,
        "migrate",
        2,
        "users.age is NOT NULL without a default, and there are rows: 2 rows, with the keys 1, 2",
    );
    assert_eq!(project.db().inspect().unwrap().table("users").unwrap().columns.len(), 3);

    let newest = project.migrations().pop().unwrap();
    fs::remove_dir_all(project.path("migrations").join(newest)).unwrap();
    project.ok(&two, "generate second --accept-data-loss=users.bio --default users.age=length(name)");
    let status = project.run(&two, "status --check");
    assert_eq!(status.exit_code, 2);
    assert!(status.output.contains("pending"), "{status:?}");
    assert!(project.ok(&two, "migrate --dry-run").starts_with("would apply "));
    let migrated = project.run(&two, "migrate");
    assert!(migrated.output.starts_with("applied "), "{migrated:?}");
    assert!(migrated.errors.contains("a copy of the database before it is"), "{migrated:?}");
    let rows: Vec<(i64, String, i64)> = sql!("select id, name, age from users order by id").all(&project.db()).unwrap();
    assert_eq!(rows, [(1, "ada".to_owned(), 3), (2, "bob".to_owned(), 3)]);
    assert_eq!(project.ok(&two, "verify"), "the database has what the structs say\n");
    let drift = project.run(&one, "verify");
    assert_eq!(drift.exit_code, 3);
    let field = "        login: String,\n";
    let line = include_str!("cli.rs").split_once(field).unwrap().0.lines().count() + 1;
    let shown = format!(
        "the database needs: add column `users.login`\n --> orm-kit/tests/it/cli.rs:{line}\n   |\n{line} | {field}   |         ^"
    );
    assert!(drift.output.contains(&shown), "{}", drift.output);
    assert_eq!(project.ok(&two, "check"), "2 migrations, one history\n");
    assert_eq!(project.run(&one, "check").exit_code, 2);

    project.fails(&two, "down", 2, "--accept-data-loss=users.age");
    assert!(project.ok(&two, "down --accept-data-loss=users.age").starts_with("took back "));
    let rows: Vec<(i64, String, Option<String>)> = sql!("select id, login, bio from users").all(&project.db()).unwrap();
    assert_eq!(rows[0], (1, "ada".to_owned(), None));
}

#[test]
fn every_command_answers_in_json() {
    let (project, kit) = (Project::new(), first_kit());
    let json = |arguments: &str| -> Value {
        let outcome = project.run(&kit, &format!("{arguments} --json"));
        let value =
            serde_json::from_str(&outcome.output).unwrap_or_else(|error| panic!("{arguments}: {error} {outcome:?}"));
        assert_eq!(outcome.errors.lines().filter(|line| line.starts_with("error")).count(), 0);
        value
    };
    assert_eq!(json("generate first")["changes"][0], "create table `users`");
    assert_eq!(json("status")["migrations"][0]["state"], "pending");
    assert_eq!(json("migrate")["applied"].as_array().unwrap().len(), 1);
    assert_eq!(json("verify")["drift"], Value::Array(Vec::new()));
    assert_eq!(json("check")["migrations"], 1);
    assert!(json("export")["statements"][0].as_str().unwrap().starts_with("CREATE TABLE"));
    assert_eq!(json("push")["error"]["code"], "has_history");
    assert_eq!(json("push --despite-history")["changes"], Value::Array(Vec::new()));
    let redone = json("redo");
    assert_eq!(redone["reverted"].as_array().map(Vec::len), Some(1), "{redone}");
    let version = project.migrations()[0].split('_').next().unwrap().to_owned();
    assert_eq!(json(&format!("mark {version}"))["error"]["code"], "applied_already");
    assert_eq!(json("down 1")["reverted"].as_array().unwrap().len(), 1);
    assert!(json("completions bash")["script"].as_str().unwrap().contains("orm"));
    assert_eq!(json("rebase 9_nothing")["exit_code"], 3);
    let usage = json("migrate --lock-timeout soon");
    assert_eq!((usage["error"]["code"].as_str(), usage["exit_code"].as_u64()), (Some("usage"), Some(2)));
}

#[test]
fn flags_that_say_nothing_are_refused() {
    let (project, kit) = (Project::new(), second_kit());
    for (arguments, words) in [
        ("generate x --rename users", "`users` is not of the form"),
        ("generate x --rename users:", "not of the form"),
        ("generate x --default age=1", "not of the form `users.age=0`"),
        ("migrate --lock-timeout soon", "expected a number of seconds"),
        ("frobnicate", "unrecognized subcommand"),
        ("down 1 --to x", "cannot be used with"),
        ("export --format d1", "--out"),
    ] {
        project.fails(&kit, arguments, 2, words);
    }
    assert_eq!(project.migrations(), Vec::<String>::new());
    assert!(!project.path("app.db").exists());
}

#[test]
fn without_structs_the_other_commands_work() {
    let (project, alone) = (Project::new(), Kit::standalone());
    project.ok(&first_kit(), "generate first");
    for command in ["generate second", "push", "verify"] {
        project.fails(&alone, command, 2, "needs the structs");
    }
    project.ok(&alone, "migrate");
    assert!(project.ok(&alone, "status").starts_with("applied"));
    assert_eq!(project.ok(&alone, "check"), "1 migration, one history\n");
    assert!(project.ok(&alone, "export").starts_with("CREATE TABLE \"users\""));
}

#[test]
fn a_step_in_rust_needs_the_programs_own_binary() {
    let (project, kit) = (Project::new(), first_kit());
    project.ok(&kit, "generate first");
    project.ok(&kit, "generate seeds --custom --step");
    let name = project.migrations().pop().unwrap();
    project.fails(&Kit::standalone(), "migrate", 2, "has a step in Rust");
    let kit = kit.step(&name, |tx| {
        sql!("insert into users (login) values ('from rust')").run(tx)?;
        Ok(())
    });
    project.ok(&kit, "migrate");
    assert_eq!(sql!("select login from users").one::<String, _>(&project.db()).unwrap(), "from rust");
}

#[test]
fn two_branches_are_found_and_one_follows_the_other() {
    let project = Project::new();
    project.ok(&first_kit(), "generate first");
    let folder = project.path("migrations");
    project.ok(&second_kit(), "generate left --accept-data-loss=users.bio");
    let left = project.migrations().pop().unwrap();
    let aside = project.path("aside");
    fs::rename(folder.join(&left), &aside).unwrap();
    project.ok(&Kit::standalone(), "generate right --custom");
    let right = project.migrations().pop().unwrap();
    fs::write(folder.join(&right).join("migration.sql"), "CREATE TABLE extra (a);\n").unwrap();
    let later = format!("{}_left", right.split('_').next().unwrap().parse::<u64>().unwrap() + 1);
    fs::rename(&aside, folder.join(&later)).unwrap();

    project.fails(&second_kit(), "check", 3, "two branches diverged");
    project.fails(&second_kit(), "migrate", 3, "two branches diverged");
    project.fails(&second_kit(), "generate more", 3, &format!("help: orm rebase {later}"));
    project.ok(&second_kit(), &format!("rebase {later}"));
    // The hand-written one has a table that no snapshot of its own had.
    let names = project.migrations();
    assert!(!names.contains(&later) && names.len() == 3, "{names:?}");
    project.ok(&Kit::standalone(), "check");
    project.ok(&Kit::standalone(), "migrate");
}

#[test]
fn files_that_are_there_are_not_overwritten() {
    let project = Project::new();
    let config = project.path("orm.toml");
    fs::write(&config, "database = \"other.db\"\nmigrations = \"changes\"\n").unwrap();
    let kit = first_kit();
    let with_config = |arguments: &str| {
        kit.run(["orm", "--config", config.to_str().unwrap()].into_iter().chain(arguments.split(' ')))
    };
    assert_eq!(with_config("generate first").exit_code, 0);
    assert_eq!(with_config("migrate").exit_code, 0);
    assert!(project.path("other.db").exists() && project.path("changes").is_dir());
    fs::write(&config, "databse = \"other.db\"\n").unwrap();
    let outcome = with_config("status");
    assert_eq!(outcome.exit_code, 1);
    assert!(outcome.errors.contains("unknown field `databse`"), "{outcome:?}");
}

#[test]
fn names_from_a_database_do_not_reach_the_terminal() {
    let project = Project::new();
    let folder = project.path("migrations").join("1_first");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("migration.sql"), "SELECT \"\u{1b}[31mred\u{7}\";\n").unwrap();
    let outcome = project.run(&Kit::standalone(), "migrate");
    assert_eq!(outcome.exit_code, 1);
    assert!(!outcome.errors.contains('\u{1b}') && !outcome.errors.contains('\u{7}'), "{outcome:?}");
}

#[test]
fn paths_are_what_they_are() {
    assert!(Path::new(env!("CARGO_BIN_EXE_orm")).exists());
    let project = Project::new();
    let database = project.path("app.db");
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_orm"));
        command.current_dir(project.folder.path()).args(arguments).env_remove("ORM_DATABASE").output().unwrap()
    };
    let outcome = run(&["status"]);
    assert_eq!(outcome.status.code(), Some(2));
    assert!(String::from_utf8(outcome.stderr).unwrap().contains("help: --database app.db"));
    let outcome = run(&["init"]);
    assert_eq!(outcome.status.code(), Some(0), "{outcome:?}");
    for file in ["orm.toml", "src/bin/orm.rs", "build.rs", "migrations"] {
        assert!(project.path(file).exists(), "{file}");
    }
    let outcome = run(&["init"]);
    assert!(String::from_utf8(outcome.stderr).unwrap().contains("note: orm.toml is there already"));
    let outcome = run(&["migrate"]);
    assert_eq!(outcome.status.code(), Some(0), "{outcome:?}");
    // In a pipe, nothing is coloured and nothing moves.
    assert_eq!(String::from_utf8(outcome.stdout).unwrap(), "nothing to do\n");
    assert!(outcome.stderr.is_empty());
    assert!(database.exists());
}

#[test]
fn a_dry_run_says_what_would_be_done_as_far_as_it_is_told() {
    let (project, one, two) = (Project::new(), first_kit(), second_kit());
    project.ok(&one, "generate first");
    project.ok(&two, "generate second --accept-data-loss=users.bio --default users.age=1");
    let lines = |arguments: &str| project.ok(&two, arguments).lines().count();
    assert_eq!((lines("migrate --dry-run"), lines("migrate --dry-run --to first")), (2, 1));
    project.ok(&two, "migrate");
    project.db().execute_script("INSERT INTO users VALUES (1, 'ada', 3)").unwrap();
    let names = project.migrations();
    let copies = || {
        let files =
            fs::read_dir(project.path("")).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        files.filter(|name| name.contains(".bak-")).count()
    };
    let before = copies();
    project.fails(&two, "down 2 --dry-run", 2, "--accept-data-loss=users.age --accept-data-loss=users");
    let accepted = "--accept-data-loss=users.age --accept-data-loss=users";
    let would = |name: &String| format!("would take back {name}\n");
    assert_eq!(project.ok(&two, &format!("down 2 --dry-run {accepted}")), would(&names[1]) + &would(&names[0]));
    assert_eq!(project.ok(&two, &format!("down --to first --dry-run {accepted}")), would(&names[1]));
    let again = project.ok(&two, &format!("redo --dry-run {accepted}"));
    assert_eq!(again, format!("{}would apply {}\n", would(&names[1]), names[1]));
    assert_eq!(project.db().applied_migrations().unwrap().len(), 2);
    assert_eq!(copies(), before, "nothing is copied to a file");
}

mod existing {
    use orm_sqlite::prelude::*;

    #[derive(View, Debug)]
    #[view(name = "heavy", existing)]
    pub(super) struct Heavy {
        id: Option<i64>,
    }
}

#[test]
fn a_view_that_is_said_to_be_there_is_missed() {
    let (project, kit) = (Project::new(), Kit::new(schema!(first::User, existing::Heavy)));
    project.ok(&kit, "generate first");
    project.ok(&kit, "migrate");
    let drift = project.run(&kit, "verify");
    assert_eq!(drift.exit_code, 3);
    assert!(drift.output.contains("create view `heavy`\n --> orm-kit/tests/it/cli.rs:"), "{drift:?}");
    project.db().execute_script("CREATE VIEW heavy AS SELECT id FROM users").unwrap();
    project.ok(&kit, "verify");
}

#[test]
fn looking_makes_no_file() {
    let (project, kit) = (Project::new(), first_kit());
    project.ok(&kit, "generate first");
    for command in ["mark first", "mark first --not-applied", "mark first --baseline"] {
        project.fails(&kit, command, 1, "there is no file");
    }
    assert!(project.ok(&kit, "push --dry-run").starts_with("-- create table `users`"));
    assert!(!project.path("app.db").exists());
    project.ok(&kit, "migrate");
    project.fails(&kit, "push --dry-run", 2, "the database has been through migrations");
    project.fails(&kit, "push", 2, "the database has been through migrations");
    project.ok(&kit, "push --dry-run --despite-history");
    for flag in ["--accept-data-loss=users.bio", "--default users.bio='x'", "--using users.bio=1"] {
        project.fails(&kit, &format!("push --despite-history {flag}"), 2, "has no effect");
    }
}

#[test]
fn a_flag_that_has_no_effect_is_said() {
    let (project, one, two) = (Project::new(), first_kit(), second_kit());
    project.ok(&one, "generate first");
    let needed = "generate second --accept-data-loss=users.bio --default users.age=1";
    project.fails(&two, &format!("{needed} --accept-data-loss=users"), 2, "`--accept-data-loss=users` has no effect");
    for sql in ["case", "(select", "nope", "'x"] {
        let flag = format!("generate second --accept-data-loss=users.bio --default users.age={sql}");
        project.fails(&two, &flag, 2, "`--default` and `--using` take an expression of SQL: ");
        let flag = format!("generate second --accept-data-loss=users.bio --using users.age={sql}");
        project.fails(&two, &flag, 2, "help: --using ");
    }
    assert_eq!(project.migrations().len(), 1);
    project.ok(&two, "generate second --accept-data-loss=users.bio --default users.age=of_the_program(1)");
}

#[test]
fn a_mark_in_the_middle_says_what_it_means() {
    let (project, one, two) = (Project::new(), first_kit(), second_kit());
    project.ok(&one, "generate first");
    project.ok(&two, "generate second --accept-data-loss=users.bio --default users.age=1");
    project.ok(&two, "migrate");
    let marked = project.run(&two, "mark first --not-applied");
    assert!(marked.exit_code == 0 && marked.errors.contains("1 newer migration; `orm mark "), "{marked:?}");
    project.ok(&two, "mark first");
    assert!(!project.run(&two, "mark second --not-applied").errors.contains("newer"));
    // By their numbers: as letters, `10_` comes before `9_`.
    let project = Project::new();
    for name in ["9_nine", "10_ten"] {
        fs::create_dir_all(project.path("migrations").join(name)).unwrap();
        fs::write(project.path("migrations").join(name).join("migration.sql"), "SELECT 1;").unwrap();
    }
    project.ok(&one, "migrate");
    assert!(project.run(&one, "mark nine --not-applied").errors.contains("1 newer migration"));
    project.ok(&one, "mark nine");
    assert!(!project.run(&one, "mark ten --not-applied").errors.contains("newer"));
}

#[test]
fn a_migration_is_named_by_its_words() {
    let (project, one) = (Project::new(), first_kit());
    project.ok(&one, "generate first");
    project.ok(&one, "generate twice --custom");
    project.ok(&one, "generate twice --custom");
    let names = project.migrations();
    project.fails(&one, "migrate --to twice", 2, &format!("may be one of `{}`, `{}`", names[1], names[2]));
    assert_eq!(project.ok(&one, "migrate --to first"), format!("applied {}\n", names[0]));
    assert_eq!(project.ok(&one, "mark --not-applied first"), format!("{} counts as not applied\n", names[0]));
    assert_eq!(project.ok(&one, "mark first"), format!("{} counts as applied\n", names[0]));
    project.fails(&one, "rebase nothing", 3, "there is no migration `nothing`");
}

#[test]
fn a_flag_that_names_nothing_is_a_slip_and_said() {
    let (project, one, two) = (Project::new(), first_kit(), second_kit());
    project.ok(&one, "generate first");
    for flag in [
        "--default users.agee=0",
        "--using user.name=1",
        "--rename users.login:users.nam",
        "--accept-data-loss=users.zzz",
    ] {
        project.fails(&two, &format!("generate second {flag}"), 2, "no such table or column");
    }
    project.ok(&one, "migrate");
    project.fails(&one, "push --despite-history --drop nonesuch", 2, "the database has no such table");
    assert_eq!(project.migrations().len(), 1);
}

#[test]
fn a_file_or_folder_that_is_not_there_is_not_made() {
    let (project, kit) = (Project::new(), first_kit());
    for command in ["migrate", "seed", "down", "redo", "verify", "migrate --dry-run"] {
        project.fails(&kit, command, 1, "there is no f");
    }
    project.ok(&kit, "generate first");
    for command in ["seed", "down", "redo", "verify", "down --dry-run"] {
        project.fails(&kit, command, 1, "there is no file");
    }
    let tried = project.run(&kit, "migrate --dry-run");
    assert!(tried.exit_code == 0 && tried.output.starts_with("would apply "), "{tried:?}");
    assert!(tried.errors.contains("app.db`, which `migrate` would make"), "{tried:?}");
    assert!(!project.path("app.db").exists());
}

#[test]
fn init_writes_what_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["init", "--tables", "app::User, app::Post", "--database", "data/x.db", "--migrations", "db/steps"];
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_orm"));
    assert!(command.current_dir(folder.path()).args(arguments).output().unwrap().status.success());
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("orm.toml").contains("database = \"data/x.db\"\nmigrations = \"db/steps\"\n"));
    assert!(read("src/bin/orm.rs").contains("schema!(app::User, app::Post)"));
    assert!(read("build.rs").contains("\"db/steps\""));
}
