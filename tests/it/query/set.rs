//! Set operations in any order, against a model of sets in plain Rust and hand-written SQL.

use orm_sqlite::engine::Unbound;
use orm_sqlite::prelude::*;
use orm_sqlite::query::{Combined, Select};
use proptest::prelude::*;

use crate::model::{Comment, Fixture, Group, Post, Tag, User, blog};

type Ids = Select<User, Unbound, i64, Combined>;

#[derive(Debug, Clone)]
enum Set {
    /// The users whose id is at most this, or at least its negation.
    Some(i64),
    Union(Box<Self>, Box<Self>),
    UnionAll(Box<Self>, Box<Self>),
    Intersect(Box<Self>, Box<Self>),
    Except(Box<Self>, Box<Self>),
    /// The first of the operand, by order.
    First(Box<Self>, u64, u64),
}

fn sets() -> impl Strategy<Value = Set> {
    let leaf = (-5_i64..=5).prop_map(Set::Some);
    leaf.prop_recursive(5, 24, 2, |inner| {
        let two = (inner.clone(), inner.clone()).prop_map(|(a, b)| (Box::new(a), Box::new(b)));
        prop_oneof![
            two.clone().prop_map(|(a, b)| Set::Union(a, b)),
            two.clone().prop_map(|(a, b)| Set::UnionAll(a, b)),
            two.clone().prop_map(|(a, b)| Set::Intersect(a, b)),
            two.prop_map(|(a, b)| Set::Except(a, b)),
            (inner, 0_u64..4, 0_u64..3).prop_map(|(a, limit, offset)| Set::First(Box::new(a), limit, offset)),
        ]
    })
}

/// Each set as a set operation, so that all have one type.
fn built(set: &Set) -> Ids {
    match set {
        Set::Some(bound) => {
            let some = if *bound < 0 { User::ID.ge(-bound) } else { User::ID.le(*bound) };
            User::select().filter(some).columns(User::ID).union_all(nothing())
        }
        Set::Union(a, b) => built(a).union(built(b)),
        Set::UnionAll(a, b) => built(a).union_all(built(b)),
        Set::Intersect(a, b) => built(a).intersect(built(b)),
        Set::Except(a, b) => built(a).except(built(b)),
        // A limit that follows would replace this one.
        Set::First(a, limit, offset) => {
            built(a).order_by(User::ID.desc()).limit(*limit).offset(*offset).union_all(nothing())
        }
    }
}

fn nothing() -> Select<User, Unbound, i64> {
    User::select().filter(User::ID.lt(0)).columns(User::ID)
}

fn model(set: &Set) -> Vec<i64> {
    let sorted = |mut rows: Vec<i64>, once: bool| {
        rows.sort_unstable();
        if once {
            rows.dedup();
        }
        rows
    };
    match set {
        Set::Some(bound) => (1..=4).filter(|id| if *bound < 0 { *id >= -bound } else { id <= bound }).collect(),
        Set::Union(a, b) => sorted([model(a), model(b)].concat(), true),
        Set::UnionAll(a, b) => sorted([model(a), model(b)].concat(), false),
        Set::Intersect(a, b) => {
            let b = model(b);
            sorted(model(a).into_iter().filter(|id| b.contains(id)).collect(), true)
        }
        Set::Except(a, b) => {
            let b = model(b);
            sorted(model(a).into_iter().filter(|id| !b.contains(id)).collect(), true)
        }
        Set::First(a, limit, offset) => {
            let rows = model(a).into_iter().rev();
            let window = rows.skip(usize::try_from(*offset).unwrap()).take(usize::try_from(*limit).unwrap());
            sorted(window.collect(), false)
        }
    }
}

#[test]
fn nested_in_any_order_they_mean_what_the_parentheses_say() {
    let fixture = blog();
    proptest!(|(set in sets())| {
        let expected = model(&set);
        let rows = built(&set).using(&fixture.db).all().unwrap();
        let mut sorted = rows.clone();
        sorted.sort_unstable();
        prop_assert_eq!(&sorted, &expected, "{}", built(&set).to_sql().unwrap().text);
        // As a subquery it is the same set.
        let inside = fixture.db.select::<User>().filter(User::ID.in_query(built(&set))).order_by(User::ID);
        let mut once = expected.clone();
        once.dedup();
        prop_assert_eq!(inside.columns(User::ID).all().unwrap(), once);
        prop_assert_eq!(built(&set).using(&fixture.db).exists().unwrap(), !expected.is_empty());
        prop_assert_eq!(built(&set).using(&fixture.db).count().unwrap(), expected.len() as u64);
    });
}

#[test]
fn the_order_and_the_limit_before_are_the_left_sides_own() {
    let fixture = blog();
    let first = || User::select().order_by(User::ID).limit(1).columns(User::ID);
    let last = || User::select().order_by(User::ID.desc()).limit(1).columns(User::ID);
    let both = first().union_all(last()).order_by(User::ID.desc()).using(&fixture.db).all().unwrap();
    assert_eq!(both, [4, 1]);
    let one = first().union_all(last()).order_by(User::ID.desc()).limit(1).using(&fixture.db).all().unwrap();
    assert_eq!(one, [4]);
    assert_eq!(first().union(last()).offset(1).using(&fixture.db).count().unwrap(), 1);
    assert_eq!(first().union(last()).order_by(User::ID).using(&fixture.db).get().unwrap(), Some(1));
}

#[test]
fn whole_rows_and_tuples_can_be_united() {
    let fixture = blog();
    let many = User::select().filter(User::LOGINS.gt(2));
    let all: Vec<User> =
        fixture.db.select::<User>().filter(User::ID.le(2)).union(many).order_by(User::NAME.desc()).all().unwrap();
    assert_eq!(all.iter().map(|user| user.name.as_str()).collect::<Vec<_>>(), ["Cyd", "Bob", "Ada"]);
    let pairs: Vec<(i64, Option<String>)> = fixture
        .db
        .select::<User>()
        .columns((User::ID, User::BIO))
        .union_all(Tag::select().columns((Tag::ID, Tag::LABEL.nullable())))
        .except(Group::select().columns((Group::ID, Group::NAME.nullable())))
        .order_by((User::ID, User::BIO.desc().nulls_first()))
        .all()
        .unwrap();
    let sql = "select id, bio from users union all select id, label from tags except select id, name from groups
        order by 1, 2 desc nulls first";
    let seen: Vec<_> = pairs.iter().map(|(id, text)| format!("{id}|{}", text.as_deref().unwrap_or("NULL"))).collect();
    assert_eq!(seen, fixture.rows(sql));
}

#[test]
fn grouped_and_joined_selects_are_sides() {
    let fixture = blog();
    let counts = Post::select().group_by(Post::AUTHOR_ID).columns((Post::AUTHOR_ID, count()));
    let comments = Comment::select()
        .inner_join::<Post>()
        .on(Post::ID.eq(Comment::POST_ID))
        .group_by(Post::AUTHOR_ID)
        .columns((Post::AUTHOR_ID, count()));
    let rows: Vec<(i64, i64)> =
        counts.union_all(comments).order_by((Post::AUTHOR_ID, count().desc())).using(&fixture.db).all().unwrap();
    let sql = "select author_id, count(*) from posts group by 1 union all
        select p.author_id, count(*) from comments c join posts p on p.id = c.post_id group by 1 order by 1, 2 desc";
    assert_eq!(rows.iter().map(|(id, n)| format!("{id}|{n}")).collect::<Vec<_>>(), fixture.rows(sql));
}

#[test]
fn an_order_by_something_else_is_refused() {
    let fixture = blog();
    let query = fixture.db.select::<User>().columns(User::ID).union(Post::select().columns(Post::ID));
    let error = query.order_by(User::NAME).all().unwrap_err();
    assert!(error.is_refused(), "{error}");
}

#[test]
fn a_side_may_be_correlated() {
    let fixture = blog();
    let ids = Post::correlated()
        .filter(Post::AUTHOR_ID.eq(User::ID))
        .columns(Post::ID)
        .union(Comment::correlated().filter(Comment::ID.gt(User::ID.add(101))).columns(Comment::ID))
        .union(Tag::select().columns(Tag::ID));
    let rows: Vec<i64> = fixture.db.select::<User>().order_by(User::ID).columns(count_of(ids)).all().unwrap();
    let sql = "select (select count(*) from (select id from posts p where p.author_id = u.id union
        select id from comments c where c.id > u.id + 101 union select id from tags)) from users u order by id";
    assert_eq!(rows.iter().map(ToString::to_string).collect::<Vec<_>>(), fixture.rows(sql));
}

fn long(selects: usize) -> Ids {
    let one = || User::select().filter(User::ID.eq(1)).columns(User::ID);
    (2..selects).fold(one().union_all(one()), |whole, _| whole.union_all(one()))
}

#[test]
fn as_many_selects_as_sqlite_takes_and_one_more() {
    let fixture: Fixture = blog();
    assert_eq!(long(500).using(&fixture.db).count().unwrap(), 500);
    let error = long(501).using(&fixture.db).count().unwrap_err();
    assert!(error.is_limit() && error.to_string().contains("500"), "{error}");
}
