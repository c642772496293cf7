//! Rows that a write gives back with their relations.

use orm_sqlite::prelude::*;

use crate::model::{Fixture, NewPost, NewSeat, NewUser, Post, Seat, User, UserPatch, blog, key_schema};

fn post(author: i64, title: &str) -> NewPost {
    NewPost::builder().author_id(author).title(title).build()
}

#[test]
fn inserted_rows_come_with_their_relations_in_the_order_of_the_input() {
    let fixture = blog();
    let posts = (0..130).map(|at| {
        let post = NewPost::builder().id(1000 - at).author_id(at % 3 + 1).title(format!("t{at}"));
        if at % 7 == 0 { post.editor_id(2).build() } else { post.build() }
    });
    let insert = fixture.db.insert_many(posts);
    let rows = insert.returning_query(|posts| posts.with_author_by(|users| users.with_profile()).with_editor()).all();
    let rows = rows.unwrap();
    assert_eq!(rows.len(), 130);
    for (at, row) in (0..).zip(&rows) {
        assert_eq!((row.id, row.title.clone()), (1000 - at, format!("t{at}")));
        assert_eq!(row.author.id, at % 3 + 1);
        assert_eq!(row.author.profile.is_some(), at % 3 < 2);
        assert_eq!(row.editor.is_some(), at % 7 == 0);
    }
    assert_eq!(fixture.number("select count(*) from posts"), 134);
}

#[test]
fn an_upsert_gives_the_stored_row_with_what_it_had() {
    let fixture = blog();
    let user = |email: &str, name: &str| NewUser::builder().email(email).name(name).build();
    let rows = [user("bob@x", "Robert"), user("new@x", "New"), user("ada@x", "Countess")];
    let insert = fixture.db.insert_many(rows).on_conflict(User::EMAIL).do_update_rest();
    let rows = insert.returning_query(|users| users.with_posts_by(|posts| posts.with_comments())).all().unwrap();
    let shown: Vec<_> = rows.iter().map(|user| (user.id, user.name.as_str(), user.posts.len())).collect();
    assert_eq!(shown, [(2, "Robert", 1), (5, "New", 0), (1, "Countess", 3)]);
    assert_eq!(rows[2].posts.iter().map(|post| post.comments.len()).sum::<usize>(), 3);
    // The same row twice is given twice, as the whole write left it.
    let twice = fixture.db.insert_many([user("ada@x", "One"), user("ada@x", "Two")]);
    let twice = twice.on_conflict(User::EMAIL).do_update_rest().returning_query(|users| users).all().unwrap();
    assert_eq!(twice.iter().map(|user| user.name.as_str()).collect::<Vec<_>>(), ["Two", "Two"]);
}

#[test]
fn updated_rows_come_with_their_relations() {
    let fixture = blog();
    let update = || fixture.db.update::<User>().set(User::LOGINS.to(User::LOGINS.add(1)));
    let mut users = update().filter(User::ID.le(2)).returning_query(|users| users.with_posts()).all().unwrap();
    users.sort_by_key(|user| user.id);
    assert_eq!(users.iter().map(|user| (user.logins, user.posts.len())).collect::<Vec<_>>(), [(6, 3), (4, 1)]);
    assert!(update().filter(User::ID.eq(99)).returning_query(|users| users.with_posts()).get().unwrap().is_none());
    let none = update().filter(User::ID.eq(99)).returning_query(|users| users.with_posts()).one();
    assert!(none.unwrap_err().is_not_found());
    // A key that the update itself changes.
    let moved = fixture.db.update::<Post>().set(Post::ID.to(50)).filter(Post::ID.eq(12));
    let moved = moved.returning_query(|posts| posts.with_author()).one().unwrap();
    assert_eq!((moved.id, moved.author.id), (50, 1));
    // With other tables, and with a limit.
    let from = update().from::<Post>().on(Post::AUTHOR_ID.eq(User::ID)).filter(Post::PUBLISHED.eq(false));
    assert_eq!(from.returning_query(|users| users.with_profile()).all().unwrap().len(), 1);
    let part = update().all_rows().order_by(User::ID.desc()).limit(1).returning_query(|users| users.with_groups());
    assert_eq!(part.one().unwrap().id, 4);
    // Nothing is written, and the rows are read as they are.
    let patch = fixture.db.update::<User>().patch(UserPatch::default()).filter(User::ID.eq(1));
    assert_eq!(patch.returning_query(|users| users.with_posts()).one().unwrap().posts.len(), 3);
}

#[test]
fn the_query_may_leave_rows_out() {
    let fixture = blog();
    let insert = || fixture.db.insert_many([post(1, "a"), post(2, "b"), post(1, "c")]);
    let rows =
        insert().returning_query(|posts| posts.filter(Post::AUTHOR_ID.eq(1)).order_by(Post::ID.desc()).with_author());
    assert_eq!(rows.all().unwrap().iter().map(|post| post.title.as_str()).collect::<Vec<_>>(), ["a", "c"]);
    assert_eq!(fixture.number("select count(*) from posts"), 7, "all are written");
    let first = insert().returning_query(|posts| posts).get().unwrap().unwrap();
    assert_eq!(first.title, "a");
    assert_eq!(fixture.number("select count(*) from posts"), 10);
    let none = fixture.db.insert_many(Vec::<NewPost>::new());
    assert!(none.returning_query(|posts| posts.with_author()).all().unwrap().is_empty());
}

#[test]
fn parts_of_a_key_are_compared_together() {
    let fixture = Fixture::new(&key_schema());
    let seat = |hall: &str, number: u32| NewSeat { hall: hall.to_owned(), number, kind: "k".to_owned() };
    fixture.db.insert_many([seat("a", 2), seat("b", 1)]).run().unwrap();
    fixture.raw.execute_batch("insert into tickets (id, hall, number) values (1, 'a', 1), (2, 'b', 1)").unwrap_err();
    let insert = fixture.db.insert_many([seat("b", 2), seat("a", 1)]);
    let rows = insert.returning_query(|seats| seats.with_tickets()).all().unwrap();
    let keys: Vec<_> = rows.iter().map(|seat| (seat.hall.as_str(), seat.number)).collect();
    assert_eq!(keys, [("b", 2), ("a", 1)], "and not the two that were there");
    assert_eq!(fixture.db.select::<Seat>().count().unwrap(), 4);
}

#[test]
fn it_is_one_transaction() {
    let fixture = blog();
    // A relation that must have a row has none, so that nothing was written.
    let insert = fixture.db.insert(post(1, "a"));
    let failed = insert.returning_query(|posts| posts.with_author_by(|users| users.filter(User::ID.eq(2)))).all();
    assert!(failed.unwrap_err().is_not_found());
    assert_eq!(fixture.number("select count(*) from posts"), 4);
    let undone = fixture.db.transaction(|tx| {
        let row = tx.insert(post(2, "b")).returning_query(|posts| posts.with_author()).one()?;
        assert_eq!(row.author.name, "Bob");
        assert!(tx.insert(post(99, "c")).returning_query(|posts| posts.with_author()).one().is_err());
        assert_eq!(tx.select::<Post>().count()?, 5);
        Err::<(), _>(orm_sqlite::Error::custom("undo"))
    });
    assert!(undone.is_err());
    assert_eq!(fixture.number("select count(*) from posts"), 4);
    let rows = [
        NewPost::builder().id(50).author_id(1).title("x").build(),
        NewPost::builder().id(10).author_id(1).title("y").build(),
    ];
    let kept = fixture.db.insert_many(rows).or_fail().returning_query(|posts| posts.with_author()).all();
    assert!(kept.unwrap_err().is_unique_violation());
    assert_eq!(fixture.number("select count(*) from posts"), 5, "the row before stays");
}
