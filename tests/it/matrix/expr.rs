//! Expressions and filters.

use orm_sqlite::prelude::*;

use crate::model::{Post, Role, User, blog};

#[test]
fn row_28_typed_expressions() {
    let fixture = blog();
    // The type follows from the parts: text of text, and nullable because the biography is.
    let rows: Vec<(String, Option<String>, Option<i64>)> = fixture
        .db
        .select::<User>()
        .order_by(User::ID)
        .columns((
            User::NAME.upper().concat("!"),
            User::BIO.substr(1, 3),
            User::LOGINS.mul(100).div(User::LOGINS.add(1)),
        ))
        .limit(2)
        .all()
        .unwrap();
    let expected = fixture.rows(
        "select upper(name) || '!', substr(bio, 1, 3), logins * 100 / (logins + 1) from users order by id limit 2",
    );
    let shown = rows.iter().map(|(name, bio, share)| {
        let bio = bio.as_deref().unwrap_or("NULL");
        format!("{name}|{bio}|{}", share.map_or_else(|| "NULL".to_owned(), |share| share.to_string()))
    });
    assert_eq!(shown.collect::<Vec<_>>(), expected);
}

#[test]
fn row_40_case() {
    let fixture = blog();
    let level = case().when(User::ROLE.eq(Role::Admin), "admin").when(User::LOGINS.gt(0), "active").otherwise("new");
    let rows: Vec<(i64, String)> =
        fixture.db.select::<User>().order_by((level.clone(), User::ID)).columns((User::ID, level)).all().unwrap();
    let expected = fixture.rows(
        "select id, case when role = 'admin' then 'admin' when logins > 0 then 'active' else 'new' end as level
         from users order by level, id",
    );
    assert_eq!(rows.iter().map(|(id, level)| format!("{id}|{level}")).collect::<Vec<_>>(), expected);
}

#[test]
fn row_45_optional_and_dynamic_filters() {
    struct Search {
        title: Option<&'static str>,
        published: Option<bool>,
        authors: Vec<i64>,
    }

    let fixture = blog();
    let find = |search: Search| {
        let mut either: Vec<Expr<Post, bool>> = Vec::new();
        for author in &search.authors {
            either.push(Post::AUTHOR_ID.eq(*author));
        }
        let mut posts = fixture
            .db
            .select::<Post>()
            .filter_opt(search.title.map(|title| Post::TITLE.contains(title)))
            .filter_opt(search.published.map(|published| Post::PUBLISHED.eq(published)));
        if !either.is_empty() {
            posts = posts.filter(any_of(either));
        }
        posts.order_by(Post::ID).columns(Post::ID).all().unwrap()
    };
    let ids = |filter: &str| -> Vec<i64> {
        let rows = fixture.rows(&format!("select id from posts where {filter} order by id"));
        rows.iter().map(|id| id.parse().unwrap()).collect()
    };
    assert_eq!(find(Search { title: None, published: None, authors: Vec::new() }), ids("true"));
    assert_eq!(find(Search { title: None, published: Some(true), authors: Vec::new() }), ids("published"));
    assert_eq!(
        find(Search { title: Some("e"), published: None, authors: vec![1, 2] }),
        ids("title like '%e%' and author_id in (1, 2)")
    );
    assert_eq!(
        find(Search { title: None, published: Some(false), authors: vec![2] }),
        ids("not published and author_id = 2")
    );
}
