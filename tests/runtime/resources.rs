//! What the system does not give: space, reads and writes, memory; and a file that is damaged.
//!
//! What holds for a whole process is tried in one of its own: this program again, with the name of one test.

use std::env;
use std::fs::OpenOptions;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::process::Command;

use orm_sqlite::prelude::*;

use crate::model::{NewTag, Tag, blog};

/// Says to a test that it is the process in which it may break things.
const CHILD: &str = "ORM_TESTS_CHILD";

/// Whether this is the process for it; otherwise starts that, behind `before` in a shell, and looks how it ended.
fn in_child(test: &str, before: &str) -> bool {
    if env::var_os(CHILD).is_some() {
        return true;
    }
    let output = Command::new("sh")
        .args(["-c", &format!("{before} exec \"$0\" --exact \"$1\" --nocapture")])
        .arg(env::current_exe().unwrap())
        .arg(format!("resources::{test}"))
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("1 passed"), "{said}");
    false
}

fn tag(label: impl Into<String>) -> NewTag {
    NewTag::builder().label(label.into()).build()
}

#[test]
fn r11_a_database_at_its_largest_size_is_full_and_usable() {
    let fixture = blog();
    let db = &fixture.db;
    db.execute_script("pragma max_page_count = 1").unwrap();
    let full = db.insert(tag("x".repeat(1_000_000))).run().unwrap_err();
    assert!(full.is_disk_full(), "{full}");
    assert!(!full.is_io() && !full.is_out_of_memory() && !full.is_corrupt() && !full.is_retryable());
    assert_eq!((full.to_string().as_str(), full.extended_code()), ("the database or the disk is full", Some(13)));
    assert!(db.select::<Tag>().count().unwrap() > 0);

    // Whether SQLite has rolled all back or not: what is committed is what was said to be.
    let mut went_on = false;
    let committed = db.transaction(|tx| {
        tx.insert(tag("first")).run()?;
        assert!(tx.insert(tag("x".repeat(1_000_000))).run().unwrap_err().is_disk_full());
        went_on = tx.insert(tag("last")).run().is_ok();
        Ok(())
    });
    let written = fixture.number("select count(*) from tags where label in ('first', 'last')");
    assert_eq!(written, if committed.is_ok() { 2 } else { 0 });
    assert_eq!(committed.is_ok(), went_on);
    assert!(committed.is_ok() || committed.unwrap_err().is_transaction_aborted());
}

#[test]
fn r12_a_damaged_file_is_corrupt_where_it_is_read() {
    let fixture = blog();
    let labels = (0..2_000).map(|number| tag(format!("label {number}")));
    fixture.db.insert_many(labels).run().unwrap();
    fixture.db.execute_script("pragma wal_checkpoint(truncate)").unwrap();
    let root: u64 = sql!("select rootpage from sqlite_schema where name = 'tags'").one(&fixture.db).unwrap();
    let size: u64 = sql!("pragma page_size").one(&fixture.db).unwrap();
    let path = fixture.path();
    drop(fixture.db);
    drop(fixture.raw);

    let mut file = OpenOptions::new().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start((root - 1) * size)).unwrap();
    file.write_all(&vec![0xa5; usize::try_from(size).unwrap()]).unwrap();
    drop(file);
    let db = Database::open(&path).unwrap();
    let damaged = db.select::<Tag>().all().unwrap_err();
    assert!(damaged.is_corrupt(), "{damaged}");
    assert!(!damaged.is_io() && !damaged.is_disk_full() && !damaged.is_retryable());
    assert!(damaged.sql().is_some());
    assert!(db.insert(tag("more")).run().unwrap_err().is_corrupt());
}

#[test]
fn r11_a_write_that_the_system_refuses_is_an_io_error() {
    // The system refuses a file to grow beyond 512 KiB, with an error instead of a signal.
    if !in_child("r11_a_write_that_the_system_refuses_is_an_io_error", "trap '' XFSZ; ulimit -f 1024;") {
        return;
    }
    let fixture = blog();
    let tags = fixture.number("select count(*) from tags");
    let failed = fixture.db.insert(tag("x".repeat(5_000_000))).run().unwrap_err();
    assert!(failed.is_io(), "{failed}");
    assert!(!failed.is_disk_full() && !failed.is_corrupt() && !failed.is_out_of_memory());
    assert_eq!(failed.extended_code().map(|code| code & 0xff), Some(10));
    assert_eq!(fixture.db.select::<Tag>().count().unwrap(), u64::try_from(tags).unwrap());

    let mut aborted = None;
    let result = fixture.db.transaction(|tx| {
        tx.insert(tag("small")).run()?;
        // More than the cache holds, so that pages are written before the commit.
        assert!(tx.insert(tag("x".repeat(5_000_000))).run().is_err());
        aborted = Some(tx.insert(tag("ghost")).run().is_err());
        Ok(())
    });
    let written = fixture.number("select count(*) from tags where label in ('small', 'ghost')");
    assert_eq!(written, if result.is_ok() { 2 } else { 0 }, "{result:?} {aborted:?}");
}

#[test]
fn r11_sqlite_without_memory_says_so() {
    if !in_child("r11_sqlite_without_memory_says_so", "") {
        return;
    }
    let fixture = blog();
    fixture.db.execute_script("pragma hard_heap_limit = 8000000").unwrap();
    let failed = sql!("select hex(zeroblob(20000000))").one::<String, _>(&fixture.db).unwrap_err();
    assert!(failed.is_out_of_memory(), "{failed}");
    assert!(!failed.is_disk_full() && !failed.is_io() && !failed.is_limit());
    assert_eq!((failed.to_string().as_str(), failed.extended_code()), ("SQLite is out of memory", Some(7)));
    assert!(fixture.db.select::<Tag>().count().unwrap() > 0);
}
