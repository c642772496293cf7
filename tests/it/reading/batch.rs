//! Several queries in one request.

use orm_sqlite::prelude::*;

use crate::model::{NewTag, Post, PostTag, Tag, User, UserPatch, blog};

fn tag(label: &str) -> NewTag {
    NewTag::builder().label(label).build()
}

#[test]
fn a_tuple_gives_a_tuple() {
    let fixture = blog();
    let (users, deleted, added, changed, returned, none) = fixture
        .db
        .batch((
            User::select().order_by(User::ID).columns((User::ID, User::NAME)),
            PostTag::delete().filter(PostTag::TAG_ID.eq(2)),
            Tag::insert(tag("new")),
            User::update().set(User::LOGINS.to(0)).filter(User::LOGINS.gt(0)),
            Tag::delete().filter(Tag::LABEL.eq("unused")).returning_columns(Tag::ID),
            User::update().patch(UserPatch::default()).all_rows(),
        ))
        .unwrap();
    assert_eq!(users[3], (4, "Dee".to_owned()));
    assert_eq!((deleted, added, changed, none), (2, 1, 3, 0));
    assert_eq!(returned, [3]);
    assert_eq!(fixture.rows("select label from tags order by id"), ["rust", "sql", "new"]);
}

#[test]
fn a_vec_gives_a_vec() {
    let fixture = blog();
    let inserts = ["a", "b", "c"].map(|label| Tag::insert(tag(label)).returning_columns(Tag::LABEL));
    let labels = fixture.db.batch(Vec::from(inserts)).unwrap();
    assert_eq!(labels, [["a"], ["b"], ["c"]]);
    let updates = (1..=4).map(|id| User::update().set(User::LOGINS.to(id)).filter(User::ID.le(id)));
    assert_eq!(fixture.db.batch(updates.collect::<Vec<_>>()).unwrap(), [1, 2, 3, 4]);
    let patches = [None, Some(7), None].map(|logins| {
        let patch = UserPatch { logins: logins.map_or(Set::Unset, Set::Value), ..UserPatch::default() };
        User::update().patch(patch).all_rows()
    });
    // Two of them have no statement at all.
    assert_eq!(fixture.db.batch(Vec::from(patches)).unwrap(), [0, 4, 0]);
    let none: Vec<_> = std::iter::empty::<i64>().map(|id| User::select().filter(User::ID.eq(id))).collect();
    assert!(fixture.db.batch(none).unwrap().is_empty());
}

#[test]
fn many_rows_are_a_part_like_any_other() {
    let fixture = blog();
    for rows in [0_u32, 1, 50, 51, 120] {
        let label = |row: u32| format!("{rows}/{row}");
        let before: i64 = fixture.number("select count(*) from tags");
        let insert = Tag::insert_many((0..rows).map(|row| tag(&label(row))));
        let returned =
            Tag::insert_many((0..rows).map(|row| tag(&format!("{}!", label(row))))).returning_columns(Tag::LABEL);
        let (first, written, labels, last) = fixture
            .db
            .batch((Tag::select().columns(count()), insert, returned, Tag::select().columns(count())))
            .unwrap();
        assert_eq!((first, written), (vec![before], u64::from(rows)));
        assert_eq!(labels, (0..rows).map(|row| format!("{}!", label(row))).collect::<Vec<_>>());
        assert_eq!(last, [before + 2 * i64::from(rows)]);
    }
}

#[test]
fn all_or_none_takes_effect() {
    let fixture = blog();
    let batch = || {
        (
            Tag::delete().filter(Tag::LABEL.eq("unused")),
            User::update().set(User::EMAIL.to("same")).all_rows(),
            Tag::insert(tag("new")),
        )
    };
    let error = fixture.db.batch(batch()).unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    assert_eq!(fixture.number("select count(*) from tags"), 3);
    // In a transaction the rest of it stays.
    fixture
        .db
        .transaction(|tx| {
            tx.insert(tag("kept")).run()?;
            assert!(tx.batch(batch()).unwrap_err().is_unique_violation());
            Ok(())
        })
        .unwrap();
    assert_eq!(fixture.rows("select label from tags order by id"), ["rust", "sql", "unused", "kept"]);
    // A row that cannot be read takes the writes before it back too.
    fixture
        .raw
        .execute_batch("pragma ignore_check_constraints = 1; update users set role = 'king' where id = 1")
        .unwrap();
    let error = fixture.db.batch((PostTag::delete().all_rows(), User::select())).unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("users.role"), "{error}");
    assert_eq!(fixture.number("select count(*) from post_tags"), 4);
}

#[test]
fn reads_see_one_snapshot_and_writes_what_was_written_before() {
    let fixture = blog();
    let (before, added, after) =
        fixture.db.batch((Tag::select(), Tag::insert_values(Tag::LABEL.to("new")), Tag::select())).unwrap();
    assert_eq!((before.len(), added, after.len()), (3, 1, 4));
    let (users, posts) = fixture.db.read_transaction(|tx| tx.batch((User::select(), Post::select()))).unwrap();
    assert_eq!((users.len(), posts.len()), (4, 4));
}

#[test]
fn a_batch_that_writes_takes_the_lock_first() {
    let fixture = blog();
    let other = fixture.another();
    other.execute_batch("begin immediate").unwrap();
    let short = Database::options().path(fixture.raw.path().unwrap()).busy_timeout(std::time::Duration::ZERO).open();
    let short = short.unwrap();
    assert!(short.batch((Tag::select(), Tag::delete().all_rows())).unwrap_err().is_busy());
    assert_eq!(short.batch((Tag::select(), User::select())).unwrap().0.len(), 3);
    other.execute_batch("rollback").unwrap();
}

#[test]
fn a_read_transaction_refuses_a_batch_that_writes() {
    let fixture = blog();
    let refused = fixture.db.read_transaction(|tx| tx.batch((User::select(), Tag::delete().all_rows())));
    assert!(refused.unwrap_err().is_read_only());
    assert_eq!(fixture.number("select count(*) from tags"), 3);
}

#[test]
fn sixteen_at_once() {
    let fixture = blog();
    let one = |id: i64| User::select().filter(User::ID.eq(id)).columns(User::ID);
    let all = fixture
        .db
        .batch((
            one(1),
            one(2),
            one(3),
            one(4),
            one(5),
            one(1),
            one(2),
            one(3),
            one(4),
            one(5),
            one(1),
            one(2),
            one(3),
            one(4),
            one(5),
            one(1),
        ))
        .unwrap();
    assert_eq!((all.0, all.4, all.15), (vec![1], vec![], vec![1]));
}

#[test]
fn relational_queries_in_a_batch_find_their_own_keys() {
    let fixture = blog();
    let posts = || User::query().filter(User::ID.le(2)).order_by(User::ID).with_posts_by(|posts| posts.with_comments());
    let (first, tags, second, post) =
        fixture.db.batch((posts(), Tag::select(), posts(), Post::query().find(13).with_author().with_tags())).unwrap();
    let expected = fixture.db.query::<User>().filter(User::ID.le(2)).order_by(User::ID);
    let expected = expected.with_posts_by(|posts| posts.with_comments()).all().unwrap();
    assert_eq!(format!("{first:?}"), format!("{expected:?}"));
    assert_eq!((format!("{first:?}"), tags.len()), (format!("{second:?}"), 3));
    assert_eq!((post[0].author.name.as_str(), post[0].tags.len()), ("Bob", 1));
    let each = [1, 2, 3].map(|id| User::query().find(id).with_posts());
    let each = fixture.db.batch(Vec::from(each)).unwrap();
    let counts: Vec<_> = each.iter().map(|users| users[0].posts.len()).collect();
    assert_eq!(counts, [3, 1, 0]);
}
