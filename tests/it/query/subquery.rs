//! Subqueries in expressions, closed and correlated, against hand-written SQL.

use orm_sqlite::prelude::*;

use crate::model::{Comment, Editor, Fixture, Inviter, Post, Profile, User, blog};

fn names(fixture: &Fixture, filter: Expr<User, bool>) -> Vec<String> {
    fixture.db.select::<User>().filter(filter).order_by(User::ID).columns(User::NAME).all().unwrap()
}

fn expected(fixture: &Fixture, filter: &str) -> Vec<String> {
    fixture.rows(&format!("select name from users u where {filter} order by id"))
}

#[test]
fn exists_asks_for_rows_of_the_row_outside() {
    let fixture = blog();
    let own = || Post::correlated().filter(Post::AUTHOR_ID.eq(User::ID));
    let sql = "exists (select 1 from posts p where p.author_id = u.id";
    assert_eq!(names(&fixture, exists(own())), expected(&fixture, &format!("{sql})")));
    assert_eq!(names(&fixture, exists(own()).not()), expected(&fixture, &format!("not {sql})")));
    let unpublished = own().filter(Post::PUBLISHED.eq(false));
    assert_eq!(names(&fixture, exists(unpublished)), expected(&fixture, &format!("{sql} and not p.published)")));
    // A limit of nothing is nothing, and an aggregate without a group is always one row.
    assert!(names(&fixture, exists(own().limit(0))).is_empty());
    assert_eq!(names(&fixture, exists(own().filter(Post::ID.lt(0)).columns(count()))).len(), 4);
    assert!(names(&fixture, exists(own().offset(3))).is_empty());
    assert_eq!(names(&fixture, exists(own().offset(2))), ["Ada"]);
}

#[test]
fn a_closed_subquery_may_be_over_the_same_table() {
    let fixture = blog();
    let most = scalar(User::select().columns(User::LOGINS.max()));
    assert_eq!(names(&fixture, User::LOGINS.eq(most)), ["Ada"]);
    let inviters = User::select().filter(User::INVITED_BY_ID.is_not_null()).columns(User::INVITED_BY_ID);
    assert_eq!(names(&fixture, User::ID.in_query(inviters)), ["Ada"]);
    assert_eq!(names(&fixture, exists(User::select().filter(User::ID.eq(99)))), Vec::<String>::new());
}

#[test]
fn an_alias_names_the_same_table_outside_or_inside() {
    let fixture = blog();
    let invited = Inviter::correlated().filter(Inviter::INVITED_BY_ID.eq(User::ID));
    let sql = "exists (select 1 from users i where i.invited_by_id = u.id)";
    assert_eq!(names(&fixture, exists(invited)), expected(&fixture, sql));
}

#[test]
fn a_scalar_is_null_without_a_row_and_takes_the_first_of_several() {
    let fixture = blog();
    let best =
        || Post::correlated().filter(Post::AUTHOR_ID.eq(User::ID)).order_by(Post::ID.desc()).columns(Post::TITLE);
    let rows: Vec<(String, Option<String>)> =
        fixture.db.select::<User>().order_by(User::ID).columns((User::NAME, scalar(best()))).all().unwrap();
    let seen: Vec<_> =
        rows.iter().map(|(name, title)| format!("{name}|{}", title.as_deref().unwrap_or("NULL"))).collect();
    let sql =
        "select name, (select title from posts p where p.author_id = u.id order by id desc) from users u order by id";
    assert_eq!(seen, fixture.rows(sql));
    // Of a nullable column, a row with NULL and no row look the same.
    let score = Post::correlated().filter(Post::AUTHOR_ID.eq(User::ID)).filter(Post::ID.eq(11)).columns(Post::SCORE);
    let none: Vec<Option<i64>> = fixture.db.select::<User>().columns(scalar(score)).all().unwrap();
    assert_eq!(none, [None; 4]);
}

#[test]
fn a_number_of_rows_counts_after_limit_distinct_and_groups() {
    let fixture = blog();
    let own = || Post::correlated().filter(Post::AUTHOR_ID.eq(User::ID));
    let counts = |number: Expr<User, i64>| -> Vec<i64> {
        fixture.db.select::<User>().order_by(User::ID).columns(number).all().unwrap()
    };
    assert_eq!(counts(count_of(own())), [3, 1, 0, 0]);
    assert_eq!(counts(count_of(own().limit(2))), [2, 1, 0, 0]);
    assert_eq!(counts(count_of(own().columns(Post::PUBLISHED).distinct())), [2, 1, 0, 0]);
    assert_eq!(counts(count_of(own().group_by(Post::PUBLISHED).columns(Post::PUBLISHED))), [2, 1, 0, 0]);
    assert_eq!(counts(count_of(own().columns(Post::SCORE.sum()))), [1, 1, 1, 1]);
    let order = fixture.db.select::<User>().order_by((count_of(own()).desc(), User::ID)).columns(User::ID);
    assert_eq!(order.all().unwrap(), [1, 2, 3, 4]);
}

#[test]
fn in_and_not_in_follow_sql_about_null() {
    let fixture = blog();
    let editors = || Post::select().columns(Post::EDITOR_ID);
    assert_eq!(
        names(&fixture, User::ID.in_query(editors())),
        expected(&fixture, "id in (select editor_id from posts)")
    );
    // The list has a NULL, so nothing is certainly not in it.
    assert!(names(&fixture, User::ID.not_in_query(editors())).is_empty());
    let known = || editors().filter(Post::EDITOR_ID.is_not_null());
    assert_eq!(
        names(&fixture, User::ID.not_in_query(known())),
        expected(&fixture, "id not in (select editor_id from posts where editor_id is not null)")
    );
    // A NULL on the left is in no list, and not in an empty one either way.
    assert_eq!(names(&fixture, User::INVITED_BY_ID.in_query(User::select().columns(User::ID))), ["Bob", "Cyd"]);
    let nobody = || User::select().filter(User::ID.lt(0)).columns(User::ID);
    assert_eq!(names(&fixture, User::INVITED_BY_ID.not_in_query(nobody())).len(), 4);
    let doubled = User::LOGINS.mul(2).in_query(Post::select().columns(Post::ID));
    assert_eq!(names(&fixture, doubled), ["Ada"]);
}

#[test]
fn a_subquery_reaches_past_the_one_it_stands_in() {
    let fixture = blog();
    let shouted = Comment::correlated()
        .filter(Comment::POST_ID.eq(Post::ID))
        .filter(Comment::BODY.ne(User::NAME))
        .filter(Comment::ID.gt(User::LOGINS));
    let posts = Post::correlated().filter(Post::AUTHOR_ID.eq(User::ID)).filter(exists(shouted));
    let sql = "exists (select 1 from posts p where p.author_id = u.id and exists
        (select 1 from comments c where c.post_id = p.id and c.body <> u.name and c.id > u.logins))";
    assert_eq!(names(&fixture, exists(posts)), expected(&fixture, sql));
}

#[test]
fn a_subquery_joins_and_names_the_outer_row_in_its_condition() {
    let fixture = blog();
    let edited = Post::correlated()
        .inner_join::<Editor>()
        .on(Post::EDITOR_ID.eq(Editor::ID).and(Editor::LOGINS.le(User::LOGINS)))
        .filter(Post::AUTHOR_ID.eq(User::ID));
    let sql = "exists (select 1 from posts p join users e on p.editor_id = e.id and e.logins <= u.logins
        where p.author_id = u.id)";
    assert_eq!(names(&fixture, exists(edited)), expected(&fixture, sql));
    let unprofiled = Post::correlated()
        .left_join::<Profile>()
        .on(Profile::USER_ID.eq(Post::EDITOR_ID))
        .filter(Post::AUTHOR_ID.eq(User::ID).and(Profile::ID.is_null()));
    let sql = "exists (select 1 from posts p left join profiles f on f.user_id = p.editor_id
        where p.author_id = u.id and f.id is null)";
    assert_eq!(names(&fixture, exists(unprofiled)), expected(&fixture, sql));
}

#[test]
fn a_subquery_stands_in_a_join_and_in_a_write() {
    let fixture = blog();
    let latest = || scalar(Post::correlated().filter(Post::AUTHOR_ID.eq(User::ID)).columns(Post::ID.max()));
    let rows = fixture
        .db
        .select::<User>()
        .left_join::<Comment>()
        .on(Comment::POST_ID.eq(latest()))
        .order_by((User::ID, Comment::ID))
        .columns((User::ID, Comment::ID))
        .all()
        .unwrap();
    let sql = "select u.id, c.id from users u left join comments c
        on c.post_id = (select max(id) from posts p where p.author_id = u.id) order by u.id, c.id";
    let seen: Vec<_> = rows
        .iter()
        .map(|(user, comment)| format!("{user}|{}", comment.map_or("NULL".to_owned(), |id: i64| id.to_string())))
        .collect();
    assert_eq!(seen, fixture.rows(sql));

    let posts = count_of(Post::correlated().filter(Post::AUTHOR_ID.eq(User::ID)));
    fixture.db.update::<User>().set(User::LOGINS.to(posts)).all_rows().run().unwrap();
    assert_eq!(fixture.rows("select logins from users order by id"), ["3", "1", "0", "0"]);
    let silent = exists(Comment::correlated().filter(Comment::POST_ID.eq(Post::ID))).not();
    let gone = fixture.db.delete::<Post>().filter(silent).returning_columns(Post::ID).all().unwrap();
    assert_eq!(gone, [11, 12]);
}

#[test]
fn a_bare_column_of_the_query_outside_is_checked_too() {
    let fixture = blog();
    let by_role = || fixture.db.select::<User>().group_by(User::ROLE);
    let posts = || Post::correlated().filter(Post::AUTHOR_ID.eq(User::ID));
    let error = by_role().columns((User::ROLE, count_of(posts()))).all().unwrap_err();
    assert!(error.is_refused() && error.to_string().contains("users.id"), "{error}");
    let error = by_role().having(exists(posts())).columns(User::ROLE).all().unwrap_err();
    assert!(error.to_string().contains("users.id"), "{error}");
    // Deep inside, in a join's condition and in an operand of a set operation.
    let deep = Comment::correlated()
        .filter(exists(Post::correlated().filter(Post::ID.eq(Comment::POST_ID)).filter(Post::AUTHOR_ID.eq(User::ID))));
    assert!(by_role().columns(count_of(deep)).all().unwrap_err().to_string().contains("users.id"));
    let two = posts()
        .columns(Post::ID)
        .union(Comment::correlated().filter(Comment::ID.eq(User::LOGINS)).columns(Comment::ID));
    assert!(by_role().columns(count_of(two)).all().unwrap_err().to_string().contains("users."));
    // What is grouped by may be named.
    let titled = count_of(Post::correlated().filter(Post::TITLE.ne(User::NAME)));
    let rows = fixture.db.select::<User>().group_by(User::NAME).order_by(User::NAME).columns((User::NAME, titled));
    assert_eq!(rows.all().unwrap().len(), 4);
    let own =
        fixture.db.select::<User>().group_by(User::ID).order_by(User::ID).columns((User::NAME, count_of(posts())));
    assert_eq!(own.all().unwrap()[0], ("Ada".to_owned(), 3));
}

#[test]
fn an_aggregate_over_outer_columns_alone_is_refused() {
    let fixture = blog();
    let outer = Post::correlated().columns(User::LOGINS.max());
    let error = fixture.db.select::<User>().columns(scalar(outer)).all().unwrap_err();
    assert!(error.is_refused() && error.to_string().contains("users.logins"), "{error}");
}

/// A query with so many subqueries, each inside of the one before.
fn deep(levels: usize) -> Expr<User, bool> {
    (0..levels).fold(User::ID.gt(0), |inside, _| exists(User::select().filter(inside)))
}

#[test]
fn subqueries_inside_of_each_other_work_to_a_depth_and_are_refused_beyond() {
    let fixture = blog();
    assert_eq!(fixture.db.select::<User>().filter(deep(20)).count().unwrap(), 4);
    for levels in [21, 1_000] {
        let error = fixture.db.select::<User>().filter(deep(levels)).count().unwrap_err();
        assert!(error.is_limit() && error.to_string().contains("subqueries"), "{error}");
    }
}
