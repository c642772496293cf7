//! Common table expressions: several, named by each other, hinted, recursive; against hand-written SQL and plain Rust.

use std::collections::{BTreeMap, BTreeSet};

use orm_sqlite::prelude::*;
use proptest::prelude::*;

use crate::model::{Comment, Fixture, Friendship, Post, User, blog};

#[derive(View, Debug, Clone, PartialEq)]
struct Activity {
    author_id: i64,
    posts: i64,
    best: Option<i64>,
}

#[derive(View, Debug, Clone, PartialEq)]
struct Busy {
    #[column(name = "who \"exactly\"")]
    id: i64,
}

alias!(Other = Activity as "other");

fn activity() -> orm_sqlite::query::Cte<Activity> {
    Activity::cte(Post::select().group_by(Post::AUTHOR_ID).columns((Post::AUTHOR_ID, count(), Post::SCORE.max())))
}

const ACTIVITY: &str = "with activity(author_id, posts, best) as
    (select author_id, count(*), max(score) from posts group by author_id) ";

#[test]
fn one_is_selected_joined_and_aliased() {
    let fixture = blog();
    let rows = fixture.db.select::<Activity>().with(activity()).order_by(Activity::AUTHOR_ID).all().unwrap();
    assert_eq!(
        rows,
        [Activity { author_id: 1, posts: 3, best: Some(7) }, Activity { author_id: 2, posts: 1, best: Some(2) }]
    );
    let joined: Vec<(User, Option<Activity>)> = fixture
        .db
        .select::<User>()
        .with(activity())
        .left_join::<Activity>()
        .on(Activity::AUTHOR_ID.eq(User::ID))
        .order_by(User::ID)
        .all()
        .unwrap();
    assert_eq!(joined.len(), 4);
    assert_eq!(joined[1].1.as_ref().map(|activity| activity.posts), Some(1));
    assert_eq!(joined[3].1, None);
    let pairs = fixture
        .db
        .select::<Activity>()
        .with(activity())
        .inner_join::<Other>()
        .on(Other::POSTS.gt(Activity::POSTS))
        .columns((Activity::AUTHOR_ID, Other::AUTHOR_ID))
        .all()
        .unwrap();
    assert_eq!(pairs, [(2, 1)]);
}

#[test]
fn later_ones_name_earlier_ones() {
    let fixture = blog();
    let busy = Busy::cte(Activity::select().filter(Activity::POSTS.gt(1)).columns(Activity::AUTHOR_ID));
    let names = fixture
        .db
        .select::<User>()
        .with(activity())
        .with(busy)
        .filter(User::ID.in_query(Busy::select().columns(Busy::ID)))
        .columns(User::NAME)
        .all()
        .unwrap();
    assert_eq!(names, ["Ada"]);
    let backwards = fixture
        .db
        .select::<Busy>()
        .with(Busy::cte(Activity::select().columns(Activity::AUTHOR_ID)))
        .with(activity())
        .all()
        .unwrap_err();
    assert!(backwards.is_refused() && backwards.to_string().contains("activity"), "{backwards}");
}

#[test]
fn hints_are_written_and_change_no_rows() {
    let fixture = blog();
    for cte in [activity(), activity().materialized(), activity().not_materialized()] {
        let query = fixture.db.select::<Activity>().with(cte).filter(Activity::BEST.gt(3)).columns(Activity::POSTS);
        assert_eq!(query.all().unwrap(), [3]);
    }
    let text = Activity::select().with(activity().materialized()).to_sql().unwrap().text;
    assert!(
        text.starts_with("WITH \"activity\" (\"author_id\", \"posts\", \"best\") AS MATERIALIZED (SELECT "),
        "{text}"
    );
}

#[test]
fn one_stands_in_a_subquery_a_count_and_a_set_operation() {
    let fixture = blog();
    let authors = || Activity::select().with(activity()).columns(Activity::AUTHOR_ID);
    assert_eq!(fixture.db.select::<User>().filter(User::ID.in_query(authors())).count().unwrap(), 2);
    assert_eq!(fixture.db.select::<Activity>().with(activity()).count().unwrap(), 2);
    assert!(fixture.db.select::<Activity>().with(activity()).filter(Activity::POSTS.eq(3)).exists().unwrap());
    let ids = User::select().columns(User::ID).except(authors()).order_by(User::ID).using(&fixture.db).all().unwrap();
    assert_eq!(ids, [3, 4]);
    let sum: Vec<i64> = authors().union_all(authors()).order_by(Activity::AUTHOR_ID).using(&fixture.db).all().unwrap();
    let sql = format!("{ACTIVITY} select author_id from activity union all select author_id from activity order by 1");
    assert_eq!(sum.iter().map(ToString::to_string).collect::<Vec<_>>(), fixture.rows(&sql));
    let grouped: Vec<(i64, i64)> = fixture
        .db
        .select::<Activity>()
        .with(activity())
        .inner_join::<Post>()
        .on(Post::AUTHOR_ID.eq(Activity::AUTHOR_ID))
        .group_by(Activity::POSTS)
        .order_by(Activity::POSTS)
        .columns((Activity::POSTS, count()))
        .all()
        .unwrap();
    assert_eq!(grouped, [(1, 1), (3, 3)]);
}

#[test]
fn one_that_nobody_gave_is_refused_before_sqlite_sees_it() {
    let fixture = blog();
    let error = fixture.db.select::<Activity>().all().unwrap_err();
    assert!(error.is_refused() && error.to_string().contains("`activity` has no rows of its own"), "{error}");
    let error = fixture.db.select::<User>().left_join::<Other>().on(Other::AUTHOR_ID.eq(User::ID)).count().unwrap_err();
    assert!(error.is_refused(), "{error}");
}

#[derive(View, Debug, Clone, PartialEq)]
struct Tree {
    id: i64,
    depth: i64,
}

/// The users below a user, with their depth.
fn below(root: i64) -> orm_sqlite::query::Cte<Tree> {
    let start = User::select().filter(User::ID.eq(root)).columns((User::ID, User::ID.mul(0)));
    let step = User::select().inner_join::<Tree>().on(User::INVITED_BY_ID.eq(Tree::ID));
    Tree::recursive(start).union_all(step.columns((User::ID, Tree::DEPTH.add(1))))
}

/// Users in a random forest: each is invited by an earlier one or by nobody.
fn forest(inviters: &[Option<usize>]) -> Fixture {
    let fixture = blog();
    fixture.raw.execute_batch("delete from comments; delete from memberships; delete from profiles; delete from friendships; delete from post_tags; delete from posts; update users set invited_by_id = null; delete from users").unwrap();
    for (index, inviter) in inviters.iter().enumerate() {
        let inviter = inviter.filter(|_| index > 0).map(|inviter| inviter % index + 1);
        let id = index + 1;
        let inviter = inviter.map_or("null".to_owned(), |inviter| inviter.to_string());
        let values = format!("({id}, '{id}', 'x', 'member', 0, {inviter})");
        let columns = "id, email, name, role, logins, invited_by_id";
        fixture.raw.execute_batch(&format!("insert into users ({columns}) values {values}")).unwrap();
    }
    fixture
}

#[test]
fn a_walk_finds_the_subtree_of_any_forest() {
    proptest!(crate::model::property(24), |(inviters in proptest::collection::vec(proptest::option::of(0_usize..64), 1..24))| {
        let fixture = forest(&inviters);
        let parent: BTreeMap<i64, Option<i64>> = fixture
            .db
            .select::<User>()
            .columns((User::ID, User::INVITED_BY_ID))
            .all()
            .unwrap()
            .into_iter()
            .collect();
        for root in 1..=i64::try_from(inviters.len()).unwrap() {
            let depth = |mut id: i64| {
                let mut depth = 0;
                while id != root {
                    id = parent[&id]?;
                    depth += 1;
                }
                Some(depth)
            };
            let expected: Vec<Tree> =
                parent.keys().filter_map(|&id| depth(id).map(|depth| Tree { id, depth })).collect();
            let query = fixture.db.select::<Tree>().with(below(root)).order_by(Tree::ID);
            prop_assert_eq!(query.all().unwrap(), expected);
        }
    });
}

#[test]
fn the_order_of_a_walk_is_breadth_or_depth_first() {
    // 1 has 2 and 3; 2 has 4; 4 has 5.
    let fixture = forest(&[None, Some(0), Some(0), Some(1), Some(3)]);
    let walk = |cte| fixture.db.select::<Tree>().with(cte).columns(Tree::ID).all().unwrap();
    assert_eq!(walk(below(1).order_by(Tree::DEPTH)), [1, 2, 3, 4, 5]);
    assert_eq!(walk(below(1).order_by((Tree::DEPTH.desc(), Tree::ID))), [1, 2, 4, 5, 3]);
    assert_eq!(walk(below(1).order_by(Tree::DEPTH).limit(2)), [1, 2]);
    let error = fixture.db.select::<Tree>().with(below(1).order_by(Tree::DEPTH.add(1))).all().unwrap_err();
    assert!(error.is_refused(), "{error}");
}

#[derive(View, Debug, PartialEq)]
struct Reached {
    id: i64,
}

#[test]
fn a_walk_over_a_graph_with_circles_ends() {
    let fixture = blog();
    fixture.raw.execute_batch("delete from friendships; insert into friendships (user_id, friend_id) values (1, 2), (2, 3), (3, 1), (4, 4)").unwrap();
    for (root, expected) in [(1, vec![1, 2, 3]), (4, vec![4])] {
        let start = User::select().filter(User::ID.eq(root)).columns(User::ID);
        let step = Friendship::select().inner_join::<Reached>().on(Friendship::USER_ID.eq(Reached::ID));
        let reached = Reached::recursive(start).union(step.columns(Friendship::FRIEND_ID));
        let ids =
            fixture.db.select::<Reached>().with(reached).order_by(Reached::ID).columns(Reached::ID).all().unwrap();
        assert_eq!(ids, expected);
    }
}

#[test]
fn a_walk_goes_along_two_edges_at_once() {
    let fixture = blog();
    fixture
        .raw
        .execute_batch("delete from friendships; insert into friendships (user_id, friend_id) values (1, 4)")
        .unwrap();
    let start = User::select().filter(User::ID.eq(1)).columns(User::ID);
    let friends = Friendship::select().inner_join::<Reached>().on(Friendship::USER_ID.eq(Reached::ID));
    let invited = User::select().inner_join::<Reached>().on(User::INVITED_BY_ID.eq(Reached::ID));
    let step = friends.columns(Friendship::FRIEND_ID).union(invited.columns(User::ID));
    let ids: BTreeSet<i64> = fixture
        .db
        .select::<Reached>()
        .with(Reached::recursive(start).union(step))
        .columns(Reached::ID)
        .all()
        .unwrap()
        .into_iter()
        .collect();
    assert_eq!(ids, BTreeSet::from([1, 2, 3, 4]));
}

#[derive(View)]
struct Number {
    n: i64,
}

#[test]
fn a_series_fills_the_gaps_of_a_report() {
    let fixture = blog();
    let one = User::select().filter(User::ID.eq(1)).columns(User::ID);
    let numbers = Number::recursive(one).union_all(Number::select().columns(Number::N.add(1))).limit(5);
    let rows: Vec<(i64, i64)> = fixture
        .db
        .select::<Number>()
        .with(numbers)
        .left_join::<Post>()
        .on(Post::AUTHOR_ID.eq(Number::N))
        .left_join::<Comment>()
        .on(Comment::POST_ID.eq(Post::ID))
        .group_by(Number::N)
        .order_by(Number::N)
        .columns((Number::N, Comment::ID.count()))
        .all()
        .unwrap();
    assert_eq!(rows, [(1, 3), (2, 1), (3, 0), (4, 0), (5, 0)]);
}

/// A query under the name of a table.
#[derive(View, Debug)]
#[view(name = "Users")]
struct Shadow {
    id: i64,
}

#[test]
fn one_with_the_name_of_a_table_that_is_read_is_refused() {
    let fixture = blog();
    let none = || Shadow::cte(User::select().filter(User::ID.lt(0)).columns(User::ID));
    let error = fixture.db.select::<User>().with(none()).count().unwrap_err();
    assert!(error.is_refused() && error.to_string().contains("`users`"), "{error}");
}
