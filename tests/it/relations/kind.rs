//! Each kind of relation, to another table and to itself.

use orm_sqlite::prelude::*;

use crate::model::{Comment, Group, Post, Profile, Tag, User, blog};

fn ids<T>(rows: &[T], id: impl Fn(&T) -> i64) -> Vec<i64> {
    rows.iter().map(id).collect()
}

#[test]
fn has_many_gives_each_parent_its_children() {
    let fixture = blog();
    let users = fixture.db.query::<User>().with_posts_by(|posts| posts.order_by(Post::ID)).order_by(User::ID).all();
    let posts: Vec<_> = users.unwrap().iter().map(|user| ids(&user.posts, |post| post.id)).collect();
    assert_eq!(posts, [vec![10, 11, 12], vec![13], vec![], vec![]]);
}

#[test]
fn two_relations_to_one_table_do_not_mix() {
    let fixture = blog();
    let query = fixture.db.query::<User>().with_edited().with_posts_by(|posts| posts.order_by(Post::ID));
    let users = query.order_by(User::ID).all().unwrap();
    let edited: Vec<_> = users.iter().map(|user| ids(&user.edited, |post| post.id)).collect();
    assert_eq!(edited, [vec![13], vec![10], vec![12], vec![]]);
    assert_eq!(ids(&users[0].posts, |post| post.id), [10, 11, 12]);

    let posts = fixture.db.query::<Post>().with_author().with_editor().order_by(Post::ID).all().unwrap();
    let names: Vec<_> = posts
        .iter()
        .map(|post| (post.author.name.as_str(), post.editor.as_ref().map(|user| user.name.as_str())))
        .collect();
    assert_eq!(names, [("Ada", Some("Bob")), ("Ada", None), ("Ada", Some("Cyd")), ("Bob", Some("Ada"))]);
}

#[test]
fn has_one_is_the_child_or_none() {
    let fixture = blog();
    let users = fixture.db.query::<User>().with_profile().order_by(User::ID).all().unwrap();
    let profiles: Vec<Option<Profile>> = users.into_iter().map(|user| user.profile).collect();
    let ada = Profile { id: 1, user_id: 1, site: Some("ada.org".to_owned()) };
    let bob = Profile { id: 2, user_id: 2, site: None };
    assert_eq!(profiles, [Some(ada), Some(bob), None, None]);
}

#[test]
fn many_to_many_works_from_both_sides() {
    let fixture = blog();
    let users = fixture.db.query::<User>().with_groups_by(|groups| groups.order_by(Group::NAME)).order_by(User::ID);
    let groups: Vec<_> = users.all().unwrap().iter().map(|user| ids(&user.groups, |group| group.id)).collect();
    assert_eq!(groups, [vec![2, 1], vec![1], vec![], vec![]]);

    let groups = fixture.db.query::<Group>().with_members_by(|users| users.order_by(User::ID)).order_by(Group::ID);
    let members: Vec<_> = groups.all().unwrap().iter().map(|group| ids(&group.members, |user| user.id)).collect();
    assert_eq!(members, [vec![1, 2], vec![1], vec![]]);
}

#[test]
fn a_table_relates_to_itself() {
    let fixture = blog();
    let query = fixture.db.query::<User>().with_invited_by().with_invitees_by(|users| users.order_by(User::ID));
    let users = query.with_friends_by(|users| users.order_by(User::ID.desc())).order_by(User::ID).all().unwrap();
    let seen: Vec<_> = users
        .iter()
        .map(|user| {
            let inviter = user.invited_by.as_ref().map(|inviter| inviter.id);
            (inviter, ids(&user.invitees, |user| user.id), ids(&user.friends, |user| user.id))
        })
        .collect();
    assert_eq!(
        seen,
        [(None, vec![2, 3], vec![3, 2]), (Some(1), vec![], vec![1]), (Some(1), vec![], vec![]), (None, vec![], vec![])]
    );
}

#[test]
fn a_table_between_may_name_a_row_twice() {
    // Not a mistake that the library may hide: the rows of a join are what they are.
    let fixture = blog();
    fixture
        .raw
        .execute_batch(
            "alter table post_tags rename to old;
             create table post_tags (post_id integer not null, tag_id integer not null);
             insert into post_tags values (10, 1), (10, 1);",
        )
        .unwrap();
    let post = fixture.db.query::<Post>().find(10).with_tags().one().unwrap();
    assert_eq!(ids(&post.tags, |tag| tag.id), [1, 1]);
    let tag = fixture.db.query::<Tag>().find(1).with_posts().one().unwrap();
    assert_eq!(ids(&tag.posts, |post| post.id), [10, 10]);
}

#[test]
fn a_dangling_required_key_is_an_error_and_a_nullable_one_is_none() {
    let fixture = blog();
    fixture
        .raw
        .execute_batch("pragma foreign_keys = off; insert into comments values (999, 4711, 'lost'); update posts set editor_id = 4711 where id = 10;")
        .unwrap();
    let error = fixture.db.query::<Comment>().with_post().all().unwrap_err();
    assert!(error.is_not_found(), "{error}");
    for name in ["comments", "posts", "`post`"] {
        assert!(error.to_string().contains(name), "{error}");
    }
    assert!(!error.to_string().contains("4711"), "{error}");
    let post = fixture.db.query::<Post>().find(10).with_editor().one().unwrap();
    assert_eq!((post.editor_id, post.editor.is_none()), (Some(4711), true));
}

#[test]
fn a_filter_that_takes_away_a_required_parent_is_an_error() {
    let fixture = blog();
    let query = fixture.db.query::<Post>().with_author_by(|users| users.filter(User::NAME.eq("Ada")));
    assert!(query.all().unwrap_err().is_not_found());
    let query = fixture.db.query::<Post>().with_editor_by(|users| users.filter(User::NAME.eq("Ada")));
    let editors: Vec<_> = query.order_by(Post::ID).all().unwrap().iter().map(|post| post.editor.is_some()).collect();
    assert_eq!(editors, [false, false, false, true]);
}
