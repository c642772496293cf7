//! Files of somebody who wants harm, opened as untrusted.

use std::fs;
use std::path::{Path, PathBuf};

use orm_sqlite::expr::Function;
use orm_sqlite::prelude::*;
use orm_sqlite::{Error, JournalMode};
use tempfile::TempDir;

use crate::model::{SEED, User, blog_schema};

/// A database that nobody has open, with the blog's rows and what a script makes.
fn stored(script: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("upload.db");
    let db = Database::options().path(&path).journal_mode(JournalMode::Delete).open().unwrap();
    db.create_tables(&blog_schema()).unwrap();
    db.execute_script(SEED).unwrap();
    drop(db);
    rusqlite::Connection::open(&path).unwrap().execute_batch(script).unwrap();
    (folder, path)
}

fn number(db: &Database, sql: &str) -> Result<i64, Error> {
    let sql = trusted(sql.to_owned());
    sql!("{sql}").one(db)
}

use orm_sqlite::sql::trusted;

/// Every file in a folder with its bytes.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[test]
fn s10_an_untrusted_file_has_the_settings_of_sqlites_advice() {
    let (_folder, path) = stored("");
    let db = Database::open_untrusted(&path).unwrap();
    for (name, value) in
        [("trusted_schema", 0), ("cell_size_check", 1), ("query_only", 1), ("mmap_size", 0), ("foreign_keys", 1)]
    {
        assert_eq!(number(&db, &format!("pragma {name}")).unwrap(), value, "{name}");
    }
    for result in [
        db.execute_script("insert into tags (id, label) values (9, 'x')"),
        db.execute_script("create temp table t (x)"),
        db.insert(crate::model::NewTag { id: Set::Value(9), label: "x".to_owned() }).run().map(drop),
        db.execute_script("pragma query_only = 0; delete from tags"),
        db.execute_script("pragma writable_schema = 1; delete from sqlite_schema"),
    ] {
        let error = result.unwrap_err();
        assert!(error.is_read_only() || error.to_string().contains("sqlite_master may not be modified"), "{error}");
    }
    // A script that changes settings has changed none of them.
    db.execute_script("pragma trusted_schema = 1; pragma cell_size_check = 0").unwrap();
    assert_eq!(number(&db, "pragma trusted_schema").unwrap() + number(&db, "pragma query_only").unwrap(), 1);
    assert_eq!(number(&db, "pragma cell_size_check").unwrap(), 1);
}

#[test]
fn s10_the_limits_hold_for_what_is_in_the_file() {
    let columns = (0..101).map(|at| format!("c{at}")).collect::<Vec<_>>().join(", ");
    let deep = format!("{}x{}", "(".repeat(0), " + 1".repeat(101));
    let files = [
        ("columns", format!("create table wide ({columns})")),
        ("depth", format!("create table deep (x, check ({deep}))")),
        ("arguments", "create table many (x, check (coalesce(x, 1, 2, 3, 4, 5, 6, 7, 8)))".to_owned()),
        ("length", format!("create table long (x, check (x <> '{}'))", "a".repeat(100_000))),
    ];
    for (what, script) in files {
        let (_folder, path) = stored(&script);
        assert!(Database::open_read_only(&path).unwrap().select::<User>().count().is_ok(), "{what}");
        let error = Database::open_untrusted(&path).unwrap_err();
        assert!(error.is_corrupt() || error.is_limit() || error.to_string().contains("malformed"), "{what}: {error:?}");
    }
    let (_folder, path) = stored("update users set bio = zeroblob(2000000) where false; create table big (x)");
    rusqlite::Connection::open(&path).unwrap().execute_batch("insert into big values (zeroblob(1000001))").unwrap();
    match Database::open_untrusted(&path) {
        Ok(db) => {
            let error = sql!("select x from big").all::<Vec<u8>, _>(&db).unwrap_err();
            assert!(error.to_string().contains("larger than SQLite's limit"), "{error}");
        }
        Err(error) => assert!(error.to_string().contains("larger than SQLite's limit"), "{error}"),
    }
}

#[test]
fn s10_a_statement_that_passes_a_limit_fails() {
    let (_folder, path) = stored("");
    let db = Database::open_untrusted(&path).unwrap();
    let terms = |many: i64| (0..many).map(|at| User::LOGINS.gt(-1 - at).or(User::ID.eq(at)));
    assert_eq!(db.select::<User>().filter(all_of(terms(125))).count().unwrap(), 4);
    assert!(db.select::<User>().filter(all_of(terms(126))).count().is_err());
    // A list is one value, however long.
    assert_eq!(db.select::<User>().filter(User::ID.in_list(0..10_000)).count().unwrap(), 4);
    assert!(number(&db, "select count(*) from users where name like '%' || printf('%.60c', 'a')").is_err());
    assert!(number(&db, "select 1 union select 2 union select 3 union select 4").is_err());
    assert!(number(&db, "select length(printf('%.*c', 2000000, 'a'))").is_err());
    assert!(number(&db, &format!("select {}", "1 + ".repeat(200) + "1")).is_err());
    assert!(number(&db, &format!("select 1 -- {}", "x".repeat(100_000))).is_err());
}

#[test]
fn s10_views_and_triggers_do_nothing() {
    let (_folder, path) = stored(
        "create view trap as select id from users;
         create trigger spring after insert on tags begin delete from users; end;
         create view recursive_trap as with recursive n (x) as (select 1 union all select x + 1 from n) select x from n;",
    );
    let db = Database::open_untrusted(&path).unwrap();
    for view in ["trap", "recursive_trap"] {
        let error = number(&db, &format!("select * from {view} limit 1")).unwrap_err();
        let prohibited = error.to_string().contains(&format!("access to view \"{view}\" prohibited"));
        assert!(prohibited || view != "trap", "{error}");
    }
    // They are seen, and read as text.
    let snapshot = db.inspect().unwrap();
    assert!(format!("{snapshot:?}").contains("recursive_trap"));
    assert_eq!(db.select::<User>().count().unwrap(), 4);
}

#[test]
fn s11_the_file_calls_no_function_of_the_program() {
    const DANGER: Function<(i64,), i64> = Function::new("danger").deterministic();
    // The one that makes the file has a function of that name, or SQLite would not take an index over it.
    let (folder, path) = stored("");
    let raw = rusqlite::Connection::open(&path).unwrap();
    let flags = rusqlite::functions::FunctionFlags::SQLITE_DETERMINISTIC;
    raw.create_scalar_function("danger", 1, flags, |_| Ok(1)).unwrap();
    raw.execute_batch(
        "create table generated (id integer primary key, x as (danger(id)), y default (danger(1)));
         insert into generated (id) values (1);
         create view calls as select danger(1) as x;",
    )
    .unwrap();
    drop(raw);
    for open in [Database::open_untrusted, Database::open_read_only, Database::open] {
        let db: Database = open(path.clone()).unwrap();
        let refused = db.create_function(DANGER, |_| panic!("it was called")).unwrap_err();
        assert!(refused.is_refused() && refused.to_string().contains("`danger`"), "{refused}");
        for sql in ["select x from generated", "select x from calls", "insert into generated (id) values (2)"] {
            assert!(number(&db, sql).is_err());
        }
        assert_eq!(number(&db, "select count(*) from users").unwrap(), 4);
    }
    // A view may name one; it does not call it either.
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute_batch("drop table generated").unwrap();
    drop(raw);
    for open in [Database::open_untrusted, Database::open_read_only, Database::open] {
        let db: Database = open(path.clone()).unwrap();
        db.create_function(DANGER, |_| panic!("it was called")).unwrap();
        let error = number(&db, "select x from calls").unwrap_err().to_string();
        assert!(error.contains("unsafe use of danger()") || error.contains("prohibited"), "{error}");
    }
    drop(folder);
}

#[test]
fn s10_a_damaged_file_is_refused_before_anything_is_read_from_it() {
    let (folder, path) = stored("");
    let whole = fs::read(&path).unwrap();
    let refuse = |bytes: &[u8], what: &str| {
        fs::write(&path, bytes).unwrap();
        let error = Database::open_untrusted(&path).expect_err(what);
        assert!(error.is_corrupt(), "{what}: {error}");
        assert_eq!(fs::read(&path).unwrap(), bytes, "{what}");
    };
    let damaged = |from: usize, to: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[from..to].fill(byte);
        bytes
    };
    refuse(&damaged(0, 16, b'x'), "header");
    // The page of a table, and not of the schema: SQLite itself would find out only when it comes there.
    let last = whole.len() - 4096;
    refuse(&damaged(last, last + 200, 0xff), "last page");
    refuse(&damaged(4096, whole.len(), 0), "all pages but the first");
    refuse(&whole[..whole.len() - 4096], "cut");
    refuse(b"no database at all, and longer than nothing", "text");
    fs::write(&path, &whole).unwrap();
    assert_eq!(Database::open_untrusted(&path).unwrap().select::<User>().count().unwrap(), 4);
    // A page whose damage only the check finds.
    fs::write(&path, damaged(last, last + 200, 0xff)).unwrap();
    assert!(Database::open_read_only(&path).is_ok());
    drop(folder);
}

#[test]
fn s10_reading_an_untrusted_file_writes_nothing() {
    for mode in ["delete", "wal"] {
        let (folder, path) = stored(&format!("pragma journal_mode = {mode}"));
        let before = contents(folder.path());
        let db = Database::open_untrusted(&path).unwrap();
        assert_eq!(db.select::<User>().count().unwrap(), 4);
        db.inspect().unwrap();
        assert!(contents(folder.path()) == before, "{mode}");
        drop(db);
        assert!(contents(folder.path()) == before, "{mode}");
    }
    // A journal beside it, which would be rolled back, names another file as its master.
    let (folder, path) = stored("");
    let victim = folder.path().join("victim");
    fs::write(&victim, "x").unwrap();
    let mut journal = vec![0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    journal.resize(1024, 0);
    fs::write(folder.path().join("upload.db-journal"), journal).unwrap();
    let before = contents(folder.path());
    let _ = Database::open_untrusted(&path).and_then(|db| db.select::<User>().count());
    assert!(contents(folder.path()) == before);
}

#[test]
fn s10_a_file_that_is_not_there_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.db");
    assert!(Database::open_untrusted(&path).unwrap_err().is_cannot_open());
    assert!(Database::options().path(&path).create(true).untrusted(true).open().unwrap_err().is_cannot_open());
    assert!(!path.exists());
}

#[test]
fn s10_what_is_safe_works_on_an_untrusted_file() {
    let (_folder, path) = stored("");
    let db = Database::open_untrusted(&path).unwrap();
    let users =
        db.query::<User>().order_by(User::ID).with_posts_by(|posts| posts.with_comments().with_tags()).with_profile();
    let users = users.with_groups().with_invited_by().all().unwrap();
    assert_eq!((users.len(), users[0].posts.len(), users[0].posts[0].comments.len()), (4, 3, 3));
    let page = db.select::<User>().order_by((User::LOGINS.desc(), User::NAME, User::EMAIL, User::ID)).keyset(2);
    let first = page.page().unwrap();
    let next = db.select::<User>().order_by((User::LOGINS.desc(), User::NAME, User::EMAIL, User::ID)).keyset(2);
    assert_eq!(next.after(&first.next.unwrap()).page().unwrap().rows.len(), 2);
    let busy = User::posts().any(crate::model::Post::comments().any(crate::model::Comment::BODY.contains("o")));
    assert_eq!(db.select::<User>().filter(busy).count().unwrap(), 2);
    assert_eq!(db.read_transaction(|tx| tx.select::<User>().count()).unwrap(), 4);
    assert_eq!(db.inspect().unwrap(), orm_sqlite::migrate::Snapshot::of(&blog_schema()).unwrap());
    let migration = orm_sqlite::migrate::Migration::new("1_a", "create table t (x)").unwrap();
    let migrations = orm_sqlite::migrate::Migrations::new([migration]).unwrap();
    assert!(db.migrate(&migrations).unwrap_err().is_read_only());
}
