//! Relations to one table or another, against hand-written SQL.

use orm_sqlite::prelude::*;
use serde::Serialize;
use serde_json::{json, to_value};

use crate::model::Fixture;

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "notes")]
#[relations(
    subject = polymorphic(subject_type, subject_id, Book = "book", Film = "film"),
    media   = polymorphic(subject_type, subject_id, Film = "film", Book = "book", name = Medium),
    place   = polymorphic(place_kind, place_id, Book = 1, Note = 2),
)]
struct Note {
    #[column(primary_key)]
    id: i64,
    subject_type: String,
    subject_id: i64,
    place_kind: Option<i64>,
    place_id: Option<i64>,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "books")]
#[relations(
    notes = has_many(Note::SUBJECT_ID, when(Note::SUBJECT_TYPE = "book"), order_by = Note::ID.desc()),
    placed = has_many(Note::PLACE_ID, when(Note::PLACE_KIND = 1), filter = Note::SUBJECT_TYPE.eq("film")),
    cover = has_one(Cover::OF_ID, when(Cover::OF_TYPE = "book")),
)]
struct Book {
    #[column(primary_key)]
    id: i64,
    title: String,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "films")]
#[relations(
    notes = has_many(Note::SUBJECT_ID, when(Note::SUBJECT_TYPE = "film")),
    cover = has_one(Cover::OF_ID, when(Cover::OF_TYPE = "film")),
)]
struct Film {
    #[column(primary_key)]
    id: i64,
    title: String,
    minutes: i64,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "covers", unique(of_type, of_id))]
struct Cover {
    #[column(primary_key)]
    id: i64,
    of_type: String,
    of_id: i64,
}

alias!(Remark = Note as "remark");

fn library() -> Fixture {
    let fixture = Fixture::new(&schema!(Note, Book, Film, Cover));
    fixture
        .raw
        .execute_batch(
            "insert into books values (1, 'Emma'), (2, 'Ulysses');
             insert into films values (1, 'Alien', 117), (2, 'Brazil', 132), (3, 'Clue', 94);
             insert into covers values (1, 'book', 1), (2, 'film', 1), (3, 'film', 3);
             insert into notes values
                 (1, 'book', 1, 1, 2), (2, 'film', 1, 2, 1), (3, 'film', 3, null, 1), (4, 'book', 1, 1, null), (5, 'film', 1, 1, 2);",
        )
        .unwrap();
    fixture
}

fn subject(row: &NoteSubject) -> String {
    match row {
        NoteSubject::Book(book) => format!("book {}", book.title),
        NoteSubject::Film(film) => format!("film {} {}", film.title, film.minutes),
    }
}

#[test]
fn each_row_has_its_table() {
    let fixture = library();
    let query = || fixture.db.query::<Note>().order_by(Note::ID).with_subject();
    let notes = query().all().unwrap();
    let subjects: Vec<String> = notes.iter().map(|note| subject(&note.subject)).collect();
    assert_eq!(subjects, ["book Emma", "film Alien 117", "film Clue 94", "book Emma", "film Alien 117"]);
    assert_eq!(query().to_sql().unwrap().len(), 3, "one statement for each table");
    let json = to_value(&notes[0]).unwrap();
    assert_eq!(json["subject"], json!({ "id": 1, "title": "Emma" }));
    assert_eq!(notes[0].clone(), notes[0]);
    let only_films = query().filter(Note::SUBJECT_TYPE.eq("film")).limit(1).all().unwrap();
    assert_eq!(subject(&only_films[0].subject), "film Alien 117");
    assert!(fixture.db.query::<Note>().filter(Note::ID.gt(99)).with_subject().all().unwrap().is_empty());
}

/// Two relations over the same columns, and one over others, ask for different keys of one level.
#[test]
fn several_of_them_at_once() {
    let fixture = library();
    let notes = fixture.db.query::<Note>().order_by(Note::ID).with_subject().with_media().with_place().all().unwrap();
    let media: Vec<i64> = notes
        .iter()
        .map(|note| match &note.media {
            Medium::Film(film) => film.id,
            Medium::Book(book) => -book.id,
        })
        .collect();
    assert_eq!(media, [-1, 1, 3, -1, 1]);
    let places: Vec<Option<String>> = notes
        .iter()
        .map(|note| {
            note.place.as_ref().map(|place| match place {
                NotePlace::Book(book) => book.title.clone(),
                NotePlace::Note(note) => format!("note {}", note.id),
            })
        })
        .collect();
    let ulysses = || Some("Ulysses".to_owned());
    assert_eq!(places, [ulysses(), Some("note 1".to_owned()), None, None, ulysses()], "no kind, no key: no place");
    assert_eq!(subject(&notes[2].subject), "film Clue 94");
}

#[test]
fn it_stands_below_other_loads_and_is_asked_for() {
    let fixture = library();
    let books = fixture
        .db
        .query::<Book>()
        .order_by(Book::ID)
        .with_placed_by(|notes| notes.order_by(Note::ID).with_subject_if(true).with_media_if(false))
        .with_notes()
        .with_cover()
        .all()
        .unwrap();
    assert_eq!(books[0].notes.iter().map(|note| note.id).collect::<Vec<_>>(), [4, 1]);
    assert_eq!(books[0].cover.as_ref().map(|cover| cover.id), Some(1));
    assert!(books[1].cover.is_none());
    let placed: Vec<_> = books[1].placed.iter().map(|note| (note.id, note.subject.as_ref().map(subject))).collect();
    assert_eq!(placed, [(5, Some("film Alien 117".to_owned()))]);
    assert!(books[1].placed[0].media.is_none());
    let films = fixture.db.query::<Film>().order_by(Film::ID).with_notes().with_cover().all().unwrap();
    assert_eq!(films.iter().map(|film| film.notes.len()).collect::<Vec<_>>(), [2, 0, 1]);
    assert_eq!(films.iter().map(|film| film.cover.is_some()).collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn filters_counts_and_joins_go_to_one_table() {
    let fixture = library();
    let db = &fixture.db;
    let ids = |predicate: Expr<Note, bool>| {
        db.select::<Note>().filter(predicate).order_by(Note::ID).columns(Note::ID).all().unwrap()
    };
    assert_eq!(ids(Note::subject().is::<Film>()), [2, 3, 5]);
    assert_eq!(ids(Note::subject().to::<Film>().exists()), [2, 3, 5]);
    assert_eq!(ids(Note::subject().to::<Film>().any(Film::MINUTES.gt(100))), [2, 5]);
    assert_eq!(ids(Note::subject().to::<Book>().any(Book::ID.eq(1))), [1, 4], "not the film with that number");
    assert_eq!(ids(Note::place().is::<Note>().not()), [1, 4, 5], "NULL is neither");
    let counts: Vec<(i64, i64)> =
        db.select::<Film>().order_by(Film::ID).columns((Film::notes().count(), Film::cover().count())).all().unwrap();
    assert_eq!(
        counts.iter().map(|(notes, covers)| format!("{notes}|{covers}")).collect::<Vec<_>>(),
        fixture.rows(
            "select (select count(*) from notes where subject_type = 'film' and subject_id = f.id),
                    (select count(*) from covers where of_type = 'film' and of_id = f.id) from films f order by f.id"
        )
    );
    let longest: Vec<Option<i64>> =
        db.select::<Note>().order_by(Note::ID).columns(Note::subject().to::<Film>().max(Film::MINUTES)).all().unwrap();
    assert_eq!(longest, [None, Some(117), Some(94), None, Some(117)]);
    let joined: Vec<(i64, Option<String>, Option<String>)> = db
        .select::<Note>()
        .left_join_along(Note::subject().to::<Book>())
        .left_join_along(Note::subject().to::<Film>())
        .order_by(Note::ID)
        .columns((Note::ID, Book::TITLE, Film::TITLE))
        .all()
        .unwrap();
    let joined: Vec<String> = joined
        .into_iter()
        .map(|(id, book, film)| {
            format!("{id}|{}|{}", book.unwrap_or("NULL".to_owned()), film.unwrap_or("NULL".to_owned()))
        })
        .collect();
    assert_eq!(
        joined,
        fixture.rows(
            "select n.id, b.title, f.title from notes n
             left join books b on b.id = n.subject_id and n.subject_type = 'book'
             left join films f on f.id = n.subject_id and n.subject_type = 'film' order by n.id"
        )
    );
    let reverse =
        db.select::<Book>().inner_join::<Remark>().along(Book::notes()).order_by(Remark::ID).columns(Remark::ID);
    assert_eq!(reverse.all().unwrap(), [1, 4]);
    let beside = db.query::<Book>().order_by(Book::ID).with_count(Book::notes()).all().unwrap();
    assert_eq!(beside.iter().map(|book| book.extra).collect::<Vec<_>>(), [2, 0]);
}

#[test]
fn a_row_that_is_missing_and_a_type_that_is_unknown() {
    let fixture = library();
    let load = || fixture.db.query::<Note>().order_by(Note::ID).with_subject().all();
    fixture.raw.execute_batch("insert into notes values (6, 'book', 99, null, null)").unwrap();
    let error = load().unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.to_string(), "a row of `notes` has no `subject`: the key points nowhere, or at a deleted row");
    fixture.raw.execute_batch("update notes set subject_type = 'song', subject_id = 1 where id = 6").unwrap();
    let error = load().unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("notes.subject_type"), "{error}");
    assert!(!error.to_string().contains("song"), "no error shows a value: {error}");
    assert_eq!(fixture.db.query::<Note>().filter(Note::ID.lt(6)).with_subject().all().unwrap().len(), 5);
    // A nullable one that points nowhere has none, as a nullable `belongs_to`.
    fixture.raw.execute_batch("update notes set place_kind = 2, place_id = 99 where id = 1").unwrap();
    let note = fixture.db.query::<Note>().find(1).with_place().one().unwrap();
    assert_eq!(note.place, None);
    assert_eq!(to_value(&note).unwrap()["place"], json!(null));
}

#[test]
fn it_is_prepared_and_in_a_batch() {
    let fixture = library();
    let from = fixture
        .db
        .prepare(|id: Param<i64>| {
            Note::query()
                .filter(Note::ID.ge(id))
                .order_by(Note::ID)
                .with_subject()
                .with_place_if(true)
                .with_count(Note::place().to::<Book>())
        })
        .unwrap();
    for id in [1, 2, 5, 9, 1] {
        let direct =
            fixture.db.query::<Note>().filter(Note::ID.ge(id)).order_by(Note::ID).with_subject().with_place_if(true);
        let direct = direct.with_count(Note::place().to::<Book>()).all().unwrap();
        assert_eq!(from.all(id).unwrap(), direct);
        assert_eq!(from.get(id).unwrap(), direct.into_iter().next());
    }
    let (notes, books) = fixture
        .db
        .batch((Note::query().order_by(Note::ID).with_subject(), Book::query().with_notes().order_by(Book::ID)))
        .unwrap();
    assert_eq!(subject(&notes[2].subject), "film Clue 94");
    assert_eq!(books[0].notes.len(), 2);
}

#[test]
fn new_rows_below_a_new_row_are_of_its_type() {
    let fixture = library();
    let note = |said: &str, id: i64| NewNote::builder().subject_type(said).subject_id(id).build();
    let book = NewBook::builder().title("Walden").build();
    // Whatever the model says, the note is one of the book's.
    let book = book.with_new(Book::notes(), |book| [note("book", book.id), note("film", 1), note("none", 99)]);
    let book = book.with_new(Book::cover(), |book| [NewCover::builder().of_type("book").of_id(book.id).build()]);
    let placed =
        |kind: Option<i64>| NewNote::builder().subject_type("film").subject_id(2).place_kind(kind).place_id(5).build();
    let book = book.with_new(Book::placed(), |_| [placed(Some(2)), placed(None)]);
    let book = fixture.db.insert_nested(book).unwrap();
    assert_eq!(book.id, 3);
    assert_eq!(
        fixture.rows("select subject_type, subject_id, place_kind, place_id from notes where id > 5 order by id"),
        ["book|3|NULL|NULL", "book|3|NULL|NULL", "book|3|NULL|NULL", "film|2|1|3", "film|2|1|3"]
    );
    assert_eq!(fixture.rows("select of_type, of_id from covers where id > 3"), ["book|3"]);
    let row = fixture.db.query::<Book>().find(3).with_notes().with_placed().with_cover().one().unwrap();
    assert_eq!((row.notes.len(), row.placed.len(), row.cover.as_ref().map(|cover| cover.id)), (3, 2, Some(4)));
}

#[test]
fn new_rows_of_several_tables_and_levels() {
    let fixture = library();
    let note = || NewNote::builder().subject_type("book").subject_id(0).build();
    let films = ["Dune", "Eraserhead"].map(|title| {
        let film = NewFilm::builder().title(title).minutes(9).build();
        film.with_new(Film::notes(), move |film| (0..film.id - 3).map(move |_| note()))
    });
    let films = fixture.db.insert_nested_query(films, |film| film.with_notes_by(|notes| notes.with_subject())).unwrap();
    let notes: Vec<_> = films.iter().map(|film| (film.id, film.notes.len())).collect();
    assert_eq!(notes, [(4, 1), (5, 2)]);
    assert!(
        films
            .iter()
            .all(|film| film.notes.iter().all(|note| subject(&note.subject) == format!("film {} 9", film.title)))
    );
    // A row that breaks a constraint takes all of it back.
    let twice = NewBook::builder().title("Twice").build();
    let cover = || NewCover::builder().of_type("book").of_id(0).build();
    let error = fixture.db.insert_nested(twice.with_new(Book::cover(), |_| [cover(), cover()])).unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    assert_eq!(fixture.number("select count(*) from books where title = 'Twice'"), 0);
}
