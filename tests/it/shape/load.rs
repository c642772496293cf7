//! What a shape selects and loads, against hand-written SQL.

use orm_sqlite::prelude::*;
use serde::Serialize;

use crate::model::{Comment, Fixture, Group, Post, Profile, Role, Tag, User, blog};

#[derive(Shape, Debug, PartialEq, Serialize)]
#[shape(of = User)]
struct Card {
    name: String,
    id: i64,
    #[shape(column = User::EMAIL)]
    address: String,
    bio: Option<String>,
    role: Role,
    #[shape(expr = User::LOGINS.mul(2))]
    double: i64,
    #[shape(expr = User::BIO.is_null())]
    silent: bool,
    #[shape(count = posts)]
    posts_count: i64,
    #[shape(count(posts, Post::PUBLISHED.eq(true)))]
    published: i64,
}

#[test]
fn columns_are_read_in_the_order_of_the_fields() {
    let fixture = blog();
    let cards = fixture.db.load::<Card>().order_by(User::ID).all().unwrap();
    let shown: Vec<String> = cards
        .iter()
        .map(|card| {
            let bio = card.bio.as_deref().unwrap_or("NULL");
            let role = if card.role == Role::Admin { "admin" } else { "member" };
            let Card { name, id, address, double, silent, posts_count, published, .. } = card;
            format!("{name}|{id}|{address}|{bio}|{role}|{double}|{}|{posts_count}|{published}", i64::from(*silent))
        })
        .collect();
    let by_hand = "select name, id, email, bio, role, logins * 2, bio is null,
        (select count(*) from posts where author_id = u.id),
        (select count(*) from posts where author_id = u.id and published) from users u order by id";
    assert_eq!(shown, fixture.rows(by_hand));
}

#[test]
fn exactly_these_columns_are_selected() {
    #[derive(Shape)]
    #[shape(of = User)]
    struct Name {
        name: String,
    }
    let sql = Name::load().to_sql().unwrap();
    assert_eq!(&*sql[0].text, r#"SELECT "users"."name" FROM "users""#);
    assert_eq!(sql.len(), 1);
    let names = Name::load().filter(User::ID.gt(2)).order_by(User::ID.desc()).limit(1).using(&blog().db).all().unwrap();
    assert_eq!(names.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Dee"]);
}

#[derive(Shape, Debug, PartialEq, Serialize)]
#[shape(of = Post)]
struct PostTitle {
    title: String,
}

#[test]
fn the_keys_that_placing_needs_stand_behind_the_columns_and_are_not_shown() {
    #[derive(Shape, Serialize)]
    #[shape(of = User)]
    struct Writer {
        name: String,
        posts: Vec<PostTitle>,
        invited_by: Option<Inviter>,
    }
    #[derive(Shape, Serialize)]
    #[shape(of = User)]
    struct Inviter {
        id: i64,
    }
    let sql: Vec<_> = Writer::load().to_sql().unwrap().into_iter().map(|sql| sql.text).collect();
    let expected = [
        r#"SELECT "users"."name", "users"."id", "users"."invited_by_id" FROM "users""#,
        r#"SELECT "posts"."title", "posts"."author_id" FROM "posts""#,
        r#"SELECT "users"."id" FROM "users" WHERE "users"."id" IN rarray(?)"#,
    ];
    assert_eq!(sql.iter().map(|text| &**text).collect::<Vec<_>>(), expected);
    let fixture = blog();
    let writers = fixture.db.load::<Writer>().order_by(User::ID).all().unwrap();
    let json = serde_json::to_value(&writers).unwrap();
    let expected = serde_json::json!([
        { "name": "Ada", "posts": [{ "title": "Notes" }, { "title": "Engines" }, { "title": "Draft" }], "invited_by": null },
        { "name": "Bob", "posts": [{ "title": "Reply" }], "invited_by": { "id": 1 } },
        { "name": "Cyd", "posts": [], "invited_by": { "id": 1 } },
        { "name": "Dee", "posts": [], "invited_by": null },
    ]);
    assert_eq!(json, expected);
}

#[derive(Shape)]
#[shape(of = User)]
struct Tree {
    id: i64,
    #[shape(order_by = Post::ID.desc(), filter = Post::PUBLISHED.eq(true), limit = 2)]
    posts: Vec<TreePost>,
    #[shape(relation = posts, order_by = Post::ID, offset = 1)]
    later: Vec<PostTitle>,
    profile: Option<Profile>,
    groups: Vec<TreeGroup>,
}

#[derive(Shape)]
#[shape(of = Post)]
struct TreePost {
    id: i64,
    author: Author,
    editor: Option<Author>,
    #[shape(order_by = Comment::BODY)]
    comments: Vec<Body>,
    #[shape(order_by = Tag::LABEL.desc())]
    tags: Vec<Tag>,
}

#[derive(Shape)]
#[shape(of = User)]
struct Author {
    name: String,
    #[shape(count = invitees)]
    invitees: i64,
}

#[derive(Shape)]
#[shape(of = Comment)]
struct Body {
    body: String,
}

#[derive(Shape)]
#[shape(of = Group)]
struct TreeGroup {
    name: String,
    #[shape(order_by = User::NAME)]
    members: Vec<Author>,
}

fn lines(fixture: &Fixture) -> Vec<String> {
    let users = fixture.db.load::<Tree>().order_by(User::ID).all().unwrap();
    let mut lines = Vec::new();
    for user in &users {
        for post in &user.posts {
            let editor = post.editor.as_ref().map_or("NULL", |editor| &editor.name);
            let bodies: Vec<&str> = post.comments.iter().map(|comment| comment.body.as_str()).collect();
            let tags: Vec<&str> = post.tags.iter().map(|tag| tag.label.as_str()).collect();
            let (author, invitees) = (&post.author.name, post.author.invitees);
            let (bodies, tags) = (bodies.join(","), tags.join(","));
            lines.push(format!("{}|{}|{author}|{invitees}|{editor}|{bodies}|{tags}", user.id, post.id));
        }
    }
    lines
}

#[test]
fn shapes_nest_to_any_depth() {
    let fixture = blog();
    let by_hand = "select u.id, p.id, u.name, (select count(*) from users i where i.invited_by_id = u.id), e.name,
            coalesce((select group_concat(body, ',') from (select body from comments where post_id = p.id order by body)), ''),
            coalesce((select group_concat(label, ',') from (select label from tags t join post_tags on tag_id = t.id
                where post_id = p.id order by label desc)), '')
        from users u join (select *, row_number() over (partition by author_id order by id desc) as n from posts where published) p
        on p.author_id = u.id and n <= 2 left join users e on e.id = p.editor_id order by u.id, p.id desc";
    let lines = lines(&fixture);
    assert_eq!(lines, fixture.rows(by_hand));
    assert_eq!(lines.len(), 3);

    let users = fixture.db.load::<Tree>().order_by(User::ID).all().unwrap();
    let later: Vec<Vec<&str>> =
        users.iter().map(|user| user.later.iter().map(|post| post.title.as_str()).collect()).collect();
    assert_eq!(later, [vec!["Engines", "Draft"], vec![], vec![], vec![]]);
    let sites: Vec<Option<Option<&str>>> =
        users.iter().map(|user| user.profile.as_ref().map(|profile| profile.site.as_deref())).collect();
    assert_eq!(sites, [Some(Some("ada.org")), Some(None), None, None]);
    let members: Vec<String> = users
        .iter()
        .flat_map(|user| &user.groups)
        .map(|group| {
            let names: Vec<&str> = group.members.iter().map(|member| member.name.as_str()).collect();
            format!("{}:{}", group.name, names.join(","))
        })
        .collect();
    assert_eq!(members, ["red:Ada,Bob", "blue:Ada", "red:Ada,Bob"]);
    assert_eq!(
        Tree::load().to_sql().unwrap().len(),
        10,
        "users, posts, author, editor, comments, tags, posts, profile, groups, members"
    );
}

#[test]
fn a_shape_is_queried_as_a_relational_query_is() {
    let fixture = blog();
    let db = &fixture.db;
    assert_eq!(db.load::<Card>().filter(User::posts().exists()).count().unwrap(), 2);
    assert!(!db.load::<Card>().filter(User::NAME.eq("Eve")).exists().unwrap());
    assert_eq!(db.load::<Card>().find(2).one().unwrap().name, "Bob");
    assert!(db.load::<Card>().find(9).get().unwrap().is_none());
    assert!(db.load::<Card>().find(9).one().unwrap_err().is_not_found());
    assert!(db.load::<Card>().limit(0).all().unwrap().is_empty());
    assert_eq!(db.load::<Card>().filter_opt(None::<Expr<User, bool>>).offset(3).all().unwrap().len(), 1);
    let both = db.transaction(|tx| tx.load::<Card>().order_by(User::NAME.desc()).all()).unwrap();
    assert_eq!(both[0].name, "Dee");
}

#[test]
fn the_struct_of_a_table_is_a_shape_of_it() {
    let fixture = blog();
    let users = fixture.db.load::<User>().order_by(User::ID).all().unwrap();
    assert_eq!(users, fixture.db.select::<User>().order_by(User::ID).all().unwrap());
}

#[test]
fn a_shape_stands_in_a_relational_query() {
    let fixture = blog();
    let users = fixture
        .db
        .query::<User>()
        .order_by(User::ID)
        .with_posts_by(|_| PostTitle::load().filter(Post::SCORE.is_not_null()).order_by(Post::TITLE))
        .all()
        .unwrap();
    let titles: Vec<Vec<&str>> =
        users.iter().map(|user| user.posts.iter().map(|post| post.title.as_str()).collect()).collect();
    assert_eq!(titles, [vec!["Draft", "Notes"], vec!["Reply"], vec![], vec![]]);
}

#[test]
fn a_required_parent_that_a_filter_takes_away_is_an_error() {
    #[derive(Shape)]
    #[shape(of = Post)]
    struct ByBob {
        #[shape(filter = User::NAME.eq("Bob"))]
        author: Author,
    }
    let fixture = blog();
    let error = fixture.db.load::<ByBob>().all().map(drop).unwrap_err();
    assert!(error.is_not_found());
    let by_bob = fixture.db.load::<ByBob>().filter(Post::ID.eq(13)).one().unwrap();
    assert_eq!(by_bob.author.name, "Bob");
}

#[test]
fn a_value_that_does_not_fit_names_its_column() {
    let fixture = blog();
    fixture
        .raw
        .execute_batch("pragma ignore_check_constraints = on; update users set role = 'king' where id = 2")
        .unwrap();
    let error = fixture.db.load::<Card>().all().unwrap_err();
    assert!(error.to_string().contains("users.role"), "{error}");
    assert!(!error.to_string().contains("king"));
}
