//! Loads: nesting, limits for each parent, the number of statements.

use orm_sqlite::prelude::*;

use crate::model::{Comment, Fixture, Group, Post, Tag, User, blog, blog_schema};

#[test]
fn three_levels_are_three_statements() {
    let fixture = blog();
    let query =
        || {
            fixture.db.query::<User>().order_by(User::ID).with_posts_by(|posts| {
                posts.order_by(Post::ID).with_comments_by(|comments| comments.order_by(Comment::ID))
            })
        };
    assert_eq!(query().to_sql().unwrap().len(), 3);
    let users = query().all().unwrap();
    let bodies: Vec<Vec<Vec<&str>>> = users
        .iter()
        .map(|user| {
            user.posts.iter().map(|post| post.comments.iter().map(|comment| comment.body.as_str()).collect()).collect()
        })
        .collect();
    let none: Vec<Vec<&str>> = Vec::new();
    assert_eq!(bodies, [vec![vec!["one", "two", "three"], vec![], vec![]], vec![vec!["four"]], none.clone(), none]);
}

#[test]
fn the_number_of_statements_follows_the_levels_not_the_rows() {
    let query = || {
        User::query()
            .with_profile()
            .with_groups_by(|groups| groups.with_members())
            .with_posts_by(|posts| posts.with_tags().with_comments_by(|comments| comments.with_post()))
    };
    assert_eq!(query().to_sql().unwrap().len(), 8, "users, profile, groups, members, posts, tags, comments, post");
    assert_eq!(User::query().to_sql().unwrap().len(), 1);
}

#[test]
fn filter_order_limit_and_offset_are_of_each_parent() {
    let fixture = blog();
    let query = |limit: u64, offset: u64| {
        let query = fixture.db.query::<User>().order_by(User::ID);
        let rows = query
            .with_posts_by(move |posts| posts.order_by(Post::ID.desc()).limit(limit).offset(offset))
            .all()
            .unwrap();
        rows.iter().map(|user| user.posts.iter().map(|post| post.id).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    assert_eq!(query(2, 0), [vec![12, 11], vec![13], vec![], vec![]]);
    assert_eq!(query(1, 1), [vec![11], vec![], vec![], vec![]]);
    assert_eq!(query(0, 0), [vec![], vec![], vec![], Vec::<i64>::new()]);
    assert_eq!(query(u64::MAX, 2), [vec![10], vec![], vec![], vec![]]);
    assert_eq!(query(u64::MAX, u64::MAX), [vec![], vec![], vec![], Vec::<i64>::new()]);

    let query = fixture.db.query::<User>().order_by(User::ID).with_posts_by(|posts| posts.offset(1));
    let posts: Vec<Vec<i64>> =
        query.all().unwrap().iter().map(|user| user.posts.iter().map(|post| post.id).collect()).collect();
    assert_eq!(posts, [vec![11, 12], vec![], vec![], vec![]], "without an order, the key decides what is left out");

    let query = fixture.db.query::<User>().order_by(User::ID).with_posts_by(|posts| {
        posts.filter(Post::PUBLISHED.eq(true)).order_by(Post::SCORE.desc().nulls_first()).limit(1)
    });
    let posts: Vec<Vec<i64>> =
        query.all().unwrap().iter().map(|user| user.posts.iter().map(|post| post.id).collect()).collect();
    assert_eq!(posts, [vec![11], vec![13], vec![], vec![]]);
}

#[test]
fn a_limit_goes_through_a_table_between_and_to_a_has_one() {
    let fixture = blog();
    let groups = fixture.db.query::<Group>().order_by(Group::ID).with_members_by(|users| {
        users.order_by(User::NAME.desc()).limit(1).with_posts_by(|posts| posts.order_by(Post::ID).limit(1))
    });
    let groups = groups.all().unwrap();
    assert_eq!(groups[0].members[0].name, "Bob");
    assert_eq!(groups[0].members[0].posts[0].id, 13);
    assert_eq!(groups[1].members[0].name, "Ada");
    assert_eq!((groups[1].members.len(), groups[1].members[0].posts[0].id), (1, 10));
    assert!(groups[2].members.is_empty());
    let users =
        fixture.db.query::<User>().order_by(User::ID).with_profile_by(|profile| profile.limit(0)).all().unwrap();
    assert!(users.iter().all(|user| user.profile.is_none()));
    let users =
        fixture.db.query::<User>().order_by(User::ID).with_profile_by(|profile| profile.limit(1)).all().unwrap();
    assert!(users[1].profile.is_some());
}

#[test]
fn a_shared_parent_is_complete_in_every_copy() {
    let fixture = blog();
    let posts = fixture
        .db
        .query::<Post>()
        .order_by(Post::ID)
        .with_author_by(|users| {
            users
                .with_posts_by(|posts| {
                    posts.order_by(Post::ID).with_comments_by(|comments| comments.order_by(Comment::ID))
                })
                .with_groups_by(|groups| groups.order_by(Group::ID))
        })
        .all()
        .unwrap();
    for post in &posts {
        let author = &post.author;
        let id = author.id;
        assert_eq!(id, post.author_id);
        let titles: Vec<_> = author.posts.iter().map(|post| post.title.clone()).collect();
        assert_eq!(titles, fixture.rows(&format!("select title from posts where author_id = {id} order by id")));
        let bodies = author.posts.iter().flat_map(|post| &post.comments).map(|comment| comment.body.clone());
        let sql = format!(
            "select body from comments join posts on posts.id = post_id where author_id = {id} order by posts.id, comments.id"
        );
        assert_eq!(bodies.collect::<Vec<_>>(), fixture.rows(&sql));
        let groups: Vec<_> = author.groups.iter().map(|group| group.id.to_string()).collect();
        let sql = format!("select group_id from memberships where user_id = {id} order by 1");
        assert_eq!(groups, fixture.rows(&sql));
    }
}

#[test]
fn no_parents_need_no_children() {
    let fixture = Fixture::new(&blog_schema());
    let query = || fixture.db.query::<User>().with_posts_by(|posts| posts.with_comments()).with_groups().with_profile();
    assert!(query().all().unwrap().is_empty());
    assert!(query().get().unwrap().is_none());
    assert!(query().one().unwrap_err().is_not_found());
    assert_eq!((query().count().unwrap(), query().exists().unwrap()), (0, false));

    let fixture = blog();
    let none = fixture.db.query::<User>().filter(User::ID.eq(-1)).with_posts_by(|posts| posts.with_author()).all();
    assert!(none.unwrap().is_empty());
    let dee = fixture.db.query::<User>().find(4).with_posts_by(|posts| posts.with_comments()).with_groups().one();
    let dee = dee.unwrap();
    assert!(dee.posts.is_empty() && dee.groups.is_empty());
}

#[test]
fn the_terminals_of_a_query_agree() {
    let fixture = blog();
    let query = || fixture.db.query::<User>().filter(User::NAME.ne("Dee")).order_by(User::ID.desc()).with_posts();
    assert_eq!(query().count().unwrap(), 3);
    assert!(query().exists().unwrap());
    assert_eq!(query().limit(2).offset(1).all().unwrap().iter().map(|user| user.id).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(query().limit(2).offset(1).count().unwrap(), 2);
    assert_eq!(query().get().unwrap().unwrap().id, 3);
    let first = query().offset(1).one().unwrap();
    assert_eq!((first.id, first.posts.len()), (2, 1));
    assert!(query().limit(0).get().unwrap().is_none());
    let none: Option<Expr<User, bool>> = None;
    assert_eq!(query().filter_opt(none).filter_opt(Some(User::ID.gt(1))).count().unwrap(), 2);
}

#[test]
fn a_query_is_bound_late() {
    let fixture = blog();
    let query = || User::query().with_posts().order_by(User::ID);
    assert_eq!(query().using(&fixture.db).all().unwrap().len(), 4);
    let inside = fixture.db.read_transaction(|tx| query().using(tx).all()).unwrap();
    assert_eq!(inside[0].posts.len(), 3);
    let seen = fixture.db.transaction(|tx| {
        tx.delete::<Post>().filter(Post::ID.eq(13)).run()?;
        tx.query::<User>().with_posts().find(2).one()
    });
    assert!(seen.unwrap().posts.is_empty());
}

#[test]
fn the_order_of_the_methods_does_not_change_the_type() {
    let fixture = blog();
    let one = fixture.db.query::<Post>().with_author().with_tags().find(10).one().unwrap();
    let mut other = fixture.db.query::<Post>().find(10).with_tags().with_author().one().unwrap();
    assert_eq!(one, other);
    other = one;
    assert_eq!(other.tags.len(), 2);
}

#[test]
fn many_parents_and_children_find_each_other() {
    let fixture = Fixture::new(&blog_schema());
    fixture
        .raw
        .execute_batch(
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000)
             insert into users (id, email, name) select i, 'u' || i, 'u' from n;
             insert into posts (id, author_id, title) select u.id * 4 + k.value, u.id, 'p' from users u, json_each('[0,1,2]') k where u.id % 7;
             insert into tags (id, label) select value, 't' from json_each('[1,2,3]');
             insert into post_tags select p.id, t.id from posts p, tags t where (p.id + t.id) % 3;",
        )
        .unwrap();
    let users =
        fixture.db.query::<User>().filter(User::ID.gt(0)).with_posts_by(|posts| posts.with_tags()).all().unwrap();
    assert_eq!(users.len(), 3000);
    let posts: usize = users.iter().map(|user| user.posts.len()).sum();
    assert_eq!(i64::try_from(posts).unwrap(), fixture.number("select count(*) from posts"));
    let pairs: usize = users.iter().flat_map(|user| &user.posts).map(|post| post.tags.len()).sum();
    assert_eq!(i64::try_from(pairs).unwrap(), fixture.number("select count(*) from post_tags"));
    assert!(users.iter().all(|user| user.posts.iter().all(|post| post.author_id == user.id)));
    let tags = fixture.db.query::<Tag>().with_posts().all().unwrap();
    assert_eq!(tags.iter().map(|tag| tag.posts.len()).sum::<usize>(), pairs);
}
