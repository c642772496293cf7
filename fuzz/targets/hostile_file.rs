//! Bytes as a database file: opened as untrusted and to be read, looked at, pulled and read. Rows or errors, and never a write.

#![no_main]

use std::path::Path;
use std::{fs, str};

use libfuzzer_sys::{Corpus, fuzz_target};
use orm_fuzz::{Article, HEADER};
use orm_kit::pull::{self, pull};
use orm_sqlite::prelude::*;

fuzz_target!(|bytes: &[u8]| -> Corpus {
    // SQLite reads nothing else of a file that has another header.
    if !bytes.starts_with(HEADER) {
        return Corpus::Reject;
    }
    let folder = tempfile::tempdir().expect("a folder for the file");
    let path = folder.path().join("hostile.db");
    fs::write(&path, bytes).expect("the file is written");
    for db in [Database::open_untrusted(&path), Database::open_read_only(&path)].into_iter().flatten() {
        read(&db);
    }
    assert!(fs::read(&path).expect("the file is there") == bytes, "the file was written to");
    assert!(only(folder.path()), "a file was made beside it");
    Corpus::Keep
});

/// Everything that a program does with a file that it reads. What fails is an error, which nobody looks at.
fn read(db: &Database) {
    if let Ok(snapshot) = db.inspect() {
        let pulled = pull(&snapshot, &pull::Options::new());
        assert!(syn::parse_file(&pulled.source).is_ok(), "no Rust: {}", pulled.source);
    }
    let _ = db.select::<Article>().all();
    let _ = db.select::<Article>().filter(Article::TITLE.contains("e")).order_by(Article::TITLE).all();
    let _ = db.select::<Article>().order_by(Article::ID).keyset(2).page();
    let _ = db.find::<Article>(1).get();
    let _ = sql!("select rowid from articles_fts where articles_fts match 'engine'").all::<i64, _>(db);
    let _ = sql!("select id from places where left > 0").all::<i64, _>(db);
    let _ = sql!("select x from odd_view limit 100").all::<i64, _>(db);
    let _ = db.integrity_check();
    let _ = db.foreign_key_check();
}

fn only(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|entries| entries.count() == 1)
}
