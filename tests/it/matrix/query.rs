//! Joins, subqueries, common table expressions and set operations.

use orm_sqlite::prelude::*;

use crate::model::{Post, Tag, User, blog};

#[test]
fn row_32_explicit_joins() {
    let fixture = blog();
    let pairs: Vec<(User, Option<Post>)> = fixture
        .db
        .select::<User>()
        .left_join::<Post>()
        .on(Post::AUTHOR_ID.eq(User::ID).and(Post::PUBLISHED.eq(true)))
        .order_by((User::ID, Post::ID))
        .all()
        .unwrap();
    let seen: Vec<(i64, Option<i64>)> =
        pairs.iter().map(|(user, post)| (user.id, post.as_ref().map(|post| post.id))).collect();
    assert_eq!(seen, [(1, Some(10)), (1, Some(11)), (2, Some(13)), (3, None), (4, None)]);
}

#[test]
fn row_35_subqueries() {
    let fixture = blog();
    let own = || Post::correlated().filter(Post::AUTHOR_ID.eq(User::ID));
    let rows: Vec<(String, i64, Option<String>)> = fixture
        .db
        .select::<User>()
        .filter(exists(own()))
        .order_by(User::ID)
        .columns((User::NAME, count_of(own()), scalar(own().order_by(Post::ID.desc()).columns(Post::TITLE))))
        .all()
        .unwrap();
    assert_eq!(
        rows,
        [("Ada".to_owned(), 3, Some("Draft".to_owned())), ("Bob".to_owned(), 1, Some("Reply".to_owned()))]
    );
    let editors = Post::select().filter(Post::EDITOR_ID.is_not_null()).columns(Post::EDITOR_ID);
    assert_eq!(
        fixture.db.select::<User>().filter(User::ID.not_in_query(editors)).columns(User::NAME).all().unwrap(),
        ["Dee"]
    );
}

#[derive(View, Debug, PartialEq)]
struct Depth {
    id: i64,
    depth: i64,
}

#[test]
fn row_36_common_table_expressions() {
    let fixture = blog();
    let root = User::select().filter(User::ID.eq(1)).columns((User::ID, value(0_i64)));
    let below = User::select().inner_join::<Depth>().on(User::INVITED_BY_ID.eq(Depth::ID));
    let tree = Depth::recursive(root).union_all(below.columns((User::ID, Depth::DEPTH.add(1))));
    let rows = fixture.db.select::<Depth>().with(tree).order_by(Depth::ID).all().unwrap();
    assert_eq!(rows, [Depth { id: 1, depth: 0 }, Depth { id: 2, depth: 1 }, Depth { id: 3, depth: 1 }]);
}

#[test]
fn row_37_set_operations() {
    let fixture = blog();
    let names = User::select().columns(User::NAME);
    let labels = Tag::select().columns(Tag::LABEL);
    let all = names.clone().union(labels.clone());
    assert!(!names.clone().except(all).using(&fixture.db).exists().unwrap());
    let rest = names.except(User::select().filter(User::ID.gt(1)).columns(User::NAME)).union_all(labels);
    let rows = rest.order_by(User::NAME).using(&fixture.db).all().unwrap();
    assert_eq!(rows.first().map(String::as_str), Some("Ada"));
}
