//! Relations that say themselves that deleted rows are among their children, and shapes that say it of a field.

use orm_sqlite::prelude::*;
use serde::Serialize;

use crate::model::Fixture;

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "writers", soft_delete = gone)]
#[relations(
    books = has_many(Book::WRITER_ID, filter = Book::ID.lt(100), with_deleted, order_by = Book::ID),
    kept = has_many(Book::WRITER_ID, order_by = Book::ID),
    photo = has_one(Photo::WRITER_ID, with_deleted),
    awards = many_to_many(Award, through(Won::WRITER_ID, Won::AWARD_ID), with_deleted, order_by = Award::ID),
)]
struct Writer {
    #[column(primary_key)]
    id: i64,
    gone: Option<i64>,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "books", soft_delete = gone)]
#[relations(writer = belongs_to(writer_id), by = belongs_to(writer_id, with_deleted))]
struct Book {
    #[column(primary_key)]
    id: i64,
    #[column(references = Writer::ID)]
    writer_id: i64,
    gone: Option<i64>,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "photos", soft_delete = gone)]
struct Photo {
    #[column(primary_key)]
    id: i64,
    #[column(unique, references = Writer::ID)]
    writer_id: i64,
    gone: Option<i64>,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "awards", soft_delete = gone)]
struct Award {
    #[column(primary_key)]
    id: i64,
    gone: Option<i64>,
}

#[derive(Table)]
#[table(name = "won", primary_key(writer_id, award_id), without_rowid, soft_delete = gone)]
struct Won {
    #[column(references = Writer::ID)]
    writer_id: i64,
    #[column(references = Award::ID)]
    award_id: i64,
    gone: Option<i64>,
}

fn library() -> Fixture {
    let fixture = Fixture::new(&schema!(Writer, Book, Photo, Award, Won));
    fixture
        .raw
        .execute_batch(
            "insert into writers values (1, null), (2, 9), (3, null);
             insert into books values (10, 1, null), (11, 1, 9), (12, 2, null), (13, 2, 9), (100, 1, null);
             insert into photos values (1, 1, 9), (2, 2, null);
             insert into awards values (1, null), (2, 9), (3, null);
             -- A link that is deleted leads nowhere, whatever the relation says of its awards.
             insert into won values (1, 1, null), (1, 2, null), (1, 3, 9), (2, 2, null);",
        )
        .unwrap();
    fixture
}

fn ids<'a>(books: impl IntoIterator<Item = &'a Book>) -> Vec<i64> {
    books.into_iter().map(|book| book.id).collect()
}

#[test]
fn rows_have_the_deleted_children_of_such_a_relation() {
    let fixture = library();
    let writers = fixture.db.query::<Writer>().with_books().with_kept().with_photo().with_awards().order_by(Writer::ID);
    let writers = writers.all().unwrap();
    let seen: Vec<_> = writers
        .iter()
        .map(|writer| {
            let awards: Vec<i64> = writer.awards.iter().map(|award| award.id).collect();
            (ids(&writer.books), ids(&writer.kept), writer.photo.as_ref().map(|photo| photo.id), awards)
        })
        .collect();
    assert_eq!(seen, [(vec![10, 11], vec![10, 100], Some(1), vec![1, 2]), (vec![], vec![], None, vec![])]);
    // A key whose row is deleted: the one relation fails, the other has it.
    let books = || fixture.db.query::<Book>().order_by(Book::ID);
    let error = books().with_writer().all().unwrap_err();
    assert!(error.is_not_found() && error.to_string().contains("with_deleted"), "{error}");
    let writers: Vec<_> = books().with_by().all().unwrap().iter().map(|book| (book.id, book.by.id)).collect();
    assert_eq!(writers, [(10, 1), (12, 2), (100, 1)]);
}

#[test]
fn a_query_of_the_relation_asks_for_less_or_for_the_deleted_alone() {
    let fixture = library();
    let query = || fixture.db.query::<Writer>().find(1);
    let books = query().with_books_by(|books| books.filter(Book::ID.gt(10)).with_by()).one().unwrap().books;
    assert_eq!(books.iter().map(|book| (book.id, book.by.id)).collect::<Vec<_>>(), [(11, 1)]);
    let books = query().with_books_by(|books| books.only_deleted()).one().unwrap().books;
    assert_eq!(books.iter().map(|book| book.id).collect::<Vec<_>>(), [11]);
    let books = query().with_books_by(|books| books.order_by(Book::ID.desc()).limit(1)).one().unwrap().books;
    assert_eq!(books.iter().map(|book| book.id).collect::<Vec<_>>(), [11]);
    let deleted = fixture.db.query::<Writer>().with_deleted().find(2).with_books().with_awards().one().unwrap();
    assert_eq!((ids(&deleted.books), deleted.awards[0].id), (vec![12, 13], 2));
}

#[test]
fn filters_counts_and_joins_along_it_see_the_same_rows() {
    let fixture = library();
    let db = &fixture.db;
    let counts = (Writer::books().count(), Writer::kept().count(), Writer::awards().count(), Writer::photo().exists());
    let counts = db.select::<Writer>().with_deleted().order_by(Writer::ID).columns(counts).all().unwrap();
    assert_eq!(counts, [(2, 2, 2, true), (2, 1, 1, true), (0, 0, 0, false)]);
    let any = db.select::<Writer>().filter(Writer::books().any(Book::ID.eq(11))).columns(Writer::ID).all().unwrap();
    assert_eq!(any, [1]);
    let by = db.select::<Book>().filter(Book::by().exists()).order_by(Book::ID).columns(Book::ID).all().unwrap();
    assert_eq!(by, [10, 12, 100]);
    for (along, expected) in [
        (db.select::<Writer>().inner_join::<Book>().along(Writer::books()), vec![10, 11]),
        (db.select::<Writer>().inner_join::<Book>().along(Writer::books()).only_deleted(), vec![11]),
        (db.select::<Writer>().inner_join::<Book>().along(Writer::kept()), vec![10, 100]),
    ] {
        assert_eq!(along.order_by(Book::ID).columns(Book::ID).all().unwrap(), expected);
    }
    let awards = db.select::<Writer>().left_join::<Award>().along(Writer::awards()).order_by((Writer::ID, Award::ID));
    let awards = awards.columns((Writer::ID, Award::ID)).all().unwrap();
    assert_eq!(awards, [(1, Some(1)), (1, Some(2)), (3, None)]);
    let right = db.select::<Book>().right_join::<Writer>().along(Book::by()).order_by((Writer::ID, Book::ID));
    let right = right.columns((Writer::ID, Book::ID)).all().unwrap();
    assert_eq!(right, [(1, Some(10)), (1, Some(100)), (2, Some(12)), (3, None)]);
}

#[derive(Shape, Debug, PartialEq)]
#[shape(of = Writer)]
struct Card {
    id: i64,
    books: Vec<Title>,
    #[shape(relation = kept, with_deleted, limit = 2)]
    all: Vec<Title>,
    kept: Vec<Title>,
    #[shape(count = books)]
    number: i64,
    photo: Option<Picture>,
}

#[derive(Shape, Debug, PartialEq)]
#[shape(of = Book)]
struct Title {
    id: i64,
}

#[derive(Shape, Debug, PartialEq)]
#[shape(of = Photo)]
struct Picture {
    id: i64,
}

#[derive(Shape, Debug, PartialEq)]
#[shape(of = Book)]
struct Entry {
    id: i64,
    by: Name,
    #[shape(with_deleted)]
    writer: Name,
}

#[derive(Shape, Debug, PartialEq)]
#[shape(of = Book)]
struct Strict {
    id: i64,
    #[shape(with_deleted = false)]
    writer: Name,
}

#[derive(Shape, Debug, PartialEq)]
#[shape(of = Writer)]
struct Name {
    id: i64,
    gone: Option<i64>,
}

#[test]
fn shapes_load_them_by_the_relation_or_by_the_field() {
    let fixture = library();
    let card = fixture.db.load::<Card>().find(1).one().unwrap();
    let titles = |ids: &[i64]| ids.iter().map(|&id| Title { id }).collect::<Vec<_>>();
    assert_eq!((card.books, card.all, card.kept), (titles(&[10, 11]), titles(&[10, 11]), titles(&[10, 100])));
    assert_eq!((card.number, card.photo), (2, Some(Picture { id: 1 })));
    let entries = fixture.db.load::<Entry>().order_by(Book::ID).all().unwrap();
    let entries: Vec<_> = entries.iter().map(|entry| (entry.id, entry.by.id, entry.writer.gone)).collect();
    assert_eq!(entries, [(10, 1, None), (12, 2, Some(9)), (100, 1, None)]);
    assert!(fixture.db.load::<Strict>().all().unwrap_err().is_not_found());
    assert_eq!(fixture.db.load::<Strict>().filter(Book::writer().exists()).count().unwrap(), 2);
}

#[test]
fn rows_that_a_write_returns_have_them_too() {
    let fixture = library();
    let touched = fixture.db.update::<Book>().set(Book::ID.to(14)).filter(Book::ID.eq(12));
    let book = touched.returning_query(|book| book.with_by()).one().unwrap();
    assert_eq!((book.id, book.by.id, book.by.gone), (14, 2, Some(9)));
    let prepared = fixture.db.prepare(|id: Param<i64>| Book::query().find(id).with_by()).unwrap();
    assert_eq!(prepared.one(14).unwrap().by.id, 2);
}
