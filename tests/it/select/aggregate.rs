//! Aggregates with a filter, `DISTINCT` and an order of their own, and those that give text or floating point.

use orm_sqlite::expr::{Expr, Order};
use orm_sqlite::prelude::*;

use crate::model::{Comment, Fixture, Post, User, blog, blog_schema};

#[test]
fn a_filter_keeps_the_rows_for_which_it_is_true() {
    let fixture = blog();
    let rows: Vec<(i64, i64, i64, Option<i64>, i64)> = fixture
        .db
        .select::<Post>()
        .group_by(Post::AUTHOR_ID)
        .columns((
            Post::AUTHOR_ID,
            count().filter(Post::SCORE.gt(2)),
            count().filter(not(Post::SCORE.gt(2))),
            Post::SCORE.sum().filter(Post::PUBLISHED.eq(true)).filter(Post::SCORE.lt(7)),
            Post::SCORE.count_distinct().filter(Post::EDITOR_ID.is_not_null()),
        ))
        .order_by(count().filter(Post::PUBLISHED.eq(true)).desc())
        .having(count().filter(Post::PUBLISHED.eq(true)).ge(1))
        .all()
        .unwrap();
    let sql = "select author_id, count(*) filter (where score > 2), count(*) filter (where not score > 2),
            sum(score) filter (where published and score < 7), count(distinct score) filter (where editor_id is not null)
        from posts group by author_id having count(*) filter (where published) >= 1
        order by count(*) filter (where published) desc";
    let shown = |number: Option<i64>| number.map_or("NULL".to_owned(), |number| number.to_string());
    let rows: Vec<_> = rows.iter().map(|(a, b, c, d, e)| format!("{a}|{b}|{c}|{}|{e}", shown(*d))).collect();
    assert_eq!(rows, fixture.rows(sql), "a score that is NULL is neither");
}

#[test]
fn a_filter_by_lists_and_relations() {
    let fixture = blog();
    let nothing: Vec<Expr<Post, bool>> = Vec::new();
    let row: (i64, i64, i64, i64) = fixture
        .db
        .select::<Post>()
        .columns((
            count().filter(Post::ID.in_list([10, 13, 99])),
            count().filter(any_of(nothing.clone())),
            count().filter(all_of(nothing)),
            count().filter(Post::comments().exists()),
        ))
        .one()
        .unwrap();
    assert_eq!(row, (2, 0, 4, 2));
}

#[test]
fn distinct_takes_each_value_once() {
    let fixture = blog();
    let row: (Option<i64>, Option<f64>, i64, Option<String>, f64) = fixture
        .db
        .select::<Post>()
        .columns((
            Post::SCORE.sum().distinct(),
            Post::SCORE.mul(2).avg().distinct(),
            Post::TITLE.count().distinct().filter(Post::ID.gt(10)),
            Post::SCORE.group_concat(",").distinct().order_by(Post::SCORE.desc()),
            Post::SCORE.total().distinct(),
        ))
        .one()
        .unwrap();
    assert_eq!(row, (Some(9), Some(9.0), 3, Some("7,2".to_owned()), 9.0));
}

#[test]
fn distinct_in_the_order_of_another_column() {
    let fixture = blog();
    let authors = |order: Order<Post>| {
        let authors = Post::AUTHOR_ID.group_concat(",").distinct().order_by(order);
        fixture.db.select::<Post>().columns(authors).one().unwrap().unwrap()
    };
    assert_eq!(authors(Post::ID.asc()), "1,2");
    assert_eq!(authors(Post::ID.desc()), "2,1");
    assert_eq!(authors(Post::SCORE.desc()), "1,2", "1 stands before and after 2");
}

#[test]
fn distinct_of_no_single_argument_is_refused() {
    // There are no tables: whatever reaches SQLite fails in another way.
    let db = Database::open_in_memory().unwrap();
    let of_rows = db.select::<Post>().columns(count().distinct()).all().unwrap_err();
    assert!(of_rows.is_refused() && of_rows.to_string().contains("count_distinct"), "{of_rows}");
    let separated = db.select::<Post>().columns(Post::TITLE.group_concat("; ").distinct()).all().unwrap_err();
    assert!(separated.is_refused() && separated.to_string().contains("comma"), "{separated}");
}

#[test]
fn group_concat_follows_its_order() {
    let fixture = blog();
    let titles = |order: Vec<Order<Post>>| {
        let titles = Post::TITLE.group_concat(" / ").order_by(order);
        fixture.db.select::<Post>().columns(titles).one().unwrap().unwrap()
    };
    assert_eq!(titles(vec![Post::TITLE.asc()]), "Draft / Engines / Notes / Reply");
    assert_eq!(titles(vec![Post::AUTHOR_ID.desc(), Post::ID.desc()]), "Reply / Draft / Engines / Notes");
    assert_eq!(titles(vec![Post::SCORE.desc().nulls_first(), Post::ID.asc()]), "Engines / Notes / Draft / Reply");
    let rows: Vec<(i64, Option<String>, Option<String>)> = fixture
        .db
        .select::<User>()
        .left_join::<Post>()
        .on(Post::AUTHOR_ID.eq(User::ID))
        .group_by(User::ID)
        .columns((
            User::ID,
            Post::ID.group_concat("").order_by(Post::comments().count().desc()).order_by(Post::ID),
            Post::TITLE.group_concat("'?\"").order_by(Post::ID).filter(Post::PUBLISHED.eq(true)),
        ))
        .order_by(User::ID)
        .all()
        .unwrap();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        rows,
        [
            (1, text("101112"), text("Notes'?\"Engines")),
            (2, text("13"), text("Reply")),
            (3, None, None),
            (4, None, None)
        ]
    );
}

#[test]
fn nothing_to_aggregate() {
    let fixture = Fixture::new(&blog_schema());
    let row: (i64, i64, Option<i64>, f64, Option<String>, Option<i64>) = fixture
        .db
        .select::<Post>()
        .columns((
            count().filter(Post::ID.gt(0)),
            Post::SCORE.count_distinct(),
            Post::SCORE.sum().distinct(),
            Post::SCORE.total(),
            Post::TITLE.group_concat(", ").order_by(Post::ID),
            any_value(Post::ID).filter(Post::ID.gt(0)),
        ))
        .one()
        .unwrap();
    assert_eq!(row, (0, 0, None, 0.0, None, None));
    let blog = blog();
    let none: (i64, Option<i64>, f64) = blog
        .db
        .select::<Post>()
        .columns((
            count().filter(Post::ID.lt(0)),
            Post::SCORE.max().filter(Post::ID.lt(0)),
            Post::SCORE.total().filter(Post::ID.lt(0)),
        ))
        .one()
        .unwrap();
    assert_eq!(none, (0, None, 0.0), "a filter that keeps no row, and still one group");
}

#[test]
fn aggregates_of_two_tables_with_the_same_column_names() {
    let fixture = blog();
    let rows: Vec<(i64, i64, i64, Option<i64>)> = fixture
        .db
        .select::<Post>()
        .inner_join::<Comment>()
        .on(Comment::POST_ID.eq(Post::ID))
        .group_by(Post::ID)
        .columns((
            Post::ID,
            Comment::ID.count().filter(Comment::BODY.ne("two")),
            Post::ID.count().filter(Comment::ID.gt(Post::ID.mul(8))),
            Comment::ID.max().add(Post::ID),
        ))
        .order_by(Post::ID)
        .all()
        .unwrap();
    let sql = "select p.id, count(c.id) filter (where c.body <> 'two'), count(p.id) filter (where c.id > p.id * 8), max(c.id) + p.id
        from posts p join comments c on c.post_id = p.id group by p.id order by p.id";
    let rows: Vec<_> = rows.iter().map(|(a, b, c, d)| format!("{a}|{b}|{c}|{}", d.unwrap())).collect();
    assert_eq!(rows, fixture.rows(sql));
}

#[test]
fn operators_join_what_their_sides_are_about() {
    let fixture = blog();
    // A column on either side of an aggregate, in a grouped query.
    let rows: Vec<(i64, i64, bool)> = fixture
        .db
        .select::<Post>()
        .group_by(Post::AUTHOR_ID)
        .having(Post::AUTHOR_ID.le(count()))
        .columns((count().add(Post::AUTHOR_ID), Post::AUTHOR_ID.mul(count()), Post::AUTHOR_ID.between(count(), 3)))
        .all()
        .unwrap();
    assert_eq!(rows, [(4, 3, false)]);
    // All about the one group.
    let row: (i64, Option<i64>, bool) = fixture
        .db
        .select::<Post>()
        .columns((count().mul(2), Post::ID.max().sub(Post::ID.min()), count().gt(Post::SCORE.count())))
        .one()
        .unwrap();
    assert_eq!(row, (8, Some(3), true));
}
