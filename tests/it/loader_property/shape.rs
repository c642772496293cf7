//! Random rows as shapes: SQLite itself makes the same JSON, of the same columns, one parent at a time.

use orm_sqlite::prelude::*;
use proptest::prelude::*;
use serde::Serialize;

use super::data::data;
use super::{fixture, json};
use crate::model::{Comment, Group, Post, Profile, Tag, User};

struct Most {
    score: i64,
    posts: u64,
    comments: u64,
}

#[derive(Shape, Serialize)]
#[shape(of = User, params = Most)]
struct Card {
    name: String,
    #[shape(count(posts, Post::SCORE.ge(params.score)))]
    good: i64,
    #[shape(filter = Post::SCORE.ge(params.score), order_by = Post::ID.desc(), limit = params.posts)]
    posts: Vec<PostCard>,
    invited_by: Option<Name>,
    #[shape(order_by = Group::ID)]
    groups: Vec<GroupName>,
    profile: Option<Site>,
}

#[derive(Shape, Serialize)]
#[shape(of = Post, params = Most)]
struct PostCard {
    title: String,
    author: Name,
    editor: Option<Name>,
    #[shape(order_by = Comment::ID, limit = params.comments, offset = 1)]
    comments: Vec<Body>,
    #[shape(order_by = (Tag::LABEL, Tag::ID))]
    tags: Vec<Label>,
}

#[derive(Shape, Serialize)]
#[shape(of = User)]
struct Name {
    name: String,
    #[shape(expr = User::LOGINS.mul(3))]
    triple: i64,
}

#[derive(Shape, Serialize)]
#[shape(of = Group)]
struct GroupName {
    name: String,
}

#[derive(Shape, Serialize)]
#[shape(of = Profile)]
struct Site {
    site: Option<String>,
}

#[derive(Shape, Serialize)]
#[shape(of = Comment)]
struct Body {
    body: String,
}

#[derive(Shape, Serialize)]
#[shape(of = Tag)]
struct Label {
    label: String,
}

/// What `name` loads, as SQL.
const NAME: &str = "json_object('name', x.name, 'triple', x.logins * 3)";

fn by_hand(most: &Most) -> String {
    let Most { score, posts, comments } = most;
    let list = |object: &str, rows: &str| {
        format!("(select coalesce(json_group_array(json({object})), json('[]')) from ({rows}) y)")
    };
    let bodies = list(
        "json_object('body', y.body)",
        &format!("select * from comments where post_id = p.id order by id limit {comments} offset 1"),
    );
    let tags = list(
        "json_object('label', y.label)",
        "select t.* from tags t join post_tags l on l.tag_id = t.id where l.post_id = p.id order by t.label, t.id",
    );
    let post = format!(
        "json_object('title', p.title, 'author', json((select {NAME} from users x where x.id = p.author_id)),
            'editor', json((select {NAME} from users x where x.id = p.editor_id)), 'comments', json({bodies}), 'tags', json({tags}))"
    );
    let posts = list(
        "y.post",
        &format!(
            "select {post} as post from posts p where p.author_id = u.id and p.score >= {score} order by p.id desc limit {posts}"
        ),
    );
    let groups = list(
        "json_object('name', y.name)",
        "select g.* from groups g join memberships m on m.group_id = g.id where m.user_id = u.id order by g.id",
    );
    format!(
        "select json_object('name', u.name,
            'good', (select count(*) from posts p where p.author_id = u.id and p.score >= {score}),
            'posts', json({posts}), 'invited_by', json((select {NAME} from users x where x.id = u.invited_by_id)),
            'groups', json({groups}),
            'profile', json((select json_object('site', site) from profiles where user_id = u.id)))
        from users u order by u.id"
    )
}

proptest! {
    #![proptest_config(crate::model::property(128))]

    #[test]
    fn shapes_load_what_sqlite_says(data in data(), score in 0..4_i64, posts in 0..4_u64, comments in 0..3_u64, some in any::<bool>()) {
        let fixture = fixture(&data);
        let most = Most { score, posts, comments };
        let expected: Vec<serde_json::Value> =
            fixture.rows(&by_hand(&most)).iter().map(|row| serde_json::from_str(row).unwrap()).collect();
        // With a filter that keeps every row, the levels below are read by lists of keys instead of whole.
        let all = some.then(|| User::ID.gt(0));
        let cards = fixture.db.load_with::<Card>(most).filter_opt(all).order_by(User::ID).all().unwrap();
        prop_assert_eq!(json(cards), serde_json::Value::Array(expected));
    }
}
