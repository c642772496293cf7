//! What a relational query gives beside its rows, and relations that are loaded if a condition holds.

use orm_sqlite::prelude::*;
use orm_sqlite::relation::Extra;
use serde_json::{json, to_value};

use crate::model::{Comment, Post, Profile, Tag, User, UserRow, blog};

#[test]
fn values_are_computed_beside_each_row() {
    let fixture = blog();
    let users = fixture
        .db
        .query::<User>()
        .with_posts()
        .with_extra((User::posts().count(), User::posts().max(Post::SCORE), User::NAME.eq("Ada")))
        .order_by(User::ID)
        .all()
        .unwrap();
    let shown: Vec<_> = users.iter().map(|user| (user.name.as_str(), user.posts.len(), user.extra)).collect();
    assert_eq!(
        shown,
        [
            ("Ada", 3, (3, Some(7), true)),
            ("Bob", 1, (1, Some(2), false)),
            ("Cyd", 0, (0, None, false)),
            ("Dee", 0, (0, None, false))
        ]
    );
    let nullable = fixture.db.query::<User>().with_extra(User::BIO).find(2).one().unwrap();
    assert_eq!(nullable.extra, None);
}

#[test]
fn counts_at_every_level() {
    let fixture = blog();
    let users = fixture
        .db
        .query::<User>()
        .order_by(User::ID)
        .with_posts_by(|posts| {
            posts
                .with_tags_by(|tags| tags.order_by(Tag::ID).with_count(Tag::posts()))
                .with_comments()
                .with_count_where(Post::comments(), Comment::BODY.ne("one"))
                .order_by(Post::ID)
                .limit(2)
        })
        .with_profile_by(|profile| profile.with_extra(Profile::SITE.is_null()))
        .with_count(User::groups())
        .all()
        .unwrap();
    let groups: Vec<i64> = users.iter().map(|user| user.extra).collect();
    assert_eq!(groups, [2, 1, 0, 0]);
    let posts: Vec<(i64, usize, i64, Vec<i64>)> = users
        .iter()
        .flat_map(|user| &user.posts)
        .map(|post| (post.id, post.comments.len(), post.extra, post.tags.iter().map(|tag| tag.extra).collect()))
        .collect();
    assert_eq!(posts, [(10, 3, 2, vec![2, 2]), (11, 0, 0, vec![2]), (13, 1, 1, vec![2])]);
    assert_eq!(users[1].profile.as_ref().map(|profile| profile.extra), Some(true));

    let chained =
        fixture.db.query::<User>().with_count(User::posts()).with_count(User::invitees()).find(1).one().unwrap();
    let (inner, invitees) = chained.into_parts();
    assert_eq!((inner.extra, invitees), (3, 2));
}

#[test]
fn a_row_with_extras_follows_its_struct() {
    let fixture = blog();
    let row: Extra<UserRow, i64> = fixture.db.query::<User>().with_count(User::posts()).find(2).one().unwrap();
    assert_eq!(row.clone(), row);
    assert!(format!("{row:?}").contains("extra: 1"));
    let json = to_value(&row).unwrap();
    assert_eq!((&json["name"], &json["extra"]), (&json!("Bob"), &json!(1)));
    assert!(json.get("posts").is_none());
    assert_eq!(fixture.db.query::<User>().with_count(User::posts()).count().unwrap(), 4);
    assert!(fixture.db.query::<User>().with_count(User::posts()).filter(User::ID.eq(1)).exists().unwrap());
    assert!(fixture.db.query::<User>().with_count(User::posts()).find(99).get().unwrap().is_none());
}

#[test]
fn a_relation_is_loaded_if_a_condition_holds() {
    let fixture = blog();
    let load = |posts: bool, profile: bool| {
        let query = fixture.db.query::<User>().order_by(User::ID).with_posts_if(posts).with_profile_if(profile);
        let statements =
            fixture.db.query::<User>().with_posts_if(posts).with_profile_if(profile).to_sql().unwrap().len();
        assert_eq!(statements, 1 + usize::from(posts) + usize::from(profile));
        query.all().unwrap()
    };
    let rows = load(true, true);
    assert_eq!(rows[0].posts.as_ref().map(Vec::len), Some(3));
    assert_eq!(rows[2].posts.as_ref().map(Vec::len), Some(0), "asked for, and there are none");
    assert_eq!(rows[2].profile, Some(None));
    let json = to_value(&rows[2]).unwrap();
    assert_eq!((&json["posts"], &json["profile"]), (&json!([]), &json!(null)));

    let rows = load(false, false);
    assert_eq!((&rows[0].posts, &rows[0].profile), (&None, &None));
    let json = to_value(&rows[0]).unwrap();
    assert!(json.get("posts").is_none() && json.get("profile").is_none(), "left out: {json}");
}

#[test]
fn a_parent_that_was_not_asked_for_is_no_null() {
    let fixture = blog();
    let load = |asked: bool| {
        fixture
            .db
            .query::<Post>()
            .find(11)
            .with_author_if(asked)
            .with_editor_if(asked)
            .with_tags_if(asked)
            .one()
            .unwrap()
    };
    let post = load(true);
    assert_eq!(post.author.as_ref().map(|author| author.id), Some(1));
    assert_eq!(post.editor, Some(None), "asked for, and there is none");
    let json = to_value(&post).unwrap();
    assert_eq!((&json["author"]["name"], &json["editor"]), (&json!("Ada"), &json!(null)));
    let post = load(false);
    assert!(post.author.is_none() && post.editor.is_none() && post.tags.is_none());
    let json = to_value(&post).unwrap();
    assert!(json.get("author").is_none() && json.get("editor").is_none() && json.get("tags").is_none(), "{json}");
}

#[test]
fn a_condition_stands_beside_other_loads_and_below_them() {
    let fixture = blog();
    let users = fixture
        .db
        .query::<User>()
        .order_by(User::ID)
        .with_groups()
        .with_posts_by(|posts| posts.order_by(Post::ID).with_comments_if(true).with_tags_if(false).with_editor())
        .with_invited_by_if(true)
        .all()
        .unwrap();
    assert_eq!(users[0].groups.len(), 2);
    assert_eq!(users[0].posts[0].comments.as_ref().map(Vec::len), Some(3));
    assert_eq!(users[0].posts[0].editor.as_ref().map(|editor| editor.id), Some(2));
    assert!(users[0].posts[0].tags.is_none());
    assert_eq!(users[1].invited_by.as_ref().and_then(|one| one.as_ref()).map(|one| one.id), Some(1));
}
