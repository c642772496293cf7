//! Where a window may stand, and what it is about there.

use orm_sqlite::prelude::*;

use crate::model::{Comment, Fixture, Inviter, Post, User, blog, blog_schema};

#[test]
fn a_window_over_groups() {
    let fixture = blog();
    let rows: Vec<(i64, i64, i64, Option<i64>, i64)> = fixture
        .db
        .select::<Post>()
        .group_by(Post::AUTHOR_ID)
        .columns((
            Post::AUTHOR_ID,
            rank().over(window().order_by(count().desc())),
            row_number().over(window().partition_by(count().gt(1)).order_by(Post::AUTHOR_ID)),
            count().lag(1).over(window().order_by(Post::SCORE.sum())),
            count().sub(Post::AUTHOR_ID),
        ))
        .order_by(rank().over(window().order_by(Post::AUTHOR_ID.desc())))
        .all()
        .unwrap();
    let sql = "select author_id, rank() over (order by count(*) desc),
            row_number() over (partition by count(*) > 1 order by author_id),
            lag(count(*), 1) over (order by sum(score)), count(*) - author_id
        from posts group by author_id order by rank() over (order by author_id desc)";
    let shown = |number: Option<i64>| number.map_or("NULL".to_owned(), |number| number.to_string());
    let rows: Vec<_> = rows.iter().map(|(a, b, c, d, e)| format!("{a}|{b}|{c}|{}|{e}", shown(*d))).collect();
    assert_eq!(rows, fixture.rows(sql));
}

#[test]
fn a_bare_column_in_a_window_of_a_grouped_query_is_refused() {
    // There are no tables: whatever reaches SQLite fails in another way.
    let db = Database::open_in_memory().unwrap();
    let select = || db.select::<Post>().group_by(Post::AUTHOR_ID);
    let errors = [
        select().columns(rank().over(window().order_by(Post::TITLE))).all().map(drop),
        select().columns(rank().over(window().partition_by(Post::TITLE))).all().map(drop),
        select().columns(Post::SCORE.sum().over(window())).all().map(drop),
        select().columns(count().filter(Post::SCORE.gt(1)).over(window())).all().map(drop),
        select().columns(Post::TITLE.lag(1).over(window())).all().map(drop),
        select().columns(count()).order_by(rank().over(window().order_by(Post::TITLE).named("w"))).all().map(drop),
        select().columns(count().over(window().order_by(Post::TITLE).named("w").extended().rows(..))).all().map(drop),
    ];
    for error in errors {
        let error = error.unwrap_err();
        assert!(error.is_refused() && error.to_string().contains("group_by"), "{error}");
    }
    let fine = select().columns((
        count().filter(Post::SCORE.gt(1)),
        Post::AUTHOR_ID.sum().over(window().order_by(Post::SCORE.sum())),
        any_value(Post::TITLE).filter(Post::PUBLISHED.eq(true)),
    ));
    assert!(!fine.all().unwrap_err().is_refused(), "this one reached SQLite");
}

#[test]
fn a_window_makes_no_group_of_the_rows() {
    let fixture = blog();
    let db = &fixture.db;
    let select = || db.select::<Post>().columns((Post::ID, count().over(window())));
    assert_eq!(select().order_by(Post::ID).all().unwrap(), [(10, 4), (11, 4), (12, 4), (13, 4)]);
    assert_eq!(select().count().unwrap(), 4);
    assert!(select().exists().unwrap());
    assert_eq!(db.select::<Post>().columns(count().over(window())).distinct().all().unwrap(), [4]);
    let ordered = db.select::<Post>().order_by(row_number().over(window().order_by(Post::ID.desc()))).limit(1);
    assert_eq!(ordered.one().unwrap().id, 13);
}

#[test]
fn an_empty_table_has_no_windows() {
    let fixture = Fixture::new(&blog_schema());
    let rows = fixture.db.select::<Post>().columns((count().over(window()), row_number().over(window()))).all();
    assert!(rows.unwrap().is_empty());
}

#[test]
fn windows_over_joins_name_the_columns_of_each_table() {
    let fixture = blog();
    let rows: Vec<(i64, Option<i64>, Option<i64>, i64, Option<String>, i64)> = fixture
        .db
        .select::<User>()
        .left_join::<Post>()
        .on(Post::AUTHOR_ID.eq(User::ID))
        .left_join::<Inviter>()
        .on(Inviter::ID.eq(User::INVITED_BY_ID))
        .columns((
            User::ID,
            Post::ID,
            Post::ID.lag(1).over(window().partition_by(User::ID).order_by(Post::ID)),
            Post::ID.count().over(window().partition_by(Inviter::ID)),
            Inviter::NAME.first_value().over(window().partition_by(User::ID)),
            User::ID.lag_or(1, 0).over(window().order_by((User::ID, Post::ID))),
        ))
        .order_by((User::ID, Post::ID))
        .all()
        .unwrap();
    let sql =
        "select u.id, p.id, lag(p.id, 1) over (partition by u.id order by p.id), count(p.id) over (partition by i.id),
            first_value(i.name) over (partition by u.id), lag(u.id, 1, 0) over (order by u.id, p.id)
        from users u left join posts p on p.author_id = u.id left join users i on i.id = u.invited_by_id
        order by u.id, p.id";
    let number = |number: Option<i64>| number.map_or("NULL".to_owned(), |number| number.to_string());
    let rows = rows.into_iter().map(|(a, b, c, d, e, f)| {
        format!("{a}|{}|{}|{d}|{}|{f}", number(b), number(c), e.unwrap_or("NULL".to_owned()))
    });
    assert_eq!(rows.collect::<Vec<_>>(), fixture.rows(sql));
    // The default of a column that may be missing may be missing too.
    let lifted: Vec<Option<i64>> = fixture
        .db
        .select::<User>()
        .left_join::<Post>()
        .on(Post::AUTHOR_ID.eq(User::ID))
        .columns(User::ID.lag_or(100, Post::ID).over(window()))
        .order_by((User::ID, Post::ID))
        .all()
        .unwrap();
    assert_eq!(lifted, [Some(10), Some(11), Some(12), Some(13), None, None]);
}

#[test]
fn a_window_in_arithmetic_and_comparisons() {
    let fixture = blog();
    let rows: Vec<(i64, Option<i64>, bool)> = fixture
        .db
        .select::<Post>()
        .columns((
            Post::ID,
            Post::SCORE.sub(Post::SCORE.max().over(window())),
            Post::ID.eq(Post::ID.max().over(window())),
        ))
        .order_by(Post::ID)
        .all()
        .unwrap();
    assert_eq!(rows, [(10, Some(0), false), (11, None, false), (12, Some(-5), false), (13, Some(-5), true)]);
}

#[test]
fn a_window_sees_what_a_relation_counts() {
    let fixture = blog();
    let rows: Vec<(i64, i64)> = fixture
        .db
        .select::<Post>()
        .columns((Post::ID, rank().over(window().order_by(Post::comments().count().desc()))))
        .order_by(Post::ID)
        .all()
        .unwrap();
    assert_eq!(rows, [(10, 1), (11, 3), (12, 3), (13, 2)]);
    let with_comments = count().filter(Post::comments().any(Comment::BODY.ne("two"))).over(window());
    assert_eq!(fixture.db.select::<Post>().columns(with_comments).limit(1).all().unwrap(), [2]);
}

/// The posts with their place among those of their author.
#[derive(View, Debug, PartialEq)]
struct Placed {
    id: i64,
    author_id: i64,
    place: i64,
}

#[test]
fn a_window_is_filtered_where_it_is_selected_from() {
    let fixture = blog();
    let of_author = window().partition_by(Post::AUTHOR_ID).order_by((Post::SCORE.desc(), Post::ID));
    let placed =
        Placed::cte(Post::select().columns((Post::ID, Post::AUTHOR_ID, row_number().over(of_author.named("w")))));
    let best: Vec<(i64, i64)> = fixture
        .db
        .select::<Placed>()
        .with(placed)
        .filter(Placed::PLACE.le(2))
        .order_by((Placed::AUTHOR_ID, Placed::PLACE))
        .columns((Placed::AUTHOR_ID, Placed::ID))
        .all()
        .unwrap();
    assert_eq!(best, [(1, 10), (1, 12), (2, 13)]);
}

#[test]
fn a_window_in_a_correlated_subquery_and_in_a_set_operation() {
    let fixture = blog();
    let last = Post::correlated()
        .filter(Post::AUTHOR_ID.eq(User::ID))
        .order_by(Post::ID.desc())
        .limit(1)
        .columns(Post::SCORE.sum().over(window().order_by((User::ID, Post::ID))));
    let rows: Vec<(i64, Option<i64>)> =
        fixture.db.select::<User>().columns((User::ID, scalar(last))).order_by(User::ID).all().unwrap();
    assert_eq!(rows, [(1, Some(9)), (2, Some(2)), (3, None), (4, None)]);
    let of_posts = Post::select().columns(row_number().over(window().order_by(Post::ID).named("w")));
    let of_users = User::select().columns(row_number().over(window().order_by(User::ID).named("w")));
    let mut numbers = of_posts.union_all(of_users).using(&fixture.db).all().unwrap();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 1, 2, 2, 3, 3, 4, 4]);
}
