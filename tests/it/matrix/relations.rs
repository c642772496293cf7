//! Relations: in joins, filters and orders, loaded at any depth, and what a row says of them.

use orm_sqlite::prelude::*;
use orm_sqlite::relation::Extra;
use serde::Serialize;

use crate::model::{
    Comment, Group, NewPost, NewTag, NewUser, Post, PostRow, Tag, User, User_posts, User_profile, UserRow, blog,
};

#[test]
fn row_33_join_condition_from_the_foreign_key() {
    let fixture = blog();
    let pairs: Vec<(i64, Option<i64>)> = fixture
        .db
        .select::<User>()
        .left_join::<Post>()
        .along(User::edited())
        .order_by((User::ID, Post::ID))
        .columns((User::ID, Post::ID))
        .all()
        .unwrap();
    assert_eq!(pairs, [(1, Some(13)), (2, Some(10)), (3, Some(12)), (4, None)]);
    let tagged = fixture.db.select::<Post>().inner_join_along(Post::tags()).inner_join_along(Post::author());
    let rows = tagged.order_by((Post::ID, Tag::ID)).columns((User::NAME, Tag::LABEL)).all().unwrap();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[3], ("Bob".to_owned(), "sql".to_owned()));
}

#[test]
fn row_41_filter_by_a_relation() {
    let fixture = blog();
    let named = |predicate: Expr<User, bool>| {
        fixture
            .db
            .query::<User>()
            .filter(predicate)
            .order_by(User::ID)
            .all()
            .unwrap()
            .iter()
            .map(|user| user.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(named(User::posts().any(Post::comments().any(Comment::BODY.eq("two")))), [1]);
    assert_eq!(named(User::posts().none(Post::PUBLISHED.eq(false))), [2, 3, 4]);
    assert_eq!(named(User::groups().all(Group::NAME.eq("red"))), [2, 3, 4]);
    assert_eq!(named(User::invited_by().exists().and(User::posts().count_where(Post::SCORE.ge(2)).ge(1))), [2]);
}

#[test]
fn row_42_order_by_an_aggregate_of_a_relation() {
    let fixture = blog();
    let users = fixture.db.query::<User>().order_by((User::posts().count().desc(), User::NAME.desc())).all().unwrap();
    assert_eq!(users.iter().map(|user| user.name.as_str()).collect::<Vec<_>>(), ["Ada", "Bob", "Dee", "Cyd"]);
    let order = (User::posts().max(Post::SCORE).asc().nulls_last(), User::ID);
    let users = fixture.db.select::<User>().order_by(order).columns(User::NAME).all().unwrap();
    assert_eq!(users, ["Bob", "Ada", "Cyd", "Dee"]);
}

/// They are declared once beside the struct, and checked against the foreign keys.
#[test]
fn row_57_relations_are_declared() {
    let fixture = blog();
    let user =
        fixture.db.query::<User>().find(2).with_posts().with_profile().with_groups().with_invited_by().one().unwrap();
    assert_eq!((user.posts.len(), user.profile.is_some(), user.groups.len()), (1, true, 1));
    assert_eq!(user.invited_by.as_ref().map(|inviter| inviter.id), Some(1));
    let post = fixture.db.query::<Post>().find(13).with_author().one().unwrap();
    assert_eq!(post.author.name, "Bob", "no `Option` where the key is never NULL");
}

#[test]
fn row_58_many_to_many() {
    let fixture = blog();
    let groups = |id: i64| {
        let user =
            fixture.db.query::<User>().find(id).with_groups_by(|groups| groups.order_by(Group::ID).with_link()).one();
        user.unwrap().groups.iter().map(|group| (group.id, group.link.user_id)).collect::<Vec<_>>()
    };
    assert_eq!(groups(1), [(1, 1), (2, 1)]);
    assert_eq!(fixture.db.link(User::groups(), 4, [2, 3]).run().unwrap(), 2);
    assert_eq!(fixture.db.unlink(User::groups(), 4, [2]).run().unwrap(), 1);
    assert_eq!(groups(4), [(3, 4)]);
    assert_eq!(fixture.db.set_links(User::groups(), 1, [2, 3]).run().unwrap(), 2);
    assert_eq!(groups(1), [(2, 1), (3, 1)]);
}

#[test]
fn row_59_nested_to_any_depth() {
    let fixture = blog();
    let groups = fixture
        .db
        .query::<Group>()
        .order_by(Group::ID)
        .with_members_by(|users| {
            users.order_by(User::ID).with_posts_by(|posts| {
                posts
                    .order_by(Post::ID)
                    .with_tags_by(|tags| tags.with_posts_by(|posts| posts.with_author_by(|user| user.with_profile())))
            })
        })
        .all()
        .unwrap();
    let tag = &groups[0].members[1].posts[0].tags[0];
    assert_eq!(tag.label, "sql");
    let mut sites: Vec<_> =
        tag.posts.iter().map(|post| post.author.profile.as_ref().map(|profile| profile.id)).collect();
    sites.sort_unstable();
    assert_eq!(sites, [Some(1), Some(2)]);
    assert!(groups[2].members.is_empty());
}

#[test]
fn row_61_children_filtered_and_ordered() {
    let fixture = blog();
    let ada = fixture
        .db
        .query::<User>()
        .find(1)
        .with_posts_by(|posts| {
            posts
                .filter(Post::SCORE.is_not_null())
                .order_by(Post::SCORE)
                .with_comments_by(|comments| comments.order_by(Comment::ID.desc()))
        })
        .one()
        .unwrap();
    assert_eq!(ada.posts.iter().map(|post| post.id).collect::<Vec<_>>(), [12, 10]);
    assert_eq!(ada.posts[1].comments[0].body, "three");
}

#[test]
fn row_62_limits_are_of_each_parent() {
    let fixture = blog();
    let users = fixture
        .db
        .query::<User>()
        .order_by(User::ID)
        .with_posts_by(|posts| posts.order_by(Post::ID.desc()).limit(2))
        .all();
    let posts: Vec<Vec<i64>> =
        users.unwrap().iter().map(|user| user.posts.iter().map(|post| post.id).collect()).collect();
    assert_eq!(posts, [vec![12, 11], vec![13], vec![], vec![]]);
}

#[test]
fn row_63_values_computed_in_nested_rows() {
    let fixture = blog();
    let users = fixture
        .db
        .query::<User>()
        .order_by(User::ID)
        .with_posts_by(|posts| posts.order_by(Post::ID).with_extra((Post::comments().count(), Post::TITLE.eq("Notes"))))
        .with_count(User::groups())
        .all()
        .unwrap();
    let first: &Extra<PostRow, (i64, bool)> = &users[0].posts[0];
    assert_eq!((first.id, first.extra), (10, (3, true)));
    assert_eq!(users.iter().map(|user| user.extra).collect::<Vec<_>>(), [2, 1, 0, 0]);
}

/// What was not loaded has no length and no methods; that is `tests/ui/relations/not_loaded`. What was says so in its type.
#[test]
fn row_64_whether_it_is_loaded_is_in_the_type() {
    fn titles(user: &Loaded<User_posts>) -> usize {
        user.posts.len()
    }
    let fixture = blog();
    assert_eq!(titles(&fixture.db.query::<User>().find(1).with_posts().one().unwrap()), 3);
    let plain: UserRow = fixture.db.query::<User>().find(1).one().unwrap();
    let _: NotLoaded<User_posts> = plain.posts;
    assert!(serde_json::to_value(&plain).unwrap().get("posts").is_none());
    let asked = |flag| fixture.db.query::<User>().find(1).with_posts_if(flag).one().unwrap().posts;
    assert_eq!((asked(true).map(|posts| posts.len()), asked(false)), (Some(3), None));
}

#[test]
fn row_65_the_order_of_loads_does_not_change_the_type() {
    fn same<T: PartialEq + std::fmt::Debug>(left: &T, right: &T) {
        assert_eq!(left, right);
    }
    let fixture = blog();
    let one = fixture.db.query::<User>().find(1).with_posts().with_profile().one().unwrap();
    let other = fixture.db.query::<User>().with_profile().find(1).with_posts().one().unwrap();
    same(&one, &other);
    let _: NotLoaded<crate::model::User_groups> = one.groups;
    let _: &Loaded<User_profile> = &fixture.db.query::<User>().with_profile().find(1).one().unwrap();
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "likes")]
#[relations(subject = polymorphic(subject_type, subject_id, Post = "post", User = "user"))]
struct Like {
    #[column(primary_key)]
    id: i64,
    subject_type: String,
    subject_id: i64,
}

#[test]
fn row_69_polymorphic_relations() {
    let fixture = blog();
    fixture.db.create_tables(&schema!(Like)).unwrap();
    fixture.raw.execute_batch("insert into likes values (1, 'post', 11), (2, 'user', 1), (3, 'post', 12)").unwrap();
    let likes = fixture.db.query::<Like>().order_by(Like::ID).with_subject().all().unwrap();
    let subjects: Vec<String> = likes
        .iter()
        .map(|like| match &like.subject {
            LikeSubject::Post(post) => post.title.clone(),
            LikeSubject::User(user) => user.name.clone(),
        })
        .collect();
    assert_eq!(subjects, ["Engines", "Ada", "Draft"]);
    let drafts = fixture.db.select::<Like>().filter(Like::subject().to::<Post>().any(Post::PUBLISHED.eq(false)));
    assert_eq!(drafts.columns(Like::ID).all().unwrap(), [3]);
}

#[test]
fn row_68_nested_writes() {
    let fixture = blog();
    let new = NewUser::builder().email("eve@x").name("Eve").build().with_new(User::posts(), |user| {
        ["One", "Two"].map(|title| {
            let post = NewPost::builder().author_id(user.id).title(title).build();
            post.with_new(Post::tags(), move |_| [NewTag::builder().label(format!("of {title}")).build()])
        })
    });
    let eve = fixture.db.insert_nested(new).unwrap();
    let posts =
        fixture.db.query::<Post>().filter(Post::AUTHOR_ID.eq(eve.id)).order_by(Post::ID).with_tags().all().unwrap();
    let shown: Vec<_> = posts.iter().map(|post| (post.title.as_str(), post.tags[0].label.as_str())).collect();
    assert_eq!(shown, [("One", "of One"), ("Two", "of Two")]);
}
