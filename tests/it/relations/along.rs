//! Joins along a relation, against hand-written joins.

use orm_sqlite::prelude::*;

use crate::model::{Editor, Fixture, Friendship, Group, Membership, Post, PostTag, Profile, Tag, User, blog};

alias!(Friend = User as "friend");
alias!(Reply = Post as "reply");

fn shown<A: ToString, B: ToString>(rows: Vec<(Option<A>, Option<B>)>) -> Vec<String> {
    let text = |value: Option<String>| value.unwrap_or_else(|| "NULL".to_owned());
    rows.into_iter()
        .map(|(left, right)| {
            format!("{}|{}", text(left.map(|left| left.to_string())), text(right.map(|right| right.to_string())))
        })
        .collect()
}

fn pairs(rows: Vec<(i64, i64)>) -> Vec<String> {
    shown(rows.into_iter().map(|(left, right)| (Some(left), Some(right))).collect())
}

#[test]
fn a_child_that_holds_the_key() {
    let fixture = blog();
    let db = &fixture.db;
    let inner = db.select::<User>().inner_join::<Post>().along(User::posts()).order_by(Post::ID);
    assert_eq!(
        pairs(inner.columns((User::ID, Post::ID)).all().unwrap()),
        fixture.rows("select u.id, p.id from users u join posts p on p.author_id = u.id order by p.id")
    );
    let left = db.select::<User>().left_join::<Post>().along(User::edited()).order_by((User::ID, Post::ID));
    let rows: Vec<(i64, Option<i64>)> = left.columns((User::ID, Post::ID)).all().unwrap();
    assert_eq!(
        shown(rows.into_iter().map(|(user, post)| (Some(user), post)).collect()),
        fixture.rows("select u.id, p.id from users u left join posts p on p.editor_id = u.id order by u.id, p.id")
    );
    let whole: Vec<(User, Option<Profile>)> =
        db.select::<User>().left_join_along(User::profile()).order_by(User::ID).all().unwrap();
    let sites: Vec<_> = whole.iter().map(|(user, profile)| (user.id, profile.as_ref().map(|one| one.id))).collect();
    assert_eq!(sites, [(1, Some(1)), (2, Some(2)), (3, None), (4, None)]);
}

#[test]
fn a_parent_that_holds_the_key() {
    let fixture = blog();
    let db = &fixture.db;
    let right = db.select::<Post>().right_join::<User>().along(Post::editor()).order_by((User::ID, Post::ID));
    let rows: Vec<(Option<i64>, i64)> = right.columns((Post::ID, User::ID)).all().unwrap();
    assert_eq!(
        shown(rows.into_iter().map(|(post, user)| (post, Some(user))).collect()),
        fixture.rows("select p.id, u.id from posts p right join users u on u.id = p.editor_id order by u.id, p.id")
    );
    let full = db.select::<Post>().full_join_along(Post::editor()).order_by((Post::ID, User::ID));
    assert_eq!(
        shown(full.columns((Post::ID, User::ID)).all().unwrap()),
        fixture.rows("select p.id, u.id from posts p full join users u on u.id = p.editor_id order by p.id, u.id")
    );
}

#[test]
fn an_alias_is_the_child() {
    let fixture = blog();
    let db = &fixture.db;
    let editors = db
        .select::<Post>()
        .inner_join_along(Post::author())
        .left_join::<Editor>()
        .along(Post::editor())
        .order_by(Post::ID)
        .columns((User::NAME, Editor::NAME));
    let rows: Vec<(String, Option<String>)> = editors.all().unwrap();
    assert_eq!(
        shown(rows.into_iter().map(|(author, editor)| (Some(author), editor)).collect()),
        fixture.rows(
            "select a.name, e.name from posts p join users a on a.id = p.author_id left join users e on e.id = p.editor_id order by p.id"
        )
    );
    let friends = db.select::<User>().inner_join::<Friend>().along(User::friends()).order_by((User::ID, Friend::ID));
    assert_eq!(
        pairs(friends.columns((User::ID, Friend::ID)).all().unwrap()),
        fixture.rows("select user_id, friend_id from friendships order by 1, 2")
    );
    // Under a relation of the joined table: from posts to their authors' other posts.
    let others = db
        .select::<Post>()
        .inner_join_along(Post::author())
        .inner_join::<Reply>()
        .along(User::posts())
        .filter(Reply::ID.ne(Post::ID))
        .order_by((Post::ID, Reply::ID))
        .columns((Post::ID, Reply::ID));
    assert_eq!(pairs(others.all().unwrap()), ["10|11", "10|12", "11|10", "11|12", "12|10", "12|11"]);
}

fn tags(fixture: &Fixture) -> Vec<String> {
    let rows: Vec<(i64, Option<i64>)> = fixture
        .db
        .select::<Post>()
        .left_join::<Tag>()
        .along(Post::tags())
        .order_by((Post::ID, Tag::ID))
        .columns((Post::ID, Tag::ID))
        .all()
        .unwrap();
    shown(rows.into_iter().map(|(post, tag)| (Some(post), tag)).collect())
}

#[test]
fn a_table_between_gives_no_rows_of_its_own() {
    let fixture = blog();
    assert_eq!(tags(&fixture), ["10|1", "10|2", "11|1", "12|NULL", "13|2"]);
    // Links whose tag is missing: a plain chain of left joins would give two rows for post 12, and an empty one for 10.
    let raw = fixture.another();
    raw.execute_batch("pragma foreign_keys = off; insert into post_tags values (12, 98), (12, 99), (10, 99), (77, 3);")
        .unwrap();
    assert_eq!(tags(&fixture), ["10|1", "10|2", "11|1", "12|NULL", "13|2"]);
    let inner = fixture.db.select::<Post>().inner_join_along(Post::tags()).order_by((Post::ID, Tag::ID));
    assert_eq!(pairs(inner.columns((Post::ID, Tag::ID)).all().unwrap()), ["10|1", "10|2", "11|1", "13|2"]);

    // Every tag comes out of a right join, and nothing twice for its dangling links.
    let right = fixture.db.select::<Post>().right_join_along(Post::tags()).order_by((Tag::ID, Post::ID));
    let rows: Vec<(Option<i64>, i64)> = right.columns((Post::ID, Tag::ID)).all().unwrap();
    assert_eq!(rows, [(Some(10), 1), (Some(11), 1), (Some(10), 2), (Some(13), 2), (None, 3)]);
    let full = fixture.db.select::<Post>().full_join_along(Post::tags()).order_by((Post::ID, Tag::ID));
    assert_eq!(
        shown(full.columns((Post::ID, Tag::ID)).all().unwrap()),
        ["NULL|3", "10|1", "10|2", "11|1", "12|NULL", "13|2"]
    );
}

#[test]
fn tables_between_meet_each_other_and_themselves() {
    let fixture = blog();
    alias!(Twin = Tag as "twin");
    let twins = fixture
        .db
        .select::<Post>()
        .inner_join_along(Post::tags())
        .inner_join::<PostTag>()
        .on(PostTag::POST_ID.eq(Post::ID))
        .inner_join::<Twin>()
        .along(Post::tags())
        .filter(PostTag::TAG_ID.eq(Tag::ID).and(Twin::ID.gt(Tag::ID)))
        .columns((Tag::LABEL, Twin::LABEL));
    assert_eq!(twins.all().unwrap(), [("rust".to_owned(), "sql".to_owned())]);

    // Groups of friends, two tables between away.
    let groups = fixture
        .db
        .select::<User>()
        .inner_join::<Friend>()
        .along(User::friends())
        .inner_join::<Membership>()
        .on(Membership::USER_ID.eq(Friend::ID))
        .inner_join::<Group>()
        .on(Group::ID.eq(Membership::GROUP_ID))
        .order_by((User::ID, Group::ID))
        .columns((User::ID, Group::ID));
    assert_eq!(
        pairs(groups.all().unwrap()),
        fixture.rows("select f.user_id, m.group_id from friendships f join memberships m on m.user_id = f.friend_id order by 1, 2")
    );
    let chain = fixture
        .db
        .select::<Group>()
        .left_join_along(Group::members())
        .left_join_along(User::posts())
        .left_join_along(Post::tags())
        .order_by((Group::ID, User::ID, Post::ID, Tag::ID));
    let rows: Vec<(i64, Option<i64>, Option<i64>, Option<i64>)> =
        chain.columns((Group::ID, User::ID, Post::ID, Tag::ID)).all().unwrap();
    let text = |value: Option<i64>| value.map_or("NULL".to_owned(), |value| value.to_string());
    let rows: Vec<String> =
        rows.into_iter().map(|(g, u, p, t)| format!("{g}|{}|{}|{}", text(u), text(p), text(t))).collect();
    assert_eq!(
        rows,
        fixture.rows(
            "select g.id, u.id, p.id, t.id from groups g
             left join (memberships m join users u on u.id = m.user_id) on m.group_id = g.id
             left join posts p on p.author_id = u.id
             left join (post_tags pt join tags t on t.id = pt.tag_id) on pt.post_id = p.id order by 1, 2, 3, 4"
        )
    );
}

#[test]
fn counts_groups_and_subqueries_see_the_joined_rows() {
    let fixture = blog();
    let db = &fixture.db;
    assert_eq!(db.select::<Post>().left_join_along(Post::tags()).count().unwrap(), 5);
    assert!(db.select::<Tag>().left_join_along(Tag::posts()).filter(Post::ID.is_null()).exists().unwrap());
    let by_tag: Vec<(String, i64)> = db
        .select::<Tag>()
        .left_join_along(Tag::posts())
        .group_by((Tag::ID, Tag::LABEL))
        .order_by(Tag::ID)
        .columns((Tag::LABEL, Post::ID.count()))
        .all()
        .unwrap();
    assert_eq!(by_tag, [("rust".to_owned(), 2), ("sql".to_owned(), 2), ("unused".to_owned(), 0)]);
    let commented = db
        .select::<Tag>()
        .inner_join_along(Tag::posts())
        .filter(Post::comments().count().gt(1))
        .order_by(Tag::ID)
        .columns((Tag::ID, Post::comments().count()));
    assert_eq!(pairs(commented.all().unwrap()), ["1|3", "2|3"]);
}

/// Both would be looked up under one name.
#[test]
fn one_table_twice_is_refused() {
    let fixture = blog();
    let error = fixture.db.select::<Friendship>().cross_join::<Friendship>().all().unwrap_err();
    assert!(error.is_refused());
    assert!(error.to_string().contains("table `friendships` is in one query twice"), "{error}");
}
