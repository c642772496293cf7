//! What is wrong inside of a database is found and named.

use std::fs;

use orm_sqlite::prelude::*;
use orm_sqlite::{FindingKind, ForeignKeyViolation};

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "rows", strict = false)]
struct Stored {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
    text: String,
}

fn filled(path: &std::path::Path) -> Database {
    let db = Database::open(path).unwrap();
    db.create_tables(&schema!(Stored)).unwrap();
    let row = |at: u32| NewStored::builder().name(format!("row {at}")).text("x".repeat(500)).build();
    db.insert_many((0..200).map(row)).run().unwrap();
    db
}

#[test]
fn a_whole_database_has_no_findings() {
    let directory = tempfile::tempdir().unwrap();
    let db = filled(&directory.path().join("app.db"));
    assert_eq!(db.integrity_check().unwrap(), []);
    assert_eq!(db.quick_check().unwrap(), []);
    assert_eq!(db.foreign_key_check().unwrap(), []);
}

#[test]
fn r12_damaged_pages_are_findings_and_no_error() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let page_count = {
        let db = filled(&path);
        db.health().unwrap().page_count
    };
    let good = fs::read(&path).unwrap();
    let mut kinds = Vec::new();
    for page in 1..page_count {
        let mut damaged = good.clone();
        let start = usize::try_from(page).unwrap() * 4096;
        // The header of the page, where SQLite keeps what kind of page it is.
        damaged[start..start + 12].fill(0xee);
        fs::write(&path, &damaged).unwrap();
        let db = Database::open(&path).unwrap();
        for findings in [db.integrity_check().unwrap(), db.quick_check().unwrap()] {
            assert!(!findings.is_empty(), "page {page}");
            assert!(findings.len() <= 100);
            kinds.extend(findings.into_iter().map(|finding| finding.kind));
        }
    }
    assert!(kinds.contains(&FindingKind::Page), "{kinds:?}");
}

#[test]
fn an_index_that_lies_is_a_finding_with_the_index_and_the_row() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    drop(filled(&path));
    let raw = rusqlite::Connection::open(&path).unwrap();
    // The index of another table: its entries are not those of the rows.
    raw.execute_batch(
        "create table other (name text); create index other_name on other (name); \
         pragma writable_schema = on; \
         update sqlite_schema set rootpage = (select rootpage from sqlite_schema where name = 'other_name') \
             where name = 'sqlite_autoindex_rows_1';",
    )
    .unwrap();
    drop(raw);
    let db = Database::open(&path).unwrap();
    let findings = db.integrity_check().unwrap();
    let missing = findings.iter().find(|finding| finding.rowid == Some(7)).unwrap();
    assert_eq!((missing.kind, missing.index.as_deref()), (FindingKind::Index, Some("sqlite_autoindex_rows_1")));
    assert_eq!(findings.len(), 100);
}

#[test]
fn values_that_columns_do_not_allow_are_findings_with_their_place() {
    let db = Database::open_in_memory().unwrap();
    db.execute_script(
        "create table t (a integer not null, b integer check (b > 0), c text unique); \
         insert into t values (1, 1, 'canary'); \
         pragma ignore_check_constraints = 1; insert into t values (2, -1, 'z');",
    )
    .unwrap();
    let findings = db.integrity_check().unwrap();
    let [check] = findings.as_slice() else { panic!("{findings:?}") };
    assert_eq!((check.kind, check.table.as_deref()), (FindingKind::Check, Some("t")));
    assert!(!format!("{findings:?}").contains("canary"));
    assert_eq!(db.quick_check().unwrap(), findings);
}

#[test]
fn a_damaged_full_text_index_is_a_finding() {
    let db = Database::open_in_memory().unwrap();
    db.execute_script("create virtual table notes using fts5(text); insert into notes values ('one two');").unwrap();
    assert_eq!(db.integrity_check().unwrap(), []);
    // Defensive connections refuse it; another program has done it.
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    db.backup(&path).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute("update notes_content set c0 = 'three'", []).unwrap();
    let findings = Database::open(&path).unwrap().integrity_check().unwrap();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].kind, FindingKind::VirtualTable);
}

#[test]
fn m15_broken_foreign_keys_are_named_with_their_columns() {
    let db = Database::open_in_memory().unwrap();
    db.execute_script(
        "pragma foreign_keys = off; \
         create table parents (a integer, b integer, primary key (a, b)); \
         create table children (id integer primary key, x integer, y integer, boss integer references children, \
             foreign key (y, x) references parents (b, a)); \
         create table flat (k text primary key, boss integer references children (id)) without rowid; \
         create table \"odd \"\" table\" (a integer references parents (a)); \
         insert into parents values (1, 2); \
         insert into children values (1, 1, 2, null), (5, 9, 9, 77), (6, null, 9, 5); \
         insert into flat values ('k', 99), ('fine', 5); \
         insert into \"odd \"\" table\" values (1);",
    )
    .unwrap();
    let mut found = db.foreign_key_check().unwrap();
    found.sort_by_key(ToString::to_string);
    let shown: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "`odd \" table` references columns that are no key of `parents`",
            "a row of `flat` has no parent in `children`: `boss`",
            "row 5 of `children` has no parent in `children`: `boss`",
            "row 5 of `children` has no parent in `parents`: `y`, `x`",
        ]
    );
    let ForeignKeyViolation::Orphan { rowid, columns, .. } = &found[3] else { panic!("{found:?}") };
    assert_eq!((*rowid, columns.as_slice()), (Some(5), ["y".to_owned(), "x".to_owned()].as_slice()));
    assert_eq!(
        found.iter().map(ForeignKeyViolation::table).collect::<Vec<_>>(),
        ["odd \" table", "flat", "children", "children"]
    );
}
