//! Versions: every update counts up, and who names the version that was read learns that the row has changed since.

use orm_sqlite::prelude::*;
use orm_sqlite::relation::Loaded;
use tempfile::TempDir;

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "docs")]
#[relations(pages = has_many(Page::DOC_ID))]
struct Doc {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    text: String,
    #[column(name = "ver \"sion\"", version)]
    version: i64,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "pages", soft_delete = gone)]
struct Page {
    #[column(primary_key)]
    id: i64,
    #[column(references = Doc::ID)]
    doc_id: i64,
    #[column(version)]
    edition: u32,
    gone: Option<i64>,
}

struct Files {
    _directory: TempDir,
    db: Database,
    other: Database,
    plain: rusqlite::Connection,
}

impl Files {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("version.db");
        let db = Database::open(&path).unwrap();
        db.create_tables(&schema!(Doc, Page)).unwrap();
        db.insert_many(["a", "b", "c"].map(|text| NewDoc::builder().text(text).build())).run().unwrap();
        let other = Database::open(&path).unwrap();
        let plain = rusqlite::Connection::open(path).unwrap();
        Self { _directory: directory, db, other, plain }
    }

    fn versions(&self) -> Vec<(String, i64)> {
        let mut stmt = self.plain.prepare(r#"SELECT text, "ver ""sion""" FROM docs ORDER BY id"#).unwrap();
        stmt.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap()
    }
}

fn text(text: &str) -> DocPatch {
    DocPatch { text: Set::Value(text.to_owned()), ..DocPatch::default() }
}

fn rows(rows: &[(&str, i64)]) -> Vec<(String, i64)> {
    rows.iter().map(|(text, version)| ((*text).to_owned(), *version)).collect()
}

#[test]
fn of_two_writers_the_second_learns_that_the_row_has_changed() {
    let files = Files::new();
    let (mine, theirs) = (files.db.find::<Doc>(1).one().unwrap(), files.other.find::<Doc>(1).one().unwrap());
    assert_eq!(mine.version, 1);
    let write = |db: &Database, read: &Doc, new: &str| {
        db.update::<Doc>().patch(text(new)).filter(Doc::ID.eq(read.id)).version(read.version).run()
    };
    assert_eq!(write(&files.other, &theirs, "theirs").unwrap(), 1);
    let error = write(&files.db, &mine, "mine").unwrap_err();
    assert!(error.is_conflict() && !error.is_not_found());
    assert_eq!(error.to_string(), "the row of `docs` was changed or deleted since it was read");
    assert_eq!(files.versions(), rows(&[("theirs", 2), ("b", 1), ("c", 1)]));

    let again = files.db.find::<Doc>(1).one().unwrap();
    assert_eq!(write(&files.db, &again, "mine").unwrap(), 1);
    assert_eq!(files.versions()[0], ("mine".to_owned(), 3));
}

#[test]
fn every_update_counts_up() {
    let files = Files::new();
    files.db.update::<Doc>().set(Doc::TEXT.to("x")).filter(Doc::ID.eq(1)).run().unwrap();
    files.db.update_many([(1, text("y")), (2, text("z"))]).run().unwrap();
    let again = files.db.insert(NewDoc::builder().text("c").build()).on_conflict(Doc::TEXT);
    assert_eq!(again.do_update(Doc::TEXT.to("d")).run().unwrap(), 1);
    assert_eq!(files.versions(), rows(&[("y", 3), ("z", 2), ("d", 2)]));
    files.db.update::<Doc>().patch(DocPatch::default()).all_rows().run().unwrap();
    assert_eq!(files.versions(), rows(&[("y", 3), ("z", 2), ("d", 2)]));
    // What is said counts: a program that copies rows keeps their versions.
    files.db.update::<Doc>().set(Doc::VERSION.to(40)).filter(Doc::ID.eq(1)).run().unwrap();
    assert_eq!(files.versions()[0], ("y".to_owned(), 40));
    let same_key = files.db.insert(NewDoc::builder().id(3).text("e").build()).on_conflict(Doc::ID);
    assert_eq!(same_key.do_update_rest().run().unwrap(), 1);
    assert_eq!(files.versions()[2], ("e".to_owned(), 3));
}

#[test]
fn a_patch_that_sets_nothing_asks_for_the_version_too() {
    let files = Files::new();
    let touch = || files.db.update::<Doc>().patch(DocPatch::default()).filter(Doc::ID.eq(2)).version(1).run();
    assert_eq!(touch().unwrap(), 1);
    assert!(touch().unwrap_err().is_conflict());
    assert_eq!(files.versions(), rows(&[("a", 1), ("b", 2), ("c", 1)]));
}

#[test]
fn what_returns_rows_is_a_conflict_too() {
    let files = Files::new();
    let update =
        |version: i64| files.db.update::<Doc>().set(Doc::TEXT.to("new")).filter(Doc::ID.eq(1)).version(version);
    assert!(update(2).returning().get().unwrap_err().is_conflict());
    assert!(update(2).returning().one().unwrap_err().is_conflict());
    assert!(update(2).returning_columns(Doc::ID).all().unwrap_err().is_conflict());
    assert!(update(2).returning_query(|doc| doc.with_pages()).one().unwrap_err().is_conflict());
    let doc: Loaded<Doc_pages> = update(1).returning_query(|doc| doc.with_pages()).one().unwrap();
    assert_eq!((doc.version, doc.pages.len()), (2, 0));
    assert_eq!(update(2).returning().one().unwrap().version, 3);
}

#[test]
fn a_delete_asks_for_the_version() {
    let files = Files::new();
    let delete = |version: i64| files.db.delete::<Doc>().filter(Doc::ID.eq(1)).version(version);
    assert!(delete(9).run().unwrap_err().is_conflict());
    assert!(delete(9).returning().get().unwrap_err().is_conflict());
    assert_eq!(delete(1).returning().one().unwrap().text, "a");
    assert!(delete(1).run().unwrap_err().is_conflict());
    assert_eq!(files.versions(), rows(&[("b", 1), ("c", 1)]));
}

#[test]
fn a_soft_delete_counts_up() {
    let files = Files::new();
    let page = files.db.insert(NewPage::builder().doc_id(1).build()).returning().one().unwrap();
    assert_eq!(page.edition, 1);
    let delete = || files.db.delete::<Page>().filter(Page::ID.eq(page.id)).version(page.edition).run();
    assert_eq!(delete().unwrap(), 1);
    assert!(delete().unwrap_err().is_conflict());
    files.db.update::<Page>().restore().all_rows().run().unwrap();
    assert_eq!(files.db.find::<Page>(page.id).one().unwrap().edition, 3);
}

#[test]
fn a_conflict_takes_a_batch_and_a_transaction_back() {
    let files = Files::new();
    let change = |id: i64, version: i64| {
        Doc::update().set(Doc::TEXT.to(format!("t{id}"))).filter(Doc::ID.eq(id)).version(version)
    };
    assert!(files.db.batch((change(1, 1), change(2, 7))).unwrap_err().is_conflict());
    let result = files.db.transaction(|tx| {
        change(1, 1).using(tx).run()?;
        Doc::delete().filter(Doc::ID.eq(2)).version(7).using(tx).run()
    });
    assert!(result.unwrap_err().is_conflict());
    assert_eq!(files.versions(), rows(&[("a", 1), ("b", 1), ("c", 1)]));
    assert_eq!(files.db.batch((change(1, 1), change(2, 1))).unwrap(), (1, 1));
    let prepared = files.db.prepare(|id: Param<i64>| Doc::delete().filter(Doc::ID.eq(id)).version(1)).unwrap();
    assert!(prepared.run(1).unwrap_err().is_conflict());
    assert_eq!(prepared.run(3).unwrap(), 1);
}

#[test]
fn the_first_row_of_a_prepared_write_is_no_conflict() {
    let files = Files::new();
    let change = files
        .db
        .prepare(|id: Param<i64>| Doc::update().set(Doc::TEXT.to("new")).filter(Doc::ID.eq(id)).version(1).returning())
        .unwrap();
    assert_eq!(change.one(1).unwrap().version, 2);
    assert!(change.one(1).unwrap_err().is_conflict());
    assert!(change.get(1).unwrap_err().is_conflict());
    files.db.update::<Doc>().set(Doc::TEXT.to("old")).filter(Doc::ID.eq(1)).run().unwrap();
    assert_eq!(change.get(3).unwrap().map(|doc| doc.version), Some(2));
    assert_eq!(files.versions(), rows(&[("old", 3), ("b", 1), ("new", 2)]));
}

#[test]
fn a_version_is_an_argument() {
    let files = Files::new();
    let change = files
        .db
        .prepare(|id: Param<i64>, read: Param<i64>| {
            Doc::update().set(Doc::TEXT.to("new")).filter(Doc::ID.eq(id)).version(read)
        })
        .unwrap();
    assert_eq!((change.run((1, 1)).unwrap(), change.run((1, 2)).unwrap()), (1, 1));
    assert!(change.run((1, 2)).unwrap_err().is_conflict());
    let delete = files
        .db
        .prepare(|id: Param<i64>, read: Param<i32>| Doc::delete().filter(Doc::ID.eq(id)).version(read).returning())
        .unwrap();
    assert!(delete.get((1, 1)).unwrap_err().is_conflict());
    assert_eq!(delete.one((1, 3)).unwrap().text, "new");
    assert_eq!(files.versions(), rows(&[("b", 1), ("c", 1)]));
}
