//! Fake rows: that they fulfil what the schema asks, and that they are the same each time.

use orm_kit::seed::{Options, seed};
use orm_sqlite::prelude::*;
use orm_sqlite::sql::trusted;

use crate::pull::random;
use crate::sample;

fn database(script: &str) -> Database {
    let db = Database::open_in_memory().unwrap();
    db.execute_script(script).unwrap();
    db
}

/// All rows of all tables as texts.
fn rows(db: &Database) -> Vec<String> {
    let mut rows = Vec::new();
    for table in &db.inspect().unwrap().tables {
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let columns: Vec<_> = table.columns.iter().map(|column| format!("quote({})", quoted(&column.name))).collect();
        let text = format!("SELECT {} FROM {}", columns.join(" || ',' || "), quoted(&table.name));
        rows.extend(sql!("{trusted(text)}").all::<String, _>(db).unwrap());
    }
    rows
}

#[track_caller]
fn assert_sound(db: &Database) {
    let broken: i64 = sql!("select count(*) from pragma_foreign_key_check").one(db).unwrap();
    let integrity: String = sql!("select integrity_check from pragma_integrity_check").one(db).unwrap();
    assert_eq!((broken, integrity.as_str()), (0, "ok"));
}

#[track_caller]
fn count(db: &Database, text: &str) -> i64 {
    sql!("{trusted(text)}").one(db).unwrap()
}

#[test]
fn the_sample_schemas_are_filled() {
    for name in ["chinook", "northwind"] {
        let Some(file) = sample::file(name) else { continue };
        let snapshot = Database::open_read_only(file).unwrap().inspect().unwrap();
        let seeded = |number| {
            let db = Database::open_in_memory().unwrap();
            for statement in snapshot.statements() {
                db.execute_script(statement).unwrap();
            }
            let report = seed(&db, &snapshot, &Options::new(number).rows(30)).unwrap();
            assert_eq!(report.rows(), 30 * i64::try_from(snapshot.tables.len()).unwrap().cast_unsigned());
            assert_sound(&db);
            rows(&db)
        };
        let first = seeded(1);
        assert_eq!(first, seeded(1), "{name}: the same seed gives the same rows");
        assert_ne!(first, seeded(2), "{name}");
    }
}

const SHOP: &str = "
    CREATE TABLE users (
        id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE COLLATE NOCASE, name VARCHAR(8) NOT NULL, age INT CHECK (age BETWEEN 18 AND 20),
        role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('admin', 'member')), is_active BOOLEAN NOT NULL CHECK (is_active IN (0, 1)),
        score REAL NOT NULL CHECK (score > 2 AND score < 2.5), pin TEXT CHECK (length(pin) = 4), created_at TEXT NOT NULL,
        boss_id INTEGER REFERENCES users, upper_name TEXT AS (upper(name)) STORED, seen_at INTEGER NOT NULL,
        CHECK (name <> ''), CHECK (score * 2 > age - 100)
    );
    CREATE TABLE profiles (user_id INTEGER PRIMARY KEY REFERENCES users, bio TEXT, photo BLOB NOT NULL);
    CREATE TABLE tags (name TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID;
    CREATE TABLE user_tags (user_id INTEGER NOT NULL REFERENCES users, tag TEXT NOT NULL REFERENCES tags, PRIMARY KEY (user_id, tag));
    CREATE TABLE notes (user_id INTEGER, tag TEXT, amount REAL, at DATE NOT NULL, FOREIGN KEY (user_id, tag) REFERENCES user_tags (user_id, tag));
    CREATE TABLE node (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES node);
    CREATE UNIQUE INDEX one_note ON notes (at, amount);
";

#[test]
fn rows_fulfil_their_constraints() {
    let db = database(SHOP);
    let snapshot = db.inspect().unwrap();
    let options = Options::new(5).rows(40).table("users", 60).table("profiles", 60).table("notes", 300);
    let report = seed(&db, &snapshot, &options).unwrap();
    assert_eq!(report.rows(), 60 + 60 + 40 + 40 + 300 + 40);
    assert_eq!(report.tables[0].0, "users");
    assert_sound(&db);
    assert_eq!(count(&db, "SELECT count(*) FROM users WHERE email NOT LIKE '_%@_%'"), 0);
    assert_eq!(count(&db, "SELECT count(DISTINCT role) FROM users"), 2);
    assert_eq!(count(&db, "SELECT count(DISTINCT user_id) FROM profiles"), 60);
    assert_eq!(count(&db, "SELECT count(*) FROM users WHERE date(created_at) IS NULL OR length(name) > 8"), 0);
    assert_eq!(count(&db, "SELECT count(*) FROM node WHERE id < parent_id"), 0);
    assert!(count(&db, "SELECT count(*) FROM users WHERE boss_id IS NOT NULL") > 20);
    assert!(count(&db, "SELECT count(*) FROM notes WHERE user_id IS NOT NULL") > 200);
    assert!(count(&db, "SELECT count(*) FROM notes WHERE amount IS NULL") > 5);
    let other = database(SHOP);
    seed(&other, &snapshot, &options).unwrap();
    assert_eq!(rows(&db), rows(&other));
}

#[test]
fn rows_that_are_there_stay() {
    let db = database("CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT UNIQUE); INSERT INTO a VALUES (7, 'mine');");
    let snapshot = db.inspect().unwrap();
    seed(&db, &snapshot, &Options::new(1).rows(5)).unwrap();
    seed(&db, &snapshot, &Options::new(1).rows(5)).unwrap();
    assert_eq!(count(&db, "SELECT count(*) FROM a WHERE id BETWEEN 8 AND 17"), 10);
    assert_eq!(count(&db, "SELECT count(*) FROM a WHERE name = 'mine'"), 1);
}

#[test]
fn a_circle_is_closed_when_all_rows_are_there() {
    let db = database(
        "CREATE TABLE team (id INTEGER PRIMARY KEY, captain_id INTEGER UNIQUE REFERENCES player);
         CREATE TABLE player (id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL REFERENCES team);
         CREATE TABLE game (player_id INTEGER NOT NULL REFERENCES player);",
    );
    let report = seed(&db, &db.inspect().unwrap(), &Options::new(3)).unwrap();
    assert_eq!(report.tables.iter().map(|(table, _)| table.as_str()).collect::<Vec<_>>(), ["team", "player", "game"]);
    assert_sound(&db);
    assert!(count(&db, "SELECT count(captain_id) FROM team") > 10);
}

/// The message of what cannot be filled, after which nothing is there.
fn refused(script: &str, options: &Options) -> String {
    let db = database(script);
    let error = seed(&db, &db.inspect().unwrap(), options).unwrap_err().to_string();
    assert!(rows(&db).is_empty(), "{error}");
    error
}

#[test]
fn what_cannot_be_filled_is_refused_by_name() {
    let circle = "CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER NOT NULL REFERENCES b);
                  CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER NOT NULL REFERENCES a);";
    let refusals = [
        refused(circle, &Options::new(1)),
        refused("CREATE TABLE a (kind TEXT NOT NULL UNIQUE CHECK (kind IN ('x', 'y')));", &Options::new(1)),
        refused(
            "CREATE TABLE z (n INTEGER); CREATE TABLE a (n INTEGER NOT NULL, CHECK (n > 1 AND n < 0));",
            &Options::new(1),
        ),
        refused("CREATE TABLE a (n INTEGER NOT NULL, CONSTRAINT never CHECK (n * n = -1));", &Options::new(1)),
        refused("CREATE TABLE a (id INTEGER PRIMARY KEY, x INTEGER NOT NULL REFERENCES gone (id));", &Options::new(1)),
        refused(
            "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a_id INTEGER NOT NULL REFERENCES a);",
            &Options::new(1).table("a", 0),
        ),
        refused(
            "CREATE TABLE a (n TEXT NOT NULL CHECK (n IN ('x', 'y'))); CREATE UNIQUE INDEX i ON a (upper(n));",
            &Options::new(1),
        ),
        refused("CREATE TABLE a (n INTEGER);", &Options::new(1).table("c", 1)),
    ];
    let ends = "fulfils its constraints: 200 were tried; ask for fewer rows, or fill `a` by hand";
    let expected = [
        "`a.b_id` is in a circle of foreign keys none of which may be NULL, so that no row can be the first".to_owned(),
        format!("no row for `a.kind` {ends}"),
        format!("no row for `a.n` {ends}"),
        format!("no row for `a.n` {ends}"),
        "`a.x` references a key of `gone` that is not there".to_owned(),
        format!("no row for `b.a_id` {}", ends.replace("`a`", "`b`")),
        format!("no row for `a.n` {ends}"),
        "there is no table `c` to fill".to_owned(),
    ];
    assert_eq!(refusals, expected);
}

#[test]
fn odd_names_and_indexes_beside_a_table_are_filled_too() {
    let db = database(
        "CREATE TABLE \"a \"\"b\" (\"x'y\" TEXT NOT NULL, rowid TEXT, \"ä\" INTEGER REFERENCES \"c;d\" (\"?\"));
         CREATE TABLE \"c;d\" (\"?\" INTEGER PRIMARY KEY, title TEXT);
         CREATE VIRTUAL TABLE search USING fts5(title, content='c;d', content_rowid='?');
         CREATE TRIGGER keep AFTER INSERT ON \"c;d\" BEGIN INSERT INTO search (rowid, title) VALUES (new.\"?\", new.title); END;",
    );
    let report = seed(&db, &db.inspect().unwrap(), &Options::new(9)).unwrap();
    assert_eq!(report.rows(), 40);
    assert_sound(&db);
}

#[test]
fn random_schemas_are_filled_or_refused_by_name() {
    let (mut filled, mut refused) = (0, Vec::new());
    for number in 0..120 {
        let snapshot = random::schema(number);
        let db = Database::open_in_memory().unwrap();
        for statement in snapshot.statements() {
            db.execute_script(statement).unwrap();
        }
        match seed(&db, &snapshot, &Options::new(number).rows(12)) {
            Ok(report) => {
                assert_eq!(report.tables.len(), snapshot.tables.len());
                assert_sound(&db);
                filled += 1;
            }
            Err(error) => {
                let error = error.to_string();
                assert!(snapshot.tables.iter().any(|table| error.contains(&format!("`{}", table.name))), "{error}");
                assert!(rows(&db).is_empty());
                refused.push(error);
            }
        }
    }
    println!("{filled} filled; {refused:#?}");
    assert!(filled > 40, "only {filled} were filled: {refused:#?}");
}

#[derive(Table)]
#[table(name = "notes", soft_delete = deleted_at)]
struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(version)]
    edits: i64,
    deleted_at: Option<i64>,
}

#[derive(Table)]
#[table(name = "drafts")]
struct Draft {
    #[column(primary_key)]
    id: i64,
    #[column(version, default = 7)]
    edits: i64,
}

#[test]
fn what_structs_say_of_a_column_is_known() {
    let (db, structs) = (Database::open_in_memory().unwrap(), schema!(Note, Draft));
    db.push(&structs).run().unwrap();
    seed(&db, &db.inspect().unwrap(), &Options::new(3).rows(300).schema(&structs)).unwrap();
    assert_eq!(count(&db, "SELECT count(*) FROM notes WHERE edits = 1"), 300);
    assert_eq!(count(&db, "SELECT count(*) FROM drafts WHERE edits = 7"), 300);
    let alive = db.select::<Note>().count().unwrap();
    assert!((230..=290).contains(&alive), "{alive} of 300 rows are not deleted");
    // Nobody says so of the columns of a mere database.
    seed(&db, &db.inspect().unwrap(), &Options::new(3).rows(100)).unwrap();
    assert!(count(&db, "SELECT count(*) FROM notes WHERE edits > 1") > 50);
}

#[test]
fn a_version_is_the_first_that_is_allowed() {
    for (check, expected) in
        [("edits >= 5", 5), ("edits > 0", 1), ("edits < 1", 0), ("edits BETWEEN -3 AND 9", 1), ("edits IN (3)", 3)]
    {
        let db = database(&format!(
            "CREATE TABLE drafts (id INTEGER PRIMARY KEY, edits INTEGER NOT NULL CHECK ({check}), \
             code TEXT NOT NULL UNIQUE CHECK (code IN ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')))"
        ));
        seed(&db, &db.inspect().unwrap(), &Options::new(1).rows(8).schema(&schema!(Draft))).unwrap();
        assert_eq!(count(&db, &format!("SELECT count(*) FROM drafts WHERE edits = {expected}")), 8, "{check}");
    }
    // Deleted rows may be told by a column that is never NULL.
    let db =
        database("CREATE TABLE notes (id INTEGER PRIMARY KEY, edits INTEGER NOT NULL, deleted_at INTEGER NOT NULL)");
    seed(&db, &db.inspect().unwrap(), &Options::new(1).schema(&schema!(Note))).unwrap();
}

#[test]
fn the_command_knows_the_structs() {
    let (project, kit) = (crate::cli::Project::new(), orm_kit::Kit::new(schema!(Note, Draft)));
    project.ok(&kit, "push");
    project.ok(&kit, "seed --rows 50");
    assert_eq!(count(&project.db(), "SELECT count(*) FROM notes WHERE edits = 1"), 50);
}
