//! How views are created: in which order, from what, and what is refused.

use orm_sqlite::prelude::*;
use orm_sqlite::schema::{TableKind, ViewBody};
use orm_sqlite::sql::{create_all, create_view};

use super::model::{AuthorStats, Busy, PublishedPost, Titles, blog_views};
use crate::model::{Fixture, Post, Role, User, blog_schema};

#[test]
fn views_are_in_the_database_under_their_names_with_their_columns() {
    let fixture = blog_views();
    let views = fixture.rows("select name from sqlite_schema where type = 'view' order by rowid");
    assert_eq!(views, ["author_stats", "published \"posts\"", "titles", "busy"]);
    let columns = fixture.rows("select name from pragma_table_info('author_stats')");
    assert_eq!(columns, ["author_id", "posts count", "best"]);
    let text = create_view(PublishedPost::schema()).unwrap().unwrap();
    assert_eq!(
        text,
        "CREATE VIEW \"published \"\"posts\"\"\" (\"id\", \"author_id\", \"stats_id\", \"title\") AS \
         SELECT \"posts\".\"id\", \"posts\".\"author_id\", \"posts\".\"author_id\", \"posts\".\"title\" FROM \"posts\" \
         WHERE \"posts\".\"published\" = 1"
    );
}

#[test]
fn tables_come_first_whatever_the_order() {
    let mut tables = schema!(Busy).tables().to_vec();
    tables.extend(blog_schema().tables());
    let statements = create_all(&Schema::new(tables)).unwrap();
    let first_view = statements.iter().position(|text| text.starts_with("CREATE VIEW")).unwrap();
    assert_eq!(first_view, statements.len() - 2);
}

#[test]
fn a_view_before_the_view_that_it_reads_is_refused_and_nothing_is_left() {
    let fixture = Fixture::empty();
    let mut tables = schema!(Titles, PublishedPost, AuthorStats).tables().to_vec();
    tables.extend(blog_schema().tables());
    let error = fixture.db.create_tables(&Schema::new(tables)).unwrap_err();
    assert!(format!("{error:?}").contains("no such table"), "{error:?}");
    assert_eq!(fixture.number("select count(*) from sqlite_schema"), 0);
}

#[derive(View)]
#[view(sql = "SELECT 1, 2")]
struct TooFew {
    one: i64,
}

#[derive(View, Debug)]
struct Derived {
    one: i64,
}

#[derive(View, Debug)]
#[view(existing, name = "author_stats")]
struct Found {
    author_id: i64,
    #[column(name = "posts count")]
    posts: i64,
}

#[test]
fn a_view_with_another_number_of_columns_fails_when_it_is_created() {
    let fixture = Fixture::empty();
    let error = fixture.db.create_tables(&schema!(TooFew)).unwrap_err();
    assert!(format!("{error:?}").contains("expected 1 columns"), "{error:?}");
    assert_eq!(fixture.number("select count(*) from sqlite_schema"), 0);
}

#[test]
fn a_struct_without_a_query_is_no_view_of_a_schema() {
    assert!(Derived::schema().is_derived());
    let error = Fixture::empty().db.create_tables(&schema!(Derived)).unwrap_err();
    assert!(error.is_refused());
    assert!(error.to_string().contains("the view `derived` has no query: add `#[view(query = ..)]`"), "{error}");
}

#[test]
fn an_existing_view_is_read_and_not_created() {
    assert_eq!(Found::schema().kind, TableKind::View(ViewBody::Existing));
    let fixture = blog_views();
    fixture.db.create_tables(&schema!(Found)).unwrap();
    let rows = fixture.db.select::<Found>().order_by(Found::AUTHOR_ID).all().unwrap();
    let seen: Vec<_> = rows.iter().map(|row| format!("{}|{}", row.author_id, row.posts)).collect();
    assert_eq!(seen, fixture.rows("select author_id, count(*) from posts group by 1 order by 1"));
}

#[derive(Table)]
struct Keeper {
    #[column(primary_key)]
    id: i64,
    #[column(references = AuthorStats::AUTHOR_ID)]
    stats_id: i64,
}

#[test]
fn a_foreign_key_to_a_view_is_refused() {
    let error = Fixture::empty().db.create_tables(&schema!(Keeper)).unwrap_err();
    assert!(error.is_refused());
    assert!(error.to_string().contains("`keeper.stats_id` references the view `author_stats`"), "{error}");
}

/// Values of every kind in the text of a view, where a parameter would stand.
#[derive(View, Debug, PartialEq)]
#[view(query = inlined)]
struct Inlined {
    id: i64,
    name: String,
    admin: bool,
}

fn inlined() -> impl ViewQuery<Inlined> {
    User::select()
        .filter(User::NAME.ne("it's \"quoted\"").and(User::ID.in_list([1, 2, 3])).and(User::ID.not_in_list([-1])))
        .filter(
            User::NAME.not_in_list(["O'Brien", "nul\0byte"]).and(User::ID.in_list([i64::MIN, 1, 2]).or(User::ID.eq(3))),
        )
        .filter(User::LOGINS.sub(-3).gt(i64::MIN))
        .order_by(User::ID.desc())
        .limit(2)
        .offset(1)
        .columns((User::ID, User::NAME, User::ROLE.eq(Role::Admin)))
}

#[test]
fn values_are_written_into_a_view() {
    let fixture = blog_views();
    fixture.db.create_tables(&schema!(Inlined)).unwrap();
    let rows = fixture.db.select::<Inlined>().all().unwrap();
    let rows: Vec<_> =
        rows.into_iter().map(|row| format!("{}|{}|{}", row.id, row.name, i64::from(row.admin))).collect();
    let expected = "select id, name, role = 'admin' from users where id in (1, 2, 3) order by id desc limit 2 offset 1";
    assert_eq!(rows, fixture.rows(expected));
    assert_eq!(rows.len(), 2);
}

#[derive(View, Debug, PartialEq)]
#[view(query = wide)]
struct Wide {
    c0: i64,
    c1: i64,
    c2: i64,
    c3: i64,
    c4: i64,
    c5: i64,
    c6: i64,
    c7: i64,
    c8: i64,
    c9: i64,
    c10: i64,
    c11: i64,
    c12: i64,
    c13: i64,
    c14: i64,
    c15: Option<i64>,
    title: String,
    score: Option<i64>,
}

fn wide() -> impl ViewQuery<Wide> {
    let id = |add: i64| Post::ID.add(add);
    let first = (
        id(0),
        id(1),
        id(2),
        id(3),
        id(4),
        id(5),
        id(6),
        id(7),
        id(8),
        id(9),
        id(10),
        id(11),
        id(12),
        id(13),
        id(14),
        id(15),
    );
    Post::select().columns((first, (Post::TITLE, Post::SCORE)))
}

#[test]
fn more_than_sixteen_columns_are_tuples_in_a_tuple() {
    let fixture = blog_views();
    fixture.db.create_tables(&schema!(Wide)).unwrap();
    let rows = fixture.db.select::<Wide>().order_by(Wide::C0).all().unwrap();
    let seen: Vec<_> = rows.iter().map(|row| format!("{}|{}|{}", row.c0, row.c14 - row.c0, row.title)).collect();
    assert_eq!(seen, fixture.rows("select id, 14, title from posts order by id"));
    assert!(rows.iter().all(|row| row.c15 == Some(row.c0 + 15)));
    assert!(rows.iter().any(|row| row.score.is_none()) && rows.iter().any(|row| row.score.is_some()));
}
