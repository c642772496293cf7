//! `INSERT .. SELECT`.

use orm_sqlite::prelude::*;

use crate::model::{Fixture, Group, Membership, Post, Tag, User, blog};

fn number() -> i64 {
    7
}

/// A column of every kind that an insert may leave out, and two that it may not.
#[derive(Table, Debug, PartialEq)]
#[table(name = "copies")]
struct Copy {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    label: String,
    note: Option<String>,
    #[column(default = 3)]
    weight: i64,
    #[column(generated(stored, "weight * 2"))]
    double: i64,
}

#[derive(Table, Debug, PartialEq)]
#[table(name = "numbered")]
struct Numbered {
    #[column(primary_key)]
    id: i64,
    #[column(default_fn = number)]
    number: i64,
    label: Option<String>,
}

#[derive(Table, Debug, PartialEq)]
#[table(name = "words", without_rowid)]
struct Word {
    #[column(primary_key)]
    id: i64,
    #[column(name = "odd \"name\"")]
    text: Option<String>,
}

fn fixture() -> Fixture {
    let fixture = blog();
    fixture.db.create_tables(&schema!(Copy, Numbered, Word)).unwrap();
    fixture
}

#[test]
fn the_rows_of_a_select_are_inserted() {
    let fixture = fixture();
    let names = User::select().filter(User::ID.le(3)).columns((User::NAME, User::BIO)).order_by(User::ID.desc());
    let rows = fixture.db.insert_select((Copy::LABEL, Copy::NOTE), names).returning().all().unwrap();
    let copy = |id, label: &str, note: Option<&str>| Copy {
        id,
        label: label.to_owned(),
        note: note.map(str::to_owned),
        weight: 3,
        double: 6,
    };
    assert_eq!(rows, [copy(1, "Cyd", Some("")), copy(2, "Bob", None), copy(3, "Ada", Some("first"))]);
    // A bare value goes into a nullable column.
    let posts = Post::select().inner_join::<User>().on(Post::AUTHOR_ID.eq(User::ID)).columns((Post::TITLE, User::NAME));
    assert_eq!(fixture.db.insert_select((Copy::LABEL, Copy::NOTE), posts).run().unwrap(), 4);
    let expected = fixture.rows(
        "select p.title, u.name, 3, 6 from posts p join users u on u.id = p.author_id union all
         select name, bio, 3, 6 from users where id <= 3 order by 1",
    );
    assert_eq!(fixture.rows("select label, note, weight, double from copies order by 1"), expected);
}

#[test]
fn every_form_of_a_select_can_be_inserted() {
    let fixture = fixture();
    let grouped = Post::select().group_by(Post::AUTHOR_ID).columns((Post::TITLE.min(), count()));
    assert_eq!(
        fixture.db.insert_select((Copy::NOTE, Copy::WEIGHT), grouped).run().unwrap_err().to_string(),
        "an insert from a select into `copies`: column `label` is required"
    );
    let both = User::select().columns(User::NAME).union(Tag::select().columns(Tag::LABEL));
    assert_eq!(fixture.db.insert_select(Copy::LABEL, both).run().unwrap(), 7);
    let none = User::select().columns(User::NAME).filter(User::ID.gt(99));
    assert_eq!(fixture.db.insert_select(Copy::LABEL, none.clone()).run().unwrap(), 0);
    assert!(fixture.db.insert_select(Copy::LABEL, none).returning().get().unwrap().is_none());
    // From the table itself, with a limit.
    let own = Group::select().columns((Group::ID.add(10), Group::NAME)).order_by(Group::ID).limit(2);
    let ids = fixture.db.insert_select((Group::ID, Group::NAME), own).returning_columns(Group::ID).all().unwrap();
    assert_eq!(ids, [11, 12]);
    assert_eq!(fixture.rows("select name from groups order by id"), ["red", "blue", "empty", "red", "blue"]);
    // Unbound, and in a transaction that is taken back.
    let every = || User::select().inner_join::<Group>().on(Group::ID.gt(2)).columns((User::ID, Group::ID));
    let insert = || Membership::insert_select((Membership::USER_ID, Membership::GROUP_ID), every());
    let undone = fixture.db.transaction(|tx| {
        assert_eq!(insert().using(tx).run()?, 12);
        Err::<(), _>(orm_sqlite::Error::custom("undo"))
    });
    assert!(undone.is_err());
    assert_eq!(fixture.number("select count(*) from memberships"), 3);
}

#[test]
fn a_conflict_is_resolved_whatever_the_select_ends_with() {
    let fixture = fixture();
    fixture.raw.execute_batch("insert into copies (label, weight) values ('Ada', 1), ('Bob', 1)").unwrap();
    let on = |insert: orm_sqlite::query::Insert<Copy, orm_sqlite::engine::Unbound>| {
        insert
            .on_conflict(Copy::LABEL)
            .do_update(Copy::WEIGHT.to(Copy::WEIGHT.add(excluded(Copy::WEIGHT))))
            .using(&fixture.db)
            .run()
            .unwrap()
    };
    let names = || User::select().columns(User::NAME);
    // A table, a join, a filter, a group, a limit, a set operation, a set operation of limited selects.
    assert_eq!(on(Copy::insert_select(Copy::LABEL, names())), 4);
    let joined = User::select().inner_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID)).columns(User::NAME);
    assert_eq!(on(Copy::insert_select(Copy::LABEL, joined)), 4);
    let crossed = User::select().cross_join::<Group>().columns(User::NAME);
    assert_eq!(on(Copy::insert_select(Copy::LABEL, crossed)), 12);
    assert_eq!(on(Copy::insert_select(Copy::LABEL, names().filter(User::NAME.eq("Dee")))), 1);
    assert_eq!(on(Copy::insert_select(Copy::LABEL, User::select().group_by(User::NAME).columns(User::NAME))), 4);
    assert_eq!(on(Copy::insert_select(Copy::LABEL, names().order_by(User::ID).limit(1))), 1);
    assert_eq!(on(Copy::insert_select(Copy::LABEL, names().union_all(names()))), 8);
    let limited = names().order_by(User::ID).limit(2);
    assert_eq!(on(Copy::insert_select(Copy::LABEL, limited.clone().union_all(limited))), 4);
    // Each time that a name comes, its weight grows by the default of 3.
    let rows = fixture.rows("select label, weight from copies order by label");
    assert_eq!(rows, ["Ada|40", "Bob|31", "Cyd|21", "Dee|24"]);
    let kept = fixture.db.insert_select(Copy::LABEL, names()).on_conflict_do_nothing().run().unwrap();
    assert_eq!(kept, 0);
    let rest = fixture.db.insert_select((Copy::LABEL, Copy::NOTE), User::select().columns((User::NAME, User::EMAIL)));
    assert_eq!(rest.on_conflict(Copy::LABEL).do_update_rest().run().unwrap(), 4);
    assert_eq!(fixture.rows("select note from copies order by label"), ["ada@x", "bob@x", "cyd@x", "dee@x"]);
    let ignored = fixture.db.insert_select(Copy::LABEL, names()).or_ignore().returning().all().unwrap();
    assert!(ignored.is_empty());
}

#[test]
fn what_a_model_would_not_let_through_is_refused() {
    let fixture = fixture();
    let ids = || User::select().columns(User::ID);
    let refused = |error: orm_sqlite::Error, word: &str| {
        assert!(error.is_refused() && error.to_string().contains(word), "{error}");
        assert!(error.sql().is_none(), "before it is prepared");
    };
    refused(fixture.db.insert_select(Copy::ID, ids()).run().unwrap_err(), "column `label` is required");
    refused(fixture.db.insert_select(Copy::DOUBLE, ids()).run().unwrap_err(), "column `double` is generated");
    let twice = User::select().columns((User::NAME, User::NAME));
    refused(
        fixture.db.insert_select((Copy::LABEL, Copy::LABEL), twice).run().unwrap_err(),
        "`label` stands there twice",
    );
    let names = User::select().columns(User::NAME);
    refused(fixture.db.insert_select(Numbered::LABEL, names.clone()).run().unwrap_err(), "`number` has a `default_fn`");
    refused(fixture.db.insert_select(Word::TEXT, names).returning().all().unwrap_err(), "column `id` is required");
    refused(Copy::insert_select(Copy::ID, ids()).to_sql().unwrap_err(), "required");
    // With a value for each of them, they are inserted.
    let numbered = User::select().columns((User::ID, User::NAME));
    assert_eq!(fixture.db.insert_select((Numbered::NUMBER, Numbered::LABEL), numbered.clone()).run().unwrap(), 4);
    assert_eq!(fixture.db.insert_select((Word::ID, Word::TEXT), numbered).run().unwrap(), 4);
    assert_eq!(fixture.rows("select * from words where id = 2"), ["2|Bob"]);
    assert_eq!(fixture.rows("select number, label from numbered where id = 3"), ["3|Cyd"]);
}

#[test]
fn a_failure_leaves_no_row() {
    let fixture = fixture();
    let clash = User::select().cross_join::<Group>().columns((User::ID, User::NAME));
    let error = fixture.db.insert_select((Word::ID, Word::TEXT), clash).run().unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!(fixture.number("select count(*) from words"), 0);
}
