//! `User::posts()` in filters, orders and columns, against hand-written SQL.

use orm_sqlite::prelude::*;

use crate::model::{Comment, Editor, Fixture, Group, Post, Profile, Tag, User, blog};

/// The names of the users for whom a predicate is true.
fn named(fixture: &Fixture, predicate: Expr<User, bool>) -> String {
    let users = fixture.db.select::<User>().filter(predicate.clone()).order_by(User::ID).all().unwrap();
    let names = users.iter().map(|user| user.name.as_str()).collect::<Vec<_>>().join(" ");
    // The same as a column, and under a relational query.
    let rows: Vec<(String, bool)> =
        fixture.db.select::<User>().order_by(User::ID).columns((User::NAME, predicate.clone())).all().unwrap();
    let held: Vec<_> = rows.iter().filter(|(_, holds)| *holds).map(|(name, _)| name.as_str()).collect();
    assert_eq!(held.join(" "), names);
    assert_eq!(fixture.db.query::<User>().filter(predicate.clone()).count().unwrap(), users.len() as u64);
    // A predicate is true, or its negation is: `EXISTS` is never NULL.
    let rest = fixture.db.select::<User>().filter(predicate.not()).count().unwrap();
    assert_eq!(rest + users.len() as u64, 4);
    names
}

#[test]
fn every_kind_of_relation_has_every_predicate() {
    let fixture = blog();
    let named = |predicate| named(&fixture, predicate);
    assert_eq!(named(User::posts().exists()), "Ada Bob");
    assert_eq!(named(User::posts().any(Post::PUBLISHED.eq(false))), "Ada");
    assert_eq!(named(User::posts().none(Post::PUBLISHED.eq(false))), "Bob Cyd Dee");
    assert_eq!(named(User::posts().all(Post::PUBLISHED.eq(true))), "Bob Cyd Dee");
    assert_eq!(named(User::posts().all(Post::SCORE.gt(0))), "Bob Cyd Dee", "a NULL score is not greater");
    assert_eq!(named(User::edited().exists()), "Ada Bob Cyd");
    assert_eq!(named(User::posts().count().ge(2)), "Ada");

    assert_eq!(named(User::profile().exists()), "Ada Bob");
    assert_eq!(named(User::profile().any(Profile::SITE.is_null())), "Bob");
    assert_eq!(named(User::profile().all(Profile::SITE.is_not_null())), "Ada Cyd Dee");
    assert_eq!(named(User::profile().count().eq(0)), "Cyd Dee");

    assert_eq!(named(User::groups().exists()), "Ada Bob");
    assert_eq!(named(User::groups().any(Group::NAME.eq("blue"))), "Ada");
    assert_eq!(named(User::groups().none(Group::NAME.eq("blue"))), "Bob Cyd Dee");
    assert_eq!(named(User::groups().all(Group::NAME.eq("red"))), "Bob Cyd Dee");
    assert_eq!(named(User::groups().count().eq(2)), "Ada");

    assert_eq!(named(User::invited_by().exists()), "Bob Cyd");
    assert_eq!(named(User::invited_by().any(User::NAME.eq("Ada"))), "Bob Cyd");
    assert_eq!(named(User::invited_by().none(User::NAME.eq("Ada"))), "Ada Dee");
    assert_eq!(named(User::invited_by().all(User::NAME.eq("Bob"))), "Ada Dee");
    assert_eq!(named(User::invited_by().count().eq(1)), "Bob Cyd");

    assert_eq!(named(User::invitees().any(User::NAME.eq("Cyd"))), "Ada");
    assert_eq!(named(User::friends().any(User::NAME.eq("Ada"))), "Bob");
    assert_eq!(named(User::friends().count().gt(1)), "Ada");
}

#[test]
fn handles_nest_through_the_same_table() {
    let fixture = blog();
    let named = |predicate| named(&fixture, predicate);
    assert_eq!(named(User::posts().any(Post::comments().any(Comment::BODY.eq("four")))), "Bob");
    assert_eq!(named(User::posts().any(Post::comments().count().gt(2))), "Ada");
    assert_eq!(named(User::invitees().any(User::posts().exists())), "Ada");
    assert_eq!(named(User::invited_by().any(User::invitees().any(User::NAME.eq("Cyd")))), "Bob Cyd");
    assert_eq!(named(User::friends().any(User::friends().any(User::friends().exists()))), "Ada Bob");
    assert_eq!(named(User::groups().any(Group::members().any(User::NAME.eq("Bob")))), "Ada Bob");
    assert_eq!(named(User::posts().any(Post::tags().any(Tag::posts().any(Post::ID.eq(13))))), "Ada Bob");
    assert_eq!(
        named(User::posts().any(Post::editor().any(User::posts().any(Post::editor().any(User::NAME.eq("Ada")))))),
        "Ada",
        "Ada's Notes were edited by Bob, whose Reply was edited by Ada"
    );
}

#[test]
fn handles_stand_in_orders_columns_and_joins() {
    let fixture = blog();
    let counts: Vec<(String, i64, bool)> = fixture
        .db
        .select::<User>()
        .order_by((User::posts().count().desc(), User::NAME.desc()))
        .columns((User::NAME, User::posts().count(), User::groups().exists()))
        .all()
        .unwrap();
    let shown: Vec<_> = counts.iter().map(|(name, posts, groups)| format!("{name} {posts} {groups}")).collect();
    assert_eq!(shown, ["Ada 3 true", "Bob 1 true", "Dee 0 false", "Cyd 0 false"]);

    // Under a join, the handle means the joined row; under an outer join an absent row has no children.
    let rows: Vec<(i64, i64, i64)> = fixture
        .db
        .select::<Post>()
        .inner_join::<User>()
        .on(Post::AUTHOR_ID.eq(User::ID))
        .order_by(Post::ID)
        .columns((Post::ID, User::posts().count(), Post::comments().count()))
        .all()
        .unwrap();
    assert_eq!(rows, [(10, 3, 3), (11, 3, 0), (12, 3, 0), (13, 1, 1)]);
    let rows: Vec<(String, i64)> = fixture
        .db
        .select::<User>()
        .left_join::<Post>()
        .on(Post::AUTHOR_ID.eq(User::ID).and(Post::ID.eq(10)))
        .order_by(User::ID)
        .columns((User::NAME, Post::comments().count()))
        .all()
        .unwrap();
    assert_eq!(rows.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [3, 0, 0, 0]);

    // The alias and the handle's own table do not meet.
    let rows: Vec<(i64, i64)> = fixture
        .db
        .select::<Post>()
        .inner_join::<Editor>()
        .on(Post::EDITOR_ID.eq(Editor::ID))
        .filter(Post::author().any(User::NAME.eq("Ada")))
        .order_by(Post::ID)
        .columns((Post::ID, Editor::ID))
        .all()
        .unwrap();
    assert_eq!(rows, [(10, 2), (12, 3)]);
}

#[test]
fn handles_work_in_writes_and_below_a_load() {
    let fixture = blog();
    let query = fixture
        .db
        .query::<User>()
        .find(1)
        .with_posts_by(|posts| posts.filter(Post::comments().exists()).order_by(Post::comments().count().desc()));
    assert_eq!(query.one().unwrap().posts.iter().map(|post| post.id).collect::<Vec<_>>(), [10]);
    let query = fixture.db.query::<Group>().order_by(Group::ID).with_members_by(|users| {
        users.filter(User::groups().any(Group::NAME.eq("blue"))).order_by(User::groups().count().desc()).limit(1)
    });
    let members: Vec<Vec<i64>> =
        query.all().unwrap().iter().map(|group| group.members.iter().map(|user| user.id).collect()).collect();
    assert_eq!(members, [vec![1], vec![1], vec![]]);

    assert_eq!(fixture.db.update::<Post>().set(Post::SCORE.to(99)).filter(Post::comments().exists()).run().unwrap(), 2);
    assert_eq!(fixture.rows("select id from posts where score = 99 order by id"), ["10", "13"]);
    let deleted = fixture.db.delete::<Post>().filter(Post::author().any(User::NAME.eq("Bob"))).run().unwrap();
    assert_eq!((deleted, fixture.number("select count(*) from posts")), (1, 3));
}
