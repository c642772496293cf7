//! Inserts: defaults of every sort, runs of rows that set different columns, chunks.

use std::sync::atomic::{AtomicI64, Ordering};

use orm_sqlite::prelude::*;

use crate::model::{Fixture, NewPost, NewUser, Post, Role, User, blog};

static CALLS: AtomicI64 = AtomicI64::new(100);

fn ticket() -> i64 {
    CALLS.fetch_add(1, Ordering::Relaxed)
}

fn changed() -> String {
    "changed".to_owned()
}

/// Every column has somebody else to fill it in.
#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "notes")]
struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(default = "it's \"quoted\"")]
    text: String,
    #[column(default = -1.5)]
    weight: f64,
    #[column(default_sql = "1 + 2")]
    sum: i64,
    #[column(default_fn = ticket)]
    ticket: i64,
    #[column(on_update_fn = changed)]
    state: Option<String>,
    #[column(generated(stored, "sum * 10"))]
    stored: i64,
    #[column(generated(virtual, "text || '!'"))]
    computed: Option<String>,
}

#[test]
fn a_row_that_sets_nothing_takes_every_default() {
    let fixture = Fixture::new(&schema!(Note));
    let first = fixture.db.insert(NewNote::builder().build()).returning().one().unwrap();
    let second = fixture.db.insert(NewNote::builder().build()).returning().one().unwrap();
    assert_eq!((first.id, second.id), (1, 2));
    assert!(second.ticket > first.ticket, "the function is called for each row");
    let expected = Note {
        id: 1,
        text: "it's \"quoted\"".to_owned(),
        weight: -1.5,
        sum: 3,
        ticket: first.ticket,
        state: None,
        stored: 30,
        computed: Some("it's \"quoted\"!".to_owned()),
    };
    assert_eq!(first, expected);
    let rows = fixture.rows("select id, text, weight, sum, stored, computed from notes where id = 1");
    assert_eq!(rows, ["1|it's \"quoted\"|-1.5|3|30|it's \"quoted\"!"]);
}

/// Without a `default_fn`, nothing at all is set.
#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "blanks")]
struct Blank {
    #[column(primary_key)]
    id: i64,
    text: Option<String>,
}

#[test]
fn rows_without_any_column_are_default_values() {
    let fixture = Fixture::new(&schema!(Blank));
    let blank = || NewBlank::builder().build();
    assert_eq!(&*Blank::insert(blank()).to_sql().unwrap()[0].text, "INSERT INTO \"blanks\" DEFAULT VALUES");
    let mixed = [blank(), NewBlank::builder().text("a").build(), blank(), blank(), NewBlank::builder().id(9).build()];
    let rows = fixture.db.insert_many(mixed).returning().all().unwrap();
    let seen: Vec<_> = rows.iter().map(|row| (row.id, row.text.as_deref())).collect();
    assert_eq!(seen, [(1, None), (2, Some("a")), (3, None), (4, None), (9, None)]);
    assert_eq!(
        fixture.rows("select id, text from blanks order by id"),
        ["1|NULL", "2|a", "3|NULL", "4|NULL", "9|NULL"]
    );
    let error = fixture.db.insert(blank()).on_conflict_do_nothing().run().unwrap_err();
    assert!(error.is_refused(), "SQLite has no upsert of DEFAULT VALUES: {error}");
}

#[test]
fn an_explicit_null_differs_from_an_absent_column() {
    #[derive(Table, Debug, PartialEq)]
    #[table(name = "labels")]
    struct Label {
        #[column(primary_key)]
        id: i64,
        #[column(default = "unnamed")]
        text: Option<String>,
    }
    let fixture = Fixture::new(&schema!(Label));
    let rows = [
        NewLabel { id: Set::Unset, text: Set::Unset },
        NewLabel { id: Set::Unset, text: Set::Value(None) },
        NewLabel { id: Set::Unset, text: Set::Value(Some("x".to_owned())) },
    ];
    fixture.db.insert_many(rows).run().unwrap();
    assert_eq!(fixture.rows("select text from labels order by id"), ["unnamed", "NULL", "x"]);
    assert_eq!(fixture.db.find::<Label>(2).one().unwrap(), Label { id: 2, text: None });
}

#[test]
fn runs_of_different_columns_keep_the_order_of_the_input() {
    let fixture = blog();
    let posts = (0..200_i64).map(|at| {
        let post = NewPost::builder().author_id(1).title(format!("t{at:03}"));
        match at % 5 {
            0 => post.score(at).build(),
            1 => post.editor_id(2).build(),
            2 => post.published(true).score(None).build(),
            _ => post.build(),
        }
    });
    let rows = fixture.db.insert_many(posts).returning().all().unwrap();
    assert_eq!(rows.len(), 200);
    for (at, row) in (0..).zip(&rows) {
        assert_eq!((row.title.clone(), row.id), (format!("t{at:03}"), 14 + at), "the order is the input's");
        assert_eq!(row.score, (at % 5 == 0).then_some(at));
        assert_eq!(row.editor_id, (at % 5 == 1).then_some(2));
        assert_eq!(row.published, at % 5 == 2);
    }
    let titles = fixture.rows("select title from posts where id > 13 order by id");
    assert_eq!(titles, rows.iter().map(|row| row.title.clone()).collect::<Vec<_>>());
    let pairs: Vec<(i64, String)> = fixture
        .db
        .insert_many((0..120).map(|at| NewPost::builder().author_id(2).title(at.to_string()).build()))
        .returning_columns((Post::ID, Post::TITLE))
        .all()
        .unwrap();
    assert!(pairs.iter().map(|(_, title)| title.parse::<usize>().unwrap()).eq(0..120));
}

#[test]
fn a_thousand_rows_and_none() {
    let fixture = blog();
    let before = fixture.number("select count(*) from users");
    let users = (0..1000).map(|at| NewUser::builder().email(format!("{at}@y")).name("n").build());
    assert_eq!(fixture.db.insert_many(users).run().unwrap(), 1000);
    assert_eq!(fixture.number("select count(*) from users") - before, 1000);
    let texts =
        fixture.db.insert_many((0..1000).map(|at| NewUser::builder().email(format!("{at}@z")).name("n").build()));
    let mut texts: Vec<String> = texts.to_sql().unwrap().iter().map(|sql| sql.text.to_string()).collect();
    texts.dedup();
    assert_eq!(texts.len(), 1, "all chunks are one text: {texts:?}");

    let none = || fixture.db.insert_many(Vec::<NewUser>::new());
    assert_eq!(none().run().unwrap(), 0);
    assert!(none().to_sql().unwrap().is_empty());
    assert!(none().returning().all().unwrap().is_empty());
    assert!(none().returning().get().unwrap().is_none());
    assert!(none().returning().one().unwrap_err().is_not_found());
}

#[test]
fn a_returning_that_takes_one_row_writes_all() {
    let fixture = blog();
    let users = |suffix: &'static str| {
        (0..130).map(move |at| NewUser::builder().email(format!("{at}{suffix}")).name("n").role(Role::Admin).build())
    };
    let first = fixture.db.insert_many(users("@a")).returning().get().unwrap().unwrap();
    assert_eq!((first.email.as_str(), first.role), ("0@a", Role::Admin));
    fixture.db.insert_many(users("@b")).returning_columns(User::ID).one().unwrap();
    assert_eq!(fixture.number("select count(*) from users where role = 'admin' and id > 4"), 260);
}

#[test]
fn an_update_calls_its_function_unless_the_column_is_set() {
    let fixture = Fixture::new(&schema!(Note));
    fixture.db.insert_many([NewNote::builder().build(), NewNote::builder().build()]).run().unwrap();
    fixture.db.update::<Note>().set(Note::SUM.to(7)).filter(Note::ID.eq(1)).run().unwrap();
    assert_eq!(fixture.rows("select sum, state, stored from notes order by id"), ["7|changed|70", "3|NULL|30"]);
    let patch = NotePatch { state: Set::Value(None), ..NotePatch::default() };
    let row = fixture.db.update::<Note>().patch(patch).filter(Note::ID.eq(1)).returning().one().unwrap();
    assert_eq!((row.state, row.stored), (None, 70));
    assert_eq!(fixture.db.update::<Note>().patch(NotePatch::default()).all_rows().run().unwrap(), 0);
    assert_eq!(fixture.rows("select state from notes order by id"), ["NULL", "NULL"], "an empty patch calls nothing");
}
