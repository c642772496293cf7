//! A view of a query has the rows of the query: with its values in the text, whatever the query is made of.

use orm_sqlite::prelude::*;

use crate::model::{Comment, Fixture, Post, Role, Tag, User, blog};

/// Creates a view of a query of an INTEGER and a nullable TEXT, and compares its rows with the query's.
macro_rules! same_rows {
    ($fixture:expr, $rows:expr, $query:expr $(,)?) => {{
        #[derive(View, Debug, PartialEq)]
        #[view(query = query)]
        struct Case {
            number: i64,
            text: Option<String>,
        }

        fn query() -> impl ViewQuery<Case> {
            $query
        }

        let fixture: &Fixture = $fixture;
        fixture.db.create_tables(&schema!(Case)).unwrap();
        let mut seen = fixture.db.select::<Case>().columns((Case::NUMBER, Case::TEXT)).all().unwrap();
        let mut expected: Vec<(i64, Option<String>)> =
            $query.using(&fixture.db).all().unwrap().into_iter().map(|(number, text)| (number, text.into())).collect();
        seen.sort();
        expected.sort();
        assert_eq!(seen, expected);
        assert_eq!(seen.len(), $rows);
        fixture.raw.execute_batch("drop view \"case\"").unwrap();
    }};
}

#[test]
fn predicates() {
    let fixture = &blog();
    same_rows!(fixture, 3, Post::select().filter(Post::TITLE.like("%e%")).columns((Post::ID, Post::TITLE)));
    same_rows!(
        fixture,
        1,
        Post::select()
            .filter(Post::TITLE.contains("rep").not())
            .filter(Post::ID.between(12, 13))
            .filter(Post::PUBLISHED.eq(false))
            .columns((Post::ID, Post::TITLE))
    );
    same_rows!(fixture, 0, User::select().filter(User::ID.in_list(Vec::<i64>::new())).columns((User::ID, User::BIO)));
    same_rows!(
        fixture,
        4,
        User::select().filter(User::ID.not_in_list(Vec::<i64>::new())).columns((User::ID, User::BIO))
    );
    same_rows!(
        fixture,
        2,
        User::select().filter(User::NAME.in_list(["Ada", "Bob", "O'Brien"])).columns((User::ID, User::BIO))
    );
    same_rows!(fixture, 1, User::select().filter(User::ROLE.eq(Role::Admin)).columns((User::ID, User::NAME)));
    // A hundred terms are one list.
    let many = || any_of((0..100).map(|id| User::ID.eq(id)));
    assert_eq!(fixture.db.select::<User>().filter(many()).count().unwrap(), 4);
    same_rows!(
        fixture,
        4,
        User::select().filter(any_of((0..100).map(|id| User::ID.eq(id)))).columns((User::ID, User::NAME))
    );
}

#[test]
fn expressions() {
    let fixture = &blog();
    same_rows!(
        fixture,
        4,
        User::select()
            .columns((User::LOGINS.sub(-5).mul(-2), case().when(User::ID.gt(2), "it's").otherwise(User::NAME)))
    );
    same_rows!(
        fixture,
        4,
        Post::select().columns((row_number().over(window().order_by(Post::ID.desc())), Post::TITLE))
    );
    same_rows!(
        fixture,
        2,
        Post::select()
            .group_by(Post::AUTHOR_ID)
            .having(count().ge(1))
            .order_by(count().desc())
            .columns((count(), Post::TITLE.min())),
    );
}

#[test]
fn orders_and_limits() {
    let fixture = &blog();
    same_rows!(
        fixture,
        2,
        User::select().order_by((User::ROLE.desc(), User::ID)).limit(2).offset(1).columns((User::ID, User::NAME))
    );
    same_rows!(fixture, 3, User::select().order_by(User::ID).offset(1).columns((User::ID, User::NAME)));
    same_rows!(fixture, 0, User::select().limit(0).columns((User::ID, User::NAME)));
    // A number that is ordered by is no column's position.
    let query = || User::select().order_by((value(2_i64), User::ID.desc())).limit(2);
    assert_eq!(query().columns(User::ID).using(&fixture.db).all().unwrap(), [4, 3]);
    same_rows!(
        fixture,
        2,
        User::select().order_by((value(2_i64), User::ID.desc())).limit(2).columns((User::ID, User::NAME)),
    );
}

#[test]
fn subqueries_and_set_operations() {
    let fixture = &blog();
    same_rows!(
        fixture,
        2,
        User::select()
            .filter(exists(Post::correlated().filter(Post::AUTHOR_ID.eq(User::ID).and(Post::TITLE.ne("x'y")))))
            .columns((User::ID, User::NAME)),
    );
    same_rows!(fixture, 2, User::select().filter(User::posts().exists()).columns((User::posts().count(), User::NAME)));
    same_rows!(
        fixture,
        5,
        User::select()
            .filter(User::NAME.ne("Ada"))
            .columns((User::ID, User::NAME))
            .union_all(Tag::select().filter(Tag::LABEL.ne("sql")).columns((Tag::ID, Tag::LABEL))),
    );
    same_rows!(
        fixture,
        2,
        Comment::select()
            .filter(Comment::ID.in_query(Comment::select().order_by(Comment::ID.desc()).limit(2).columns(Comment::ID)))
            .columns((Comment::ID, Comment::BODY)),
    );
}

#[derive(View)]
struct Activity {
    author_id: i64,
    title: Option<String>,
}

#[test]
fn a_view_of_a_named_query() {
    let fixture = &blog();
    same_rows!(
        fixture,
        2,
        Activity::select()
            .with(Activity::cte(Post::select().group_by(Post::AUTHOR_ID).columns((Post::AUTHOR_ID, Post::TITLE.max()))))
            .filter(Activity::TITLE.ne("it's"))
            .columns((Activity::AUTHOR_ID, Activity::TITLE)),
    );
}

#[derive(View, Debug)]
#[view(query = nameless)]
struct Nameless {
    author_id: i64,
}

/// Its rows are nowhere: no `with` names `Activity`.
fn nameless() -> impl ViewQuery<Nameless> {
    Activity::select().columns(Activity::AUTHOR_ID)
}

#[derive(View, Debug)]
#[view(query = unbindable)]
struct Unbindable {
    id: i64,
}

fn unbindable() -> impl ViewQuery<Unbindable> {
    User::select().filter(User::LOGINS.eq(1)).filter(User::LOGINS.expr().cast::<f64>().eq(f64::NAN)).columns(User::ID)
}

#[test]
fn what_a_query_cannot_say_a_view_cannot() {
    let fixture = blog();
    let error = fixture.db.create_tables(&schema!(Nameless)).unwrap_err();
    assert!(error.is_refused() && error.to_string().contains("`activity` has no rows of its own"), "{error}");
    let error = fixture.db.create_tables(&schema!(Unbindable)).unwrap_err();
    assert!(error.to_string().contains("NaN"), "{error}");
    let error = fixture.db.select::<Activity>().all().map(drop).unwrap_err();
    assert!(error.is_refused(), "{error}");
    assert_eq!(fixture.number("select count(*) from sqlite_schema where type = 'view'"), 0);
}
