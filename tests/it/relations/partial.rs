//! `has_one` over columns that are unique in a part of the rows, against hand-written SQL.

#![allow(clippy::duplicated_attributes, reason = "a table has several indexes, of the same columns")]

use orm_sqlite::__private as private;
use orm_sqlite::__private::Term;
use orm_sqlite::prelude::*;

use crate::model::Fixture;

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "people")]
#[relations(
    addresses = has_many(Address::PERSON_ID),
    main = has_one(Address::PERSON_ID, filter = Address::MAIN.eq(true)),
    billing = has_one(Address::PERSON_ID, filter = Address::KIND.eq("bill'ing").and(Address::ENDED.is_null()).and(Address::ID.gt(0))),
    former = has_one(Address::PERSON_ID, filter = sql!("{Address::ENDED} > 0").expr().and(Address::KIND.ne("x"))),
    note = has_one(Note::PERSON_ID),
    photo = has_one(Photo::SUBJECT_ID, when(Photo::SUBJECT_TYPE = "person"), filter = all_of([Photo::COVER.eq(1)])),
)]
struct Person {
    #[column(primary_key)]
    id: i64,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(
    name = "addresses",
    index(person_id, unique, where = "[MAIN] == TRUE"),
    index(person_id, unique, where = "ended IS NULL and `kind`='bill''ing'"),
    index(person_id, unique, where = "\"ended\">0 AND kind != 'x'")
)]
struct Address {
    #[column(primary_key)]
    id: i64,
    #[column(references = Person::ID)]
    person_id: i64,
    #[column(default = false)]
    main: bool,
    #[column(default = "home")]
    kind: String,
    ended: Option<i64>,
}

/// The condition of the index is what every read of the table asks.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "notes", soft_delete = gone, index(person_id, unique, where = "gone is null"))]
struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(references = Person::ID)]
    person_id: i64,
    gone: Option<Timestamp>,
}

/// The type is part of the index's condition.
#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "photos", index(subject_id, unique, where = "subject_type = 'person' and cover = 1"))]
struct Photo {
    #[column(primary_key)]
    id: i64,
    subject_type: String,
    subject_id: i64,
    cover: i64,
}

fn people() -> Fixture {
    let fixture = Fixture::new(&schema!(Person, Address, Note, Photo));
    fixture
        .raw
        .execute_batch(
            "insert into people values (1), (2);
             insert into addresses values
                (1, 1, 0, 'home', null), (2, 1, 1, 'home', null), (3, 1, 0, 'bill''ing', null), (4, 1, 0, 'bill''ing', 5),
                (5, 2, 0, 'x', 7), (6, 2, 1, 'x', null), (7, 1, 0, 'x', 9);
             insert into notes values (1, 1, 9), (2, 1, null), (3, 2, 9);
             insert into photos values (1, 'person', 1, 0), (2, 'person', 1, 1), (3, 'post', 1, 1), (4, 'post', 2, 1);",
        )
        .unwrap();
    fixture
}

#[test]
fn the_one_row_of_the_part_is_loaded() {
    let fixture = people();
    let rows = fixture
        .db
        .query::<Person>()
        .with_main()
        .with_billing()
        .with_former()
        .with_note()
        .with_photo()
        .order_by(Person::ID)
        .all()
        .unwrap();
    let ids: Vec<_> = rows
        .iter()
        .map(|person| {
            let address = |address: &Option<Address>| address.as_ref().map(|address| address.id);
            let (note, photo) = (person.note.as_ref().map(|note| note.id), person.photo.as_ref().map(|photo| photo.id));
            (address(&person.main), address(&person.billing), address(&person.former), note, photo)
        })
        .collect();
    assert_eq!(ids, [(Some(2), Some(3), Some(4), Some(2), Some(2)), (Some(6), None, None, None, None)]);
    let along = fixture
        .db
        .select::<Person>()
        .left_join::<Address>()
        .along(Person::main())
        .order_by(Person::ID)
        .columns((Person::ID, Address::ID))
        .all()
        .unwrap();
    assert_eq!(along, [(1, Some(2)), (2, Some(6))]);
    // The database keeps what the relation promises.
    let second = fixture.raw.execute_batch("insert into addresses values (8, 2, 1, 'home', null)");
    assert!(second.is_err());
}

#[test]
fn the_deleted_ones_beside_it_are_several() {
    let fixture = people();
    let all = fixture.db.query::<Person>().find(1).with_note_by(|note| note.with_deleted()).one();
    let error = all.unwrap_err();
    assert!(error.is_refused() && error.to_string().contains("several `note`"), "{error}");
}

#[test]
fn only_the_same_condition_counts() {
    const PERSON: &[usize] = &[1];
    let is_one = |conditions: &[&[Term]]| private::is_unique_where(Address::schema(), PERSON, conditions, false);
    let main = |sql: &'static str| [Term::Column(2), Term::Sql(sql)];
    assert!(is_one(&[&main("= 1")]) && is_one(&[&main(" = true ")]) && is_one(&[&[Term::Sql("\"main\"==1")]]));
    for other in ["= 0", "= 10", "<> 1", "= 1 or 1", "", "= '1'", "is not null", "= 1.0"] {
        assert!(!is_one(&[&main(other)]), "{other}");
    }
    assert!(!is_one(&[]) && !is_one(&[&[Term::Column(3), Term::Sql("= 1")]]));
    let (kind, ended) = ([Term::Column(3), Term::Sql("= 'bill''ing'")], [Term::Column(4), Term::Sql("is null")]);
    assert!(is_one(&[&kind, &ended]) && is_one(&[&ended, &main("= 0"), &kind]));
    assert!(!is_one(&[&kind]) && !is_one(&[&ended]));
    assert!(!is_one(&[&[Term::Column(3), Term::Sql("= 'BILL''ING'")], &ended]));
    // An index over other columns says nothing of these, and a whole one is enough.
    assert!(!private::is_unique_where(Address::schema(), &[2], &[&main("= 1")], false));
    assert!(
        private::is_unique_where(Address::schema(), &[0], &[], false)
            && private::is_unique_where(Address::schema(), &[0, 1], &[], true)
    );
    assert!(
        private::is_partly_unique(Address::schema(), PERSON) && !private::is_partly_unique(Address::schema(), &[2])
    );
    // Where deleted rows are read too, their mark is no condition.
    assert!(
        private::is_unique_where(Note::schema(), PERSON, &[], false)
            && !private::is_unique_where(Note::schema(), PERSON, &[], true)
    );
}
