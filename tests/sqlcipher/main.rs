//! Encrypted files: nobody reads them without the key, and everything that makes a file makes one with the same key.
//!
//! They need another build of SQLite, so that they are a target of their own: `cargo test -p orm-tests --features sqlcipher --test sqlcipher`.

#![allow(clippy::unwrap_used, reason = "a test that meets an error has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use orm_sqlite::migrate::{Migration, Migrations};
use orm_sqlite::prelude::*;
use orm_sqlite::{Error, JournalMode, Key, Options};
use tempfile::TempDir;

/// What is looked for in the bytes of files.
const CANARY: &str = "canary-of-the-encrypted-rows";

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "notes", fts(text), index(text))]
struct Note {
    #[column(primary_key, autoincrement)]
    id: i64,
    text: String,
    #[column(references = Note::ID)]
    parent_id: Option<i64>,
    #[column(generated("length(text)"))]
    length: i64,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "labels", primary_key(name, language), without_rowid)]
struct Label {
    name: String,
    language: String,
}

struct Fixture {
    folder: TempDir,
    path: PathBuf,
    key: Key,
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { path: folder.path().join("app.db"), folder, key: Key::raw([7; 32]) }
    }

    fn other(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn open(&self) -> Database {
        open(&self.path, &self.key).unwrap()
    }

    /// A database with rows, whose children come before their parents.
    fn filled(&self) -> Database {
        let db = self.open();
        fill(&db);
        db
    }
}

fn options(path: &Path) -> Options {
    Database::options().path(path).readers(2)
}

fn open(path: &Path, key: &Key) -> Result<Database, Error> {
    options(path).key(key.clone()).open()
}

fn fill(db: &Database) {
    db.create_tables(&schema!(Note, Label)).unwrap();
    let notes = (0..200).map(|number| NewNote::builder().text(format!("{CANARY} {number}")).build());
    db.insert_many(notes).run().unwrap();
    db.update::<Note>().set(Note::PARENT_ID.to(Some(200))).filter(Note::ID.lt(100)).run().unwrap();
    db.delete::<Note>().filter(Note::ID.eq(150)).run().unwrap();
    db.insert(NewLabel::builder().name("noun").language("en").build()).run().unwrap();
    db.execute_script("PRAGMA user_version = 7; PRAGMA application_id = 9").unwrap();
}

/// All rows, and what is found by the full-text index.
fn rows(db: &Database) -> (Vec<Note>, Vec<Label>, u64) {
    let found = db.select::<Note>().search("canary").count().unwrap();
    (db.select::<Note>().order_by(Note::ID).all().unwrap(), db.select::<Label>().all().unwrap(), found)
}

/// Whether the text stands anywhere in a file of the folder.
fn is_readable(folder: &Path, text: &str) -> bool {
    let holds = |path: PathBuf| fs::read(path).unwrap().windows(text.len()).any(|bytes| bytes == text.as_bytes());
    fs::read_dir(folder).unwrap().any(|entry| holds(entry.unwrap().path()))
}

/// What a program keeps in the header.
fn numbers(db: &Database) -> (i64, i64) {
    (sql!("pragma user_version").one(db).unwrap(), sql!("pragma application_id").one(db).unwrap())
}

#[test]
fn nothing_of_an_encrypted_database_is_readable() {
    let fixture = Fixture::new();
    let db = fixture.filled();
    // The log is there as long as the database is open.
    assert!(fixture.other("app.db-wal").exists());
    assert!(!is_readable(fixture.folder.path(), CANARY));
    assert!(!is_readable(fixture.folder.path(), "SQLite format 3"));
    assert!(!is_readable(fixture.folder.path(), "CREATE TABLE"));
    let before = rows(&db);
    db.close().unwrap();
    assert!(!is_readable(fixture.folder.path(), CANARY));
    assert_eq!(rows(&fixture.open()), before);
    assert_eq!(before.0.len(), 199);
}

#[test]
fn only_its_key_opens_a_file() {
    let fixture = Fixture::new();
    fixture.filled().close().unwrap();
    let before = fs::read(&fixture.path).unwrap();
    let refused = [
        options(&fixture.path).open(),
        Database::open_read_only(&fixture.path),
        Database::open_untrusted(&fixture.path),
        open(&fixture.path, &Key::raw([8; 32])),
        open(&fixture.path, &Key::passphrase("secret")),
    ];
    for refused in refused {
        let error = refused.unwrap_err();
        assert!(error.is_corrupt(), "{error}");
        assert!(error.to_string().contains("encrypted"), "{error}");
    }
    assert_eq!(fs::read(&fixture.path).unwrap(), before);
    // The other way: a file without a key is not opened with one, nor changed.
    let plain = fixture.other("plain.db");
    fill(&Database::open(&plain).unwrap());
    let before = fs::read(&plain).unwrap();
    let error = open(&plain, &fixture.key).unwrap_err();
    assert!(error.is_corrupt(), "{error}");
    assert_eq!(fs::read(&plain).unwrap(), before);
}

#[test]
fn a_key_is_a_text_of_any_letters_or_32_bytes() {
    for text in ["it's", "\"; drop table x; --", "ключ 🦀", " ", "x'00'"] {
        let fixture = Fixture { key: Key::passphrase(text), ..Fixture::new() };
        let before = rows(&fixture.filled());
        assert_eq!(rows(&fixture.open()), before, "{text}");
    }
    for text in ["", "a\0b"] {
        let fixture = Fixture { key: Key::passphrase(text), ..Fixture::new() };
        let error = open(&fixture.path, &fixture.key).unwrap_err();
        assert!(error.to_string().contains("is no key"), "{error}");
        assert!(!is_readable(fixture.folder.path(), "SQLite format 3"));
    }
    // The two ways to write a key are one.
    let fixture = Fixture { key: Key::raw([0xab; 32]), ..Fixture::new() };
    let before = rows(&fixture.filled());
    let written = Key::passphrase(format!("x'{}'", "AB".repeat(32)));
    assert_eq!(rows(&open(&fixture.path, &written).unwrap()), before);
}

#[test]
fn a_key_is_never_shown() {
    let fixture = Fixture { key: Key::passphrase(CANARY), ..Fixture::new() };
    let options = options(&fixture.path).key(fixture.key.clone());
    let shown = format!("{options:?} {:?}", fixture.key);
    assert!(!shown.contains(CANARY), "{shown}");
    let db = fixture.open();
    let shown = format!("{db:?}");
    assert!(!shown.contains(CANARY), "{shown}");
    fs::write(fixture.other("no.db"), "no database".repeat(400)).unwrap();
    let error = open(&fixture.other("no.db"), &fixture.key).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(CANARY), "{error:?}");
    let error = Database::options().key(fixture.key.clone()).open().unwrap_err();
    assert!(error.is_refused() && !format!("{error:?}").contains(CANARY), "{error:?}");
}

#[test]
fn readers_and_other_processes_have_the_key() {
    let fixture = Fixture::new();
    let db = fixture.filled();
    db.transaction(|tx| {
        // A reader beside the writer is another connection.
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| db.select::<Note>().count().unwrap());
            assert_eq!(reader.join().unwrap(), 199);
        });
        tx.delete::<Note>().filter(Note::ID.eq(1)).run()
    })
    .unwrap();
    let read_only = options(&fixture.path).key(fixture.key.clone()).read_only(true).open().unwrap();
    assert_eq!(read_only.select::<Note>().count().unwrap(), 198);
    let untrusted = options(&fixture.path).key(fixture.key.clone()).untrusted(true).open().unwrap();
    assert_eq!(untrusted.select::<Note>().count().unwrap(), 198);
}

#[test]
fn a_rollback_journal_is_encrypted_too() {
    let fixture = Fixture::new();
    let db = options(&fixture.path).key(fixture.key.clone()).journal_mode(JournalMode::Persist).open().unwrap();
    fill(&db);
    db.update::<Note>().set(Note::TEXT.to("changed")).all_rows().run().unwrap();
    assert!(fixture.other("app.db-journal").exists());
    assert!(!is_readable(fixture.folder.path(), CANARY));
}

#[test]
fn copies_have_the_same_key() {
    let fixture = Fixture::new();
    let db = fixture.filled();
    let before = rows(&db);
    db.backup(fixture.other("backup.db")).unwrap();
    db.vacuum_into(fixture.other("vacuumed.db")).unwrap();
    assert!(!is_readable(fixture.folder.path(), CANARY));
    for name in ["backup.db", "vacuumed.db"] {
        let path = fixture.other(name);
        assert!(Database::open(&path).is_err_and(|error| error.is_corrupt()), "{name}");
        assert_eq!(rows(&open(&path, &fixture.key).unwrap()), before, "{name}");
    }
}

#[test]
fn a_backup_is_restored_in_the_place_of_an_encrypted_a_plain_and_a_missing_database() {
    let fixture = Fixture::new();
    let db = fixture.filled();
    let before = rows(&db);
    let backup = fixture.other("backup.db");
    db.backup(&backup).unwrap();
    db.delete::<Note>().all_rows().run().unwrap();

    // Nobody's database is replaced while it is open.
    let error = Database::restore_encrypted_backup(&backup, &fixture.path, &fixture.key).unwrap_err();
    assert!(error.is_refused(), "{error}");
    db.close().unwrap();
    let plain = fixture.other("plain.db");
    fill(&Database::open(&plain).unwrap());
    for target in [&fixture.path, &plain, &fixture.other("new.db")] {
        Database::restore_encrypted_backup(&backup, target, &fixture.key).unwrap();
        assert_eq!(rows(&open(target, &fixture.key).unwrap()), before);
    }
    assert!(!is_readable(fixture.folder.path(), CANARY));

    let error = Database::restore_encrypted_backup(&backup, &fixture.path, &Key::raw([8; 32])).unwrap_err();
    assert!(error.is_corrupt(), "{error}");
    let error = Database::restore_backup(&backup, &fixture.path).unwrap_err();
    assert!(error.is_corrupt(), "{error}");
    assert_eq!(rows(&fixture.open()), before);
}

#[test]
fn an_encrypted_or_plain_database_that_another_process_has_open_is_not_replaced() {
    for is_encrypted in [true, false] {
        let fixture = Fixture::new();
        let db = fixture.filled();
        let backup = fixture.other("backup.db");
        db.backup(&backup).unwrap();
        db.close().unwrap();
        let target = fixture.other("target.db");
        let key = if is_encrypted { "7" } else { "" };
        let holder = held(&target, key);
        let error = Database::restore_encrypted_backup(&backup, &target, &fixture.key).unwrap_err();
        assert!(error.is_busy(), "{is_encrypted}: {error}");
        drop(holder);
    }
}

#[test]
fn a_changed_key_is_the_only_one() {
    let fixture = Fixture::new();
    let db = fixture.filled();
    let before = rows(&db);
    let new = Key::passphrase("another one");
    let error = Database::change_key(&fixture.path, &fixture.key, &new).unwrap_err();
    assert!(error.is_refused(), "{error}");
    db.close().unwrap();

    let error = Database::change_key(&fixture.path, &new, &fixture.key).unwrap_err();
    assert!(error.is_corrupt(), "{error}");
    let error = Database::change_key(&fixture.path, &fixture.key, &Key::passphrase("")).unwrap_err();
    assert!(error.is_refused(), "{error}");
    assert_eq!(rows(&fixture.open()), before);

    Database::change_key(&fixture.path, &fixture.key, &new).unwrap();
    assert!(open(&fixture.path, &fixture.key).is_err());
    let db = open(&fixture.path, &new).unwrap();
    assert_eq!(rows(&db), before);
    assert_eq!(numbers(&db), (7, 9));
    assert!(db.integrity_check().unwrap().is_empty());
    assert!(Database::change_key(fixture.other("none.db"), &fixture.key, &new).is_err());
    assert!(!fixture.other("none.db").exists());
}

#[test]
fn a_key_is_not_changed_while_another_process_has_the_database() {
    let fixture = Fixture::new();
    let holder = held(&fixture.path, "7");
    let error = Database::change_key(&fixture.path, &fixture.key, &Key::raw([8; 32])).unwrap_err();
    assert!(error.is_busy(), "{error}");
    drop(holder);
    Database::change_key(&fixture.path, &fixture.key, &Key::raw([8; 32])).unwrap();
    assert!(open(&fixture.path, &fixture.key).is_err());
}

#[test]
fn a_database_gets_a_key_and_loses_it() {
    let fixture = Fixture::new();
    let plain = fixture.other("plain.db");
    let db = Database::open(&plain).unwrap();
    fill(&db);
    let before = rows(&db);
    db.copy_with_key(&fixture.path, Some(&fixture.key)).unwrap();
    assert!(db.copy_with_key(&fixture.path, Some(&fixture.key)).unwrap_err().is_refused());
    assert!(db.copy_with_key(fixture.other("x.db"), Some(&Key::passphrase(""))).unwrap_err().is_refused());
    assert!(Database::open_in_memory().unwrap().copy_with_key(fixture.other("x.db"), None).unwrap_err().is_refused());
    assert!(!fixture.other("x.db").exists());

    let encrypted = fixture.open();
    assert_eq!(rows(&encrypted), before);
    assert_eq!(numbers(&encrypted), (7, 9));
    assert_eq!(encrypted.inspect().unwrap(), db.inspect().unwrap());
    // A sequence goes on where it was.
    let insert = |db: &Database| db.insert(NewNote::builder().text("x").build()).returning().one().unwrap().id;
    assert_eq!(insert(&encrypted), 201);
    assert!(encrypted.integrity_check().unwrap().is_empty());
    assert!(encrypted.foreign_key_check().unwrap().is_empty());

    let back = fixture.other("back.db");
    encrypted.copy_with_key(&back, None).unwrap();
    assert_eq!(rows(&Database::open(&back).unwrap()), rows(&encrypted));
    assert!(is_readable(fixture.folder.path(), CANARY), "a file without a key is read by anybody");
    let entries = fs::read_dir(fixture.folder.path()).unwrap();
    let mut names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    assert!(!names.any(|name| name.contains(".partial-")));
}

#[test]
fn migrations_and_their_backups_are_encrypted() {
    let fixture = Fixture::new();
    let db = fixture.filled();
    let sql = "CREATE TABLE extras (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;\n-- loses: labels\nDROP TABLE labels;";
    let migrations = Migrations::new([Migration::new("1_extras", sql).unwrap()]).unwrap();
    let backup = fixture.other("before.db");
    db.migrator(&migrations).backup_to(&backup).up().unwrap();
    assert_eq!(numbers(&db), (7, 9));
    assert!(db.inspect().unwrap().table("extras").is_some());
    assert!(!is_readable(fixture.folder.path(), CANARY));
    assert_eq!(open(&backup, &fixture.key).unwrap().select::<Label>().count().unwrap(), 1);
}

#[test]
fn a_changed_byte_is_an_error() {
    let fixture = Fixture::new();
    fixture.filled().close().unwrap();
    let whole = fs::read(&fixture.path).unwrap();
    let mut failed = 0;
    for at in (0..whole.len()).step_by(whole.len() / 20) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&fixture.path, &bytes).unwrap();
        let read = open(&fixture.path, &fixture.key).and_then(|db| {
            db.select::<Label>().all()?;
            db.select::<Note>().all()
        });
        failed += usize::from(read.is_err());
    }
    // All but what lies in pages that no query reads.
    assert!(failed >= 10, "{failed} of 20");
}

/// A process that has a database open until it is dropped.
struct Holder(std::process::Child);

impl Drop for Holder {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Starts this program again, as the one test below, and waits until it has the database.
fn held(path: &Path, key: &str) -> Holder {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new(program);
    command.args(["--exact", "another_process"]).env("HOLD", path).env("HOLD_KEY", key);
    let holder = Holder(command.stdout(std::process::Stdio::null()).spawn().unwrap());
    let sign = path.with_extension("held");
    let start = std::time::Instant::now();
    while !sign.exists() {
        assert!(start.elapsed().as_secs() < 60, "the other process does not open the database");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    holder
}

/// Nothing by itself: what the process of [`held`] does.
#[test]
fn another_process() {
    let (Ok(path), Ok(key)) = (std::env::var("HOLD"), std::env::var("HOLD_KEY")) else { return };
    let path = PathBuf::from(path);
    let options = options(&path);
    let options = if let Ok(byte) = key.parse() { options.key(Key::raw([byte; 32])) } else { options };
    let db = options.open().unwrap();
    db.execute_script("CREATE TABLE held (id INTEGER PRIMARY KEY)").unwrap();
    fs::write(path.with_extension("held"), "").unwrap();
    // Killed by whoever started it; a minute is the longest.
    std::thread::sleep(std::time::Duration::from_mins(1));
}

#[test]
fn figures_of_an_encrypted_database_are_told() {
    let fixture = Fixture::new();
    let warned = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let told = warned.clone();
    let options = options(&fixture.path).key(fixture.key.clone()).wal_size_limit(40_000);
    let db = options.on_warning(move |warning| told.lock().unwrap().push(warning.to_string())).open().unwrap();
    fill(&db);
    let health = db.health().unwrap();
    assert!(health.is_alive(), "{health:?}");
    assert_eq!(health.page_size, 4096);
    assert!(health.page_count > 10);
    assert!(!warned.lock().unwrap().is_empty(), "the log is larger than the limit");
}

/// What a copy has to keep, beside what structs say.
const ODD: &str = r#"
    CREATE TABLE numbered (text TEXT);
    INSERT INTO numbered (rowid, text) VALUES (10, 'ten'), (20, 'twenty'), (-3, 'minus');
    CREATE VIRTUAL TABLE numbered_fts USING fts5 (text, content = 'numbered');
    INSERT INTO numbered_fts (numbered_fts) VALUES ('rebuild');
    CREATE TABLE roots (id INTEGER PRIMARY KEY, x REAL NOT NULL, y REAL AS (pow(x, 2)) STORED, CHECK (floor(x) > 0));
    INSERT INTO roots (x) VALUES (4.0);
    CREATE INDEX roots_root ON roots (sqrt(x)) WHERE ln(x) > 1;
    CREATE TABLE "odd 'name" ("rowid" TEXT, "a""b" BLOB, made AS ("rowid" || 'x'));
    INSERT INTO "odd 'name" (_rowid_, "rowid", "a""b") VALUES (7, 'seven', x'00ff');
    CREATE TRIGGER never AFTER INSERT ON numbered BEGIN SELECT RAISE(ABORT, 'a copy runs no triggers'); END;"#;

#[test]
fn a_copy_has_the_rowids_settings_and_functions_of_the_database() {
    for (page_size, vacuum, encoding) in [(512, 1, "UTF-8"), (4096, 0, "UTF-16le"), (16_384, 2, "UTF-8")] {
        let fixture = Fixture::new();
        let plain = fixture.other("plain.db");
        let setting =
            format!("PRAGMA page_size = {page_size}; PRAGMA auto_vacuum = {vacuum}; PRAGMA encoding = '{encoding}'");
        let raw = rusqlite::Connection::open(&plain).unwrap();
        raw.execute_batch(&format!("{setting}; CREATE TABLE first (id)")).unwrap();
        drop(raw);
        let db = Database::open(&plain).unwrap();
        db.execute_script(ODD).unwrap();
        let facts = |db: &Database| {
            let all = "select json_array((select group_concat(rowid || text) from numbered), (select y from roots), \
                (select group_concat(_rowid_ || \"rowid\" || hex(\"a\"\"b\") || made) from \"odd 'name\"), \
                (select auto_vacuum from pragma_auto_vacuum), (select encoding from pragma_encoding), \
                (select rowid from numbered_fts where numbered_fts match 'twenty'))";
            let all = sql::trusted(all);
            sql!("{all}").one::<String, _>(db).unwrap()
        };
        let before = facts(&db);
        db.copy_with_key(&fixture.path, Some(&fixture.key)).unwrap();
        let encrypted = fixture.open();
        assert_eq!(facts(&encrypted), before);
        assert!(encrypted.integrity_check().unwrap().is_empty());
        assert_eq!(encrypted.health().unwrap().page_size, 4096);
        encrypted.copy_with_key(fixture.other("back.db"), None).unwrap();
        assert_eq!(facts(&Database::open(fixture.other("back.db")).unwrap()), before);
        assert!(!before.contains("null"), "{before}");
    }
}

#[test]
fn a_copy_of_what_is_only_read_and_one_that_fails_for_a_function() {
    let fixture = Fixture::new();
    let plain = fixture.other("plain.db");
    fill(&Database::open(&plain).unwrap());
    let read_only = Database::open_read_only(&plain).unwrap();
    read_only.copy_with_key(&fixture.path, Some(&fixture.key)).unwrap();
    assert_eq!(rows(&fixture.open()), rows(&read_only));

    let raw = rusqlite::Connection::open(fixture.other("functions.db")).unwrap();
    let flags = rusqlite::functions::FunctionFlags::SQLITE_DETERMINISTIC;
    raw.create_scalar_function("of_the_program", 1, flags, |_| Ok(1)).unwrap();
    raw.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1); CREATE INDEX i ON t (of_the_program(a))").unwrap();
    drop(raw);
    let db = Database::open(fixture.other("functions.db")).unwrap();
    let error = db.copy_with_key(fixture.other("x.db"), None).unwrap_err();
    assert!(error.to_string().contains("no such function: of_the_program"), "{error}");
    assert!(!fixture.other("x.db").exists());
}

#[test]
fn a_key_is_not_changed_in_a_file_that_is_empty_or_damaged() {
    let fixture = Fixture::new();
    let new = Key::raw([8; 32]);
    fs::write(&fixture.path, "").unwrap();
    assert!(Database::change_key(&fixture.path, &fixture.key, &new).unwrap_err().is_corrupt());
    assert_eq!(fs::metadata(&fixture.path).unwrap().len(), 0);
    fs::remove_file(&fixture.path).unwrap();

    fixture.filled().close().unwrap();
    let whole = fs::read(&fixture.path).unwrap();
    let mut damaged = whole.clone();
    damaged[3 * 4096 + 100] ^= 1;
    fs::write(&fixture.path, &damaged).unwrap();
    let error = Database::change_key(&fixture.path, &fixture.key, &new).unwrap_err();
    assert!(error.is_corrupt(), "{error}");
    assert!(fs::read(&fixture.path).unwrap() == damaged);
}

#[test]
fn what_is_put_aside_stays_in_memory() {
    let fixture = Fixture::new();
    let db = fixture.filled();
    db.execute_script("PRAGMA temp_store = 1").unwrap();
    assert_eq!(sql!("pragma temp_store").one::<i64, _>(&db).unwrap(), 2);
}
