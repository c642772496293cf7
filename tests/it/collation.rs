//! Keys that the database calls equal although their texts differ: no child may be lost.

use orm_sqlite::prelude::*;

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "readers")]
#[relations(
    loans = has_many(Loan::READER),
    books = many_to_many(Book, through(Loan::READER, Loan::BOOK)),
)]
struct Reader {
    #[column(primary_key, collate = nocase)]
    name: String,
}

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "books")]
struct Book {
    #[column(primary_key, collate = rtrim)]
    title: String,
    pages: i64,
}

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "loans")]
#[relations(reader_row = belongs_to(reader), book_row = belongs_to(book))]
struct Loan {
    #[column(primary_key)]
    id: i64,
    #[column(references = Reader::NAME)]
    reader: String,
    #[column(references = Book::TITLE)]
    book: String,
}

/// Foreign keys are on: the database itself says that these rows belong together.
fn database() -> Database {
    let db = Database::open_in_memory().unwrap();
    db.create_tables(&schema!(Reader, Book, Loan)).unwrap();
    db.insert_many(["Ada", "Edgar"].map(|name| NewReader { name: name.into() })).run().unwrap();
    let books = [("Notes", 3), ("Atlas", 2), ("Zoo", 1)];
    db.insert_many(books.map(|(title, pages)| NewBook { title: title.into(), pages })).run().unwrap();
    let loans = [("ADA", "Notes  "), ("ada", "Atlas"), ("Ada", "Zoo "), ("EDGAR", "Zoo")];
    db.insert_many(loans.map(|(reader, book)| NewLoan::builder().reader(reader).book(book).build())).run().unwrap();
    db
}

#[test]
fn children_are_found_with_and_without_a_filter_on_the_parents() {
    let db = database();
    for filter in [None, Some(Reader::NAME.eq("Ada"))] {
        let readers = db.query::<Reader>().filter_opt(filter).order_by(Reader::NAME).with_loans().with_books().all();
        let readers = readers.unwrap();
        assert_eq!(readers[0].loans.len(), 3);
        assert_eq!(readers[0].books.len(), 3);
    }
    let loans = db.query::<Loan>().order_by(Loan::ID).with_reader_row().with_book_row().all().unwrap();
    let pairs: Vec<_> = loans.iter().map(|loan| (loan.reader_row.name.as_str(), loan.book_row.pages)).collect();
    assert_eq!(pairs, [("Ada", 3), ("Ada", 2), ("Ada", 1), ("Edgar", 1)]);
}

#[test]
fn predicates_find_what_loads_find() {
    let db = database();
    let with_loans = db.select::<Reader>().filter(Reader::loans().exists()).count().unwrap();
    let with_zoo = db.select::<Reader>().filter(Reader::books().any(Book::TITLE.eq("Zoo"))).count().unwrap();
    let counts = db.select::<Reader>().order_by(Reader::NAME).columns(Reader::loans().count()).all().unwrap();
    assert_eq!((with_loans, with_zoo, counts), (2, 2, vec![3, 1]));
}

#[test]
fn a_limit_counts_the_rows_of_one_parent_however_its_key_is_spelled() {
    let db = database();
    let readers = db.query::<Reader>().order_by(Reader::NAME).with_loans_by(|loans| loans.limit(2)).all().unwrap();
    let ids: Vec<Vec<i64>> = readers.iter().map(|reader| reader.loans.iter().map(|loan| loan.id).collect()).collect();
    assert_eq!(ids, [vec![1, 2], vec![4]]);
}

#[test]
fn a_limit_without_an_order_takes_the_children_with_the_smallest_keys() {
    let db = database();
    let readers = db.query::<Reader>().order_by(Reader::NAME).with_books_by(|books| books.limit(1)).all().unwrap();
    let titles: Vec<&str> =
        readers.iter().flat_map(|reader| reader.books.iter().map(|book| book.title.as_str())).collect();
    assert_eq!(titles, ["Atlas", "Zoo"]);
}
