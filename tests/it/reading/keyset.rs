//! Pages by a cursor.

use orm_sqlite::Error;
use orm_sqlite::expr::Order;
use orm_sqlite::prelude::*;
use orm_sqlite::query::CursorPage;
use proptest::prelude::*;

use crate::model::{Fixture, NewUser, Post, Profile, User, blog, rows};

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "items", index(c, id))]
struct Item {
    #[column(primary_key)]
    id: i64,
    a: Option<i64>,
    #[column(collate = nocase)]
    b: String,
    c: i64,
    d: Option<f64>,
    e: Option<Vec<u8>>,
}

/// A row without its key: small domains, so that there are ties.
type Values = (Option<i64>, usize, i64, Option<u8>, Option<u8>);
/// A column, whether descending, and where `NULL` stands.
type Term = (usize, bool, Option<bool>);

const TEXTS: [&str; 5] = ["a", "A", "b", "", "ä"];
const REALS: [f64; 4] = [-0.5, 0.0, 1.5, 1e300];

fn items(values: &[Values]) -> Fixture {
    let fixture = Fixture::new(&schema!(Item));
    for (a, b, c, d, e) in values {
        let real = d.map(|d| REALS[usize::from(d) % REALS.len()]);
        let bytes = e.map(|e| vec![e; usize::from(e % 3)]);
        fixture
            .raw
            .execute(
                "insert into items (a, b, c, d, e) values (?, ?, ?, ?, ?)",
                (a, TEXTS[b % TEXTS.len()], c, real, bytes),
            )
            .unwrap();
    }
    fixture
}

fn order(terms: &[Term]) -> Vec<Order<Item>> {
    let term = |&(column, descending, nulls): &Term| {
        let order = match (column, descending) {
            (0, false) => Item::A.asc(),
            (0, true) => Item::A.desc(),
            (1, false) => Item::B.asc(),
            (1, true) => Item::B.desc(),
            (2, false) => Item::C.asc(),
            (2, true) => Item::C.desc(),
            (3, false) => Item::D.asc(),
            (3, true) => Item::D.desc(),
            (4, false) => Item::E.asc(),
            (4, true) => Item::E.desc(),
            (5, false) => Item::A.add(Item::C).asc(),
            (_, false) => Item::ID.asc(),
            (5, true) => Item::A.add(Item::C).desc(),
            (_, true) => Item::ID.desc(),
        };
        match nulls {
            None => order,
            Some(true) => order.nulls_first(),
            Some(false) => order.nulls_last(),
        }
    };
    terms.iter().map(term).collect()
}

/// The same order in hand-written SQL.
fn written(terms: &[Term]) -> String {
    let names = ["a", "b", "c", "d", "e", "a + c", "id"];
    let mut text = String::new();
    for (column, descending, nulls) in terms {
        text.push_str(names[*column]);
        text.push_str(if *descending { " desc" } else { " asc" });
        text.push_str(nulls.map_or("", |first| if first { " nulls first" } else { " nulls last" }));
        text.push_str(", ");
    }
    format!("select id from items order by {text}id")
}

/// All pages forward, then all pages backward, with the ids of each walk in the order of the query.
fn walk<R: std::fmt::Debug>(
    page: impl Fn(Option<&str>, Option<&str>) -> Result<CursorPage<R>, Error>,
    id: impl Fn(&R) -> i64,
) -> (Vec<i64>, Vec<i64>) {
    let mut forward = Vec::new();
    let mut current = page(None, None).unwrap();
    assert_eq!(current.previous, None);
    loop {
        forward.extend(current.rows.iter().map(&id));
        let Some(next) = &current.next else { break };
        current = page(Some(next), None).unwrap();
        assert!(!current.rows.is_empty() && current.previous.is_some());
    }
    let mut backward: Vec<Vec<i64>> = vec![current.rows.iter().map(&id).collect()];
    while let Some(previous) = &current.previous {
        current = page(None, Some(previous)).unwrap();
        assert!(!current.rows.is_empty() && current.next.is_some());
        backward.push(current.rows.iter().map(&id).collect());
    }
    backward.reverse();
    (forward, backward.concat())
}

proptest! {
    #![proptest_config(crate::model::property(64))]

    #[test]
    fn walking_forward_and_backward_gives_the_whole_in_order(
        values in prop::collection::vec(
            (prop::option::of(0_i64..3), 0_usize..5, 0_i64..3, prop::option::of(0_u8..4), prop::option::of(0_u8..4)),
            0..25,
        ),
        terms in prop::collection::vec((0_usize..7, any::<bool>(), any::<Option<bool>>()), 0..4),
        size in 1_u64..6,
    ) {
        let fixture = items(&values);
        let expected: Vec<i64> = rows(&fixture.raw, &written(&terms)).iter().map(|id| id.parse().unwrap()).collect();
        let page = |after: Option<&str>, before: Option<&str>| {
            fixture.db.select::<Item>().order_by(order(&terms)).keyset(size).after_opt(after).before_opt(before).page()
        };
        let (forward, backward) = walk(page, |item| item.id);
        prop_assert_eq!(&forward, &expected);
        prop_assert_eq!(&backward, &expected);
    }
}

#[test]
fn joins_projections_and_relations() {
    let fixture = blog();
    let joined = |after: Option<&str>, before: Option<&str>| {
        fixture
            .db
            .select::<User>()
            .left_join::<Post>()
            .on(Post::AUTHOR_ID.eq(User::ID))
            .order_by((User::LOGINS.desc(), Post::SCORE.desc().nulls_first()))
            .columns((User::ID, Post::ID))
            .keyset(2)
            .after_opt(after)
            .before_opt(before)
            .page()
    };
    let expected = fixture.rows(
        "select users.id * 1000 + coalesce(posts.id, 0) from users left join posts on author_id = users.id
         order by logins desc, score desc nulls first, users.id, posts.id",
    );
    let expected: Vec<i64> = expected.iter().map(|id| id.parse().unwrap()).collect();
    let (forward, backward) = walk(joined, |(user, post)| user * 1000 + post.unwrap_or(0));
    assert_eq!((forward, backward), (expected.clone(), expected));
    let full = |after: Option<&str>, before: Option<&str>| {
        fixture
            .db
            .select::<Profile>()
            .full_join::<User>()
            .on(User::ID.eq(Profile::USER_ID).and(User::LOGINS.gt(3)))
            .keyset(1)
            .after_opt(after)
            .before_opt(before)
            .page()
    };
    let id = |(profile, user): &(Option<Profile>, Option<User>)| {
        profile.as_ref().map_or(0, |profile| profile.id) * 100 + user.as_ref().map_or(0, |user| user.id)
    };
    let (forward, backward) = walk(full, id);
    assert_eq!(forward, [2, 3, 4, 101, 200]);
    assert_eq!(backward, forward);
    let users = |after: Option<&str>, before: Option<&str>| {
        fixture
            .db
            .query::<User>()
            .filter(User::ID.lt(4))
            .with_posts_by(|posts| posts.order_by(Post::ID).with_comments())
            .order_by(User::NAME.desc())
            .keyset(2)
            .after_opt(after)
            .before_opt(before)
            .page()
    };
    assert_eq!(walk(users, |user| user.id), (vec![3, 2, 1], vec![3, 2, 1]));
    let first = users(None, None).unwrap();
    let second = users(first.next.as_deref(), None).unwrap();
    assert_eq!((second.rows[0].posts.len(), second.rows[0].posts[0].comments.len()), (3, 3));
}

#[test]
fn rows_that_come_and_go_neither_repeat_nor_hide_others() {
    let fixture = blog();
    let page = |after: Option<&str>, before: Option<&str>| {
        let users = fixture.db.select::<User>().order_by(User::NAME).columns(User::NAME);
        users.keyset(2).after_opt(after).before_opt(before).page().unwrap()
    };
    let first = page(None, None);
    assert_eq!(first.rows, ["Ada", "Bob"]);
    // The row at the cursor goes, and one before it comes.
    fixture.raw.execute_batch("pragma foreign_keys = off; delete from users where name = 'Bob'").unwrap();
    fixture.db.insert(NewUser::builder().email("a").name("Aaron").build()).run().unwrap();
    let second = page(first.next.as_deref(), None);
    assert_eq!((second.rows.as_slice(), &second.next), (["Cyd".to_owned(), "Dee".to_owned()].as_slice(), &None));
    // The whole page goes: its cursors still lead to what is there.
    fixture.raw.execute_batch("delete from users where name in ('Cyd', 'Dee')").unwrap();
    let empty = page(first.next.as_deref(), None);
    assert_eq!((empty.rows.len(), &empty.next), (0, &None));
    let back = page(None, empty.previous.as_deref());
    assert_eq!((back.rows.as_slice(), &back.previous), (["Aaron".to_owned(), "Ada".to_owned()].as_slice(), &None));
    let nothing = page(None, Some(&second.previous.unwrap()));
    assert_eq!(nothing.rows, ["Aaron", "Ada"]);
    fixture.raw.execute_batch("delete from users").unwrap();
    let none = page(first.next.as_deref(), None);
    assert_eq!((none.rows.len(), none.next, none.previous), (0, None, None));
}

#[test]
fn a_cursor_of_something_else_is_refused() {
    let fixture = blog();
    let db = &fixture.db;
    let users = || db.select::<User>().order_by(User::LOGINS);
    let first = users().keyset(2).page().unwrap();
    let next = first.next.unwrap();
    assert_eq!(users().keyset(1).after(&next).page().unwrap().rows.len(), 1);
    let invalid = [
        users().keyset(2).after("").page(),
        users().keyset(2).after("'; drop table users; --").page(),
        users().keyset(2).after(&format!("{next}A")).page(),
        users().keyset(2).before(&next[1..]).page(),
        users().keyset(2).after(&next.to_lowercase()).page(),
        db.select::<User>().order_by(User::LOGINS.desc()).keyset(2).after(&next).page(),
        db.select::<User>().order_by((User::LOGINS, User::NAME)).keyset(2).after(&next).page(),
        db.select::<User>().filter(User::ID.gt(0)).order_by(User::LOGINS).keyset(2).after(&next).page(),
    ];
    for refused in invalid {
        let error = refused.unwrap_err();
        assert!(error.is_invalid_cursor() && error.is_refused(), "{error}");
        assert!(!error.to_string().contains(&next), "{error}");
    }
    assert!(db.select::<Post>().order_by(Post::ID).keyset(2).after(&next).page().unwrap_err().is_invalid_cursor());
    // The values of a filter are no part of the query.
    let above = |id: i64| db.select::<User>().filter(User::ID.gt(id)).order_by(User::ID).keyset(1);
    let cursor = above(0).page().unwrap().next.unwrap();
    assert_eq!(above(2).after(&cursor).page().unwrap().rows[0].id, 3);
}

#[test]
fn what_has_no_place_in_an_order_is_refused() {
    let fixture = blog();
    let db = &fixture.db;
    let refused = [
        db.select::<User>().keyset(0).page(),
        db.select::<User>().limit(3).keyset(2).page(),
        db.select::<User>().offset(3).keyset(2).page(),
        db.select::<User>().distinct().keyset(2).page(),
    ];
    for page in refused {
        let error = page.unwrap_err();
        assert!(error.is_refused() && !error.is_invalid_cursor(), "{error}");
    }
}

/// A table without a primary key.
#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "lines", strict = false)]
struct Line {
    text: String,
}

#[test]
fn a_table_without_a_key_is_paged_by_its_rowid() {
    let fixture = Fixture::new(&schema!(Line));
    fixture.raw.execute_batch("insert into lines values ('b'), ('a'), ('b'), ('a'), ('b')").unwrap();
    let page = |after: Option<&str>, before: Option<&str>| {
        fixture.db.select::<Line>().order_by(Line::TEXT).keyset(2).after_opt(after).before_opt(before).page()
    };
    let (forward, backward) = walk(page, |line| i64::from(line.text == "b"));
    assert_eq!((forward, backward), (vec![0, 0, 1, 1, 1], vec![0, 0, 1, 1, 1]));
}

#[test]
fn an_order_that_goes_one_way_searches_its_index() {
    let fixture = items(&[(None, 0, 1, None, None), (None, 0, 1, None, None), (None, 0, 2, None, None)]);
    let seen = |page: orm_sqlite::query::Keyset<_>| {
        let sql = page.to_sql().unwrap();
        let plan = format!("explain query plan {}", sql[0].text);
        let bound = rusqlite::params_from_iter(std::iter::repeat_n(1, sql[0].params.len()));
        let mut statement = fixture.raw.prepare(&plan).unwrap();
        let lines = statement.query_map(bound, |row| row.get::<_, String>(3)).unwrap();
        (sql[0].text.to_string(), lines.map(Result::unwrap).collect::<Vec<_>>().join("; "))
    };
    let select = || fixture.db.select::<Item>().columns(Item::ID);
    let next = select().order_by(Item::C).keyset(1).page().unwrap().next.unwrap();
    let (text, plan) = seen(select().order_by(Item::C).keyset(1).after(&next));
    assert!(text.contains(r#"("items"."c", "items"."id") > (?, ?)"#), "{text}");
    assert!(plan.contains("SEARCH items USING") && plan.contains("INDEX") && !plan.contains("TEMP B-TREE"), "{plan}");
    let next = select().order_by((Item::C, Item::ID.desc())).keyset(1).page().unwrap().next.unwrap();
    let (text, plan) = seen(select().order_by((Item::C, Item::ID.desc())).keyset(1).after(&next));
    assert!(text.contains(r#""items"."c" >= ?"#), "{text}");
    assert!(plan.contains("SEARCH items USING"), "{plan}");
}
