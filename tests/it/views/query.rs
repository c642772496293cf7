//! Views where tables stand: select, find, joins of every kind, aliases, groups and subqueries.

use orm_sqlite::prelude::*;

use super::model::{AuthorStats, Busy, PublishedPost, Titles, blog_views};
use crate::model::{Post, User};

alias!(OtherStats = AuthorStats as "other stats");

fn shown(stats: &AuthorStats) -> String {
    format!("{}|{}|{}", stats.author_id, stats.posts, stats.best.map_or("NULL".to_owned(), |best| best.to_string()))
}

const STATS: &str = "select author_id, count(*), max(score) from posts group by author_id order by author_id";

#[test]
fn a_view_is_selected_like_a_table() {
    let fixture = blog_views();
    let all = fixture.db.select::<AuthorStats>().order_by(AuthorStats::AUTHOR_ID).all().unwrap();
    assert!(!all.is_empty());
    assert_eq!(all.iter().map(shown).collect::<Vec<_>>(), fixture.rows(STATS));

    let first = fixture.db.find::<AuthorStats>(all[0].author_id).one().unwrap();
    assert_eq!(first, all[0]);
    assert_eq!(fixture.db.find::<AuthorStats>(-1).get().unwrap(), None);

    let filter = || AuthorStats::POSTS.ge(2).and(AuthorStats::BEST.is_not_null());
    let matching = format!("with s(a, n, b) as ({STATS}) select count(*) from s where n >= 2 and b is not null");
    let matching = fixture.number(&matching);
    assert_eq!(fixture.db.select::<AuthorStats>().filter(filter()).count().unwrap(), u64::try_from(matching).unwrap());
    assert!(fixture.db.select::<AuthorStats>().filter(filter()).exists().unwrap());
    let counts = fixture.db.select::<AuthorStats>().group_by(AuthorStats::POSTS).columns((AuthorStats::POSTS, count()));
    assert_eq!(counts.all().unwrap().len(), {
        let mut seen: Vec<_> = all.iter().map(|stats| stats.posts).collect();
        seen.sort_unstable();
        seen.dedup();
        seen.len()
    });
}

#[test]
fn a_view_over_views_sees_what_they_see() {
    let fixture = blog_views();
    let titles: Vec<_> = fixture.db.select::<Titles>().order_by(Titles::TITLE).all().unwrap();
    let titles: Vec<_> = titles.into_iter().map(|row| row.title).collect();
    assert!(!titles.is_empty());
    assert_eq!(titles, fixture.rows("select title from posts where published order by title"));
    let busy: Vec<i64> = fixture.db.select::<Busy>().columns(Busy::AUTHOR_ID).order_by(Busy::AUTHOR_ID).all().unwrap();
    let expected = fixture.rows("select author_id from posts group by 1 having count(*) > 1 order by 1");
    assert_eq!(busy.iter().map(i64::to_string).collect::<Vec<_>>(), expected);
}

#[test]
fn an_inner_join_with_a_view() {
    let fixture = blog_views();
    let pairs: Vec<(User, AuthorStats)> = fixture
        .db
        .select::<User>()
        .inner_join::<AuthorStats>()
        .on(AuthorStats::AUTHOR_ID.eq(User::ID))
        .order_by(User::ID)
        .all()
        .unwrap();
    let seen: Vec<_> = pairs.iter().map(|(user, stats)| format!("{}|{}", user.name, shown(stats))).collect();
    let expected = format!("select u.name, s.* from users u join ({STATS}) s on s.author_id = u.id order by u.id");
    assert_eq!(seen, fixture.rows(&expected));
}

#[test]
fn a_view_that_a_left_join_does_not_find_is_none() {
    let fixture = blog_views();
    let rows: Vec<(User, Option<AuthorStats>)> = fixture
        .db
        .select::<User>()
        .left_join::<AuthorStats>()
        .on(AuthorStats::AUTHOR_ID.eq(User::ID))
        .order_by(User::ID)
        .all()
        .unwrap();
    assert_eq!(rows.len(), 4);
    for (user, stats) in &rows {
        let written = fixture.number(&format!("select count(*) from posts where author_id = {}", user.id));
        assert_eq!(stats.as_ref().map_or(0, |stats| stats.posts), written);
        assert_eq!(stats.is_none(), written == 0);
    }
    assert!(rows.iter().any(|(_, stats)| stats.is_none()));

    let nullable: Vec<(String, Option<i64>, Option<i64>)> = fixture
        .db
        .select::<User>()
        .left_join::<AuthorStats>()
        .on(AuthorStats::AUTHOR_ID.eq(User::ID))
        .columns((User::NAME, AuthorStats::POSTS, AuthorStats::BEST))
        .order_by(User::ID)
        .all()
        .unwrap();
    assert!(nullable.iter().any(|(_, posts, _)| posts.is_none()));
}

#[test]
fn one_view_twice_by_an_alias() {
    let fixture = blog_views();
    let pairs: Vec<(AuthorStats, AuthorStats)> = fixture
        .db
        .select::<AuthorStats>()
        .inner_join::<OtherStats>()
        .on(OtherStats::POSTS.lt(AuthorStats::POSTS))
        .order_by((AuthorStats::AUTHOR_ID, OtherStats::AUTHOR_ID))
        .all()
        .unwrap();
    let seen: Vec<_> = pairs.iter().map(|(a, b)| format!("{}|{}", a.author_id, b.author_id)).collect();
    let expected = format!(
        "with s(id, n, best) as ({STATS}) select a.id, b.id from s a join s b on b.n < a.n order by a.id, b.id"
    );
    assert!(!seen.is_empty());
    assert_eq!(seen, fixture.rows(&expected));
}

#[test]
fn a_view_in_a_filter_by_its_relation() {
    let fixture = blog_views();
    let stats: Vec<_> = fixture
        .db
        .select::<AuthorStats>()
        .filter(AuthorStats::published().any(PublishedPost::TITLE.is_not_null()))
        .order_by(AuthorStats::AUTHOR_ID)
        .columns(AuthorStats::AUTHOR_ID)
        .all()
        .unwrap();
    let expected = fixture.rows("select distinct author_id from posts where published order by 1");
    assert_eq!(stats.iter().map(i64::to_string).collect::<Vec<_>>(), expected);
    let posts = fixture.db.select::<Post>().inner_join::<Busy>().on(Busy::AUTHOR_ID.eq(Post::AUTHOR_ID)).count();
    let expected =
        "select count(*) from posts where author_id in (select author_id from posts group by 1 having count(*) > 1)";
    assert_eq!(posts.unwrap(), u64::try_from(fixture.number(expected)).unwrap());
}

#[test]
fn a_view_in_subqueries_and_set_operations() {
    let fixture = blog_views();
    let names = |filter: Expr<User, bool>| {
        fixture.db.select::<User>().filter(filter).order_by(User::ID).columns(User::NAME).all().unwrap()
    };
    let busy = AuthorStats::correlated().filter(AuthorStats::AUTHOR_ID.eq(User::ID).and(AuthorStats::POSTS.gt(1)));
    assert_eq!(names(exists(busy)), ["Ada"]);
    assert_eq!(names(User::ID.in_query(Busy::select().columns(Busy::AUTHOR_ID))), ["Ada"]);
    assert_eq!(names(User::ID.in_query(AuthorStats::select().columns(AuthorStats::AUTHOR_ID))), ["Ada", "Bob"]);

    let ids = AuthorStats::select().columns(AuthorStats::AUTHOR_ID).except(Busy::select().columns(Busy::AUTHOR_ID));
    assert_eq!(ids.using(&fixture.db).all().unwrap(), [2]);
    let most = scalar(AuthorStats::select().columns(AuthorStats::POSTS.max()));
    let rows = fixture.db.select::<User>().limit(1).columns((User::ID, most)).all().unwrap();
    assert_eq!(rows[0].1, Some(3));
}

#[test]
fn a_write_reads_a_view() {
    let fixture = blog_views();
    let idle = not(User::ID.in_query(AuthorStats::select().columns(AuthorStats::AUTHOR_ID)));
    let changed = fixture.db.update::<User>().set(User::LOGINS.to(0)).filter(idle).run().unwrap();
    assert_eq!(changed, 2);
    fixture
        .db
        .delete::<Post>()
        .filter(Post::AUTHOR_ID.in_query(Busy::select().columns(Busy::AUTHOR_ID)))
        .run()
        .unwrap();
    assert_eq!(fixture.rows("select * from busy"), Vec::<String>::new());
    assert_eq!(fixture.db.select::<AuthorStats>().columns(AuthorStats::AUTHOR_ID).all().unwrap(), [2]);
}

/// The struct says that there is always a number, and the SQL gives none.
#[derive(View, Relations, Debug, PartialEq)]
#[view(sql = "SELECT id, CASE id WHEN 1 THEN 5 END, name FROM users WHERE id < 3 UNION ALL SELECT 3, NULL, NULL")]
struct Liar {
    id: Option<i64>,
    number: i64,
    name: Option<String>,
}

#[test]
fn a_null_where_the_struct_has_none_is_an_error_and_no_absent_row() {
    let fixture = blog_views();
    fixture.db.create_tables(&schema!(Liar)).unwrap();
    let joined = |id: i64| {
        let on = Liar::ID.eq(User::ID);
        fixture.db.select::<User>().left_join::<Liar>().on(on).filter(User::ID.eq(id)).one().map(|(_, liar)| liar)
    };
    let found = Liar { id: Some(1), number: 5, name: Some("Ada".to_owned()) };
    assert_eq!(joined(1).unwrap(), Some(found));
    for id in [2, 3] {
        let error = joined(id).unwrap_err();
        assert!(error.to_string().contains("liar.number"), "{error}");
    }
    assert_eq!(joined(4).unwrap(), None);
    assert!(fixture.db.select::<Liar>().filter(Liar::ID.eq(3)).one().is_err());
}
