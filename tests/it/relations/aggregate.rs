//! Aggregates over the children of a row, against hand-written SQL.

use orm_sqlite::prelude::*;

use crate::model::{Comment, Fixture, Group, Post, Profile, Tag, User, blog};

/// A value of each user, beside hand-written SQL about the row `u`.
fn agree(fixture: &Fixture, value: Expr<User, Option<i64>>, sql: &str) {
    let rows = fixture.db.select::<User>().order_by(User::ID).columns(value).all().unwrap();
    let shown: Vec<String> = rows.iter().map(|row| row.map_or("NULL".to_owned(), |row| row.to_string())).collect();
    assert_eq!(shown, fixture.rows(&format!("select {sql} from users u order by u.id")), "{sql}");
}

#[test]
fn numbers_of_children() {
    let fixture = blog();
    let counted = |value: Expr<User, i64>, sql: &str| {
        let rows = fixture.db.select::<User>().order_by(User::ID).columns(value).all().unwrap();
        let shown: Vec<String> = rows.iter().map(i64::to_string).collect();
        assert_eq!(shown, fixture.rows(&format!("select {sql} from users u order by u.id")), "{sql}");
    };
    counted(
        User::posts().count_where(Post::SCORE.gt(2)),
        "(select count(*) from posts where author_id = u.id and score > 2)",
    );
    counted(
        User::posts().count_where(Post::comments().exists()),
        "(select count(*) from posts p where author_id = u.id and exists (select 1 from comments where post_id = p.id))",
    );
    counted(
        User::posts().count_where(Post::tags().any(Tag::LABEL.eq("sql"))),
        "(select count(*) from posts p where author_id = u.id and p.id in (select post_id from post_tags where tag_id = 2))",
    );
    counted(
        User::groups().count_where(Group::NAME.ne("blue")),
        "(select count(*) from memberships m join groups g on g.id = m.group_id where m.user_id = u.id and g.name <> 'blue')",
    );
    counted(
        User::invitees().count_where(User::LOGINS.eq(3)),
        "(select count(*) from users i where i.invited_by_id = u.id and i.logins = 3)",
    );
    counted(
        User::profile().count_where(Profile::SITE.is_null()),
        "(select count(*) from profiles where user_id = u.id and site is null)",
    );
    counted(
        User::invited_by().count_where(User::NAME.eq("Ada")),
        "(select count(*) from users i where i.id = u.invited_by_id and i.name = 'Ada')",
    );
}

#[test]
fn values_of_children() {
    let fixture = blog();
    let of_posts = |name: &str| format!("(select {name} from posts where author_id = u.id)");
    agree(&fixture, User::posts().max(Post::SCORE), &of_posts("max(score)"));
    agree(&fixture, User::posts().min(Post::SCORE), &of_posts("min(score)"));
    agree(&fixture, User::posts().sum(Post::SCORE), &of_posts("sum(score)"));
    agree(&fixture, User::posts().sum(Post::ID.mul(2)), &of_posts("sum(id * 2)"));
    agree(
        &fixture,
        User::posts().max(Post::comments().count()),
        &of_posts("max((select count(*) from comments where post_id = posts.id))"),
    );
    agree(&fixture, User::groups().max(Group::ID), "(select max(group_id) from memberships where user_id = u.id)");
    agree(
        &fixture,
        User::friends().sum(User::posts().count()),
        "(select sum((select count(*) from posts where author_id = f.friend_id)) from friendships f where f.user_id = u.id)",
    );
    agree(
        &fixture,
        User::invitees().sum(User::LOGINS),
        "(select sum(logins) from users i where i.invited_by_id = u.id)",
    );

    let means: Vec<(Option<f64>, f64)> = fixture
        .db
        .select::<User>()
        .order_by(User::ID)
        .columns((User::posts().avg(Post::SCORE), User::posts().total(Post::SCORE)))
        .all()
        .unwrap();
    assert_eq!(means, [(Some(4.5), 9.0), (Some(2.0), 2.0), (None, 0.0), (None, 0.0)]);
    let texts: Vec<Option<String>> =
        fixture.db.select::<User>().order_by(User::ID).columns(User::posts().min(Post::TITLE)).all().unwrap();
    assert_eq!(texts, [Some("Draft".to_owned()), Some("Reply".to_owned()), None, None]);
}

#[test]
fn a_predicate_has_an_aggregate_too() {
    let fixture = blog();
    let some_published: Vec<Option<bool>> =
        fixture.db.select::<User>().order_by(User::ID).columns(User::posts().min(Post::PUBLISHED)).all().unwrap();
    assert_eq!(some_published, [Some(false), Some(true), None, None]);
    let scored: Vec<Option<bool>> =
        fixture.db.select::<User>().order_by(User::ID).columns(User::posts().max(Post::SCORE.gt(5))).all().unwrap();
    assert_eq!(scored, [Some(true), Some(false), None, None]);
}

#[test]
fn parents_are_ordered_by_their_children() {
    let fixture = blog();
    let named = |order: Vec<orm_sqlite::expr::Order<User>>| {
        let users = fixture.db.query::<User>().order_by(order).all().unwrap();
        users.iter().map(|user| user.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(named(vec![User::posts().count().asc(), User::ID.desc()]), ["Dee", "Cyd", "Bob", "Ada"]);
    assert_eq!(
        named(vec![User::posts().max(Post::SCORE).asc().nulls_last(), User::ID.desc()]),
        ["Bob", "Ada", "Dee", "Cyd"]
    );
    assert_eq!(
        named(vec![User::posts().max(Post::SCORE).desc().nulls_first(), User::ID.asc()]),
        ["Cyd", "Dee", "Ada", "Bob"]
    );
    // Below a load, and for each parent of its own.
    let ada = fixture
        .db
        .query::<User>()
        .find(1)
        .with_posts_by(|posts| posts.order_by((Post::comments().count().desc(), Post::ID.desc())).limit(2))
        .one()
        .unwrap();
    assert_eq!(ada.posts.iter().map(|post| post.id).collect::<Vec<_>>(), [10, 12]);
}

#[test]
fn aggregates_of_children_stand_in_filters_groups_and_joins() {
    let fixture = blog();
    let names = fixture.db.select::<User>().filter(User::posts().sum(Post::SCORE).gt(2)).columns(User::NAME).all();
    assert_eq!(names.unwrap(), ["Ada"]);
    let rows: Vec<(i64, Option<i64>)> = fixture
        .db
        .select::<Post>()
        .inner_join::<User>()
        .on(Post::AUTHOR_ID.eq(User::ID))
        .order_by(Post::ID)
        .columns((Post::ID, User::posts().max(Post::ID)))
        .all()
        .unwrap();
    assert_eq!(rows, [(10, Some(12)), (11, Some(12)), (12, Some(12)), (13, Some(13))]);
    let by_posts: Vec<(i64, i64)> = fixture
        .db
        .select::<User>()
        .group_by(User::posts().count())
        .columns((User::posts().count(), count()))
        .all()
        .unwrap();
    assert_eq!(by_posts, [(0, 2), (1, 1), (3, 1)]);
    let changed =
        fixture.db.update::<Post>().set(Post::SCORE.to(0)).filter(Post::comments().max(Comment::ID).gt(101)).run();
    assert_eq!(changed.unwrap(), 2);
}
