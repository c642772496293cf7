//! Values that a shape's attributes take at run time.

use orm_sqlite::prelude::*;

use crate::model::{Comment, Post, User, blog};

struct Page {
    score: i64,
    posts: u64,
    name: String,
    inner: Search,
}

#[derive(Clone)]
struct Search {
    body: String,
}

#[derive(Shape)]
#[shape(of = User, params = Page)]
struct Card {
    id: i64,
    #[shape(expr = User::NAME.eq(&params.name))]
    asked: bool,
    #[shape(count(posts, Post::SCORE.ge(params.score)))]
    good: i64,
    #[shape(filter = Post::SCORE.ge(params.score), order_by = Post::ID, limit = params.posts, params = params.inner)]
    posts: Vec<Found>,
    #[shape(relation = invitees)]
    same: Vec<Same>,
    #[shape(relation = profile)]
    none: Option<Site>,
}

/// Takes params of another type, which the parent says.
#[derive(Shape)]
#[shape(of = Post, params = Search)]
struct Found {
    id: i64,
    #[shape(filter = Comment::BODY.contains(params.body.as_str()))]
    comments: Vec<Comment>,
}

/// Takes the same params, which are passed on.
#[derive(Shape)]
#[shape(of = User, params = Page)]
struct Same {
    name: String,
    #[shape(expr = User::LOGINS.add(params.score))]
    logins: i64,
}

/// Takes none.
#[derive(Shape)]
#[shape(of = crate::model::Profile)]
struct Site {
    site: Option<String>,
}

fn page(score: i64, posts: u64, body: &str) -> Page {
    Page { score, posts, name: "Ada".to_owned(), inner: Search { body: body.to_owned() } }
}

#[test]
fn params_reach_every_attribute_and_the_shapes_inside() {
    let fixture = blog();
    let cards = fixture.db.load_with::<Card>(page(2, 1, "t")).order_by(User::ID).all().unwrap();
    let shown: Vec<String> = cards
        .iter()
        .map(|card| format!("{}|{}|{}|{}", card.id, i64::from(card.asked), card.good, card.posts.len()))
        .collect();
    let by_hand = "select id, name = 'Ada', (select count(*) from posts where author_id = u.id and score >= 2),
        min(1, (select count(*) from posts where author_id = u.id and score >= 2)) from users u order by id";
    assert_eq!(shown, fixture.rows(by_hand));

    let found = &cards[0].posts[0];
    let bodies: Vec<&str> = found.comments.iter().map(|comment| comment.body.as_str()).collect();
    assert_eq!((found.id, bodies), (10, vec!["two", "three"]));
    let same: Vec<(&str, i64)> = cards[0].same.iter().map(|user| (user.name.as_str(), user.logins)).collect();
    assert_eq!(same, [("Bob", 5), ("Cyd", 5)]);
    assert_eq!(cards[0].none.as_ref().and_then(|profile| profile.site.as_deref()), Some("ada.org"));
}

#[test]
fn each_query_has_its_own() {
    let fixture = blog();
    let good = |score| -> Vec<i64> {
        let query = Card::load_with(page(score, 9, "")).order_by(User::ID);
        query.using(&fixture.db).all().unwrap().iter().map(|card| card.good).collect()
    };
    assert_eq!((good(2), good(7), good(8)), (vec![2, 1, 0, 0], vec![1, 0, 0, 0], vec![0, 0, 0, 0]));
    let values = |score| Card::load_with(page(score, 9, "")).to_sql().unwrap().remove(0);
    assert_eq!(values(1).text, values(2).text, "the text does not change with the values");
    assert_ne!(values(1).params, values(2).params);
}
